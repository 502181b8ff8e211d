"""Runners: one clock, and sizes by which all can be seen."""

from __future__ import annotations

import pytest

from gdcore import RAVINE, HeavyBall, descend
from scenes.kit.marbles import MARBLE_RADIUS
from scenes.kit.runners import BEHIND, Runners
from tests.scenes.kit.samples import ravine_ground, ravine_walk

RUNS = [
    (ravine_walk(), "gradient_descent"),
    (descend(RAVINE, HeavyBall(0.07, 0.7), [-10.0, 1.0], 8), "momentum"),
]


def test_all_run_on_one_clock_above_their_trails() -> None:
    runners = Runners(ravine_ground(), RUNS)
    assert all(marble.step is runners.step for marble in runners.marbles)
    assert runners.shown.submobjects == [*runners.trails, *runners.marbles]
    assert [marble.role for marble in runners.marbles] == [role for _, role in RUNS]


def test_the_one_at_the_back_is_larger() -> None:
    back, front = Runners(ravine_ground(), RUNS).marbles
    assert front.disc.width == pytest.approx(2 * MARBLE_RADIUS)
    assert back.disc.width == pytest.approx(BEHIND * front.disc.width)


def test_sizes_can_be_told() -> None:
    back, front = Runners(ravine_ground(), RUNS, (0.3, 0.1)).marbles
    assert (back.disc.width, front.disc.width) == (pytest.approx(0.6), pytest.approx(0.2))
