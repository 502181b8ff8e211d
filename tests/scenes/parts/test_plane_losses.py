"""The kept losses on a plane are those of the network there."""

from __future__ import annotations

import numpy as np

from gdcore import filter_normalised_plane, network
from scenes.parts.moons_training import moons
from scenes.parts.plane_losses import losses_on_plane


def test_each_loss_is_that_of_its_place() -> None:
    data = moons(0.1, 3)
    hill = network(data, (3,))
    plane = filter_normalised_plane(hill, hill.starts(3), 5)
    window = ((-1.0, 1.0), (-0.5, 0.25))
    found = losses_on_plane(
        data.inputs, data.targets, (3,), plane.origin, plane.directions, window, 7
    )["losses"]
    assert found.shape == (7, 7)
    for row, column in ((0, 0), (2, 5), (6, 6)):
        spot = (np.linspace(-1, 1, 7)[column], np.linspace(-0.5, 0.25, 7)[row])
        np.testing.assert_allclose(found[row, column], hill.value(plane.point(spot)), rtol=1e-12)
