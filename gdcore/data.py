"""Data to learn from: made from a seed, standardised, and brought back to its own units."""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import FloatArray, read_only

Seed: TypeAlias = np.random.Generator | int
"""A generator, or a seed for one."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Inputs and the right answers to them. Both are read-only.

    Parameters
    ----------
    name : str
        Plain lower-case name, such as "two moons".
    inputs : array_like
        One row for each example, `(n, features)`.
    targets : array_like
        The right answers, `(n,)`: numbers, or 0 and 1 for two classes.

    Raises
    ------
    ValueError
        If shapes do not fit each other, or an entry is not finite.
    """

    name: str
    inputs: FloatArray
    targets: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", read_only(checks.finite_array("inputs", self.inputs)))
        object.__setattr__(self, "targets", read_only(checks.finite_array("targets", self.targets)))
        if self.inputs.ndim != 2 or self.targets.shape != self.inputs.shape[:1] or not len(self):
            raise ValueError(
                "inputs and targets must have shapes (n, features) and (n,) with n at least 1, "
                f"got {self.inputs.shape} and {self.targets.shape}."
            )

    def __len__(self) -> int:
        """Return the number of examples n."""
        return len(self.inputs)

    @property
    def features(self) -> int:
        """Number of inputs of an example."""
        return int(self.inputs.shape[1])

    def must_be_classes(self) -> None:
        """Raise a ValueError unless every target is 0 or 1."""
        strange = self.targets[(self.targets != 0) & (self.targets != 1)]
        if strange.size:
            raise ValueError(f"targets must be 0 or 1 to be classes, got {float(strange[0])!r}.")


