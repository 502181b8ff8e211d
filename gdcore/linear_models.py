"""Models that are linear in their inputs: least squares and logistic regression."""

from dataclasses import dataclass

import numpy as np

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.data import Dataset
from gdcore.landscape import Window
from gdcore.model import Model
from gdcore.theory.stability import largest_stable_rate

# Newton's method on a strictly convex loss roughly doubles its digits at every step.
_NEWTON_STEPS = 100


def sigmoid(z: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-z)), any shape, without overflow; complex numbers pass through."""
    positive = z.real > 0
    small = np.exp(np.where(positive, -z, z))
    return np.asarray(np.where(positive, 1.0, small) / (1 + small))


def cross_entropy(z: FloatArray, targets: FloatArray) -> FloatArray:
    """Return -log of the probability given to the right class, any shape, without overflow.

    Parameters
    ----------
    z : FloatArray
        What the sigmoid turns into the probability of class 1.
    targets : FloatArray
        0 or 1; shapes broadcast.

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.2.
    """
    positive = z.real > 0
    tail = np.log1p(np.exp(np.where(positive, -z, z)))
    return np.asarray(np.where(positive, z, 0.0) + tail - targets * z)


@dataclass(frozen=True)
class _LeastSquares:
    """The mean squared error of w x + b."""

    def predict(self, points: FloatArray, inputs: FloatArray) -> FloatArray:
        return _linear(points, inputs)

    def loss(self, points: FloatArray, inputs: FloatArray, targets: FloatArray) -> FloatArray:
        return np.asarray(((_linear(points, inputs) - targets) ** 2).mean(axis=-1))

    def loss_and_gradient(
        self, points: FloatArray, inputs: FloatArray, targets: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        residuals = _linear(points, inputs) - targets
        return np.asarray((residuals**2).mean(axis=-1)), _mean_push(2 * residuals, inputs)


@dataclass(frozen=True)
class _Logistic:
    """The mean cross-entropy of sigmoid(w x + b), plus a penalty on w."""

    penalty: float

    def predict(self, points: FloatArray, inputs: FloatArray) -> FloatArray:
        return sigmoid(_linear(points, inputs))

    def loss(self, points: FloatArray, inputs: FloatArray, targets: FloatArray) -> FloatArray:
        data = cross_entropy(_linear(points, inputs), targets).mean(axis=-1)
        return np.asarray(data + self.penalty / 2 * (points[..., :-1] ** 2).sum(axis=-1))

    def loss_and_gradient(
        self, points: FloatArray, inputs: FloatArray, targets: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        off = sigmoid(_linear(points, inputs)) - targets
        pull = self.penalty * points
        pull[..., -1] = 0
        return self.loss(points, inputs, targets), _mean_push(off, inputs) + pull

    def hessian(self, points: FloatArray, inputs: FloatArray) -> FloatArray:
        share = self.predict(points, inputs)
        rows = _with_ones(inputs)
        weighted = (share * (1 - share))[..., np.newaxis] * rows
        bend = np.swapaxes(weighted, -1, -2) @ rows / rows.shape[-2]
        return np.asarray(bend + self.penalty * np.diag([1.0] * (rows.shape[-1] - 1) + [0.0]))


def _linear(points: FloatArray, inputs: FloatArray) -> FloatArray:
    return np.asarray((inputs @ points[..., :-1, np.newaxis])[..., 0] + points[..., -1:])


def _mean_push(pushes: FloatArray, inputs: FloatArray) -> FloatArray:
    """Return the mean over examples of a push `(..., n)` on the prediction, by parameter."""
    weights = (pushes[..., np.newaxis, :] @ inputs)[..., 0, :] / pushes.shape[-1]
    return np.concatenate([weights, pushes.mean(axis=-1, keepdims=True)], axis=-1)


def _with_ones(inputs: FloatArray) -> FloatArray:
    return np.concatenate([inputs, np.ones((*inputs.shape[:-1], 1))], axis=-1)


def least_squares(data: Dataset, *, window: Window | None = None) -> Model:
    """Make the mean squared error of a line, or a plane, as a landscape over its parameters.

    Parameters are the weights of the features in order, then the intercept: (m, b) for one
    feature. The loss is the mean of (w x + b - y)^2.

    Parameters
    ----------
    data : Dataset
        What to fit.
    window : tuple of (float, float), optional
        Range of each parameter to look at. If not given, it reaches past the origin and as far to
        the other side of the answer.

    Returns
    -------
    Model
        Its one minimum is the exact answer; there is none if features depend on each other.

    References
    ----------
    Boyd and Vandenberghe, Introduction to Applied Linear Algebra (2018), chapter 13.
    """
    rows = _with_ones(data.inputs)
    exact, _, rank, _ = np.linalg.lstsq(rows, data.targets, rcond=None)
    bend = 2 * rows.T @ rows / len(data)
    dim = data.features + 1
    if window is None:
        window = tuple((c - 1.5 * abs(c) - 1, c + 1.5 * abs(c) + 1) for c in exact.tolist())
    return _model(
        _LeastSquares(),
        data,
        name=f"least squares on {data.name}",
        hessian=lambda points: np.array(np.broadcast_to(bend, (*points.shape[:-1], dim, dim))),
        minima=exact if rank == dim else np.empty((0, dim)),
        window=window,
        formula="1/n sum_i (w dot x_i + b - y_i)^2",
        source="Legendre, Nouvelles methodes pour la determination des orbites (1805)",
    )


def logistic_regression(
    data: Dataset, *, penalty: float = 0.0, window: Window | None = None
) -> Model:
    """Make the mean cross-entropy of sigmoid(w x + b) as a landscape over its parameters.

    Parameters are the weights of the features in order, then the intercept.

    Parameters
    ----------
    data : Dataset
        What to tell apart; targets 0 and 1.
    penalty : float
        lambda of the term lambda/2 |w|^2, 0 or above. Without it, classes that a line parts have
        no minimum: the weights grow for ever.
    window : tuple of (float, float), optional
        Range of each parameter to look at. If not given, -6 to 6.

    Returns
    -------
    Model
        It names its one minimum if there is a penalty.

    Raises
    ------
    ValueError
        If a target is neither 0 nor 1, or the penalty is below 0.

    References
    ----------
    Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), section 4.4.
    """
    data.must_be_classes()
    rule = _Logistic(checks.not_negative("penalty", penalty))
    dim = data.features + 1
    return _model(
        rule,
        data,
        name=f"logistic regression on {data.name}",
        hessian=lambda points: rule.hessian(points, data.inputs),
        minima=_newton(rule, data) if penalty else np.empty((0, dim)),
        window=((-6.0, 6.0),) * dim if window is None else window,
        formula="1/n sum_i (ln(1 + e^(z_i)) - y_i z_i), quad z_i = w dot x_i + b",
        source="Cox, The regression analysis of binary sequences (1958)",
    )


def _newton(rule: _Logistic, data: Dataset) -> FloatArray:
    """Return where the penalised loss is least. Steps are halved until they lead down."""
    point = np.zeros(data.features + 1)
    for _ in range(_NEWTON_STEPS):
        value, slope = rule.loss_and_gradient(point, data.inputs, data.targets)
        step = np.linalg.solve(rule.hessian(point, data.inputs), slope)
        while rule.loss(point - step, data.inputs, data.targets) > value:
            step = step / 2
        if (point - step == point).all():
            break
        point = point - step
    return point


def _model(rule: _LeastSquares | _Logistic, data: Dataset, **known: object) -> Model:
    return Model(
        dim=data.features + 1,
        value=lambda points: rule.loss(points, data.inputs, data.targets),
        gradient=lambda points: rule.loss_and_gradient(points, data.inputs, data.targets)[1],
        saddles=np.empty((0, data.features + 1)),
        data=data,
        rule=rule,
        **known,  # type: ignore[arg-type]
    )


def minibatch_covariance(model: Model, rate: float, size: int) -> FloatArray:
    """Return the exact covariance at which SGD settles about the least-squares answer.

    With batches drawn with replacement, S = S - alpha (H S + S H) + alpha^2 (H S H +
    (E[h S h] - H S H + C) / B): h = 2 x x^T and g are the Hessian and the gradient of one
    example, H = E[h], and C = E[g g^T] at the answer. For small alpha it is
    `theory.noise_covariance(rate, H, C / size)`.

    Parameters
    ----------
    model : Model
        Made by `least_squares`, with one minimum.
    rate : float
        Learning rate alpha, above 0.
    size : int
        Examples in a batch B, at least 1.

    Returns
    -------
    FloatArray
        Covariance of the parameters in the long run, `(dim, dim)`.

    Raises
    ------
    ValueError
        If the model is not least squares, or the rate is so large that nothing settles.

    References
    ----------
    Bach and Moulines, Non-strongly-convex smooth stochastic approximation (2013), for this
    recursion; written with Kronecker products here.
    """
    if not isinstance(model.rule, _LeastSquares) or len(model.minima) != 1:
        raise ValueError(
            f"model must be least squares with one minimum, got {model.name!r} with "
            f"{len(model.minima)}."
        )
    alpha, batch = checks.positive("rate", rate), checks.whole("size", size)
    rows, dim = _with_ones(model.data.inputs), model.dim
    each = 2 * rows[:, :, np.newaxis] * rows[:, np.newaxis]
    bend, one = each.mean(axis=0), np.eye(dim)
    pushes = model.gradients_of_each(model.minima[0])
    kick = alpha**2 / batch * (pushes.T @ pushes / len(rows))
    twice = np.einsum("nij,nkl->ikjl", each, each).reshape(dim**2, dim**2) / len(rows)
    steady = np.kron(bend, bend)
    drift = np.kron(bend, one) + np.kron(one, bend)
    step = np.eye(dim**2) - alpha * drift + alpha**2 * (steady + (twice - steady) / batch)
    if np.abs(np.linalg.eigvals(step)).max() >= 1:
        limit = largest_stable_rate(float(np.linalg.eigvalsh(bend)[-1]))
        raise ValueError(
            f"rate must be so small that batches of {batch} settle, well below {limit:g}, "
            f"got {rate!r}."
        )
    return np.linalg.solve(np.eye(dim**2) - step, kick.ravel()).reshape(dim, dim)
