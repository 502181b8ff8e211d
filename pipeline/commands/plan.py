"""Plans: from a request to jobs, everything checked before the first frame is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.commands.request import Request, StillOptions, VideoOptions
from pipeline.encode.burned_captions import Strip
from pipeline.encode.mp4 import Video
from pipeline.encode.png import Still
from pipeline.errors import SceneError, UserError
from pipeline.files import cannot_write, in_the_way, prepare
from pipeline.job import Failure, Job, ThemeName
from pipeline.params import parse_settings
from pipeline.presets import PURPOSES, QUALITIES
from pipeline.scene_loading import check_beats, left_out_beats, lines_of, load
from pipeline.video.contact_sheet import Sheet
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    from pipeline.job import Format
    from scenes.catalog import Entry
    from scenes.kit.story.scene import StoryScene

MEDIA = Path("media")
Beats = tuple[str, ...] | None
ChooseBeats = Callable[[type["StoryScene[Any]"], Beats], Beats]


def burned(jobs: Sequence[Job]) -> list[Job]:
    """Return jobs for videos with a strip for captions below the picture."""
    return [replace(job, format=_with_strip(job)) for job in jobs]


def _with_strip(job: Job) -> Video:
    assert isinstance(job.format, Video), "only videos have captions"
    theme = THEMES[job.theme]
    captions = {line.beat: line.text for line in lines_of(job)}
    return replace(job.format, strip=Strip(captions, theme.ink, theme.paper))


def as_asked(_: type[StoryScene[Any]], asked: Beats) -> Beats:
    """Choose the beats that were asked for."""
    return asked


@dataclass(frozen=True)
class Plan:
    """What can be made, and what cannot because a scene's file is broken."""

    jobs: list[Job]
    failures: list[Failure]


def plan_videos(request: Request, options: VideoOptions) -> Plan:
    """Plan an MP4 of each scene.

    Raises
    ------
    UserError
        When something asked for does not exist or is not allowed.
    """
    folder = request.output or MEDIA / "videos" / options.quality
    plan = plan_files(request, video_of(options), folder)
    return Plan(burned(plan.jobs) if options.burn_captions else plan.jobs, plan.failures)


def video_of(options: VideoOptions) -> Video:
    """Return the kind of file that a request comes to."""
    return Video(QUALITIES[options.quality], purpose=PURPOSES[options.purpose])


def plan_stills(request: Request, options: StillOptions) -> Plan:
    """Plan a PNG of a moment of each scene.

    Parameters
    ----------
    options
        Which moment, and in which quality.

    Raises
    ------
    UserError
        When something asked for does not exist or is not allowed.
    """
    form = Still(QUALITIES[options.quality], options.at)
    folder = request.output or MEDIA / "stills"
    moment = "" if options.at is None else f"-{options.at:g}s"
    return plan_files(request, form, folder, mark=moment)


def plan_sheets(request: Request) -> Plan:
    """Plan a contact sheet of each scene; as :func:`plan_videos`."""
    folder = request.output or MEDIA / "sheets"
    return plan_files(request, Sheet(), folder)


def plan_files(
    request: Request,
    form: Format,
    folder: Path,
    choose: ChooseBeats = as_asked,
    mark: str = "",
) -> Plan:
    """Plan a file of each scene, and make sure that each can be written; as :func:`check`."""
    plan = check(request, form, folder, choose, mark)
    make_ready(request, [job.path for job in plan.jobs])
    return plan


def make_ready(request: Request, paths: Iterable[Path]) -> None:
    """Make sure that each file can be written; without writing, as far as that can be seen."""
    for path in paths:
        if not request.dry_run:
            prepare(path)
        elif why := in_the_way(path.parent):
            raise cannot_write(path.parent, why)


def check(
    request: Request,
    form: Format,
    folder: Path,
    choose: ChooseBeats = as_asked,
    mark: str = "",
) -> Plan:
    """Return a job for each scene asked for, without touching the disk.

    Parameters
    ----------
    folder
        Where the files go.
    choose
        Takes a scene and the beats asked for, and returns those to draw.
    mark
        What the files' names end on, before the suffix.

    Raises
    ------
    UserError
        When something asked for does not exist or is not allowed.
    """
    plan = Plan([], [])
    for entry in request.scenes:
        try:
            scene = load(entry)
        except SceneError as error:
            plan.failures.append(Failure(entry.name, error.message, error.details))
            continue
        params = parse_settings(entry, scene.params_type(), request.settings, request.scenes)
        asked = check_beats(entry, scene, request.beats)
        without = left_out_beats(entry, scene, request.without, request.scenes)
        path = folder / (_stem(entry, asked, without, request.theme) + mark + form.suffix)
        beats = choose(scene, _but(entry, scene, asked, without))
        plan.jobs.append(Job(entry, params, request.theme, beats, form, path))
    return plan


def _but(
    entry: Entry, scene: type[StoryScene[Any]], asked: Beats, without: tuple[str, ...]
) -> Beats:
    """Return the beats to draw when some are left out."""
    if not without:
        return asked
    wanted = [beat.name for beat in scene.beats()] if asked is None else asked
    left = tuple(name for name in wanted if name not in without)
    if not left:
        raise UserError(
            f"--without-beat leaves no beat of {entry.name}: keep one, or leave the scene out."
        )
    return left


def _stem(entry: Entry, beats: Beats, without: tuple[str, ...], theme: ThemeName) -> str:
    some = [*(beats or ()), *(["without", *without] if without else [])]
    return "-".join([entry.name, *some, *(["light"] if theme == "light" else [])])