@dataclass(frozen=True, eq=False)
class Scaling:
    """How inputs were standardised: z = (x - mean) / deviation, feature by feature.

    Parameters
    ----------
    mean, deviation : array_like
        `(features,)`, in the data's own units; deviations above 0.

    Raises
    ------
    ValueError
        If shapes differ or a deviation is not above 0.
    """

    mean: FloatArray
    deviation: FloatArray

    def __post_init__(self) -> None:
        for name in ("mean", "deviation"):
            array = read_only(checks.finite_array(name, getattr(self, name)))
            object.__setattr__(self, name, array)
        if self.mean.shape != self.deviation.shape or self.mean.ndim != 1:
            raise ValueError(
                "mean and deviation must both have shape (features,), "
                f"got {self.mean.shape} and {self.deviation.shape}."
            )
        for deviation in self.deviation.tolist():
            checks.positive("deviation", deviation)

    def apply(self, inputs: npt.ArrayLike) -> FloatArray:
        """Return inputs `(..., features)` in units of the deviation from the mean."""
        return np.asarray((np.asarray(inputs) - self.mean) / self.deviation)

    def undo(self, inputs: npt.ArrayLike) -> FloatArray:
        """Return standardised inputs `(..., features)` in the data's own units."""
        return np.asarray(np.asarray(inputs) * self.deviation + self.mean)

    def parameters_in_own_units(self, parameters: npt.ArrayLike) -> FloatArray:
        """Return a linear model's parameters for the inputs as they were before.

        With z = (x - mean) / deviation, w z + b is (w / deviation) x + b - w mean / deviation.

        Parameters
        ----------
        parameters : array_like
            Weights of the standardised inputs, then the intercept, `(..., features + 1)`; a whole
            path's points will do.

        Returns
        -------
        FloatArray
            Weights and intercept in the data's own units, same shape.

        Raises
        ------
        ValueError
            If the last axis does not fit.
        """
        weights, intercept = self._split(parameters)
        own = weights / self.deviation
        return np.concatenate([own, intercept - (own * self.mean).sum(-1, keepdims=True)], axis=-1)

    def parameters_for_scaled(self, parameters: npt.ArrayLike) -> FloatArray:
        """Return a linear model's parameters for standardised inputs, `(..., features + 1)`.

        The way there from the data's own units; see `parameters_in_own_units`.
        """
        weights, intercept = self._split(parameters)
        shift = (weights * self.mean).sum(-1, keepdims=True)
        return np.concatenate([weights * self.deviation, intercept + shift], axis=-1)

    def _split(self, parameters: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        array = np.asarray(parameters, dtype=np.float64)
        if array.ndim == 0 or array.shape[-1] != len(self.mean) + 1:
            raise ValueError(
                f"parameters must have a last axis of length {len(self.mean) + 1}, "
                f"got shape {array.shape}."
            )
        return array[..., :-1], array[..., -1:]


def standardised(data: Dataset) -> tuple[Dataset, Scaling]:
    """Shift and scale each feature to mean 0 and standard deviation 1. Targets stay as they are.

    Parameters
    ----------
    data : Dataset
        What to standardise.

    Returns
    -------
    tuple of (Dataset, Scaling)
        The same examples, and the way back.

    Raises
    ------
    ValueError
        If a feature is the same in every example.

    References
    ----------
    LeCun, Bottou, Orr and Mueller, Efficient BackProp (1998), section 4.3.
    """
    scaling = Scaling(data.inputs.mean(axis=0), data.inputs.std(axis=0))
    return replace(data, inputs=scaling.apply(data.inputs)), scaling


def noisy_line(
    count: int,
    rng: Seed,
    *,
    slope: float = 2.0,
    intercept: float = 1.0,
    noise: float = 1.0,
    span: tuple[float, float] = (0.0, 5.0),
    even: bool = False,
) -> Dataset:
    """Make points about a line: y = slope x + intercept + normal noise.

    Parameters
    ----------
    count : int
        Number of points, at least 1.
    rng : numpy.random.Generator or int
        Where chance comes from.
    slope, intercept : float
        The line.
    noise : float
        Standard deviation of the noise on y, 0 or above.
    span : tuple of (float, float)
        Between which x lies, low < high.
    even : bool
        Whether x goes from low to high in equal steps; else it is spread evenly at random.

    Returns
    -------
    Dataset
        `count` examples with one feature.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Zhang et al., Dive into Deep Learning (2023), section 3.3.
    """
    chance = np.random.default_rng(rng)
    low, high = _rising("span", span)
    checks.whole("count", count)
    x = np.linspace(low, high, count) if even else chance.uniform(low, high, count)
    off = checks.not_negative("noise", noise) * chance.standard_normal(count)
    y = checks.finite("slope", slope) * x + checks.finite("intercept", intercept) + off
    return Dataset("noisy line", x[:, np.newaxis], y)


def two_moons(count: int, rng: Seed, *, noise: float = 0.1) -> Dataset:
    """Make two half circles that reach into each other, one for each class.

    The upper one, class 0, is the upper half of the unit circle; the lower one, class 1, is the
    lower half of the unit circle about (1, 0.5).

    Parameters
    ----------
    count : int
        Number of points, at least 2; classes take turns.
    rng : numpy.random.Generator or int
        Where chance comes from.
    noise : float
        Standard deviation of the noise on each coordinate, 0 or above.

    Returns
    -------
    Dataset
        `count` examples with two features and targets 0 and 1.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Pedregosa et al., Scikit-learn (2011), `make_moons`.
    """
    chance = np.random.default_rng(rng)
    classes = np.arange(checks.whole("count", count, least=2)) % 2
    turn = chance.uniform(0, np.pi, count)
    upper = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    lower = np.array((1.0, 0.5)) - upper
    points = np.where(classes[:, np.newaxis] == 0, upper, lower)
    off = checks.not_negative("noise", noise) * chance.standard_normal((count, 2))
    return Dataset("two moons", points + off, classes.astype(np.float64))


def spiral(count: int, rng: Seed, *, turns: float = 1.5, noise: float = 0.05) -> Dataset:
    """Make two arms of a spiral of radius 1, one for each class.

    Parameters
    ----------
    count : int
        Number of points, at least 2; classes take turns.
    rng : numpy.random.Generator or int
        Where chance comes from.
    turns : float
        How often each arm goes round, above 0.
    noise : float
        Standard deviation of the noise on each coordinate, 0 or above.

    Returns
    -------
    Dataset
        `count` examples with two features and targets 0 and 1.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Lang and Witbrock, Learning to tell two spirals apart (1988).
    """
    chance = np.random.default_rng(rng)
    classes = np.arange(checks.whole("count", count, least=2)) % 2
    # the square root spreads the points evenly along the arm, which gets longer outwards
    radius = np.sqrt(chance.uniform(0.02, 1, count))
    angle = 2 * np.pi * checks.positive("turns", turns) * radius + np.pi * classes
    points = radius[:, np.newaxis] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    off = checks.not_negative("noise", noise) * chance.standard_normal((count, 2))
    return Dataset("spiral", points + off, classes.astype(np.float64))


def _rising(name: str, pair: tuple[float, float]) -> tuple[float, float]:
    low, high = (checks.finite(name, value) for value in pair)
    if not low < high:
        raise ValueError(f"{name} must be (low, high) with low < high, got {pair!r}.")
    return low, high
