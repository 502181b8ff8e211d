"""The lecture to read: scenes, beats, captions, stills and the numbers on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.contents import Section, contents, sources, words
from pipeline.manifest import Beat, Manifest, Part, Stand

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

MOST_ROWS = 12
"""Of long walks the first steps, some in between and the last are given; the manifest has all."""

MOST_OF_ONE = 8
FEWEST_OF_ONE = 3

NEGLIGIBLE = 1e-9
"""Smaller numbers are written as 0: no marble on the screen can be seen to be off by them."""


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
    scenes = [section for section in contents(manifest) if section.part.kind == "scene"]
    blocks = [f"# {manifest.title}"]
    if manifest.kind == "lecture":
        blocks.append("\n".join(f"- {minutes(each.part.start)} {each.title}" for each in scenes))
    for section in scenes:
        if section.is_numbered:
            blocks.append(f"## {section.title}")
        blocks += _scene(section, stills, beside)
    if sources(manifest):
        blocks += ["## Sources", "\n".join(f"- {source}" for source in sources(manifest))]
    return "\n\n".join(blocks) + "\n"


def minutes(seconds: float) -> str:
    """Return ``m:ss.s``."""
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"


def _scene(section: Section, stills: Mapping[tuple[str, str], Path], beside: Path) -> Iterator[str]:
    part = section.part
    yield part.teaches
    if part.params:
        settings = (f"{words(name).lower()} = {_value(v)}" for name, v in part.params.items())
        yield f"Parameters: {', '.join(settings)}."
    seen: set[tuple[str, int]] = set()
    for title, beat in zip(section.beats, part.beats, strict=True):
        yield f"### {title} ({minutes(beat.start)}–{minutes(beat.end)})"
        if still := stills.get((part.name, beat.name)):
            yield f"![{title}]({still.relative_to(beside).as_posix()})"
        yield beat.caption
        walks = [walk for label in _labels(part) if (walk := _new(part, label, beat, seen))]
        if walks:
            yield _table(walks)


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


def _few(rows: Sequence[Row], most: int) -> list[Row]:
    """Return the first rows and the last one, and as many in between, evenly."""
    if len(rows) <= most:
        return list(rows)
    last, first = len(rows) - 1, 2 if most == MOST_OF_ONE else 0
    evenly = (round(last * k / (most - first - 1)) for k in range(most - first))
    return [rows[place] for place in sorted({*range(first + 1), *evenly})]


def _table(walks: Sequence[Sequence[Row]]) -> str:
    """Return the iterates of some paths; where there is but one, its name is left out."""
    most = min(MOST_OF_ONE, max(FEWEST_OF_ONE, MOST_ROWS // len(walks)))
    rows = [row for walk in walks for row in _few(walk, most)]
    axes = ["x", "y", "z"][: max(len(stand.point) for _, stand in rows)]
    names = ["step", *axes, "loss", "seen at"]
    lines = [["path", *names], ["---", *["---:"] * len(names)]]
    for label, stand in rows:
        point = [*map(number, stand.point), *[""] * (len(axes) - len(stand.point))]
        numbers = [*point, number(stand.value), minutes(stand.start)]
        lines.append([label.replace("|", "\\|"), str(stand.n), *numbers])
    shown = lines if len(walks) > 1 else [line[1:] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in shown)


def number(value: float | None) -> str:
    """Return a number as it is read: four digits that count, powers of ten when it is tiny."""
    if value is None:
        return "not finite"
    if abs(value) < NEGLIGIBLE:
        return "0"
    digits, _, exponent = f"{value:.4g}".replace("-", "−").partition("e")
    if not exponent:
        return digits
    power = str(int(exponent.replace("−", "-"))).translate(RAISED)
    return f"{digits}·10{power}"


def _value(value: object) -> str:
    """Return a parameter as it is written in mathematics: ``(1.7, 0.9)``."""
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(_value, value))
        nested = any(isinstance(each, (list, tuple)) for each in value)
        return inner if nested else f"({inner})"
    return number(value) if isinstance(value, float) else str(value)
