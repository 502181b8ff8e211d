"""Momentum on a quadratic, solved: two numbers, x and v, and a matrix that moves them."""

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.theory.quadratic import condition_number

Method = Literal["gradient descent", "momentum", "Nesterov momentum"]


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
    if method not in limits:
        raise ValueError(f"method must be one of {', '.join(limits)}, got {method!r}.")
    return limits[method]


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
    if method not in matrices:
        raise ValueError(f"method must be one of {', '.join(matrices)}, got {method!r}.")
    return float(np.abs(np.linalg.eigvals(matrices[method])).max())
