"""Feel the slope, turn the other way, step, repeat: gradient descent without a map."""

from typing import Any

import numpy as np
from manim import (
    DOWN,
    PI,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    TransformFromCopy,
    ValueTracker,
    linear,
)
from pydantic import Field

from gdcore import HILL, HILLSIDE, GradientDescent, Outcome, Path, descend
from scenes.catalog import words_of
from scenes.kit.charts.series import DashedLine
from scenes.kit.landscape.arrows import Pointer, SlopeArrow, Tangent
from scenes.kit.landscape.ground import minimum_mark
from scenes.kit.landscape.marbles import MARBLE_RADIUS, Marble, Trail, following
from scenes.kit.layout import BODY
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, hurried, walk
from scenes.kit.surface.annotations import SurfaceLabel
from scenes.kit.surface.props import appear, vanish
from scenes.kit.surface.stage import SurfaceCamera
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import BODY as READ
from scenes.kit.text.text import Formula, label
from scenes.kit.theme import color
from scenes.parts.fog import GONE, OPEN
from scenes.parts.hiker import Measures
from scenes.parts.moves import Moves, Rule
from scenes.parts.night_hillside import ABOVE_ALL, FoggyHillside

FLAT, PATIENCE = 0.005, 400  # a slope that reads 0.00; more steps than any start needs for it
BOLD_RATE, GENTLE_RATE = 0.9, 0.1  # one to show what α does, one that suits the narrow valley
VANILLA = "gradient_descent"
IN_THE_FOG = 2  # steps on the surface, before it turns into a curve
FELT = 2  # steps on the curve that are made move by move
AXIS = (-0.2, 3.2)  # the part of θ's axis that is drawn
LIST, WITH_RULE = BODY, BODY.columns(5.8, 6.6)[0].inset(top=0.15)
SKY, IN_THE_SKY = BODY.point(0.655, 0.83), 0.75  # where the rule stands at the end, how large


class HikerOnAHillParams(Params):
    start: float = Field(2.7, ge=2.5, le=2.8, description="θ where the hiker stands at first")
    learning_rate: float = Field(0.3, ge=0.2, le=0.6, description="step size α")


def plot(params: HikerOnAHillParams) -> Plot:
    optimizer = GradientDescent(params.learning_rate)
    walks = (descend(HILL, optimizer, params.start, steps) for steps in range(1, PATIENCE))
    path = next(path for path in walks if has_settled(path))
    behind = descend(HILL, GradientDescent(GENTLE_RATE), -params.start, PATIENCE, keep="last")
    return Plot(
        paths={"gradient descent": path},
        facts={
            "rate": params.learning_rate,
            "slope": float(path.gradients[0, 0]),
            "steps": path.steps,
            "rest": float(path.values[-1]),
            "deeper": float(behind.values[-1]),
            "deeper_at": float(behind.points[-1, 0]),
        },
    )


def has_settled(path: Path) -> bool:
    """Tell whether a path has come to rest where the slope reads 0.00."""
    return path.outcome is Outcome.CONVERGED and abs(float(path.gradients[-1, 0])) < FLAT


