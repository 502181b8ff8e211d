"""How the cost grows: with a scene's length, and with what is on the screen."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from manim import BLUE, RIGHT, UP, YELLOW, Circle, Dot, Scene, VGroup, tempconfig
from manim.renderer.cairo_renderer import CairoRenderer

from benchmarks.clock import Prepare, Work, alternate
from benchmarks.comparison import Comparison, scaled
from benchmarks.manim_canvas import manim_on
from pipeline.encode.mp4 import Mp4
from pipeline.presets import PURPOSES, Canvas
from pipeline.render.renderer import StoryRenderer

NAME = "growth"
RIVAL = "manim's renderer and file writer"
CONTENT = "circles that stand still, and a dot that moves"
CANVAS = Canvas(1920, 1080, 60)
LENGTHS = (1.0, 4.0, 16.0)
"""Seconds of the scenes of different length."""

COUNTS = (10, 40, 160, 640)
"""Mobjects of the scenes that last one second."""

FEW = COUNTS[0]

NO_FILES = {"dry_run": True}
"""manim's setting with which it writes none of its own."""

MakePicture = Callable[[Path, float, int], Work]
"""Takes a folder, seconds and a number of mobjects; returns the work to render that."""


class Crowd(Scene):
    """Circles that stand still, with a dot that goes past them and back, a second each way."""

    def __init__(self, seconds: float, count: int, renderer: Any) -> None:
        self.seconds, self.count = seconds, count
        super().__init__(renderer=renderer)

    def construct(self) -> None:
        side = int(np.ceil(np.sqrt(self.count)))
        positions = [(n % side, n // side) for n in range(self.count)]
        circles = [
            Circle(2.6 / side, color=BLUE).shift(6 / side * (x * RIGHT + y * UP))
            for x, y in positions
        ]
        self.add(VGroup(*circles).center())
        dot = Dot(color=YELLOW).shift(5 * RIGHT + 3 * UP)
        self.add(dot)
        for turn in range(round(self.seconds)):
            self.play(dot.animate.shift((-1 if turn % 2 else 1) * RIGHT), run_time=1)


def ours(folder: Path, seconds: float, count: int) -> Work:
    """Prepare to draw and encode with our renderer."""
    sink = Mp4(folder / "growth.mp4", CANVAS, PURPOSES["share"])
    with tempconfig(NO_FILES):
        renderer: Any = StoryRenderer(sink, lambda beat, frames: None)
        scene = Crowd(seconds, count, renderer)

    def work() -> None:
        with tempconfig(NO_FILES):
            scene.render()
        sink.close()

    return work


def manims(folder: Path, seconds: float, count: int) -> Work:
    """Prepare to draw and encode with manim's own."""
    return Crowd(seconds, count, CairoRenderer()).render


SIDES: dict[str, MakePicture] = {"ours": ours, RIVAL: manims}


def compare(scratch: Path, rounds: int) -> list[Comparison]:
    """Measure the memory of longer scenes, and the CPU time of drawing and encoding a frame.

    Parameters
    ----------
    scratch
        A folder for all files.
    rounds
        How often each side is timed.
    """
    cases = {f"{seconds:g} s, {FEW} mobjects": (seconds, FEW) for seconds in LENGTHS}
    longer = dict(cases)
    cases |= {f"{LENGTHS[0]:g} s, {count} mobjects": (LENGTHS[0], count) for count in COUNTS}
    found = []
    with manim_on(CANVAS, scratch, dry_run=False, disable_caching=True):
        for what, (seconds, count) in longer.items():
            most = [(_memory(make, scratch, seconds, count),) for make in SIDES.values()]
            found.append(Comparison(NAME, CONTENT, RIVAL, f"{what}: most memory", "MiB", *most))
        for what, (seconds, count) in cases.items():
            times = alternate(_preparations(scratch, seconds, count), rounds)
            frames = round(seconds) * CANVAS.fps
            pair = [scaled(times[side], 1000 / frames) for side in SIDES]
            found.append(Comparison(NAME, CONTENT, RIVAL, f"{what}: a frame", "ms", *pair))
    return found


def _memory(make: MakePicture, folder: Path, seconds: float, count: int) -> float:
    """Return the most that a process of its own had in memory, in MiB."""
    inbox, outbox = multiprocessing.Pipe(duplex=False)

    def work() -> None:
        make(folder, seconds, count)()
        outbox.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    if not inbox.poll():
        raise RuntimeError(f"{seconds:g} s with {count} mobjects could not be rendered")
    return float(inbox.recv())


def _preparations(scratch: Path, seconds: float, count: int) -> dict[str, Prepare]:
    def prepare(make: MakePicture) -> Prepare:
        return lambda: make(scratch, seconds, count)

    return {side: prepare(make) for side, make in SIDES.items()}
