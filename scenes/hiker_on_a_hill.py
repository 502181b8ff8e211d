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
    TransformFromCopy,
    ValueTracker,
    VGroup,
    linear,
)
from pydantic import Field

from gdcore import HILL, HILLSIDE, GradientDescent, descend
from scenes.catalog import words_of
from scenes.kit.charts.series import DashedLine
from scenes.kit.landscape.arrows import Pointer, SlopeArrow, Tangent
from scenes.kit.landscape.ground import minimum_mark
from scenes.kit.landscape.marbles import MARBLE_RADIUS, Marble, Trail, following
from scenes.kit.layout import BODY
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, walk
from scenes.kit.surface.annotations import SurfaceLabel
from scenes.kit.surface.props import appear, vanish
from scenes.kit.surface.stage import SurfaceCamera
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import LABEL, Formula, Lettering, label
from scenes.kit.theme import color
from scenes.parts.fog import GONE, OPEN
from scenes.parts.hiker import Measures
from scenes.parts.night_hillside import DarkHillside

FLAT, PATIENCE = 0.005, 400  # a slope that reads 0.00; more steps than any start needs for it
BOLD_RATE, GENTLE_RATE = 0.9, 0.1  # one to show what α does, one that suits the narrow valley
VANILLA = "gradient_descent"
DEPTH = 0.35  # of the step's arrow below the ground, clear of the hiker's legs
IN_THE_DARK = 2  # steps on the surface, before it turns into a curve
AXIS = (-0.2, 3.2)  # the part of θ's axis that is drawn
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
    start: float = Field(2.7, ge=2.5, le=2.8, description="θ where the hiker stands at first")
    learning_rate: float = Field(0.3, ge=0.2, le=0.6, description="step size α")


def plot(params: HikerOnAHillParams) -> Plot:
    optimizer = GradientDescent(params.learning_rate)
    long = descend(HILL, optimizer, params.start, PATIENCE)
    steps = long.first_step_for_good(np.abs(long.gradients[:, 0]) < FLAT)
    assert steps is not None, "the hiker is still walking"
    path = descend(HILL, optimizer, params.start, steps)
    hillside = descend(HILLSIDE, optimizer, (params.start, 0), steps)
    behind = descend(HILL, GradientDescent(GENTLE_RATE), -params.start, PATIENCE, keep="last")
    return Plot(
        paths={"gradient descent": path, "hillside": hillside},
        facts={
            "rate": params.learning_rate,
            "slope": float(path.gradients[0, 0]),
            "steps": steps,
            "rest": float(path.values[-1]),
            "deeper": float(behind.values[-1]),
            "deeper_at": float(behind.points[-1, 0]),
        },
    )


