"""The same loop as plain Python, NumPy and PyTorch: one value runs through all three."""

from manim import (
    DOWN,
    LEFT,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    ValueTracker,
    VGroup,
)
from pydantic import Field, field_validator

from gdcore import PARABOLA, GradientDescent, descend, random_starts
from scenes.catalog import words_of
from scenes.kit.charts.axes import Axes
from scenes.kit.landscape.arrows import SlopeArrow
from scenes.kit.landscape.dots import Dots
from scenes.kit.landscape.ground import whole_numbers
from scenes.kit.layout import BODY, PICTURE, Slot
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, hurried, walk
from scenes.kit.text.mobject import TransformMatchingShapes, Write
from scenes.kit.text.text import LABEL, TICK, Formula, label
from scenes.parts.code_card import CodeCard, CodeLine, Output
from scenes.parts.programs import FILES, Program, program
from scenes.parts.three_marbles import (
    MovedGround,
    Numbers,
    brisk,
    counter,
    jumping,
    running,
    window,
)

CARD, AIR = BODY.columns(6.75, 5.7, gap=0.35)
RIGHT_SIDE = Slot(AIR.left, PICTURE.bottom, PICTURE.right, BODY.top)
SKY = AIR.inset(bottom=AIR.height - 0.5)
FOOT = BODY.bottom + 0.55
REACH = 1.35
"""What is seen of the parabola on either side, as a multiple of the start farthest out."""

LOOP_LINE, COLUMNS = BODY.inset(bottom=BODY.height - 3.7).rows(0.45, 3.15, gap=0.1)
STRIP = Slot(PICTURE.left, PICTURE.bottom, PICTURE.right, COLUMNS.bottom - 0.15)
BASELINE = 0.3
"""Of the line that the three share, as a share of its slot's height."""

GAP = 0.12
"""Between two cards, in scene units."""

OTHERS = (-3.0, 2.0)
"""What the second and the third number begin with, as in the files."""

BODY_ROWS = {"slope": 0, "step": 2, "clear": 3}
"""Rows of the loop's lines where three programs stand side by side."""

SCALAR_DIGITS, ARRAY_DIGITS = 5, 4
"""Digits after the point that the programs print."""

MANY, SEED = 60, 1
SMALL = 0.11
"""Radius of a dot where there are many, in scene units."""


class ThreeImplementationsParams(Params):
    start: float = Field(5.0, ge=1, le=5, description="first x, to three digits")
    learning_rate: float = Field(0.1, ge=0.02, le=0.12, description="step size α, to three digits")
    steps: int = Field(25, ge=5, le=25, description="how often the loop runs")

    @field_validator("start", "learning_rate")
    @classmethod
    def as_typed(cls, value: float) -> float:
        """Round to what fits into a line of code, so that the code and the path have one number."""
        return float(f"{value:.3g}")


def plot(params: ThreeImplementationsParams) -> Plot:
    rule = GradientDescent(params.learning_rate)
    starts = (params.start, *OTHERS)
    paths = {
        f"x_{number}": descend(PARABOLA, rule, start, params.steps)
        for number, start in enumerate(starts, 1)
    }
    reach = max(map(abs, starts))
    many = random_starts(PARABOLA, MANY, SEED, ((-reach, reach),))
    paths["many numbers"] = descend(PARABOLA, rule, many, params.steps)
    facts: dict[str, Fact] = {
        "lines": len(written("Python", params).lines),
        "steps": params.steps,
        "start": params.start,
        "printed": float(paths["x_1"].points[-1, 0]),
        "many": MANY,
    }
    return Plot(paths, facts)


def written(name: str, params: ThreeImplementationsParams) -> Program:
    """Return the program of one of `FILES` with a scene's numbers."""
    return program(name, params.start, params.learning_rate, params.steps)


