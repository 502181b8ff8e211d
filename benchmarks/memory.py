"""How much memory a long lecture takes: of the process that takes most, drawing or joining.

What is rendered is one scene with a marble and two numbers that move nearly all the time, in
beats of half a minute, by a single worker; and the course itself, as one lecture.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks.cases import ROOT
from benchmarks.comparison import Comparison
from benchmarks.contestants import WORKERS, drawing_anew, timed
from pipeline.commands.dispatch import make_videos
from pipeline.commands.repeat import Invocation
from pipeline.commands.request import Request, RunOptions, VideoOptions
from pipeline.report.results import print_outcomes
from scenes.catalog import Entry

NAME = "memory"
CONTENT = "1080p60, the process that takes most"
MOST = 700.0
"""MiB that no process should need at 1080p."""

RIVAL = f"{MOST:g} MiB"
QUALITY = "high"
MINUTES = (1, 5)
COURSE = "the course as one lecture"
ENTRY = Entry("long_lecture", "LongLecture", "A long lecture", "", "benchmarks")


def compare(
    scratch: Path, rounds: int = 1, minutes: Sequence[int] = MINUTES, quality: str = QUALITY
) -> list[Comparison]:
    """Measure the most memory that one of the processes has, once.

    Parameters
    ----------
    scratch
        A folder for all files.
    rounds
        Makes no difference: memory varies by a few MiB.
    minutes
        How long the lectures are.
    quality
        A name in :data:`pipeline.presets.QUALITIES`.
    """
    found = []
    for length in minutes:
        words = rendering(length, quality)
        found.append(_measured(f"a lecture of {length} min", words, scratch / str(length)))
    words = [sys.executable, str(ROOT / "render.py"), "lecture", "-q", quality]
    words += ["--workers", str(WORKERS), *drawing_anew(), "--cache", str(scratch / "cache")]
    return [*found, _measured(COURSE, [*words, "--output"], scratch / "course")]


def rendering(minutes: int, quality: str) -> list[str]:
    """Return what is typed to render a lecture of so many minutes, before the folder."""
    return [sys.executable, "-m", "benchmarks.memory", "--quality", quality, str(minutes)]


def _measured(what: str, words: Sequence[str], folder: Path) -> Comparison:
    folder.mkdir(parents=True)
    cost, _ = timed([*words, str(folder)], folder.with_suffix(".log"))
    click.echo(f"  {what:28} {cost.wall:7.1f} s, {cost.memory:4.0f} MiB", err=True)
    return Comparison(NAME, CONTENT, RIVAL, what, "MiB", (cost.memory,), (MOST,))


@click.command()
@click.argument("minutes", type=int)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--quality", required=True)
def render(minutes: int, folder: Path, quality: str) -> None:
    """Render a lecture of MINUTES to FOLDER with all that comes with it, by one worker."""
    request = Request((ENTRY,), settings=(f"minutes={minutes}",), output=folder)
    run = RunOptions(workers=1, cache=folder / "cache", no_cache=True, traceback=True)
    invocation = Invocation.of(NAME, request)
    made = make_videos(request, VideoOptions(quality), run, invocation)
    sys.exit(print_outcomes(made, run.traceback))


if __name__ == "__main__":
    render()
