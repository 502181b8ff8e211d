"""On a plateau the slope fades before the goal: many steps do little, then few do all."""

import math
from typing import Any

import numpy as np
from manim import DOWN, FadeIn, FadeOut, ValueTracker, VGroup, linear, smooth, squish_rate_func
from pydantic import Field

from gdcore import PARABOLA, PLATEAU, Path, descend, optimizers, theory
from scenes.catalog import words_of
from scenes.kit.charts.axes import Frame
from scenes.kit.charts.ruler import FactorRuler
from scenes.kit.charts.series import entry
from scenes.kit.landscape.marbles import Marble, Trail, following, whole_step
from scenes.kit.layout import BODY, PICTURE, Slot
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide
from scenes.kit.surface.camera import SIDE_VIEW, OrbitCamera, fly, unit_of
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.moves import Marbles, loss_at
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.section import SurfaceSection
from scenes.kit.surface.stage import LandscapeStage, SurfaceCamera
from scenes.kit.text.mobject import Write
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import label, rule
from scenes.parts.plateau_losses import LossChart, bars, wait_laws
from scenes.parts.plateau_profile import FARTHEST, RADIAL, ProfileAndSlope, StepFactor
from scenes.parts.step_clock import StepClock

AIR, SIDE = BODY.columns(2.3, 1, gap=0.2)
DIAL, NUMBERS = SIDE.rows(1.7, 1, gap=0.1)
CHARTS, RULER = BODY.inset(bottom=1.55), BODY.inset(top=BODY.height - 1.35)
UPPER, LOWER = CHARTS.rows(1, 1.05, gap=0.25)
LEFT_CHART, RIGHT_CHART = BODY.columns(1, 1, gap=0.5)
BARS = RIGHT_CHART.inset(left=0.5, top=0.2, bottom=0.2)

Y = 1.0
"""Where it starts, across; the start along x is a parameter."""

GOAL = 0.1
"""Distance from the minimum within which a run has arrived, once it stays there."""

SPARE = 1.1
"""Steps that are shown, as a multiple of those that theory expects."""

FLAT, HALF_WAY = 0.01, 0.5
"""Losses below 0 up to which a curve looks flat, and at which the marble is falling."""

HUES = 0.5
"""Loss at which the hues would end: the plain has one in between, on which a marble is seen."""

LEVELS = tuple(n / 10 for n in range(-9, 0))
RELIEF, AIMED_AT = 0.55 * (1 + HUES), 0.44
"""World units up to that loss, so 0.55 to the plain, and up to the middle of the view."""

WINDOW, FILL = ((-4.6, 4.6), (-4.6, 4.6)), 0.8
VIEWS, OVER_THE_CUT = ((-78.0, 27.0), (-106.0, 48.0)), (-90.0, 24.0)
FAR_AWAY = 40.0
"""World units from which the surface is seen from the side, almost without perspective."""

AFTERWARDS = squish_rate_func(smooth, 0.5, 1)

ZOOM = 1.35
"""Steps in the window at the end, as a multiple of those of the slowest run in it."""

IN_ITS_MINIMUM = 0.036
"""Start of the other run on x², whose loss is about that of the plateau."""


class PlateauParams(Params):
    start: float = Field(3.5, ge=3.2, le=3.7, description="x where the marble is dropped; y is 1")
    learning_rate: float = Field(0.1, ge=0.05, le=0.2, description="step size α")
    times: float = Field(5.0, ge=2, le=5, description="how many times longer the larger α is")
    momentum: float = Field(0.9, ge=0.5, le=0.9, description="share β of the velocity kept")


def arrival(path: Path) -> int:
    """Return the first step from which on a path stays within `GOAL` of the minimum, or -1."""
    return path.first_step_for_good(path.distances(PLATEAU.minima[0]) < GOAL) or -1


