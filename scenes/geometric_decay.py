"""On x², every step multiplies the distance to the minimum by 1 − 2α."""

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Circumscribe,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    TransformFromCopy,
    ValueTracker,
    VGroup,
    smooth,
    squish_rate_func,
)
from pydantic import Field

from gdcore import PARABOLA, GradientDescent, descend, theory
from scenes.catalog import words_of
from scenes.kit.charts.axes import Axes, Frame, decades
from scenes.kit.charts.ruler import FactorRuler
from scenes.kit.charts.series import Series, drop_line
from scenes.kit.charts.table import Column, DataTable
from scenes.kit.landscape.arrows import Pointer, Tangent
from scenes.kit.landscape.ground import halo, whole_numbers
from scenes.kit.landscape.marbles import Marble, Trail, following, whole_step
from scenes.kit.layout import BODY, PICTURE
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, walk
from scenes.kit.text.mobject import TransformMatchingShapes, Write
from scenes.kit.text.numerals import sign_between, typst
from scenes.kit.text.text import LABEL, LAW, TICK, Formula, label
from scenes.parts.decay_bars import GROWS_OVER, DecayBars
from scenes.parts.decay_ground import RisingGround, bowl
from scenes.parts.decay_power import WorkedPower

_, AIR, _ = BODY.inset(top=0.1).columns(1, 1.2, 1)
SUM = BODY.inset(left=AIR.left - BODY.left, right=0.3, top=0.1)
TABLE = BODY.inset(left=2.15, right=BODY.width / 2 + 0.35, bottom=2.6)
CHART = BODY.inset(left=1.1, bottom=0.55, right=0.4, top=0.6)
RULER = BODY.inset(top=BODY.height - 1.6)
FOOT = BODY.inset(bottom=0.6).bottom
REACH = 1.2
"""What is seen of the parabola on either side, as a multiple of the start."""

IN_FRONT = 1
"""Level of the marble, above all that comes after it."""

TOUCHES = 3.0
"""Length of the tangent, in scene units: its ends are seen to leave the curve."""

NUMBER_ROOM = 0.2
"""Scene units between the end of an axis and the tick whose number is within it."""

CURVATURE = float(PARABOLA.hessian(np.zeros(1))[0, 0])

TOP, CLEAR = 10.0, 0.08
"""Where the log axis ends, and the share of its length that is below the last point."""


class GeometricDecayParams(Params):
    start: float = Field(5.0, ge=1, le=5, description="x where the marble is dropped")
    learning_rate: float = Field(
        0.1,
        ge=0.001,
        le=0.499,
        description="step size α",
        json_schema_extra={"beyond": "learning_rate_regimes shows what α of ½ and more does."},
    )
    steps: int = Field(25, ge=5, le=40, description="gradient steps shown")


def lowest(last: float) -> float:
    """Return where a log axis begins so that the last point is clear of its numbers.

    Two powers of ten are on it at least, so that one sees that it is a log axis.
    """
    return min(1.0, 0.5 * last, last * float((last / TOP) ** CLEAR))


def plot(params: GeometricDecayParams) -> Plot:
    path = descend(PARABOLA, GradientDescent(params.learning_rate), params.start, params.steps)
    return Plot(
        paths={"gradient descent": path},
        facts={
            "rate": params.learning_rate,
            "start": params.start,
            "steps": params.steps,
            "slope": float(path.gradients[0, 0]),
            "second": float(path.points[1, 0]),
            "factor": float(theory.multiplier(params.learning_rate, CURVATURE)),
            "last": float(path.points[-1, 0]),
        },
    )


