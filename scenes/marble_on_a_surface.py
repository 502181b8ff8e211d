"""A line's loss is a height above its slope and intercept; gradient descent slides down it."""

from functools import partial
from typing import Any, Self

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Mobject,
    ValueTracker,
    VGroup,
    linear,
    smooth,
    squish_rate_func,
)
from pydantic import Field, model_validator

from gdcore import TWO_WELLS, GradientDescent, Path, descend
from gdcore.data import Dataset
from gdcore.models import least_squares
from scenes.catalog import words_of
from scenes.kit.charts.axes import Axes, Interval
from scenes.kit.charts.points import FittedLine, PointCloud, Residuals
from scenes.kit.landscape.ground import run_mark, spaced_levels
from scenes.kit.layout import BODY, FRAME_WIDTH, PICTURE, Slot
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide
from scenes.kit.surface.annotations import SurfaceLabel
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.marbles import SurfaceMarble, SurfaceTrail
from scenes.kit.surface.moves import Marbles, above, lie_flat
from scenes.kit.surface.props import appear
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage, SurfaceCamera
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import Lettering, label
from scenes.kit.theme import RUNS, color
from scenes.kit.types import FloatArray, Vector
from scenes.parts.line_fit import Dial, Ends, LossBar, Plane, Posts, between, folded

POINTS = Dataset("three points", np.array([[-1.5], [0.0], [1.5]]), np.array([-0.75, 0.75, 0.75]))
LOSS = least_squares(POINTS)
(BEST,) = LOSS.minima
REACH = 1.75
"""How far the window of slopes and intercepts reaches from the best ones."""

BOWL_WINDOW = ((BEST[0] - REACH, BEST[0] + REACH), (BEST[1] - REACH, BEST[1] + REACH))

CHART, SIDE = BODY.columns(2.3, 1, gap=0.5)
CHART = CHART.inset(left=0.35, bottom=0.35, right=0.5, top=0.3)
INSET, _ = BODY.columns(1, 1.9, gap=0.4)
INSET_CHART, INSET_NUMBERS = INSET.rows(1.25, 1, gap=0.2)
BOWL = PICTURE.inset(left=4.75, bottom=0.5, right=0.15)
MAP_HEIGHT = BODY.height - 0.3
MAP = Slot(-2.1, BODY.bottom, -2.1 + 1.25 * MAP_HEIGHT, BODY.bottom + MAP_HEIGHT)
"""Of the proportions of the window between the wells; a start's number may stand above it."""

X_SHOWN = (-5.0, 3.9)
"""More on the left, where the square of the largest miss stands."""

DESCENT = 4.2
"""Seconds that the marble slides on the bowl."""

BETWEEN_WELLS = 6.0
"""Seconds that the marbles slide between the wells."""

BAR_WIDTH, POST_WIDTH = 0.7, 0.22
"""Of the bar of a loss beside the chart and on the plane, in scene units."""

RIM = -0.3
"""Where words on the surface stand at its back rim, as a share of the way from its middle."""

CONTOURS = 13
BOWL_VIEW, HIGH_VIEW = 38.0, 46.0
"""Degrees from which one looks into the bowl, and into both wells."""

RAISED = 0.2
"""World units by which the wells are higher than the middle: starts in front are numbered."""

TURN, SWAY = 28.0, 10.0
"""Degrees by which the camera goes round the wells, and the bowl."""

WELL_RADIUS, MOST_STEPS = 0.02, 120
"""A marble nearer than this to a minimum has settled there; all must, after so many steps."""

Point = tuple[float, float]


class MarbleOnASurfaceParams(Params):
    start: Point = Field((-0.4, -0.8), description="slope and intercept of the first line")
    bowl_rate: float = Field(0.1, ge=0.05, le=0.3, description="step size α on the bowl")
    steps: int = Field(18, ge=8, le=30, description="steps on the bowl")
    starts: tuple[Point, ...] = Field(
        ((1.7, 0.9), (-1.75, 0.6), (-0.5, 1.4), (0.6, -1.4), (-1.2, -1.3)),
        min_length=2,
        max_length=5,
        description="where marbles are dropped between the wells",
    )
    rate: float = Field(0.04, ge=0.02, le=0.05, description="step size α between the wells")

    @model_validator(mode="after")
    def _can_be_told(self) -> Self:
        if not 0.9 <= np.linalg.norm(self.start - BEST) <= 1.5:
            raise ValueError(f"start must lie 0.9 to 1.5 from the best line, {tuple(BEST)}")
        starts, (low, high) = np.array(self.starts), np.array(TWO_WELLS.window).T
        if not ((low <= starts) & (starts <= high)).all():
            raise ValueError(f"starts must lie in the window {TWO_WELLS.window}")
        if set(wells_of(between_wells(self))) != {0, 1}:
            raise ValueError(f"starts must settle in both wells within {MOST_STEPS} steps")
        return self


