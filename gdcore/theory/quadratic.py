"""Gradient descent on a quadratic, solved."""

import math

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import FloatArray


def multiplier(rate: npt.ArrayLike, curvature: npt.ArrayLike) -> FloatArray:
    """Return 1 - alpha lambda, by which each step multiplies the distance to the minimum.

    Parameters
    ----------
    rate : array_like
        Learning rates alpha.
    curvature : array_like
        Second derivatives lambda; shapes broadcast.

    Returns
    -------
    FloatArray
        Multipliers, of the common shape.

    Raises
    ------
    ValueError
        If an entry is not finite.

    References
    ----------
    LeCun, Bottou, Orr and Mueller, Efficient BackProp (1998), section 5.1.
    """
    product = checks.finite_array("rate", rate) * checks.finite_array("curvature", curvature)
    return np.asarray(1 - product)


def quadratic_iterate(
    x0: npt.ArrayLike, rate: npt.ArrayLike, curvature: npt.ArrayLike, n: npt.ArrayLike
) -> FloatArray:
    """Return x_n = x_0 (1 - alpha lambda)^n, the iterate of gradient descent on a parabola.

    The parabola has its minimum at 0 and second derivative lambda.

    Parameters
    ----------
    x0 : array_like
        Starts, in data units.
    rate : array_like
        Learning rates alpha.
    curvature : array_like
        Second derivatives lambda.
    n : array_like of int
        Steps, 0 or above; all shapes broadcast.

    Returns
    -------
    FloatArray
        Iterates, in data units, of the common shape.

    Raises
    ------
    ValueError
        If an entry is not finite or a step is below 0.

    References
    ----------
    Boyd and Vandenberghe, Convex Optimization (2004), section 9.3.
    """
    steps = checks.finite_array("n", n)
    if (steps < 0).any():
        raise ValueError(f"n must be 0 or greater, got {steps.min():g}.")
    return np.asarray(checks.finite_array("x0", x0) * multiplier(rate, curvature) ** steps)


def mirror_rate(rate: float, curvature: float) -> float:
    """Return 2 / lambda - alpha, the other learning rate with the same |x_n| on a parabola.

    Its multiplier is that of `rate` with the sign turned. On x^2 it is 1 - alpha.

    Parameters
    ----------
    rate : float
        Learning rate alpha, above 0.
    curvature : float
        Second derivative lambda, above 0.

    Returns
    -------
    float
        The other learning rate; below 0 if `rate` diverges.

    Raises
    ------
    ValueError
        If an argument is not above 0.

    References
    ----------
    From 1 - (2 / lambda - alpha) lambda = -(1 - alpha lambda).
    """
    return 2 / checks.positive("curvature", curvature) - checks.positive("rate", rate)


def steps_to_reach(tolerance: float, start: float, rate: float, curvature: float) -> int | None:
    """Return the first step n with |x_n| < tolerance on a parabola, or None if there is none.

    Parameters
    ----------
    tolerance : float
        Distance from the minimum, above 0, in data units.
    start : float
        x_0, in data units.
    rate : float
        Learning rate alpha, above 0.
    curvature : float
        Second derivative lambda, above 0.

    Returns
    -------
    int or None
        Steps.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Boyd and Vandenberghe, Convex Optimization (2004), section 9.3: |x_0| |1 - alpha lambda|^n.
    """
    checks.positive("rate", rate)
    checks.positive("curvature", curvature)
    goal = checks.positive("tolerance", tolerance)
    distance, factor = abs(checks.finite("start", start)), abs(float(multiplier(rate, curvature)))
    if distance < goal:
        return 0
    if factor >= 1:
        return None
    if factor == 0:
        return 1
    # The logarithm may round across a whole number, so the last word has the power itself.
    guess = max(0, math.floor(math.log(goal / distance) / math.log(factor)) - 1)
    while distance * factor**guess >= goal:
        guess += 1
    return guess


def rate_interval(
    tolerance: float, steps: int, start: float, curvature: float
) -> tuple[float, float]:
    """Return the learning rates that bring |x_n| to the tolerance within n steps on a parabola.

    |x_0| |1 - alpha lambda|^n <= tolerance holds from (1 - q) / lambda to (1 + q) / lambda,
    where q = (tolerance / |x_0|)^(1/n).

    Parameters
    ----------
    tolerance : float
        Distance from the minimum, above 0 and below |start|, in data units.
    steps : int
        Steps allowed, at least 1.
    start : float
        x_0, in data units.
    curvature : float
        Second derivative lambda, above 0.

    Returns
    -------
    tuple of (float, float)
        Lowest and highest learning rate.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Boyd and Vandenberghe, Convex Optimization (2004), section 9.3: |x_0| |1 - alpha lambda|^n.
    """
    checks.positive("curvature", curvature)
    checks.whole("steps", steps)
    distance = abs(checks.finite("start", start))
    if not checks.positive("tolerance", tolerance) < distance:
        raise ValueError(
            f"tolerance must be less than the distance of the start, {distance!r}, "
            f"got {tolerance!r}."
        )
    reach = (tolerance / distance) ** (1 / steps)
    return (1 - reach) / curvature, (1 + reach) / curvature
