"""Execute a plan: run its builds with progress, note the results, prune the cache."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from functools import partial
from typing import TYPE_CHECKING

from pipeline.build.picture import PictureBuild
from pipeline.build.tasks import Build
from pipeline.commands.dry_run import print_dry_run
from pipeline.commands.plan import Plan
from pipeline.commands.request import limit
from pipeline.errors import UserError
from pipeline.job import Outcome, Result
from pipeline.report.progress import shown_progress
from pipeline.run.cluster.connect import check, cluster
from pipeline.run.pool import Pool
from pipeline.run.scheduler import Scheduler

if TYPE_CHECKING:
    from pipeline.build.tasks import OpenExecutor
    from pipeline.cache.store import Store
    from pipeline.commands.repeat import Invocation
    from pipeline.commands.request import RunOptions


def execute_plan(
    plan: Plan, run: RunOptions, invocation: Invocation | None = None
) -> list[Outcome]:
    """Make every picture that was planned; and note the results.

    Returns
    -------
    list of Result or Failure
        What could not be planned, then one for each picture.
    """
    store = run.store()
    pictures = [PictureBuild(job, store, run.no_cache) for job in plan.jobs]
    return [*plan.failures, *execute(pictures, run, invocation)]


def execute(
    builds: Sequence[Build], run: RunOptions, invocation: Invocation | None = None
) -> list[Outcome]:
    """Make all builds, with progress on standard error, and keep the cache at its size.

    Parameters
    ----------
    invocation
        What was typed, to note the results; nothing is noted when left out.

    Returns
    -------
    list of Result or Failure
        What came of each build; nothing when nothing is made.
    """
    if run.cluster is not None:
        check(run.cluster)
    if run.dry_run:
        print_dry_run(builds, run)
        return []
    if invocation is not None:
        invocation.check_sources()
    most = limit()
    labels = [label for build in builds for label in build.labels]
    store = run.store()
    try:
        with shown_progress(labels, run.lines) as listener:
            outcomes = Scheduler(builds, executor(builds, run), listener).run()
        if not store.is_full:
            _remember(builds, store, invocation)
            store.prune(most)
    finally:
        store.clear_overflow()
    return outcomes


def _remember(builds: Sequence[Build], store: Store, invocation: Invocation | None) -> None:
    if invocation is not None and invocation.repeatable:
        for build in builds:
            if all(isinstance(outcome, Result) for outcome in build.outcomes):
                with suppress(UserError):  # all is made; the next run only takes longer
                    invocation.remember(store, build.asked, build.jobs[0].theme, build.note)


def executor(builds: Sequence[Build], run: RunOptions) -> OpenExecutor:
    """Return what opens an executor for these builds: processes of this machine, or a cluster."""
    if run.cluster is None:
        return lambda scratch: nullcontext(Pool(scratch, run.processes))
    modules = sorted({job.entry.module for build in builds for job in build.jobs})
    return partial(cluster, run.cluster, modules, run.processes, run.workers is not None)