def between_wells(params: MarbleOnASurfaceParams) -> Path:
    """Return the paths of all marbles between the two wells, as one batch, until all settle."""
    optimizer = GradientDescent(params.rate)
    long = descend(TWO_WELLS, optimizer, params.starts, MOST_STEPS)
    (away,) = np.nonzero((distances_to_wells(long).min(axis=0) >= WELL_RADIUS).any(axis=-1))
    steps = min(int(away[-1]) + 1, MOST_STEPS) if len(away) else 1
    return descend(TWO_WELLS, optimizer, params.starts, steps)


def wells_of(path: Path) -> np.ndarray:
    """Return for a batch of paths the minimum that each settles at, by its number; else -1."""
    last = distances_to_wells(path)[:, -1]
    return np.where(last.min(axis=0) < WELL_RADIUS, last.argmin(axis=0), -1)


def distances_to_wells(path: Path) -> FloatArray:
    """Return how far a batch of ``n`` paths is from each well, ``(wells, steps + 1, n)``."""
    return np.stack([path.distances(minimum) for minimum in TWO_WELLS.minima])


def tries(start: Point) -> FloatArray:
    """Return the lines that are tried by hand, ``(n, 2)``: better, worse, and back to `start`."""
    better = np.array([start[0], BEST[1] + 0.3])
    worse = better + [np.copysign(0.35, start[0] - BEST[0]), 0]
    return np.stack([better, worse, start])


def plot(params: MarbleOnASurfaceParams) -> Plot:
    bowl = descend(LOSS, GradientDescent(params.bowl_rate), params.start, params.steps)
    five = between_wells(params)
    wells = wells_of(five)
    deep, shallow = (int((wells == k).sum()) for k in range(2))
    lowest, other = TWO_WELLS.value(TWO_WELLS.minima).tolist()
    return Plot(
        paths={"bowl": bowl}
        | {f"marble {k + 1}": five.select(k) for k in range(len(params.starts))},
        facts={
            "first": float(bowl.values[0]),
            "last": float(bowl.values[-1]),
            "least": float(LOSS.value(BEST)),
            "marbles": len(params.starts),
            "deep": deep,
            "shallow": shallow,
            "lowest": lowest,
            "other": other,
        },
    )


def two_wells(slot: Slot = PICTURE) -> LandscapeStage:
    """Return both wells as they stand here, and in the lab."""
    relief, look = Relief(0.95), Look(floor=None)
    return LandscapeStage(TWO_WELLS, slot, relief=relief, levels=levels(), look=look)


def levels() -> FloatArray:
    """Return the losses at which the wells have contours."""
    sides = [np.linspace(*side) for side in TWO_WELLS.window]
    losses = TWO_WELLS.value(np.stack(np.meshgrid(*sides), axis=-1))
    return spaced_levels(losses, CONTOURS, power=1)


