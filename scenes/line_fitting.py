"""The loss of a line is a ravine; with x standardised it is round, and one step is enough."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Circle,
    Create,
    FadeIn,
    Mobject,
    ValueTracker,
    VGroup,
)
from pydantic import Field

from gdcore import (
    Dataset,
    GradientDescent,
    Path,
    descend,
    least_squares,
    noisy_line,
    standardised,
    theory,
)
from scenes.catalog import words_of
from scenes.kit.charts.axes import Axes, Frame
from scenes.kit.charts.points import FittedLine, PointCloud, Residuals
from scenes.kit.charts.ruler import FactorRuler
from scenes.kit.landscape.loss_map import LossMap, StandardGround
from scenes.kit.landscape.marbles import Marble, Trail, following
from scenes.kit.layout import BODY, Slot
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, on_a_log_clock, walk
from scenes.kit.surface.moves import loss_at
from scenes.kit.text.mobject import Write
from scenes.kit.text.numerals import typst
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import LAW, TICK, Formula, label, stand_on
from scenes.kit.types import FloatArray
from scenes.parts.loss_map import WayFactor, ZeroLine

STRIP = Slot(BODY.left, BODY.bottom, BODY.right, BODY.bottom + 1.5)
UPPER = Slot(BODY.left, STRIP.top + 0.1, BODY.right, BODY.top)
LEFT_HALF, RIGHT_HALF = UPPER.columns(1, 1, gap=0.5)
CHART = LEFT_HALF.inset(left=0.45, bottom=0.45, right=0.4, top=0.1)
MAP = RIGHT_HALF.inset(left=0.5, bottom=0.45, right=0.4, top=0.42)
RULER, NUMBERS = STRIP.columns(2.6, 1, gap=0.5)

LINE = {"slope": 0.8, "intercept": 3.0}
"""The line that the points are about."""

SPAN = (1.0, 5.0)
CHART_X, CHART_Y = (-1.3, 5.9), (-0.4, 9.0)
WINDOWS = ((-1.2, 5.3), (-0.5, 3.4)), ((-1.3, 8.2), (-1.4, 3.6))
"""Intercepts and slopes on the map: of x itself, and of x standardised."""

LEVELS = np.array([0.55 * n**2 for n in range(1, 12)], float)
NEAR, EARLY, SWINGS, LONGEST = 0.01, 20, 12, 4000
SOURCES = ("LeCun, Bottou, Orr and Müller, Efficient BackProp (1998), section 4.3",)
"""Of standardising what goes in."""

PIVOT = 0.16
"""Radius of the ring where a line is turned, in scene units."""

REACH = 0.7
"""How far the line is moved along each direction, in the plane of slope and intercept."""


class LineFittingParams(Params):
    points: int = Field(5, ge=5, le=12, description="points, at equal distances from x = 1 to 5")
    noise: float = Field(0.5, ge=0.2, le=0.5, description="standard deviation of the noise on y")
    seed: int = Field(37, ge=0, le=99, description="seed of the noise")
    learning_rate: float = Field(0.01, ge=0.008, le=0.012, description="step size α on the ravine")
    steps: int = Field(1000, ge=500, le=1000, description="steps on the ravine")


def data_of(params: LineFittingParams) -> Dataset:
    """Return the points that are to be fitted."""
    return noisy_line(params.points, params.seed, noise=params.noise, span=SPAN, even=True, **LINE)


def plot(params: LineFittingParams) -> Plot:
    data = data_of(params)
    loss, start, rate = least_squares(data), np.zeros(2), params.learning_rate
    (best,) = loss.minima
    (flat, steep), ways = np.linalg.eigh(loss.hessian(best))
    best_rate = theory.optimal_rate(flat, steep)
    scaled, scaling = standardised(data)
    creep = descend(loss, GradientDescent(rate), start, params.steps)
    paths = {
        "small steps": creep,
        "best steps": descend(loss, GradientDescent(best_rate), start, SWINGS),
        "standardised": descend(least_squares(scaled), GradientDescent(0.5), start, 1),
    }
    scaled_slope = float(paths["standardised"].points[-1, 0])
    facts: dict[str, Fact] = {
        "points": params.points,
        "rate": rate,
        "steps": params.steps,
        "early": EARLY,
        "first": float(creep.values[0]),
        "then": float(creep.values[EARLY]),
        "gap": float(abs(best - creep.points[-1])[1]),
        "steep": float(steep),
        "flat": float(flat),
        "condition": theory.condition_number(flat, steep),
        "pivot": float(-ways[1, 0] / ways[0, 0]),
        "limit": theory.largest_stable_rate(steep),
        "best_rate": best_rate,
        "kept": theory.contraction(flat, steep),
        "slow": arrival(data, rate),
        "fast": arrival(data, best_rate),
        "mean": float(scaling.mean[0]),
        "deviation": float(scaling.deviation[0]),
        "scaled_slope": scaled_slope,
        "slope": float(best[0]),
        "intercept": float(best[1]),
    }
    return Plot(paths, facts, SOURCES)


def arrival(data: Dataset, rate: float) -> int:
    """Return the step from which slope and intercept stay near the exact ones."""
    loss = least_squares(data)
    path = descend(loss, GradientDescent(rate), np.zeros(2), LONGEST)
    step = path.settles_within(NEAR, loss.minima[0])
    assert step is not None, "a rate within its limits must arrive"
    return step


class LineFitting(StoryScene[LineFittingParams]):
    """Fit a line and watch its marble crawl along a ravine; standardise x, and land in one step."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("line_fitting")

    def construct(self) -> None:
        self.data = data_of(self.params)
        self.loss = least_squares(self.data)
        self.scaled = ValueTracker(0)
        self.rate = ValueTracker(self.params.learning_rate)
        self.map = LossMap(self.data, MAP, WINDOWS, LEVELS, self.scaled)
        self.step = ValueTracker(0)
        self.marble = Marble(self.map, self.paths["small steps"], self.step)
        self.square_the_misses()
        self.put_it_on_the_map()
        self.fall_and_crawl()
        self.move_it_both_ways()
        self.push_alpha()
        self.standardise()
        self.land_in_one_step()
        self.go_back_to_own_units()

    @beat("A line has only two dials: slope m, height b. It starts flat; its loss is {first:.1f}.")
    def square_the_misses(self) -> None:
        self.cloud = PointCloud(self.data, CHART, CHART_X, CHART_Y)
        frame = self.cloud.frame
        self.axes = Axes(frame, y_ticks=range(0, 9, 2), y_name="", cross=(CHART_X[0], 0))
        self.x_numbers = self.numbers_of_x(frame, range(1, 6), "x")
        self.line = FittedLine(self.cloud, self.theta)
        self.residuals = Residuals(self.line, ValueTracker(0), side=-1)
        line = RIGHT_HALF.stack(
            Formula("y = m x + b"),
            label("$m$: the slope, at first 0"),
            label("$b$: the height at $x = 0$, at first 0"),
            gap=0.5,
        )
        zero = ZeroLine(self.cloud, self.map)
        self.add(self.axes, self.x_numbers, zero, self.cloud, line)
        self.ask(Create(self.line, run_time=SLOW))
        loss = VGroup(
            Formula("L(m, b) = 1/n sum_i (m x_i + b - y_i)^2"),
            label("the loss: how large\\ a square is on average"),
        )
        STRIP.place(loss.arrange(RIGHT, buff=0.8), 0.1, 0.5)
        self.words = VGroup(line, loss)
        self.say("Two numbers to find", FadeIn(self.residuals))
        self.bring_to_front(self.line, self.cloud)
        self.play(glide(self.residuals.opened, 1, SLOW), Write(loss[0]), FadeIn(loss[1]))
        self.wait(HOLD)

    def theta(self) -> FloatArray:
        """Return slope and intercept of the marble on the map, in the data's own units."""
        ground: Any = self.marble.ground
        return np.asarray(ground.own_units(self.marble.point))

    @staticmethod
    def numbers_of_x(frame: Frame, ticks: Any, name: str) -> VGroup:
        """Return ticks, numbers and the name of the axis below the chart, without its line."""
        axes = Axes(frame, ticks, x_name=name, cross=(frame.x[0], 0))
        return axes.remove(axes.x_axis, axes.y_axis)

    @beat("Every line is a place on the map of losses. The cross is the exact answer.")
    def put_it_on_the_map(self) -> None:
        self.map_axes = self.axes_of_the_map(self.map.own, "b", "m")
        self.say("One marble, two pictures", FadeIn(self.map, self.map_axes), away=[self.words])
        self.cross = self.map.cross()
        self.exact = FittedLine(self.cloud, lambda: self.map.best, "minimum")
        self.exact.set_stroke(width=3)
        self.trail = Trail(self.marble)
        self.readouts = numbers, exact = self.readouts_of_the_walk()
        self.play(FadeIn(self.marble, shift=0.5 * DOWN), FadeIn(numbers), run_time=STEADY)
        self.play(Create(self.cross), Create(self.exact), FadeIn(exact), run_time=SLOW)
        self.add(self.trail, self.cross, self.marble)
        rate = typst(self.params.learning_rate, "g")
        # before the beat that is a loop: it begins and ends with its own headline
        self.say(f"$alpha = {rate}$: a fall, then a crawl")

    @staticmethod
    def axes_of_the_map(frame: Frame, across: str, up: str) -> Axes:
        x, y = (range(math.ceil(low), math.floor(high) + 1) for low, high in (frame.x, frame.y))
        return Axes(frame, x, y, across, up)

    def readouts_of_the_walk(self) -> tuple[VGroup, VGroup]:
        """Return the marble's numbers, and below them what they come to."""
        marble, best, least = self.marble, self.map.best, float(self.loss.value(self.map.best))
        kinds: tuple[tuple[str, Callable[[Path, int], float], dict[str, Any], str], ...] = (
            ("n", lambda path, n: n, {"decimals": 0, "whole": 4, "signed": False}, ""),
            ("m", lambda path, n: float(path.points[n, 0]), {}, f"exact: {best[0]:.2f}"),
            ("b", lambda path, n: float(path.points[n, 1]), {}, f"exact: {best[1]:.2f}"),
            ("L", loss_at, {"whole": 2, "signed": False}, f"least: {least:.2f}"),
        )
        numbers, below = VGroup(), VGroup()
        for slot, (symbol, read, spelling, exact) in zip(
            STRIP.columns(1, 1, 1, 1), kinds, strict=True
        ):
            number = slot.place(Readout(symbol, following(marble, read), **spelling), 0.5, 0.75)
            numbers.add(number)
            if exact:
                words = label(exact, "minimum", TICK)
                below.add(words.next_to(number, DOWN, 0.25, aligned_edge=RIGHT))
        return numbers, below

    @beat(
        "{early} steps bring the loss from {first:.1f} to {then:.2f}."
        " After {steps}, b is still {gap:.2f} off.",
        loop=True,
    )
    def fall_and_crawl(self) -> None:
        self.play(on_a_log_clock(self.step, self.params.steps, 5 * SLOW))
        self.wait(HOLD)

    @beat(
        "Steep: lifting it at all points, λ = {steep:.1f}."
        " Nearly level: turning it about x = {pivot:.1f}."
    )
    def move_it_both_ways(self) -> None:
        _, ways = np.linalg.eigh(self.loss.hessian(self.map.best))
        turn, lift = (np.copysign(1, way[1]) * way for way in ways.T)
        moved = [ValueTracker(0), ValueTracker(0)]

        def probe() -> FloatArray:
            lifted, turned = (tracker.get_value() for tracker in moved)
            return np.asarray(self.map.best + lifted * lift + turned * turn)

        ring = self.map.ring(probe)
        line = FittedLine(self.cloud, probe, "ink")
        arrows = (
            self.map.both_ways(REACH * lift, "lift", UP),
            self.map.both_ways(-REACH * turn, "turn", LEFT),
        )
        number = Readout("L", lambda: float(self.loss.value(probe())), whole=1, signed=False)
        number = Slot(CHART.left, CHART.bottom, CHART.right, CHART.top).place(number, 0.3, 0.97)
        ruler = self.ruler_of_both_ways()
        flat, ratio = (float(self.facts[name]) for name in ("flat", "condition"))
        self.say(
            f"A ravine: $lambda = {flat:.3f}$ along, {ratio:.0f} times that across",
            FadeIn(ruler, number, line, ring),
            away=[*self.readouts, self.residuals, self.trail, self.marble, self.line],
        )
        pivot = self.pivot_ring()
        for tracker, arrow, factor in zip(moved, arrows, self.markers, strict=True):
            more = [pivot] if tracker is moved[1] else []
            self.play(FadeIn(arrow, factor, *more), run_time=QUICK)
            for end in (REACH, -REACH, 0):
                self.play(glide(tracker, end, STEADY))
        self.wait(QUICK)
        self.old: list[Mobject] = [*arrows, ring, line, number, pivot]

    def pivot_ring(self) -> Circle:
        """Return a ring around the point about which the nearly level way turns the line."""
        x = float(self.facts["pivot"])
        slope, height = self.map.best
        spot = self.cloud.frame.at(x, slope * x + height)
        return Circle(PIVOT, color=self.theme.color("ink"), stroke_width=3).move_to(spot)

    def ruler_of_both_ways(self) -> VGroup:
        """Return the ruler and the numbers of both factors; make their markers as well."""
        ruler = FactorRuler(RULER)
        flat, steep = (WayFactor(self.map, way, self.rate) for way in range(2))
        self.markers = [
            marker_beside(ruler, factor, name, side)
            for factor, name, side in ((steep, "lift", LEFT), (flat, "turn", RIGHT))
        ]
        numbers = column(
            Readout("alpha", self.rate.get_value, role="step", decimals=4),
            Readout('"lift"', steep.get_value, decimals=3),
            Readout('"turn"', flat.get_value, decimals=3),
        )
        self.ruler = VGroup(ruler, NUMBERS.place(numbers, 1, 0.3))
        return self.ruler

    @beat(
        "The steep way limits α to {limit:.4f}."
        " Even the best α leaves {kept:.3f} of the way a step."
    )
    def push_alpha(self) -> None:
        step = ValueTracker(0)
        self.marble = marble = Marble(self.map, self.paths["best steps"], step)
        trail = Trail(marble)
        self.line.refresh()
        limit, best = (float(self.facts[name]) for name in ("limit", "best_rate"))
        limits = f"$2 slash lambda = {limit:.4f}$: one factor is $-1$"
        self.say(limits, away=self.old)
        self.play(glide(self.rate, limit, 2 * SLOW))
        self.wait(QUICK)
        slow, fast = (self.facts[name] for name in ("slow", "fast"))
        words = f"Within {NEAR:g} of the answer: step {fast}, not {slow}"
        self.say(words, FadeIn(self.line, trail, marble), glide(self.rate, best, STEADY))
        self.bring_to_front(self.cross, marble)
        self.play(walk(step, SWINGS, pace=lambda n: 0.5 if n < 3 else 0.35))
        self.old = [trail, marble, self.line, self.x_numbers, self.map_axes]

    @beat("In standard deviations from its mean, x makes a round bowl: λ = 2 both ways.")
    def standardise(self) -> None:
        mean, deviation = (float(self.facts[name]) for name in ("mean", "deviation"))
        words = f"$z = (x - {mean:g}) \\/ {deviation:.2f}$: other units, the same points"
        self.say(words, away=self.old)
        self.play(glide(self.scaled, 1, 2.5 * SLOW))
        frame = self.cloud.frame
        low, high = ((end - mean) / deviation for end in frame.x)
        self.z_numbers = self.numbers_of_x(
            Frame(frame.slot, (low, high), frame.y), range(-1, 2), "z"
        )
        self.w_axes = self.axes_of_the_map(self.map.standard, "c", "w")
        self.say("$y = w z + c$: its own slope $w$, height $c$ at $z = 0$")
        self.play(FadeIn(self.z_numbers, self.w_axes), run_time=STEADY)

    @beat("At α = ½ both factors are 0: from the flat line, one step lands on the exact answer.")
    def land_in_one_step(self) -> None:
        self.step = ValueTracker(0)
        self.marble = Marble(StandardGround(self.map), self.paths["standardised"], self.step)
        self.trail = Trail(self.marble)
        self.line.refresh()
        self.residuals.refresh()
        come = FadeIn(self.residuals, self.line, self.trail, self.marble)
        self.say("A round bowl has one factor: $1 - 2 alpha$", come)
        self.bring_to_front(self.cloud, self.marble)
        self.play(glide(self.rate, 0.5, 2 * SLOW))
        self.play(walk(self.step, 1, 2 * SLOW))
        self.wait(HOLD)

    @beat(
        "The slope for z is {scaled_slope:.2f}."
        " Divided by {deviation:.2f}, it is the slope for x: {slope:.2f}."
    )
    def go_back_to_own_units(self) -> None:
        m, b = (float(self.facts[name]) for name in ("slope", "intercept"))
        laws = VGroup(
            Formula(f'm = w / "deviation" approx {m:.2f}', size=LAW),
            Formula(f'b = c - m dot "mean" approx {b:.2f}', size=LAW),
        )
        for slot, law in zip(STRIP.columns(1, 1), laws, strict=True):
            slot.place(law)
        old = [self.ruler, *self.markers, self.z_numbers, self.w_axes]
        self.say("The same line, in its own units", away=old)
        self.play(Write(laws), run_time=2 * SLOW)
        self.play(glide(self.scaled, 0, 2.5 * SLOW))
        self.play(FadeIn(self.x_numbers, self.map_axes), run_time=STEADY)
        self.wait(HOLD)
        self.lead_on()


def marker_beside(ruler: FactorRuler, factor: ValueTracker, name: str, side: FloatArray) -> VGroup:
    """Return a wedge at a factor, its name on one side of it: two may be at the same factor."""
    marker = ruler.marker(factor, "gradient_descent")
    words = label(name, "gradient_descent", TICK)

    wedge: Any = marker[0]

    def stand(text: Any) -> None:  # it may be a copy that fades
        stand_on(text, wedge.tip + 0.12 * UP)  # clear of the bar
        text.shift((0.24 + text.width / 2) * side)

    return marker.add(words.add_updater(stand).update())
