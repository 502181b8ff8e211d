"""Four numbers that change every frame: our readout against manim's two ways to show them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from manim import RIGHT, DecimalNumber, MathTypst, Scene, VGroup, VMobject, always_redraw

from benchmarks.clock import Prepare, Work, alternate
from benchmarks.comparison import Comparison, scaled
from benchmarks.manim_canvas import Picture, draw, manim_on, stage
from gdcore import RAVINE, GradientDescent, descend
from pipeline.presets import Canvas
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import LABEL, Formula
from scenes.kit.text.typesetting import PREAMBLE
from scenes.kit.theme import color
from scenes.kit.types import FloatArray

NAME = "readout"
CANVAS = Canvas(1280, 720, 30)
FRAMES = 40
DECIMALS = 4
PITCH = 0.8
"""Distance of two numbers, in scene units."""

GAP = 0.15
"""Between an equals sign and a number, in scene units."""


@dataclass
class Numbers:
    """The content of all sides: a column of values for each symbol, and the row shown now."""

    columns: Mapping[str, FloatArray]
    frame: int = 0

    def reader(self, symbol: str) -> Callable[[], float]:
        """Return a function that returns the present value of `symbol`."""
        return lambda: float(self.columns[symbol][self.frame])


Build = Callable[[Numbers], VGroup]
"""Makes what shows the numbers."""


def descent(frames: int) -> Numbers:
    """Return a walk down the ravine, a step a frame; every number changes in every frame."""
    path = descend(RAVINE, GradientDescent(0.07), (-10.0, 1.0), frames)
    return Numbers(
        {
            "x": path.points[:, 0],
            "f": path.values,
            "abs(nabla f)": np.linalg.norm(path.gradients, axis=1),
            "r": np.linalg.norm(path.points, axis=1),
        }
    )


def ours(numbers: Numbers) -> VGroup:
    """Show them with our readouts."""
    readouts = (
        Readout(symbol, numbers.reader(symbol), decimals=DECIMALS, signed=False)
        for symbol in numbers.columns
    )
    return column(*readouts, pitch=PITCH)


def redrawn(numbers: Numbers) -> VGroup:
    """Show them with a new ``DecimalNumber`` every frame: how manim's examples follow a tracker."""
    return _beside_labels(
        numbers,
        lambda equals, value: always_redraw(lambda: _decimal(value()).next_to(equals, RIGHT, GAP)),
    )


def set_in_place(numbers: Numbers) -> VGroup:
    """Show them with ``set_value`` in an updater: the example in ``DecimalNumber``'s own manual."""
    return _beside_labels(
        numbers,
        lambda equals, value: (
            _decimal(value())
            .next_to(equals, RIGHT, GAP)
            .add_updater(lambda decimal: decimal.set_value(value()))
        ),
    )


def _beside_labels(
    numbers: Numbers, number: Callable[[VMobject, Callable[[], float]], VMobject]
) -> VGroup:
    rows = VGroup()
    for row, symbol in enumerate(numbers.columns):
        label = Formula(f"{symbol} {{{{ = : equals }}}}", size=LABEL)
        equals = label.select("equals")
        label.shift((0, -row * PITCH, 0) - equals.get_center())
        rows.add(VGroup(label, number(equals, numbers.reader(symbol))))
    return rows


def _decimal(value: float) -> Any:
    # a formula in the course's font; manim's annotation allows LaTeX only
    typst: Any = functools.partial(MathTypst, typst_preamble=PREAMBLE)
    return DecimalNumber(
        value,
        num_decimal_places=DECIMALS,
        mob_class=typst,
        font_size=LABEL,
        color=color("ink"),
    )


RIVALS: dict[str, Build] = {
    "always_redraw(DecimalNumber)": redrawn,
    "DecimalNumber.set_value": set_in_place,
}
SIDES: dict[str, Build] = {"ours": ours, **RIVALS}

DRAWN = {"update a frame": False, "update and draw a frame": True}


def play(scene: Scene, numbers: Numbers, frames: int, drawn: bool) -> None:
    """Update the scene for each frame, and draw it if it is to be `drawn`."""
    for frame in range(1, frames + 1):
        numbers.frame = frame
        scene.update_mobjects(1 / CANVAS.fps)
        if drawn:
            draw(scene)


def compare(scratch: Path, rounds: int) -> list[Comparison]:
    """Measure the CPU time per frame of updating, and of updating and drawing.

    Parameters
    ----------
    scratch
        A folder for manim's files.
    rounds
        How often each side is timed.
    """
    with manim_on(CANVAS, scratch):
        times = {what: _milliseconds(drawn, rounds) for what, drawn in DRAWN.items()}
    content = f"{len(descent(1).columns)} numbers that change"
    return [
        Comparison(NAME, content, rival, what, "ms", frame["ours"], frame[rival])
        for rival in RIVALS
        for what, frame in times.items()
    ]


def _milliseconds(drawn: bool, rounds: int) -> dict[str, tuple[float, ...]]:
    sides = {name: _preparation(build, drawn) for name, build in SIDES.items()}
    times = alternate(sides, rounds)
    return {name: scaled(seconds, 1000 / FRAMES) for name, seconds in times.items()}


def _preparation(build: Build, drawn: bool) -> Prepare:
    def prepare() -> Work:
        numbers = descent(FRAMES)
        scene = stage(build(numbers).center())
        return lambda: play(scene, numbers, FRAMES, drawn)

    return prepare


def pictures(scratch: Path, frames: int = FRAMES // 2) -> dict[str, Picture]:
    """Return what each side shows after `frames` frames, by its name."""
    seen = {}
    with manim_on(CANVAS, scratch):
        for name, build in SIDES.items():
            numbers = descent(frames)
            scene = stage(build(numbers).center())
            play(scene, numbers, frames, drawn=False)
            seen[name] = draw(scene)
    return seen