class GeometricDecay(StoryScene[GeometricDecayParams]):
    """Drop a marble on x² and watch it cover the same share of the way each step."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("geometric_decay")

    def construct(self) -> None:
        self.path = self.paths["gradient descent"]
        self.step, self.raised = ValueTracker(0), ValueTracker(0)
        self.low = bowl(REACH * self.params.start, FOOT, PICTURE.bottom)
        self.drop_the_marble()
        self.take_one_step()
        self.derive_the_factor()
        self.put_it_on_the_ruler()
        self.walk_down()
        self.stand_the_bars_up()
        self.straighten_it_on_a_log_scale()
        self.meet_the_formula()

    @beat("How fast? Drop it at x = {start:g} on the simplest valley: the parabola f(x) = x².")
    def drop_the_marble(self) -> None:
        high = bowl(self.low.x[1], RULER.top + 0.1, RULER.top)
        self.ground = RisingGround(PARABOLA, self.low, high, self.raised)
        self.axes = self.axes_of_the_bowl()
        self.name = BODY.place(Formula("f(x) = x^2"), 0, 0.3)
        self.marble = Marble(self.ground, self.path, self.step).set_z_index(IN_FRONT)
        self.add(self.ground.body)
        later = squish_rate_func(smooth, 0.5, 1)
        falls = FadeIn(self.marble, shift=0.8 * DOWN, run_time=2 * STEADY, rate_func=later)
        self.ask(Create(self.ground.curve, run_time=STEADY), falls)
        self.add(self.ground, self.marble)  # in this order, so that it goes along with the ground
        drop = drop_line(self.axes.frame, self.params.start, self.params.start**2)
        start = Formula(f"x_0 = {self.quoted('start')}").next_to(self.marble, LEFT, buff=0.3)
        self.play(FadeIn(self.axes), Write(self.name), run_time=STEADY)
        self.play(Create(drop), Write(start), run_time=STEADY)
        self.wait(HOLD)
        self.leaving = VGroup(drop, start)

    def axes_of_the_bowl(self) -> Axes:
        """Return the axis of x, which goes through the ground at its minimum, and its name."""
        low, high = (float(self.low.data_at(BODY.point(end, 0))[0]) for end in (0, 1))
        frame = Frame(BODY.inset(bottom=FOOT - BODY.bottom), (low, high), (0, self.low.y[1]))
        room = NUMBER_ROOM / frame.scale[0]
        numbers = range(math.ceil(low + room), math.floor(high - room) + 1)
        axes = Axes(frame, numbers, cross=(0, 0))
        name = Formula("x", size=LABEL).next_to(axes.x_axis.get_end(), UP + LEFT, buff=0.15)
        axes.numbers.set_color(self.theme.color("ink"))  # they stand on the ground
        self.middle = axes.y_axis
        axes.remove(self.middle).add(name)
        return axes

    @beat("The slope here is {slope:g}. The step is {rate:g} times that, the other way.")
    def take_one_step(self) -> None:
        self.tangent = Tangent(self.marble, length=TOUCHES)
        slope = label(f"slope {self.facts['slope']:g}", role="slope")
        slope.next_to(self.marble, UP + LEFT, buff=0.3)
        self.trail = Trail(self.marble, line=False)
        self.say("Uphill is to the right, so go left", away=[self.leaving])
        self.add(self.trail)
        self.play(Create(self.tangent), FadeIn(slope), run_time=STEADY)
        arrow = Pointer(self.first_step, role="step")
        self.sum = SUM.place(self.worked_example(), 0, 1)
        self.play(FadeIn(arrow, shift=0.3 * LEFT), Write(self.sum), run_time=SLOW)
        self.wait(HOLD)
        self.play(FadeOut(self.tangent, slope), walk(self.step, 1), run_time=SLOW)
        self.play(FadeOut(arrow), run_time=QUICK)

    def first_step(self) -> tuple[np.ndarray, np.ndarray]:
        here, there = self.ground.spot(self.path.points[:2])
        return here, np.array([there[0], here[1], 0])

    def quoted(self, fact: str, spec: str = "g") -> str:
        """Return a fact as a factor in a formula."""
        return typst(float(self.facts[fact]), spec, factor=True)

    def worked_example(self) -> Formula:
        start, rate, slope = map(self.quoted, ("start", "rate", "slope"))
        second = self.quoted("second", ".4g")
        exact = Fraction(start) - Fraction(rate) * Fraction(slope)
        worked = Formula(
            f"x_1 = {start} - {{{{ {rate} : rate }}}} dot {{{{ {slope} : slope }}}} "
            f"{sign_between(exact, second)} {second}",
            roles={"rate": "step", "slope": "slope"},
        )
        return SUM.shrink(worked)

    @beat("Put 2x for the slope: each step multiplies x by 1 − 2α, here {factor:g}.")
    def derive_the_factor(self) -> None:
        rule = self.rule('x_n - {{ alpha : rate }} dot {{ "slope" : slope }}')
        put = self.rule("x_n - {{ alpha : rate }} dot {{ 2 x_n : slope }}")
        factored = self.rule("(1 - 2 {{ alpha : rate }}) thin x_n")
        numeric = self.rule(f"{{{{ {self.quoted('factor')} : factor }}}} thin x_n")
        lines = AIR.stack(rule, put, factored, numeric, up=1, gap=0.3)
        self.say("Call the share $alpha$, and the point $x_n$")
        self.play(TransformMatchingShapes(self.sum, rule), run_time=SLOW)
        for above, line in itertools.pairwise(lines):
            self.wait(QUICK)
            self.play(TransformMatchingShapes(above.copy(), line), run_time=SLOW)
        self.say("The same number at any $x$")
        self.wait(HOLD)
        self.lines = lines

    def rule(self, right: str) -> Formula:
        roles = {"rate": "step", "slope": "slope"}
        roles = {name: role for name, role in roles.items() if f": {name}" in right}
        return Formula(f"x_(n+1) = {right}", roles=roles)

    @beat("That 2 is the curvature λ: how fast the slope changes. The factor is 1 − αλ.")
    def put_it_on_the_ruler(self) -> None:
        rule, put, factored, numeric = self.lines
        kept: Any = VGroup(factored, numeric)
        self.play(FadeOut(rule, put, self.axes, self.name), run_time=QUICK)
        self.play(
            glide(self.raised, 1, SLOW), kept.animate(run_time=SLOW).align_to(AIR.point(0, 1), UP)
        )
        general = self.rule("(1 - {{ alpha : rate }} lambda) thin x_n").move_to(factored, LEFT)
        curvature = label(f"$lambda = {CURVATURE:g}$, the curvature", size=LAW)
        curvature.next_to(general, RIGHT, buff=0.5)  # clear of the factor's way to the ruler
        ruler = FactorRuler(RULER)
        self.say("Its place on the ruler of factors", FadeIn(ruler))
        self.play(TransformMatchingShapes(factored, general), Write(curvature), run_time=SLOW)
        tracker = ValueTracker(float(self.facts["factor"]))
        factor = f"{self.facts['factor']:g}"
        wedge, name = marker = ruler.marker(tracker, self.marble.role, factor)
        flown = name.copy().clear_updaters()
        moved = TransformFromCopy(numeric.select("factor"), flown)
        self.play(FadeIn(wedge, shift=0.3 * DOWN), moved, run_time=SLOW)
        self.remove(flown).add(marker)
        self.say("Between 0 and 1: closer, on the same side")
        self.wait(HOLD)
        self.numeric = numeric
        self.return_to_the_start(VGroup(general, curvature, ruler, marker))

    def return_to_the_start(self, leaving: VGroup) -> None:
        """Show what the walk begins with, so that a loop of it has a full picture throughout."""
        x, f = self.path.points[:, 0], self.path.values
        columns = (
            Column("n", np.arange(len(x)), decimals=0),
            Column("x_n", x, decimals=4, whole=1),
            Column("f(x_n)", f, decimals=4, whole=len(f"{f[0]:.0f}")),
        )
        powers = f"{f[-1]:.4f}" == "0.0000"  # numbers that need them take more room
        rule: Any = self.numeric
        self.say(
            "Each jump leaves its distance as a bar",
            glide(self.raised, 0, STEADY),
            rule.animate.move_to(BODY.point(0.95, 1), UP + RIGHT),
            away=[leaving],
        )
        self.play(glide(self.step, 0, STEADY))
        self.table = DataTable(TABLE, columns, self.step, TICK if powers else LABEL)
        self.play(FadeIn(self.axes, self.middle, self.table), run_time=QUICK)
        self.bars = DecayBars(self.path, self.low, *self.charts(), self.step)
        self.add(self.bars)

    @beat("After {steps} steps, x is {last:.4f}: always {factor:g} of what it was.", loop=True)
    def walk_down(self) -> None:
        self.play(walk(self.step, self.path.steps))
        self.play(glide(self.step, self.path.steps + GROWS_OVER, QUICK))
        self.wait(HOLD)

    def charts(self) -> tuple[Frame, Frame]:
        """Return the windows of the distance against n, on an even and on a log scale."""
        x = self.path.points[:, 0]
        across = -0.5, self.path.steps + 0.5
        even = Frame(CHART, across, (0, 1.04 * self.params.start))
        return even, Frame(CHART, across, (lowest(float(x[-1])), TOP), log_y=True)

    @beat("Stood side by side, every bar is {factor:g} of the one before it.")
    def stand_the_bars_up(self) -> None:
        old = (self.ground, self.axes, self.middle, self.table, self.trail, self.marble)
        self.say("A staircase whose steps get lower", away=old)
        self.play(glide(self.bars.stood, 1, 2 * SLOW))
        even = self.bars.even
        self.even_axes = self.axes_of_steps(even, whole_numbers(even.y))
        self.factors = self.bars.factors(self.quoted("factor"))
        self.play(FadeIn(self.even_axes), run_time=STEADY)
        self.play(LaggedStart(*map(FadeIn, self.factors), lag_ratio=0.5), run_time=SLOW)
        self.wait(HOLD)

    @beat("On a log scale a factor is a length: each of the stairs goes down equally far.")
    def straighten_it_on_a_log_scale(self) -> None:
        bars, log = self.bars, self.bars.log
        self.play(FadeOut(self.even_axes, self.factors), run_time=QUICK)
        self.play(glide(bars.joined, 1, SLOW))
        self.say("Equal steps: a straight line")
        self.play(glide(bars.bent, 1, 2 * SLOW))
        bars.clear_updaters()
        self.play(FadeIn(self.axes_of_steps(log, decades(log.y))), run_time=STEADY)
        x = self.path.points[:, 0]
        n = ValueTracker(0)
        line = Series(log, x, n, dots=True)
        self.add(line)
        faint = bars.stairs.animate.set_stroke(self.theme.color("faint"), 2)
        self.play(glide(n, self.path.steps, SLOW), faint)
        self.wait(HOLD)
        self.series = Series(log, x, self.step, dots=True)
        self.remove(line).add(self.series)

    def axes_of_steps(self, frame: Frame, y_ticks: Sequence[float]) -> Axes:
        x_ticks = range(0, self.path.steps + 1, 5)
        return Axes(frame, x_ticks, y_ticks, x_name="n", y_name="x_n")

    @beat("So x after n steps is {start:g} times {factor:g} to the n: one formula, no loop.")
    def meet_the_formula(self) -> None:
        law = Formula("x_n = x_0 (1 - 2 {{ alpha : rate }})^n", roles={"rate": "step"})
        BODY.place(law, 0.95, 1)
        n = following(self.marble, lambda path, n: float(path.points[n, 0]))
        worked = WorkedPower(
            self.quoted("start"), self.quoted("factor"), lambda: whole_step(self.marble), n
        )
        worked.next_to(law, DOWN, buff=0.4, aligned_edge=RIGHT)
        worked.shift(worked.digits.growth(float(self.path.points[-1, 0])) * LEFT)
        put = TransformMatchingShapes(self.numeric, law)
        self.say("The whole walk in one formula", put, glide(self.step, 0, STEADY))
        self.play(FadeIn(worked.update(), shift=0.3 * UP), run_time=STEADY)
        self.play(walk(self.step, self.path.steps, seconds=4 * SLOW))
        ring = halo(self.series.head, role="ink")
        mark = self.theme.color("ink")
        self.play(Create(ring), Circumscribe(worked.digits, color=mark), run_time=SLOW)
        self.lead_on()
