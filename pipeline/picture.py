"""A small picture for a page: the frames of a loop, kept without loss, then written to fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.budget import KILOBYTE, Rung, fit, ladder, rate
from pipeline.clip import CENTISECONDS, Clip, Shot, merged, pack, scale
from pipeline.gif import write_gif
from pipeline.paper import cut_paper
from pipeline.photos import EVERY_COLOUR, write_avif, write_png, write_webp
from pipeline.qualities import Canvas, PictureKind

if TYPE_CHECKING:
    from pipeline.sinks import Boxes, Pixels

SUPERSAMPLING = 2
"""How many times larger than the picture the scene is drawn, each way."""

COMFORTABLE = 1000 * KILOBYTE
"""Bytes above which fewer colours are tried even when no limit was given."""


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


PALETTES = (256, 192, 128, 96, 64)
"""With fewer colours soft shades break into rings; hues, which mean something here, are kept."""

ENCODERS: dict[PictureKind, Encoder] = {
    "gif": Encoder(write_gif, "colours", PALETTES),
    "webp": Encoder(write_webp, "colours", PALETTES),
    "avif": Encoder(write_avif, "quality", (80, 65, 50, 35), free=1),
    "png": Encoder(write_png, "colours", (EVERY_COLOUR, *PALETTES), free=1),
}


@dataclass(frozen=True)
class Picture:
    """A picture for a page, moving or not.

    Parameters
    ----------
    kind
        The kind of file.
    width, height
        In pixels.
    fps
        One of :data:`pipeline.qualities.PICTURE_RATES`.
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

    Parameters
    ----------
    path
        Where to write.
    form
        What to write.
    """

    def __init__(self, path: Path, form: Picture) -> None:
        self.remark = ""
        self._path = path
        self._form = form
        self._encoder = ENCODERS[form.kind]
        self._tick = round(CENTISECONDS / form.fps)
        self._shots: list[Shot] = []
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
        self._shots.append(Shot(pack(pixels), repeat * self._tick))

    def close(self) -> float:
        drawn = Clip(*self._size, self._tick, merged(self._shots))
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

    def abandon(self) -> None:
        """No file is kept open."""

    def _freely(self, rungs: list[Rung], drawn: Clip) -> Rung:
        for rung in rungs:
            self._write(rung, drawn)
            if self._path.stat().st_size <= COMFORTABLE:
                return rung
        return rungs[-1]

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
        return ", ".join([level, *moving, f"{clip.width} px"])
