"""``render.py slides``: the films as ``video`` makes them, cut into slides of one file."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands import dispatch
from pipeline.commands.lecture import NAME
from pipeline.commands.plan import MEDIA
from pipeline.commands.request import VideoOptions
from pipeline.errors import UserError
from pipeline.files import complete, prepare, scratch_folder, writing_to
from pipeline.job import BeatTime, Failure, Result
from pipeline.report.results import size
from pipeline.slides.deck import Deck, deck_of
from pipeline.slides.page import slides_page

if TYPE_CHECKING:
    from pipeline.commands.request import Request, RunOptions, SlidesOptions

FOLDER = MEDIA / "slides"
HANDOUT = 4
"""Slides on a page of what is to be handed out."""

Announce = Callable[[int], None]
"""Told how many bytes a file will have."""


def make_slides(request: Request, options: SlidesOptions, run: RunOptions) -> int:
    """Make slides of all scenes asked for, say what was made, and return the exit code.

    The films are those of ``render.py video``, in its folder and from its cache: what is there
    already is not drawn again. Slides are made of all of them or not at all.

    Raises
    ------
    UserError
        When an option is not for this format, a package is missing, or the file cannot be written.
    """
    check(options)
    folder = request.output or FOLDER
    if not run.dry_run:
        prepare(folder / "any")
    films = replace(request, output=None)
    outcomes = dispatch.videos(films, VideoOptions(options.quality), run)
    if run.dry_run or any(isinstance(outcome, Failure) for outcome in outcomes):
        return dispatch.report(outcomes, run)
    started = time.monotonic()
    videos = [outcome.path for outcome in outcomes if isinstance(outcome, Result)]
    deck = deck_of(videos)
    path = folder / _name(videos, request, options)
    prepare(path)
    with writing_to(path.parent), complete(path) as part:
        if options.form == "html":
            write_html(deck, request, part, partial(_announce, path, deck, run))
        elif options.form == "pdf":
            from pipeline.slides.pdf import write_pdf  # noqa: PLC0415

            write_pdf(deck, options.per_page or 1, part)
        else:
            from pipeline.slides.powerpoint import write_pptx  # noqa: PLC0415

            write_pptx(deck, part)
    return dispatch.report([_result(path, deck, time.monotonic() - started)], run)


def check(options: SlidesOptions) -> None:
    """Refuse what cannot be made before anything is drawn.

    Raises
    ------
    UserError
        When an option is not for this format, or a package is missing.
    """
    if options.per_page is not None and options.form != "pdf":
        raise UserError(f"--per-page is for --format pdf: {options.form} has one slide at a time.")
    if options.form == "pptx":
        from pipeline.slides.powerpoint import check_package  # noqa: PLC0415

        check_package()


def _name(videos: Sequence[Path], request: Request, options: SlidesOptions) -> str:
    light = "-light" if request.theme == "light" else ""
    stem = videos[0].stem if len(videos) == 1 else f"{NAME}{light}"
    handout = "-handout" if options.per_page == HANDOUT else ""
    return f"{stem}{handout}.{options.form}"


def write_html(deck: Deck, request: Request, part: Path, announce: Announce) -> None:
    """Write the page; its size is told before."""
    with scratch_folder("slides") as folder:
        clips: list[Path] = []
        for film in deck.films:
            for clip in film.clips():
                clips.append(folder / f"{len(clips) + 1}.mp4")
                clips[-1].write_bytes(clip)
        page = slides_page(deck, request.scenes, clips)
        announce(page.size)
        with part.open("wb") as file:
            page.write(file)


def _announce(path: Path, deck: Deck, run: RunOptions, count: int) -> None:
    seconds = sum(film.manifest.seconds for film in deck.films)
    click.echo(
        f"{path} will have {size(count)}: {len(deck.slides)} slides, {seconds:.0f} s in all.",
        err=run.lines is not None,  # standard output is for programs then
    )


def _result(path: Path, deck: Deck, took: float) -> Result:
    beats, start = [], 0.0
    for film in deck.films:
        for slide in film.slides:
            end = start + slide.frames / film.manifest.fps
            beats.append(BeatTime(slide.name, slide.caption, start, end))
            start = end
    frames = sum(slide.frames for slide in deck.slides)
    name = deck.films[0].manifest.parts[0].name if len(deck.films) == 1 else "slides"
    return Result(name, path, start, path.stat().st_size, frames, tuple(beats), took)
