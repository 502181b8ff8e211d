"""Preview one request: the still first, then the clip, then when each beat plays.

Importing this imports the scenes' kit, as it has been saved: only a process that ends after its
answer does so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.build.chunk import Chunk, render_chunk
from pipeline.encode.mp4 import Video
from pipeline.encode.png import Still
from pipeline.errors import SceneError, UserError
from pipeline.job import Job
from pipeline.params import fields_of, parse_settings
from pipeline.presets import PURPOSES, Canvas, Quality
from pipeline.render.play import draw
from pipeline.scene_loading import check_beats, load
from scenes.catalog import Entry
from scenes.kit.kept_files import one_run
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    pass

Say = Callable[[Mapping[str, Any]], None]

CLIP = Quality(Canvas(854, 480, 15), "to see it move")
END = Quality(Canvas(1280, 720, 2), "what a beat ends on")
"""Frames a second cost time even where none is drawn; what a beat ends on is the same at any."""

MOMENT = Quality(Canvas(1280, 720, 5), "a moment in a beat")
STILL_NAME, CLIP_NAME = "still.png", "clip.mp4"


def answer(request: Mapping[str, Any], folder: Path, say: Say) -> None:
    """Draw what is requested, and tell of everything as soon as it is there.

    Parameters
    ----------
    request
        ``entry``, ``settings``, ``theme``, ``beat`` (the first when it is not there), ``at``
        (seconds from the beat's start; its end when null), and whether to be ``strict``: to refuse
        a beat that does not exist.
    folder
        Where pictures, clips and manim's own files go.
    say
        Told of ``scene``, ``values``, ``still``, ``captions``, ``clip`` and ``times``; of
        ``refused`` instead, where a parameter or a beat is not allowed.

    Raises
    ------
    UserError
        When the scene does not import or raises.
    """
    with one_run(folder.parent):
        _answer(request, folder, say)


def _answer(request: Mapping[str, Any], folder: Path, say: Say) -> None:
    entry = Entry(**request["entry"])
    scene = load(entry)
    names = [beat.name for beat in scene.beats()]
    say({"scene": _description(scene, request["theme"])})
    try:
        if request["strict"] and request["beat"]:
            check_beats(entry, scene, [request["beat"]])
        params = parse_settings(entry, scene.params_type(), request["settings"])
    except UserError as error:
        say({"refused": error.message})
        return
    say({"values": params.model_dump(mode="json")})
    beat = request["beat"] if request["beat"] in names else next(iter(names), None)
    beats = (beat,) if beat else None
    job = Job(entry, params, request["theme"], beats, Still(END, quick=True), folder / STILL_NAME)
    _draw_still(job, request["at"] if beat == request["beat"] else None, folder)
    say({"still": STILL_NAME, "beat": beat, "cpu": time.process_time()})
    facts = scene.plot(params).facts
    say({"captions": {one.name: one.text(facts) for one in scene.beats()}})
    clip = replace(job, format=Video(CLIP, purpose=PURPOSES["edit"]), path=folder / CLIP_NAME)
    _run(clip, folder)
    say({"clip": CLIP_NAME, "beat": beat})
    say({"times": _times(replace(clip, beats=None), folder)})


def _draw_still(job: Job, at: float | None, folder: Path) -> None:
    if at is not None:
        try:
            _run(replace(job, format=Still(MOMENT, at, quick=True)), folder)
        except SceneError:
            raise
        except UserError:  # the beat has become shorter than that: its end is nearest
            pass
        else:
            return
    _run(job, folder)


def _run(job: Job, folder: Path) -> None:
    sink = job.format.open(job.path)
    try:
        draw(job, sink, folder, _hear_nothing)
        sink.close()
    except BaseException:
        sink.abandon()
        raise


def _times(whole: Job, folder: Path) -> list[dict[str, Any]]:
    walk = Chunk(replace(whole, format=Video(_rough())), (), last=True)
    record = render_chunk(walk, folder, lambda *segment: None, _hear_nothing)
    assert record is not None, "a walk goes to the end"
    beats = record.part.beats
    return [beat.model_dump(include={"name", "caption", "start", "end"}) for beat in beats]


def _rough() -> Quality:
    return replace(CLIP, canvas=replace(CLIP.canvas, fps=MOMENT.canvas.fps))


def _description(scene: Any, theme: str) -> dict[str, Any]:
    colours = {name: text for name, text in asdict(THEMES[theme]).items() if _is_colour(text)}  # type: ignore[index]
    return {
        "title": scene.title,
        "fields": fields_of(scene.params_type()),
        "beats": [{"name": beat.name, "caption": beat.caption} for beat in scene.beats()],
        "colours": colours,
    }


def _is_colour(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("#")


def _hear_nothing(beat: str, frames: int) -> None:
    """Nobody waits for single frames."""
