"""Meet a limit of bytes: fewer colours first, then fewer frames, then fewer pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.clip import CENTISECONDS

KILOBYTE = 1000

SLOWEST = 16
"""Centiseconds: with frames that last longer, motion falls apart."""

NARROWEST = 240
"""Pixels: on less, nothing can be read."""

NARROWER = 0.9
"""Each width that is tried is this share of the one before."""


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


class TooLargeError(Exception):
    """No rung of the ladder is small enough."""


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
    path
        The file.
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