def on_the_hillside(path: Path) -> Path:
    """Return the same descent on the surface, of which the hill is a section."""
    start = (float(path.points[0, 0]), 0.0)
    return descend(HILLSIDE, GradientDescent(path.learning_rate), start, path.steps)


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
        paths = (self.path, on_the_hillside(self.path))
        night = FoggyHillside(*paths, self.step, self.facing, self.share, self.lift)
        self.night, self.ground, self.hiker = night, night.section, night.hiker
        self.add(night.stage, night.someone)
        self.ask(*night.approach(2 * SLOW))
        for side in (-1, 1):
            self.play(self.facing.animate.set_value(side), run_time=STEADY)

    @beat("Feel the slope: the gradient points uphill. Here the slope is {slope:.2f}.")
    def feel_the_slope(self) -> None:
        self.write_the_moves()
        stage, plane, arrow = self.night.stage, self.night.plane, self.night.arrow
        named = FadeIn(self.moves.names["slope"], self.moves.wedge)
        self.say("The steeper, the longer the arrow", named)
        self.play(appear(plane, STEADY), FadeIn(self.moves.amounts["slope"], run_time=STEADY))
        arrow.presence.set_value(1)
        self.play(self.share.animate.set_value(1), run_time=SLOW)
        tip = stage.world(arrow.ends()[1])
        self.uphill = SurfaceLabel(stage, label("uphill", "slope"), lambda: tip, UP, 0.2)
        self.play(FadeIn(self.uphill), run_time=QUICK)
        self.play(vanish(plane, STEADY))

    def write_the_moves(self) -> None:
        """Set the moves in a column, and below each how much of it; beats bring them in."""
        slope = following(self.hiker, lambda path, n: float(path.gradients[n, 0]))
        count = following(self.hiker, lambda _, n: n)
        amounts = {
            "slope": Readout('"slope"', slope, "slope", READ, signed=False),
            "minus": Formula("times (-1)", READ),
            "rate": Readout("alpha", lambda: -self.rate.get_value(), "step", READ, signed=False),
            "becomes": Readout('"steps"', count, size=READ, decimals=0, whole=2, signed=False),
        }
        self.moves = Moves(LIST, amounts)

    def move_on(self, part: str) -> list[Any]:
        """Return the animations that bring the next move into the list."""
        self.moves.amounts[part].update()  # what fades in shows the number of the moment
        new = FadeIn(self.moves.names[part], self.moves.amounts[part])
        return [new, self.moves.point_at(part)]

    @beat("You want to go down: turn around, which is a minus sign, and step into the fog.")
    def turn_the_other_way(self) -> None:
        new = self.move_on("minus")
        self.say("Flip the arrow, and follow it", *new, FadeOut(self.uphill))
        turn = (tracker.animate.set_value(-1) for tracker in (self.share, self.facing))
        self.play(*turn, run_time=SLOW)
        self.play(walk(self.step, IN_THE_FOG, seconds=2 * SLOW))

    @beat("From the side: a step is the learning rate α times the slope; here α is {rate:g}.")
    def take_a_step(self) -> None:
        self.cut_the_hill()
        self.stride = SlopeArrow(self.hiker, self.rate, "step").set_z_index(ABOVE_ALL)
        self.say("α stretches or shrinks the arrow", *self.move_on("rate"))
        self.add(self.stride)
        for rate in (BOLD_RATE, self.params.learning_rate):
            self.play(self.rate.animate.set_value(-rate), run_time=SLOW)
        self.play(self.share.animate.set_value(0), run_time=QUICK)
        self.play(walk(self.step, IN_THE_FOG + 1), run_time=STEADY)
        new = (*self.move_on("becomes"), FadeIn(Trail(self.hiker, line=False)))
        self.say("The flatter the ground, the shorter the step", *new)  # the loop begins with it

    def cut_the_hill(self) -> None:
        """Cut the surface along the way down and look from the side: it is a curve then."""
        night = self.night
        self.add(night.fog)
        self.say("Cut the hill along the way down", glide(self.lift, OPEN, STEADY))
        self.add(night.face)  # not before the fog is dense: its edge would flash in a corner
        self.play(*night.cut_open(1.5 * SLOW))
        self.share.set_value(0)
        self.play(*night.turn_aside(1.5 * SLOW))
        self.remove(night.stage)  # nothing but paper by now
        self.tangent = Tangent(self.hiker)
        self.gradient = SlopeArrow(self.hiker, self.share).set_z_index(ABOVE_ALL)
        self.add(self.gradient)
        self.play(FadeIn(night.air, self.tangent), glide(self.share, -1, STEADY))

    @beat("Feel, turn, step, again and again. After {steps} steps the ground is flat.", loop=True)
    def repeat_until_flat(self) -> None:
        for n in range(IN_THE_FOG + 1, IN_THE_FOG + 1 + FELT):
            self.feel_turn_and_step(n)
        self.play(self.moves.point_at("becomes"), run_time=QUICK)
        self.play(walk(self.step, self.path.steps, 1.6 * SLOW, pace=hurried))
        self.wait(HOLD)

    def feel_turn_and_step(self, n: int) -> None:
        """Make step `n` move by move."""
        parts = (("slope", self.share, 1), ("minus", self.share, -1))
        for part, tracker, value in parts:
            arrow = glide(tracker, value, QUICK)
            self.play(self.moves.point_at(part), arrow, run_time=QUICK)
        gone = glide(self.share, 0, QUICK)
        self.play(self.moves.point_at("rate"), gone, run_time=QUICK)
        self.play(walk(self.step, n + 1))

    @beat("The height of the hill is the loss L; where you stand is θ, the parameters.")
    def name_the_parts(self) -> None:
        gone = (*self.moves.amounts.values(), self.moves.wedge, self.tangent, self.stride)
        self.say("Every place is one setting of the model", away=gone)
        self.play(*self.night.pull_back(SLOW))
        self.named = Measures(self.ground, self.path.points[-1], AXIS, VANILLA)
        self.play(Create(self.named.axis), Create(self.named.drop), run_time=STEADY)
        self.play(FadeIn(self.named.loss, shift=0.2 * RIGHT), run_time=STEADY)
        self.again = ValueTracker(self.path.steps)
        self.marble = Marble(self.ground, self.path, self.again, radius=1.3 * MARBLE_RADIUS)
        shrink = FadeOut(self.hiker, target_position=self.marble, scale=0.2)
        grown = FadeIn(self.marble, scale=0.2)
        self.play(shrink, grown, *map(FadeOut, self.night.light), run_time=STEADY)
        self.play(FadeIn(self.named.parameters, shift=0.2 * DOWN), run_time=STEADY)

    @beat("The slope, written ∇L, a minus sign and a step size make one rule: θ minus α ∇L.")
    def assemble_the_rule(self) -> None:
        self.rule = Rule(WITH_RULE, VANILLA)
        self.back_up_the_hill()
        alpha = self.params.learning_rate
        by = {"slope": (self.share, 1), "minus": (self.share, -1), "rate": (self.rate, -alpha)}
        for part, (tracker, factor) in by.items():
            taken = self.rule.take(part, self.moves, SLOW)
            self.play(taken, tracker.animate.set_value(factor), run_time=SLOW)
        self.say("Each move becomes a sign", glide(self.share, 0, STEADY))
        self.play(self.rule.take("becomes", self.moves, SLOW))
        self.play(walk(self.again, self.path.steps, seconds=2.5 * SLOW))

    def back_up_the_hill(self) -> None:
        """Put the marble back to where the surface became a curve, for the same steps again."""
        self.night.fog.hiker = self.marble
        self.add(Trail(self.marble, line=False, dots=False), self.marble)
        signs = (self.rule.formula.select(part) for part in ("from", "to"))
        thetas = (TransformFromCopy(self.named.theta, sign, path_arc=-PI / 4) for sign in signs)
        ranks = self.moves.close_ranks(WITH_RULE)
        self.say("$nabla L$ is short for the slope of the loss", ranks, *thetas)
        self.play(FadeOut(self.named), glide(self.again, IN_THE_FOG, SLOW))
        self.rate.set_value(0)
        self.gradient = SlopeArrow(self.marble, self.share)
        self.stride = SlopeArrow(self.marble, self.rate, "step")
        self.add(self.gradient, self.stride, self.marble)

    @beat("The fog lifts: behind the ridge lies a deeper valley; no step down leads there.")
    def lift_the_fog(self) -> None:
        rule, marble = self.rule, self.marble
        deepest = self.ground.spot([self.facts["deeper_at"]])
        here = label(f"a bottom: $L = {self.facts['rest']:.2f}$")
        there = label(f"deeper: $L = {self.facts['deeper']:.2f}$")
        here.next_to(marble, DOWN, buff=0.3)
        there.next_to(deepest, DOWN, buff=0.25)
        above = np.array([deepest[0], marble.spot[1], 0])
        level = DashedLine(marble.spot, above, color=color("faint"))
        further = Pointer(lambda: (above, deepest + 0.2 * UP), role="minimum")
        self.add(self.night.sky)
        to_the_sky = rule.formula.animate.scale(IN_THE_SKY).move_to(SKY)
        legend = (*self.moves.names.values(), rule.signs)
        self.say("And now the fog lifts", to_the_sky, away=legend)
        self.remove(self.stride)
        self.play(self.lift.animate.set_value(GONE), run_time=3 * SLOW, rate_func=linear)
        self.say("*A* bottom, not *the* bottom", FadeIn(here, shift=0.2 * DOWN))
        self.play(Create(level), run_time=STEADY)
        self.play(FadeIn(further, minimum_mark(deepest), there, shift=0.2 * DOWN), run_time=STEADY)
        self.wait(HOLD)
        self.lead_on()
