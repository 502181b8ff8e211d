"""Which videos get a strip with captions, and what is written on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.burned import Strip
from pipeline.job import Job
from pipeline.mp4 import Video
from pipeline.script import lines_of
from scenes.kit.theme import THEMES


def burned(jobs: Sequence[Job]) -> list[Job]:
    """Return jobs for videos with a strip for captions below the picture."""
    return [replace(job, format=_with_strip(job)) for job in jobs]


def _with_strip(job: Job) -> Video:
    assert isinstance(job.format, Video), "only videos have captions"
    theme = THEMES[job.theme]
    captions = {line.beat: line.text for line in lines_of(job)}
    return replace(job.format, strip=Strip(captions, theme.ink, theme.paper))