class HikerOnAHill(StoryScene[HikerOnAHillParams]):
    """Walk a blindfolded hiker down into a valley, name what happened, and lift the fog."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("hiker_on_a_hill")
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.path = self.paths["gradient descent"]
        self.step, self.facing, self.lift = (ValueTracker(v) for v in (0, 1, GONE))
        self.share, self.rate = ValueTracker(0), ValueTracker(0)
        self.stand_in_the_fog()
        self.feel_the_slope()
        self.turn_the_other_way()
        self.take_a_step()
        self.repeat_until_flat()
        self.name_the_parts()
        self.assemble_the_rule()
        self.lift_the_fog()

    @beat("A blindfold and thick fog: all you can feel of the hill is the ground underfoot.")
    def stand_in_the_fog(self) -> None:
        paths = (self.path, self.paths["hillside"])
        night = DarkHillside(*paths, self.step, self.facing, self.share, self.lift)
        self.night, self.ground, self.hiker = night, night.section, night.hiker
        self.ask(FadeIn(night.stage, night.someone))
        self.play(*night.approach(2.5 * SLOW))
        for side in (-1, 1):
            self.play(self.facing.animate.set_value(side), run_time=STEADY)
        self.wait(HOLD)

    @beat("Feel the slope: the gradient points uphill. Here the slope is {slope:.2f}.")
    def feel_the_slope(self) -> None:
        self.write_the_moves()
        stage, plane, arrow = self.night.stage, self.night.plane, self.night.arrow
        self.say("The slope underfoot is all there is to go by", FadeIn(self.moves["slope"]))
        self.play(appear(plane, STEADY), FadeIn(self.amounts["slope"], run_time=STEADY))
        arrow.presence.set_value(1)
        self.play(self.share.animate.set_value(1), run_time=SLOW)
        tip = stage.world(arrow.ends()[1])
        self.uphill = SurfaceLabel(stage, label("uphill", "slope"), lambda: tip, UP, 0.2)
        self.play(FadeIn(self.uphill), run_time=QUICK)
        self.wait(HOLD)
        self.play(vanish(plane, STEADY))

    def write_the_moves(self) -> None:
        """Set the moves in a column, and beside each how much of it; beats bring them in."""
        self.moves = {part: Lettering(words, role=role) for part, words, role in MOVES}
        column = VGroup(*self.moves.values()).arrange(DOWN, buff=0.55, aligned_edge=LEFT)
        LIST.place(column, 0, 0.6)
        slope = following(self.hiker, lambda path, n: float(path.gradients[n, 0]))
        self.amounts = {
            "slope": Readout('"slope"', slope, "slope", signed=False),
            "minus": Formula("times (-1)", LABEL),
            "rate": Readout("alpha", lambda: -self.rate.get_value(), "step", signed=False),
        }
        for part, amount in self.amounts.items():
            amount.next_to(column, RIGHT, buff=0.5).match_y(self.moves[part])

    @beat("You want to go down, so turn the other way, a minus sign, and step into the dark.")
    def turn_the_other_way(self) -> None:
        new = FadeIn(self.moves["minus"], self.amounts["minus"])
        self.say("Downhill is the other way", new, FadeOut(self.uphill))
        turn = (tracker.animate.set_value(-1) for tracker in (self.share, self.facing))
        self.play(*turn, run_time=SLOW)
        self.play(walk(self.step, IN_THE_DARK, seconds=2 * SLOW))
        self.wait(HOLD)

    @beat("From the side: a step is the learning rate α times the slope; here α is {rate:g}.")
    def take_a_step(self) -> None:
        self.cut_the_hill()
        self.stride = SlopeArrow(self.hiker, self.rate, "step", DEPTH)
        self.say("The learning rate sets how far", FadeIn(self.moves["rate"], self.amounts["rate"]))
        self.add(self.stride)
        for rate in (BOLD_RATE, self.params.learning_rate):
            self.play(self.rate.animate.set_value(-rate), run_time=SLOW)
        self.wait(HOLD)
        self.play(FadeOut(self.gradient), run_time=QUICK)
        self.play(walk(self.step, IN_THE_DARK + 1), run_time=SLOW)

    def cut_the_hill(self) -> None:
        """Cut the surface along the way down and look from the side: it is a curve then."""
        self.add(self.night.fog)
        self.say("Cut the hill along the way down", glide(self.lift, OPEN, STEADY))
        self.play(*self.night.cut_open(SLOW))
        self.play(*self.night.turn_aside(2 * SLOW))
        self.tangent, self.gradient = Tangent(self.hiker), SlopeArrow(self.hiker, self.share)
        arrow = FadeIn(self.tangent, self.gradient, run_time=STEADY)
        self.play(arrow, *self.night.flatten(STEADY))

    @beat("Then feel, turn and step again. After {steps} steps the ground is flat.", loop=True)
    def repeat_until_flat(self) -> None:
        self.add(Trail(self.hiker, line=False))
        self.say("Feel, turn, step — until it is flat", FadeIn(self.moves["becomes"]))
        self.play(walk(self.step, self.path.steps))
        self.wait(HOLD)

    @beat("The hill is the loss L. The place where you stand is θ, the model's parameters.")
    def name_the_parts(self) -> None:
        self.named = Measures(self.ground, self.path.points[-1], AXIS, VANILLA)
        leaving = FadeOut(*self.amounts.values(), self.tangent, self.stride)
        self.say("The hill is the loss, the hiker is the parameters", leaving)
        self.play(Create(self.named.axis), Create(self.named.drop), run_time=STEADY)
        self.play(FadeIn(self.named.loss, shift=0.2 * RIGHT), run_time=STEADY)
        self.wait(HOLD)
        self.marble = Marble(self.ground, self.path, self.step, radius=1.3 * MARBLE_RADIUS)
        shrink = FadeOut(self.hiker, target_position=self.marble, scale=0.2)
        grown = FadeIn(self.marble, scale=0.2)
        self.play(shrink, grown, FadeOut(self.night.light), run_time=STEADY)
        self.play(FadeIn(self.named.parameters, shift=0.2 * DOWN), run_time=STEADY)
        self.wait(HOLD)

    @beat("Slope, minus sign and step size make one rule: θ minus α times the gradient.")
    def assemble_the_rule(self) -> None:
        self.rule = Formula(UPDATE_RULE, roles=RULE_ROLES).scale_to_fit_width(0.75 * TOP.width)
        TOP.place(self.rule, 0, 0.4)
        self.say("Each move becomes a sign of the update rule")
        for part, seconds in (("from", SLOW), ("to", STEADY)):
            sign = self.rule.select(part)
            self.play(TransformFromCopy(self.named.theta, sign, path_arc=-PI / 4), run_time=seconds)
        trackers = {self.step: IN_THE_DARK, self.share: 0, self.rate: 0}
        back = (tracker.animate.set_value(value) for tracker, value in trackers.items())
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
