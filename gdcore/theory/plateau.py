"""How long a plateau holds gradient descent, solved for small steps."""

import math

from gdcore import checks

# Terms of the series of Ei: exact to rounding up to a distance of 12.
_TERMS = 200


def plateau_slope(distance: float) -> float:
    """Return r exp(-r^2 / 2), the length of the gradient of -exp(-r^2 / 2).

    Parameters
    ----------
    distance : float
        Distance r from the minimum, 0 or above, in data units.

    Returns
    -------
    float
        At most exp(-1/2), at r = 1.

    Raises
    ------
    ValueError
        If the distance is below 0.

    References
    ----------
    The derivative of the function.
    """
    r = checks.not_negative("distance", distance)
    return r * math.exp(-(r**2) / 2)


def plateau_steps(start: float, end: float, rate: float) -> float:
    """Return about how many steps gradient descent takes from one distance to another.

    On -exp(-r^2 / 2), for steps so small that the path is the solution of dr/dt = -r exp(-r^2/2),
    where n alpha = t = (Ei(start^2 / 2) - Ei(end^2 / 2)) / 2, with the exponential integral Ei.

    Parameters
    ----------
    start, end : float
        Distances from the minimum, start > end > 0, in data units.
    rate : float
        Learning rate alpha, above 0.

    Returns
    -------
    float
        Steps; the finer the steps, the truer.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 5.1.10, for Ei as a series.
    """
    near, far = checks.positive("end", end), checks.positive("start", start)
    if far <= near:
        raise ValueError(f"start must be greater than end, {end!r}, got {start!r}.")
    time = (_exponential_integral(far**2 / 2) - _exponential_integral(near**2 / 2)) / 2
    return time / checks.positive("rate", rate)


def _exponential_integral(x: float) -> float:
    """Return Ei(x) less Euler's constant: ln x + sum of x^k / (k k!), for x > 0."""
    total, term = math.log(x), 1.0
    for k in range(1, _TERMS):
        term *= x / k
        total += term / k
    return total
