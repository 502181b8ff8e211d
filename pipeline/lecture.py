"""All scenes of the course in one video, with a title card before and an end card after them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.deliver import produce
from pipeline.film import Film, FilmInWork
from pipeline.job import Outcome
from pipeline.lecture_plan import plan_lecture
from pipeline.narration import Narration, narrated
from pipeline.parts import facts_of
from scenes.cards import COURSE

if TYPE_CHECKING:
    from pipeline.errand import Errand
    from pipeline.means import Means
    from pipeline.request import FilmWish, Request


def make_lecture(request: Request, wish: FilmWish, means: Means, errand: Errand) -> list[Outcome]:
    """Draw all parts and join them; the lecture is made of all scenes or not at all.

    Parameters are those of :func:`pipeline.deliver.make_videos`, with the scenes in the order in
    which they are shown.

    Returns
    -------
    list of Result or Failure
        The lecture, or every scene that could not be drawn; an older lecture is then untouched.
    """
    lecture = plan_lecture(request, wish)
    if lecture.failures:
        return list(lecture.failures)
    facts = {**facts_of(lecture.jobs[0]), "kind": "lecture", "title": COURSE}
    with narrated(lecture.jobs, Narration(wish.narration, wish.allow_missing_narration)) as jobs:
        parts = tuple(replace(job, path=lecture.path) for job in jobs)
        film = Film("lecture", lecture.path, facts, parts, request.scenes)
        return produce([FilmInWork(film, means.store(), means.no_cache)], means, errand)
