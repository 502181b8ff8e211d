"""What a model is: a landscape over its parameters, made of data, that can also predict."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import BoolArray, FloatArray, IntArray
from gdcore.data import Dataset
from gdcore.estimators import Estimate
from gdcore.landscape import Landscape


class Rule(Protocol):
    """The mathematics of a model, without its data.

    Parameters are points `(..., dim)`. Inputs are `(..., n, features)` and targets `(..., n)`:
    the same examples for all points, or other ones for each; leading axes broadcast.
    """

    def predict(self, points: FloatArray, inputs: FloatArray) -> FloatArray:
        """Return predictions `(..., n)`."""
        ...

    def loss(self, points: FloatArray, inputs: FloatArray, targets: FloatArray) -> FloatArray:
        """Return the mean loss over the examples, `(...)`."""
        ...

    def loss_and_gradient(
        self, points: FloatArray, inputs: FloatArray, targets: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the mean loss `(...)` and its gradient `(..., dim)`."""
        ...


@dataclass(frozen=True, eq=False)
class Model(Landscape):
    """A landscape whose points are the parameters of a model and whose height is its loss.

    Every optimizer and `descend` work on it. The loss is a mean over examples, so that the mean
    over some of them, a mini-batch, estimates it; see `MiniBatches`.

    Parameters
    ----------
    name, dim, value, gradient, hessian, minima, saddles, window, formula, source
        See :class:`gdcore.landscape.Landscape`.
    data : Dataset
        What the loss is measured on.
    rule : Rule
        The mathematics.
    """

    data: Dataset
    rule: Rule

    def predict(self, points: npt.ArrayLike, inputs: npt.ArrayLike | None = None) -> FloatArray:
        """Return what the model answers.

        Parameters
        ----------
        points : array_like
            Parameters `(..., dim)`.
        inputs : array_like, optional
            Examples `(n, features)`; those of the data if not given.

        Returns
        -------
        FloatArray
            Predictions `(..., n)`: numbers for regression, the probability of class 1 else.

        Raises
        ------
        ValueError
            If the points do not fit the model or the inputs the data.
        """
        known = self.data.inputs if inputs is None else checks.finite_array("inputs", inputs)
        if known.ndim != 2 or known.shape[1] != self.data.features:
            raise ValueError(
                f"inputs must have shape (n, {self.data.features}), got {known.shape}."
            )
        return self.rule.predict(self.check(points), known)

    def value_and_gradient(self, points: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return losses `(...)` and gradients `(..., dim)` from one pass through the data."""
        return self.rule.loss_and_gradient(self.check(points), self.data.inputs, self.data.targets)

    def gradient_of(self, points: npt.ArrayLike, examples: npt.ArrayLike) -> FloatArray:
        """Return the gradient of the mean loss over some examples only.

        Parameters
        ----------
        points : array_like
            Parameters `(..., dim)`.
        examples : array_like of int
            Which examples, `(size,)`, or some for each point, `(..., size)`.

        Returns
        -------
        FloatArray
            Gradients `(..., dim)`.

        Raises
        ------
        ValueError
            If an example does not exist or the points do not fit.
        """
        chosen = np.asarray(examples)
        if not np.issubdtype(chosen.dtype, np.integer) or chosen.ndim == 0 or chosen.size == 0:
            raise ValueError(f"examples must be whole numbers (..., size), got {examples!r}.")
        if chosen.min() < 0 or chosen.max() >= len(self.data):
            raise ValueError(
                f"examples must be from 0 to {len(self.data) - 1}, "
                f"got {int(chosen.min())} to {int(chosen.max())}."
            )
        return self.rule.loss_and_gradient(
            self.check(points), self.data.inputs[chosen], self.data.targets[chosen]
        )[1]

    def gradients_of_each(self, point: npt.ArrayLike) -> FloatArray:
        """Return the gradient of each example alone at one point; their mean is the gradient.

        Parameters
        ----------
        point : array_like
            Parameters `(dim,)`.

        Returns
        -------
        FloatArray
            `(n, dim)`; a penalty is part of each.

        Raises
        ------
        ValueError
            If the point does not fit the model.
        """
        where = self.check(point)
        if where.ndim != 1:
            raise ValueError(f"point must have shape ({self.dim},), got {where.shape}.")
        return self.gradient_of(where[np.newaxis], np.arange(len(self.data))[:, np.newaxis])

    def accuracy(self, points: npt.ArrayLike) -> FloatArray:
        """Return the share of examples put in the right class, `(...)`; a probability of 1/2 is 1.

        Raises
        ------
        ValueError
            If the targets are not classes, or the points do not fit.
        """
        self.data.must_be_classes()
        right: BoolArray = (self.predict(points) >= 0.5) == (self.data.targets == 1)
        return np.asarray(right.mean(axis=-1))


@dataclass(frozen=True)
class MiniBatches:
    """The gradient over a few examples at a time, for `descend(estimator=...)`.

    Each epoch goes through all examples once, in an order of its own; the last batch of an epoch
    may be smaller. With `replacement`, every batch is drawn from all examples anew, so that
    batches are independent of each other, as theory wants them.

    Parameters
    ----------
    size : int
        Examples in a batch, at least 1.
    replacement : bool
        Whether to draw anew each time, the same example more than once if it so happens.

    Raises
    ------
    ValueError
        If the size is below 1.

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.1.3; Bottou, Curtis and
    Nocedal, Optimization methods for large-scale machine learning (2018), section 3.
    """

    size: int
    replacement: bool = False

    def __post_init__(self) -> None:
        checks.whole("size", self.size)

    def steps(self, examples: int, epochs: int) -> int:
        """Return how many steps some epochs take; with replacement, as many as without.

        Parameters
        ----------
        examples : int
            Examples in the data, at least 1.
        epochs : int
            Times to go through them, at least 1.
        """
        batches = -(-checks.whole("examples", examples) // self.size)
        return batches * checks.whole("epochs", epochs)

    def draws(
        self, examples: int, batch: tuple[int, ...], rng: np.random.Generator | int
    ) -> Iterator[IntArray]:
        """Yield which examples each step sees, without end; the draws that `descend` makes.

        Parameters
        ----------
        examples : int
            Examples in the data, at least 1.
        batch : tuple of int
            Shape of the batch of starts; each start draws for itself. Empty for one start.
        rng : numpy.random.Generator or int
            Where chance comes from, or the seed given to `descend`.

        Yields
        ------
        IntArray
            `(*batch, size)`, the last of an epoch perhaps shorter.
        """
        chance = np.random.default_rng(rng)
        count = checks.whole("examples", examples)
        every = np.broadcast_to(np.arange(count), (*batch, count))
        while True:
            if self.replacement:
                yield chance.integers(count, size=(*batch, self.size))
                continue
            order = chance.permuted(every, axis=-1)
            for first in range(0, count, self.size):
                yield order[..., first : first + self.size]

    def estimates(
        self, landscape: Landscape, batch: tuple[int, ...], rng: np.random.Generator
    ) -> Iterator[Estimate]:
        """Yield the gradient over one mini-batch after the other, without end.

        Raises
        ------
        ValueError
            If the landscape is not a model.
        """
        if not isinstance(landscape, Model):
            raise ValueError(f"landscape must be a Model for mini-batches, got {landscape.name!r}.")
        return self._estimates(landscape, batch, rng)

    def _estimates(
        self, model: Model, batch: tuple[int, ...], rng: np.random.Generator
    ) -> Iterator[Estimate]:
        for chosen in self.draws(len(model.data), batch, rng):

            def estimate(
                points: FloatArray, gradient: FloatArray, some: IntArray = chosen
            ) -> FloatArray:
                return model.gradient_of(points, some)

            yield estimate
