"""``render.py sweep``: a clip for each value of one parameter, and all of them side by side."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.build.grid import Cell, GridBuild, cell_boxes
from pipeline.build.video import VideoBuild, video_spec
from pipeline.commands.execute import execute
from pipeline.commands.plan import MEDIA, check, make_ready, video_of
from pipeline.encode.picture import NARROWEST
from pipeline.errors import UserError
from pipeline.job import Failure, Result
from pipeline.params import fields_of, settings_of
from pipeline.presets import QUALITIES
from pipeline.scene_loading import load

if TYPE_CHECKING:
    from pipeline.commands.request import Request, RunOptions, VideoOptions
    from pipeline.encode.mp4 import Video
    from pipeline.job import Job, Outcome
    from pipeline.params import Schema

FEWEST, MOST = 2, 9


def swept(
    settings: Sequence[str], fields: Mapping[str, Schema]
) -> tuple[str, list[str], list[str]]:
    """Return the parameter that has several values, these values, and the other settings.

    Parameters
    ----------
    settings
        ``name=value`` or ``name=value,value,…`` each; of two with one name the later one counts.
    fields
        The JSON schemas of the scene's parameters.

    Raises
    ------
    UserError
        When it is not one parameter that has two to nine values.
    """
    typed = {text.partition("=")[0].strip(): text for text in settings}
    split = {
        name: values_in(text.partition("=")[2], fields.get(name, {}))
        for name, text in typed.items()
    }
    several = [name for name, values in split.items() if len(values) > 1]
    if not several:
        name = next((name for name in split if name in fields), next(iter(fields), "name"))
        raise UserError(
            f"A sweep needs {FEWEST} to {MOST} values of a parameter, with commas between them: "
            f"--set {name}=…,…"
        )
    if len(several) > 1:
        raise UserError(
            f"A sweep goes over one parameter: {' and '.join(several)} have several values each."
        )
    [name] = several
    if len(split[name]) > MOST:
        raise UserError(
            f"{name} has {len(split[name])} values: {MOST} at most can be told apart side by side."
        )
    return name, split[name], [text for other, text in typed.items() if other != name]


def values_in(text: str, field: Schema) -> list[str]:
    """Return the values in a text: with commas between them, or a JSON list of them.

    A parameter that is a list itself has its values in brackets: ``[0.1, 1],[0.2, 1]``.
    """
    depth = _depth_of(field)
    try:
        items = json.loads(f"[{text}]")
    except (ValueError, RecursionError):  # also of a number with too many digits
        items = None
    if items is not None and len(items) == 1 and _depth(items[0]) == depth + 1:
        [items] = items
    if depth or any(isinstance(value, list) for value in items or ()):
        one_each = items is not None and _depth(items) == depth + 1
        return [json.dumps(value) for value in items] if one_each else [text]
    if items is not None and text.strip().startswith("["):
        return [value if isinstance(value, str) else json.dumps(value) for value in items]
    return [value.strip() for value in text.split(",")]


def _depth_of(field: Schema) -> int:
    """Return how deep lists are nested in what a parameter may be; 0 for a single value."""
    options = field.get("anyOf", [field])
    inside = [option.get("items") or option.get("prefixItems", [{}])[0] for option in options]
    return max(
        1 + _depth_of(item) if option.get("type") == "array" else 0
        for option, item in zip(options, inside, strict=True)
    )


def _depth(value: Any) -> int:
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


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
    remark
        Why the grid is larger than its clips, if it is.
    """

    name: str
    values: tuple[str, ...]
    jobs: tuple[Job, ...]
    remark: str = ""

    @property
    def labels(self) -> list[str]:
        """What is said of each value."""
        return [f"{self.name} = {value}" for value in self.values]


def make_sweep(request: Request, options: VideoOptions, run: RunOptions) -> list[Outcome]:
    """Make a video of each value, and one of all of them side by side.

    Parameters
    ----------
    request
        Of which scene; one of its settings has several values.

    Returns
    -------
    list of Result or Failure
        One for each value, and the last for the grid, unless one of them failed.
    """
    sweep = plan_sweep(request, options)
    store = run.store()
    videos = [
        VideoBuild(video_spec(job, f"{job.entry.title}: {label}"), store, run.no_cache)
        for job, label in zip(sweep.jobs, sweep.labels, strict=False)
    ]
    execute(videos, run)
    outcomes = [
        _named(outcome, label)
        for video, label in zip(videos, sweep.labels, strict=True)
        for outcome in video.outcomes
    ]
    clips = [outcome.path for outcome in outcomes if isinstance(outcome, Result)]
    if len(clips) < len(videos):
        return outcomes
    cells = [Cell(clip, label) for clip, label in zip(clips, sweep.labels, strict=True)]
    grid = GridBuild(sweep.jobs[-1], cells, store, run.no_cache, sweep.remark)
    return [*outcomes, *execute([grid], run)]


def plan_sweep(request: Request, options: VideoOptions) -> Sweep:
    """Check what is swept over, and plan a video of each value and the grid.

    Raises
    ------
    UserError
        When a value is not allowed, or when it is not one parameter that has two to nine.
    """
    [entry] = request.scenes
    fields = fields_of(load(entry).params_type())
    name, values, others = swept(settings_of(entry, request.scenes, request.settings), fields)
    form = video_of(options)
    folder = request.output or MEDIA / "sweeps" / options.quality
    jobs: list[Job] = []
    single = request
    for value in values:
        single = replace(request, settings=(*others, f"{name}={value}"))
        mark = f"-{name}=" + re.sub(r"[^\w.+-]+", "_", value.strip("[]"))
        [job] = check(single, form, folder, mark=mark).jobs
        if any(job.params == other.params or job.path == other.path for other in jobs):
            raise UserError(f"{name}={value} is there twice: give every value once.")
        jobs.append(job)
    large, quality = enlarged(form, options.quality, len(values))
    jobs += check(single, large, folder, mark=f"-{name}-grid").jobs
    make_ready(request, [job.path for job in jobs])
    remark = (
        ""
        if quality == options.quality
        else f"in {quality}: too small to read in {options.quality}"
    )
    return Sweep(name, tuple(values), tuple(jobs), remark)


def enlarged(form: Video, quality: str, count: int) -> tuple[Video, str]:
    """Return the format of a grid in which each of so many clips can be read, and its quality.

    It is that of the clips, or the next one in which no clip is narrower than what can be read; at
    the clips' rate.
    """
    names = list(QUALITIES)
    for name in names[names.index(quality) :]:
        canvas = replace(QUALITIES[name].canvas, fps=form.canvas.fps)
        left, _, right, _ = cell_boxes(canvas, count)[0]
        if right - left >= NARROWEST:
            break
    return replace(form, quality=replace(QUALITIES[name], canvas=canvas)), name


def _named(outcome: Outcome, label: str) -> Outcome:
    """Say of a failure which value it was."""
    if isinstance(outcome, Failure):
        return replace(outcome, message=f"{label}: {outcome.message}")
    return outcome
