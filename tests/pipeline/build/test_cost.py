"""Cutting: only where a process would be idle, at beats, and never into crumbs."""

import itertools
from dataclasses import dataclass
from itertools import pairwise

import pytest

from pipeline.build.chunk import Chunk
from pipeline.build.cost import (
    CHEAP,
    NOTING,
    SHORTEST,
    SPARE,
    WALKING,
    cost,
    cut,
    divide,
    finish,
    to_take_over,
)
from pipeline.encode.mp4 import Video
from pipeline.job import Job
from pipeline.presets import QUALITIES
from tests.pipeline.collected_frames import job


def whole(frames: dict[str, float]) -> Chunk:
    return Chunk(job(), tuple(frames), last=True)


def row(*lengths: float) -> dict[str, float]:
    return {f"beat{number}": length for number, length in enumerate(lengths)}


def test_cost_is_what_is_drawn_and_a_little_for_what_is_walked() -> None:
    frames = row(100, 200, 300)
    assert cost(whole(frames), frames) == 600
    middle, step = Chunk(job(), ("beat1",), last=False), WALKING / job().format.canvas.fps
    assert cost(middle, frames) == pytest.approx(200 + step * 100)
    noted = NOTING / job().format.canvas.fps
    assert cost(Chunk(job(), ("beat1",), last=True), frames) == pytest.approx(200 + noted * 400)
    assert cost(Chunk(job(), (), last=True), frames) == pytest.approx(noted * 600)


def test_walking_past_a_second_costs_as_much_however_many_frames_it_has() -> None:
    costs = []
    for quality in ("draft", "high"):
        sharp = job(form=Video(QUALITIES[quality]))
        seconds = dict.fromkeys(("beat0", "beat1"), sharp.format.canvas.fps)
        costs.append(cost(Chunk(sharp, ("beat1",), last=False), seconds) - seconds["beat1"])
    assert costs == [pytest.approx(WALKING)] * 2


def test_halves_draw_all_beats_once_and_only_the_second_goes_to_the_end() -> None:
    frames = row(0, 300, 300, 300, 300, 300)
    halves = cut(whole(frames), frames)
    assert halves is not None
    first, second = halves
    assert first.beats + second.beats == tuple(frames)
    assert (first.last, second.last) == (False, True)
    assert len(first.beats) == 4  # the second half also walks through the first
    assert cost(first, frames) == 900


@pytest.mark.parametrize("lengths", [(), (600,), (SHORTEST - 1, 1000), (100, 100, 100)])
def test_what_is_short_stays_whole(lengths: tuple[float, ...]) -> None:
    frames = row(*lengths)
    assert cut(whole(frames), frames) is None


def test_the_end_comes_when_the_last_is_done() -> None:
    assert finish([], [], 2) == 0
    assert finish([3, 2, 2], [], 2) == 4
    assert finish([3, 2, 2], [], 1) == 7
    assert finish([4], [10, 1], 2) == 10


@dataclass(frozen=True)
class Case:
    waiting: list[tuple[float, ...]]
    busy: list[float]
    workers: int
    is_cut: bool


@pytest.mark.parametrize(
    "case",
    [
        Case([(500, 500)], [], 2, True),
        Case([(500, 500)], [], 1, False),
        Case([(500, 500)] * 4, [], 2, False),
        Case([(500, 500)] * 5, [], 4, True),  # it takes two cuts until the end comes earlier
        Case([(2000, 2000), (500, 500)], [], 2, True),
        Case([(500, 500)], [2000], 2, False),  # it would only wait for the other
        Case([], [500], 2, False),
    ],
)
def test_cut_only_where_somebody_would_be_idle(case: Case) -> None:
    chunks = {n: (whole(row(*one)), row(*one)) for n, one in enumerate(case.waiting)}
    found = divide(chunks, case.busy, case.workers)
    assert (found is not None) == case.is_cut
    if found is not None:
        assert found[0] == 0


def test_many_workers_share_one_long_scene() -> None:
    frames = row(*[300] * 8)
    chunks = {0: (whole(frames), frames)}
    while (found := divide(chunks, [], 4)) is not None:
        number, halves = found
        del chunks[number]
        chunks |= {10 * number + n + 1: (half, frames) for n, half in enumerate(halves)}
    assert len(chunks) >= 3
    drawn = sorted(chunk.beats for chunk, _ in chunks.values())
    assert sum(drawn, ()) == tuple(frames)
    assert all(before[-1] < after[0] for before, after in pairwise(drawn))
    assert sum(chunk.last for chunk, _ in chunks.values()) == 1


