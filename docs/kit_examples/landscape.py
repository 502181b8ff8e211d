"""A loss as ground to stand on, seen from the side or from above, and what walks on it."""

import numpy as np
from manim import ValueTracker

from docs.kit_examples.examples import Examples
from gdcore import (
    BOUNDED_SADDLE,
    DOUBLE_WELL,
    HILL,
    HIMMELBLAU,
    PARABOLA,
    RAVINE,
    ROUND_BOWL,
    GaussianNoise,
    GradientDescent,
    HeavyBall,
    basins_of_starts,
    descend,
    least_squares,
    noisy_line,
    random_starts,
    standardised,
)
from scenes.kit.charts.axes import Frame, equal_frame
from scenes.kit.landscape.arrows import Pointer, SlopeArrow, Tangent
from scenes.kit.landscape.cross_section import Cut
from scenes.kit.landscape.dots import Dots, RunDots
from scenes.kit.landscape.ground import (
    ContourMap,
    CurveLandscape,
    CurveView,
    MapView,
    halo,
    minimum_mark,
    run_mark,
    saddle_mark,
)
from scenes.kit.landscape.loss_map import LossMap, StandardGround
from scenes.kit.landscape.marbles import Marble, Runners, Trail
from scenes.kit.layout import Slot
from scenes.kit.story.scene import beat
from scenes.kit.story.timing import walk
from scenes.kit.theme import RUNS


