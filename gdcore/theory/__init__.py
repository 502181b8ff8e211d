"""Closed forms: the oracle of the tests and the source of the formulas on the screen."""

from gdcore.theory.conditioning import condition_number, contraction, optimal_rate
from gdcore.theory.momentum import (
    heavy_ball_envelope,
    heavy_ball_matrix,
    momentum_gain,
    momentum_speed,
    nesterov_matrix,
    optimal_momentum,
    quadratic_momentum_iterate,
)
from gdcore.theory.noise import (
    noise_covariance,
    noise_escape_steps,
    noise_floor,
    noise_variance,
    noise_variances,
)
from gdcore.theory.plateau import plateau_slope, plateau_steps
from gdcore.theory.quadratic import (
    mirror_rate,
    multiplier,
    quadratic_iterate,
    rate_interval,
    steps_to_reach,
)
from gdcore.theory.regime import Regime, regime
from gdcore.theory.saddle import saddle_escape_steps, saddle_iterate
from gdcore.theory.stability import largest_stable_rate, spectral_radius

__all__ = [
    "Regime",
    "condition_number",
    "contraction",
    "heavy_ball_envelope",
    "heavy_ball_matrix",
    "largest_stable_rate",
    "mirror_rate",
    "momentum_gain",
    "momentum_speed",
    "multiplier",
    "nesterov_matrix",
    "noise_covariance",
    "noise_escape_steps",
    "noise_floor",
    "noise_variance",
    "noise_variances",
    "optimal_momentum",
    "optimal_rate",
    "plateau_slope",
    "plateau_steps",
    "quadratic_iterate",
    "quadratic_momentum_iterate",
    "rate_interval",
    "regime",
    "saddle_escape_steps",
    "saddle_iterate",
    "spectral_radius",
    "steps_to_reach",
]
