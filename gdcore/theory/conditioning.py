"""What a narrow valley costs: the best step on a quadratic of several curvatures."""

from gdcore import checks


def condition_number(mu: float, L: float) -> float:  # noqa: N803 - the field's own letter
    """Return L / mu, how many times steeper the steepest direction is than the flattest.

    Parameters
    ----------
    mu, L : float
        Smallest and largest eigenvalue of the Hessian, 0 < mu <= L.

    Returns
    -------
    float
        At least 1.

    Raises
    ------
    ValueError
        If not 0 < mu <= L.

    References
    ----------
    Boyd and Vandenberghe, Convex Optimization (2004), section 9.1.2.
    """
    if checks.positive("L", L) < checks.positive("mu", mu):
        raise ValueError(f"L must be at least mu, {mu!r}, got {L!r}.")
    return L / mu


def optimal_rate(mu: float, L: float) -> float:  # noqa: N803 - the field's own letter
    """Return 2 / (mu + L), the learning rate at which gradient descent contracts most.

    Parameters
    ----------
    mu, L : float
        Smallest and largest eigenvalue of the Hessian, 0 < mu <= L.

    Returns
    -------
    float
        Learning rate.

    Raises
    ------
    ValueError
        If not 0 < mu <= L.

    References
    ----------
    Polyak, Introduction to Optimization (1987), section 1.4.
    """
    condition_number(mu, L)
    return 2 / (mu + L)


def contraction(mu: float, L: float) -> float:  # noqa: N803 - the field's own letter
    """Return (kappa - 1) / (kappa + 1), the share of the distance left after the best step.

    Parameters
    ----------
    mu, L : float
        Smallest and largest eigenvalue of the Hessian, 0 < mu <= L.

    Returns
    -------
    float
        At least 0 and below 1; the worst multiplier at `optimal_rate`.

    Raises
    ------
    ValueError
        If not 0 < mu <= L.

    References
    ----------
    Polyak, Introduction to Optimization (1987), section 1.4.
    """
    kappa = condition_number(mu, L)
    return (kappa - 1) / (kappa + 1)
