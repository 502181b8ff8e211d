"""The five ways in which gradient descent can behave on a parabola."""

import math

from gdcore import checks
from gdcore.manner import Manner

# alpha * lambda is compared with 1 and 2 up to rounding, so that 0.1 * 10 counts as 1.
_ROUNDING = 1e-12


class Regime(Manner):
    """How gradient descent behaves on a parabola. `sentence` is fit for a caption."""

    MONOTONE = "monotone", "Every step covers the same share of the way, from the same side."
    ONE_STEP = "one step", "A single step lands exactly on the minimum."
    ZIGZAG = "zigzag", "Each step overshoots, but by less than the last: it still converges."
    BOUNCE = "bounce", "It bounces between the same two points for ever."
    DIVERGE = "diverge", "Each step overshoots by more than the last: it flies away."


def regime(rate: float, curvature: float) -> Regime:
    """Tell how gradient descent behaves on a parabola of a given curvature.

    With alpha lambda below 1 the multiplier 1 - alpha lambda is positive, at 1 it is 0,
    below 2 it is negative but above -1, at 2 it is -1, above 2 it is below -1.

    Parameters
    ----------
    rate : float
        Learning rate alpha, above 0.
    curvature : float
        Second derivative lambda, above 0; 2 for x^2.

    Returns
    -------
    Regime
        One of five.

    Raises
    ------
    ValueError
        If an argument is not above 0.

    References
    ----------
    LeCun, Bottou, Orr and Mueller, Efficient BackProp (1998), section 5.1.
    """
    product = checks.positive("rate", rate) * checks.positive("curvature", curvature)
    if math.isclose(product, 1, rel_tol=_ROUNDING):
        return Regime.ONE_STEP
    if math.isclose(product, 2, rel_tol=_ROUNDING):
        return Regime.BOUNCE
    if product < 1:
        return Regime.MONOTONE
    return Regime.ZIGZAG if product < 2 else Regime.DIVERGE
