"""On x², one number, 1 − 2α, decides whether a marble creeps, lands, zigzags, bounces or flies."""

from collections.abc import Callable, Iterable

import numpy as np
from manim import (
    DOWN,
    LEFT,
    Animation,
    FadeIn,
    FadeOut,
    LaggedStart,
    ValueTracker,
    VGroup,
    smooth,
    squish_rate_func,
)
from numpy.typing import ArrayLike
from pydantic import Field

from gdcore import PARABOLA, GradientDescent, descend, theory
from scenes.catalog import words_of
from scenes.kit.charts.axes import Frame
from scenes.kit.charts.ruler import FactorRuler, RateMarker, RateScale
from scenes.kit.landscape.marbles import whole_step
from scenes.kit.layout import BODY, HEADER
from scenes.kit.races.race import RateRace
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, walk
from scenes.kit.text.mobject import Write
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import LABEL, Formula, Lettering, label
from scenes.parts.rate_panels import (
    BendingTrail,
    BentParabola,
    Growth,
    Landing,
    Panel,
    RegimeName,
    SlidingTangent,
    side_by_side,
)

SIDE, MAIN = BODY.columns(2.9, 9.6, gap=0.3)
GROUND, RULE = MAIN.rows(3.75, 1.8, gap=0.15)
TELL, HEADS = SIDE.rows(3.75, 1.8, gap=0.15)
CURVATURE = 2.0
BEST = theory.optimal_rate(CURVATURE, CURVATURE)
LIMIT = theory.largest_stable_rate(CURVATURE)
LONGEST = 1.2 * LIMIT
ENDS = (-1.5, 1.5)
VIEW = 1.55  # half the width of what is seen of a panel's parabola, as a multiple of the start
BASE, SEEN = 0.2, 2.75  # ground below the minimum, air above, as multiples of the start's height
SWEPT = np.arange(13)  # steps of the trail that bends
FLAT, STEEP = 1.0, 25.0  # curvatures to which the ruler is rescaled; the ravine's is the second
SAME = 0.1  # α on both
BEHIND = -1


def part_of(begin: float, end: float) -> Callable[[float], float]:
    """Return the pace of what happens from one share of an animation's time to another."""
    pace: Callable[[float], float] = squish_rate_func(smooth, begin, end)
    return pace


EARLY, LATE = part_of(0, 0.4), part_of(0.5, 1)


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
        | {"best": BEST, "limit": LIMIT, "mirror": mirror, "curvature": CURVATURE}
        | {"slow_steps": needed, "bold_steps": steps_needed(params, bold)}
        | {"flat": FLAT, "steep": STEEP, "same": SAME}
        | {f"{name}_limit": theory.largest_stable_rate(c) for name, c in KINDS.items()}
        | {"ways": listed([way_of(rate) for rate in five[::-1]])},
    )


KINDS = {"flat": FLAT, "steep": STEEP}
WAYS = {
    theory.Regime.MONOTONE: "creeps in",
    theory.Regime.ONE_STEP: "lands",
    theory.Regime.ZIGZAG: "zigzags",
    theory.Regime.BOUNCE: "bounces",
    theory.Regime.DIVERGE: "diverges",
}
"""What a marble does on x² in each regime."""


def steps_needed(params: LearningRateRegimesParams, rate: float) -> int:
    """Return the first step within the tolerance, for a rate that converges."""
    return theory.steps_to_reach(params.tolerance, params.start, rate, CURVATURE) or 0


def factor_of(rate: float, curvature: float = CURVATURE) -> float:
    return float(theory.multiplier(rate, curvature))


