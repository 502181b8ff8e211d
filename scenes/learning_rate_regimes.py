"""On x², one number, 1 − 2α, decides whether a marble creeps, lands, zigzags, bounces or flies."""

import numpy as np
from manim import DOWN, LEFT, Animation, Create, FadeIn, FadeOut, ValueTracker, VGroup
from numpy.typing import ArrayLike
from pydantic import Field

from gdcore import PARABOLA, GradientDescent, descend, theory
from scenes.catalog import words_of
from scenes.kit.charts.axes import Axes, Frame
from scenes.kit.charts.ruler import Ruler, RulerMarker
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble, whole_step
from scenes.kit.layout import BODY, HEADER, Slot
from scenes.kit.races.race import RateRace
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, walk
from scenes.kit.text.mobject import Write
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import Formula, label
from scenes.parts.rate_panels import BendingTrail, FoldingCurve, Landing, side_by_side

PICTURE, STRIP = BODY.rows(3.75, 1.9, gap=0.2)
HEADS, RULE = STRIP.inset(right=0.35).columns(2.7, 9.5, gap=0.4)
CURVATURE = 2.0
BEST = theory.optimal_rate(CURVATURE, CURVATURE)
LIMIT = theory.largest_stable_rate(CURVATURE)
LONGEST = 1.2 * LIMIT
VIEW = 1.55  # half the width of what is seen of the parabola, as a multiple of the start
SWEPT = np.arange(13)  # steps of the trail that bends


class LearningRateRegimesParams(Params):
    start: float = Field(5.0, ge=2, le=6, description="x where every marble is dropped")
    slow_rate: float = Field(0.1, ge=0.08, le=0.15, description="α of the marble that creeps")
    bold_rate: float = Field(0.6, ge=0.55, le=0.7, description="α that is said to be too high")
    wild_rate: float = Field(1.1, ge=1.05, le=1.2, description="α of the marble that flies off")
    steps: int = Field(14, ge=8, le=16, description="gradient steps of the five panels")
    tolerance: float = Field(1e-3, ge=1e-4, le=1e-2, description="|x| that counts as arrived")


def plot(params: LearningRateRegimesParams) -> Plot:
    slow, bold = params.slow_rate, params.bold_rate
    mirror = theory.mirror_rate(slow, CURVATURE)
    five = (slow, BEST, mirror, LIMIT, params.wild_rate)
    needed = steps_needed(params, slow)
    walks = [(f"α = {rate:g}", rate, params.steps) for rate in five]
    walks += [(f"race at α = {rate:g}", rate, needed) for rate in (slow, bold)]
    return Plot(
        paths={
            name: descend(PARABOLA, GradientDescent(rate), params.start, steps)
            for name, rate, steps in walks
        },
        facts=params.model_dump()
        | {"best": BEST, "limit": LIMIT, "mirror": mirror}
        | {"slow_steps": needed, "bold_steps": steps_needed(params, bold)}
        | {"names": ", ".join(name_of(rate) for rate in five)},
    )


def steps_needed(params: LearningRateRegimesParams, rate: float) -> int:
    """Return the first step within the tolerance, for a rate that converges."""
    return theory.steps_to_reach(params.tolerance, params.start, rate, CURVATURE) or 0


def multiplier(rate: float) -> float:
    return float(theory.multiplier(rate, CURVATURE))


def name_of(rate: float) -> str:
    return str(theory.regime(rate, CURVATURE).value)


