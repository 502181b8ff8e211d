"""A clip: the frames of a loop without loss, and which pixels change from frame to frame.

A frame has four channels, and where there is no paper, what :mod:`pipeline.encode.alpha` says.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Interpolation

if TYPE_CHECKING:
    from pipeline.frame_sink import Pixels

Codes = npt.NDArray[np.uint32]
"""The four bytes of a pixel as one number."""


Mask = npt.NDArray[np.bool_]


CENTISECONDS = 100
"""The GIF format's unit of time in a second; all our pictures keep to it."""

CROSSFADE = 0.4
"""Seconds from the last picture back to the first one, when they differ."""

FADE_STEPS = 4
"""Steps of that fade at most: each changes every pixel, which costs a GIF as much as a new one."""

LONG_RUN = 8
"""Pixels in the mean from which on runs are kept: a quarter of the picture's bytes, or less."""

RUNS = b"runs"
"""What a picture begins with that is kept as runs; zlib's own begin with another letter."""

SCALER = Interpolation.AREA | Interpolation.ACCURATE_RND


def differences(clip: Clip) -> Iterator[tuple[Mask, Codes]]:
    """Yield where each picture differs from the one before, and all its pixels."""
    before: Codes | None = None
    for picture in clip.pictures():
        codes = np.ascontiguousarray(picture).view(np.uint32)[..., 0]
        yield (np.ones(codes.shape, np.bool_) if before is None else codes != before), codes
        before = codes


@dataclass(frozen=True)
class ClipFrame:
    """A picture, compressed, and for how many centiseconds it is shown."""

    packed: bytes
    shown: int


@dataclass(frozen=True)
class Clip:
    """Pictures in order, equal neighbours once.

    Parameters
    ----------
    width, height
        In pixels.
    tick
        Centiseconds that a frame lasts; a picture may be shown for several.
    shots
        The pictures with their times.
    change
        What happens to every picture when it is unpacked.
    """

    width: int
    height: int
    tick: int
    shots: tuple[ClipFrame, ...] = ()
    change: Callable[[Pixels], Pixels] | None = None

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return sum(shot.shown for shot in self.shots) / CENTISECONDS

    @property
    def fps(self) -> float:
        """Frames a second."""
        return CENTISECONDS / self.tick

    def pictures(self) -> Iterator[Pixels]:
        """Yield each picture, of shape ``(height, width, 4)``."""
        return (self.picture(number) for number in range(len(self.shots)))

    def picture(self, number: int) -> Pixels:
        """Return one picture; -1 is the last one."""
        picture = unpacked(self.shots[number].packed).reshape(self.height, self.width, 4)
        return picture if self.change is None else self.change(picture)

    def mapped(self, change: Callable[[Pixels], Pixels]) -> Clip:
        """Return the clip with each picture changed as it is unpacked: the last thing to do."""
        return replace(self, change=change)

    def thinned(self, step: int) -> Clip:
        """Keep the first frame of every `step` and show it as long as all of them.

        What the clip ends on stays its last picture even if it falls between two kept frames.
        """
        tick = self.tick * step
        starts = itertools.accumulate((shot.shown for shot in self.shots), initial=0)
        kept = [
            ClipFrame(shot.packed, tick * (-(-(start + shot.shown) // tick) - -(-start // tick)))
            for start, shot in zip(starts, self.shots, strict=False)
        ]
        if kept and not kept[-1].shown:
            kept[-1] = ClipFrame(kept[-1].packed, tick)
        return replace(self, tick=tick, shots=merged(shot for shot in kept if shot.shown))

    def scaled(self, width: int, height: int) -> Clip:
        """Scale every picture, each new pixel the average of those that it covers."""
        if (width, height) == (self.width, self.height):
            return self
        shots = (
            ClipFrame(pack(scale(picture, width, height)), shot.shown)
            for picture, shot in zip(self.pictures(), self.shots, strict=True)
        )
        return Clip(width, height, self.tick, merged(shots))

    def looped(self, hold: float) -> Clip:
        """Begin with the last picture, for at least `hold` seconds, then fade to the first one.

        A beat ends on its most telling picture, and a page shows a loop's first one while it loads,
        and it alone to readers who want no motion. The fade goes in equal steps, so none of them is
        a jump. Where last and first are equal there is nothing to fade.
        """
        rest = round(hold * self.fps) * self.tick
        end = self.shots[-1]
        shots = [replace(end, shown=max(end.shown, rest))]
        if end.packed != self.shots[0].packed:
            frames = round(CROSSFADE * self.fps)
            steps = min(frames, FADE_STEPS)
            shown = round(frames / max(steps, 1)) * self.tick
            first, last = self.picture(0), self.picture(-1)
            blends = (last + (first - last.astype(float)) * (n / steps) for n in range(1, steps))
            shots += [ClipFrame(pack(np.rint(blend).astype(np.uint8)), shown) for blend in blends]
        return replace(self, shots=merged([*shots, *self.shots[:-1]]))


def pack(picture: Pixels) -> bytes:
    """Compress a picture for a :class:`ClipFrame`: as runs of one colour where they are long.

    That is done in a third of the time that zlib takes, which lit surfaces are left to.
    """
    pixels: npt.NDArray[np.uint32] = np.ascontiguousarray(picture).view(np.uint32).ravel()
    starts = np.append(0, np.flatnonzero(pixels[1:] != pixels[:-1]) + 1)
    if LONG_RUN * len(starts) > len(pixels):
        return zlib.compress(pixels.tobytes(), level=1)
    lengths = np.diff(starts, append=len(pixels)).astype(np.uint32)
    return b"".join((RUNS, lengths.tobytes(), pixels[starts].tobytes()))


def unpacked(packed: bytes) -> npt.NDArray[np.uint8]:
    """Return the bytes of a packed picture, in one row."""
    if not packed.startswith(RUNS):
        return np.frombuffer(zlib.decompress(packed), np.uint8)
    lengths, colours = np.frombuffer(packed, np.uint32, offset=len(RUNS)).reshape(2, -1)
    return np.repeat(colours, lengths).view(np.uint8)


def scale(picture: Pixels, width: int, height: int) -> Pixels:
    """Scale one picture of four channels."""
    large = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(picture), "rgba")
    small = large.reformat(width=width, height=height, format="rgba", interpolation=SCALER)
    return small.to_ndarray().astype(np.uint8, copy=False)


def merged(shots: Iterable[ClipFrame]) -> tuple[ClipFrame, ...]:
    """Return `shots` with equal neighbours as one that is shown as long as both."""
    result: list[ClipFrame] = []
    for shot in shots:
        if result and result[-1].packed == shot.packed:
            shot = ClipFrame(shot.packed, result.pop().shown + shot.shown)  # noqa: PLW2901
        result.append(shot)
    return tuple(result)
