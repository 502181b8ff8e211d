"""The loss of a network at many places of a plane, computed once."""

from __future__ import annotations

import numpy as np

from gdcore import Dataset, Plane, network, on_plane
from gdcore.arrays import FloatArray
from gdcore.landscape import Window
from scenes.kit.kept_results import Arrays, kept_arrays


@kept_arrays
def losses_on_plane(
    inputs: FloatArray,
    targets: FloatArray,
    widths: tuple[int, ...],
    origin: FloatArray,
    directions: FloatArray,
    window: Window,
    places: int,
) -> Arrays:
    """Compute the loss of a network on a grid in a plane through the space of its parameters.

    Parameters
    ----------
    inputs, targets
        The data, ``(n, features)`` and ``(n,)``.
    widths
        Units of each hidden layer.
    origin, directions
        The plane, ``(dim,)`` and ``(2, dim)``.
    window
        What is looked at, along the two directions.
    places
        How many a side.

    Returns
    -------
    dict of str to ndarray
        ``losses``, ``(places, places)``; the first direction runs along a row.
    """
    hill = network(Dataset("moons", inputs, targets), widths)
    exact = on_plane(hill, Plane(origin, directions), window)
    sides = np.meshgrid(*(np.linspace(*side, places) for side in window))
    return {"losses": exact.value(np.stack(sides, axis=-1))}
