"""The benchmark of drawing against running time: what is drawn, and how it is multiplied up."""

from pathlib import Path

import pytest

from benchmarks import budget
from benchmarks.budget import Spent, Tally, spent_on
from tests.pipeline.stories import DEMO


def test_samples_stand_for_the_frames_between_them() -> None:
    tally = Tally({"draw": 2.0}, {"draw": 0.5, "encode": 0.25}, moving=60, counted=6)
    assert tally.whole("draw") == pytest.approx(20.5)
    assert tally.whole("encode") == 0.25


def test_the_share_is_that_of_two_cores() -> None:
    assert Spent("a", 60.0, 2.0, 10.0, 40.0, 8.0).share == pytest.approx(0.5)


def test_all_parts_of_a_scene_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "PERIOD", 20)
    spent = spent_on(DEMO, tmp_path)
    assert spent.film == pytest.approx(4.0, abs=0.1)
    assert min(spent.start, spent.play, spent.draw, spent.encode) > 0
    assert not list(tmp_path.iterdir())
