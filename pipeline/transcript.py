"""The lecture to read: scenes, beats, captions, stills and the numbers on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.chapters import words
from pipeline.manifest import Beat, Manifest, Part, Stand

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MOST_ROWS = 8
"""Of a long walk the first, some in between and the last are given; the manifest has all."""


def transcript(manifest: Manifest, stills: Mapping[tuple[str, str], Path], beside: Path) -> str:
    """Return Markdown.

    Parameters
    ----------
    manifest
        What the video holds.
    stills
        Where the picture of each beat is, by the names of its scene and itself.
    beside
        The folder that the links are relative to.
    """
    scenes = [part for part in manifest.parts if part.kind == "scene"]
    blocks = [f"# {manifest.title}"]
    if manifest.kind == "lecture":
        blocks.append("\n".join(f"- {minutes(part.start)} {part.title}" for part in scenes))
    for part in scenes:
        blocks += _scene(part, manifest, stills, beside)
    return "\n\n".join(blocks) + "\n"


def minutes(seconds: float) -> str:
    """Return ``m:ss.s``."""
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"


def _scene(
    part: Part, manifest: Manifest, stills: Mapping[tuple[str, str], Path], beside: Path
) -> Iterator[str]:
    if manifest.kind == "lecture":
        yield f"## {part.title}"
    yield part.teaches
    if part.params:
        settings = ", ".join(f"{name} = {_value(value)}" for name, value in part.params.items())
        yield f"Parameters: {settings}."
    seen: set[tuple[str, int]] = set()
    for beat in part.beats:
        yield f"### {words(beat.name)} ({minutes(beat.start)}–{minutes(beat.end)})"
        still = stills[part.name, beat.name].relative_to(beside).as_posix()
        yield f"![{beat.caption.replace('[', '(').replace(']', ')')}]({still})"
        yield beat.caption
        rows = [row for label in _labels(part) for row in _few(_new(part, label, beat, seen))]
        if rows:
            yield _table(rows)


Row = tuple[str, Stand]


def _labels(part: Part) -> list[str]:
    return list(dict.fromkeys(marble.path for marble in part.marbles))


def _new(part: Part, label: str, beat: Beat, seen: set[tuple[str, int]]) -> list[Row]:
    """Return the iterates of a path that a marble comes to in a beat and that are news."""
    news: dict[int, Stand] = {}
    for marble in part.marbles:
        for stand in marble.stands if marble.path == label else ():
            if beat.start_frame <= stand.start_frame < beat.end_frame:
                news.setdefault(stand.n, stand)
    if all((label, n) in seen for n in news):
        return []
    seen.update((label, n) for n in news)
    return [(label, news[n]) for n in sorted(news)]


def _few(rows: Sequence[Row]) -> list[Row]:
    if len(rows) <= MOST_ROWS:
        return list(rows)
    last = len(rows) - 1
    places = sorted({0, 1, 2, *(round(last * k / 5) for k in range(1, 6))})
    return [rows[place] for place in places]


def _table(rows: Sequence[Row]) -> str:
    axes = ["x", "y", "z"][: max(len(stand.point) for _, stand in rows)]
    lines = [["path", "step", *axes, "loss", "seen at"], ["---", *["---:"] * (len(axes) + 3)]]
    for label, stand in rows:
        point = [*map(number, stand.point), *[""] * (len(axes) - len(stand.point))]
        numbers = [*point, number(stand.value), minutes(stand.start)]
        lines.append([label.replace("|", "\\|"), str(stand.n), *numbers])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float | None) -> str:
    """Return a number as it is read: four digits that count, powers of ten when it is tiny."""
    if value is None:
        return "not finite"
    digits, _, exponent = f"{value:.4g}".replace("-", "−").partition("e")
    if not exponent:
        return digits
    power = str(int(exponent.replace("−", "-"))).translate(RAISED)
    return f"{digits}·10{power}"


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)
