"""Whole renderings: both sides show the same, and what is measured is right. Nothing is timed."""

import ast
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from manim.mobject.svg.svg_mobject import SVG_HASH_TO_MOB_MAP
from manim.renderer.cairo_renderer import CairoRenderer

from benchmarks import growth
from benchmarks.cases import PLAIN, SHOWS, file_of, has_stage, perform
from benchmarks.contestants import Cost, Rendering, timed
from benchmarks.early_end import command, ended_after
from benchmarks.lossless import Original, decibels, encoding_alone, fidelity
from benchmarks.manim_canvas import manim_on
from benchmarks.rendering import MANIMS, SETTINGS
from pipeline.encode.h264 import H264Encoder
from pipeline.encode.mp4 import Mp4
from pipeline.encode.yuv import convert
from pipeline.presets import PURPOSES, Canvas, Purpose
from pipeline.scene_loading import load
from scenes.catalog import Entry
from tests.pipeline.collected_frames import Collector
from tests.pipeline.manim_reference import Checker, SceneMaker, by_manim
from tests.pipeline.synthetic_frames import drawing

SMALL = Canvas(64, 36, 10)
WHOLE = (0, 0, SMALL.width, SMALL.height)
FINE, COARSE = (Purpose("ultrafast", "qp", loss, "", "tests") for loss in (10, 40))


def original(folder: Path) -> Path:
    sink = Original(folder / "original.mp4", SMALL)
    for number in range(13):
        sink.write(drawing(SMALL.width, SMALL.height, 3 * number), 2)
    sink.close()
    return folder / "original.mp4"


def encoded(folder: Path, purpose: Purpose, frames: int = 26) -> Path:
    sink = Mp4(folder / f"{purpose.loss}.mp4", SMALL, purpose)
    for number in range(frames):
        sink.write(drawing(SMALL.width, SMALL.height, 3 * (number // 2)), 1)
    sink.close()
    return folder / f"{purpose.loss}.mp4"


@pytest.mark.parametrize("entry", PLAIN, ids=lambda entry: entry.name)
def test_plain_scenes_know_nothing_of_ours(entry: object) -> None:
    tree = ast.parse(file_of(entry).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"__future__", "manim"}


@pytest.mark.parametrize("entry", PLAIN, ids=lambda entry: entry.name)
def test_both_renderers_draw_plain_scenes_alike_as_long_as_a_lecture_needs(
    entry: Entry, tmp_path: Path
) -> None:
    scene, canvas, sink = cast(SceneMaker, load(entry)), Canvas(192, 108, 6), Checker()
    SVG_HASH_TO_MOB_MAP.clear()  # as before each side of a comparison
    frames = perform(entry, sink, canvas, tmp_path)
    assert len(sink.frames) == frames
    assert 20 < frames / 6 < 30
    assert not has_stage(entry)
    assert sink.frames == by_manim(scene, canvas, tmp_path)


def test_every_scene_of_the_course_is_rendered() -> None:
    assert all(file_of(entry).is_file() for entry in SHOWS.values())
    assert has_stage(SHOWS["marble_on_a_surface"])
    assert not has_stage(SHOWS["geometric_decay"])


def test_both_renderers_end_early_at_the_same_place(tmp_path: Path) -> None:
    ended = []
    with manim_on(SMALL, tmp_path), ended_after(2.5):
        for renderer in (CairoRenderer(), growth.StoryRenderer(Collector(), lambda *_: None)):
            growth.Crowd(9, 4, renderer).render()
            ended.append(renderer.time)
    assert ended == [pytest.approx(3), pytest.approx(3)]


def test_a_whole_scene_is_rendered_as_one_would_type_it() -> None:
    assert command(None)[1:] == ["-m", "manim"]
    assert command(2.0)[1:] == ["-m", "benchmarks.early_end", "2.0"]


def test_nothing_is_lost_in_the_original(tmp_path: Path) -> None:
    with av.open(str(original(tmp_path))) as file:
        frames = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
    assert len(frames) == 26
    for number, frame in enumerate(frames):
        wanted = drawing(SMALL.width, SMALL.height, 3 * (number // 2))[..., :3]
        assert np.array_equal(frame, wanted)


def test_fidelity_tells_a_fine_file_from_a_coarse_one(tmp_path: Path) -> None:
    kept = original(tmp_path)
    fine, coarse = (fidelity(encoded(tmp_path, purpose), kept) for purpose in (FINE, COARSE))
    assert fine[0] > coarse[0] + 3
    assert fine[1] > coarse[1] + 3
    assert decibels(1.0) == pytest.approx(48.13, abs=0.01)


def test_fidelity_refuses_a_file_that_lacks_a_frame(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="longer"):
        fidelity(encoded(tmp_path, FINE, frames=25), original(tmp_path))


def test_encoding_alone_encodes_the_same_frames(tmp_path: Path) -> None:
    seconds = encoding_alone(original(tmp_path), tmp_path / "alone.mp4", SMALL, FINE)
    assert seconds > 0
    assert (tmp_path / "alone.mp4").read_bytes() == encoded(tmp_path, FINE).read_bytes()


def test_settings_of_manim_are_manims(tmp_path: Path) -> None:
    encoder = H264Encoder(tmp_path / "video.mp4", SMALL, SETTINGS[MANIMS])
    encoder.show([(0, 0, convert(drawing(64, 36, 0), WHOLE))], 3, True)
    encoder.close()
    said = (tmp_path / "video.mp4").read_bytes()
    assert b"rc=crf" in said
    assert b"crf=23.0" in said
    assert b"bframes=3" in said
    assert set(PURPOSES) < set(SETTINGS)


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    rendering = Rendering(("no_such_scene",), None, tmp_path)
    with pytest.raises(KeyError, match="no_such_scene"):
        rendering.manims("lossy")
    with pytest.raises(RuntimeError, match="No module named nothing"):
        timed([*command(None)[:1], "-m", "nothing"], tmp_path / "output")


def test_growth_is_measured_on_both_sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "CANVAS", SMALL)
    monkeypatch.setattr(growth, "LENGTHS", (1.0, 2.0))
    monkeypatch.setattr(growth, "COUNTS", (10, 12))
    found = growth.compare(tmp_path, 1)
    assert [one.what for one in found] == [
        "1 s, 10 mobjects: most memory", "2 s, 10 mobjects: most memory",
        "1 s, 10 mobjects: a frame", "2 s, 10 mobjects: a frame", "1 s, 12 mobjects: a frame",
    ]  # fmt: skip
    assert all(value > 0 for one in found for value in (*one.ours, *one.theirs))
    with av.open(str(tmp_path / "growth.mp4")) as file:
        assert file.streams.video[0].frames == SMALL.fps


def test_costs_add_up_but_memory_does_not() -> None:
    assert Cost(1, 2, 30) + Cost(10, 20, 3) == Cost(11, 22, 30)
