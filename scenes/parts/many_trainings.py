"""One network trained from many starts: the losses of all of them on the way."""

from __future__ import annotations

import numpy as np

from gdcore import Dataset, GradientDescent, descend, network
from gdcore.arrays import FloatArray
from scenes.kit.kept_results import Arrays, kept_arrays

STARTS, STEPS, EVERY = 60, 750, 15
"""How many trainings, how many steps of each, and after how many a loss is noted."""


@kept_arrays
def losses_of_trainings(
    inputs: FloatArray, targets: FloatArray, widths: tuple[int, ...], rate: float, seed: int
) -> Arrays:
    """Train a network from many starts on the same data, and note all losses now and then.

    Parameters
    ----------
    inputs, targets
        The data, ``(n, features)`` and ``(n,)``.
    widths
        Units of each hidden layer.
    rate
        The learning rate α of gradient descent on all of the data.
    seed
        Of the starts.

    Returns
    -------
    dict of str to ndarray
        ``losses``: after 0, `EVERY`, … and `STEPS` steps, ``(STEPS / EVERY + 1, STARTS)``.
    """
    hill = network(Dataset("moons", inputs, targets), widths)
    points = hill.starts(seed, (STARTS,))
    losses = [hill.value(points)]
    for _ in range(STEPS // EVERY):
        # gradient descent remembers nothing: a few steps and a few more are as many at once
        path = descend(hill, GradientDescent(rate), points, EVERY, keep="last")
        points = path.points[-1]
        losses.append(path.values[-1])
    return {"losses": np.stack(losses)}
