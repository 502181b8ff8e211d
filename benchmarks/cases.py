"""What is rendered: the course's scenes, and scenes of plain manim code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from benchmarks.manim_canvas import manim_on
from pipeline.job import Frames, Job
from pipeline.presets import QUALITIES, Canvas
from pipeline.render.play import draw
from pipeline.render.renderer import StoryRenderer
from pipeline.scene_loading import load
from scenes.catalog import CATALOG, Entry
from scenes.kit.surface.stage import SurfaceCamera

if TYPE_CHECKING:
    from pipeline.frame_sink import FrameSink

ROOT = Path(__file__).parents[1]
CANVAS = QUALITIES["high"].canvas
PACKAGE = "benchmarks.plain"

PLAIN = tuple(
    Entry(name, scene, title, "", PACKAGE)
    for name, scene, title in (
        ("unit_circle", "UnitCircle", "Unit circle"),
        ("riemann_sums", "RiemannSums", "Riemann sums"),
        ("bubble_sort", "BubbleSort", "Bubble sort"),
        ("fourier_series", "FourierSeries", "Fourier series"),
    )
)
SHOWS: dict[str, Entry] = {entry.name: entry for entry in (*CATALOG, *PLAIN)}


@dataclass(frozen=True)
class SinkFormat:
    """A format for the pipeline whose sink is made elsewhere."""

    canvas: Canvas
    sink: Callable[[Path], FrameSink]
    suffix: str = ".mp4"

    frames: ClassVar[Frames] = "all"
    origin: ClassVar[tuple[int, int]] = (0, 0)
    segmented: ClassVar[bool] = True

    def open(self, path: Path) -> FrameSink:
        return self.sink(path)


def file_of(entry: Entry) -> Path:
    """Return the file that a user of manim would render."""
    return ROOT / entry.package.replace(".", "/") / f"{entry.name}.py"


def has_stage(entry: Entry) -> bool:
    """Tell whether a scene has a landscape in three dimensions."""
    return issubclass(getattr(load(entry), "camera_type", object), SurfaceCamera)


def perform(entry: Entry, sink: FrameSink, canvas: Canvas, scratch: Path) -> int:
    """Draw a scene with our renderer and return how many frames went to `sink`."""
    if entry.package != PACKAGE:
        form = SinkFormat(canvas, lambda _: sink)
        job = Job(entry, load(entry).params_type()(), "dark", None, form, Path())
        return draw(job, sink, scratch, lambda beat, frames: None).frames
    with manim_on(canvas, scratch, background_color="#000000", seed=0, disable_caching=True):
        renderer: Any = StoryRenderer(sink, lambda beat, frames: None)
        scene: Any = cast(Any, load(entry))(renderer=renderer)
        scene.render()
    return int(renderer.frames)
