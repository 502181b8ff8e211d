"""Every part of the kit once, for its picture test."""

import numpy as np
from manim import ValueTracker

from gdcore import PARABOLA, RAVINE, GradientDescent, HeavyBall, descend
from scenes.kit.charts import Series
from scenes.kit.landscapes import ContourMap, CurveLandscape
from scenes.kit.layout import BODY
from scenes.kit.lettering import LABEL, Formula, label, on_plate
from scenes.kit.marbles import Marble, Trail, following
from scenes.kit.marks import halo, minimum_mark, saddle_mark
from scenes.kit.params import Params
from scenes.kit.plot import Plot
from scenes.kit.pointers import Pointer, Tangent
from scenes.kit.readouts import Readout, column
from scenes.kit.stage import Axes, Frame, decades, equal_frame
from scenes.kit.story import StoryScene, beat
from scenes.kit.tables import Column, DataTable
from scenes.kit.walk import walk

LEFT_SLOT, MIDDLE_SLOT, RIGHT_SLOT = BODY.columns(1.2, 1.2, 1, gap=0.6)
STEPS = 6


class ShowcaseParams(Params):
    """Nothing to change."""


def plot(params: ShowcaseParams) -> Plot:
    """Walk the parabola and the ravine."""
    return Plot(
        paths={
            "parabola": descend(PARABOLA, GradientDescent(0.1), 5.0, STEPS),
            "vanilla": descend(RAVINE, GradientDescent(0.07), [-10.0, 1.0], STEPS),
            "momentum": descend(RAVINE, HeavyBall(0.07, 0.7), [-10.0, 1.0], STEPS),
        }
    )


class Showcase(StoryScene[ShowcaseParams]):
    """A curve with all that stands on it, a map with all that stands on it, and numbers."""

    plot = staticmethod(plot)
    title = "Every part of the kit"

    def construct(self) -> None:
        self.step = ValueTracker(0)
        self.show_the_parts()
        self.walk_a_little()

    @beat("Every part of the kit, once.")
    def show_the_parts(self) -> None:
        self.say("Words with $x^2$ in *between*")
        self.add(*self.curve_parts(), *self.map_parts(), *self.number_parts())

    @beat("Every part that follows, follows.", loop=True)
    def walk_a_little(self) -> None:
        self.play(walk(self.step, STEPS - 1, seconds=1))

    def curve_parts(self) -> list:
        upper, lower = LEFT_SLOT.rows(1.4, 1, gap=0.9)
        frame = Frame(
            upper.inset(bottom=0.4, left=0.4, right=0.3, top=0.4), (-5.5, 5.5), (0, 30.25)
        )
        ground = CurveLandscape(PARABOLA, frame)
        path = self.numbers.paths["parabola"]
        self.marble = Marble(ground, path, self.step)
        axes = Axes(frame, (-4, 4), (20,), x_name="x", y_name="f", cross=(0, 0))
        log = Frame(
            lower.inset(bottom=0.5, left=0.8, right=0.4), (0, STEPS), (0.5, 100), log_y=True
        )
        log_axes = Axes(log, (0, 3, 6), decades(log.y), x_name="n", y_name="f")
        series = Series(log, path.values, self.step, dots=True)
        trail = Trail(self.marble, line=False)
        return [ground, axes, log_axes, Tangent(self.marble), trail, series, self.marble]

    def map_parts(self) -> list:
        slot = MIDDLE_SLOT.inset(bottom=0.3, top=0.3)
        ground = ContourMap(RAVINE, equal_frame(slot, (-11, 3), (-4, 4)))
        marbles = [
            Marble(ground, self.numbers.paths[name], self.step, role)
            for name, role in (("vanilla", "gradient_descent"), ("momentum", "momentum"))
        ]
        trails = [Trail(marble) for marble in marbles]
        center = ground.spot([0.0, 0.0])
        name = on_plate(label("a plate", size=LABEL)).move_to(slot.point(0.5, 0.9))
        pointer = Pointer(lambda: (slot.point(0.2, 0.2), slot.point(0.5, 0.25)))
        marks = [
            minimum_mark(center),
            saddle_mark(slot.point(0.3, 0.75)),
            halo(slot.point(0.3, 0.75)),
        ]
        return [ground, *marks, name, pointer, *trails, *marbles]

    def number_parts(self) -> list:
        upper, lower = RIGHT_SLOT.rows(1.2, 1)
        formula = Formula("x - {{ alpha : a }} {{ f'(x) : b }}", roles={"a": "step", "b": "slope"})
        upper.place(formula, 0, 1)
        x = following(self.marble, lambda path, n: float(path.points[n, 0]))
        f = following(self.marble, lambda path, n: float(path.values[n]))
        readouts = column(
            Readout("x", x, decimals=3, whole=2),
            Readout("f(x)", f, role="gradient_descent", decimals=3, whole=2),
            Readout("-x", lambda: -x(), role="faint", decimals=3, whole=2),
            Readout("infinity", lambda: np.inf, role="momentum"),
        )
        upper.place(readouts, 0, 0)
        path = self.numbers.paths["parabola"]
        columns = (
            Column("n", np.arange(STEPS + 1), decimals=0),
            Column("x_n", path.points[:, 0], decimals=2),
        )
        return [formula, readouts, DataTable(lower, columns, self.step)]
