"""Captions: broken into readable lines, timed, and written as SRT and WebVTT."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator, Sequence

from pipeline.manifest import Caption, times

LONGEST_LINE = 42
MOST_LINES = 2

READING_SPEED = 15.0
"""Characters a second."""

SHORTEST = 1.2
"""Seconds that even the shortest caption stays."""

BREATH = 300
"""How much less even two lines may be, if that lets the first end at a comma or a full stop."""

TIED = "\N{NO-BREAK SPACE}"

TIES = re.compile(r"(?<=[=≈<>≤≥×]) | (?=[=≈<>≤≥×])|(?<=step) (?=\d)")
"""Spaces at which no line may end: around relations, and between a word and its number."""


NAMES = {"adam": "Adam", "alpha": "α", "pytorch": "PyTorch"}
"""Words that have another look in sentences than in code."""


def words(name: str) -> str:
    """Return a name in code as people write it."""
    first, *others = name.split("_")
    return " ".join([NAMES.get(first, first.capitalize()), *(NAMES.get(w, w) for w in others)])


def minutes(seconds: float) -> str:
    """Return ``m:ss.s``."""
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"


def cut(caption: str) -> list[tuple[str, ...]]:
    """Return a caption as texts of at most two lines each, as even as they get.

    Parameters
    ----------
    caption
        One or more sentences.
    """
    words = [word.replace(TIED, " ") for word in TIES.sub(TIED, caption).split(" ") if word]
    lines = _even_lines(words) or textwrap.wrap(caption, LONGEST_LINE)
    return [tuple(lines[n : n + MOST_LINES]) for n in range(0, len(lines), MOST_LINES)]


def timed(beat: str, caption: str, start: int, end: int, fps: float) -> Iterator[Caption]:
    """Yield the captions of a beat; the last one stays until the beat is over.

    Parameters
    ----------
    beat
        Its name.
    caption
        What is said over it.
    start, end
        Its first frame, and the first one after it.
    fps
        Frames a second.
    """
    texts = cut(caption)
    at = start
    for number, lines in enumerate(texts):
        last = number == len(texts) - 1
        until = end if last else min(end, at + reading_frames(lines, fps))
        if until > at:
            yield Caption(beat=beat, lines=lines, **times(at, until, fps))
        at = until


def reading_frames(lines: Sequence[str], fps: float) -> int:
    """Return how many frames it takes to read these lines."""
    return math.ceil(max(SHORTEST, len(" ".join(lines)) / READING_SPEED) * fps - 1e-9)


def as_srt(captions: Sequence[Caption]) -> str:
    """Return captions as a SubRip file."""
    blocks = (
        f"{number}\n{clock(caption.start, ',')} --> {clock(caption.end, ',')}\n"
        + "\n".join(caption.lines)
        for number, caption in enumerate(captions, 1)
    )
    return "\n\n".join(blocks) + "\n"


def as_vtt(captions: Sequence[Caption]) -> str:
    """Return captions as a WebVTT file."""
    blocks = (
        f"{caption.beat}\n{clock(caption.start, '.')} --> {clock(caption.end, '.')}\n"
        + "\n".join(map(_escaped, caption.lines))
        for caption in captions
    )
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def clock(seconds: float, mark: str) -> str:
    """Return ``hh:mm:ss`` and milliseconds behind `mark`."""
    thousandths = round(seconds * 1000)
    minutes, thousandths = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    whole, thousandths = divmod(thousandths, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02}{mark}{thousandths:03}"


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unevenness(line: str) -> float:
    # a line that ends where the sentence breathes may be shorter
    breathes = BREATH if line.endswith((",", ";", ":", ".", "?")) else 0
    return (LONGEST_LINE - len(line)) ** 2 - breathes


def _even_lines(words: Sequence[str]) -> list[str]:
    """Return the fewest lines, of lengths as equal as can be; none if a word is too long."""
    # best[n]: how many lines the first n words take, how uneven they are, and where the last began
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for n in range(1, len(words) + 1):
        choices = [
            (best[k][0] + 1, best[k][1] + _unevenness(line), k)
            for k in range(n)
            if best[k][0] <= len(words) and len(line := " ".join(words[k:n])) <= LONGEST_LINE
        ]
        best.append(min(choices, default=(len(words) + 1, 0.0, 0)))
    if best[-1][0] > len(words):
        return []
    lines, n = [], len(words)
    while n:
        k = best[n][2]
        lines.append(" ".join(words[k:n]))
        n = k
    return lines[::-1]
