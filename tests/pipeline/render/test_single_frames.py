"""A still is the frame that the video shows, and the only one that is drawn."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.encode.png import Still
from pipeline.errors import UserError
from pipeline.render.play import Drawn
from tests.pipeline.collected_frames import DRAFT, Collector, collect, counting_frames, job

BEATS = ("draw_it", "turn_it", "let_it_go")


@pytest.mark.parametrize("at", [0.0, 0.31, 1.4, 1.5, 2.3, 2.99, 4.0])
def test_still_is_the_frame_of_the_video(
    at: float,
    whole: tuple[Collector, Drawn],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with counting_frames(monkeypatch) as drawn:
        sink, _ = collect(tmp_path, job(form=Still(DRAFT, at)))
    [frame] = sink.frames
    assert np.array_equal(frame, whole[0].frames[int(at * 15 + 1e-6)])
    assert len(drawn) <= 2


def test_still_counts_from_the_start_of_its_beat(
    whole: tuple[Collector, Drawn], tmp_path: Path
) -> None:
    sink, _ = collect(tmp_path, job(beats=["turn_it"], form=Still(DRAFT, 0.8)))
    assert np.array_equal(sink.frames[0], whole[0].frames[whole[0].starts["turn_it"] + 12])


@pytest.mark.parametrize("name", BEATS)
def test_still_without_a_moment_is_the_end_of_the_beat(
    name: str,
    whole: tuple[Collector, Drawn],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with counting_frames(monkeypatch) as drawn:
        sink, _ = collect(tmp_path, job(beats=[name], form=Still(DRAFT)))
    [frame] = sink.frames
    end = next(beat.end for beat in whole[1].beats if beat.name == name)
    assert np.array_equal(frame, whole[0].frames[round(end * 15) - 1])
    assert len(drawn) == 1


def test_still_without_a_beat_is_the_end_of_the_scene(
    whole: tuple[Collector, Drawn], tmp_path: Path
) -> None:
    sink, _ = collect(tmp_path, job(form=Still(DRAFT)))
    assert np.array_equal(sink.frames[0], whole[0].frames[-1])


@pytest.mark.parametrize("at", [4.2, 1e308, -0.1, float("inf"), float("nan")])
def test_moment_outside_the_scene_names_the_range(at: float, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"not a moment of demo: choose 0 to 4 seconds"):
        collect(tmp_path, job(form=Still(DRAFT, at)))


def test_latest_moment_offered_is_one(tmp_path: Path) -> None:
    asked = job(beats=["turn_it"], form=Still(DRAFT, 99))
    with pytest.raises(UserError, match=r"beat turn_it of demo: choose 0 to ([\d.]+)") as raised:
        collect(tmp_path, asked)
    latest = float(str(raised.value).split()[-2])
    sink, _ = collect(tmp_path, job(beats=["turn_it"], form=Still(DRAFT, latest)))
    assert len(sink.frames) == 1
