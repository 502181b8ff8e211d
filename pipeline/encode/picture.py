"""Pictures for pages as a format: the frames of a loop, written to fit a limit of bytes.

A limit is met by fewer colours first, then fewer frames, then fewer pixels. Colours make little
difference to a file with fewer frames or pixels: there, as many come back as fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pipeline.encode.alpha import cut_paper
from pipeline.encode.clip import CENTISECONDS, Clip, ClipFrame, merged, pack, scale
from pipeline.encode.pillow_formats import EVERY_COLOUR, write_avif, write_png
from pipeline.encode.webp import write_webp
from pipeline.errors import TooLargeError
from pipeline.job import Frames, LastFrame
from pipeline.presets import Canvas, PictureKind

if TYPE_CHECKING:
    from pipeline.frame_sink import Boxes, Pixels

KILOBYTE = 1000

SLOWEST = 16
"""Centiseconds: with frames that last longer, motion falls apart."""

NARROWEST = 240
"""Pixels: on less, nothing can be read."""

NARROWER = 0.9
"""Each width that is tried is this share of the one before."""


SUPERSAMPLING = 2
"""How many times larger than the picture the scene is drawn, each way."""

COMFORTABLE = 1000 * KILOBYTE
"""Bytes above which fewer colours are tried even when no limit was given."""

FAR = 1.5
"""Times as large as that: no number of colours between the most and the fewest would do."""

PALETTES = (256, 192, 128, 96, 64)
"""With fewer colours soft shades break into rings; hues, which mean something here, are kept."""


@dataclass(frozen=True)
class Rung:
    """One way to write a clip; the next one down is smaller and shows less.

    Parameters
    ----------
    level
        Colours, or the encoder's quality.
    step
        Of how many frames one is kept.
    width
        In pixels.
    """

    level: int
    step: int
    width: int


def ladder(levels: Sequence[int], tick: int, width: int, still: bool = False) -> list[Rung]:
    """Return the ways to write a clip, from the best one down.

    Parameters
    ----------
    levels
        Colours or qualities, the best first.
    tick
        Centiseconds that a frame lasts.
    width
        What was asked for, in pixels.
    still
        Whether there is only one frame, so that leaving some out is no way down.
    """
    rungs = [Rung(level, 1, width) for level in levels]
    worst = levels[-1]
    if not still:
        rungs += [Rung(worst, step, width) for step in range(2, SLOWEST // tick + 1)]
    step = rungs[-1].step
    narrower = _narrower(width)
    while narrower >= NARROWEST:
        rungs.append(Rung(worst, step, narrower))
        narrower = _narrower(narrower)
    return rungs


def _narrower(width: int) -> int:
    return round(width * NARROWER / 16) * 16  # so that the height is whole and even at 16:9


def fit(rungs: Sequence[Rung], write: Callable[[Rung], None], path: Path, limit: float) -> Rung:
    """Write the best rung that is small enough, found by halving the ladder.

    Giving up frames or pixels may leave room: then colours come back as far as they fit.

    Parameters
    ----------
    rungs
        From the best one down.
    write
        Writes one of them to `path`.
    limit
        Bytes that it may have.

    Raises
    ------
    TooLargeError
        When even the smallest is too large.
    """
    tried: dict[Rung, bytes] = {}

    def fits(rung: Rung) -> bool:
        write(rung)
        tried[rung] = path.read_bytes()
        return len(tried[rung]) <= limit

    best, least = 0, len(rungs) - 1
    if fits(rungs[best]):
        return rungs[best]
    if best == least or not fits(rungs[least]):
        raise _too_large(tried, limit)
    while least - best > 1:  # the best one known is too large, the least one fits
        middle = (best + least) // 2
        if fits(rungs[middle]):
            least = middle
        else:
            best = middle
    chosen = rungs[least]
    if (chosen.step, chosen.width) != (rungs[0].step, rungs[0].width):
        richer = dict.fromkeys(replace(chosen, level=rung.level) for rung in rungs)
        chosen = next(rung for rung in richer if rung == chosen or fits(rung))
    path.write_bytes(tried[chosen])
    return chosen


def _too_large(tried: dict[Rung, bytes], limit: float) -> TooLargeError:
    smallest = min(map(len, tried.values()))
    return TooLargeError(
        f"the smallest that can be reached has {smallest / KILOBYTE:.1f} kB, not "
        f"{limit / KILOBYTE:g}: raise --max-kb, or show less with --beat"
    )


def rate(tick: int) -> str:
    """Return a frame's length as frames a second."""
    return f"{CENTISECONDS / tick:.3g} fps"


def tone(paper: str) -> Literal["dark", "light"]:
    """Return which pages a drawing without its paper suits, whose ink was chosen for that paper."""
    return "dark" if sum(bytes.fromhex(paper[1:])) < 3 * 128 else "light"


@dataclass(frozen=True)
class Encoder:
    """How one kind of picture is written.

    Parameters
    ----------
    write
        Writes a clip at a level.
    lever
        What the level counts.
    levels
        The best one first.
    free
        How many of them may be used without being asked for a smaller file.
    """

    write: Callable[[Clip, int, Path], None]
    lever: str
    levels: tuple[int, ...]
    free: int = 3


def write_gif(clip: Clip, colours: int, path: Path) -> None:
    """Write a clip as a GIF; with its writer comes a compiler, which plans are made without."""
    writer: Any = import_module("pipeline.encode.gif.writer")
    writer.write_gif(clip, colours, path)


