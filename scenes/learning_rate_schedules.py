"""With noise, a large α arrives early and a small one ends near: turn α down on the way."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Rectangle,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    smooth,
    squish_rate_func,
)
from pydantic import Field

from gdcore import (
    QUARTIC,
    Constant,
    Cosine,
    Exponential,
    GradientDescent,
    LinearWarmup,
    Path,
    Schedule,
    StepDecay,
    WarmupCosine,
    descend,
    theory,
)
from gdcore.arrays import FloatArray
from scenes.catalog import words_of
from scenes.kit.charts.axes import Axes, Frame, Interval
from scenes.kit.charts.dial import RateDial
from scenes.kit.charts.ruler import FactorRuler
from scenes.kit.charts.series import Series
from scenes.kit.landscape.dots import RunDots
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble, Trail, following, whole_step
from scenes.kit.layout import BODY, PICTURE, Slot
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, hurried, walk
from scenes.kit.text.mobject import Write
from scenes.kit.text.numerals import MINUS
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import LABEL, LAW, Formula, label, rule
from scenes.parts.noisy_cloud import (
    CURVATURE,
    INSIDE,
    NARROW,
    BowlMap,
    Cloud,
    DistanceChart,
    TheoryRing,
    cloud,
)
from scenes.parts.rate_panels import Departure, LeavingMarble

LEFT_HALF, SIDE = BODY.columns(1.15, 1, gap=0.4)
MAP = Slot(PICTURE.left, PICTURE.bottom, LEFT_HALF.right, PICTURE.top)
CHART, DIAL = SIDE.rows(1.33, 1, gap=0.1)
RULER = BODY.inset(top=BODY.height - 1.6)
THIRDS = BODY.columns(1, 1, 1, gap=0.3)
FOOT = Slot(PICTURE.left, PICTURE.bottom, PICTURE.right, RULER.top + 0.1)
GROUND = Slot(PICTURE.left, FOOT.top, LEFT_HALF.right, PICTURE.top)
BESIDE, BELOW = SIDE.inset(bottom=RULER.top - SIDE.bottom).rows(1.5, 1, gap=0.2)
"""Of the curve: where its dial stands, and its readouts."""

FEWER = 5
"""How many times smaller the small α is."""

LAST_SHARE = 1 / 16
"""What the schedules leave of α at their end."""

DROPS = 4
ARRIVED = 1.1
"""Multiple of the floor within which a cloud has arrived, once it stays there."""

ALONE = 40
"""Steps that the first marble takes."""

LARGE, SMALL, FALLING = "run_1", "run_2", "run_3"
MOST_RATE = 0.4
"""The end of the dials."""

AFTERWARDS = squish_rate_func(smooth, 0.45, 1)
"""When what comes appears where other things stood: text never lies over text."""

DOT_ROOM = 0.15
"""Between the outermost run and the edge of its map, in data units."""

WARM_STEPS = 60
BEYOND, DEPTH = 1.06, 0.05
"""What is seen of x⁴/4 beyond the first jump, as a multiple of it, and below its minimum."""


class LearningRateSchedulesParams(Params):
    learning_rate: float = Field(0.25, ge=0.22, le=0.35, description="step size α at first")
    noise: float = Field(2.0, ge=1.5, le=2.5, description="standard deviation σ of the noise")
    marbles: int = Field(300, ge=200, le=400, description="runs that make a cloud")
    steps: int = Field(150, ge=140, le=200, description="steps of every run")
    seed: int = Field(4, ge=0, le=99, description="seed of the noise")
    warm_rate: float = Field(0.25, ge=0.24, le=0.26, description="step size α on x⁴/4")
    warm_start: float = Field(3.0, ge=3, le=3.1, description="x where x⁴/4 is entered")
    warmup: int = Field(10, ge=8, le=15, description="steps over which α grows")


def schedules(params: LearningRateSchedulesParams) -> dict[str, Schedule]:
    """Return the schedules whose clouds are shown, by name."""
    rate, steps = params.learning_rate, params.steps
    return {
        "large": Constant(rate),
        "small": Constant(rate / FEWER),
        "cosine": Cosine(rate, steps - 1, LAST_SHARE * rate),
        "step": StepDecay(rate, LAST_SHARE ** (1 / DROPS), math.ceil(steps / (DROPS + 1))),
        "exponential": Exponential(rate, LAST_SHARE ** (1 / (steps - 1))),
    }


def both(params: LearningRateSchedulesParams) -> FloatArray:
    """Return the α of each step, ``(steps + 1,)``, of a warm-up that a cosine follows."""
    rate, steps = params.learning_rate, params.steps
    schedule = WarmupCosine(rate, params.warmup, steps, LAST_SHARE * rate)
    return schedule(np.arange(steps + 1))


@functools.lru_cache(maxsize=4)
def clouds(params: LearningRateSchedulesParams) -> dict[str, Cloud]:
    """Return the cloud of each schedule; all of them see the same noise."""
    setting = params.noise, params.marbles, params.steps, params.seed
    return {name: cloud(schedule, *setting) for name, schedule in schedules(params).items()}


def arrival(runs: Cloud, floor: float) -> int:
    """Return the step from which theory stays within `ARRIVED` times a distance."""
    beyond = np.flatnonzero(runs.expected > ARRIVED * floor)
    return int(beyond[-1]) + 1 if len(beyond) else 0


def floor_of(rate: float, params: LearningRateSchedulesParams) -> float:
    """Return the root mean square distance at which a cloud with a constant α stays."""
    return math.sqrt(2 * theory.noise_floor(rate, CURVATURE, params.noise**2))


def plot(params: LearningRateSchedulesParams) -> Plot:
    rate, every = params.learning_rate, clouds(params)
    floors = {"large": floor_of(rate, params), "small": floor_of(rate / FEWER, params)}
    constant, warm = (
        GradientDescent(params.warm_rate),
        LinearWarmup(params.warm_rate, params.warmup),
    )
    start = params.warm_start
    out = descend(QUARTIC, constant, start, 2)
    paths = {
        "one marble": every["large"].path.select(0),
        # for the manifest, one of each other cloud: all would make it tens of megabytes
        **{
            f"one marble, {name}": runs.path.select(0)
            for name, runs in every.items()
            if name != "large"
        },
        "constant α on x⁴/4": out,
        "warm-up on x⁴/4": descend(QUARTIC, GradientDescent(warm), start, WARM_STEPS),
    }
    facts: dict[str, Fact] = {
        "rate": rate,
        "fifth": rate / FEWER,
        "marbles": params.marbles,
        "steps": params.steps,
        "variance": theory.noise_floor(rate, CURVATURE, params.noise**2),
        "floor": floors["large"],
        "low_floor": floors["small"],
        "early": arrival(every["large"], floors["large"]),
        "late": arrival(every["small"], floors["small"]),
        "near": arrival(every["cosine"], floors["large"]),
        "end": float(every["cosine"].expected[-1]),
        "factor": float(theory.multiplier(rate, CURVATURE)),
        "small_factor": float(theory.multiplier(rate / FEWER, CURVATURE)),
        "last": float(schedules(params)["cosine"](params.steps - 1)),
        "warm_rate": params.warm_rate,
        "warm_start": start,
        "warmup": params.warmup,
        "throw": f"{step_factor(out, 0):.2f}".replace("-", MINUS),
        "first_warm": float(warm(0)),
    }
    return Plot(paths, facts)


def step_factor(path: Path, n: int) -> float:
    """Return what the next step multiplies x by on x⁴/4: 1 − αx², since the slope is x³."""
    rate = float(path.rates[min(n, path.steps - 1)])
    return float(1 - rate * path.points[n, 0] ** 2)


class LearningRateSchedules(StoryScene[LearningRateSchedulesParams]):
    """A cloud of noisy runs contracts as α is turned down, and a warm-up tames a steep start."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("learning_rate_schedules")

    def construct(self) -> None:
        self.clouds, self.step = clouds(self.params), ValueTracker(0)
        self.walk_in_noise()
        self.see_the_cloud()
        self.compare_two_rates()
        self.turn_alpha_down()
        self.compare_schedules()
        self.start_too_large()
        self.warm_up()
        self.put_both_together()

    @beat("Say it does. A mini-batch’s gradient is the true one plus noise, at every step.")
    def walk_in_noise(self) -> None:
        self.map = BowlMap(MAP)
        self.marble = Marble(self.map.ground, self.paths["one marble"], self.step)
        trail = Trail(self.marble)
        law = rule(
            'theta arrow.l theta - {{ alpha : rate }} ({{ nabla L : slope }} + "noise")', LAW
        )
        self.dial = self.dial_of("large")
        readouts = column(
            Readout("n", lambda: whole_step(self.marble), decimals=0, signed=False, whole=2),
            Readout("d", following(self.marble, distance), decimals=2, signed=False),
        )
        words = label("$d$: distance to the minimum")
        self.notes = CHART.stack(law, readouts, words, up=0.75, gap=0.4)
        self.add(self.map)
        coming = FadeIn(self.dial, law)
        self.ask(coming, FadeIn(self.marble, shift=0.5 * DOWN))
        self.add(trail, self.marble)
        self.play(FadeIn(readouts, words), run_time=STEADY)
        self.say("It gets near, and never settles")
        self.play(walk(self.step, ALONE, 4 * SLOW, hurried))
        self.old: list[Any] = [self.notes, trail, self.marble]

    def dial_of(self, name: str, slot: Slot = DIAL) -> RateDial:
        """Return a dial that shows the α of a schedule's next step."""
        rates = self.clouds[name].path.rates
        return RateDial(
            slot, self.at_step(lambda n: float(rates[min(n, len(rates) - 1)])), MOST_RATE
        )

    def at_step(self, quantity: Callable[[int], float]) -> Callable[[], float]:
        """Return a function that reads a quantity at the last whole step."""
        step = self.step
        return lambda: quantity(int(step.get_value() + 1e-6))

    @beat("{marbles} marbles, each with noise of its own. Theory draws the circle around them.")
    def see_the_cloud(self) -> None:
        runs, step = self.clouds["large"], ValueTracker(0)
        self.step = step
        inside = self.at_step(lambda n: 100 * runs.inside(n))
        share = Readout('"inside now"', inside, decimals=0, signed=False, whole=3)
        percent = label("%").next_to(share, RIGHT, buff=0.12, aligned_edge=DOWN)
        laws = self.laws_of_the_floor()
        count = CHART.place(VGroup(share, percent), 0, 0.35)
        lines = CHART.stack(*laws, up=0.9, gap=0.26)
        dots = RunDots(self.map.ground.spot, runs.path, step, LARGE)
        ring = TheoryRing(self.map.ground, runs, step)
        coming = FadeIn(dots, count)
        self.say(f"The circle should hold {100 * INSIDE:.0f} % of them", coming, away=self.old)
        self.add(dots, ring)
        self.play(walk(step, ALONE, 4 * SLOW, hurried))
        wide = "With a constant $alpha$, the cloud stays so wide"
        self.say(wide, Write(laws[0]), away=[count])
        self.play(glide(step, 2 * ALONE, 3 * SLOW, linear), FadeIn(*laws[1:], run_time=STEADY))
        self.old = [*lines, ring, self.dial, dots]

    def laws_of_the_floor(self) -> list[VMobject]:
        """Return the variance at which a cloud settles, what it is made of, and its distance."""
        variance = f"{self.facts['variance']:.2f}"
        law = "V = ({{ alpha : rate }} sigma^2) / (lambda (2 - {{ alpha : rate }} lambda))"
        what = "$V$: variance of each coordinate"
        names = f"noise $sigma = {self.params.noise:.3g}$, curvature $lambda = {CURVATURE:g}$"
        sum_of_two = f"d approx sqrt({variance} + {variance}) approx {self.facts['floor']:.2f}"
        return [
            rule(f"{law} approx {variance}", LAW),
            label(what),
            label(names),
            Formula(sum_of_two, LABEL),
        ]

    @beat(
        "α = {rate:.3g} arrives by step {early}, but stays at {floor:.2f}. "
        "A fifth of α: {low_floor:.2f}, by step {late}."
    )
    def compare_two_rates(self) -> None:
        step, pair = ValueTracker(0), (("large", LARGE), ("small", SMALL))
        self.step = step
        self.chart = chart = DistanceChart(CHART, self.params.steps)
        panel = Rectangle(width=FOOT.width, height=FOOT.height, stroke_width=0)
        panel.set_fill(self.theme.color("paper"), 1).move_to(FOOT.center)
        ruler = FactorRuler(RULER)
        factors = [float(self.facts[key]) for key in ("factor", "small_factor")]
        wedges = VGroup(
            *(
                ruler.marker(ValueTracker(factor), role, f"{factor:.3g}")
                for factor, (_, role) in zip(factors, pair, strict=True)
            )
        )
        *names, self.cosine = chart.names(
            (self.clouds["large"], f"$alpha = {self.facts['rate']:.3g}$", LARGE),
            (self.clouds["small"], f"$alpha = {self.facts['fifth']:.2g}$", SMALL),
            (self.clouds["cosine"], "cosine", FALLING),
        )
        self.names = VGroup(*names)
        words = label("$d$: root mean square distance")
        words.move_to((CHART.center[0], (CHART.bottom + RULER.top) / 2, 0))
        clouds = [
            RunDots(self.map.ground.spot, self.clouds[name].path, step, role) for name, role in pair
        ]
        coming = FadeIn(panel, ruler, wedges, chart, self.names, words, rate_func=AFTERWARDS)
        self.say("Early and wide, or late and narrow", FadeIn(*clouds), coming, away=self.old)
        lines = [chart.measured(self.clouds[name], step, role) for name, role in pair]
        self.add(*clouds, *lines, panel, ruler, wedges)
        self.play(walk(step, self.params.steps, 5 * SLOW, hurried))
        self.wait(HOLD)
        self.lines = lines
        self.old = [*clouds, panel, ruler, wedges, words]
        self.get_ready_to_turn()

    def get_ready_to_turn(self) -> None:
        """Show what the next beat begins with, so that its loop has a full picture throughout."""
        old, self.step = self.old, ValueTracker(0)
        for line in self.lines:
            line.clear_updaters()
        runs = self.clouds["cosine"]
        self.dial = self.dial_of("cosine")
        self.dots = RunDots(self.map.ground.spot, runs.path, self.step, FALLING)
        self.ring = TheoryRing(self.map.ground, runs, self.step)
        come = FadeIn(self.dial, self.dots, rate_func=AFTERWARDS)
        self.say("Large steps first, small steps last", come, away=old)

    @beat("Turn α down on the way: near by step {near}, and at the end at {end:.2f}.", loop=True)
    def turn_alpha_down(self) -> None:
        line = self.chart.measured(self.clouds["cosine"], self.step, FALLING)
        self.add(line, self.dots, self.ring)
        self.play(walk(self.step, self.params.steps, 5 * SLOW, hurried))
        self.play(FadeIn(self.cosine), run_time=QUICK)
        self.wait(HOLD)
        shown = [self.map, self.chart, *self.lines, self.names, line, self.cosine]
        self.old = [*shown, self.dial, self.dots, self.ring]

    @beat("In steps, by a factor or along a cosine: all from {rate:.3g} down to {last:.2g}.")
    def compare_schedules(self) -> None:
        self.step = ValueTracker(0)
        names = ("step", "exponential", "cosine")
        panels = [self.panel_of(name, third) for name, third in zip(names, THIRDS, strict=True)]
        nearer = f"Each ends nearer than {self.facts['low_floor']:.2f}"
        away = PICTURE.width * RIGHT  # their maps come beside the large one, and never over it
        plans = VGroup(*(panel[0] for panel in panels))
        self.add(plans.shift(-away))
        panned: Any = plans.animate
        come = [FadeIn(*panel[1:], rate_func=AFTERWARDS) for panel in panels]
        self.say(nearer, panned.shift(away), *come, FadeOut(*self.old, shift=away))
        self.old = panels
        for panel in panels:
            self.add(*panel)
        self.play(walk(self.step, self.params.steps, 5 * SLOW, hurried))
        self.wait(HOLD)

    def holding_the_clouds(self) -> tuple[Interval, Interval]:
        """Return the window of a small map in which every run of every schedule stays."""
        (left, right), upright = NARROW
        runs = (self.clouds[name].path.points[..., 0] for name in ("step", "exponential", "cosine"))
        return (left, max(right, *(float(x.max()) + DOT_ROOM for x in runs))), upright

    def panel_of(self, name: str, third: Slot) -> VGroup:
        upper = third.inset(bottom=third.height - 2.75)
        lower = Slot(third.left, PICTURE.bottom, third.right, upper.bottom - 0.15)
        runs, plan = self.clouds[name], BowlMap(lower, self.holding_the_clouds())
        head = upper.place(label(name), 0.5, 1)
        d = self.at_step(lambda n: float(runs.measured[n]))
        readout = Readout("d", d, decimals=2, signed=False)
        dial = self.dial_of(name, upper.inset(top=0.45))
        both = VGroup(dial.readout.copy(), readout).arrange(RIGHT, buff=0.45)
        both.move_to(dial.readout)
        dial.readout.move_to(both[0])
        dots = RunDots(plan.ground.spot, runs.path, self.step, FALLING)
        return VGroup(plan, dots, TheoryRing(plan.ground, runs, self.step), head, readout, dial)

    @beat(
        "On x⁴/4 a step multiplies x by 1 − αx²: at x = {warm_start:.3g}, by {throw}. Thrown out."
    )
    def start_too_large(self) -> None:
        path = self.paths["constant α on x⁴/4"]
        self.step, self.turn = ValueTracker(0), ValueTracker(1)
        self.curve, self.valley = self.steep_valley(path)
        self.ruler = FactorRuler(RULER, "1 - alpha x^2")
        away = GROUND.width * RIGHT  # the valley comes beside the maps, and never over them
        self.add(self.valley.shift(-away))
        panned: Any = self.valley.animate
        gone = FadeOut(*self.old, shift=away)
        self.say("A steep start: $alpha$ is too large there", panned.shift(away), gone)
        marble, self.old = self.set_out(path)
        self.dial = RateDial(BESIDE, self.turned_rate, MOST_RATE)
        departure = Departure(marble, GROUND.inset(left=0.3, right=0.15).rows(1, 5, gap=0)[0])
        self.play(FadeIn(marble, shift=0.5 * DOWN), FadeIn(self.dial, self.ruler, *self.old[2:]))
        self.add(*self.old, departure)
        self.play(walk(self.step, 2, 2.5 * SLOW))
        self.wait(HOLD)
        self.old.append(departure)

    def steep_valley(self, path: Path) -> tuple[CurveLandscape, VGroup]:
        reach = BEYOND * float(np.abs(path.points[1, 0]))
        top = float(QUARTIC.value(np.array([reach])))
        ground = CurveLandscape(QUARTIC, Frame(GROUND, (-reach, reach), (-DEPTH * top, top)))
        name = Formula("L = x^4 slash 4", LAW).move_to(ground.spot(np.zeros(1)))
        return ground, VGroup(ground, name.shift(1.3 * UP))

    def set_out(self, path: Path) -> tuple[LeavingMarble, list[Any]]:
        """Return a marble at the start of a path, and it with its trail, wedge and readouts."""
        marble = LeavingMarble(self.curve, path, self.step)
        trail = Trail(marble, line=False)
        self.rate = following(marble, lambda path, n: float(path.rates[min(n, path.steps - 1)]))
        factor = Factor(marble)
        readouts = column(
            Readout("n", lambda: whole_step(marble), decimals=0, signed=False),
            Readout("x", following(marble, lambda path, n: float(path.points[n, 0]))),
            Readout("1 - alpha x^2", factor.get_value),
        )
        BELOW.place(readouts, 0.5, 0.5)
        return marble, [trail, marble, self.ruler.marker(factor, marble.role), readouts]

    def turned_rate(self) -> float:
        """Return α of the marble's next step; between two marbles the dial is turned by hand."""
        share = float(self.turn.get_value())
        return (1 - share) * self.params.warm_rate + share * self.rate()

    @beat("Let α grow over the first {warmup} steps, from {first_warm:.3g}: now it stays in.")
    def warm_up(self) -> None:
        self.step, leaving = ValueTracker(0), self.old
        marble, self.old = self.set_out(self.paths["warm-up on x⁴/4"])
        self.turn.set_value(0)
        turned = glide(self.turn, 1, SLOW)
        self.say("Warm-up: small steps where it is steep", turned, away=leaving)
        self.play(FadeIn(marble, shift=0.5 * DOWN), FadeIn(*self.old[2:]), run_time=STEADY)
        self.add(*self.old)
        self.play(walk(self.step, WARM_STEPS, 5 * SLOW, hurried))
        self.wait(HOLD)
        self.old += [self.valley, self.ruler, self.dial]

    @beat("Large networks often get both: a warm-up first, and then the long way down.")
    def put_both_together(self) -> None:
        steps, rates = self.params.steps, both(self.params)
        self.step = ValueTracker(0)
        frame = Frame(
            LEFT_HALF.inset(left=0.95, bottom=0.5, right=0.5, top=0.5), (0, steps), (0, 0.4)
        )
        axes = Axes(frame, range(0, steps + 1, 50), (0.1, 0.2, 0.3, 0.4), "n", "alpha")
        axes.names[-1].set_color(self.theme.color("step"))
        self.old.remove(self.dial)  # it stays, and is turned back to where a warm-up begins
        self.turn.set_value(0)
        self.rate = self.at_step(lambda n: float(rates[n]))
        words = f"{self.params.warmup} steps up\\ then a cosine down"
        come = FadeIn(axes, BELOW.place(label(words), 0.5, 0.7), rate_func=AFTERWARDS)
        turned = glide(self.turn, 1, STEADY)
        self.say("$alpha$ of each step, as a curve", come, turned, away=self.old)
        self.add(Series(frame, rates, self.step, "step"))
        self.play(glide(self.step, steps, 4 * SLOW, linear))
        self.lead_on()


class Factor(ValueTracker):
    """What a marble's next step on x⁴/4 multiplies x by."""

    def __init__(self, marble: Marble) -> None:
        self.marble = marble
        super().__init__()

    def get_value(self) -> float:
        return step_factor(self.marble.path, whole_step(self.marble))

    def __deepcopy__(self, memo: dict[int, Any]) -> Factor:
        return self


def distance(path: Path, n: int) -> float:
    """Return how far an iterate is from the minimum of the bowl."""
    return float(np.linalg.norm(path.points[n]))
