"""A small multilayer network with its backpropagation written out, as a landscape."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import FloatArray
from gdcore.data import Dataset, Seed
from gdcore.linear_models import cross_entropy, sigmoid
from gdcore.model import Model

Activation = Literal["tanh", "ReLU"]
ACTIVATIONS: tuple[Activation, ...] = ("tanh", "ReLU")
Loss = Literal["cross-entropy", "squared error"]
LOSSES: tuple[Loss, ...] = ("cross-entropy", "squared error")

# So small that the square of the step is lost in rounding: the derivative is exact.
_COMPLEX_STEP = 1e-30


class Layer(NamedTuple):
    """What one layer multiplies by and adds: `(..., outputs, inputs)` and `(..., outputs)`."""

    weights: FloatArray
    biases: FloatArray


@dataclass(frozen=True)
class _NetworkRule:
    """Forward and backward pass. Parameters lie in torch's order: weights, biases, layer by layer.

    Parameters
    ----------
    sizes
        Units of every layer, from the features to the one output.
    """

    sizes: tuple[int, ...]
    activation: Activation
    kind: Loss
    penalty: float

    @property
    def dim(self) -> int:
        return sum((a + 1) * b for a, b in pairwise(self.sizes))

    def layers(self, points: FloatArray) -> list[Layer]:
        layers, first = [], 0
        for inputs, outputs in pairwise(self.sizes):
            middle, last = first + inputs * outputs, first + (inputs + 1) * outputs
            weights = points[..., first:middle].reshape(*points.shape[:-1], outputs, inputs)
            layers.append(Layer(weights, points[..., middle:last]))
            first = last
        return layers

    def forward(self, points: FloatArray, inputs: FloatArray) -> list[FloatArray]:
        """Return what every layer hands on, `(..., n, units)`: the inputs first, the output last.

        The output is as it leaves the last sum, before any sigmoid.
        """
        handed = [inputs]
        *hidden, last = self.layers(points)
        for layer in hidden:
            handed.append(self._bent(_sum(layer, handed[-1])))
        return [*handed, _sum(last, handed[-1])]

    def predict(self, points: FloatArray, inputs: FloatArray) -> FloatArray:
        output = self.forward(points, inputs)[-1][..., 0]
        return sigmoid(output) if self.kind == "cross-entropy" else output

    def loss(self, points: FloatArray, inputs: FloatArray, targets: FloatArray) -> FloatArray:
        return self._loss(points, self.forward(points, inputs)[-1][..., 0], targets)

    def loss_and_gradient(
        self, points: FloatArray, inputs: FloatArray, targets: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        handed = self.forward(points, inputs)
        layers = self.layers(points)
        output = handed.pop()[..., 0]
        # Backpropagation: first how the mean loss changes with the output of each example, ...
        classes = self.kind == "cross-entropy"
        off = sigmoid(output) - targets if classes else 2 * (output - targets)
        push = off[..., np.newaxis] / off.shape[-1]
        parts: list[FloatArray] = []
        for layer, received in zip(reversed(layers), reversed(handed), strict=True):
            # ... then, from the last layer to the first, with its weights and biases, ...
            weights = np.swapaxes(push, -1, -2) @ received
            parts[:0] = [weights.reshape(*weights.shape[:-2], -1), push.sum(axis=-2)]
            # ... and with what the layer before handed on, through the bend of its activation.
            if received is not handed[0]:
                push = (push @ layer.weights) * self._slope(received)
        gradient = np.concatenate(parts, axis=-1) + self.penalty * points
        return self._loss(points, output, targets), gradient

    def _loss(self, points: FloatArray, output: FloatArray, targets: FloatArray) -> FloatArray:
        if self.kind == "cross-entropy":
            each = cross_entropy(output, targets)
        else:
            each = (output - targets) ** 2
        return np.asarray(each.mean(axis=-1) + self.penalty / 2 * (points**2).sum(axis=-1))

    def _bent(self, sums: FloatArray) -> FloatArray:
        if self.activation == "tanh":
            return np.tanh(sums)
        return np.where(sums.real > 0, sums, 0.0)

    def _slope(self, bent: FloatArray) -> FloatArray:
        """Return the derivative of the activation, from its value."""
        if self.activation == "tanh":
            return 1 - bent**2
        return np.asarray(bent.real > 0, dtype=np.float64)


def _sum(layer: Layer, received: FloatArray) -> FloatArray:
    return received @ np.swapaxes(layer.weights, -1, -2) + layer.biases[..., np.newaxis, :]


@dataclass(frozen=True, eq=False)
class Network(Model):
    """A multilayer network on some data; made by `network`. See :class:`gdcore.model.Model`."""

    rule: _NetworkRule

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of every layer: features, hidden layers, 1."""
        return self.rule.sizes

    def layers(self, points: npt.ArrayLike) -> list[Layer]:
        """Return the weights and biases of every layer.

        Parameters
        ----------
        points : array_like
            Parameters `(..., dim)`.

        Returns
        -------
        list of Layer
            Weights `(..., outputs, inputs)` and biases `(..., outputs)`, first layer first.

        Raises
        ------
        ValueError
            If the points do not fit the network.
        """
        return self.rule.layers(self.check(points))

    def activations(self, points: npt.ArrayLike, inputs: npt.ArrayLike) -> list[FloatArray]:
        """Return what every layer hands on in a forward pass.

        Parameters
        ----------
        points : array_like
            Parameters `(..., dim)`.
        inputs : array_like
            Examples `(n, features)`.

        Returns
        -------
        list of FloatArray
            `(n, features)`, then `(..., n, units)` for each hidden layer, then the output
            `(..., n, 1)` before any sigmoid.

        Raises
        ------
        ValueError
            If a shape does not fit.
        """
        known = checks.finite_array("inputs", inputs)
        if known.ndim != 2 or known.shape[1] != self.data.features:
            raise ValueError(
                f"inputs must have shape (n, {self.data.features}), got {known.shape}."
            )
        return self.rule.forward(self.check(points), known)

    def starts(self, rng: Seed, batch: tuple[int, ...] = ()) -> FloatArray:
        """Draw parameters to start from: weights by chance, biases 0.

        Weights are uniform within +-sqrt(6 / (inputs + outputs)) for tanh, and normal with
        variance 2 / inputs for ReLU, whose last layer is like that of tanh.

        Parameters
        ----------
        rng : numpy.random.Generator or int
            Where chance comes from.
        batch : tuple of int
            Shape of a batch of starts; empty for one.

        Returns
        -------
        FloatArray
            `(*batch, dim)`.

        References
        ----------
        Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
        networks (2010), eq. 16; He et al., Delving deep into rectifiers (2015), eq. 10.
        """
        chance, parts = np.random.default_rng(rng), []
        last = len(self.sizes) - 2
        for layer, (inputs, outputs) in enumerate(pairwise(self.sizes)):
            shape = (*batch, inputs * outputs)
            if self.rule.activation == "ReLU" and layer < last:
                parts.append(np.sqrt(2 / inputs) * chance.standard_normal(shape))
            else:
                reach = np.sqrt(6 / (inputs + outputs))
                parts.append(chance.uniform(-reach, reach, shape))
            parts.append(np.zeros((*batch, outputs)))
        return np.concatenate(parts, axis=-1)