def _loop_video(name: str) -> Callable[[Clip, int, Path], None]:
    """Return a function of the videos' module, imported when it is called; as for a GIF."""

    def write(clip: Clip, crf: int, path: Path) -> None:
        videos: Any = import_module("pipeline.encode.loop_video")
        getattr(videos, name)(clip, crf, path)

    return write


ENCODERS: dict[PictureKind, Encoder] = {
    "gif": Encoder(write_gif, "colours", PALETTES),
    "webp": Encoder(write_webp, "colours", PALETTES),
    "avif": Encoder(write_avif, "quality", (80, 65, 50, 35), free=1),
    "png": Encoder(write_png, "colours", (EVERY_COLOUR, *PALETTES), free=1),
    "mp4": Encoder(_loop_video("write_mp4"), "crf", (18, 24, 30, 36), free=1),
    "webm": Encoder(_loop_video("write_webm"), "crf", (24, 32, 40, 50), free=1),
}


@dataclass(frozen=True)
class Picture:
    """A picture for a page, moving or not.

    Parameters
    ----------
    width, height
        In pixels.
    fps
        One of :data:`pipeline.presets.PICTURE_RATES`.
    hold
        Seconds that the last picture stays at least.
    max_kb
        Kilobytes (of 1000 bytes) that it may have; ``None`` for no limit.
    paper
        The paper's colour, ``#RRGGBB``, where it is to be left out; ``None`` to keep it.
    still
        Whether it is only what the beats end on.
    """

    kind: PictureKind
    width: int
    height: int
    fps: float
    hold: float
    max_kb: float | None = None
    paper: str | None = None
    still: bool = False

    origin: ClassVar[tuple[int, int]] = (0, 0)
    segmented: ClassVar[bool] = False

    @property
    def frames(self) -> Frames:
        return LastFrame() if self.still else "all"

    @property
    def suffix(self) -> str:
        return f".{self.kind}"

    @property
    def canvas(self) -> Canvas:
        width, height = self.width * SUPERSAMPLING, self.height * SUPERSAMPLING
        return Canvas(width, height, self.fps, paper=self.paper is None)

    def open(self, path: Path) -> PictureSink:
        return PictureSink(path, self)


class PictureSink:
    """Collect frames, then write the best file that is small enough.

    Frames are compressed, equal neighbours once, to a quarter of their size or less; where the
    picture may have to be narrower than asked for, they are kept as large as they were drawn.
    """

    def __init__(self, path: Path, form: Picture) -> None:
        self.remark = ""
        self._path = path
        self._form = form
        self._encoder = ENCODERS[form.kind]
        self._tick = round(CENTISECONDS / form.fps)
        self._shots: list[ClipFrame] = []
        kept = form.canvas if form.max_kb else form
        self._size = (kept.width, kept.height)
        self._sized: dict[tuple[int, int], Clip] = {}

    def open_beat(self, name: str) -> None:
        """Beats leave no mark in a picture."""

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        if self._form.paper is not None:
            pixels = cut_paper(pixels, self._form.paper)
        if self._size != pixels.shape[1::-1]:
            pixels = scale(pixels, *self._size)
        self._shots.append(ClipFrame(pack(pixels), repeat * self._tick))

    def close(self) -> float:
        drawn = self.clip()
        self._sized = {}
        best = ladder(self._encoder.levels, self._tick, self._form.width, len(drawn.shots) == 1)
        if self._form.max_kb is None:
            chosen = self._freely(best[: self._encoder.free], drawn)
        else:
            limit = self._form.max_kb * KILOBYTE
            chosen = fit(best, lambda rung: self._write(rung, drawn), self._path, limit)
        clip = self._clip(chosen, drawn)
        self.remark = self._described(chosen, clip)
        return 0.0 if self._form.still else clip.seconds

    def clip(self) -> Clip:
        """Return what was drawn, without loss."""
        return Clip(*self._size, self._tick, merged(self._shots))

    def abandon(self) -> None:
        """No file is kept open."""

    def _freely(self, rungs: list[Rung], drawn: Clip) -> Rung:
        chosen, *fewer = rungs
        self._write(chosen, drawn)
        size = self._path.stat().st_size
        if size > FAR * COMFORTABLE:
            fewer = fewer[-1:]
        for rung in fewer:
            if size <= COMFORTABLE:
                break
            self._write(rung, drawn)
            chosen, size = rung, self._path.stat().st_size
        return chosen

    def _write(self, rung: Rung, drawn: Clip) -> None:
        self._encoder.write(self._clip(rung, drawn), rung.level, self._path)

    def _clip(self, rung: Rung, drawn: Clip) -> Clip:
        size = (rung.step, rung.width)
        if size not in self._sized:
            height = round(rung.width * self._form.height / self._form.width)
            clip = drawn.thinned(rung.step).scaled(rung.width, height)
            self._sized[size] = clip.looped(self._form.hold)
        return self._sized[size]

    def _described(self, rung: Rung, clip: Clip) -> str:
        number = "all" if rung.level == EVERY_COLOUR else str(rung.level)
        lever = self._encoder.lever
        level = f"{number} {lever}" if lever == "colours" else f"{lever} {number}"
        moving = [] if self._form.still else [rate(clip.tick)]
        said = [level, *moving, f"{clip.width} px"]
        if self._form.paper is not None:
            said.append(f"for {tone(self._form.paper)} pages")
        return ", ".join(said)
