"""Entry points of the verbs. Imports nothing heavy before it knows that there is work to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.commands.repeat import Invocation
from pipeline.job import THEME_NAMES
from pipeline.presets import LOOP_KINDS
from pipeline.report.results import print_outcomes

if TYPE_CHECKING:
    from pipeline.commands.request import (
        PictureOptions,
        Request,
        RunOptions,
        Scenes,
        SiteOptions,
        SlidesOptions,
        StillOptions,
        VideoOptions,
    )
    from pipeline.job import Outcome

# What follows imports inside of functions: whoever repeats an invocation waits for none of it.
# ruff: noqa: PLC0415


def video(request: Request, options: VideoOptions, run: RunOptions) -> int:
    """Make an MP4 of each scene, print the results, and return the exit code."""
    return report(videos(request, options, run), run)


def videos(request: Request, options: VideoOptions, run: RunOptions) -> list[Outcome]:
    """Return what comes of an MP4 of each scene: what is there already is not made again."""
    invocation = Invocation.of("video", request, **vars(options))
    known = invocation.repeat(run, _files(request))
    return make_videos(request, options, run, invocation) if known is None else known


def make_videos(
    request: Request, options: VideoOptions, run: RunOptions, invocation: Invocation
) -> list[Outcome]:
    """Make a video of each scene.

    Parameters
    ----------
    invocation
        Under which the results are noted.

    Returns
    -------
    list of Result or Failure
        What could not be planned, then one for each video.
    """
    from pipeline.build.video import VideoBuild, video_spec
    from pipeline.commands.execute import execute
    from pipeline.commands.plan import plan_videos
    from pipeline.video.narration import Narration, narrated

    plan = plan_videos(request, options)
    store = run.store()
    with narrated(plan.jobs, Narration(options.narration, options.allow_missing_narration)) as jobs:
        videos = [VideoBuild(video_spec(job), store, run.no_cache) for job in jobs]
        return [*plan.failures, *execute(videos, run, invocation)]


def lecture(request: Request, options: VideoOptions, run: RunOptions) -> int:
    """Make one MP4 of all scenes; as :func:`video`."""
    invocation = Invocation.of("lecture", request, **vars(options))
    whole = [(request.scenes, request.theme)]
    outcomes = invocation.repeat(run, whole)
    if outcomes is None:
        from pipeline.commands.lecture import make_lecture

        outcomes = make_lecture(request, options, run, invocation)
    return report(outcomes, run)


def still(request: Request, options: StillOptions, run: RunOptions) -> int:
    """Make a PNG of a moment of each scene; as :func:`video`."""
    invocation = Invocation.of("still", request, **vars(options))
    outcomes = invocation.repeat(run, _files(request))
    if outcomes is None:
        from pipeline.commands.execute import execute_plan
        from pipeline.commands.plan import plan_stills

        outcomes = execute_plan(plan_stills(request, options), run, invocation)
    return report(outcomes, run)


def sheet(request: Request, run: RunOptions) -> int:
    """Make a contact sheet of each scene; as :func:`video`."""
    invocation = Invocation.of("sheet", request)
    outcomes = invocation.repeat(run, _files(request))
    if outcomes is None:
        from pipeline.commands.execute import execute_plan
        from pipeline.commands.plan import plan_sheets

        outcomes = execute_plan(plan_sheets(request), run, invocation)
    return report(outcomes, run)


def sweep(request: Request, options: VideoOptions, run: RunOptions) -> int:
    """Make a video of each value of a parameter and all side by side; as :func:`video`."""
    from pipeline.commands.sweep import make_sweep

    return report(make_sweep(request, options, run), run)


def site(request: Request, options: SiteOptions, run: RunOptions) -> int:
    """Make pages around the films of the scenes, and serve them where that is asked for."""
    from pipeline.commands.site import make_site

    return make_site(request, options, run)


def slides(request: Request, options: SlidesOptions, run: RunOptions) -> int:
    """Make slides of the scenes: each beat one, which plays its clip and rests on its end."""
    from pipeline.commands.slides import make_slides

    return make_slides(request, options, run)


def picture(request: Request, options: PictureOptions, run: RunOptions) -> int:
    """Make a picture of each scene, and print what embeds it in a page where that is asked for."""
    from pipeline.commands.snippets import Page, check_page, print_snippets

    page = Page(options.base_url, options.for_page)
    check_page(page)
    drawn = replace(options, base_url=None, for_page=None)  # no file depends on them
    invocation = Invocation.of(options.kind, request, **vars(drawn))
    themes = THEME_NAMES if options.both_themes else (request.theme,)
    files = [((entry,), theme) for entry in request.scenes for theme in themes]
    outcomes = invocation.repeat(run, files)
    if outcomes is None:
        from pipeline.commands.pictures import make_pictures

        outcomes = make_pictures(request, options, run, invocation)
    if not (options.both_themes or page.is_named or options.kind in LOOP_KINDS):
        return report(outcomes, run)
    code = print_outcomes(outcomes, run.traceback, run.lines)
    print_snippets(request, outcomes, themes, options.width, page, run.lines)
    return _end(code, run)


def script(request: Request, quality: str, with_cards: bool, run: RunOptions) -> str:
    """Return what is to be said in videos of the scenes, or with cards in a lecture."""
    invocation = Invocation.of("script", request, quality=quality, with_cards=with_cards)
    store, key = run.store(), invocation.key(request.scenes, request.theme)
    known = store.read("notes", key)
    if known is not None:
        return known.decode()
    from pipeline.commands.lecture import script_of

    try:
        text = script_of(request, quality, with_cards, store)
        store.write("notes", key, text.encode())
    finally:
        store.clear_overflow()
    return text


def report(outcomes: Sequence[Outcome], run: RunOptions) -> int:
    """Print results and failures, and return the exit code: 0 when everything was made."""
    return _end(print_outcomes(outcomes, run.traceback, run.lines), run)


def _end(code: int, run: RunOptions) -> int:
    if run.lines is not None:
        run.lines.summary()
    return code


def _files(request: Request) -> list[tuple[Scenes, str]]:
    """Return the scene and the theme of each file, where each scene has one of its own."""
    return [((entry,), request.theme) for entry in request.scenes]