class MarbleOnASurface(StoryScene[MarbleOnASurfaceParams]):
    """Fit a line by hand, then let a marble find it; learn what its numbers are called."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("marble_on_a_surface")
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.miss_three_points()
        self.turn_it_by_hand()
        self.see_every_line()
        self.let_it_go()
        self.name_the_parts()
        self.meet_two_wells()
        self.let_five_go()
        self.look_from_above()

    @beat("A line misses three points. The mean of its squared misses is its loss: {first:.2f}.")
    def miss_three_points(self) -> None:
        self.hand = [ValueTracker(number) for number in self.params.start]
        self.let_go = False
        self.cloud = PointCloud(POINTS, CHART, X_SHOWN, heights_shown(self.params.start))
        self.axes = Axes(self.cloud.frame, x_name="x", y_name="y")
        self.line = FittedLine(self.cloud, self.theta, "ink")
        self.residuals = Residuals(self.line, ValueTracker(0))
        self.add(self.axes, self.cloud)
        self.ask(Create(self.line, run_time=SLOW))
        self.build_the_bar()
        self.say("One number for how badly it fits", FadeIn(self.residuals))
        self.play(glide(self.residuals.opened, 1, STEADY))
        self.bring_to_front(self.line, self.cloud)
        self.play(glide(self.raised, 1, STEADY), FadeIn(self.bar), FadeIn(self.readouts[0]))
        self.wait(HOLD)

    def theta(self) -> FloatArray:
        """Return slope and intercept of the line that is shown, ``(2,)``."""
        if self.let_go:
            return self.marble.point
        return np.array([number.get_value() for number in self.hand])

    def number(self, axis: int) -> float:
        """Return the slope or the intercept of the line that is shown."""
        return float(self.theta()[axis])

    def loss(self) -> float:
        """Return the loss of the line that is shown."""
        return float(LOSS.value(self.theta()))

    def build_the_bar(self) -> None:
        """Make the bar of the loss, the dials and their numbers, beside the chart."""
        self.stage = LandscapeStage(
            LOSS, BOWL, BOWL_WINDOW, Relief(0.8, low=0), look=Look(floor=None)
        )
        self.plane = Plane(self.stage)
        self.stage.camera = self.plane.framed(elevation=BOWL_VIEW, sway=SWAY)
        self.readouts: Any = self.numbers_named('"loss"', '"slope"', '"intercept"')
        SIDE.place(self.readouts, 0.5, 0.1)
        self.raised, self.moved = ValueTracker(0), ValueTracker(0)
        self.bar = LossBar(
            between(self.flat_bar(), lambda: self.plane.post(self.theta()), self.moved),
            lambda: BAR_WIDTH + self.moved.get_value() * (POST_WIDTH - BAR_WIDTH),
        )
        self.dials = VGroup(
            *(
                Dial(
                    folded(self.flat_track(axis), partial(self.plane.edge, axis), self.moved),
                    BOWL_WINDOW[axis],
                    partial(self.number, axis),
                )
                for axis in range(2)
            )
        )

    def numbers_named(self, loss: str, slope: str, intercept: str) -> VGroup:
        """Return the numbers of the line that is shown, below each other."""
        return column(
            Readout(loss, self.loss, whole=2),
            Readout(slope, partial(self.number, 0), whole=2),
            Readout(intercept, partial(self.number, 1), whole=2),
            pitch=0.95,
        )

    def flat_bar(self) -> Ends:
        """Return the ends of the bar beside the chart, above the numbers."""
        foot = np.array([SIDE.center[0], self.readouts.get_top()[1] + 0.25, 0])
        most = max(LOSS.value(tries(self.params.start)))
        unit = (SIDE.top - foot[1]) / most * UP
        return lambda: (
            foot,
            foot + self.raised.get_value() * self.loss() * unit,
        )

    def flat_track(self, axis: int) -> Ends:
        """Return the ends of a dial's track below its number."""
        y = self.readouts[1 + axis].digits.get_bottom()[1] - 0.25
        ends = np.array([SIDE.left, y, 0]), np.array([SIDE.right, y, 0])
        return lambda: ends

    @beat("Shift it, turn it: two dials by hand, and the loss changes with each.")
    def turn_it_by_hand(self) -> None:
        self.say("Any line is two numbers", FadeIn(self.dials), FadeIn(self.readouts[1:]))
        for line in tries(self.params.start):
            self.play(*(glide(t, x, SLOW) for t, x in zip(self.hand, line, strict=True)))
            self.wait(QUICK)

    @beat("Slope and intercept give each line a place, its loss a height: a surface.")
    def see_every_line(self) -> None:
        shrink = INSET_CHART.width / CHART.width
        chart: Any = VGroup(self.axes[:3], self.cloud)
        self.say("Every line has its bar", FadeOut(self.axes.names))
        self.axes.remove(self.axes.names, self.axes.numbers)
        first, second, third = (
            squish_rate_func(smooth, *when) for when in ((0, 0.6), (0.25, 0.75), (0.4, 1))
        )
        smaller = chart.animate(run_time=2 * SLOW, rate_func=first)
        aside = self.readouts.animate(run_time=2 * SLOW, rate_func=second)
        self.play(
            smaller.scale(shrink).move_to(INSET_CHART.center),
            aside.move_to(INSET_NUMBERS.center),
            glide(self.moved, 1, 2 * SLOW, third),
        )
        self.names = self.names_of_the_edges()
        grown = ValueTracker(0)
        posts = Posts(self.plane, self.params.start, grown)
        self.add(posts, self.bar)
        self.play(FadeIn(self.names, run_time=QUICK), glide(grown, 1, 2 * SLOW, linear))
        self.marble = SurfaceMarble(self.stage, self.paths["bowl"], ValueTracker(0))
        self.stage.put(self.marble, away=True).put(SurfaceTrail(self.marble))
        self.play(
            FadeIn(self.stage, run_time=SLOW),
            FadeOut(posts, self.bar, run_time=SLOW),
            appear(self.marble, SLOW),
        )
        self.let_go = True
        blue: Any = self.line.animate
        # before the beat that is a loop: it begins and ends with its own headline
        self.say("Let go: the line follows its marble", blue.set_color(color("gradient_descent")))

    def names_of_the_edges(self) -> VGroup:
        names = VGroup()
        for axis, (word, side) in enumerate((("slope", DOWN + LEFT), ("intercept", DOWN + RIGHT))):
            name = label(word, "faint")

            def stand(text: Mobject, axis: int = axis, side: Vector = side) -> None:
                start, end = self.plane.edge(axis)
                text.next_to((start + end) / 2, side, buff=0.1)

            stand(name)
            names.add(name.add_updater(stand))
        return names

    @beat(
        "Gradient descent is a marble in honey: no momentum, and slower where it is flatter.",
        loop=True,
    )
    def let_it_go(self) -> None:
        self.play(flow(self.marble.step, self.marble.path.steps, DESCENT))
        self.wait(HOLD)

    @beat("Both numbers of the line together are its parameters, θ. The height is the loss, L.")
    def name_the_parts(self) -> None:
        plain = self.labels("slope and intercept", "how badly it fits")
        self.say("Where it lies, and how high", FadeIn(plain))
        turned = self.stage.camera.azimuth
        there = turned.get_value() + SWAY
        self.play(glide(turned, there, 2 * SLOW))
        self.parts = self.labels("parameters $theta$", "loss $L(theta)$")
        symbols: Any = self.numbers_named("L(theta)", "theta_1", "theta_2")
        symbols.shift(self.readouts[0].equals - symbols[0].equals)
        self.play(FadeOut(plain), FadeOut(self.readouts), run_time=QUICK)
        self.readouts = symbols
        self.play(FadeIn(self.parts), FadeIn(symbols), run_time=STEADY)
        self.play(glide(turned, there - SWAY, 2 * SLOW))

    def labels(self, marble: str, surface: str) -> VGroup:
        (_, right), (_, back) = BOWL_WINDOW
        rim = self.stage.world((BEST[0] + RIM * (right - BEST[0]), back))
        return VGroup(
            SurfaceLabel(self.stage, Lettering(marble), lambda: self.marble.center, DOWN),
            SurfaceLabel(self.stage, Lettering(surface), lambda: rim, UP + RIGHT, 0.1),
        )

    @beat("Another loss may have more than one valley: here a deep one and a shallow one.")
    def meet_two_wells(self) -> None:
        chart = [self.axes, self.cloud, self.line, self.residuals, self.readouts]
        words = [self.dials, self.names, self.parts]
        self.say("Is every bottom the lowest one?", away=chart + words)
        bowl: Any = self.stage
        self.stage = two_wells()
        self.stage.camera = camera = self.stage.framed(elevation=HIGH_VIEW, sway=TURN, fill=0.9)
        camera.focus[2].set_value(camera.focus[2].get_value() - RAISED)
        here = camera.azimuth.get_value()
        camera.azimuth.set_value(here - TURN)
        width = FRAME_WIDTH * RIGHT
        arriving: Any = self.stage.shift(width)
        self.add(arriving)
        self.play(bowl.animate.shift(-width), arriving.animate.shift(-width), run_time=SLOW)
        self.remove(bowl)
        self.losses = self.losses_of_the_wells(UP, 0.65)
        self.play(FadeIn(self.losses), run_time=STEADY)
        self.play(glide(camera.azimuth, here, 2 * SLOW))

    def losses_of_the_wells(self, side: Vector, gap: float) -> VGroup:
        """Return the loss at the bottom of each well, on that side of it."""
        losses = (self.facts[name] for name in ("lowest", "other"))
        return VGroup(
            *(
                SurfaceLabel(
                    self.stage,
                    label(f"$L = {loss:.2f}$"),
                    partial(self.stage.world, minimum),
                    side,
                    gap,
                )
                for loss, minimum in zip(losses, TWO_WELLS.minima, strict=True)
            )
        )

    @beat("{marbles} starts, one step size: {deep} end in the deep valley, {shallow} in the other.")
    def let_five_go(self) -> None:
        runs = [path for name, path in self.paths.items() if name != "bowl"]
        self.marbles = Marbles(self.stage, list(zip(runs, RUNS, strict=False)), beads=False)
        self.say("Same rule, another start", away=[self.losses])
        self.starts = self.numbers_of_the_starts()
        self.play(self.marbles.dropped(), FadeIn(self.starts, run_time=STEADY))
        self.play(flow(self.marbles.step, runs[0].steps, BETWEEN_WELLS))
        self.tally = self.tally_of_the_wells()
        self.play(FadeIn(self.tally, shift=0.2 * DOWN), run_time=STEADY)
        self.wait(HOLD)

    def numbers_of_the_starts(self) -> VGroup:
        return VGroup(
            *(
                SurfaceLabel(
                    self.stage,
                    sign_of_a_run(k),
                    partial(self.stage.world, start),
                    UP + (RIGHT if start[0] > 0 else LEFT),  # beside the marble's fall
                    0.1,
                )
                for k, start in enumerate(self.params.starts)
            )
        )

    def tally_of_the_wells(self) -> VGroup:
        wells = wells_of(between_wells(self.params))
        rows = VGroup()
        for well, loss in enumerate(("lowest", "other")):
            signs = VGroup(*(sign_of_a_run(int(k)) for k in np.flatnonzero(wells == well)))
            end = label(f"end at $L = {self.facts[loss]:.2f}$")
            signs.arrange(RIGHT, buff=0.3)
            rows.add(VGroup(signs, end).arrange(DOWN, aligned_edge=LEFT, buff=0.2))
        return BODY.place(rows.arrange(DOWN, aligned_edge=LEFT, buff=0.6), 0, 0.9)

    @beat("Seen from above, the surface is a map: every line joins places of equal loss.")
    def look_from_above(self) -> None:
        stage = self.stage
        self.say("Height becomes colour and contour")
        self.play(*lie_flat(stage, above(stage, MAP), 2 * SLOW))
        self.play(FadeIn(self.losses_of_the_wells(DOWN, 0.4)), run_time=STEADY)
        self.wait(HOLD)
        self.lead_on()


