"""Drawing: the same frames in any company, and never one too many."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from manim import tempconfig

from pipeline.encode.mp4 import Video
from pipeline.encode.png import Still
from pipeline.errors import SceneError, UserError
from pipeline.job import Format, Job
from pipeline.render.play import Drawn, draw
from pipeline.render.renderer import held_frames
from tests.pipeline.collected_frames import DRAFT, Collector, collect, counting_frames, job
from tests.pipeline.stories import DEMO, EMPTY, STUMBLING

BEATS = ("draw_it", "turn_it", "let_it_go")


def test_frames_fit_the_canvas(whole: tuple[Collector, Drawn]) -> None:
    sink, _ = whole
    assert {frame.shape for frame in sink.frames} == {(240, 426, 4)}
    assert all((frame[..., 3] == 255).all() for frame in sink.frames)


def test_timeline_counts_every_frame(whole: tuple[Collector, Drawn]) -> None:
    sink, drawn = whole
    assert drawn.frames == len(sink.frames)
    assert [beat.name for beat in drawn.beats] == list(BEATS)
    assert [round(beat.start * 15, 6) for beat in drawn.beats] == list(sink.starts.values())
    assert drawn.beats[-1].end * 15 == pytest.approx(len(sink.frames))
    assert drawn.beats[0].caption == "A square of side 2.0."


@pytest.mark.parametrize("name", BEATS)
def test_beat_alone_is_the_same_as_in_the_whole(
    name: str, whole: tuple[Collector, Drawn], tmp_path: Path
) -> None:
    sink, drawn = whole
    alone, timing = collect(tmp_path, job(beats=[name]))
    start = sink.starts[name]
    assert len(alone.frames) > 10
    assert np.array_equal(alone.frames, sink.frames[start : start + len(alone.frames)])
    [whole_beat] = [beat for beat in drawn.beats if beat.name == name]
    [beat] = timing.beats
    assert beat.start == pytest.approx(0)
    assert beat.end == pytest.approx(whole_beat.end - whole_beat.start)
    assert alone.starts == {name: 0}


def test_two_beats_leave_out_the_one_between(
    whole: tuple[Collector, Drawn], tmp_path: Path
) -> None:
    sink, _ = whole
    pair, timing = collect(tmp_path, job(beats=["draw_it", "let_it_go"]))
    first, third = sink.starts["turn_it"], sink.starts["let_it_go"]
    assert np.array_equal(pair.frames, sink.frames[:first] + sink.frames[third:])
    assert timing.beats[1].start == pytest.approx(first / 15)


def test_drawn_again_it_is_the_same(whole: tuple[Collector, Drawn], tmp_path: Path) -> None:
    again, _ = collect(tmp_path, job())
    assert np.array_equal(again.frames, whole[0].frames)


def test_skipped_beats_are_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with counting_frames(monkeypatch) as drawn:
        sink, _ = collect(tmp_path, job(beats=["draw_it"]))
    assert len(sink.frames) == 9 + 12
    assert len(drawn) == 9 + 1  # the play, and its hold once


def test_parameters_and_theme_reach_the_picture(tmp_path: Path) -> None:
    dark, _ = collect(tmp_path, job(beats=["draw_it"]))
    pale = Job(DEMO, dark_params := job().params, "light", ("draw_it",), Video(DRAFT), Path("x"))
    light, _ = collect(tmp_path, pale)
    small, _ = collect(tmp_path, job(beats=["draw_it"], settings=["size=1"]))
    assert dark_params.size == 2.0
    assert tuple(dark.frames[0][0, 0]) == (0x0F, 0x14, 0x1B, 255)
    assert tuple(light.frames[0][0, 0]) == (0xFC, 0xFB, 0xF7, 255)
    assert np.any(small.frames[-1] != dark.frames[-1])


def test_scene_that_raises_is_blamed_by_beat_and_line(tmp_path: Path) -> None:
    lines = (Path(__file__).parents[1] / "stories" / "stumbling.py").read_text().splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "THE STONE" in line)
    with pytest.raises(SceneError) as raised:
        collect(tmp_path, job(STUMBLING))
    sentence = str(raised.value)
    assert sentence.startswith("stumbling failed: beat stumble, ")
    assert sentence.endswith(f"stumbling.py:{number}: RuntimeError: a stone")
    assert "Traceback" in raised.value.details


def test_numbers_that_raise_are_blamed_before_any_beat(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match=r"^stumbling failed: \S*stumbling.py:\d+: ValueError"):
        collect(tmp_path, job(STUMBLING, settings=["over=its numbers"]))


def test_scene_that_exits_is_blamed(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match=r"beat stumble.*SystemExit: 0"):
        collect(tmp_path, job(STUMBLING, settings=["over=the exit"]))


@pytest.mark.parametrize("form", [Video(DRAFT), Still(DRAFT, 0.0)])
def test_scene_that_shows_nothing_is_an_error(form: Format, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing to see in empty"):
        collect(tmp_path, job(EMPTY, form=form))


def test_sink_that_fails_is_not_blamed_on_the_scene(tmp_path: Path) -> None:
    class Broken(Collector):
        def write(self, pixels: npt.NDArray[np.uint8], repeat: int, changed: object = None) -> None:
            raise ValueError("out of ink")

    with pytest.raises(UserError, match=r"could not be encoded \(out of ink\)") as raised:
        draw(job(), Broken(), tmp_path, lambda beat, frames: None)
    assert not isinstance(raised.value, SceneError)


def test_manims_own_settings_of_the_user_do_not_matter(
    whole: tuple[Collector, Drawn], tmp_path: Path
) -> None:
    with tempconfig({"frame_height": 4.0, "background_opacity": 0.0, "from_animation_number": 2}):
        sink, _ = collect(tmp_path, job())
    assert np.array_equal(sink.frames, whole[0].frames)


def test_nothing_of_manims_own_is_written(folder: Path) -> None:
    scratch = folder / "scratch"
    collect(scratch, job(beats=["draw_it"]))
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_stage_is_eight_units_high(whole: tuple[Collector, Drawn]) -> None:
    held = whole[0].frames[whole[0].starts["turn_it"] - 1]
    drawn = (held[..., :3] != held[0, 0, :3]).any(axis=2)
    height, width = drawn.any(axis=1).sum(), drawn.any(axis=0).sum()
    assert height == pytest.approx(2 * 240 / 8, abs=3)  # a square of side 2, and its stroke
    assert width == pytest.approx(2 * 426 / (8 * 16 / 9), abs=3)


def test_progress_names_beat_and_frames(tmp_path: Path) -> None:
    reports: list[tuple[str, int]] = []
    draw(job(), Collector(), tmp_path, lambda beat, frames: reports.append((beat, frames)))
    assert reports[0] == ("draw_it", 0)
    assert list(dict.fromkeys(beat for beat, _ in reports)) == list(BEATS)
    counts = [frames for _, frames in reports]
    assert counts == sorted(counts)
    assert counts[-1] == 61


@pytest.mark.parametrize(
    ("duration", "fps", "frames"), [(1.4, 20, 28), (0.01, 15, 1), (1.45, 15, 21), (0.3, 60, 18)]
)
def test_held_frames(duration: float, fps: float, frames: int) -> None:
    assert held_frames(duration, fps) == frames
