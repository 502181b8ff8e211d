"""Gradients that are only estimated: what `descend` shows an optimizer instead of the true one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.landscape import Landscape

Estimate: TypeAlias = Callable[[FloatArray, FloatArray], FloatArray]
"""Takes points and the true gradients there, `(*batch, dim)`, and returns gradients as seen."""


class GradientEstimator(Protocol):
    """Anything that makes one estimate of the gradient after the other."""

    def estimates(
        self, landscape: Landscape, batch: tuple[int, ...], rng: np.random.Generator
    ) -> Iterator[Estimate]:
        """Yield the estimate of each step of a descent, without end.

        Parameters
        ----------
        landscape : Landscape
            What is descended.
        batch : tuple of int
            Shape of the batch of starts; each start sees chances of its own.
        rng : numpy.random.Generator
            Where the chances come from.
        """
        ...


@dataclass(frozen=True)
class GaussianNoise:
    """The gradient with normal noise on each coordinate, for any optimizer.

    Parameters
    ----------
    deviation : float
        Standard deviation sigma, 0 or above, in units of the gradient.

    Raises
    ------
    ValueError
        If the deviation is below 0.

    References
    ----------
    Robbins and Monro, A stochastic approximation method (1951).
    """

    deviation: float

    def __post_init__(self) -> None:
        checks.not_negative("deviation", self.deviation)

    def estimates(
        self, landscape: Landscape, batch: tuple[int, ...], rng: np.random.Generator
    ) -> Iterator[Estimate]:
        """Yield the true gradient plus fresh noise, without end."""

        def estimate(points: FloatArray, gradient: FloatArray) -> FloatArray:
            return gradient + self.deviation * rng.standard_normal(gradient.shape)

        while True:
            yield estimate


@dataclass(frozen=True)
class RandomDirections:
    """A direction by chance, of length 1, whatever the gradient is: dials turned by hand.

    With `GradientDescent` it is a random walk whose steps are as long as the learning rate.

    References
    ----------
    Marsaglia, Choosing a point from the surface of a sphere (1972).
    """

    def estimates(
        self, landscape: Landscape, batch: tuple[int, ...], rng: np.random.Generator
    ) -> Iterator[Estimate]:
        """Yield directions evenly spread over the sphere, without end."""

        def estimate(points: FloatArray, gradient: FloatArray) -> FloatArray:
            chance = rng.standard_normal(gradient.shape)
            return np.asarray(chance / np.linalg.norm(chance, axis=-1, keepdims=True))

        while True:
            yield estimate
