"""A loop as a WebP without paper: against libwebp's frames, and against the loop on its paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageSequence

from benchmarks.clock import Prepare, Work, alternate
from benchmarks.comparison import DECIBEL, Comparison
from benchmarks.manim_canvas import Picture
from pipeline.commands.pictures import plan_pictures
from pipeline.commands.request import PictureOptions, Request
from pipeline.encode.alpha import without_paper
from pipeline.encode.clip import Clip
from pipeline.encode.picture import PictureSink
from pipeline.encode.pillow_formats import reduced
from pipeline.encode.webp import write_webp
from pipeline.render.play import draw
from scenes.catalog import by_name
from scenes.kit.theme import THEMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.frame_sink import Pixels

NAME = "webp"
SCENE = "saddle_points"
COLOURS = 256
OURS, ON_PAPER, RIVAL = "ours", "the loop on its paper", "libwebp's animation encoder"


def loop(scratch: Path, transparent: bool, scene: str = SCENE, width: int = 640) -> Clip:
    """Draw what ``render.py webp`` makes a file of, without loss."""
    request = Request((by_name()[scene],), output=scratch, dry_run=True)
    options = PictureOptions("webp", width, transparent=transparent)
    [job] = plan_pictures(request, options).jobs
    sink = job.format.open(job.path)
    draw(job, sink, scratch, lambda beat, frames: None)
    assert isinstance(sink, PictureSink), "it is a picture for a page"
    return sink.clip().looped(options.hold)


def libwebps(clip: Clip, path: Path) -> None:
    """Write the pictures that ours shows with Pillow, which leaves the frames to libwebp."""
    few = reduced(clip, COLOURS)
    first, *others = (Image.fromarray(picture) for picture in few.pictures())
    times = [10 * shot.shown for shot in few.shots]
    how: dict[str, Any] = {
        "lossless": True,
        "quality": 50,
        "method": 4,
        "kmin": 9999,
        "kmax": 10000,
    }
    first.save(path, save_all=True, append_images=others, duration=times, loop=0, **how)


def shown(path: Path) -> Iterator[tuple[Pixels, int]]:
    """Yield what a file shows, and for how many milliseconds."""
    with Image.open(path) as image:
        for frame in ImageSequence.Iterator(image):
            frame.load()  # only then its time is known
            yield np.asarray(frame.convert("RGBA")), frame.info["duration"]


def fidelity(path: Path, clip: Clip, page: str) -> float:
    """Return the peak signal-to-noise ratio of a file on a page to its clip there, in decibels."""
    colour = _colour(page)
    decoded = shown(path)
    error, left, picture = 0.0, 0, clip.picture(0)
    for source, shot in zip(clip.mapped(without_paper).pictures(), clip.shots, strict=True):
        rest = 10 * shot.shown
        while rest:
            if not left:
                picture, left = next(decoded)
            time = min(rest, left)
            rest, left = rest - time, left - time
            error += time * float(np.mean((_on(colour, source) - _on(colour, picture)) ** 2))
    return float(10 * np.log10(255**2 * 1000 * clip.seconds / error))


def _colour(page: str) -> NDArray[np.uint8]:
    return np.frombuffer(bytes.fromhex(page[1:]), np.uint8)


def _on(page: NDArray[np.uint8], picture: Pixels) -> NDArray[np.float64]:
    cover = picture[..., 3:] / 255
    return np.asarray(picture[..., :3] * cover + (1 - cover) * page, np.float64)


def compare(scratch: Path, rounds: int) -> list[Comparison]:
    """Measure size, fidelity and CPU time.

    Parameters
    ----------
    scratch
        A folder for all files.
    rounds
        How often each side is timed.
    """
    bare, on_paper = loop(scratch, transparent=True), loop(scratch, transparent=False)
    sides = (OURS, RIVAL, ON_PAPER)
    paths = {name: scratch / f"{number}.webp" for number, name in enumerate(sides)}

    def preparation(name: str) -> Prepare:
        def prepare() -> Work:
            if name == RIVAL:
                return lambda: libwebps(bare, paths[name])
            clip = bare if name == OURS else on_paper
            return lambda: write_webp(clip, COLOURS, paths[name])

        return prepare

    times = alternate({name: preparation(name) for name in paths}, rounds)
    sizes = {name: path.stat().st_size / 1000 for name, path in paths.items()}
    content = f"{bare.seconds:.1f} s without paper"
    found = [
        Comparison(NAME, content, rival, *measured)
        for rival in (RIVAL, ON_PAPER)
        for measured in (
            ("size", "kB", (sizes[OURS],), (sizes[rival],)),
            ("encode", "s", times[OURS], times[rival]),
        )
    ]
    paper = fidelity(paths[ON_PAPER], on_paper, THEMES["dark"].paper)
    for name, theme in THEMES.items():
        ours = fidelity(paths[OURS], bare, theme.paper)
        found.append(
            Comparison(NAME, content, ON_PAPER, f"PSNR on {name} paper", DECIBEL, (ours,), (paper,))
        )
    return found


def pictures(scratch: Path) -> dict[str, Picture]:
    """Return the middle of the loop, and what each side shows then, on light paper."""
    clip = loop(scratch, transparent=True)
    page = _colour(THEMES["light"].paper)
    middle = without_paper(clip.picture(len(clip.shots) // 2))
    start = sum(shot.shown for shot in clip.shots[: len(clip.shots) // 2])
    seen = {"source": middle}
    for name, write in (("ours", lambda c, p: write_webp(c, COLOURS, p)), ("libwebp", libwebps)):
        path = scratch / f"{name}.webp"
        write(clip, path)
        now = 0
        for picture, time in shown(path):
            if now <= 10 * start < now + time:
                seen[name] = picture
            now += time
    return {name: _on(page, picture).astype(np.uint8) for name, picture in seen.items()}
