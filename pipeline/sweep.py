"""The same story with several values of one parameter: a clip of each, and all side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.deliver import produce
from pipeline.errors import UserError
from pipeline.film import Film, FilmInWork
from pipeline.grid import Cell, GridInWork
from pipeline.job import Failure, Result
from pipeline.load import load
from pipeline.parts import facts_of
from pipeline.plan import MEDIA, check, make_ready, video_of
from pipeline.settings import fields_of
from pipeline.several import swept

if TYPE_CHECKING:
    from pipeline.job import Job, Outcome
    from pipeline.means import Means
    from pipeline.request import FilmWish, Request


@dataclass(frozen=True)
class Sweep:
    """What is swept over, and what is made.

    Parameters
    ----------
    name
        The parameter.
    values
        As they would be typed after ``--set name=``.
    jobs
        One for each value, and the last for the grid.
    """

    name: str
    values: tuple[str, ...]
    jobs: tuple[Job, ...]

    @property
    def labels(self) -> list[str]:
        """What is said of each value."""
        return [f"{self.name} = {value}" for value in self.values]


def make_sweep(request: Request, wish: FilmWish, means: Means) -> list[Outcome]:
    """Make a video of each value, and one of all of them side by side.

    Parameters
    ----------
    request
        Of which scene; one of its settings has several values.
    wish
        What kind of video.
    means
        With what.

    Returns
    -------
    list of Result or Failure
        One for each value, and the last for the grid, unless one of them failed.
    """
    sweep = plan_sweep(request, wish)
    store = means.store()
    films = [
        FilmInWork(_film(job, label), store, means.no_cache)
        for job, label in zip(sweep.jobs, sweep.labels, strict=False)
    ]
    produce(films, means)
    outcomes = [
        _named(outcome, label)
        for film, label in zip(films, sweep.labels, strict=True)
        for outcome in film.outcomes
    ]
    clips = [outcome.path for outcome in outcomes if isinstance(outcome, Result)]
    if len(clips) < len(films):
        return outcomes
    cells = [Cell(clip, label) for clip, label in zip(clips, sweep.labels, strict=True)]
    grid = GridInWork(sweep.jobs[-1], cells, store, means.no_cache)
    return [*outcomes, *produce([grid], means)]


def plan_sweep(request: Request, wish: FilmWish) -> Sweep:
    """Check what is swept over, and plan a video of each value and the grid.

    Raises
    ------
    UserError
        When a value is not allowed, or when it is not one parameter that has two to nine.
    """
    [entry] = request.scenes
    fields = fields_of(load(entry).params_type())
    name, values, others = swept(request.settings, fields)
    form = video_of(wish)
    folder = request.output or MEDIA / "sweeps" / wish.quality
    jobs: list[Job] = []
    one = request
    for value in values:
        one = replace(request, settings=(*others, f"{name}={value}"))
        mark = f"-{name}=" + re.sub(r"[^\w.+-]+", "_", value.strip("[]"))
        [job] = check(one, form, folder, mark=mark).jobs
        if any(job.params == other.params or job.path == other.path for other in jobs):
            raise UserError(f"{name}={value} is there twice: give every value once.")
        jobs.append(job)
    jobs += check(one, form, folder, mark=f"-{name}-grid").jobs
    make_ready(request, [job.path for job in jobs])
    return Sweep(name, tuple(values), tuple(jobs))


def _film(job: Job, label: str) -> Film:
    title = f"{job.entry.title}: {label}"
    facts = {**facts_of(job), "kind": "scene", "title": title}
    return Film(job.entry.name, job.path, facts, (job,), (job.entry,))


def _named(outcome: Outcome, label: str) -> Outcome:
    """Say of a failure which value it was."""
    if isinstance(outcome, Failure):
        return replace(outcome, message=f"{label}: {outcome.message}")
    return outcome