class LearningRateRegimes(StoryScene[LearningRateRegimesParams]):
    """Slide α along a line and watch one number change what a marble on x² does."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("learning_rate_regimes")

    def construct(self) -> None:
        walks = list(self.paths.values())
        self.five, self.racers = walks[:-2], walks[-2:]
        self.rate, reach = ValueTracker(0), VIEW * self.params.start
        self.window = ((-reach, reach), (0.0, reach**2))
        self.slide_one_step()
        self.overshoot()
        self.pick_five_rates()
        self.run_five_panels()
        self.unroll_the_trail()
        self.sweep_the_rate()
        self.race_the_bold_rate()
        self.fold_the_line()

    def iterates(self, n: ArrayLike) -> np.ndarray:
        return theory.quadratic_iterate(self.params.start, self.rate.get_value(), CURVATURE, n)

    def slide_to(self, rate: float, *with_it: Animation, seconds: float = 2 * SLOW) -> None:
        self.play(glide(self.rate, rate, seconds), *with_it)

    @beat("A step takes x to (1 − 2α) x. At α = {best:g} that is 0: it lands on the minimum.")
    def slide_one_step(self) -> None:
        left, self.side = PICTURE.columns(1.3, 1, gap=0.9)
        self.ground = CurveLandscape(PARABOLA, Frame(left, *self.window))
        self.marble = Marble(self.ground, self.five[0], ValueTracker(0))
        self.landing = Landing(self.ground, lambda: self.iterates([0, 1])[:, None])
        self.build_ruler()
        law = self.side.place(Formula("x_1 = (1 - 2 {{ alpha : rate }}) thin x_0"), 0, 0.85)
        law.select("rate").set_color(self.theme.color("step"))
        ends = self.landing.legend(self.marble).next_to(law, DOWN, buff=0.6, aligned_edge=LEFT)
        self.explanation = VGroup(law, ends)
        self.ask(FadeIn(self.ground))
        self.play(FadeIn(self.marble, shift=DOWN), FadeIn(self.ruler), run_time=STEADY)
        self.play(Write(law), FadeIn(ends), run_time=SLOW)
        self.add(self.landing, self.marble)
        self.slide_to(BEST, FadeIn(self.zones[0]))
        self.say(f"$alpha = {BEST:g}$: right on the minimum", FadeIn(self.zones[1]))
        self.wait(HOLD)

    def build_ruler(self) -> None:
        numbered, tenths = (0, BEST, LIMIT, LONGEST), np.linspace(0, LONGEST, 13)
        names = ("alpha", "1 - 2 alpha")
        self.ruler = Ruler(RULE, HEADS, numbered, self.rate, multiplier, names, tenths)
        zone, point = self.ruler.zone, self.ruler.point
        slow, best, zigzag, limit, wild = (name_of(path.learning_rate) for path in self.five)
        self.zones = VGroup(
            zone(0, BEST, slow, 0.85),
            point(BEST, best, "minimum"),
            zone(BEST, LIMIT, zigzag, 0.45),
            point(LIMIT, limit),
            zone(LIMIT, LONGEST, wild, None),
        )

    @beat("Longer steps overshoot: at α = {limit:g} as high as before, above {limit:g} higher.")
    def overshoot(self) -> None:
        self.say("Longer steps overshoot, but still land lower", FadeIn(self.zones[2]))
        self.slide_to(LIMIT)
        self.say(f"$alpha = {LIMIT:g}$: just as high, on the other side", FadeIn(self.zones[3]))
        self.wait(HOLD)
        self.say("Longer still: higher than it started", FadeIn(self.zones[4]))
        self.slide_to(LONGEST, seconds=SLOW)
        self.wait(HOLD)

    @beat("Pick one α from each stretch, and the two special ones in between.")
    def pick_five_rates(self) -> None:
        self.step = ValueTracker(0)
        self.panels = side_by_side(BODY, PARABOLA, self.window, self.five, self.step)
        wedges = [RulerMarker(self.ruler, ValueTracker(path.learning_rate)) for path in self.five]
        picture = (self.ground, self.landing, self.marble, self.explanation)
        self.say("Five learning rates, one start", FadeIn(*wedges))
        self.slide_to(self.params.wild_rate, seconds=QUICK)
        rising = (
            FadeIn(panel.head, target_position=wedge, scale=0.3, run_time=SLOW)
            for panel, wedge in zip(self.panels, wedges, strict=True)
        )
        line = FadeOut(self.ruler, self.zones, *wedges, run_time=SLOW)
        self.play(FadeOut(*picture, run_time=QUICK), line, *rising)
        self.play(FadeIn(*(panel.body for panel in self.panels)), run_time=STEADY)

    @beat("The same start, five ways to go: {names}.", loop=True)
    def run_five_panels(self) -> None:
        n = Readout("n", lambda: whole_step(self.panels[0].marble), decimals=0, signed=False)
        verdicts = [p.verdict(name_of(p.marble.path.learning_rate)) for p in self.panels]
        creeps, lands, zigzags, bounces, diverges = verdicts
        self.play(FadeIn(HEADER.place(n, 0.98, 0.8)), run_time=QUICK)
        self.play(walk(self.step, 1))
        for step, known in enumerate(((lands,), (bounces,), (diverges,), (creeps, zigzags)), 2):
            self.play(walk(self.step, step), FadeIn(*known, run_time=QUICK))
        self.play(walk(self.step, self.params.steps))
        self.wait(HOLD)
        self.old = VGroup(*self.panels, *verdicts, n)

    @beat("Between the five lies a whole line. Here is one trail, and x against the step n.")
    def unroll_the_trail(self) -> None:
        self.rate.set_value(self.params.slow_rate)
        right, slot = self.side.inset(left=0.3, right=0.4, top=0.3), self.ground.frame.slot
        frame = Frame(right, (0, SWEPT[-1]), self.window[0])
        axes = Axes(frame, x_name="n", y_name="x_n", cross=(0, 0))
        trail = BendingTrail(lambda: self.ground.spot(self.iterates(SWEPT)[:, None]), slot)
        unrolled = BendingTrail(lambda: frame.at(SWEPT, self.iterates(SWEPT)), frame.slot)
        still = VGroup(self.ground, self.ruler, self.zones, trail, self.marble).update()
        self.play(FadeOut(self.old), run_time=QUICK)
        self.say("One trail, drawn twice", FadeIn(still))
        self.play(FadeIn(axes), Create(unrolled), run_time=SLOW)
        self.wait(HOLD)
        self.old = VGroup(still, axes, unrolled)

    @beat("Turn α, and the whole trail bends, through all five ways to go.")
    def sweep_the_rate(self) -> None:
        self.say("Turn $alpha$: the whole trail bends")
        for rate in (BEST, LIMIT, self.params.wild_rate):
            self.slide_to(rate, seconds=1.5 * SLOW)
            self.wait(QUICK)
        self.slide_to(self.params.slow_rate)

    @beat(
        "Is {bold_rate:g} too high? It takes {bold_steps} steps to |x| < {tolerance:g};"
        " {slow_rate:g} takes {slow_steps}."
    )
    def race_the_bold_rate(self) -> None:
        step, slow, bold = ValueTracker(0), self.params.slow_rate, self.params.bold_rate
        left, right = BODY.columns(1, 1.15, gap=1)
        panels = side_by_side(left, PARABOLA, self.window, self.racers, step, decimals=4)
        race = RateRace(right, self.racers, self.params.tolerance, step)
        late, soon = (
            panel.verdict(f"{n} steps", "minimum")
            for panel, n in zip(panels, race.needed, strict=True)
        )
        self.play(FadeOut(self.old), run_time=QUICK)
        self.say(f"Is {bold:g} too high? Race it against {slow:g}", FadeIn(*panels, race))
        self.play(walk(step, race.needed[1]))
        self.play(FadeIn(soon, race.names), run_time=QUICK)
        self.play(walk(step, race.needed[0], seconds=3 * SLOW))
        self.say(f"Not too high: {bold:g} beats {slow:g}", FadeIn(late))
        self.wait(HOLD)
        self.old = VGroup(*panels, race, race.names, late, soon)

    @beat("α and 1 − α shrink x alike: {slow_rate:g} and {mirror:g} both take {slow_steps} steps.")
    def fold_the_line(self) -> None:
        turn, mirror = ValueTracker(0), theory.mirror_rate(self.params.slow_rate, CURVATURE)
        curve, chart = self.price_of_each_rate(turn)
        still = VGroup(self.ruler, self.zones, chart).update()
        self.play(FadeOut(self.old), run_time=QUICK)
        self.say("How many steps does each $alpha$ need?", FadeIn(still))
        self.play(Create(curve), run_time=SLOW)
        self.say(f"Fold the line at {BEST:g}: the halves match")
        self.add(curve.flap)
        self.play(glide(turn, np.pi, 2 * SLOW))
        self.wait(HOLD)
        self.slide_to(mirror, glide(turn, 0, 2 * SLOW))
        pairs = (curve.pair(path.learning_rate, "steps") for path in self.racers)
        words = "$alpha$ and $1 - alpha$ need the same number of steps"
        self.say(words, FadeIn(*pairs), FadeOut(curve.flap))
        self.wait(2 * HOLD)

    def price_of_each_rate(self, turn: ValueTracker) -> tuple[FoldingCurve, VGroup]:
        params, most = self.params, self.racers[0].steps * 5 // 4
        slot = Slot(RULE.left, PICTURE.bottom, RULE.right, PICTURE.top - 0.2)
        frame = Frame(slot, (0, LONGEST), (0, most + 1))
        axes = Axes(frame, y_ticks=range(10, most, 10))
        unit = label(f"steps until\\ $abs(x) < {params.tolerance:g}$").next_to(axes, LEFT)
        never = label("never", "faint").move_to(frame.at((LIMIT + LONGEST) / 2, most / 2))
        ends = theory.rate_interval(params.tolerance, most, params.start, CURVATURE)
        curve = FoldingCurve(frame, lambda rate: steps_needed(params, rate), ends, BEST, turn)
        return curve, VGroup(axes, unit, never)