def plot(params: PlateauParams) -> Plot:
    rate, start = params.learning_rate, (params.start, Y)
    distance = float(np.hypot(*start))
    time = theory.plateau_steps(distance, GOAL, 1)
    steps = math.ceil(SPARE * time / rate)
    runs = {
        "vanilla": optimizers.GradientDescent(rate),
        "larger α": optimizers.GradientDescent(params.times * rate),
        "momentum": optimizers.HeavyBall(rate, params.momentum),
        "Nesterov": optimizers.Nesterov(rate, params.momentum),
    }
    paths = {name: descend(PLATEAU, each, start, steps) for name, each in runs.items()}
    vanilla = paths["vanilla"]
    paths["along the ray"] = descend(RADIAL, runs["vanilla"], distance, steps)
    paths["in a minimum"] = descend(PARABOLA, runs["vanilla"], IN_ITS_MINIMUM, steps)
    asked = vanilla.first_step(vanilla.values < -FLAT) or 0
    early = 10 ** int(np.log10(asked / 2))
    slopes = np.linalg.norm(vanilla.gradients, axis=1)

    def curvature_at(n: int) -> float:
        return float(RADIAL.hessian(paths["along the ray"].points[n])[0, 0])

    facts = {
        "rate": rate,
        "times": params.times,
        "slope": float(slopes[0]),
        "early": early,
        "moved": float(np.linalg.norm(vanilla.points[early] - vanilla.points[0])),
        "falls": vanilla.first_step(vanilla.values < -HALF_WAY) or 0,
        "less": theory.plateau_slope(1) / float(slopes[0]),
        "factor": float(theory.multiplier(rate, curvature_at(0))),
        "bend": curvature_at(asked),
        "other": float(PARABOLA.hessian(np.zeros(1))[0, 0]),
        "asked": asked,
        "time": time,
        "gain": float(theory.momentum_gain(params.momentum)),
        "vanilla": arrival(vanilla),
        "larger": arrival(paths["larger α"]),
        "heavy": arrival(paths["momentum"]),
        "nesterov": arrival(paths["Nesterov"]),
    }
    return Plot(paths, facts)


def on_the_clock(step: ValueTracker, to: int, seconds: float) -> Any:
    """Return the animation that takes `step` from 0 to `to` while a log clock turns evenly."""
    return glide(step, to, seconds, lambda t: ((to + 1) ** t - 1) / to if t < 1 else 1.0)


def well(slot: Slot = PICTURE) -> LandscapeStage:
    """Return the well in its plain as it stands here, and in the lab."""
    look, relief = Look(floor=None), Relief(RELIEF, low=-1, high=HUES)
    return LandscapeStage(PLATEAU, slot, WINDOW, relief, LEVELS, look=look)