def sign_of_a_run(k: int) -> VGroup:
    """Return the marker of run `k`, counted from 0, and its number, counted from 1."""
    return VGroup(run_mark(RUNS[k]), label(f"*{k + 1}*")).arrange(RIGHT, buff=0.1)


def heights_shown(start: Point) -> Interval:
    """Return the window of y that holds the points, and each line that is tried, at them.

    The squares of what the lines miss the first point by end at the axis of y.
    """
    lines = np.concatenate([tries(start), BEST[None]])
    at_points = LOSS.predict(lines)
    ys = np.append(at_points, POINTS.targets)
    beside = CHART.width * (POINTS.inputs[0, 0] - X_SHOWN[0]) / np.ptp(X_SHOWN)
    least = np.abs(at_points[:, 0] - POINTS.targets[0]).max() * CHART.height / beside
    room = max(0.16 * np.ptp(ys), (least - np.ptp(ys)) / 2)
    return float(ys.min() - room), float(ys.max() + room)


def flow(step: ValueTracker, to: int, seconds: float) -> Any:
    """Return the animation that takes `step` to `to` at one pace, without a rest at the iterates.

    Each step then takes the same time, and a marble is as fast as its step is long: as fast as the
    slope is steep, by the same factor everywhere.
    """
    return glide(step, to, seconds, linear)
