"""The GIF writer: one palette for the clip, no dither, and sub-frames of what changes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.encode.alpha import cut_out
from pipeline.encode.clip import Mask
from pipeline.encode.gif.lzw import pack, parse
from pipeline.encode.gif.matching import (
    NEVER,
    NOTHING,
    Area,
    Floats,
    Ints,
    candidates_of,
    error_shown,
    guess,
    look,
    smallest_size,
)
from pipeline.encode.gif.rate_control import History, Moment, RateControl
from pipeline.encode.palette import palette_of

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.encode.clip import Clip
    from pipeline.encode.palette import Palette
    from pipeline.frame_sink import Pixels

STAY, CLEAR = 1, 2
"""What becomes of a frame's rectangle before the next frame (GIF89a, 23.c.iv)."""

SHORTEST = 2
"""Centiseconds: browsers show a frame with less for ten."""

LIMIT = 400
"""The largest squared error, over red, green and blue, of a pixel whose colour the palette has
more exactly: 13 of 255 in each, for the moment that passes until mending pays."""

WORTH = 60
"""Bits that an error costs before the rectangle is made larger to mend it."""

LEAST = 7
"""Bits of a symbol where so many colours do: fewer save less than the exact colours do."""

SAVED = 300
"""Bits that a picture may lose by having the fewer colours of smaller symbols."""

FEWEST = 2
"""Bits of a symbol (GIF89a, appendix F)."""

FLAT, EDGE = 0.3, 1.5
"""Bits that a pixel is believed to cost, like the one before it or not."""

Box = tuple[slice, slice]

TABLE = 256
FOR_EVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"

BLOCK = 255
"""Bytes that can stand together in a file (GIF89a, 15)."""


@dataclass(frozen=True)
class SubFrame:
    """A rectangle that is drawn over what is there.

    Parameters
    ----------
    left, top, width, height
        Where it is.
    size
        Bits of a symbol.
    data
        Its coded pixels; those that change nothing are nothing.
    time
        Centiseconds until the next one.
    disposal
        :data:`STAY` or :data:`CLEAR`.
    """

    left: int
    top: int
    width: int
    height: int
    size: int
    data: bytes
    time: int
    disposal: int


def by_use(palette: Palette, history: History) -> Pixels:
    """Return the covered colours so that, however few come first, those suit the most pixels.

    Then few symbols do for most pictures, and they have few bits.
    """
    colours = palette.colours[:-1, :3]
    pixels = np.bincount(palette.stands_for, history.drawn, len(colours) + 1)[:-1]
    away = ((colours[:, np.newaxis].astype(float) - colours) ** 2).sum(axis=2)
    nearest, order = np.full(len(colours), away.max(initial=1)), np.zeros(0, int)
    for _ in colours:
        nearer = pixels @ np.maximum(nearest[:, np.newaxis] - away, 0)
        nearer[order] = -1
        order = np.append(order, np.argmax(nearer))
        nearest = np.minimum(nearest, away[order[-1]])
    return palette.colours[order]


@dataclass(frozen=True)
class _Sight:
    """A picture as it is to be drawn; all of the shape ``(height, width)``, as in an `Area`."""

    numbers: Ints
    stay: Ints
    multiplier: Floats

    def area(self, box: Box) -> Area:
        return Area(self.numbers[box].ravel(), self.stay[box].ravel(), self.multiplier[box].ravel())