class Plateau(StoryScene[PlateauParams]):
    """Wait on a plain until the marble falls in, and learn why the wait is so long."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("plateau")
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.ray = self.paths["along the ray"]
        self.flat = int(self.facts["asked"])
        self.look_over_the_plain()
        self.wait_for_the_fall()
        self.measure_the_slope()
        self.see_the_factor()
        self.tell_it_from_a_minimum()
        self.lengthen_the_step()
        self.add_up_the_slopes()

    @beat("One well in a wide plain. Out where the marble lies, the slope is only {slope:.4f}.")
    def look_over_the_plain(self) -> None:
        self.stage = stage = well()
        views = [stage.framed(*view, fill=FILL) for view in VIEWS]
        # from the middle to the side: it makes room for what is read
        for view, spot in zip(views, (PICTURE.center, AIR.center), strict=True):
            view.aim((0, 0, AIMED_AT), spot, PICTURE)
        stage.camera = views[0]
        coming = fly(views[0], views[1], 3.5 * SLOW, whole=False)
        self.add(stage)
        self.ask(*coming)
        self.runs = Marbles(stage, [(self.paths["vanilla"], "gradient_descent")], beads=False)
        self.readouts = self.readouts_of_the_marble()
        words = label("$r$: distance\\ to the minimum\\ \\ $abs(nabla L)$: slope\\ \\ $L$: loss")
        self.words = DIAL.place(words, 0.3, 0.6)
        self.play(self.runs.dropped(), FadeIn(self.readouts, self.words))
        self.wait(HOLD)

    def readouts_of_the_marble(self) -> VGroup:
        marble, goal = self.runs.each[0], PLATEAU.minima[0]
        distance = following(marble, lambda path, n: float(path.distances(goal)[n]))
        slope = following(marble, lambda path, n: float(np.linalg.norm(path.gradients[n])))
        loss = following(marble, loss_at)
        return NUMBERS.place(
            column(
                Readout("r", distance, decimals=3, signed=False),
                Readout("abs(nabla L)", slope, role="slope", decimals=4, signed=False),
                Readout("L", loss, decimals=3),
                pitch=0.62,
            ),
            *(0.2, 0.6),
        )

    @beat("{early} steps, and it has moved by {moved:.2f}. Then, near step {falls}, it falls in.")
    def wait_for_the_fall(self) -> None:
        step, path = self.runs.step, self.paths["vanilla"]
        clock = StepClock(DIAL, step, path.steps)
        self.say("A clock of steps, on a log scale", FadeIn(clock), away=[self.words])
        self.play(on_the_clock(step, self.flat, 4 * SLOW))
        self.play(glide(step, path.steps, 3.5 * SLOW, linear))
        self.wait(QUICK)
        self.old: list[Any] = [clock, self.readouts]

    @beat("Slide a tangent along its profile. It is steepest at r = 1; then the slope fades.")
    def measure_the_slope(self) -> None:
        self.charts = charts = ProfileAndSlope(UPPER, LOWER)
        gone = self.runs.taken_away()
        self.section = self.section_of_the_well()
        come = FadeIn(self.section, rate_func=AFTERWARDS)
        self.say("How steep, at which distance $r$?", *gone, come, away=self.old)
        self.play(*self.cut_open())
        self.play(*self.seen_from_the_side())
        self.add(self.section, charts)
        leaving = FadeOut(self.stage, self.section)
        self.play(FadeIn(charts, charts.slope_axes), leaving, run_time=STEADY)
        self.add(charts.curve, charts.tangent)
        self.play(glide(charts.probe, FARTHEST, 4 * SLOW, linear))
        self.play(FadeOut(charts.tangent), run_time=QUICK)
        law = rule("{{ abs(nabla L) : slope }} = r thin e^(-r^2 slash 2)")
        less = label(f"At the marble it is {self.facts['less']:.0f} times less than at $r = 1$.")
        self.law = VGroup(RULER.place(law, 0.12, 0.6), RULER.place(less, 0.92, 0.6))
        self.step = ValueTracker(0)
        self.marble = Marble(charts.ground, self.ray, self.step)
        self.place = charts.place(self.marble)
        arrival = FadeIn(self.marble, self.place, shift=0.3 * DOWN)
        self.play(Write(law), FadeIn(less), arrival, run_time=SLOW)
        self.wait(HOLD)

    def section_of_the_well(self) -> SurfaceSection:
        """Return the ground where the well is cut, which is to lie where the profile is drawn."""
        profile, ends = self.charts.profile, WINDOW[0]
        left, right = (float(profile.at(x, 0)[0]) for x in ends)
        slot = Slot(left, PICTURE.bottom, right, profile.slot.top)
        low = float(profile.data_at(np.array([left, PICTURE.bottom, 0]))[1])
        return SurfaceSection(self.stage, RADIAL, Frame(slot, ends, (low, profile.y[1])))

    def cut_open(self) -> list[Any]:
        """Return the animations that cut away what lies before the well's middle."""
        over = self.stage.framed(*OVER_THE_CUT, fill=FILL)
        over.aim((0, 0, AIMED_AT), AIR.center, PICTURE)
        cut = glide(self.stage.front, self.section.y, 1.5 * SLOW)
        return [*fly(self.stage.camera, over, 1.5 * SLOW), cut]

    def seen_from_the_side(self) -> list[Any]:
        """Return the animations in which the surface becomes the profile that is drawn next."""
        stage, (across, up) = self.stage, self.charts.profile.scale
        unit = across / stage.terrain.unit[0]  # of the world, on the screen
        side = OrbitCamera(*SIDE_VIEW, unit / unit_of(PICTURE), distance=FAR_AWAY)
        side.aim((0, 0, 0), self.charts.ground.spot(np.zeros(1)), PICTURE)
        rise = float(np.diff(stage.terrain.relief.heights([-1, 0]))[0])
        lower = glide(stage.standing, up / (rise * unit), 1.5 * SLOW)
        return [*fly(stage.camera, side, 1.5 * SLOW, whole=False), lower]

    @beat("Out here the curvature λ is below 0: a step multiplies the slope by about {factor:.4f}.")
    def see_the_factor(self) -> None:
        ruler, factor = FactorRuler(RULER.inset(right=3.1)), StepFactor(self.marble)
        marker = ruler.marker(factor, self.marble.role)
        numbers = column(
            Readout("n", lambda: whole_step(self.marble), decimals=0, signed=False),
            Readout("1 - alpha lambda", factor.get_value, decimals=4, signed=False),
        )
        coming = FadeIn(ruler, marker, RULER.place(numbers, 1, 0.6))
        self.say("A hair above 1: the slope does grow", coming, away=[self.law])
        trail = Trail(self.marble, line=False, dots=False)
        self.add(trail, self.marble)
        self.play(glide(self.step, self.flat, 3 * SLOW))
        steepest = int(np.abs(self.ray.gradients[:, 0]).argmax())
        self.play(glide(self.step, steepest, 2 * SLOW, linear))
        self.say("Nearer than $r = 1$ it is below 1: the slope shrinks")
        self.play(glide(self.step, self.ray.steps, SLOW, linear))
        self.wait(HOLD)
        charts = self.charts
        old = [charts, charts.slope_axes, charts.curve, self.place, self.marble, trail]
        self.ask_which_has_arrived([*old, ruler, marker, numbers])

    def ask_which_has_arrived(self, old: list[Any]) -> None:
        """Show what the next beat begins with, so that its loop has a full picture throughout."""
        self.step, other = ValueTracker(0), self.paths["in a minimum"]
        self.one = one = LossChart(LEFT_CHART, self.ray, self.step, "A")
        self.two = two = LossChart(RIGHT_CHART, other, self.step, "B")
        self.covered = VGroup(one.heading, one.mystery, two.heading, two.mystery)
        coming = FadeIn(one.axes, two.axes, self.covered)
        self.say("Which of the two has arrived?", coming, away=old)

    @beat("Flat for {asked} steps. By its loss alone, a plateau looks like a minimum.", loop=True)
    def tell_it_from_a_minimum(self) -> None:
        one, two = self.one, self.two
        self.add(one.series, two.series)
        self.play(glide(self.step, self.flat, 3 * SLOW, linear))
        self.wait(QUICK)
        heads = [
            one.head(f"A at step {self.flat}: $lambda = {self.facts['bend']:.2g}$"),
            two.head(f"B at step {self.flat}: $lambda = {self.facts['other']:.2g}$"),
        ]
        pictures = (
            one.picture(RADIAL, self.ray, (-1.2, FARTHEST)),
            two.picture(PARABOLA, self.paths["in a minimum"], (-1, 1)),
        )
        self.play(FadeOut(self.covered), FadeIn(*pictures, *heads), run_time=STEADY)
        self.play(glide(self.step, self.ray.steps, 2 * SLOW, linear))
        self.wait(HOLD)
        self.old = [two.axes, two.series, *pictures, *heads]

    @beat("A step is α times the slope. {times:g} times α: {larger} steps instead of {vanilla}.")
    def lengthen_the_step(self) -> None:
        rate, blue = self.params.learning_rate, "gradient_descent"
        longer = self.params.times * rate
        self.second, self.third = ValueTracker(0), ValueTracker(0)
        runs = (
            (f"$alpha = {rate:g}$", "vanilla", self.step, blue),
            (f"$alpha = {longer:g}$", "larger", self.second, blue),
            (f"$alpha = {rate:g}$, momentum", "heavy", self.third, "momentum"),
            (f"$alpha = {rate:g}$, Nesterov", "nesterov", self.third, "nesterov"),
        )
        arrivals = [
            (entry(name, role, key == "larger"), int(self.facts[key]), step, role)
            for name, key, step, role in runs
        ]
        self.bars = bars(BARS, self.ray.steps, *arrivals)
        self.law = BARS.place(wait_laws(float(self.facts["time"]), (rate, longer)), 0, 0.05)
        words = f"Steps until $r$ stays below {GOAL:g}"
        self.say(words, FadeIn(*self.bars[:2]), away=self.old)
        self.add(self.one.another(self.paths["larger α"], self.second, blue, dashed=True))
        run = glide(self.second, self.ray.steps, 3 * SLOW, linear)
        self.play(run, Write(self.law, run_time=2 * SLOW))
        self.wait(HOLD)

    @beat("Momentum adds up slopes that agree: {heavy} steps at α = {rate:g}; Nesterov {nesterov}.")
    def add_up_the_slopes(self) -> None:
        chart, gain = self.one, f"{self.facts['gain']:g}"
        away = [self.law, chart.axes]
        self.say(f"Up to $1 slash (1 - beta) = {gain}$ times the push", away=away)
        slowest = max(bar.arrival for bar in self.bars[1:])
        most = min(ZOOM * slowest, float(self.ray.steps))
        self.play(glide(chart.most, most, SLOW))
        self.play(FadeIn(chart.axes_now(), *self.bars[2:]), run_time=STEADY)
        for name, role in (("momentum", "momentum"), ("Nesterov", "nesterov")):
            self.add(chart.another(self.paths[name], self.third, role))
        self.play(glide(self.third, math.ceil(most), 3 * SLOW, linear))
        self.wait(HOLD)
        self.lead_on()
