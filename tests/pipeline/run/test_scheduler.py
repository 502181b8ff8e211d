"""What the scheduler gives to a process that has nothing to do."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from pipeline.build import cost
from pipeline.build.chunk import ChunkRenderer
from pipeline.build.scene import DrawChunk, DrawnChunk, claim
from pipeline.build.tasks import Done, Message, Task
from pipeline.build.video import VideoBuild, video_spec
from pipeline.commands.plan import plan_videos
from pipeline.commands.request import Request, RunOptions, VideoOptions
from pipeline.job import Progress, Result
from pipeline.run.pool import START_METHOD, Pool
from pipeline.run.scheduler import Scheduler
from tests.pipeline.decoded_video import decode_video
from tests.pipeline.stories import DEMO

pytestmark = pytest.mark.usefixtures("folder")


class EnoughError(Exception):
    """The test has seen what it wanted."""


class TwoProcesses:
    """Does nothing: it says that the first task has begun, and that the second one is done."""

    capacity = 2

    def __init__(self, shares_files: bool) -> None:
        self.shares_files = shares_files
        self.running: set[int] = set()
        self.started: list[DrawChunk] = []
        self.free: list[bool] = []
        self._words: Iterator[tuple[int, Message]] = iter(
            [(1, Progress(DEMO.name, "draw_it", 1)), (2, Done(DrawnChunk((), None)))]
        )

    def start(self, number: int, task: Task) -> None:
        assert isinstance(task, DrawChunk)
        self.running.add(number)
        self.started.append(task)

    def listen(self) -> Iterator[tuple[int, Message]]:
        word = next(self._words, None)
        if word is None:
            first = self.started[0]
            if first.claims is not None:
                self.free = [claim(first.claims, beat) for beat in first.chunk.beats[1:]]
            raise EnoughError
        if isinstance(word[1], Done):
            self.running.remove(word[0])
        yield word

    def stop(self, numbers: Iterable[int]) -> None:
        self.running.difference_update(list(numbers))


def watched(shares_files: bool, monkeypatch: pytest.MonkeyPatch) -> TwoProcesses:
    monkeypatch.setattr(cost, "SHORTEST", 1)
    [job] = plan_videos(Request((DEMO,), output=Path("out")), VideoOptions("draft")).jobs
    build = VideoBuild(video_spec(job), RunOptions().store(), True)
    processes = TwoProcesses(shares_files)
    with pytest.raises(EnoughError):
        Scheduler([build], lambda _: nullcontext(processes), lambda *_: None).run()
    return processes


def test_a_process_that_has_nothing_to_do_takes_over_beats(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    processes = watched(True, monkeypatch)
    first, second, third = processes.started
    assert first.chunk.beats[1:] == ("draw_it", "turn_it")
    assert second.chunk.beats == ("let_it_go",)
    assert third.chunk.beats == ("turn_it",)
    assert not third.chunk.last
    assert processes.free == [True, False], "the first one does not draw what was taken over"


@pytest.mark.skipif(START_METHOD != "fork", reason="a new process does not know what is patched")
def test_a_video_of_which_beats_were_taken_over_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    hand_on, start, started = ChunkRenderer.hand_on, Pool.start, []

    def hand_on_slowly(renderer: ChunkRenderer, repeat: int, changed: Any) -> None:
        if renderer.beat == "draw_it":
            time.sleep(0.5)
        hand_on(renderer, repeat, changed)

    def start_seen(pool: Pool, number: int, task: Task) -> None:
        started.append(task.chunk.beats if isinstance(task, DrawChunk) else ())
        start(pool, number, task)

    monkeypatch.setattr(cost, "SHORTEST", 1)
    monkeypatch.setattr(ChunkRenderer, "hand_on", hand_on_slowly)
    monkeypatch.setattr(Pool, "start", start_seen)
    [job] = plan_videos(Request((DEMO,), output=Path("out")), VideoOptions("draft")).jobs
    build = VideoBuild(video_spec(job), RunOptions().store(), True)
    [outcome] = Scheduler(
        [build], lambda scratch: nullcontext(Pool(scratch, 2)), lambda *_: None
    ).run()
    assert isinstance(outcome, Result)
    assert started[2:] == [("turn_it",), ()], "it was taken over, and then all was put together"
    shown = decode_video(outcome.path).frames
    assert len(shown) == outcome.frames
    assert [beat.name for beat in outcome.beats] == ["draw_it", "turn_it", "let_it_go"]


def test_elsewhere_nobody_knows_what_was_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    processes = watched(False, monkeypatch)
    assert [task.claims for task in processes.started] == [None, None]


def test_a_beat_is_claimed_once(tmp_path: Path) -> None:
    assert claim(tmp_path, "draw_it")
    assert not claim(tmp_path, "draw_it")
    assert claim(tmp_path, "turn_it")