def test_scenes_as_long_as_each_other_keep_everybody_busy() -> None:
    frames = row(*[300] * 10)
    chunks = {n: (whole(frames), frames) for n in range(25)}
    fresh = itertools.count(len(chunks))
    while (found := divide(chunks, [], 20)) is not None:
        del chunks[found[0]]
        chunks |= {next(fresh): (half, frames) for half in found[1]}
    costs = [cost(*chunk) for chunk in chunks.values()]
    assert finish([3000] * 25, [], 20) == 6000
    assert finish(costs, [], 20) < 5000  # 3750 if scenes could be cut anywhere, at no cost
    assert sum(costs) < 1.2 * 25 * 3000


def chunks_of(frames: dict[str, float], quality: str, workers: int) -> list[Chunk]:
    scene = Chunk(job(form=Video(QUALITIES[quality])), tuple(frames), last=True)
    chunks, fresh = {0: scene}, itertools.count(1)
    while True:
        found = divide({n: (chunk, frames) for n, chunk in chunks.items()}, [], workers)
        if found is None:
            return list(chunks.values())
        del chunks[found[0]]
        chunks |= {next(fresh): half for half in found[1]}


@pytest.mark.parametrize("lengths", [(600,) * 6, (325, 612, 320, 540, 528, 300, 468)])
def test_a_lone_scene_leaves_a_chunk_for_who_is_done_first(lengths: tuple[float, ...]) -> None:
    frames = row(*lengths)
    chunks = chunks_of(frames, "high", 2)
    assert 2 < len(chunks) <= 2 * SPARE
    assert sum(cost(chunk, frames) for chunk in chunks) < (CHEAP + 0.02) * sum(lengths)
    # the first half of the scene takes twice as long to draw as was thought
    slow = {name: 2.0 if n < len(frames) / 2 else 1.0 for n, name in enumerate(frames)}

    def end(chunks: list[Chunk]) -> float:
        free = [0.0, 0.0]
        for one in sorted(chunks, key=lambda one: -cost(one, frames)):
            more = sum((slow[beat] - 1) * frames[beat] for beat in one.beats)
            free = sorted([free[0] + cost(one, frames) + more, free[1]])
        return free[1]

    halves = cut(Chunk(chunks[0].job, tuple(frames), last=True), frames)
    assert halves is not None
    assert end(chunks) < 0.98 * end(list(halves))


@pytest.mark.parametrize(("quality", "workers"), [("draft", 2), ("high", 1)])
def test_nothing_is_left_where_walking_is_dear_or_nobody_else_draws(
    quality: str, workers: int
) -> None:
    assert len(chunks_of(row(*[600] * 6), quality, workers)) == workers


def test_until_says_when_a_pass_may_end() -> None:
    some = Job(**{**vars(job()), "beats": ("draw_it",)})
    assert Chunk(some, ("draw_it",), last=True).until == {"draw_it"}
    assert Chunk(job(), ("draw_it",), last=True).until is None
    assert Chunk(job(), ("draw_it",), last=False).until == {"draw_it"}
    assert some.format == Video(QUALITIES["draft"])


@pytest.mark.parametrize(
    ("beat", "drawn", "taken"),
    [
        ("beat0", 100, ("beat3", "beat4")),
        ("beat2", 900, ()),  # it would walk longer than the other one draws
        ("beat4", 1300, ()),
        ("", 0, ()),  # it has not begun yet
    ],
)
def test_the_last_beats_of_a_running_chunk_are_taken_over(
    beat: str, drawn: int, taken: tuple[str, ...]
) -> None:
    frames = row(300, 300, 300, 300, 300)
    assert to_take_over(whole(frames), beat, drawn, frames) == taken


def test_of_a_chunk_that_still_walks_to_its_beats_some_are_taken_over() -> None:
    frames = row(300, 300, 600, 600)
    walking = Chunk(job(), ("beat2", "beat3"), last=True)
    assert to_take_over(walking, "beat0", 0, frames) == ("beat3",)


def test_short_beats_are_not_taken_over() -> None:
    frames = row(2000, SHORTEST - 1)
    assert to_take_over(whole(frames), "beat0", 10, frames) == ()
