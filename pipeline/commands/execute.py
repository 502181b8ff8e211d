"""Execute a plan: run its builds with progress, note the results, prune the cache."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from functools import partial
from typing import TYPE_CHECKING

from pipeline.build.picture import PictureInWork
from pipeline.build.tasks import Order
from pipeline.build.video import FilmInWork, film_of
from pipeline.commands.dry_run import foretell
from pipeline.commands.plan import Plan, plan_videos
from pipeline.commands.repeat import remember
from pipeline.commands.request import limit
from pipeline.errors import UserError
from pipeline.job import Outcome, Result
from pipeline.report.progress import shown_progress
from pipeline.run.cluster.connect import check, cluster
from pipeline.run.pool import Pool
from pipeline.run.scheduler import Production
from pipeline.video.narration import Narration, narrated

if TYPE_CHECKING:
    from pipeline.build.tasks import Opening
    from pipeline.commands.repeat import Errand
    from pipeline.commands.request import FilmWish, Means, Request


def make_videos(request: Request, wish: FilmWish, means: Means, errand: Errand) -> list[Outcome]:
    """Make a video of each scene.

    Parameters
    ----------
    request
        Of which scenes.
    wish
        What kind of video.
    means
        With what.
    errand
        What was typed, to note what came of it.

    Returns
    -------
    list of Result or Failure
        What could not be planned, then one for each video.
    """
    plan = plan_videos(request, wish)
    store = means.store()
    with narrated(plan.jobs, Narration(wish.narration, wish.allow_missing_narration)) as jobs:
        films = [FilmInWork(film_of(job), store, means.no_cache) for job in jobs]
        return [*plan.failures, *produce(films, means, errand)]


def carry_out(plan: Plan, means: Means, errand: Errand | None = None) -> list[Outcome]:
    """Make every picture that was planned; as :func:`make_videos`."""
    store = means.store()
    pictures = [PictureInWork(job, store, means.no_cache) for job in plan.jobs]
    return [*plan.failures, *produce(pictures, means, errand)]


def produce(orders: Sequence[Order], means: Means, errand: Errand | None = None) -> list[Outcome]:
    """Make all orders, with progress on standard error, and keep the cache at its size.

    Parameters
    ----------
    orders
        What to make.
    means
        With what.
    errand
        What was typed, to note what came of it; nothing is noted when left out.

    Returns
    -------
    list of Result or Failure
        What came of each order; nothing when nothing is made.
    """
    if means.cluster is not None:
        check(means.cluster)
    if means.dry_run:
        foretell(orders, means)
        return []
    most = limit()
    labels = [label for order in orders for label in order.labels]
    with shown_progress(labels, means.lines) as listener:
        outcomes = Production(orders, executor(orders, means), listener).run()
    store = means.store()
    if errand is not None and errand.repeatable:
        for order in orders:
            if all(isinstance(outcome, Result) for outcome in order.outcomes):
                key = errand.key(order.asked, order.jobs[0].theme)
                with suppress(UserError):  # all is made; the next run only takes longer
                    remember(store, key, order.note)
    store.prune(most)
    return outcomes


def executor(orders: Sequence[Order], means: Means) -> Opening:
    """Return what opens a place for the tasks of these orders: this machine, or a cluster."""
    if means.cluster is None:
        return lambda scratch: nullcontext(Pool(scratch, means.processes))
    modules = sorted({job.entry.module for order in orders for job in order.jobs})
    return partial(cluster, means.cluster, modules, means.processes, means.workers is not None)
