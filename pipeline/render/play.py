"""Play a scene and hand its frames to a sink. Importing this imports manim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from manim import tempconfig

from pipeline.errors import UserError
from pipeline.files import full_disk, is_full, is_limited, limited, no_temporary_room
from pipeline.job import BeatTime, FrameAt, Job, LastFrame, SampledFrames
from pipeline.presets import Canvas
from pipeline.render.manifest_part import manifest_part
from pipeline.render.renderer import EncodingError, Report, StoryRenderer, WalkRenderer
from pipeline.render.single_frames import ChosenRenderer, EndRenderer, MomentRenderer
from pipeline.scene_loading import blame, load
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    from pipeline.frame_sink import FrameSink
    from pipeline.manifest import Part
    from scenes.kit.story.scene import StoryScene

STAGE_HEIGHT = 8.0
STAGE_WIDTH = STAGE_HEIGHT * 16 / 9
"""What scenes are laid out on, in manim's units, whatever a user's manim.cfg says."""

R = TypeVar("R", bound=StoryRenderer)

SEED = 0
"""A scene that draws lots draws the same ones every time."""


@dataclass(frozen=True)
class Drawn:
    """What came out of a scene: how many frames, and when each beat was on the screen."""

    frames: int
    beats: tuple[BeatTime, ...]
    part: Part | None = None


def draw(job: Job, sink: FrameSink, scratch: Path, report: Report) -> Drawn:
    """Run the scene of `job` and hand every wanted frame to `sink`.

    Parameters
    ----------
    sink
        Takes the frames; it is neither closed nor abandoned here.
    scratch
        A folder for manim's own files, shared with no other process.

    Raises
    ------
    UserError
        When the scene raises, draws nothing or has no such moment, or the sink fails.
    """
    if isinstance(job.format.frames, SampledFrames):
        return _draw_samples(job, job.format.frames, sink, scratch, report)
    scene, renderer = play(job, scratch, lambda: _renderer(job, sink, report))
    if not renderer.frames:
        raise nothing_drawn(job, renderer)
    beats = beats_of(scene)
    if not job.format.segmented:
        return Drawn(renderer.frames, beats)
    part = manifest_part(job, scene, beats, renderer, SEED)
    return Drawn(renderer.frames, beats, part)


def _draw_samples(
    job: Job, frames: SampledFrames, sink: FrameSink, scratch: Path, report: Report
) -> Drawn:
    walked, walk = play(job, scratch, lambda: WalkRenderer(lambda beat, _: report(beat, 0)))
    numbers = {beat: frames.numbers(beat) for beat in beats_of(walked)}
    beats = tuple(beat for beat, some in numbers.items() if some)
    if not beats:
        raise nothing_drawn(job, walk)
    chosen = [number for beat in beats for number in numbers[beat]]
    _, renderer = play(job, scratch, lambda: ChosenRenderer(sink, report, chosen))
    return Drawn(renderer.frames, beats)


def play(job: Job, scratch: Path, renderer: Callable[[], R]) -> tuple[StoryScene[Any], R]:
    """Run the scene of `job` with a renderer that is made for it, and return both.

    Raises
    ------
    UserError
        When the scene raises, or the renderer's sink fails.
    """
    with tempconfig(_settings(job.format.canvas, scratch)):
        made = renderer()
        return _run(job, made), made


def _run(job: Job, renderer: StoryRenderer) -> StoryScene[Any]:
    scene_class = load(job.entry)
    try:
        scene = scene_class(
            params=job.params,
            theme=THEMES[job.theme],
            only=job.beats,
            at_least=job.holds,
            renderer=renderer,
        )
        scene.render()
    except (Exception, SystemExit) as error:
        raise _explain(error, job, renderer.beat) from error
    return scene


def _settings(canvas: Canvas, scratch: Path) -> dict[str, Any]:
    return {
        "renderer": "cairo",
        "dry_run": True,
        "disable_caching": True,
        "progress_bar": "none",
        "verbosity": "CRITICAL",
        "preview": False,
        "save_sections": False,
        "log_to_file": False,
        "from_animation_number": 0,
        "upto_animation_number": -1,
        "background_opacity": 1.0 if canvas.paper else 0.0,
        "seed": SEED,
        # two processes that share manim's cache of glyphs crash now and then
        "media_dir": str(scratch),
        "pixel_width": canvas.width,
        "pixel_height": canvas.height,
        "frame_rate": canvas.fps,
        "frame_width": STAGE_WIDTH,
        "frame_height": STAGE_HEIGHT,
    }


def _renderer(job: Job, sink: FrameSink, report: Report) -> StoryRenderer:
    frames = job.format.frames
    if isinstance(frames, FrameAt):
        return MomentRenderer(sink, report, frames.seconds)
    if isinstance(frames, LastFrame):
        return EndRenderer(sink, report, job.beats[-1] if job.beats else None)
    return StoryRenderer(sink, report)


def beats_of(scene: StoryScene[Any]) -> tuple[BeatTime, ...]:
    """Return when each beat was on the screen."""
    return tuple(
        BeatTime(span.beat.name, span.caption, span.start, span.end) for span in scene.timeline
    )


def _explain(error: BaseException, job: Job, beat: str | None) -> UserError:
    if isinstance(error, UserError):
        return error
    if is_limited(error):
        return limited(error)
    if is_full(error):
        # segments are written to the temporary folder, and kept when they are complete
        return no_temporary_room() if job.format.segmented else full_disk(job.path.parent)
    if isinstance(error, EncodingError):
        return UserError(f"{job.entry.name}: a frame could not be encoded ({error}).")
    return blame(error, job.entry, beat)


def nothing_drawn(job: Job, renderer: StoryRenderer) -> UserError:
    """Return the sentence for a job that gave no frame."""
    what = f"beat {job.beats[0]} of {job.entry.name}" if job.beats else job.entry.name
    if isinstance(renderer, MomentRenderer) and renderer.passed:
        return UserError(
            f"--at {renderer.at:g} is not a moment of {what}: "
            f"choose 0 to {renderer.latest:g} seconds."
        )
    return UserError(f"There is nothing to see in {what}: it plays no animation.")
