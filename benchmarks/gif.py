"""One clip as a GIF: our encoder against manim's writer and Pillow, fed with the same frames."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from manim import BLACK, Scene
from PIL import Image, ImageSequence

from benchmarks.clock import Prepare, Work, alternate
from benchmarks.comparison import DECIBEL, Comparison
from benchmarks.manim_canvas import Picture, manim_on
from pipeline.encode import clip as lossless
from pipeline.encode.palette import palette_of
from pipeline.encode.picture import Picture as Format
from pipeline.job import Frames, Job
from pipeline.presets import Canvas
from pipeline.render.play import draw
from scenes.catalog import Entry, by_name
from scenes.geometric_decay import GeometricDecay, GeometricDecayParams

if TYPE_CHECKING:
    from pipeline.frame_sink import Boxes, Pixels

NAME = "gif"
BEAT, STEPS = "walk_down", 12
CANVAS = Canvas(640, 360, 20.0)


@dataclass(frozen=True)
class Clip:
    """The content of both sides.

    Parameters
    ----------
    canvas
        Size and frame rate.
    frames
        Pictures without loss, and for how many frames each is shown.
    """

    canvas: Canvas
    frames: Sequence[tuple[Pixels, int]]

    def __iter__(self) -> Iterator[Picture]:
        for pixels, repeat in self.frames:
            yield from itertools.repeat(pixels[..., :3], repeat)

    @property
    def seconds(self) -> float:
        return sum(repeat for _, repeat in self.frames) / self.canvas.fps

    def looping(self) -> Clip:
        """Return the clip with its first picture again at the end.

        Our encoder fades from the last picture to the first where they differ. Now they do not,
        so that both sides write the same pictures.
        """
        return Clip(self.canvas, [*self.frames, (self.frames[0][0], 1)])


@dataclass(frozen=True)
class Lossless:
    """A format for the pipeline that keeps every frame as it was drawn."""

    canvas: Canvas
    suffix: str = ""

    frames: ClassVar[Frames] = "all"
    origin: ClassVar[tuple[int, int]] = (0, 0)
    segmented: ClassVar[bool] = False

    def open(self, path: Path) -> Album:
        return Album()


class Album:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.frames: list[tuple[Pixels, int]] = []

    def open_beat(self, name: str) -> None:
        """Beats leave no mark."""

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        self.frames.append((pixels.copy(), repeat))

    def close(self) -> float:
        return 0.0

    def abandon(self) -> None:
        """Nothing is kept open."""


class OnBlack(GeometricDecay):
    """The scene on manim's own paper."""

    def setup(self) -> None:
        camera: Any = self.renderer.camera
        camera.background_color = BLACK


SCENES = {
    "dark paper": by_name()["geometric_decay"],
    "black": Entry("gif", "OnBlack", GeometricDecay.title, "", package="benchmarks"),
}
"""The papers of the clip: the course's, and the black that manim's writer keeps best."""


def walk_down(entry: Entry, scratch: Path, canvas: Canvas = CANVAS, steps: int = STEPS) -> Clip:
    """Draw the walk down the parabola, frame by frame and without loss."""
    album, params = Album(), GeometricDecayParams(steps=steps)
    job = Job(entry, params, "dark", (BEAT,), Lossless(canvas), scratch)
    draw(job, album, scratch, lambda beat, frames: None)
    return Clip(canvas, album.frames).looping()


@dataclass(frozen=True)
class Writing:
    """A GIF that is about to be written: the work to do, and where the file will be."""

    work: Work
    path: Path


def ours(clip: Clip, folder: Path) -> Writing:
    """Prepare to write `clip` with the encoder of ``render.py gif``."""
    path = folder / "ours.gif"
    canvas = clip.canvas

    def write() -> None:
        sink = Format("gif", canvas.width, canvas.height, canvas.fps, hold=1.0).open(path)
        for pixels, repeat in clip.frames:
            sink.write(pixels, repeat)
        sink.close()

    return Writing(write, path)


def manims(clip: Clip, folder: Path) -> Writing:
    """Prepare to write `clip` with manim's file writer, as one animation: an H.264 segment first.

    That is what ``manim render --format gif`` does with the frames that it has drawn.
    """
    with manim_on(clip.canvas, folder, dry_run=False, format="gif"):
        renderer: Any = Scene().renderer
    writer = renderer.file_writer

    def write() -> None:
        writer.add_partial_movie_file("clip")
        writer.begin_animation(True, animation_index=0)
        for pixels, repeat in clip.frames:
            writer.write_frame(pixels, repeat=repeat)
        writer.end_animation(True)
        writer.finish()

    return Writing(write, writer.gif_file_path)