class SubFrames:
    """Pictures, each drawn over the one before.

    Parameters
    ----------
    clip
        Its pixels are covered wholly or not at all.
    palette
        Made of it.
    """

    def __init__(self, clip: Clip, palette: Palette) -> None:
        history = History(clip, palette.codes)
        self.symbols = symbols = by_use(palette, history)
        """The covered colours in the order of their symbols; the first one has symbol 1."""
        colours = np.append(palette.codes, np.uint32(0)).view(np.uint8).reshape(-1, 4)
        table = np.vstack([NOTHING * symbols[:1, :3], symbols[:, :3]]).astype(np.int32)
        rgb = np.ascontiguousarray(colours[:, :3], np.int32)
        self._solid = bool((colours[:-1, 3] > 0).all())
        self._candidates = candidates_of(rgb, colours[:, 3] > 0, table, LIMIT)
        self._bits = max(FEWEST, len(symbols).bit_length())
        self._moments = history.moments()
        self._rate_control = RateControl(clip)
        self._shown = np.zeros((clip.height, clip.width), np.uint8)

    def __iter__(self) -> Iterator[SubFrame]:
        """Yield what of each picture is drawn.

        A GIF cannot draw nothing over something; it can clear a patch's rectangle when its time
        is over. So where the next picture uncovers a pixel, a patch of its own comes last, no
        larger than that takes, for the shortest time that browsers keep; the next picture fills
        in what stays.
        """
        for moment, after in _pairs(self._moments):
            multiplier, time = (
                np.multiply(moment.left, self._rate_control.multiplier, dtype=float),
                moment.time,
            )
            stay, wanted = look(self._candidates, moment.numbers, self._shown, multiplier, WORTH)
            gone = self._gone(moment, after)
            sight = _Sight(moment.numbers, stay, multiplier)
            everything, hole = _box(wanted | gone), _box(gone)
            if not gone.any():
                yield self._sub_frame(sight, everything, time, STAY)
            elif hole == everything or time < 2 * SHORTEST:
                yield self._sub_frame(sight, everything, time, CLEAR)
            else:
                yield self._sub_frame(sight, _box(wanted), time - SHORTEST, STAY)
                yield self._sub_frame(self._nothing(), hole, SHORTEST, CLEAR)

    def _gone(self, moment: Moment, after: Moment) -> Mask:
        if self._solid:
            return np.zeros(self._shown.shape, np.bool_)
        covered = self._candidates.limits != NEVER
        return np.asarray(covered[moment.numbers] & ~covered[after.numbers])

    def _nothing(self) -> _Sight:
        numbers = np.full(self._shown.shape, len(self._candidates.colours) - 1, np.int32)
        return _Sight(numbers, np.zeros_like(numbers), np.zeros(numbers.shape))

    def _sub_frame(self, sight: _Sight, box: Box, time: int, disposal: int) -> SubFrame:
        rows, columns = box
        part = self._shown[box]
        size, symbols, data = self._coded(sight.area(box))
        drawn = symbols.reshape(part.shape)
        part[...] = np.where(drawn == NOTHING, part, drawn)
        error, covered = error_shown(self._candidates, sight.numbers, self._shown)
        self._rate_control.note(error, covered, time)
        if disposal == CLEAR:
            part[...] = NOTHING
        height, width = part.shape
        return SubFrame(columns.start, rows.start, width, height, size, data, time, disposal)

    def _coded(self, area: Area) -> tuple[int, Ints, bytes]:
        """Return the size of symbols, the symbols, and their code."""
        size = smallest_size(area, self._candidates, min(LEAST, self._bits), SAVED)
        symbols = np.empty(len(area.numbers), np.int32)
        codes = np.empty(2 * len(symbols) + 3, np.int32)
        count = parse(area, self._candidates, size, guess(area, FLAT, EDGE), symbols, codes)
        packed = np.empty(2 * count + 1, np.uint8)
        length = pack(codes[:count], size, packed)
        return size, symbols, packed[:length].tobytes()


def _pairs(pictures: Iterator[Moment]) -> Iterator[tuple[Moment, Moment]]:
    """Yield each picture with the next one; the last one, with itself."""
    picture = next(pictures)
    for after in pictures:
        yield picture, after
        picture = after
    yield picture, picture


def _box(mask: Mask) -> Box:
    """Return the smallest rectangle around what is set: at least one pixel."""
    sides = [np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0)]
    rows, columns = (slice(int(s[0]), int(s[-1]) + 1) if len(s) else slice(0, 1) for s in sides)
    return rows, columns


def write_gif(clip: Clip, colours: int, path: Path) -> None:
    """Write `clip` so that it plays for ever.

    Parameters
    ----------
    clip
        What to show.
    colours
        How many it may have, from 4 to 256.
    """
    bare = clip.mapped(cut_out)
    drawn = SubFrames(bare, palette_of(bare, colours))
    with path.open("wb") as file:
        file.write(_head(clip.width, clip.height, drawn.symbols))
        for sub_frame in drawn:
            file.write(_frame(sub_frame))
        file.write(b";")


def _head(width: int, height: int, symbols: Pixels) -> bytes:
    table = np.zeros((TABLE, 3), np.uint8)
    table[1 : len(symbols) + 1] = symbols[:, :3]
    full = 0b1_111_0_111  # there is a table, of 8 bits a colour, unsorted, with 256 of them
    screen = struct.pack("<6sHHBBB", b"GIF89a", width, height, full, 0, 0)
    return screen + table.tobytes() + FOR_EVER


def _frame(sub_frame: SubFrame) -> bytes:
    """Return a patch with its time and place (GIF89a, 20, 22 and 23)."""
    nothing_is_seen_through = 1
    flags = sub_frame.disposal << 2 | nothing_is_seen_through
    control = struct.pack("<2sBBHBB", b"\x21\xf9", 4, flags, sub_frame.time, 0, 0)
    place = (sub_frame.left, sub_frame.top, sub_frame.width, sub_frame.height)
    image = struct.pack("<sHHHHBB", b",", *place, 0, sub_frame.size)
    blocks = (sub_frame.data[at : at + BLOCK] for at in range(0, len(sub_frame.data), BLOCK))
    return control + image + b"".join(bytes([len(b)]) + b for b in blocks) + b"\0"