def way_of(rate: float) -> str:
    return WAYS[theory.regime(rate, CURVATURE)]


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence, "or" before the last."""
    return f"{', '.join(words[:-1])} or {words[-1]}"


class LearningRateRegimes(StoryScene[LearningRateRegimesParams]):
    """Slide α along a ruler and watch one factor change what a marble on x² does."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("learning_rate_regimes")

    def construct(self) -> None:
        walks = list(self.paths.values())
        self.five, self.racers = walks[:-2], walks[-2:]
        self.rate, self.curvature = ValueTracker(0), ValueTracker(CURVATURE)
        self.take_one_step()
        self.overshoot()
        self.sweep_the_rate()
        self.pick_five_rates()
        self.run_five_panels()
        self.race_the_bold_rate()
        self.name_the_curvature()
        self.bend_the_curve()

    def iterates(self, n: ArrayLike) -> np.ndarray:
        """Return x after `n` steps at the present rate and curvature, shape ``(n, 1)``.

        It starts as high as on x², whatever the curvature.
        """
        curvature = self.curvature.get_value()
        start = self.params.start * np.sqrt(CURVATURE / curvature)
        return theory.quadratic_iterate(start, self.rate.get_value(), curvature, n)[:, None]

    def slide_to(self, rate: float, *with_it: Animation, seconds: float = 2 * SLOW) -> None:
        self.play(glide(self.rate, rate, seconds), *with_it)

    @beat("A step takes x to (1 − 2α) x. At α = {best:g} that is 0: it lands on the minimum.")
    def take_one_step(self) -> None:
        self.build_ground()
        self.build_ruler()
        law = Formula("x_1 = (1 - 2 {{ alpha : rate }}) x_0", LABEL, roles={"rate": "step"})
        legend = self.landing.legend()
        self.told = TELL.stack(TELL.shrink(law), legend, up=0.75, gap=0.5)
        self.add(self.ground, self.ruler, self.scale)
        self.ask(FadeIn(self.landing, shift=DOWN, run_time=STEADY))
        self.play(FadeIn(self.heads, self.marker, legend), Write(law), run_time=STEADY)
        self.slide_to(BEST)
        self.say(f"$alpha = {BEST:g}$: there in one step")
        self.wait(HOLD)

    def build_ground(self) -> None:
        """Make the parabola over the ruler: x stands above the factor that leads to it."""
        start = self.params.start
        self.across = (ENDS[0] * start, ENDS[1] * start)
        frame = Frame(GROUND, self.across, (-BASE * start**2, SEEN * start**2))
        self.ground = BentParabola(frame, self.curvature)
        depth = 0.5 * BASE * start**2 * frame.scale[1]
        self.landing = Landing(self.ground, lambda: self.iterates([0, 1]), depth)

    def build_ruler(self) -> None:
        self.ruler = FactorRuler(RULE, symbol="", ends=ENDS)
        self.scale = RateScale(self.ruler, self.curvature)
        self.marker = RateMarker(self.scale, self.rate)
        for part in (self.ruler, self.scale, self.marker):
            part.set_z_index(BEHIND)  # panels grow in front of it
        self.heads = VGroup(
            self.head(Readout("alpha", self.rate.get_value, role="step", signed=False), 1),
            self.head(Readout("1 - 2 alpha", self.factor_now), 0),
        )

    def head(self, readout: Readout, row: int) -> Readout:
        """Put a number at the left of its row of the ruler: 0 below the bar, 1 above it."""
        number = self.ruler.numbers if row == 0 else self.scale.numbers
        return readout.set_x(HEADS.left, LEFT).match_y(number[0])

    def factor_now(self) -> float:
        return factor_of(self.rate.get_value(), self.curvature.get_value())

    @beat("Longer steps overshoot: at α = {limit:g} as high as before, above {limit:g} higher.")
    def overshoot(self) -> None:
        self.say("Beyond the minimum, but still lower")
        self.slide_to(LIMIT)
        self.say(f"$alpha = {LIMIT:g}$: from one side to the other")
        self.wait(HOLD)
        self.say("Longer still: further away than before")
        self.slide_to(LONGEST, seconds=SLOW)
        self.wait(QUICK)

    @beat("Many steps leave a trail. Turn α, and it bends, through all five ways to go.")
    def sweep_the_rate(self) -> None:
        trail = BendingTrail(self.ground, lambda: self.iterates(SWEPT))
        name = RegimeName(TELL.inset(bottom=0.6), self.rate, CURVATURE, WAYS)
        self.say(f"{SWEPT[-1]} jumps in a row, for every $alpha$", FadeIn(trail, name))
        self.add(trail, self.landing)
        for rate in (LIMIT, theory.mirror_rate(self.params.slow_rate, CURVATURE), BEST):
            self.slide_to(rate, seconds=1.5 * SLOW)
            self.wait(QUICK)
        self.slide_to(self.params.slow_rate, seconds=1.5 * SLOW)
        self.trail = VGroup(trail, name)

    @beat("Pick one α from each stretch, and the two special ones in between.")
    def pick_five_rates(self) -> None:
        self.step = ValueTracker(0)
        reach = VIEW * self.params.start
        self.window = ((-reach, reach), (0.0, reach**2))
        rates = [ValueTracker(path.learning_rate) for path in self.five]
        self.wedges = [RateMarker(self.scale, rate).set_z_index(BEHIND) for rate in rates]
        self.panels = side_by_side(BODY, PARABOLA, self.window, self.five[::-1], self.step)[::-1]
        n = Readout("n", lambda: whole_step(self.panels[0].marble), decimals=0, signed=False)
        self.n = HEADER.place(n, 0.62, 0.8)
        self.say("Five learning rates, one start", away=[self.trail])
        arriving = (FadeIn(wedge, shift=0.3 * DOWN) for wedge in self.wedges)
        self.play(LaggedStart(*arriving, lag_ratio=0.5), run_time=SLOW)
        self.remove(self.marker)  # it stands where the first of the five does
        self.play(
            Growth(VGroup(self.ground, self.landing), self.marker.tip, back=True, during=(0, 0.6)),
            FadeOut(self.told, self.heads, rate_func=EARLY),
            FadeOut(self.ruler, self.scale, *self.wedges, rate_func=LATE),
            *grown(self.panels, self.wedges),
            FadeIn(self.n, rate_func=LATE),
            run_time=SLOW,
        )

    def take_up(self, panels: list[Panel], verdicts: Iterable[Lettering]) -> None:
        """Make each verdict a part of its panel, with which it will leave."""
        for panel, verdict in zip(panels, verdicts, strict=True):
            self.remove(verdict)
            panel.add(verdict)

    @beat("One start, five ways to go: it {ways}.", loop=True)
    def run_five_panels(self) -> None:
        verdicts = [p.verdict(way_of(p.marble.path.learning_rate)) for p in self.panels]
        creeps, lands, zigzags, bounces, diverges = verdicts
        self.play(walk(self.step, 1))
        for step, known in enumerate(((lands,), (bounces,), (diverges,), (creeps, zigzags)), 2):
            self.play(walk(self.step, step), FadeIn(*known, run_time=QUICK))
        self.play(walk(self.step, self.params.steps))
        self.wait(HOLD)
        self.take_up(self.panels, verdicts)

    @beat(
        "Is {bold_rate:g} too high? It takes {bold_steps} steps to |x| < {tolerance:g};"
        " {slow_rate:g} takes {slow_steps}."
    )
    def race_the_bold_rate(self) -> None:
        step, slow, bold = ValueTracker(0), self.params.slow_rate, self.params.bold_rate
        # the two places at the right, in the ruler's order: one panel stays, and none is crossed
        pair = BODY.inset(left=self.panels[1].slot.left - BODY.left)
        racers = self.racers[::-1]
        panels = side_by_side(pair, PARABOLA, self.window, racers, step, decimals=4)[::-1]
        chart = BODY.inset(right=pair.width + 0.6)
        race = RateRace(chart, self.racers, self.params.tolerance, step)
        late, soon = (p.verdict(f"{n} steps") for p, n in zip(panels, race.needed, strict=True))
        self.say_and_shrink(f"Is {bold:g} too high? Race it against {slow:g}")
        self.play(
            FadeOut(self.ruler, self.scale, *self.wedges, rate_func=part_of(0.3, 0.8)),
            *grown(panels[1:], self.wedges[1:2]),
            FadeIn(panels[0].moving, race, rate_func=LATE),
            run_time=SLOW,
        )
        self.remove(*self.panels[0].still)  # one by one: the fade has taken their group apart
        self.add(panels[0])
        self.play(walk(step, race.needed[1]))
        self.play(FadeIn(soon, race.names), run_time=QUICK)
        self.play(walk(step, race.needed[0], seconds=2 * SLOW))
        self.say(f"Not too high: {bold:g} beats {slow:g}", FadeIn(late))
        self.wait(HOLD)
        self.take_up(panels, (late, soon))
        self.racing, self.race = panels, VGroup(race, race.names)

    def say_and_shrink(self, words: str) -> None:
        """Shrink all panels but the slow one; the wedge of the second goes to the bold rate."""
        kept, *others = self.panels
        moving, *still = self.wedges[1], self.wedges[0], *self.wedges[2:]
        self.add(moving)  # what fades in would not follow its rate
        self.say(
            words,
            *grown(others, self.wedges[1:], back=True),
            FadeIn(self.ruler, self.scale, *still),
            glide(moving.value, self.params.bold_rate, STEADY),
            FadeOut(self.n, kept.moving, kept.submobjects[-1]),
        )

    @beat(
        "Curvature λ again: on x² the slope grows by {curvature:g} for each unit of x,"
        " so λ is {curvature:g}."
    )
    def name_the_curvature(self) -> None:
        self.rate.set_value(SAME)
        words = f"Why {BEST:g}, and why {LIMIT:g}?"
        two = self.wedges[:2]
        self.say(
            words,
            *grown(self.racing, two, (0.3, 1), back=True),
            FadeIn(self.ruler, self.scale, *two, rate_func=EARLY),
            away=[self.race],
        )
        self.play(Growth(self.ground.update(), self.ruler.at(0, 1)), run_time=STEADY)
        place, reach = ValueTracker(-0.8 * self.params.start), 0.8 * self.params.start
        tangent = SlidingTangent(self.ground, place)
        numbers = column(
            Readout("x", place.get_value),
            Readout("2 x", lambda: slope_at(place.get_value()), role="slope"),
        )
        bent = Formula(f"lambda = {CURVATURE:g}", LABEL)
        self.told = TELL.stack(label("the slope"), numbers, label("the curvature"), bent, up=0.75)
        self.play(FadeIn(tangent, *self.told[:2]), FadeOut(*two), run_time=QUICK)
        self.play(glide(place, reach, 2 * SLOW))
        self.limits = VGroup(
            self.scale.threshold(0, "1\\/lambda"), self.scale.threshold(-1, "2\\/lambda")
        )
        factor = self.head(Readout("1 - alpha lambda", self.factor_now), 0)
        self.heads = VGroup(self.heads[0], factor)
        self.play(FadeIn(self.told[2:]), run_time=STEADY)
        words = f"{BEST:g} is $1\\/lambda$, and {LIMIT:g} is $2\\/lambda$"
        self.say(words, FadeIn(self.limits, self.heads, self.marker))
        self.wait(HOLD)
        self.old = VGroup(tangent, self.told)

    @beat(
        "The flatter the curve, the larger α may be; at λ = {steep:g} it must stay below"
        " {steep_limit:g}."
    )
    def bend_the_curve(self) -> None:
        bent = Readout("lambda", self.curvature.get_value, decimals=1, signed=False, whole=2)
        law = Formula("x_1 = (1 - {{ alpha : rate }} lambda) x_0", LABEL, roles={"rate": "step"})
        told = TELL.stack(law, label("curvature"), bent, up=0.75)
        come = FadeIn(self.landing, told, rate_func=LATE)
        self.say("Flatter: the same $alpha$ goes less far", come, away=[self.old])
        self.play(glide(self.curvature, FLAT, SLOW))
        self.say("Steeper: the same $alpha$ is soon too much")
        self.play(glide(self.curvature, STEEP, 3 * SLOW))
        self.say(f"$lambda = {STEEP:g}$: up to $2\\/lambda = {self.facts['steep_limit']:g}$ only")
        self.wait(HOLD)
        self.lead_on()


def grown(
    panels: list[Panel],
    wedges: list[RateMarker],
    during: tuple[float, float] = (0, 1),
    back: bool = False,
) -> list[Growth]:
    """Return what makes each wedge of the ruler a panel, or each panel a wedge again."""
    pairs = zip(panels, wedges, strict=True)
    return [Growth(panel, wedge.tip, back, during) for panel, wedge in pairs]


def slope_at(x: float) -> float:
    return float(PARABOLA.gradient(np.array([x]))[0])
