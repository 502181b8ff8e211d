"""On x², every step multiplies the distance to the minimum by 1 − 2α."""

from collections.abc import Sequence

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
    ReplacementTransform,
    ValueTracker,
    VGroup,
)
from pydantic import Field

from gdcore import PARABOLA, GradientDescent, descend, theory
from scenes.catalog import words_of
from scenes.kit.charts.axes import Axes, Frame, decades
from scenes.kit.charts.series import Series
from scenes.kit.charts.table import Column, DataTable
from scenes.kit.landscape.arrows import Pointer, Tangent
from scenes.kit.landscape.ground import CurveLandscape, halo
from scenes.kit.landscape.marbles import Marble, Trail, following
from scenes.kit.layout import BODY
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, walk
from scenes.kit.text.mobject import TransformMatchingShapes, Write
from scenes.kit.text.numerals import typst
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import FORMULA, Formula

PICTURE, SIDE = BODY.columns(1.75, 1, gap=0.9)
CURVATURE = 2.0

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
        self.step = ValueTracker(0)
        self.drop_the_marble()
        self.take_one_step()
        self.derive_the_factor()
        self.walk_down()
        self.straighten_it_on_a_log_scale()
        self.meet_the_formula()

    @beat("A marble is dropped at x = {start:g} on the parabola f(x) = x².")
    def drop_the_marble(self) -> None:
        frame = Frame(PICTURE.inset(bottom=0.5, right=0.3, top=0.5), (-5.5, 5.5), (0, 30.25))
        self.ground = CurveLandscape(PARABOLA, frame)
        self.axes = Axes(
            frame,
            x_ticks=(-4, -2, 2, 4),
            y_ticks=(10, 20, 30),
            x_name="x",
            y_name="f(x)",
            cross=(0, 0),
        )
        self.formula = SIDE.place(Formula("f(x) = x^2"), 0, 0.9)
        self.ask(FadeIn(self.axes))
        self.play(Create(self.ground.curve), FadeIn(self.ground[0]), run_time=SLOW)
        self.marble = Marble(self.ground, self.path, self.step)
        self.play(FadeIn(self.marble, shift=0.8 * DOWN), Write(self.formula), run_time=STEADY)
        self.wait(HOLD)

    @beat("The slope there is {slope:g}. The step goes against it: {rate:g} times {slope:g}.")
    def take_one_step(self) -> None:
        self.tangent = Tangent(self.marble)
        slope = Formula("f'(x) = {{ 2 x : slope }}", roles={"slope": "slope"})
        slope.next_to(self.formula, DOWN, buff=0.35, aligned_edge=LEFT)
        self.say("The slope says which way is up: step the other way")
        self.bring_to_back(self.tangent)
        self.play(Create(self.tangent), Write(slope), run_time=STEADY)
        arrow = Pointer(self.first_step, role="step")
        sum_ = self.worked_example().next_to(slope, DOWN, buff=0.55, aligned_edge=LEFT)
        self.play(FadeIn(arrow, shift=0.3 * LEFT), Write(sum_), run_time=SLOW)
        self.wait(HOLD)
        self.play(walk(self.step, 1), run_time=SLOW)
        self.wait(HOLD)
        self.play(FadeOut(arrow, self.tangent, sum_), run_time=QUICK)
        self.derivative = slope

    def first_step(self) -> tuple[np.ndarray, np.ndarray]:
        here, there = self.ground.spot(self.path.points[:2])
        return here, np.array([there[0], here[1], 0])

    def quoted(self, fact: str, spec: str = "g") -> str:
        """Return a fact as a factor in a formula."""
        return typst(float(self.facts[fact]), spec, factor=True)

    def worked_example(self) -> Formula:
        start, rate, slope = map(self.quoted, ("start", "rate", "slope"))
        worked = Formula(
            f"x_1 = {start} - {{{{ {rate} : rate }}}} dot {{{{ {slope} : slope }}}} "
            f"= {self.quoted('second', '.4g')}",
            size=40,
            roles={"rate": "step", "slope": "slope"},
        )
        return SIDE.shrink(worked)

    @beat("Put 2x for the slope: every step multiplies x by 1 − 2α. Here, by {factor:.3g}.")
    def derive_the_factor(self) -> None:
        self.say("Every step multiplies $x$ by the same number")
        rule = self.rule("x_n - {{ alpha : rate }} dot {{ f'(x_n) : slope }}")
        put = self.rule("x_n - {{ alpha : rate }} dot {{ 2 x_n : slope }}")
        factored = self.rule("(1 - 2 {{ alpha : rate }}) thin x_n")
        numeric = self.rule(f"{self.quoted('factor', '.3g')} thin x_n")
        for line, above in ((rule, self.derivative), (put, rule), (factored, put)):
            line.next_to(above, DOWN, buff=0.4, aligned_edge=LEFT)
        self.play(Write(rule), run_time=SLOW)
        self.play(TransformMatchingShapes(rule.copy(), put), run_time=SLOW)
        self.play(TransformMatchingShapes(put.copy(), factored), run_time=SLOW)
        self.wait(HOLD)
        numeric.next_to(factored, DOWN, buff=0.4, aligned_edge=LEFT)
        self.play(TransformMatchingShapes(factored.copy(), numeric), run_time=SLOW)
        self.wait(HOLD)
        leaving = VGroup(self.formula, self.derivative, rule, put, factored)
        self.play(FadeOut(leaving), run_time=QUICK)
        self.play(numeric.animate.move_to(SIDE.point(0, 1), aligned_edge=LEFT + UP))
        self.numeric = numeric

    def rule(self, right: str) -> Formula:
        roles = {"rate": "step", "slope": "slope"}
        roles = {name: role for name, role in roles.items() if f": {name}" in right}
        return Formula(f"x_(n+1) = {right}", size=40, roles=roles)

    @beat("After {steps} steps, x is {last:.4f}: always {factor:.3g} of what it was.", loop=True)
    def walk_down(self) -> None:
        x, f = self.path.points[:, 0], self.path.values
        columns = (
            Column("n", np.arange(len(x)), decimals=0),
            Column("x_n", x, decimals=4),
            Column("f(x_n)", f, decimals=4),
        )
        self.table = DataTable(SIDE.inset(top=0.8), columns, self.step)
        self.trail = Trail(self.marble, line=False)
        self.add(self.trail, self.marble)
        self.say("The same share of the way, each step", FadeIn(self.table))
        self.play(walk(self.step, self.path.steps))
        self.wait(HOLD)

    @beat("On a log scale that is a straight line: each step goes down by the same length.")
    def straighten_it_on_a_log_scale(self) -> None:
        x = self.path.points[:, 0]
        slot = PICTURE.inset(left=0.9, bottom=0.6, right=0.3, top=0.6)
        even = Frame(slot, (0, self.path.steps), (0, 5))
        log = Frame(slot, (0, self.path.steps), (lowest(float(x[-1])), TOP), log_y=True)
        curve = Series(even, x, self.step, dots=True).clear_updaters()
        line = Series(log, x, self.step, dots=True).clear_updaters()
        self.play(FadeOut(self.ground, self.axes, self.marble, self.trail), run_time=QUICK)
        axes = self.axes_of_steps(even, range(6))
        self.say("All steps side by side, on an even scale", FadeIn(axes), Create(curve))
        self.wait(HOLD)
        self.say("On a log scale, the same share is the same length", FadeOut(axes))
        log_axes = self.axes_of_steps(log, decades(log.y))
        self.play(ReplacementTransform(curve, line), FadeIn(log_axes), run_time=2 * SLOW)
        self.wait(HOLD)
        self.series = Series(log, x, self.step, dots=True)
        self.remove(line).add(self.series)

    def axes_of_steps(self, frame: Frame, y_ticks: Sequence[float]) -> Axes:
        x_ticks = range(0, self.path.steps + 1, 5)
        return Axes(frame, x_ticks, y_ticks, x_name="n", y_name="x_n")

    @beat("So x after n steps is {start:g} times {factor:.3g} to the n: one formula, no loop.")
    def meet_the_formula(self) -> None:
        law = Formula("x_n = x_0 (1 - 2 {{ alpha : rate }})^n", roles={"rate": "step"})
        self.say(
            "The whole walk in one formula",
            Write(PICTURE.place(law, 0.97, 0.97)),
            glide(self.step, 0, STEADY),
        )
        worked = Readout(
            f"{self.quoted('start')} dot {self.quoted('factor', '.3g')}^n",
            following(self.marble, lambda path, n: float(path.points[n, 0])),
            decimals=4,
            signed=False,
            exact=True,
            size=FORMULA,
            relation="approx",
        )
        worked.next_to(law, DOWN, buff=0.4, aligned_edge=RIGHT)
        worked.shift(worked.digits.growth(float(self.path.points[-1, 0])) * LEFT)
        self.play(FadeIn(worked, shift=0.3 * UP), run_time=STEADY)
        self.play(walk(self.step, self.path.steps, seconds=4 * SLOW))
        ring = halo(self.series.head, role="minimum")
        mark = self.theme.color("minimum")
        self.play(
            Create(ring),
            Circumscribe(worked.digits, color=mark),
            Circumscribe(self.table.rows[-1], color=mark),
            run_time=SLOW,
        )
        self.wait(2 * HOLD)
