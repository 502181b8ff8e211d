"""How long a saddle holds a path, solved for plain gradient descent and for momentum."""

import math

from gdcore import checks


def saddle_iterate(
    offset: float, rate: float, n: int, curvature: float = -2.0, momentum: float = 0.0
) -> float:
    """Return the distance from the ridge after n steps, starting from rest at `offset`.

    Without momentum y_n = y_0 (1 + alpha c)^n, where c = -curvature. With momentum
    y_{n+1} = (1 + beta + alpha c) y_n - beta y_{n-1}, whose solution is the sum of a growing
    and a dying power.

    Parameters
    ----------
    offset : float
        y_0, in data units.
    rate : float
        Learning rate alpha, above 0.
    n : int
        Steps, 0 or above.
    curvature : float
        Second derivative along the way out, below 0; -2 for x^2 - y^2.
    momentum : float
        beta of HeavyBall, at least 0 and below 1.

    Returns
    -------
    float
        y_n, in data units.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Without momentum: Lee, Simchowitz, Jordan and Recht, Gradient descent only converges to
    minimizers (2016). With it: O'Neill and Wright, Behavior of accelerated gradient methods
    near critical points of nonconvex functions (2019).
    """
    start = checks.finite("offset", offset)
    steps = checks.whole("n", n, least=0)
    growing, dying, share = _powers(rate, curvature, momentum)
    return start * (share * growing**steps + (1 - share) * dying**steps)


def saddle_escape_steps(
    offset: float,
    rate: float,
    curvature: float = -2.0,
    momentum: float = 0.0,
    edge: float = 1.0,
) -> int | None:
    """Return after how many steps a path near a saddle is `edge` away from the ridge.

    For gradient descent on x^2 - y^2 this is the ceiling of ln(1 / offset) / ln(1 + 2 alpha).

    Parameters
    ----------
    offset : float
        Distance from the ridge at the start, in data units.
    rate : float
        Learning rate alpha, above 0.
    curvature : float
        Second derivative along the way out, below 0; -2 for x^2 - y^2.
    momentum : float
        beta of HeavyBall, at least 0 and below 1.
    edge : float
        Distance that counts as gone, above 0, in data units.

    Returns
    -------
    int or None
        Steps, or None for offset 0: a path that starts on the ridge never leaves it.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    The least n with |y_n| >= edge, y_n as in `saddle_iterate`.
    """
    start = abs(checks.finite("offset", offset))
    goal = checks.positive("edge", edge)
    growing, _, share = _powers(rate, curvature, momentum)
    if start == 0:
        return None
    # Both shares are positive, so the growing power alone is at most one bound too late.
    steps = max(0, math.ceil(math.log(goal / (start * share)) / math.log(growing)))
    while steps > 0 and saddle_iterate(start, rate, steps - 1, curvature, momentum) >= goal:
        steps -= 1
    return steps


def _powers(rate: float, curvature: float, momentum: float) -> tuple[float, float, float]:
    """Return the growing and the dying factor, and the share of the start that grows."""
    alpha, beta = checks.positive("rate", rate), checks.fraction("momentum", momentum)
    if checks.finite("curvature", curvature) >= 0:
        raise ValueError(f"curvature must be below 0 at a saddle, got {curvature!r}.")
    middle = 1 + beta - alpha * curvature
    gap = math.sqrt(middle**2 - 4 * beta)
    growing, dying = (middle + gap) / 2, (middle - gap) / 2
    return growing, dying, (1 - alpha * curvature - dying) / gap
