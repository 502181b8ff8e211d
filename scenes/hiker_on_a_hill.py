"""Feel the slope, turn the other way, step, repeat: gradient descent without a map."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    Line,
    TransformFromCopy,
    ValueTracker,
    VGroup,
    linear,
)
from pydantic import Field

from gdcore import HILL, GradientDescent, Path, descend
from scenes.catalog import by_name
from scenes.kit.dashes import DashedLine
from scenes.kit.fog import CLOSED, GONE, OPEN, SCREEN, Fog, SeenCurve
from scenes.kit.hiker import Hiker
from scenes.kit.landscapes import CurveLandscape
from scenes.kit.layout import BODY, HEADER
from scenes.kit.lettering import LABEL, Formula, Lettering, label
from scenes.kit.marbles import MARBLE_RADIUS, Marble, Trail, following
from scenes.kit.marks import minimum_mark
from scenes.kit.pacing import HOLD, QUICK, SLOW, STEADY
from scenes.kit.params import Params
from scenes.kit.plot import Plot
from scenes.kit.pointers import Pointer, Tangent
from scenes.kit.readouts import Readout
from scenes.kit.sky import backdrop, night_sky
from scenes.kit.slope_arrow import SlopeArrow
from scenes.kit.stage import AXIS_WIDTH, Frame
from scenes.kit.story import StoryScene, beat
from scenes.kit.theme import color
from scenes.kit.walk import walk

FLAT, PATIENCE = 0.005, 400  # a slope that reads 0.00; more steps than any start needs for it
BOLD_RATE, GENTLE_RATE = 0.9, 0.1  # one to show what α does, one that suits the narrow valley
VANILLA = "gradient_descent"
DEPTH = 0.35  # of the step's arrow below the ground, clear of the hiker's legs
HEIGHTS = (-0.46, 2.8)  # of the picture, in data units
AXIS = (-0.2, 3.2)  # the part of θ's axis that is drawn
PICTURE = SCREEN.inset(top=SCREEN.top - HEADER.bottom)
TOP, LIST = BODY.columns(1, 1)[0].rows(1, 3.2, gap=0.5)
SKY = BODY.point(0.685, 0.8)
MOVES = (
    ("slope", "Feel the slope", "slope"),
    ("minus", "Turn the other way", "ink"),
    ("rate", "Take a step", "step"),
    ("becomes", "Repeat until flat", "ink"),
)
UPDATE_RULE = (
    "{{ theta : to }} thick {{ arrow.l : becomes }} thick {{ theta : from }} thick {{ - : minus }}"
    " thick {{ alpha : rate }} thin {{ nabla L(theta) : slope }}"
)
RULE_ROLES = {"to": VANILLA, "from": VANILLA, "rate": "step", "slope": "slope"}


class HikerOnAHillParams(Params):
    start: float = Field(2.3, ge=2.1, le=2.4, description="θ where the hiker stands at first")
    learning_rate: float = Field(0.3, ge=0.2, le=0.6, description="step size α")


def plot(params: HikerOnAHillParams) -> Plot:
    optimizer = GradientDescent(params.learning_rate)
    long = descend(HILL, optimizer, params.start, PATIENCE)
    steps = long.first_step_for_good(np.abs(long.gradients[:, 0]) < FLAT)
    assert steps is not None, "the hiker is still walking"
    path = descend(HILL, optimizer, params.start, steps)
    behind = descend(HILL, GradientDescent(GENTLE_RATE), -params.start, PATIENCE, keep="last")
    return Plot(
        paths={"gradient descent": path},
        facts={
            "rate": params.learning_rate,
            "slope": float(path.gradients[0, 0]),
            "steps": steps,
            "rest": float(path.values[-1]),
            "deeper": float(behind.values[-1]),
            "deeper_at": float(behind.points[-1, 0]),
        },
    )


def steepness(path: Path, step: int) -> float:
    return float(path.gradients[step, 0])


class HikerOnAHill(StoryScene[HikerOnAHillParams]):
    """Walk a blindfolded hiker down into a valley, name what happened, and lift the fog."""

    plot = staticmethod(plot)
    title = by_name()["hiker_on_a_hill"].title

    def construct(self) -> None:
        self.path = self.numbers.paths["gradient descent"]
        self.facts = self.numbers.facts
        self.step, self.facing, self.lift = (ValueTracker(v) for v in (0, 1, CLOSED))
        self.share, self.rate = ValueTracker(0), ValueTracker(0)
        self.stand_in_the_fog()
        self.feel_the_slope()
        self.turn_the_other_way()
        self.take_a_step()
        self.repeat_until_flat()
        self.name_the_parts()
        self.assemble_the_rule()
        self.lift_the_fog()

    @beat("You stand blindfolded on a foggy hill. All you can feel is the ground underfoot.")
    def stand_in_the_fog(self) -> None:
        self.ground = CurveLandscape(HILL, Frame(PICTURE, HILL.window[0], HEIGHTS))
        self.hiker = Hiker(self.ground, self.path, self.step, self.facing)
        fog = Fog(self.hiker, self.lift)
        seen = SeenCurve(self.ground, fog)
        self.add(backdrop(SCREEN), night_sky(), self.ground[0], seen, self.hiker, fog)
        self.say("Blindfolded, in the fog: which way is down?")
        self.play(self.lift.animate.set_value(OPEN), run_time=2 * SLOW)
        for side in (-1, 1):
            self.play(self.facing.animate.set_value(side), run_time=STEADY)
        self.wait(HOLD)

    @beat("Feel the slope: the gradient points uphill. Here the slope is {slope:.2f}.")
    def feel_the_slope(self) -> None:
        self.write_the_moves()
        self.tangent = Tangent(self.hiker)
        self.gradient = SlopeArrow(self.hiker, self.share)
        self.say("The slope underfoot is all there is to go by", FadeIn(self.moves["slope"]))
        self.add(self.tangent, self.hiker)
        self.play(Create(self.tangent), FadeIn(self.amounts["slope"]), run_time=STEADY)
        self.add(self.gradient, self.hiker)
        self.play(self.share.animate.set_value(1), run_time=SLOW)
        tip = self.gradient.ends()[1]
        self.uphill = label("uphill", "slope").next_to(tip, UP, buff=0.2).align_to(tip, RIGHT)
        self.play(FadeIn(self.uphill), run_time=QUICK)
        self.wait(HOLD)

    def write_the_moves(self) -> None:
        """Set the moves in a column, and beside each how much of it; beats bring them in."""
        self.moves = {part: Lettering(words, role=role) for part, words, role in MOVES}
        column = VGroup(*self.moves.values()).arrange(DOWN, buff=0.55, aligned_edge=LEFT)
        LIST.place(column, 0, 0.6)
        self.amounts = {
            "slope": Readout('"slope"', following(self.hiker, steepness), "slope", signed=False),
            "minus": Formula("times (-1)", LABEL),
            "rate": Readout("alpha", lambda: -self.rate.get_value(), "step", signed=False),
        }
        for part, amount in self.amounts.items():
            amount.next_to(column, RIGHT, buff=0.5).match_y(self.moves[part])

    @beat("You want to go down, so turn the other way. That is a minus sign.")
    def turn_the_other_way(self) -> None:
        new = FadeIn(self.moves["minus"], self.amounts["minus"])
        self.say("Downhill is the other way", new, FadeOut(self.uphill))
        turn = (tracker.animate.set_value(-1) for tracker in (self.share, self.facing))
        self.play(*turn, run_time=SLOW)
        self.wait(HOLD)

    @beat("How far? The learning rate α decides: step α times the slope. Here α is {rate:g}.")
    def take_a_step(self) -> None:
        self.stride = SlopeArrow(self.hiker, self.rate, "step", DEPTH)
        self.say("The learning rate sets how far", FadeIn(self.moves["rate"], self.amounts["rate"]))
        self.add(self.stride, self.hiker)
        for rate in (BOLD_RATE, self.params.learning_rate):
            self.play(self.rate.animate.set_value(-rate), run_time=SLOW)
        self.wait(HOLD)
        self.play(FadeOut(self.gradient), run_time=QUICK)
        self.play(walk(self.step, 1), run_time=SLOW)

    @beat("Then feel, turn and step again. After {steps} steps the ground is flat.", loop=True)
    def repeat_until_flat(self) -> None:
        self.add(Trail(self.hiker, line=False), self.stride, self.hiker)
        self.say("Feel, turn, step — until it is flat", FadeIn(self.moves["becomes"]))
        self.play(walk(self.step, self.path.steps))
        self.wait(HOLD)

    @beat("The hill is the loss L. The place where you stand is θ, the model's parameters.")
    def name_the_parts(self) -> None:
        axis, drop, loss, parameters = self.measures()
        leaving = FadeOut(*self.amounts.values(), self.tangent, self.stride)
        self.say("The hill is the loss, the hiker is the parameters", leaving)
        self.play(Create(axis), Create(drop), run_time=STEADY)
        self.play(FadeIn(loss, shift=0.2 * RIGHT), run_time=STEADY)
        self.wait(HOLD)
        self.marble = Marble(self.ground, self.path, self.step, radius=1.3 * MARBLE_RADIUS)
        shrink = FadeOut(self.hiker, target_position=self.marble, scale=0.2)
        self.play(shrink, FadeIn(self.marble, scale=0.2), run_time=STEADY)
        self.play(FadeIn(parameters, shift=0.2 * DOWN), run_time=STEADY)
        self.wait(HOLD)
        self.theta, self.named = parameters[0], VGroup(axis, drop, loss, parameters)

    def measures(self) -> tuple[Line, DashedLine, Lettering, Lettering]:
        """Return the axis of θ, the height of the hill above it, and what the two are called."""
        foot = self.ground.frame.at(self.path.points[-1, 0], 0)
        start, end = self.ground.frame.at(AXIS, 0)
        axis = Line(start, end, color=color("faint"), stroke_width=AXIS_WIDTH)
        drop = DashedLine(self.hiker.spot, foot, color=color("ink"), stroke_width=AXIS_WIDTH)
        loss = label("$L(theta)$ #h(0.4em) the loss").next_to(drop, RIGHT, buff=0.25)
        parameters = label("$theta$ #h(0.4em) the parameters").separate()
        parameters[0].set_color(color(VANILLA))
        parameters.shift(foot + 0.16 * DOWN - parameters[0].get_top())
        return axis, drop, loss, parameters

    @beat("Slope, minus sign and step size make one rule: θ minus α times the gradient.")
    def assemble_the_rule(self) -> None:
        self.rule = Formula(UPDATE_RULE, roles=RULE_ROLES).scale_to_fit_width(0.75 * TOP.width)
        TOP.place(self.rule, 0, 0.4)
        self.say("Each move becomes a sign of the update rule")
        for part, seconds in (("from", SLOW), ("to", STEADY)):
            sign = self.rule.select(part)
            self.play(TransformFromCopy(self.theta, sign, path_arc=-PI / 4), run_time=seconds)
        back = (tracker.animate.set_value(0) for tracker in (self.step, self.share, self.rate))
        self.play(FadeOut(self.named), *back, run_time=SLOW)
        self.add(self.gradient, self.stride, self.marble)
        alpha = self.params.learning_rate
        by = {"slope": (self.share, 1), "minus": (self.share, -1), "rate": (self.rate, -alpha)}
        for part, (tracker, factor) in by.items():
            self.play(*self.sign(part), tracker.animate.set_value(factor), run_time=SLOW)
        self.play(*self.sign("becomes"), FadeOut(self.gradient), run_time=SLOW)
        self.play(walk(self.step, self.path.steps, seconds=2 * SLOW))
        self.wait(HOLD)

    def sign(self, part: str) -> list[Animation]:
        """Turn a move into its sign in the rule."""
        move, sign = self.moves[part], self.rule.select(part)
        leaves = FadeOut(move, target_position=sign, scale=0.5)
        return [leaves, FadeIn(sign, target_position=move, scale=0.5)]

    @beat("The fog lifts: this was a bottom, not the bottom. A deeper one lay behind the ridge.")
    def lift_the_fog(self) -> None:
        self.remove(self.stride)
        deepest = self.ground.spot([self.facts["deeper_at"]])
        here = label(f"a bottom: $L = {self.facts['rest']:.2f}$")
        there = label(f"deeper: $L = {self.facts['deeper']:.2f}$")
        here.next_to(self.marble, DOWN, buff=0.3)
        there.next_to(deepest, DOWN, buff=0.25)
        above = np.array([deepest[0], self.marble.spot[1], 0])
        level = DashedLine(self.marble.spot, above, color=color("faint"))
        further = Pointer(lambda: (above, deepest + 0.2 * UP), role="minimum")
        self.say("And now the fog lifts", self.rule.animate.move_to(SKY))
        self.play(self.lift.animate.set_value(GONE), run_time=3.5 * SLOW, rate_func=linear)
        self.say("*A* bottom, not *the* bottom", FadeIn(here, shift=0.2 * DOWN))
        self.play(Create(level), run_time=SLOW)
        self.play(FadeIn(further, minimum_mark(deepest), there, shift=0.2 * DOWN), run_time=STEADY)
        self.wait(2 * HOLD)
