"""Numbers against steps: axes, lines that grow with the story, tables and rulers.

A `Slot` is a rectangle of the screen by its left, bottom, right and top edge, in scene units: the
screen is 14.2 wide and 8 high, and its middle is the origin.
"""

import numpy as np
from manim import DOWN, LEFT, RIGHT, ValueTracker, VGroup, VMobject

from docs.kit_examples.examples import Examples
from gdcore import PARABOLA, RAVINE, Cosine, GradientDescent, HeavyBall, Nesterov, descend, theory
from gdcore.data import noisy_line
from gdcore.models import least_squares
from scenes.kit.charts.axes import Axes, Frame, decades
from scenes.kit.charts.dial import RateDial
from scenes.kit.charts.points import FittedLine, PointCloud, Residuals
from scenes.kit.charts.ruler import FactorRuler, RateMarker, RateScale
from scenes.kit.charts.series import (
    DashedLine,
    Series,
    dot_entry,
    drop_line,
    edge_line,
    entry,
    flag,
    series,
)
from scenes.kit.charts.small import SweepChart
from scenes.kit.charts.table import Column, DataTable
from scenes.kit.layout import Slot
from scenes.kit.story.scene import beat
from scenes.kit.story.timing import glide, walk
from scenes.kit.text.readout import Readout
from scenes.kit.theme import color


