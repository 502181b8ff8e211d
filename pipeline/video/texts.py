"""Texts that come with a video: the transcript, and a description with chapter times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pipeline.captions import minutes, words
from pipeline.manifest import Beat, Manifest, Part, Stand
from pipeline.video.chapters import TitledPart, contents, sources

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

MOST_ROWS = 12
"""Of long walks the first steps, some in between and the last are given; the manifest has all."""

MOST_OF_ONE = 8
FEWEST_OF_ONE = 3

NEGLIGIBLE = 1e-9
"""Smaller numbers are written as 0: no marble on the screen can be seen to be off by them."""

Row = tuple[str, Stand]
Table = list[list[str]]

SHORTEST = 10.0
"""Seconds below which YouTube takes no chapter; it wants three of them, the first at 0:00."""

FEWEST = 3
MADE = "Every path in this video is computed; no point of it was placed by hand."


def transcript(manifest: Manifest, stills: Mapping[tuple[str, str], Path], beside: Path) -> str:
    """Return Markdown.

    Parameters
    ----------
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


def _scene(
    section: TitledPart, stills: Mapping[tuple[str, str], Path], beside: Path
) -> Iterator[str]:
    part = section.part
    yield part.teaches
    if part.params:
        yield settings_of(part)
    beats = zip(section.beats, part.beats, steps_of(part), strict=True)
    for title, beat, steps in beats:
        yield f"### {title} ({minutes(beat.start)}–{minutes(beat.end)})"
        if still := stills.get((part.name, beat.name)):
            yield f"![{title}]({still.relative_to(beside).as_posix()})"
        yield beat.caption
        if steps:
            yield _markdown(steps)


def settings_of(part: Part) -> str:
    """Return the sentence that tells a scene's parameters; nothing when it has none."""
    settings = (f"{words(name).lower()} = {_value(value)}" for name, value in part.params.items())
    return f"Parameters: {', '.join(settings)}." if part.params else ""


def steps_of(part: Part) -> Iterator[Table]:
    """Yield for each beat the iterates that marbles come to in it for the first time.

    Yields
    ------
    list of list of str
        A head and a row for each of a few of them, or nothing; a column for the path only where
        there are several.
    """
    seen: set[tuple[str, int]] = set()
    for beat in part.beats:
        walks = [walk for label in _labels(part) if (walk := _new(part, label, beat, seen))]
        yield _table(walks) if walks else []


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
    return [rows[chapter] for chapter in sorted({*range(first + 1), *evenly})]


def _table(walks: Sequence[Sequence[Row]]) -> Table:
    """Return the iterates of some paths; where there is but one, its name is left out."""
    most = min(MOST_OF_ONE, max(FEWEST_OF_ONE, MOST_ROWS // len(walks)))
    rows = [row for walk in walks for row in _few(walk, most)]
    axes = ["x", "y", "z"][: max(len(stand.point) for _, stand in rows)]
    names = ["step", *axes, "loss", "seen at"]
    lines = [["path", *names]]
    for label, stand in rows:
        point = [*map(number, stand.point), *[""] * (len(axes) - len(stand.point))]
        numbers = [*point, number(stand.value), minutes(stand.start)]
        lines.append([label, str(stand.n), *numbers])
    return lines if len(walks) > 1 else [line[1:] for line in lines]


def _markdown(table: Table) -> str:
    head, *rows = table
    sides = ["---" if name == "path" else "---:" for name in head]
    lines = [head, sides, *([text.replace("|", "\\|") for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


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


class Chapter(NamedTuple):
    """Something that begins at a second."""

    start: float
    title: str


def description(manifest: Manifest) -> str:
    """Return the text.

    Every time in it starts a chapter of at least ten seconds, since YouTube drops all chapters
    when one is shorter: scenes come first, and beats between them as far as they are long enough.
    """
    scenes = [section for section in contents(manifest) if section.part.kind == "scene"]
    bullet = "" if manifest.kind == "lecture" else "• "
    lessons = [f"{bullet}{section.title}: {section.part.teaches}" for section in scenes]
    lines = [f"{_clock(start)} {title}" for start, title in _listed(scenes, manifest.seconds)]
    blocks = [
        [manifest.title],
        lessons,
        ["Chapters", *lines] if len(lines) >= FEWEST else [],
        ["Sources", *sources(manifest)] if sources(manifest) else [],
        [MADE],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _listed(scenes: Sequence[TitledPart], end: float) -> list[Chapter]:
    """Return the scenes and, between them, the beats that YouTube takes as chapters."""
    beats = [_beats(scene) for scene in scenes]
    if len(scenes) == 1:
        starts = [row[0] for row in beats if row]
    else:
        starts = [Chapter(scene.part.start, scene.title) for scene in scenes]
    kept = list(_apart(starts, 0.0, end))
    if not kept:
        return []
    kept[0] = Chapter(0.0, kept[0].title)  # what is before belongs to it
    ends = [chapter.start for chapter in kept[1:]] + [end]
    rest = list(chain.from_iterable(row[1:] for row in beats))
    for chapter, until in zip(list(kept), ends, strict=True):
        kept += _apart(rest, chapter.start + SHORTEST, until)
    return sorted(kept)


def _beats(scene: TitledPart) -> list[Chapter]:
    return [
        Chapter(beat.start, title)
        for title, beat in zip(scene.beats, scene.part.beats, strict=True)
    ]


def _apart(chapters: Iterable[Chapter], earliest: float, end: float) -> Iterator[Chapter]:
    """Yield places that leave each other, and the last one before `end`, long enough."""
    for chapter in chapters:
        if earliest <= chapter.start <= end - SHORTEST:
            yield chapter
            earliest = chapter.start + SHORTEST


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
