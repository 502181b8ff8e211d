"""Make one file: draw, encode, and put it in its place when it is complete."""

from __future__ import annotations

import time
from pathlib import Path

from pipeline.budget import TooLargeError
from pipeline.companions import write_set
from pipeline.draw import Drawn, draw
from pipeline.errors import UserError
from pipeline.files import complete, complete_set, unwritable
from pipeline.job import Job, Result
from pipeline.parts import facts_of, manifest_of, recordings_of
from pipeline.renderer import Report
from pipeline.sinks import Remarking
from pipeline.sound import with_sound


def make(job: Job, scratch: Path, report: Report) -> Result:
    """Draw and encode `job`.

    Parameters
    ----------
    job
        What to make.
    scratch
        A folder for manim's own files, shared with no other process.
    report
        Told how far it has come.

    Raises
    ------
    UserError
        When it cannot be made; an older file at its path is then untouched.
    """
    started = time.monotonic()
    try:
        if job.companions:
            drawn, duration, remark = _make_set(job, scratch, report)
        else:
            with complete(job.path) as part:
                drawn, duration, remark = _encode(job, part, scratch, report)
        size = job.path.stat().st_size
    except OSError as error:
        raise unwritable(job.path.parent, error) from error
    took = time.monotonic() - started
    return Result(
        job.entry.name,
        job.path,
        duration,
        size,
        drawn.frames,
        drawn.beats,
        took,
        remark,
        drawn.part,
    )


def _make_set(job: Job, scratch: Path, report: Report) -> tuple[Drawn, float, str]:
    with complete_set(job.path) as folder:
        raw = folder / "raw"
        drawn, duration, remark = _encode(job, raw, scratch, report)
        assert drawn.part is not None, "only videos have companions"
        manifest = manifest_of([drawn.part], **facts_of(job), kind="scene", title=job.entry.title)
        write_set(folder, job.path.stem, [raw], *with_sound(manifest, recordings_of([job])))
        raw.unlink()
    return drawn, duration, remark


def _encode(job: Job, part: Path, scratch: Path, report: Report) -> tuple[Drawn, float, str]:
    sink = job.format.open(part)
    try:
        drawn = draw(job, sink, scratch, report)
        duration = sink.close()
        return drawn, duration, sink.remark if isinstance(sink, Remarking) else ""
    except BaseException as error:
        sink.abandon()
        if isinstance(error, (UserError, OSError)) or not isinstance(error, Exception):
            raise
        if isinstance(error, TooLargeError):
            raise UserError(f"{job.path} was not made: {error}.") from error
        raise UserError(f"{job.entry.name} could not be encoded ({error}).") from error