class ThreeImplementations(StoryScene[ThreeImplementationsParams]):
    """Write gradient descent three times, and watch one value run through all three programs."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("three_implementations")

    def construct(self) -> None:
        self.step, self.moved = ValueTracker(0), ValueTracker(0)
        self.programs = {name: written(name, self.params) for name in FILES}
        self.running = running(self.step, self.params.steps)
        reach = REACH * max(self.params.start, *map(abs, OTHERS))
        here, there = (window(slot, reach, FOOT) for slot in (RIGHT_SIDE, STRIP))
        self.ground = MovedGround(PARABOLA, here, there, self.moved)
        paths = [self.paths[f"x_{number}"] for number in (1, 2, 3)]
        self.numbers_on_it = Numbers(self.ground, paths, self.step)
        self.write_the_loop()
        self.run_it()
        self.hand_it_three_numbers()
        self.let_pytorch_find_the_slope()
        self.line_the_three_up()
        self.run_them_side_by_side()
        self.hand_them_many_numbers()

    @beat("In plain Python it is {lines} lines: a start, a step size, the loop, and a print.")
    def write_the_loop(self) -> None:
        self.card, some = CodeCard(self.programs["Python"], CARD), self.numbers_on_it
        self.axis = self.axis_of_x()
        frame = VGroup(self.card.box, self.card.heading)
        self.add(self.ground.body)
        self.ask(FadeIn(frame), Create(self.ground.curve))
        self.add(self.ground)
        marble, tangent = some.marbles[0], some.tangents[0]
        arrow = SlopeArrow(marble, ValueTracker(-self.params.learning_rate), "step")
        self.notes = VGroup()
        self.write("start", "the start", *some.drop(0), FadeIn(self.axis))
        self.write("rate", "the step size")
        self.say("It needs no library")
        self.write("loop", f"{self.facts['steps']} times")
        self.add(tangent, marble)  # before it is drawn: a marble lies on its tangent
        self.write("slope", "slope of $x^2$", Create(tangent))
        self.add(arrow, marble)
        self.write("step", "the step", FadeIn(arrow))
        self.write("print", "the result")
        self.leaving = VGroup(arrow, self.notes)

    def axis_of_x(self) -> VGroup:
        """Return the axis of x at the height of the minimum, and the curve's name."""
        frame = self.ground.frame
        low, high = (frame.data_at(AIR.point(end, 0))[0] for end in (0.05, 0.95))
        axes = Axes(frame, whole_numbers((low, high)), cross=(0, 0))
        axes.numbers.set_color(self.theme.color("ink"))  # they stand on the ground
        name = AIR.place(Formula("f(x) = x^2", size=LABEL, role="faint"), 0.5, 0.7)
        return axes.remove(axes.y_axis).add(name)

    def write(self, part: str, note: str, *with_it: Animation) -> None:
        """Write a line of the card and, beside it, what it says."""
        words = self.card.note(part, note)
        self.notes.add(words)
        lines = [Write(line) for line in self.card.of(part)]
        self.play(*lines, FadeIn(words, shift=0.2 * LEFT), *with_it, run_time=STEADY)

    @beat("It runs {steps} times: the slope here, then a step against it. It prints {printed:.5f}.")
    def run_it(self) -> None:
        self.shown = SKY.place(self.output(1))
        self.take(self.card)
        self.say("Each line is a move of the marble", FadeIn(self.shown), away=[self.leaving])
        self.stage(1)
        self.card.light(self.running)
        self.play(walk(self.step, self.params.steps, pace=brisk))
        self.wait(HOLD)

    def output(self, count: int, named: bool = True) -> Output:
        """Return the first so many numbers."""
        digits = SCALAR_DIGITS if count == 1 else ARRAY_DIGITS
        return Output(self.numbers_on_it.values(count), digits, name="x" if named else "")

    def take(self, card: CodeCard) -> None:
        """Put a card with its lines on the screen as one thing, in place of its pieces."""
        self.remove(card.box, card.heading, *card.lines)
        self.add(card.take_lines())
        self.card = card

    def open_card(self) -> CodeCard:
        """Put the pieces of the card on the screen in its place, so that they move alone."""
        card = self.card
        card.light(None)
        self.remove(card)
        self.add(card.box, card.heading, *card.lines)
        return card

    def stage(self, count: int) -> None:
        """Show so many marbles, before what they have left, and that before what they feel."""
        some = self.numbers_on_it
        self.add(*some.tangents[:count], *some.trails[:count], *some.marbles[:count])

    def rewrite(self, name: str, sentence: str, *with_it: Animation) -> None:
        """Turn the card into that of another program while the marbles go back to the start."""
        old, new = self.open_card(), CodeCard(self.programs[name], CARD)
        self.say(sentence, glide(self.step, 0, STEADY))
        self.play(*old.morph_to(new), *with_it, run_time=SLOW)
        self.take(new)

    @beat("NumPy: x becomes three numbers, and the loop stays letter for letter.")
    def hand_it_three_numbers(self) -> None:
        some = self.numbers_on_it
        self.rewrite("NumPy", "One array, three marbles", FadeOut(self.shown))
        self.shown = SKY.place(self.output(3))
        self.card.light(lambda part: float(part in ("import", "start", "print")))
        self.play(*some.drop(1, 2), FadeIn(self.shown), run_time=STEADY)
        self.stage(3)  # before they are drawn: marbles lie on their tangents
        self.play(*map(Create, some.tangents[1:]), run_time=QUICK)
        self.wait(HOLD)
        self.card.light(self.running)
        self.play(walk(self.step, self.params.steps, pace=hurried))
        self.wait(QUICK)

    @beat("PyTorch finds the slope itself: backward() differentiates the loss.")
    def let_pytorch_find_the_slope(self) -> None:
        some = self.numbers_on_it
        self.rewrite("PyTorch", "Nobody types $2x$ any more")
        self.card.light(lambda part: float(part == "slope"))
        slopes = some.slopes()
        self.play(LaggedStart(*map(Write, slopes), lag_ratio=0.4), run_time=SLOW)
        self.wait(HOLD)
        self.card.light(self.running)
        self.play(FadeOut(slopes), run_time=QUICK)
        self.play(walk(self.step, self.params.steps, pace=hurried))
        self.wait(QUICK)

    @beat("The slope, then the step. PyTorch adds slopes up, so it has to clear them.")
    def line_the_three_up(self) -> None:
        slots = COLUMNS.columns(1, 1, 1, gap=GAP)
        names = zip(FILES, slots, strict=True)
        self.cards = [CodeCard(self.programs[name], slot, BODY_ROWS) for name, slot in names]
        python, numpy, mine = self.cards
        old = self.open_card()
        self.loop = CodeLine(old.of("loop")[0].line, LOOP_LINE.point(0, BASELINE))
        away = [self.axis, self.shown, *old.of("import", "start", "rate", "print")]
        self.say("One loop, three spellings", glide(self.step, 0, STEADY), away=away)
        self.remove(*self.numbers_on_it.trails)
        kept = old.of("slope", "step", "clear")
        pairs: list[Animation] = [
            TransformMatchingShapes(*pair) for pair in zip(kept, mine.lines, strict=True)
        ]
        pairs += [
            TransformMatchingShapes(old.of("loop")[0], self.loop),
            TransformMatchingShapes(old.heading, mine.heading),
            ReplacementTransform(old.box, mine.box),
        ]
        self.play(*pairs, glide(self.moved, 1, SLOW), run_time=SLOW)
        self.take(mine)
        self.numbers_on_it.leave_new_trails()
        self.stage(3)
        for card in (numpy, python):
            self.spell_again(mine, card)
        self.outputs = [self.output_of(card) for card in self.cards]
        count = Output([counter(self.step, self.params.steps)], 0, name="step")
        count.shift(LOOP_LINE.point(0.5, BASELINE))
        self.play(*map(FadeIn, self.outputs), FadeIn(count), run_time=QUICK)
        for card in self.cards:
            card.light(running(self.step, self.params.steps, prints=False))

    def output_of(self, card: CodeCard) -> Output:
        """Return what a program holds, at the foot of its card."""
        return self.output(1 if card.program.name == "Python" else 3, named=False).shift(card.foot)

    def spell_again(self, old: CodeCard, new: CodeCard) -> None:
        """Let the lines of a card beside the old one come out of the old one's."""
        self.play(FadeIn(new.box, new.heading), run_time=QUICK)
        parts = [old.of(line.line.part)[-1].copy() for line in new.lines]
        pairs = zip(parts, new.lines, strict=True)
        self.play(*(TransformMatchingShapes(*pair) for pair in pairs), run_time=SLOW)
        self.take(new)

    @beat("One value runs through all three: {start:g} becomes {printed:.5f}.", loop=True)
    def run_them_side_by_side(self) -> None:
        self.play(walk(self.step, self.params.steps, pace=brisk))
        self.wait(HOLD)

    @beat("NumPy and PyTorch take {many} numbers too: no line of the loop changes.")
    def hand_them_many_numbers(self) -> None:
        python, *arrays = self.cards
        python.light(lambda part: 0.0)
        path = self.paths["many numbers"]
        some = self.numbers_on_it
        old = [*some.marbles, *some.trails, *some.tangents, *self.outputs]
        counts = [label(f"{MANY} numbers", "gradient_descent", TICK) for _ in arrays]
        for card, count in zip(arrays, counts, strict=True):
            count.shift(card.foot - count.glyphs()[0].min(axis=0))
        self.say("Longer arrays, same lines", *map(FadeIn, counts), away=old)
        self.step.set_value(0)
        dots = Dots(jumping(self.ground, path, self.step), "gradient_descent", SMALL)
        dots.set_stroke(width=0)  # where all of them meet, rims would be all that is seen
        self.play(FadeIn(dots, shift=0.6 * DOWN), run_time=STEADY)
        self.play(walk(self.step, self.params.steps, pace=hurried))
        self.lead_on()
