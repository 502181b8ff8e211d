"""Chunks: whatever the cut and the company, the same segments and the same knowledge."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.build import cost
from pipeline.build.chunk import Chunk, ChunkRenderer, render_chunk
from pipeline.errors import SceneError
from pipeline.manifest import PRELUDE, SceneRecord, Section
from pipeline.render.play import Drawn
from scenes.catalog import Entry
from tests.pipeline.collected_frames import Collector, job
from tests.pipeline.command_line import files_in, invoke, start
from tests.pipeline.decoded_video import decode_video
from tests.pipeline.stories import DEMO, ROLLING, STUMBLING

BEATS = ("draw_it", "turn_it", "let_it_go")
Segments = dict[str, tuple[Section, bytes]]


def chunk(
    folder: Path, beats: Sequence[str], last: bool, entry: Entry = DEMO, of: Sequence[str] = ()
) -> tuple[SceneRecord | None, Segments]:
    """Draw a chunk and return what came of it."""
    segments: Segments = {}

    def keep(section: Section, segment: bytes) -> None:
        assert section.name not in segments
        segments[section.name] = (section, segment)

    asked = job(entry, of or None)
    record = render_chunk(Chunk(asked, tuple(beats), last), folder, keep, lambda beat, frames: None)
    assert not files_in(folder)
    return record, segments


@pytest.fixture(scope="module")
def of_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[SceneRecord | None, Segments]:
    return chunk(tmp_path_factory.mktemp("demo"), (PRELUDE, *BEATS), True)


def frames(segment: bytes, folder: Path) -> list[np.ndarray]:
    path = folder / "segment.mp4"
    path.write_bytes(segment)
    return decode_video(path).frames


def test_pieces_are_the_beats(
    of_demo: tuple[SceneRecord, Segments], whole: tuple[Collector, Drawn], tmp_path: Path
) -> None:
    record, segments = of_demo
    assert list(segments) == list(BEATS)
    assert record.sections == tuple(section for section, _ in segments.values())
    assert record.part == whole[1].part
    for beat, (section, segment) in zip(record.part.beats, segments.values(), strict=True):
        shown = frames(segment, tmp_path)
        assert len(shown) == section.frames == beat.frames
        drawn = whole[0].frames[beat.start_frame : beat.end_frame]
        off = [np.abs(a.astype(int) - b[..., :3]).mean() for a, b in zip(shown, drawn, strict=True)]
        assert max(off) < 3  # what the encoder loses


@pytest.mark.parametrize("entry", [DEMO, ROLLING], ids=["demo", "rolling"])
def test_cut_or_walked_it_is_the_same(entry: Entry, tmp_path: Path) -> None:
    names = BEATS if entry is DEMO else ("walk_slowly", "run")
    record, segments = chunk(tmp_path / "whole", (PRELUDE, *names), True, entry)
    walked, nothing = chunk(tmp_path / "walked", (), True, entry)
    assert walked == record
    assert nothing == {}
    cut: Segments = {}
    for place, name in enumerate(names):
        last = place == len(names) - 1
        known, part = chunk(tmp_path / name, (name,), last, entry)
        assert (known == record) if last else (known is None)
        cut |= part
    assert cut == segments


@pytest.mark.parametrize("last", [False, True])
def test_from_a_beat_on_that_is_drawn_elsewhere_it_draws_none(
    last: bool, of_demo: tuple[SceneRecord, Segments], tmp_path: Path
) -> None:
    kept: Segments = {}
    asked: list[str] = []

    def claim(beat: str) -> bool:
        asked.append(beat)
        return beat != "turn_it"

    record = render_chunk(
        Chunk(job(), (PRELUDE, *BEATS), last),
        tmp_path,
        lambda section, segment: kept.update({section.name: (section, segment)}),
        lambda *_: None,
        claim,
    )
    assert asked == ["draw_it", "turn_it"]
    assert kept == {"draw_it": of_demo[1]["draw_it"]}
    assert record == (of_demo[0] if last else None)


@pytest.mark.parametrize("last", [False, True])
def test_only_a_chunk_that_tells_all_looks_at_what_it_steps_over(
    last: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = set()
    paint = ChunkRenderer.paint

    def spy(renderer: ChunkRenderer, scene: Any, repeat: int) -> None:
        looked_at.add(renderer.beat)
        paint(renderer, scene, repeat)

    monkeypatch.setattr(ChunkRenderer, "paint", spy)
    chunk(tmp_path, ("turn_it",), last)
    assert looked_at == ({*BEATS} if last else {"turn_it"})


def test_two_beats_of_a_video_know_nothing_of_the_third(
    of_demo: tuple[SceneRecord, Segments], tmp_path: Path
) -> None:
    of = ("draw_it", "turn_it")
    record, segments = chunk(tmp_path, (PRELUDE, *of), True, of=of)
    assert record is not None
    assert [beat.name for beat in record.part.beats] == list(of)
    assert segments == {name: of_demo[1][name] for name in of}


def test_digest_follows_the_picture(of_demo: tuple[SceneRecord, Segments], tmp_path: Path) -> None:
    asked = replace(job(settings=["corner=0,0"]), holds={"turn_it": 3.0})
    record = render_chunk(
        Chunk(asked, (), True), tmp_path, lambda *segment: None, lambda *word: None
    )
    assert record is not None
    same = [a == b for a, b in zip(record.sections, of_demo[0].sections, strict=True)]
    assert same == [True, False, True]


def test_scene_that_raises_leaves_the_pieces_before(tmp_path: Path) -> None:
    kept: list[str] = []
    asked = Chunk(job(STUMBLING), (PRELUDE, "walk", "stumble"), True)
    with pytest.raises(SceneError, match="beat stumble"):
        render_chunk(asked, tmp_path, lambda section, _: kept.append(section.name), lambda *_: None)
    assert kept == ["walk"]
    assert not files_in(tmp_path)


def test_a_video_ends_with_its_last_beat(tmp_path: Path) -> None:
    record, segments = chunk(tmp_path, ("walk",), True, STUMBLING, of=("walk",))
    assert record is not None
    assert list(segments) == ["walk"]


@pytest.mark.parametrize("words", [(), ("--no-cache",)])
def test_bytes_do_not_depend_on_workers_or_cuts(
    words: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for shortest, workers in ((10_000, 1), (1, 2), (1, 3)):
        monkeypatch.setattr(cost, "SHORTEST", shortest)
        common = ("demo", "-q", "draft", "--output", f"out{workers}", "--workers", workers)
        assert invoke("video", *common, "--cache", f"cache{workers}", *words).exit_code == 0
        output = folder / f"out{workers}"
        made.append({name: (output / name).read_bytes() for name in files_in(output)})
    assert made[0] == made[1] == made[2]


def test_scene_in_two_halves_fails_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "SHORTEST", 1)
    words = ("demo", "stumbling", "-q", "draft", "--output", "out", "--workers", 4)
    for _ in range(2):  # the second time, the first beat is known
        result = invoke("video", *words)
        assert result.exit_code == 1
        assert result.stderr.count("stumbling failed: beat stumble, ") == 1
        assert "1 of 2 scenes failed: stumbling." in result.stderr
        assert (folder / "out" / "demo.mp4").exists()
        assert not any("stumbling" in name for name in files_in(folder))


def until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def test_process_that_hangs_is_said_and_the_others_are_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIENT_DESCENT_PATIENCE", "3")
    result = invoke("video", "sleeping", "demo", "-q", "draft", "--output", "out", "--workers", 2)
    assert result.exit_code == 1
    assert "sleeping failed: beat begin, " in result.stderr
    assert "sleeping.py: nothing was heard for 3 s of the process that drew it" in result.stderr
    assert "1 of 2 scenes failed: sleeping." in result.stderr
    assert (folder / "out" / "demo.mp4").exists()
    assert not (folder / "out" / "sleeping.mp4").exists()


def test_patience_must_be_a_number(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("GRADIENT_DESCENT_PATIENCE", "forever")
    result = invoke("video", "demo", "-q", "draft")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: GRADIENT_DESCENT_PATIENCE=forever is not a number of seconds.\n"
    )


def test_killed_run_keeps_what_was_done_and_leaves_no_litter(
    folder: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    environment = {"TMPDIR": str(temporary)}
    words = ("video", "stumbling", "sleeping", "-q", "draft", "--output", "out", "--workers", 2)
    process = start(*words, cwd=folder, start_new_session=True, env=environment)
    until(lambda: (folder / "asleep").exists() and any((cache / "segments").glob("*/*")))
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    segments = {path.name for path in (cache / "segments").glob("*/*")}
    assert len(segments) == 1
    assert list(temporary.iterdir())
    words = ("video", "stumbling", "-q", "draft", "--output", "out", "--workers", 1)
    process = start(*words, cwd=folder, env=environment)
    process.communicate()
    assert process.returncode == 1
    assert not list(temporary.iterdir())
    assert {path.name for path in (cache / "segments").glob("*/*")} == segments
    assert not files_in(cache / "unfinished")
    assert files_in(folder) == {"asleep"}
