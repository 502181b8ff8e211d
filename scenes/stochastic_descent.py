"""A few points guess the gradient of all: cheap far away, but near the answer only noise."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Circle,
    Create,
    FadeIn,
    FadeOut,
    ValueTracker,
    VGroup,
    linear,
    smooth,
    squish_rate_func,
)
from pydantic import Field

from gdcore import (
    BOUNDED_SADDLE,
    SHARP_AND_FLAT,
    Cosine,
    Dataset,
    GaussianNoise,
    GradientDescent,
    Landscape,
    MiniBatches,
    Model,
    Path,
    descend,
    least_squares,
    noisy_line,
    standardised,
)
from gdcore.arrays import IntArray
from scenes.catalog import words_of
from scenes.kit.charts.axes import Axes, Frame, equal_frame
from scenes.kit.charts.points import FittedLine, PointCloud, Residuals
from scenes.kit.charts.series import DashedLine, entry
from scenes.kit.landscape.dots import Dots, RunDots
from scenes.kit.landscape.ground import (
    ContourMap,
    CurveLandscape,
    minimum_mark,
    run_mark,
    saddle_mark,
)
from scenes.kit.landscape.loss_map import StandardGround
from scenes.kit.landscape.marbles import Marble, Trail, whole_step
from scenes.kit.layout import BODY, PICTURE, Slot
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, hurried, on_a_log_clock, walk
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import LABEL, LAW, TICK, label, on_plate, rule
from scenes.kit.theme import DASHES, color
from scenes.kit.types import FloatArray, Vector
from scenes.parts.minibatches import (
    Arrows,
    CostChart,
    CostLine,
    Hover,
    TheoryEllipse,
    WorkClock,
    ZoomMap,
    batches,
    hover,
    pulls,
    settle,
    spread,
)

STRIP = Slot(BODY.left, BODY.bottom, BODY.right, BODY.bottom + 0.6)
UPPER = Slot(BODY.left, STRIP.top + 0.1, BODY.right, BODY.top)
LEFT_HALF, RIGHT_HALF = UPPER.columns(1, 1.25, gap=0.4)
CHART = LEFT_HALF.inset(left=0.45, bottom=0.45, right=0.4, top=0.1)
MAP = RIGHT_HALF.inset(left=0.5, bottom=0.45, right=0.4, top=0.42)
COSTS = Slot(LEFT_HALF.left, BODY.bottom, LEFT_HALF.right, LEFT_HALF.top)
PLANE, SIDE = BODY.columns(1.5, 1, gap=0.6)
SADDLE = Slot(PICTURE.left, PICTURE.bottom, PLANE.right, PICTURE.top)
CURVE = Slot(BODY.left, BODY.bottom + 2.75, BODY.right - 3.3, BODY.top)
STRIPS = Slot(CURVE.left, BODY.bottom, CURVE.right, CURVE.bottom - 0.15).rows(1, 1, gap=0.2)

LINE = {"slope": 0.8, "intercept": 3.0}
"""The line that the points are about: that of `line_fitting`."""

SPAN = (1.0, 5.0)
CHART_X, CHART_Y = (-0.4, 5.9), (-0.4, 11.0)
FAR = (-0.8, 6.8), (-2.1, 3.4)
"""Intercepts and slopes on the map, for standardised x."""

NEAR = 1.3
"""How far the map reaches to all sides of the answer when it is near."""

RESTLESS = 0.75
"""Opacity of the lines of the run that staggers most, which would hide the others."""

RINGS = np.array([0.5, 1, 1.5, 2, 3, 4, 5, 6, 7])
"""Distances from the answer at which the map changes its colour."""

LIT = 0.15
"""Radius of a point whose gradient is asked for, in scene units: larger than the others."""

SHOWN_BATCHES, MANY_BATCHES = 5, 200
EPOCHS = 25
"""Steps of the run that sees all points; the others compute as many gradients."""

TENTH = 0.1
HOVERING = 60
"""Steps of the clouds from the exact answer."""

SOURCES = ("Bach and Moulines, Non-strongly-convex smooth stochastic approximation (2013)",)
"""Of how wide a cloud is."""

SETTLING, LAST_SHARE = 120, 1 / 16
"""Steps in which α falls then, and what is left of it."""

AFRESH = 1000
"""Added to the seed of the batches that runs see when they go on."""

RUNS = 200
"""Seeds of each experiment with noise."""

RIDGE, RIDGE_NOISE, RIDGE_RATE, RIDGE_STEPS, AWAY = (1.5, 0.0), 0.5, 0.1, 50, 0.5
WELL_NOISE, WELL_RATE, WELL_STEPS = 2.5, 0.02, 400
BARRIER = -np.log(2)
"""Where the landscape between the two wells is highest."""

ALL, FEW, ONE = "run_1", "run_2", "run_3"

AFTERWARDS, SOON = squish_rate_func(smooth, 0.5, 1), squish_rate_func(smooth, 0.15, 0.7)
"""What comes where words stood appears when they have gone, a ground while another still goes."""


class StochasticDescentParams(Params):
    points: int = Field(40, ge=36, le=48, description="points of the data")
    noise: float = Field(1.2, ge=1, le=1.3, description="standard deviation of the noise on y")
    batch: int = Field(8, ge=6, le=9, description="points in a mini-batch")
    learning_rate: float = Field(0.1, ge=0.09, le=0.11, description="step size α")
    runs: int = Field(300, ge=200, le=400, description="runs that make a cloud")
    seed: int = Field(4, ge=0, le=49, description="seed of the data and of all batches")


@dataclass(frozen=True)
class Story:
    """What the scene draws besides the paths of its plot."""

    data: Dataset
    model: Model
    clouds: dict[str, Hover]
    settled: dict[str, Hover]
    falling: Cosine
    experiments: dict[str, Path]


@functools.lru_cache(maxsize=4)
def story(params: StochasticDescentParams) -> Story:
    """Make the data, and let many runs go in noise."""
    data = noisy_line(params.points, params.seed, noise=params.noise, span=SPAN, even=True, **LINE)
    model, seed = least_squares(standardised(data)[0]), params.seed
    setting = params.runs, HOVERING, seed
    sharp, flat = SHARP_AND_FLAT.minima
    wells = WELL_NOISE, WELL_RATE, WELL_STEPS, seed
    rate, sizes = params.learning_rate, {FEW: params.batch, ONE: 1}
    falling = Cosine(rate, SETTLING - 1, LAST_SHARE * rate)
    clouds = {role: hover(model, rate, size, *setting) for role, size in sizes.items()}
    going_on = SETTLING, seed + AFRESH
    return Story(
        data,
        model,
        clouds,
        {
            role: settle(model, cloud, falling, sizes[role], *going_on)
            for role, cloud in clouds.items()
        },
        falling,
        {
            "ridge": noisy_runs(BOUNDED_SADDLE, RIDGE, RIDGE_NOISE, RIDGE_RATE, RIDGE_STEPS, seed),
            "sharp": noisy_runs(SHARP_AND_FLAT, sharp, *wells),
            "flat": noisy_runs(SHARP_AND_FLAT, flat, *wells),
        },
    )


def noisy_runs(
    landscape: Landscape, start: Any, noise: float, rate: float, steps: int, seed: int
) -> Path:
    """Return the batch of all runs from one start, each with noise of its own."""
    starts = np.tile(start, (RUNS, 1))
    optimizer, noisy = GradientDescent(rate), GaussianNoise(noise)
    return descend(landscape, optimizer, starts, steps, estimator=noisy, rng=seed)


def plot(params: StochasticDescentParams) -> Plot:
    told = story(params)
    model, count, start = told.model, params.points, np.zeros(2)
    (best,) = model.minima
    least, optimizer = float(model.value(best)), GradientDescent(params.learning_rate)
    paths = {"all": descend(model, optimizer, start, EPOCHS)}
    for name, size in (("few", params.batch), ("one", 1)):
        paths[name] = descend(
            model,
            optimizer,
            start,
            -(-EPOCHS * count // size),
            estimator=MiniBatches(size, replacement=True),
            rng=params.seed,
        )
    sizes = {"all": count, "few": params.batch, "one": 1}
    costs = {
        f"{name}_cost": sizes[name] * tenth(path.values - least) for name, path in paths.items()
    }
    paths["on the ridge"] = descend(BOUNDED_SADDLE, GradientDescent(RIDGE_RATE), RIDGE, RIDGE_STEPS)
    facts: dict[str, Fact] = {
        "points": count,
        "batch": params.batch,
        "few_off": 100 * spread(model, start, params.batch),
        "one_off": 100 * spread(model, start, 1),
        **costs,
        "few_d": told.clouds[FEW].expected,
        "one_d": told.clouds[ONE].expected,
        "few_settled": float(told.settled[FEW].measured[-1]),
        "one_settled": float(told.settled[ONE].measured[-1]),
        "rate": params.learning_rate,
        "last_rate": told.falling.final,
        "settling": SETTLING,
        "runs": RUNS,
        "ridge_steps": RIDGE_STEPS,
        "well_steps": WELL_STEPS,
        "freed": freed(told.experiments["ridge"]),
        "left": moved(told.experiments["sharp"]),
        "entered": moved(told.experiments["flat"]),
    }
    return Plot(paths, facts, SOURCES)


def tenth(excess: FloatArray) -> int:
    """Return the first step at which the loss above the least one is a tenth of the first."""
    return int(np.flatnonzero(excess <= TENTH * excess[0])[0])


def freed(path: Path, n: int = -1) -> int:
    """Return how many runs are away from the ridge after step n."""
    return int((np.abs(path.points[n, :, 1]) > AWAY).sum())


def moved(path: Path, n: int = -1) -> int:
    """Return how many runs are after step n in the other well than at first."""
    side = path.points[..., 0] > BARRIER
    return int((side[n] != side[0]).sum())


class StochasticDescent(StoryScene[StochasticDescentParams]):
    """Single points pull in all directions; the mean of a few is a cheap guess that never rests."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("stochastic_descent")

    def construct(self) -> None:
        self.told = story(self.params)
        self.model = self.told.model
        (self.best,) = self.model.minima
        self.zoom = ValueTracker(0)
        least = float(self.model.value(self.best))
        slope, height = self.best
        near = (height - NEAR, height + NEAR), (slope - NEAR, slope + NEAR)
        self.map = ZoomMap(self.told.data, MAP, FAR, near, least + RINGS**2, self.zoom)
        self.ground = StandardGround(self.map)
        self.pull_one_by_one()
        self.ask_a_few()
        self.pay_for_gradients()
        self.hover_at_the_answer()
        self.let_alpha_fall()
        self.leave_the_ridge()
        self.leave_the_sharp_minimum()

    @beat("Each of {points} points has a gradient of its own. The mean of all is the true one.")
    def pull_one_by_one(self) -> None:
        self.cloud = PointCloud(self.told.data, CHART, CHART_X, CHART_Y, "faint")
        frame = self.cloud.frame
        self.axes = Axes(frame, range(1, 6), range(0, 11, 2), "x", "", (CHART_X[0], 0))
        self.map_axes = self.axes_of_the_map()
        self.marble = Marble(self.ground, self.paths["all"], ValueTracker(0))
        self.line = FittedLine(self.cloud, lambda: self.ground.own_units(self.marble.point))
        self.cross = self.map.cross()
        self.add(self.axes, self.map, self.map_axes, self.cloud, self.cross)
        self.ask(FadeIn(self.line), FadeIn(self.marble, shift=0.5 * DOWN))
        self.grown = ValueTracker(0)
        self.singles = Arrows(self.single_pulls, width=0.035)
        lit = Dots(self.lit_points, "slope", LIT)
        below = Slot(RIGHT_HALF.left, STRIP.bottom, RIGHT_HALF.right, STRIP.top)
        step = "-{{ alpha : rate }} {{ nabla L_i : slope }}"
        words = rule(f'"an arrow:" {step} "of one point"', LABEL)
        law = rule('{{ nabla L : slope }} = "mean of all" {{ nabla L_i : slope }}', LABEL)
        line = Slot(LEFT_HALF.left, STRIP.bottom, LEFT_HALF.right, STRIP.top).place(
            label("$y = w z + c$, $z$: $x$ standardised"), 0, 0.3
        )
        below.place(words, 0.5, 0.3)
        below.place(law, 0.5, 0.3)
        self.say("Each point pulls its own way", FadeIn(words, line))
        self.add(self.singles, lit, self.marble)
        self.play(walk(self.grown, self.params.points, 4 * SLOW, hurried))
        tip = self.tip_of(np.arange(self.params.points))
        self.mean = outlined(Arrows(lambda: (self.marble.spot[None], tip[None]), width=0.14))
        self.add(self.mean, self.marble)
        dim: Any = self.singles.animate
        come = FadeIn(self.mean), dim.set_fill(opacity=0.6), FadeIn(law)
        self.play(*come, FadeOut(words, run_time=QUICK), run_time=STEADY)
        self.wait(HOLD)
        self.lit, self.words = lit, VGroup(line, law)
        self.get_ready_to_guess(tip)

    def axes_of_the_map(self) -> Axes:
        frame = self.map.frame
        x, y = (range(math.ceil(low), math.floor(high) + 1) for low, high in (frame.x, frame.y))
        return Axes(frame, x, y, "c", "w")

    def single_pulls(self) -> tuple[Vector, Vector]:
        """Return the ends of the arrows that have begun to grow, from left to right in the data."""
        start, tips = pulls(self.model, self.ground, self.marble.point, self.params.learning_rate)
        shares = np.clip(self.grown.get_value() - np.arange(len(tips)), 0, 1)[:, None]
        ends = start + shares * (tips - start)
        return np.tile(start, (len(tips), 1)), ends

    def lit_points(self) -> Vector:
        """Return where the points whose arrows are shown lie in the chart."""
        data, shown = self.told.data, int(np.ceil(self.grown.get_value()))
        return self.cloud.frame.at(data.inputs[:shown, 0], data.targets[:shown])

    def tip_of(self, examples: IntArray) -> Vector:
        """Return where the arrows of means over examples ``(..., size)`` end, from the start."""
        start = np.zeros((*np.shape(examples)[:-1], 2))
        gradients = self.model.gradient_of(start, examples)
        return self.ground.spot(start - self.params.learning_rate * gradients)

    def get_ready_to_guess(self, tip: Vector) -> None:
        """Dim the arrows, and draw the batches, whose means are to scatter about the true one."""
        size = self.params.batch
        self.batches = batches(self.params.points, size, MANY_BATCHES, self.params.seed)
        self.tips = self.tip_of(self.batches)
        self.draw, self.drawn = ValueTracker(0), ValueTracker(0)
        self.guess = outlined(Arrows(self.guess_now, width=0.12))
        self.chosen = Arrows(self.chosen_pulls, width=0.045)
        self.asked = Dots(self.asked_points, "slope", LIT)
        self.landed = Dots(self.landed_tips, "ink", 0.045).set_stroke(width=0.7)
        ring = Circle(0.16, color=color("ink"), stroke_width=3.5).move_to(tip)
        goal = VGroup(ring, on_plate(label("all", size=TICK), 0.05).next_to(ring, RIGHT, buff=0.1))
        self.old: list[Any] = [self.words, self.lit, self.mean]
        self.goal = goal
        words = label("a dot: where the mean of a batch ends", size=LABEL)
        below = Slot(RIGHT_HALF.left, STRIP.bottom, RIGHT_HALF.right, STRIP.top)
        self.words = VGroup(below.place(words, 0.5, 0.3))
        dim: Any = self.singles.animate
        come = FadeIn(goal, self.words), dim.set_fill(opacity=0.25)
        self.say(f"A mini-batch: {size} of {self.params.points}", *come, away=self.old)

    def phase(self) -> tuple[int, float]:
        """Return the batch that is shown, and how far its arrows have grown, from 0 to 1."""
        at = self.draw.get_value()
        n = min(int(at), SHOWN_BATCHES - 1)
        share = at - n
        leaving = 1.0 if n == SHOWN_BATCHES - 1 else (1 - share) / 0.12
        return n, float(np.clip(min(share / 0.35, leaving), 0, 1))

    def chosen_pulls(self) -> tuple[Vector, Vector]:
        n, grown = self.phase()
        start, tips = pulls(self.model, self.ground, np.zeros(2), self.params.learning_rate)
        some = tips[self.batches[n]]
        return np.tile(start, (len(some), 1)), start + grown * (some - start)

    def guess_now(self) -> tuple[Vector, Vector]:
        n, grown = self.phase()
        start = self.ground.spot(np.zeros(2))
        return start[None], (start + grown * (self.tips[n] - start))[None]

    def asked_points(self) -> Vector:
        n, grown = self.phase()
        data, some = self.told.data, self.batches[n]
        return self.cloud.frame.at(data.inputs[some, 0], data.targets[some])[: None if grown else 0]

    def landed_tips(self) -> Vector:
        n, _ = self.phase()
        done = self.draw.get_value() - n > 0.35
        return self.tips[: max(n + done, int(self.drawn.get_value()))]

    @beat(
        "A guess from {batch} points is typically {few_off:.0f} % off,"
        " from one point {one_off:.0f} %.",
        loop=True,
    )
    def ask_a_few(self) -> None:
        self.add(self.asked, self.chosen, self.guess, self.landed, self.marble)
        self.play(glide(self.draw, SHOWN_BATCHES, 4.5 * SLOW, linear))
        self.add(self.goal)  # what they scatter about is seen
        dim: Any = self.singles.animate
        gone = FadeOut(self.chosen, self.guess, self.asked), dim.set_fill(opacity=0.12)
        self.play(glide(self.drawn, MANY_BATCHES, 1.5 * SLOW), *gone)
        self.wait(QUICK)
        self.old = [
            self.words, self.goal, self.landed, self.marble, self.line, self.cloud, self.axes,
            self.singles,
        ]  # fmt: skip

    @beat(
        "Excess loss cut to a tenth: {all_cost} gradients with all,"
        " {few_cost} with {batch}, {one_cost} with one."
    )
    def pay_for_gradients(self) -> None:
        count, work = self.params.points, ValueTracker(0)
        total = EPOCHS * count
        chart = CostChart(COSTS, total, (1e-4, 60.0))
        least = float(self.model.value(self.best))
        runs = (("one", ONE, 1), ("few", FEW, self.params.batch), ("all", ALL, count))
        marbles, trails, lines = [], [], []
        for name, role, size in runs:
            clock = WorkClock(work, size)
            marble = Marble(self.ground, self.paths[name], clock, role)
            trail = Trail(marble, dots=False)
            trail.line.set_stroke(width=2.5, opacity=RESTLESS if size == 1 else 1)
            line = CostLine(chart.frame, self.paths[name].values - least, clock, role)
            line.line.set_stroke(opacity=RESTLESS if size == 1 else 1)
            marbles.append(marble)
            trails.append(trail)
            lines.append(line)
        legend = VGroup(
            *(entry(words, role, DASHES[role]) for words, role in self.names_of_sizes())
        ).arrange(RIGHT, buff=0.3)
        STRIP.place(legend, 1, 0.3)
        come = FadeIn(chart, legend, *marbles)
        self.say(f"A step with all is as dear as {count} with one", come, away=self.old)
        self.add(*trails, *lines, self.cross, *marbles)
        self.play(on_a_log_clock(work, total, 6.5 * SLOW))
        self.wait(HOLD)
        self.old = [chart, legend, *lines, *trails, *marbles, self.map_axes]

    def names_of_sizes(self) -> tuple[tuple[str, str], ...]:
        return ("all points", ALL), (f"{self.params.batch} points", FEW), ("one point", ONE)

    @beat(
        "At the answer only all pulls cancel: with {batch} it stays {few_d:.2f} off,"
        " with one {one_d:.2f}."
    )
    def hover_at_the_answer(self) -> None:
        step, clouds = ValueTracker(0), self.told.clouds
        self.present = {role: (cloud, step) for role, cloud in clouds.items()}
        grown = ValueTracker(0)

        def ends() -> tuple[Vector, Vector]:
            start, tips = pulls(self.model, self.ground, self.best, self.params.learning_rate)
            return np.tile(start, (len(tips), 1)), start + grown.get_value() * (tips - start)

        fan = Arrows(ends, width=0.06)
        line = FittedLine(self.cloud, lambda: self.map.best, "minimum")
        misses = Residuals(line, ValueTracker(0))
        cancel = rule('{{ nabla L : slope }} = "mean of all" {{ nabla L_i : slope }} = 0', LABEL)
        Slot(RIGHT_HALF.left, STRIP.bottom, RIGHT_HALF.right, STRIP.top).place(cancel, 0.5, 0.3)
        chart = VGroup(self.axes, misses, line, self.cloud)
        come = FadeIn(chart, cancel, rate_func=AFTERWARDS)
        self.say("Even at the answer they pull", come, away=self.old)
        self.play(glide(self.zoom, 1, SLOW))
        words = label("$d$: root mean square\\ distance from the answer")
        law = rule("d prop sqrt({{ alpha : rate }} \\/ B) quad", LAW)
        size = label("nearly, with batches of $B$ points")
        rows = VGroup(
            *(self.row_of(role, name) for role, name in ((ONE, "1"), (FEW, str(self.params.batch))))
        )
        rows.arrange(DOWN, buff=0.45, aligned_edge=LEFT)
        laws = VGroup(law, size).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        notes = VGroup(words, rows, laws)
        LEFT_HALF.stack(*notes, up=0.6, gap=0.6)
        theories: list[Any] = [row[-1] for row in rows]
        self.theories = VGroup(*theories)  # they leave before their rows do
        for row, theory in zip(rows, theories, strict=True):
            row.remove(theory)
            theory.align_to(theories[0], LEFT)
        notes.add(self.theories)
        self.add(fan, self.cross)
        self.play(glide(grown, 1, SLOW))
        self.wait(HOLD)
        dots = [RunDots(self.spots_inside, clouds[role].path, step, role) for role in (ONE, FEW)]
        self.say(
            "So it hovers, as wide as theory says", FadeIn(*dots, notes), away=[fan, cancel, chart]
        )
        rings = [TheoryEllipse(self.ground, clouds[role]) for role in (ONE, FEW)]
        self.play(walk(step, HOVERING // 2, 2 * SLOW, hurried))
        self.play(*map(Create, [ring.line for ring in rings]), run_time=STEADY)
        self.add(*rings)
        self.play(glide(step, HOVERING, 2 * SLOW, linear))
        self.dots, self.laws = dots, laws
        self.old = [self.map, *rings, words, rows, self.cross]

    def spots_inside(self, points: FloatArray) -> Vector:
        """Return where those of the points ``(n, 2)`` are that the map shows."""
        spots = self.ground.spot(points)
        return np.asarray(spots[self.map.frame.contains(spots)])

    def row_of(self, role: str, size: str) -> VGroup:
        """Return a run's sign, how far its cloud is from the answer now, and theory's number."""

        def now() -> float:
            cloud, step = self.present[role]
            return float(cloud.measured[int(step.get_value() + 1e-6)])

        number = Readout(f"d_{size}", now, decimals=2, signed=False)
        theory = label(f"theory: {self.told.clouds[role].expected:.2f}", "faint")
        return VGroup(run_mark(role), number, theory).arrange(RIGHT, buff=0.35)

    @beat(
        "Let α fall, from {rate:g} to {last_rate:.3f}, and they settle:"
        " {few_settled:.2f} off, and {one_settled:.2f}."
    )
    def let_alpha_fall(self) -> None:
        step, settled = ValueTracker(0), self.told.settled
        rate = Readout(
            "alpha",
            lambda: float(self.told.falling(step.get_value())),
            role="step",
            decimals=3,
            signed=False,
        )
        rate.move_to(self.laws[0], aligned_edge=LEFT)
        theories = self.theories
        constant = VGroup(
            *(
                label(f"at $alpha = {self.params.learning_rate:g}$: {number}", "faint")
                .move_to(theory, aligned_edge=LEFT)
                .match_y(theory)
                for theory, number in zip(
                    theories,
                    (f"{self.facts[name]:.2f}" for name in ("one_d", "few_d")),
                    strict=True,
                )
            )
        )
        words = label("rings: where they stay at constant $alpha$")
        Slot(RIGHT_HALF.left, STRIP.bottom, RIGHT_HALF.right, STRIP.top).place(words, 0.5, 0.3)
        self.say(
            "Shorter steps, less noise", FadeIn(rate, constant, words), away=[self.laws, theories]
        )
        self.remove(*self.dots)
        dots = [RunDots(self.spots_inside, settled[role].path, step, role) for role in (ONE, FEW)]
        self.present = {role: (cloud, step) for role, cloud in settled.items()}
        _, *rings = self.old
        self.add(*dots, *rings)
        self.play(glide(step, SETTLING, 4 * SLOW, linear))
        self.wait(HOLD)
        self.old = [*self.old, *dots, rate, constant, words]

    @beat(
        "On a saddle's ridge noise frees {freed} of {runs} in {ridge_steps} steps."
        " Without it: none, ever."
    )
    def leave_the_ridge(self) -> None:
        step, runs = ValueTracker(0), self.told.experiments["ridge"]
        ground = ContourMap(BOUNDED_SADDLE, equal_frame(SADDLE, (-2, 2.4), (-1.7, 1.5)))
        marks = VGroup(
            *map(minimum_mark, ground.spot(BOUNDED_SADDLE.minima)),
            saddle_mark(ground.spot(BOUNDED_SADDLE.saddles[0])),
        )
        still = Marble(ground, self.paths["on the ridge"], step, ALL)
        dots = RunDots(ground.spot, runs, step, ONE)
        freed_now = Readout(
            '"free"',
            lambda: freed(runs, int(step.get_value() + 1e-6)),
            decimals=0,
            signed=False,
            whole=3,
        )
        notes = SIDE.stack(
            named(ALL, "without noise"),
            named(ONE, f"{RUNS} runs with noise $sigma = {RIDGE_NOISE:g}$"),
            Readout("n", lambda: whole_step(still), decimals=0, signed=False, whole=2),
            freed_now,
            label(f"free: {AWAY:g} off the ridge", size=TICK),
            up=0.6,
        )
        self.say("Noise of the kind that batches make", FadeIn(ground, marks, notes), away=self.old)
        self.add(ground, marks, Trail(still), still, dots)
        self.play(FadeIn(dots), FadeIn(still), run_time=QUICK)
        self.add(dots)
        self.play(walk(step, RIDGE_STEPS, 4 * SLOW, hurried))
        self.wait(QUICK)
        self.old = [part for part in self.mobjects if part not in (self._said,)][1:]

    @beat(
        "{well_steps} noisy steps: {left} of {runs} are out of the sharp well,"
        " {entered} out of the flat, as deep."
    )
    def leave_the_sharp_minimum(self) -> None:
        step = ValueTracker(0)
        ((low, high),) = SHARP_AND_FLAT.window
        frame = Frame(CURVE, (low, high), (-0.17, 0.6))
        ground = CurveLandscape(SHARP_AND_FLAT, frame)
        marks = VGroup(*map(minimum_mark, ground.spot(SHARP_AND_FLAT.minima)))
        for mark, name in zip(marks.copy(), ("sharp", "flat"), strict=True):
            marks.add(label(name).next_to(mark, DOWN, buff=0.1))
        setting = VGroup(
            label(f"$alpha = {WELL_RATE:g}$, $sigma = {WELL_NOISE:g}$", size=TICK),
            Readout("n", lambda: int(step.get_value() + 1e-6), decimals=0, signed=False, whole=3),
        )
        Slot(CURVE.right + 0.25, CURVE.bottom, BODY.right, CURVE.top).stack(*setting, up=0.3)
        come = FadeIn(ground, marks, rate_func=SOON), FadeIn(setting, rate_func=AFTERWARDS)
        self.say("Does noise leave a sharp minimum?", *come, away=self.old)
        rows = [
            self.strip_of(name, role, slot, frame, step)
            for (name, role), slot in zip((("sharp", FEW), ("flat", ONE)), STRIPS, strict=True)
        ]
        self.play(*(FadeIn(row) for row in rows), run_time=STEADY)
        self.play(walk(step, WELL_STEPS, 5 * SLOW, hurried))
        self.say("Noise to get away, a small $alpha$ to settle")
        self.wait(QUICK)
        self.lead_on()

    def strip_of(
        self, name: str, role: str, slot: Slot, frame: Frame, step: ValueTracker
    ) -> VGroup:
        """Return the runs from one well below the curve, spread upwards, and how many left it."""
        path = self.told.experiments[name]
        up = np.random.default_rng(self.params.seed).uniform(0.08, 0.92, RUNS)
        heights = slot.bottom + up * slot.height

        def spot(points: FloatArray) -> Vector:
            spots = frame.at(points[:, 0], 0)
            spots[:, 1] = heights
            return spots[frame.slot.left <= spots[:, 0]]

        barrier = DashedLine(
            *Frame(slot, frame.x, (0, 1)).at([BARRIER, BARRIER], [0, 1]),
            color=color("faint"),
            stroke_width=2.5,
        )
        dots = RunDots(spot, path, step, role)
        count = Readout(
            '"out"',
            lambda: moved(path, int(step.get_value() + 1e-6)),
            decimals=0,
            signed=False,
            whole=3,
        )
        head = named(role, f"from the {name} one")
        of_all = label(f"of {RUNS}").next_to(count, RIGHT, buff=0.2, aligned_edge=DOWN)
        notes = VGroup(head, VGroup(count, of_all)).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        Slot(slot.right + 0.25, slot.bottom, BODY.right, slot.top).place(notes, 0, 0.5)
        return VGroup(barrier, dots, notes)


def named(role: str, words: str) -> VGroup:
    """Return the sign of a run and its name."""
    return VGroup(run_mark(role), label(words, size=TICK)).arrange(RIGHT, buff=0.2)


def outlined(arrows: Arrows) -> Arrows:
    """Draw a line around arrows that mean more than the others, and return them."""
    return arrows.set_stroke(color("ink"), 2.5)
