"""A small network on two moons, and its trainings: once by chance, once against the gradient."""

from __future__ import annotations

import numpy as np

from gdcore import (
    Dataset,
    GradientDescent,
    Network,
    Path,
    RandomDirections,
    descend,
    network,
    standardised,
    two_moons,
)
from gdcore.arrays import BoolArray, FloatArray, length
from scenes.kit.kept_results import kept_paths

POINTS, WIDTHS = 80, (3, 4)
"""Points on the two moons, and units of the hidden layers: 30 weights and biases."""

TRIES, TURN = 12, 2.5
"""Turns by chance, and how far one of them goes, in units of the parameters."""

LEVEL, LONGEST = 0.005, 3000
"""The loop ends where the gradient is shorter than this, or after so many steps."""

SOURCES = (
    "Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986)",
    "Glorot and Bengio, Training deep feedforward neural networks (2010)",
    "Pedregosa et al., Scikit-learn: machine learning in Python (2011)",
)
"""Of how its gradient is computed, of its start, and of the two moons."""

CHANCE, DESCENT = "turned by chance", "gradient descent"


def moons(noise: float, seed: int) -> Dataset:
    """Return the data: two moons whose features have mean 0 and standard deviation 1."""
    return standardised(two_moons(POINTS, seed, noise=noise))[0]


def moons_network(noise: float, seed: int) -> Network:
    """Return the network on the two moons as a landscape over its weights and biases."""
    return network(moons(noise, seed), WIDTHS)


@kept_paths
def trainings(noise: float, seed: int, rate: float) -> dict[str, Path]:
    """Train the network from one start, drawn from `seed` as the data are.

    Parameters
    ----------
    noise
        Standard deviation of the points about their moons.
    seed
        Of the points, of the start and of what is left to chance.
    rate
        The learning rate α.

    Returns
    -------
    dict of str to Path
        `CHANCE`: as many turns as there are tries, without looking at the slope. `DESCENT`: to
        the first iterate where the gradient is shorter than `LEVEL`, at most `LONGEST` steps.
    """
    hill = moons_network(noise, seed)
    start = hill.starts(seed)

    def level(points: FloatArray) -> BoolArray:
        return np.asarray(length(hill.gradient(points)) < LEVEL)

    last = descend(hill, GradientDescent(rate), start, LONGEST, until=level, keep="last")
    steps = LONGEST if last.stopped_at is None else last.stopped_at
    blind = RandomDirections()
    return {
        CHANCE: descend(hill, GradientDescent(TURN), start, TRIES, estimator=blind, rng=seed),
        DESCENT: descend(hill, GradientDescent(rate), start, steps),
    }
