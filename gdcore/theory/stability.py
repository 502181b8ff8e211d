"""Where each method stops converging on a quadratic."""

from collections.abc import Mapping
from typing import Literal, TypeVar

import numpy as np

from gdcore import checks
from gdcore.theory.momentum import heavy_ball_matrix, nesterov_matrix

Method = Literal["gradient descent", "momentum", "Nesterov momentum"]
T = TypeVar("T")


def largest_stable_rate(
    curvature: float, method: Method = "gradient descent", momentum: float = 0.9
) -> float:
    """Return the learning rate above which a method diverges on a quadratic.

    Gradient descent 2 / L; momentum 2 (1 + beta) / L;
    Nesterov momentum 2 (1 + beta) / (L (1 + 2 beta)). There an eigenvalue is -1.

    Parameters
    ----------
    curvature : float
        Largest eigenvalue L of the Hessian, above 0.
    method : str
        The `name` of GradientDescent, HeavyBall or Nesterov.
    momentum : float
        beta, at least 0 and below 1; gradient descent has none.

    Returns
    -------
    float
        Learning rate.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Polyak, Introduction to Optimization (1987), sections 1.4 and 3.2; for Nesterov the
    characteristic equation z^2 - (1 + beta)(1 - alpha L) z + beta (1 - alpha L) = 0 at z = -1.
    """
    gradient_descent = 2 / checks.positive("curvature", curvature)
    beta = checks.fraction("momentum", momentum)
    limits = {
        "gradient descent": gradient_descent,
        "momentum": gradient_descent * (1 + beta),
        "Nesterov momentum": gradient_descent * (1 + beta) / (1 + 2 * beta),
    }
    return _of_method(method, limits)


def spectral_radius(
    rate: float, curvature: float, method: Method = "momentum", momentum: float = 0.9
) -> float:
    """Return by how much a method multiplies distances per step in the long run.

    Below 1 it converges on a quadratic, above 1 it diverges.

    Parameters
    ----------
    rate : float
        Learning rate alpha, above 0.
    curvature : float
        Second derivative lambda.
    method : str
        The `name` of GradientDescent, HeavyBall or Nesterov.
    momentum : float
        beta, at least 0 and below 1; gradient descent has none.

    Returns
    -------
    float
        Largest absolute eigenvalue of the method's matrix.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Polyak, Introduction to Optimization (1987), section 2.1.
    """
    matrices = {
        "gradient descent": heavy_ball_matrix(rate, curvature, 0.0),
        "momentum": heavy_ball_matrix(rate, curvature, momentum),
        "Nesterov momentum": nesterov_matrix(rate, curvature, momentum),
    }
    return float(np.abs(np.linalg.eigvals(_of_method(method, matrices))).max())


def _of_method(method: str, known: Mapping[str, T]) -> T:
    if method not in known:
        raise ValueError(f"method must be one of {', '.join(known)}, got {method!r}.")
    return known[method]