def network(
    data: Dataset,
    widths: tuple[int, ...],
    *,
    activation: Activation = "tanh",
    loss: Loss = "cross-entropy",
    penalty: float = 0.0,
) -> Network:
    """Make a multilayer network with one output as a landscape over all its parameters.

    Parameters lie as in torch: for each layer its weights `(outputs, inputs)` row by row, then its
    biases. The Hessian is exact, by a complex step of the gradient for each column; it is meant
    for few points. No minima are listed: they are not known.

    Parameters
    ----------
    data : Dataset
        What to learn.
    widths : tuple of int
        Units of each hidden layer, each at least 1; with none it is a linear model.
    activation : {"tanh", "ReLU"}
        What bends the sums of the hidden layers. The slope of ReLU at 0 counts as 0.
    loss : {"cross-entropy", "squared error"}
        The first for classes 0 and 1, with a sigmoid after the output; the second for numbers.
    penalty : float
        lambda of the term lambda/2 |theta|^2 over all parameters (weight decay), 0 or above.

    Returns
    -------
    Network
        A landscape of as many dimensions as there are weights and biases.

    Raises
    ------
    ValueError
        If an argument is out of range, or targets are not classes where they must be.

    References
    ----------
    Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986);
    Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5.
    """
    for width in widths:
        checks.whole("widths", width)
    _one_of("activation", activation, ACTIVATIONS)
    _one_of("loss", loss, LOSSES)
    if loss == "cross-entropy":
        data.must_be_classes()
    sizes = (data.features, *widths, 1)
    rule = _NetworkRule(sizes, activation, loss, checks.not_negative("penalty", penalty))

    def gradient(points: FloatArray) -> FloatArray:
        return rule.loss_and_gradient(points, data.inputs, data.targets)[1]

    def hessian(points: FloatArray) -> FloatArray:
        columns = [
            gradient(points + 1j * _COMPLEX_STEP * axis).imag / _COMPLEX_STEP
            for axis in np.eye(rule.dim)
        ]
        return np.stack(columns, axis=-1)

    return Network(
        name=f"network {'-'.join(map(str, sizes))} on {data.name}",
        dim=rule.dim,
        value=lambda points: rule.loss(points, data.inputs, data.targets),
        gradient=gradient,
        hessian=hessian,
        minima=np.empty((0, rule.dim)),
        saddles=np.empty((0, rule.dim)),
        window=((-3.0, 3.0),) * rule.dim,
        formula="1/n sum_i ell(f_theta (x_i), y_i)",
        source="Rumelhart, Hinton and Williams, Learning representations (1986)",
        data=data,
        rule=rule,
    )


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, got {value!r}.")
