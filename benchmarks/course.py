"""The course's scenes, and plain ones, at 1080p60: our pipeline against ``manim render``.

In a round each side renders everything in turn, and what it took is printed at once. Scenes with
a landscape in three dimensions are a group of their own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from operator import add
from pathlib import Path

import click

from benchmarks.cases import CANVAS, PACKAGE, SHOWS, has_stage
from benchmarks.comparison import DECIBEL, Comparison
from benchmarks.contestants import KEEP_ALL, RIVAL, WORKERS, Cost, Rendering
from benchmarks.lossless import encoding_alone, fidelity
from benchmarks.rendering import MANIMS, ORIGINAL, SETTINGS

NAME = "course"
ROUNDS = 3
SECONDS = 20.0
"""How much of each scene is rendered if nothing else is said: whole scenes take half an hour."""

LIMIT = f"x264 alone on {WORKERS} cores"
LABELS = {"edit": "--for edit", "share": "--for share", MANIMS: "manim's x264 settings"}
MANIMS_COLOURS = "itu601"
PURPOSE = "share"
COMMAND = f"render.py video --for {PURPOSE}, with all that comes with a video"
OWN_RIVAL = f"{RIVAL}, the course's own"

KINDS: dict[str, Callable[[Cost], float]] = {
    "seconds on the clock": lambda cost: cost.wall,
    "CPU time": lambda cost: cost.cpu,
}

Costs = dict[str, list[Cost]]


def compare(
    scratch: Path, rounds: int, names: Sequence[str] = (), seconds: float | None = SECONDS
) -> list[Comparison]:
    """Measure seconds, CPU time, memory and fidelity.

    Parameters
    ----------
    scratch
        A folder for all files: some 50 MB a scene.
    rounds
        How often each side renders everything.
    names
        Scenes; all of them when empty.
    seconds
        After which each scene ends; ``None`` for whole scenes.
    """
    chosen = names or tuple(SHOWS)
    groups = {
        "2D scenes": [name for name in chosen if not has_stage(SHOWS[name])],
        "scenes with a 3D stage": [name for name in chosen if has_stage(SHOWS[name])],
    }
    return [
        comparison
        for group, members in groups.items()
        if members
        for comparison in _measure(group, Rendering(tuple(members), seconds, scratch), rounds)
    ]


def _measure(group: str, rendering: Rendering, rounds: int) -> Iterator[Comparison]:
    _, frames = rendering.ours(ORIGINAL)  # fills the caches of type and of machine code, too
    rendering.manims(ORIGINAL, *KEEP_ALL)
    content = f"{group}, {len(rendering.names)} of them, {sum(frames.values())} frames"
    # longest first, as the pipeline deals with what it has drawn before
    rendering = replace(rendering, names=tuple(sorted(frames, key=frames.__getitem__)[::-1]))
    click.echo(f"{content}: {', '.join(rendering.names)}", err=True)
    costs = _rounds(rendering, rounds)
    yield from _speed(content, costs)
    yield from _limit(content, rendering, costs)
    yield from _fidelity(content, rendering)


def _rounds(rendering: Rendering, rounds: int) -> Costs:
    costs: Costs = {}
    own = [name for name in rendering.names if SHOWS[name].package != PACKAGE]
    whole = own and rendering.seconds is None  # the command knows no end before the end
    for turn in range(1, rounds + 1):
        by_name = rendering.manims(MANIMS)
        _note(costs, turn, RIVAL, _sum(by_name.values()))
        for settings in LABELS:
            _note(costs, turn, settings, rendering.ours(settings)[0])
        if whole:
            part = Rendering(tuple(own), None, rendering.folder)
            _note(costs, turn, OWN_RIVAL, _sum(by_name[name] for name in own))
            _note(costs, turn, COMMAND, part.command(PURPOSE))
    return costs


def _note(costs: Costs, turn: int, side: str, cost: Cost) -> None:
    costs.setdefault(side, []).append(cost)
    said = f"{cost.wall:7.1f} s, CPU {cost.cpu:7.1f} s, {cost.memory:4.0f} MiB"
    click.echo(f"  round {turn}  {LABELS.get(side, side):52} {said}", err=True)


def _sum(costs: Iterable[Cost]) -> Cost:
    return functools.reduce(add, costs)


def _speed(content: str, costs: Costs) -> Iterator[Comparison]:
    for side, label in LABELS.items():
        yield from _two_times(content, label, costs[side], costs[RIVAL])
    if COMMAND in costs:
        yield from _two_times(content, COMMAND, costs[COMMAND], costs[OWN_RIVAL])
    memory = [tuple(cost.memory for cost in costs[side]) for side in ("share", RIVAL)]
    yield Comparison(NAME, content, RIVAL, "memory of the largest process", "MiB", *memory)


def _two_times(
    content: str, what: str, ours: Sequence[Cost], theirs: Sequence[Cost]
) -> Iterator[Comparison]:
    for kind, seconds in KINDS.items():
        pair = [tuple(map(seconds, side)) for side in (ours, theirs)]
        yield Comparison(NAME, content, RIVAL, f"{what}: {kind}", "s", *pair)


def _limit(content: str, rendering: Rendering, costs: Costs) -> Iterator[Comparison]:
    for settings, label in LABELS.items():
        alone = rendering.folder / "alone.mp4"
        cpu = sum(
            encoding_alone(rendering.file(ORIGINAL, name), alone, CANVAS, SETTINGS[settings])
            for name in rendering.names
        )
        walls = tuple(cost.wall for cost in costs[settings])
        least = (cpu / WORKERS,) * len(walls)
        yield Comparison(NAME, content, LIMIT, f"{label}: seconds on the clock", "s", walls, least)


def _fidelity(content: str, rendering: Rendering) -> Iterator[Comparison]:
    for name in rendering.names:
        original = rendering.manims_file(ORIGINAL, name)
        theirs = fidelity(rendering.manims_file(MANIMS, name), original, MANIMS_COLOURS)
        for settings in ("edit", "share"):
            ours = fidelity(rendering.file(settings, name), rendering.file(ORIGINAL, name))
            for kind, mine, other in zip(("PSNR", "PSNR of brightness"), ours, theirs, strict=True):
                what = f"{name} {LABELS[settings]}: {kind}"
                yield Comparison(NAME, content, RIVAL, what, DECIBEL, (mine,), (other,))
        sizes = (rendering.file("share", name), rendering.manims_file(MANIMS, name))
        kilobytes = [(path.stat().st_size / 1000,) for path in sizes]
        yield Comparison(NAME, content, RIVAL, f"{name} --for share: size", "kB", *kilobytes)
