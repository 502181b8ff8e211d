"""The losses that are noted are those of the trainings."""

from __future__ import annotations

import numpy as np

from gdcore import GradientDescent, descend, network
from scenes.parts.many_trainings import EVERY, STARTS, STEPS, losses_of_trainings
from scenes.parts.moons_training import moons

RATE, SEED, NOISE = 0.5, 3, 0.1


def test_each_record_is_the_loss_after_so_many_steps() -> None:
    data = moons(NOISE, SEED)
    noted = losses_of_trainings(data.inputs, data.targets, (3,), RATE, SEED)["losses"]
    assert noted.shape == (STEPS // EVERY + 1, STARTS)
    assert STEPS % EVERY == 0
    hill = network(data, (3,))
    starts = hill.starts(SEED, (STARTS,))
    one = 17
    path = descend(hill, GradientDescent(RATE), starts[one], STEPS)
    np.testing.assert_allclose(noted[:, one], path.values[::EVERY], rtol=1e-9)
    assert len(np.unique(noted[0])) == STARTS, "starts differ"
