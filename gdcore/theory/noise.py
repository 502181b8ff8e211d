"""What noise on the gradient does to gradient descent on a quadratic, solved."""

import math

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.theory.quadratic import multiplier


def noise_floor(rate: float, curvature: float, variance: float) -> float:
    """Return alpha s^2 / (lambda (2 - alpha lambda)), the variance at which x settles.

    On 1/2 lambda x^2, with noise of variance s^2 on the gradient and a constant learning rate.

    Parameters
    ----------
    rate : float
        Learning rate alpha, above 0 and below 2 / lambda.
    curvature : float
        Second derivative lambda, above 0.
    variance : float
        Variance s^2 of the noise on the gradient, 0 or above.

    Returns
    -------
    float
        Variance of x in the long run, in data units squared.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Mandt, Hoffman and Blei, Stochastic gradient descent as approximate Bayesian inference (2017),
    section 3, for the idea in continuous time; here from V = (1 - alpha lambda)^2 V + alpha^2 s^2.
    """
    slope = checks.positive("curvature", curvature)
    alpha = _stable(rate, slope)
    return alpha * checks.not_negative("variance", variance) / (slope * (2 - alpha * slope))


def noise_variance(
    n: npt.ArrayLike, rate: float, curvature: float, variance: float, start: float = 0.0
) -> FloatArray:
    """Return the variance of x_n after n noisy steps on 1/2 lambda x^2.

    With m = 1 - alpha lambda it is m^(2n) V_0 + alpha^2 s^2 (1 + m^2 + ... + m^(2n - 2)). Where
    lambda is below 0, as on a saddle's ridge, it grows without bound.

    Parameters
    ----------
    n : array_like of int
        Steps, 0 or above, `(...)`.
    rate : float
        Learning rate alpha, above 0.
    curvature : float
        Second derivative lambda, of any sign.
    variance : float
        Variance s^2 of the noise on the gradient, 0 or above.
    start : float
        Variance V_0 of the starts, 0 or above.

    Returns
    -------
    FloatArray
        Variances `(...)`, in data units squared.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    The sum of a geometric series; see `noise_floor`.
    """
    steps = checks.finite_array("n", n)
    if (steps < 0).any():
        raise ValueError(f"n must be 0 or greater, got {steps.min():g}.")
    alpha = checks.positive("rate", rate)
    square = float(multiplier(alpha, checks.finite("curvature", curvature))) ** 2
    kick = alpha**2 * checks.not_negative("variance", variance)
    powers = square**steps
    series = steps if square == 1 else (1 - powers) / (1 - square)
    return np.asarray(powers * checks.not_negative("start", start) + kick * series)


def noise_variances(
    rates: npt.ArrayLike, curvature: float, variance: float, start: float = 0.0
) -> FloatArray:
    """Return the variance of x before and after each step of a run whose learning rate changes.

    On 1/2 lambda x^2 a step with learning rate a makes (1 - a lambda)^2 V + a^2 s^2 of V.

    Parameters
    ----------
    rates : array_like
        Learning rate of each step, 0 or above, `(steps,)`, such as a schedule's.
    curvature : float
        Second derivative lambda, of any sign.
    variance : float
        Variance s^2 of the noise on the gradient, 0 or above.
    start : float
        Variance V_0 of the starts, 0 or above.

    Returns
    -------
    FloatArray
        Variances `(steps + 1,)`, in data units squared.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    The step of `noise_variance`, with a rate of its own; Robbins and Monro (1951) for why the rates
    must fall if the variance is to go to 0.
    """
    each = checks.finite_array("rates", rates)
    if each.ndim != 1 or (each < 0).any():
        raise ValueError(f"rates must be a row of numbers of 0 or greater, got {rates!r}.")
    noise, slope = checks.not_negative("variance", variance), checks.finite("curvature", curvature)
    found = [checks.not_negative("start", start)]
    for rate in each:
        found.append((1 - rate * slope) ** 2 * found[-1] + rate**2 * noise)
    return np.array(found)


def noise_escape_steps(edge: float, rate: float, curvature: float, variance: float) -> int | None:
    """Return after how many steps noise alone carries a path off a saddle's ridge.

    It starts on the ridge itself; what is counted is when the standard deviation of the distance
    from it reaches the edge.

    Parameters
    ----------
    edge : float
        Distance that counts as gone, above 0, in data units.
    rate : float
        Learning rate alpha, above 0.
    curvature : float
        Second derivative along the way out, below 0; -2 for x^2 - y^2.
    variance : float
        Variance s^2 of the noise on the gradient, 0 or above.

    Returns
    -------
    int or None
        Steps, or None without noise: the path never leaves.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    The least n at which `noise_variance` is edge^2 or more.
    """
    goal = checks.positive("edge", edge) ** 2
    if checks.finite("curvature", curvature) >= 0:
        raise ValueError(f"curvature must be below 0 at a saddle, got {curvature!r}.")
    first = float(noise_variance(1, rate, curvature, variance))
    if first == 0:
        return None
    square = float(multiplier(rate, curvature)) ** 2
    # The logarithm may round across a whole number, so the last word has the sum itself.
    guess = max(0, math.floor(math.log1p(goal * (square - 1) / first) / math.log(square)) - 1)
    while noise_variance(guess, rate, curvature, variance) < goal:
        guess += 1
    return guess


def noise_covariance(rate: float, hessian: npt.ArrayLike, noise: npt.ArrayLike) -> FloatArray:
    """Return the covariance at which a point settles on a quadratic bowl of any dimension.

    It is the solution of S = (I - alpha H) S (I - alpha H) + alpha^2 C; in the axes of H,
    S_ij = alpha C_ij / (lambda_i + lambda_j - alpha lambda_i lambda_j).

    Parameters
    ----------
    rate : float
        Learning rate alpha, above 0 and below 2 / the largest eigenvalue.
    hessian : array_like
        Hessian H, `(dim, dim)`, symmetric, all eigenvalues above 0.
    noise : array_like
        Covariance C of the noise on the gradient, `(dim, dim)`.

    Returns
    -------
    FloatArray
        Covariance S in the long run, `(dim, dim)`, in data units squared.

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    Mandt, Hoffman and Blei, Stochastic gradient descent as approximate Bayesian inference (2017),
    equation 12, for continuous time.
    """
    bend, spread = checks.finite_array("hessian", hessian), checks.finite_array("noise", noise)
    if bend.ndim != 2 or bend.shape[0] != bend.shape[1] or bend.shape != spread.shape:
        raise ValueError(
            f"hessian and noise must be square and of one shape, got {bend.shape} and "
            f"{spread.shape}."
        )
    curvatures, axes = np.linalg.eigh(bend)
    checks.positive("hessian's smallest eigenvalue", float(curvatures[0]))
    alpha = _stable(rate, float(curvatures[-1]))
    sums = curvatures[:, np.newaxis] + curvatures
    inner = alpha * (axes.T @ spread @ axes) / (sums - alpha * np.outer(curvatures, curvatures))
    return np.asarray(axes @ inner @ axes.T)


def _stable(rate: float, curvature: float) -> float:
    alpha = checks.positive("rate", rate)
    if alpha * curvature >= 2:
        raise ValueError(
            f"rate must be below 2 / curvature = {2 / curvature:g} to settle, got {rate!r}."
        )
    return alpha
