"""The lecture to read: scenes, beats, captions, stills and the numbers on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.chapters import words
from pipeline.manifest import Beat, Manifest, Marble, Part, Stand

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
    for beat in part.beats:
        yield f"### {words(beat.name)} ({minutes(beat.start)}–{minutes(beat.end)})"
        still = stills[part.name, beat.name].relative_to(beside).as_posix()
        yield f"![{beat.caption.replace('[', '(').replace(']', ')')}]({still})"
        yield beat.caption
        for marble in part.marbles:
            seen = _within(marble, beat)
            if seen:
                yield _table(marble, seen)


def _within(marble: Marble, beat: Beat) -> list[Stand]:
    """Return the iterates that a marble came to in a beat, the first one where it already was."""
    return [
        stand
        for stand in marble.stands
        if stand.start_frame < beat.end_frame and stand.end_frame > beat.start_frame
    ]


def _table(marble: Marble, seen: Sequence[Stand]) -> str:
    axes = ["x", "y", "z"][: len(seen[0].point)]
    rows = [["step", *axes, "loss", "seen at"]]
    rows.append(["---:"] * len(rows[0]))
    for stand in _few(seen):
        numbers = [*map(number, stand.point), number(stand.value), minutes(stand.start)]
        rows.append([str(stand.n), *numbers])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"The marble on “{marble.path}”:\n\n{table}"


def _few(seen: Sequence[Stand]) -> list[Stand]:
    if len(seen) <= MOST_ROWS:
        return list(seen)
    last = len(seen) - 1
    places = sorted({0, 1, 2, *(round(last * k / 5) for k in range(1, 6))})
    return [seen[place] for place in places]


def number(value: float | None) -> str:
    """Return a number as it is read: five digits that count, a real minus sign."""
    if value is None:
        return "not finite"
    return f"{value:.5g}".replace("-", "−")


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)
