"""The benchmark of the basin map compares answers that are the same; nothing is timed."""

import numpy as np

from benchmarks import basins
from gdcore import HIMMELBLAU, GradientDescent, basins_of_starts


def test_the_loop_in_plain_python_finds_the_same_basins() -> None:
    starts = basins.sample()
    found = basins_of_starts(HIMMELBLAU, GradientDescent(basins.RATE), starts, basins.STEPS)
    assert found.tolist() == basins.plain(starts)


def test_scipy_finds_a_minimum_from_each_start() -> None:
    found = basins.scipys(basins.sample()[:40])
    assert set(found) == {0, 1, 2, 3}


def test_the_map_is_that_of_the_window() -> None:
    assert basins.ours(side=12).shape == (12, 12)
    assert np.unique(basins.ours(side=12)).tolist() == [0, 1, 2, 3]
