"""Draw the rooms of the sources and the imports between them: ``python -m docs.draw_architecture``.

What is drawn is read from the imports; only where each room stands is said here. Imports that are
there for types alone are left out, and so is an arrow where a longer way leads to the same room.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

import grimp

PICTURE = Path(__file__).with_name("architecture.svg")
PACKAGES = ("pipeline", "scenes", "gdcore")

WIDTH, HEIGHT = 1000, 828
BOX_WIDTH, BOX_HEIGHT = 128, 46
TOP, ROW = 92, 74
"""Where the first row begins, and from one row to the next, in pixels."""

APART = 26
"""Pixels between two arrows that leave a room, or that reach it."""

BAR_HEIGHT = 58
TIP = 8

GROUND = "ground"
"""The modules that stand in a package itself, which every room of it may import."""

SCENES = "scenes"
"""One file a scene: neither they nor their imports are counted, so that a scene changes nothing."""


@dataclass(frozen=True)
class Column:
    """A package, whose rooms stand in one part of the picture.

    Parameters
    ----------
    package
        Its name.
    title
        What stands above it.
    left, width
        In pixels.
    places
        For each room the row, counted from the top, and the middle, in pixels from `left`.
    """

    package: str
    title: str
    left: int
    width: int
    places: Mapping[str, tuple[float, int]]


PIPELINE = Column(
    "pipeline",
    "pipeline/: from what is typed to files",
    left=24,
    width=516,
    places={
        "cli": (0, 258),
        "commands": (1, 258),
        "watch": (2, 434),
        "run": (2, 258),
        "build": (3, 258),
        "slides": (3, 434),
        "site": (3, 82),
        "video": (4, 258),
        "cache": (5, 258),
        "report": (6, 82),
        "encode": (6, 258),
        "render": (6, 434),
    },
)

KIT = Column(
    "scenes.kit",
    "scenes/: the stories and their kit",
    left=568,
    width=408,
    places={
        SCENES: (0, 110),
        "cards": (0, 298),
        "parts": (1, 110),
        "races": (2, 298),
        "surface": (2, 110),
        "landscape": (3.35, 110),
        "charts": (4.35, 110),
        "story": (4.35, 298),
        "text": (5.6, 204),
    },
)

COLUMNS = (PIPELINE, KIT)
GROUND_ROW = 7.15
CORE_ROW = 8.75

STYLE = """
    svg { --paper: #FCFBF7; --room: #FFFFFF; --ink: #1B2430; --faint: #5A6673; --edge: #B9C1C9;
      --arrow: #0068A8; }
    @media (prefers-color-scheme: dark) { svg { --paper: #0F141B; --room: #1B2530; --ink: #F2F0E8;
      --faint: #9AA5B1; --edge: #41505E; --arrow: #56B4E9; } }
    .paper { fill: var(--paper); }
    .house { fill: none; stroke: var(--edge); stroke-dasharray: 2 4; }
    .room { fill: var(--room); stroke: var(--edge); }
    .arrow { fill: none; stroke: var(--arrow); stroke-width: 1.5; }
    .tip { fill: var(--arrow); }
    text { fill: var(--ink); font: 15px sans-serif; text-anchor: middle; }
    .title { font-weight: bold; text-anchor: start; }
    .files { fill: var(--faint); font-size: 12px; }
    .count { fill: var(--arrow); font-size: 12px; stroke: var(--paper); stroke-width: 5px;
      paint-order: stroke; }
"""


@dataclass(frozen=True)
class Rooms:
    """What there is to draw.

    Parameters
    ----------
    files
        How many files each room has; empty ones that only make a package are not counted.
    imports
        How many imports lead from one room to another.
    """

    files: Mapping[str, int]
    imports: Mapping[tuple[str, str], int]


def rooms_of(graph: grimp.ImportGraph) -> Rooms:
    """Return the rooms of the packages and the imports between them."""
    packages = {module for module in graph.modules if graph.find_children(module)}
    files: Counter[str] = Counter()
    imports: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        room = room_of(module, packages)
        files[room] += module not in packages or bool(
            graph.find_modules_directly_imported_by(module)
        )
        for imported in graph.find_modules_directly_imported_by(module):
            other = room_of(imported, packages)
            if other != room:
                imports[room, other] += 1
    return Rooms(files, imports)


def room_of(module: str, packages: Collection[str]) -> str:
    """Return the room of a module: the package below one of the columns', or its ground."""
    parts = module.split(".")
    if parts[0] == "gdcore":
        return "gdcore"
    if parts[0] == "scenes" and parts[1:2] != ["kit"]:
        return parts[1] if ".".join(parts[:2]) in packages and len(parts) > 1 else SCENES
    depth = 1 if parts[0] == "pipeline" else 2
    if len(parts) > depth and ".".join(parts[: depth + 1]) in packages:
        return parts[depth]
    return f"{'.'.join(parts[:depth])} {GROUND}"


def arrows(imports: Collection[tuple[str, str]], rooms: Collection[str]) -> list[tuple[str, str]]:
    """Return the imports between some rooms, without those that a longer way stands for."""
    below = {room: {b for a, b in imports if a == room and b in rooms} for room in rooms}

    def reached(room: str) -> set[str]:
        return below[room].union(*(reached(other) for other in below[room]))

    return sorted(
        (room, other)
        for room in rooms
        for other in below[room]
        if not any(other in reached(third) for third in below[room] - {other})
    )


def svg(rooms: Rooms) -> str:
    """Return the picture.

    Raises
    ------
    ValueError
        When a room has no place in it.
    """
    placed = {room for column in COLUMNS for room in column.places}
    grounds = {f"{column.package} {GROUND}" for column in COLUMNS}
    homeless = set(rooms.files) - placed - grounds - {"gdcore"}
    if homeless:
        raise ValueError(f"no place for {', '.join(sorted(homeless))}: give it one in {__file__}")
    lines = [f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>']
    for column in COLUMNS:
        lines += _column(column, rooms)
    lines += _between(rooms)
    core = (24, TOP + CORE_ROW * ROW, WIDTH - 48, BAR_HEIGHT)
    lines += _box(*core, "gdcore/", f"the optimizer core: {_files(rooms.files['gdcore'])}")
    content = "\n".join(f"  {line}" for line in lines)
    tip = '<path class="tip" d="M 0 0 L 8 4 L 0 8 z"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">\n'
        f"  <title>The rooms of the sources and the imports between them</title>\n"
        f"  <style>{STYLE}  </style>\n"
        f'  <marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto">{tip}</marker>\n{content}\n</svg>\n'
    )


def _column(column: Column, rooms: Rooms) -> Iterator[str]:
    top, bottom = TOP - 56, TOP + GROUND_ROW * ROW + BAR_HEIGHT + 16
    yield (
        f'<rect class="house" x="{column.left}" y="{top}" width="{column.width}" '
        f'height="{bottom - top:g}" rx="10"/>'
    )
    yield f'<text class="title" x="{column.left + 14}" y="{top + 26}">{column.title}</text>'
    yield from _ways(column, rooms)
    for room in column.places:
        x, y = _place(column, room)
        told = "one file a scene" if room == SCENES else _files(rooms.files[room])
        yield from _box(x - BOX_WIDTH / 2, y, BOX_WIDTH, BOX_HEIGHT, room, told)
    ground = f"{column.package} {GROUND}"
    total = sum(n for (a, b), n in rooms.imports.items() if b == ground and a != SCENES)
    told = f"{_files(rooms.files[ground])}, {total} imports from the rooms"
    bar = (column.left + 16, TOP + GROUND_ROW * ROW, column.width - 32, BAR_HEIGHT)
    yield from _box(*bar, f"{column.package.replace('.', '/')}/*.py: the ground", told)


def _between(rooms: Rooms) -> Iterator[str]:
    """Draw the arrows between the packages, each for all of their rooms."""
    kit = {f"{KIT.package} {GROUND}", *KIT.places}
    pipeline = {f"{PIPELINE.package} {GROUND}", *PIPELINE.places}
    counts = {
        pair: sum(rooms.imports.get((a, b), 0) for a in pair[0] for b in pair[1] if a != SCENES)
        for pair in (
            (frozenset(pipeline), frozenset(kit)),
            (frozenset(pipeline), frozenset({"gdcore"})),
            (frozenset(kit), frozenset({"gdcore"})),
        )
    }
    across, left, right = counts.values()
    edge, y = PIPELINE.left + PIPELINE.width, TOP + 5.45 * ROW
    yield from _line(f"M {edge} {y:g} H {KIT.left}", (edge + KIT.left) / 2, y - 8, across)
    start, end = TOP + GROUND_ROW * ROW + BAR_HEIGHT + 16, TOP + CORE_ROW * ROW
    for column, count in ((PIPELINE, left), (KIT, right)):
        x = column.left + column.width / 2
        yield from _line(f"M {x:g} {start:g} V {end:g}", x + 16, (start + end) / 2 + 2, count)


def _ways(column: Column, rooms: Rooms) -> Iterator[str]:
    """Draw the arrows of a column; those of one room stand side by side, so that none is hidden."""
    found = arrows(rooms.imports, column.places)
    for room, other in found:
        count = 0 if room == SCENES else rooms.imports[room, other]
        (x, y), (to_x, to_y) = _place(column, room), _place(column, other)
        if y == to_y:
            side = math.copysign(BOX_WIDTH / 2, to_x - x)
            x, to_x, y = x + side, to_x - side, y + BOX_HEIGHT / 2
            yield from _line(f"M {x:g} {y:g} H {to_x:g}", (x + to_x) / 2, y - 6, count)
            continue
        leaving = [b for a, b in found if a == room and _place(column, b)[1] != y]
        coming = [a for a, b in found if b == other and _place(column, a)[1] != to_y]
        x, to_x = (
            x + _aside(column, room, leaving, other),
            to_x + _aside(column, other, coming, room),
        )
        yield from _arrow(x, y + BOX_HEIGHT, to_x, to_y, count)


def _aside(column: Column, of: str, others: list[str], to: str) -> float:
    """Return how far from the middle of a room its arrow from or to another one stands."""
    middle, end = column.places[of][1], column.places[to][1]
    side = [other for other in others if (column.places[other][1] - middle) * (end - middle) > 0]
    nearest = sorted(side, key=lambda other: column.places[other][0])
    return math.copysign(APART * (nearest.index(to) + 1), end - middle) if side else 0.0


def _arrow(x: float, y: float, to_x: float, to_y: float, count: int) -> Iterator[str]:
    if x == to_x:
        yield from _line(f"M {x:g} {y:g} V {to_y:g}", x + 12, (y + to_y) / 2 + 4, count)
        return
    near = to_y - y < ROW
    # to the next row by a curve; further down it crosses first, and then comes straight from above
    bend = to_y - TIP if near else y + ROW - BOX_HEIGHT - TIP
    way = f"M {x:g} {y:g} C {x:g} {bend:g} {to_x:g} {y:g} {to_x:g} {bend:g} V {to_y:g}"
    if near:
        yield from _line(way, (x + to_x) / 2, (y + bend) / 2 + 4, count)
    else:
        yield from _line(way, to_x + 12, (bend + to_y) / 2, count)


def _line(way: str, x: float, y: float, count: int) -> Iterator[str]:
    yield f'<path class="arrow" d="{way}" marker-end="url(#tip)"/>'
    if count:
        yield f'<text class="count" x="{x:g}" y="{y:g}">{count}</text>'


def _box(x: float, y: float, width: float, height: float, name: str, told: str) -> Iterator[str]:
    middle, half = x + width / 2, y + height / 2
    yield (f'<rect class="room" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6"/>')
    yield f'<text x="{middle:g}" y="{half - 3:g}">{escape(name)}</text>'
    yield f'<text class="files" x="{middle:g}" y="{half + 14:g}">{escape(told)}</text>'


def _place(column: Column, room: str) -> tuple[float, float]:
    row, middle = column.places[room]
    return column.left + middle, TOP + row * ROW


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def drawn() -> str:
    """Return the picture of the sources as they are."""
    return svg(
        rooms_of(grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None))
    )


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8", newline="\n")
