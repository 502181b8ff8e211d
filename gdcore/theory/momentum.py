"""Momentum on a quadratic, solved: two numbers, x and v, and a matrix that moves them."""

import math

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.theory.conditioning import condition_number


def optimal_momentum(mu: float, L: float) -> tuple[float, float]:  # noqa: N803 - the field's own letter
    """Return the learning rate and momentum at which the heavy ball contracts most.

    alpha = 4 / (sqrt(L) + sqrt(mu))^2, beta = ((sqrt(L) - sqrt(mu)) / (sqrt(L) + sqrt(mu)))^2.

    Parameters
    ----------
    mu, L : float
        Smallest and largest eigenvalue of the Hessian, 0 < mu <= L.

    Returns
    -------
    tuple of (float, float)
        alpha and beta. The distance then shrinks by sqrt(beta) a step in the long run.

    Raises
    ------
    ValueError
        If not 0 < mu <= L.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods (1964).
    """
    condition_number(mu, L)
    low, high = math.sqrt(mu), math.sqrt(L)
    return 4 / (high + low) ** 2, ((high - low) / (high + low)) ** 2


def momentum_gain(momentum: float) -> float:
    """Return 1 / (1 - beta), how many times plain steps grow on a steady slope.

    Parameters
    ----------
    momentum : float
        beta, at least 0 and below 1.

    Returns
    -------
    float
        At least 1; 10 for beta = 0.9.

    Raises
    ------
    ValueError
        If `momentum` is out of range.

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning (2016), equation 8.17.
    """
    return 1 / (1 - checks.fraction("momentum", momentum))


def momentum_speed(momentum: float, n: npt.ArrayLike) -> FloatArray:
    """Return (1 - beta^n) / (1 - beta), the velocity after n equal pushes of size 1, from rest.

    Parameters
    ----------
    momentum : float
        beta, at least 0 and below 1.
    n : array_like of int
        Pushes, 0 or above.

    Returns
    -------
    FloatArray
        Velocities in units of one push, of the shape of `n`; they grow towards `momentum_gain`.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.3.2.
    """
    pushes = checks.finite_array("n", n)
    if (pushes < 0).any():
        raise ValueError(f"n must be 0 or greater, got {pushes.min():g}.")
    return np.asarray(momentum_gain(momentum) * (1 - momentum**pushes))


def heavy_ball_envelope(x0: float, rate: float, curvature: float, momentum: float) -> float:
    """Return A in x_n = A sqrt(beta)^n cos(n phi - psi), HeavyBall's iterates from rest.

    They have this form where the eigenvalues of `heavy_ball_matrix` are complex; both then have
    the absolute value sqrt(beta), and |x_n| oscillates below A sqrt(beta)^n.

    Parameters
    ----------
    x0 : float
        Start, in data units.
    rate : float
        Learning rate alpha, above 0.
    curvature : float
        Second derivative lambda.
    momentum : float
        beta, at least 0 and below 1.

    Returns
    -------
    float
        At least |x0|, in data units.

    Raises
    ------
    ValueError
        If an argument is out of range, or the eigenvalues are real.

    References
    ----------
    Polyak, Introduction to Optimization (1987), section 3.2.
    """
    first = heavy_ball_matrix(rate, curvature, momentum) @ [checks.finite("x0", x0), 0.0]
    root = math.sqrt(momentum)
    cosine = (1 + momentum - rate * curvature) / (2 * root) if root else math.inf
    if abs(cosine) >= 1:
        raise ValueError(
            f"rate must leave the eigenvalues complex, got {rate!r} for curvature {curvature!r} "
            f"and momentum {momentum!r}."
        )
    sine_part = (first[0] / root - x0 * cosine) / math.sqrt(1 - cosine**2)
    return math.hypot(x0, sine_part)


def heavy_ball_matrix(rate: float, curvature: float, momentum: float) -> FloatArray:
    """Return the matrix that takes (x, v) to the next (x, v) under HeavyBall.

    v <- beta v + lambda x, x <- x - alpha v.

    Parameters
    ----------
    rate : float
        Learning rate alpha, above 0.
    curvature : float
        Second derivative lambda, of any sign.
    momentum : float
        beta, at least 0 and below 1; 0 gives gradient descent.

    Returns
    -------
    FloatArray
        `(2, 2)`.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Goh, Why Momentum Really Works, Distill (2017).
    """
    alpha, beta = checks.positive("rate", rate), checks.fraction("momentum", momentum)
    slope = checks.finite("curvature", curvature)
    return np.array([[1 - alpha * slope, -alpha * beta], [slope, beta]])


def nesterov_matrix(rate: float, curvature: float, momentum: float) -> FloatArray:
    """Return the matrix that takes (x, v) to the next (x, v) under Nesterov.

    v <- beta v + lambda x, x <- x - alpha (lambda x + beta v). See `heavy_ball_matrix` for
    the parameters and errors; the shape is `(2, 2)`.
    """
    alpha, beta = checks.positive("rate", rate), checks.fraction("momentum", momentum)
    slope = checks.finite("curvature", curvature)
    return np.array([[1 - alpha * slope * (1 + beta), -alpha * beta**2], [slope, beta]])


def quadratic_momentum_iterate(x0: float, matrix: npt.ArrayLike, steps: int) -> FloatArray:
    """Return x_n for n = 0 to `steps` on a parabola, from rest: powers of a matrix on (x_0, 0).

    Parameters
    ----------
    x0 : float
        Start, in data units.
    matrix : array_like
        `heavy_ball_matrix` or `nesterov_matrix`, `(2, 2)`.
    steps : int
        At least 1.

    Returns
    -------
    FloatArray
        Iterates `(steps + 1,)`, in data units.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Goh, Why Momentum Really Works, Distill (2017).
    """
    start = np.array([checks.finite("x0", x0), 0.0])
    move = checks.finite_array("matrix", matrix)
    powers = [np.linalg.matrix_power(move, n) for n in range(checks.whole("steps", steps) + 1)]
    return np.array([(power @ start)[0] for power in powers])
