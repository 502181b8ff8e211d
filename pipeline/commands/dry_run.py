"""``--dry-run``: which beats would be rendered, why, and how long it takes. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

import click

from pipeline.build.cost import cost, divide, finish, known_speed
from pipeline.build.picture import PictureInWork
from pipeline.build.video import FilmInWork
from pipeline.cache.outputs import unchanged
from pipeline.files import scratch_folder
from pipeline.report.results import plain_table, print_table

if TYPE_CHECKING:
    from pipeline.build.chunk import Unit
    from pipeline.build.cost import Frames
    from pipeline.build.tasks import Order
    from pipeline.cache.store import Store
    from pipeline.commands.request import Means

    Pieces = list[tuple[Unit, Frames]]

WHOLE = "*"
"""Stands for all beats of a file that is made in one go."""

Source = Literal["unchanged", "cache", "anew"]


@dataclass(frozen=True)
class Foreseen:
    """What would be done for one beat, or for a whole picture.

    Parameters
    ----------
    scene, beat
        Of what.
    path
        The file that it is for.
    frames
        How many there are; ``None`` when that is not known.
    source
        Where they come from.
    seconds
        Of one process; ``None`` when nothing like it was made before.
    """

    scene: str
    beat: str
    path: str
    frames: int | None
    source: Source
    seconds: float | None


def foretell(orders: Sequence[Order], means: Means) -> None:
    """Print what would be done for these orders, as a table or as JSON lines.

    Parameters
    ----------
    orders
        What was asked for.
    means
        With what.

    Raises
    ------
    UserError
        When a scene has changed, is walked through for that reason, and raises.
    """
    store = means.store()
    foreseen: list[Foreseen] = []
    pieces: Pieces = []
    for order in orders:
        if isinstance(order, FilmInWork):
            foreseen += _film(order, store, pieces)
        elif isinstance(order, PictureInWork):
            foreseen.append(_picture(order, store, means.no_cache))
    if means.lines is not None:
        for one in foreseen:
            means.lines.planned(**asdict(one))
    else:
        rows = [
            (
                one.scene,
                one.beat,
                "" if one.frames is None else str(one.frames),
                one.source,
                _time(one.seconds),
            )
            for one in foreseen
        ]
        print_table(plain_table(("scene", "beat", "frames", "from", "time"), rows))
        click.echo(_sentence(foreseen, pieces, means.processes))


def _film(order: FilmInWork, store: Store, pieces: Pieces) -> Iterator[Foreseen]:
    for take in order.takes:
        if take.was_changed:
            with scratch_folder("walk") as scratch:  # which beats changed is seen without drawing
                take.recipe(scratch)
        if take.missing:
            pieces.append((take.unit(take.missing), take.frames))
    there = order.is_there
    for take in order.takes:
        speed = known_speed(store, take.job)
        for name, count in take.frames.items():
            anew = name in take.missing
            source: Source = "anew" if anew else "unchanged" if there else "cache"
            seconds = 0.0 if not anew else None if speed is None else round(speed * count, 3)
            if count:
                told = (take.job.entry.name, name, str(take.job.path))
                yield Foreseen(*told, round(count), source, seconds)


def _picture(order: PictureInWork, store: Store, anew: bool) -> Foreseen:
    job = order.jobs[0]
    source: Source = "anew"
    seconds = known_speed(store, job)
    if not anew and store.has("files", order.key):
        source = "cache" if unchanged(store, order.key, job.path) is None else "unchanged"
        seconds = 0.0
    beats = ", ".join(job.beats or [WHOLE])
    return Foreseen(job.entry.name, beats, str(job.path), None, source, seconds)


def elapsed(foreseen: Sequence[Foreseen], pieces: Pieces, workers: int) -> float | None:
    """Return after how many seconds all is made; ``None`` when it is not known of a part.

    Parameters
    ----------
    foreseen
        What is to be made.
    pieces
        The units of work of what is a video, before they are divided.
    workers
        How many processes work at once.
    """
    seconds = [one.seconds for one in foreseen if one.source == "anew"]
    known = [one for one in seconds if one is not None]
    if len(known) < len(seconds):
        return None
    if not pieces:
        return finish(known, [], workers)
    units = dict(enumerate(pieces))
    while found := divide(units, [], workers):
        number, halves = found
        frames = units.pop(number)[1]
        fresh = max([number, *units]) + 1
        units |= {fresh + n: (half, frames) for n, half in enumerate(halves)}
    costs = [cost(unit, frames) for unit, frames in units.values()]
    drawn = sum(frames[name] for unit, frames in pieces for name in unit.beats)
    return finish(costs, [], workers) * sum(known) / drawn


def _sentence(foreseen: Sequence[Foreseen], pieces: Pieces, workers: int) -> str:
    anew = [one for one in foreseen if one.source == "anew"]
    if not anew:
        return "Nothing would be drawn."
    what = f"{sum(one.frames or 0 for one in anew)} frames"
    if not pieces:
        what = "1 picture" if len(anew) == 1 else f"{len(anew)} pictures"
    seconds = elapsed(foreseen, pieces, workers)
    if seconds is None:
        return f"{what} would be drawn; how long that takes is known after the first time."
    processes = "1 process" if workers == 1 else f"{workers} processes"
    return f"{what} would be drawn, in about {max(1, round(seconds))} s with {processes}."


def _time(seconds: float | None) -> str:
    return "?" if seconds is None else f"{seconds:.1f} s"