def pillows(clip: Clip, folder: Path, our_palette: bool = False) -> Writing:
    """Prepare to write `clip` with Pillow, which chooses a palette for each frame by itself.

    Parameters
    ----------
    our_palette
        Whether all frames have the palette of our encoder instead, undithered as in ours.
    """
    path = folder / "pillow.gif"
    times = [round(1000 * repeat / clip.canvas.fps) for _, repeat in clip.frames]

    def write() -> None:
        images = [Image.fromarray(pixels[..., :3]) for pixels, _ in clip.frames]
        if our_palette:
            palette = _palette(clip)
            images = [each.quantize(palette=palette, dither=Image.Dither.NONE) for each in images]
        first, *others = images
        first.save(path, save_all=True, append_images=others, duration=times, loop=0)

    return Writing(write, path)


def _palette(clip: Clip) -> Image.Image:
    """Return a picture whose palette is the one that our encoder chooses for the clip."""
    tick = round(lossless.CENTISECONDS / clip.canvas.fps)
    frames = [
        lossless.ClipFrame(lossless.pack(pixels), tick * repeat) for pixels, repeat in clip.frames
    ]
    shown = lossless.Clip(clip.canvas.width, clip.canvas.height, tick, lossless.merged(frames))
    image = Image.new("P", (1, 1))
    image.putpalette(palette_of(shown, 256).colours[:-1, :3].tobytes())
    return image


RIVALS: dict[str, Callable[[Clip, Path], Writing]] = {
    'format = "gif"': manims,
    "Pillow": pillows,
    "Pillow with our palette": partial(pillows, our_palette=True),
}
SIDES: dict[str, Callable[[Clip, Path], Writing]] = {"ours": ours, **RIVALS}


def shown(path: Path, fps: float) -> Iterator[Picture]:
    """Yield what a GIF shows at each frame of a clip with `fps` frames a second."""
    with Image.open(path) as gif:
        for picture in ImageSequence.Iterator(gif):
            pixels = np.asarray(picture.convert("RGB"))
            yield from itertools.repeat(pixels, round(picture.info["duration"] / 1000 * fps))


def fidelity(path: Path, clip: Clip) -> float:
    """Return the peak signal-to-noise ratio of a GIF to its clip, over all frames, in decibels."""
    decoded, count = list(shown(path, clip.canvas.fps)), sum(repeat for _, repeat in clip.frames)
    longer, last = len(decoded) - count, clip.frames[-1][1]
    if longer < 0:
        raise ValueError(f"{path} shows {len(decoded)} frames, fewer than the clip")
    if longer:  # ours begins with its last picture, and rests on it
        decoded = decoded[longer + last :] + decoded[:last]
    errors = [
        float(np.mean((source.astype(float) - picture) ** 2))
        for source, picture in zip(clip, decoded, strict=True)
    ]
    error = float(np.mean(errors))
    return 10 * math.log10(255**2 / error) if error else math.inf


def compare(scratch: Path, rounds: int) -> list[Comparison]:
    """Measure size, fidelity and CPU time of all GIFs.

    Parameters
    ----------
    scratch
        A folder for all files.
    rounds
        How often each side is timed.
    """
    return [
        comparison
        for paper, entry in SCENES.items()
        for comparison in _compare(walk_down(entry, scratch), paper, scratch, rounds)
    ]


def _compare(clip: Clip, paper: str, scratch: Path, rounds: int) -> list[Comparison]:
    files: dict[str, Path] = {}

    def preparation(name: str) -> Prepare:
        def prepare() -> Work:
            writing = SIDES[name](clip, Path(mkdtemp(dir=scratch)))
            files[name] = writing.path
            return writing.work

        return prepare

    with manim_on(clip.canvas, scratch):
        times = alternate({name: preparation(name) for name in SIDES}, rounds)
    sizes = {name: path.stat().st_size / 1000 for name, path in files.items()}
    decibels = {name: fidelity(path, clip) for name, path in files.items()}
    content = f"{clip.seconds:.1f} s on {paper}"
    return [
        Comparison(NAME, content, rival, *measured)
        for rival in RIVALS
        for measured in (
            ("size", "kB", (sizes["ours"],), (sizes[rival],)),
            ("PSNR", DECIBEL, (decibels["ours"],), (decibels[rival],)),
            ("encode", "s", times["ours"], times[rival]),
        )
    ]


def pictures(scratch: Path) -> dict[str, Picture]:
    """Return the picture in the middle of each clip, and of each side's GIF of it, by name."""
    seen = {}
    for paper, entry in SCENES.items():
        clip = walk_down(entry, scratch)
        middle = sum(repeat for _, repeat in clip.frames) // 2
        seen[f"{paper} source"] = next(itertools.islice(clip, middle, None))
        with manim_on(clip.canvas, scratch):
            for name, side in SIDES.items():
                writing = side(clip, Path(mkdtemp(dir=scratch)))
                writing.work()
                frames = shown(writing.path, clip.canvas.fps)
                seen[f"{paper} {name}"] = next(itertools.islice(frames, middle, None))
    return seen