class Landscapes(Examples):
    """Curves, maps, marbles and arrows."""

    @beat("A landscape of one dimension from the side, with axes and a cross at each minimum.")
    def curve(self) -> None:
        self.add(CurveView(DOUBLE_WELL, Slot(-4, -2, 4, 2), x=(-2, 2)))

    @beat("The curve alone, in a frame of your own. `ground.spot` says where a point is on it.")
    def bare_curve(self) -> None:
        frame = Frame(Slot(-4, -1.6, 4, 1.6), x=(-3.6, 3.6), y=(-1.5, 4))
        ground = CurveLandscape(HILL, frame)
        lowest = [minimum_mark(ground.spot(point)) for point in HILL.minima]
        self.add(ground, *lowest, halo(ground.spot(HILL.minima[1])))

    @beat(
        "A landscape of two dimensions from above. `MapView` adds axes, a cross at each minimum "
        "and a diamond at each saddle."
    )
    def map_with_axes(self) -> None:
        self.add(MapView(BOUNDED_SADDLE, Slot(-3.6, -2.2, 3.6, 2.2), x=(-2, 2), y=(-1.5, 1.5)))

    @beat("The map alone. What is low has the tone of the paper: dark on dark, light on light.")
    def bare_map(self) -> None:
        frame = equal_frame(Slot(-2.5, -1.8, 2.5, 1.8), x=(-5, 5), y=(-5, 5))
        ground = ContourMap(HIMMELBLAU, frame, levels=(2, 10, 25, 50, 90, 150, 250, 400))
        self.add(ground)
        self.add(*(minimum_mark(ground.spot(point)) for point in HIMMELBLAU.minima))
        self.add(*(saddle_mark(ground.spot(point)) for point in HIMMELBLAU.saddles))

    @beat(
        "A marble is an iterate, a trail is what it leaves behind. Each has a dot where an iterate "
        "is; on a curve the trail needs no line."
    )
    def marble_on_a_curve(self) -> None:
        view = CurveView(PARABOLA, Slot(-3.6, -1.8, 3.6, 1.8), x=(-4, 4))
        path = descend(PARABOLA, GradientDescent(0.9), start=-3.5, steps=10)
        marble = Marble(view.ground, path, ValueTracker(5))
        self.add(view, Trail(marble, line=False), marble)

    @beat(
        "Several marbles with one clock. Each is larger than the next, so that all are seen where "
        "they start together."
    )
    def several_marbles(self) -> None:
        ground = ContourMap(RAVINE, equal_frame(Slot(-4.5, -1.4, 4.5, 1.4), (-11, 3), (-2, 2)))
        vanilla = descend(RAVINE, GradientDescent(0.07), start=(-10, 1.5), steps=20)
        momentum = descend(RAVINE, HeavyBall(0.07, 0.7), start=(-10, 1.5), steps=20)
        runners = Runners(ground, [(vanilla, "gradient_descent"), (momentum, "momentum")])
        self.add(ground, runners.shown)
        self.play(walk(runners.step, 14))

    @beat("Several runs of one optimizer: each has a colour, and a marker that tells it apart.")
    def several_runs(self) -> None:
        ground = ContourMap(HIMMELBLAU, equal_frame(Slot(-2.2, -2, 2.2, 2), (-5, 5), (-5, 5)))
        self.add(ground)
        starts = ((0.5, -0.5), (-1, 1), (0, 3), (4.5, -4), (-4.5, -1))
        for role, start in zip(RUNS, starts, strict=True):
            path = descend(HIMMELBLAU, GradientDescent(0.004), start, steps=60)
            marble = Marble(ground, path, ValueTracker(60), role)
            self.add(Trail(marble, dots=False), run_mark(role).move_to(ground.spot(start)))

    @beat(
        "Many dots of one kind are one mobject, so that hundreds are cheap. A role of a run has a "
        "shape, which tells it apart without colour."
    )
    def shaped_dots(self) -> None:
        ground = ContourMap(HIMMELBLAU, equal_frame(Slot(-2.5, -1.8, 2.5, 1.8), (-5, 5), (-5, 5)))
        starts = random_starts(HIMMELBLAU, 60, rng=1)
        basins = basins_of_starts(HIMMELBLAU, GradientDescent(0.005), starts, steps=400)
        self.add(ground)
        for basin, role in enumerate(("run_1", "run_2", "run_3", "run_4")):
            spots = ground.spot(starts[basins == basin])
            self.add(Dots(spots.copy, role))

    @beat("Many runs of one batch, each a dot that takes the straight line of its step.")
    def dots_of_runs(self) -> None:
        ground = ContourMap(ROUND_BOWL, equal_frame(Slot(-2.5, -1.8, 2.5, 1.8), (-4, 4), (-3, 3)))
        starts, noise = [(-3.0, 1.0)] * 100, GaussianNoise(2)
        runs = descend(ROUND_BOWL, GradientDescent(0.1), starts, 12, estimator=noise, rng=1)
        self.add(ground, RunDots(ground.spot, runs, ValueTracker(8.5), "run_3"))

    @beat(
        "The loss of a line, the intercept across and the slope upwards. It follows x as that is "
        "scaled; a path for standardised x stands on a `StandardGround`."
    )
    def loss_of_a_line(self) -> None:
        data = noisy_line(8, rng=1, span=(1, 5), even=True)
        windows = ((-3, 5), (-1, 4)), ((-1, 14), (-3, 7))
        levels = np.linspace(1, 11, 11) ** 2
        losses = LossMap(data, Slot(-3, -1.8, 3, 1.8), windows, levels, ValueTracker(1))
        model = least_squares(standardised(data)[0])
        path = descend(model, GradientDescent(0.2), start=(0, 0), steps=5)
        marble = Marble(StandardGround(losses), path, ValueTracker(4))
        self.add(losses, Trail(marble), losses.cross(), marble)

    @beat(
        "The slope under a marble: the tangent touches the curve, and the arrow is, across, a "
        "number times the gradient. With minus the learning rate it ends at the next x."
    )
    def tangent_and_step(self) -> None:
        view = CurveView(PARABOLA, Slot(-3.6, -1.8, 3.6, 1.8), x=(-4, 4))
        path = descend(PARABOLA, GradientDescent(0.25), start=-2.0, steps=5)
        marble = Marble(view.ground, path, ValueTracker(0))
        step = SlopeArrow(marble, ValueTracker(-0.25), role="step")
        self.add(view, Tangent(marble, length=2.4), step, marble)

    @beat("An arrow between any two moving ends, here from the marble to the next iterate.")
    def arrow_on_a_map(self) -> None:
        ground = ContourMap(RAVINE, equal_frame(Slot(-4.5, -1.4, 4.5, 1.4), (-11, 3), (-2, 2)))
        path = descend(RAVINE, GradientDescent(0.07), start=(-10, 1.5), steps=20)
        marble = Marble(ground, path, ValueTracker(3))
        arrow = Pointer(lambda: (marble.spot, ground.spot(path.points[4])))
        self.add(ground, Trail(marble), arrow, marble)

    @beat("A map cut along a line, and the curve that the ground makes there.")
    def cross_section(self) -> None:
        picture, side = Slot(-4.5, -1.6, 4.5, 1.6).columns(1.4, 1, gap=0.6)
        ground = ContourMap(BOUNDED_SADDLE, equal_frame(picture, (-2, 2), (-1.6, 1.6)))
        along_y = Cut(ground, 1, through=(0, 0), span=(-1.6, 1.6), slot=side, heading="along $y$")
        self.add(ground, along_y, saddle_mark(ground.spot([0, 0])))