class Charts(Examples):
    """Axes and what is drawn between them."""

    @beat(
        "A `Frame` is the map from data to the screen: a slot and the window that it shows. "
        "`frame.at` says where a number is, and axes are drawn only where ticks are asked for."
    )
    def axes(self) -> None:
        frame = Frame(Slot(-3, -1.5, 3, 1.5), x=(-3, 3), y=(0, 9))
        axes = Axes(frame, (-2, 2), (8,), x_name="x", y_name="f", cross=(0, 0))
        x = np.linspace(-3, 3, 100)
        curve = VMobject(color=color("ink")).set_points_as_corners(frame.at(x, x**2))
        level = DashedLine(frame.at(-3, 4), frame.at(3, 4), color=color("minimum"))
        self.add(axes, curve, level)

    @beat("A series grows with the story: it is drawn up to the present step, on any axis.")
    def series(self) -> None:
        path = descend(PARABOLA, GradientDescent(0.1), start=4.0, steps=12)
        frame = Frame(Slot(-3.2, -1.5, 3.2, 1.5), x=(0, 12), y=(0.05, 300), log_y=True)
        axes = Axes(frame, (0, 6, 12), decades(frame.y), x_name="n", y_name="f(x_n)")
        step = ValueTracker(0)
        self.add(axes, Series(frame, path.values, step, dots=True))
        self.play(walk(step, 9))

    @beat(
        "Solid and dashed lines with a legend. Colours alone tell nothing apart here: the role "
        "`nesterov` is always dashed, and others are if you say so."
    )
    def dashed_lines(self) -> None:
        frame = Frame(Slot(-3.4, -1.5, 1.8, 1.5), x=(0, 40), y=(5e-7, 200), log_y=True)
        axes = Axes(frame, (0, 20, 40), decades(frame.y, every=2), x_name="n", y_name="L")
        ball, nag = (
            descend(RAVINE, optimizer(0.03, 0.7), start=(-10, 1), steps=40).values
            for optimizer in (HeavyBall, Nesterov)
        )
        end = ValueTracker(40)
        lines = series(frame, ball, end, "momentum"), series(frame, nag, end, "nesterov")
        legend = VGroup(entry("momentum", "momentum"), entry("Nesterov", "nesterov"))
        legend.arrange(DOWN, aligned_edge=LEFT).next_to(frame.slot.point(1, 0.8), RIGHT, buff=0.5)
        self.add(axes, *lines, legend)

    @beat("Marks on a chart: a level that is crossed, a place on an axis, and a dot in the legend.")
    def marks(self) -> None:
        path = descend(PARABOLA, GradientDescent(0.1), start=4.0, steps=16)
        frame = Frame(Slot(-3.4, -1.5, 3.4, 1.5), x=(0, 16), y=(0, 4.5))
        distances = path.distances(0)
        near = path.first_step(distances < 1) or 0
        line = Series(frame, distances, ValueTracker(16))
        self.add(Axes(frame, (0, 16), (2, 4), x_name="n", y_name="abs(x_n)"), line)
        self.add(edge_line(frame, 1, "near enough"), drop_line(frame, 3, distances[3]))
        self.add(flag(frame, line.spot(near), f"{near}", "minimum"))
        self.add(dot_entry("first step that is near", "minimum").move_to(frame.at(10, 3.8)))

    @beat(
        "A table writes itself as the marble walks, one row a step, and scrolls when it is full. "
        "The newest row is bright."
    )
    def table(self) -> None:
        path = descend(PARABOLA, GradientDescent(0.1), start=4.0, steps=12)
        columns = (
            Column("n", np.arange(13), decimals=0),
            Column("x_n", path.points[:, 0], decimals=3),
            Column("f(x_n)", path.values, decimals=3),
        )
        step = ValueTracker(0)
        self.add(DataTable(Slot(-2.6, -1.5, 2.6, 1.5), columns, step))
        self.play(walk(step, 7))

    @beat(
        "The factor ruler shows what a step does to the distance from a minimum, as a factor. Each "
        "wedge follows a tracker: one for each optimizer, or for each direction."
    )
    def factor_ruler(self) -> None:
        along, across = ValueTracker(0.93), ValueTracker(0.25)
        ruler = FactorRuler(Slot(-6, -0.8, 6, 0.8))
        self.add(ruler, ruler.marker(along, "gradient_descent", "along"))
        self.add(ruler.marker(across, "gradient_descent", "across"))
        self.play(glide(across, -0.75, seconds=1))

    @beat(
        "A scale of learning rates stands on it: where the curvature grows, the rates slide "
        "together, and the same α comes to another factor."
    )
    def rate_scale(self) -> None:
        ruler = FactorRuler(Slot(-6, -1, 6, 1), symbol="1 - alpha L")
        curvature, rate = ValueTracker(2), ValueTracker(0.1)
        scale = RateScale(ruler, curvature)
        self.add(ruler, scale, RateMarker(scale, rate))
        self.add(scale.threshold(0, "1\\/L"), scale.threshold(-1, "2\\/L"))
        self.play(glide(curvature, 25, seconds=2))

    @beat(
        "A dial of learning rates; its hand and the number below it follow a function. `Dial` and "
        "`DialHand` make others, of any scale."
    )
    def dial(self) -> None:
        schedule, step = Cosine(0.3, steps=100), ValueTracker(0)
        slot = Slot(-2.5, -1.5, 2.5, 1.5)
        self.add(RateDial(slot, lambda: float(schedule(step.get_value())), most=0.4))
        self.play(glide(step, 40, seconds=1))

    @beat("A small chart of what a parameter costs, with its best value flagged on the axis.")
    def sweep(self) -> None:
        rates = np.linspace(0.05, 0.95, 19)
        needed = [theory.steps_to_reach(1e-2, 4.0, rate, 2.0) or 0 for rate in rates]
        slot, sweeps = Slot(-3.2, -2, 3.2, 2), {"parabola": needed}
        window, ticks = (0.7, 99), ((0.05, 0.95), (1, 10))
        chart = SweepChart(slot, "steps needed", "alpha", rates, sweeps, window, *ticks)
        swept = ValueTracker(18)
        self.add(chart, chart.curves(swept, "gradient_descent"), chart.bests("minimum"))

    @beat(
        "Points, a line and its misses with their squares; the model's loss is their mean. The "
        "line follows its parameters, and all follow the cloud when it is moved."
    )
    def fitted_line(self) -> None:
        data = noisy_line(6, rng=2, slope=0.6, intercept=0.5)
        model = least_squares(data)
        cloud = PointCloud(data, Slot(-5, -1.7, 2, 1.7), x=(-1, 6), y=(0, 5))
        share = ValueTracker(0)
        line = FittedLine(cloud, lambda: share.get_value() * model.minima[0])
        loss = Readout("L", lambda: float(model.value(np.asarray(line.parameters(), float))))
        self.add(Residuals(line), line, cloud, loss.move_to((4, 0, 0)))
        self.play(glide(share, 0.7, seconds=1))
