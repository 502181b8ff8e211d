"""All text is set with Typst in the fonts that it embeds; no LaTeX and no system font is used."""

from manim import DOWN, LEFT, UP, ValueTracker, VGroup

from docs.kit_examples.examples import Examples
from gdcore import DOUBLE_WELL, PARABOLA, RAVINE, GradientDescent, descend
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.ground import CurveLandscape, CurveView
from scenes.kit.landscape.marbles import Marble, following
from scenes.kit.layout import BODY, Slot
from scenes.kit.story.scene import beat
from scenes.kit.text.mobject import TransformMatchingShapes, Write
from scenes.kit.text.numerals import typst
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import (
    Formula,
    Lettering,
    derivatives,
    label,
    laws,
    on_plate,
    rule,
    stand_on,
    title,
)


class Text(Examples):
    """Words, formulas and numbers."""

    @beat(
        "Words are Typst markup: `$…$` is mathematics and `*…*` is bold. A colour is named by "
        "its role, so that it suits both themes."
    )
    def words(self) -> None:
        lines = VGroup(
            title("Down the ravine"),
            Lettering("Each step multiplies $x$ by the *same* number"),
            label("gradient descent", role="gradient_descent"),
            label("what only supports the picture", role="faint"),
        )
        self.add(lines.arrange(DOWN, buff=0.4, aligned_edge=LEFT))

    @beat(
        "A formula is Typst mathematics. `{{{{ body : name }}}}` names a part, which gets a colour "
        "and can be picked out with `select`."
    )
    def formula(self) -> None:
        source = "x_(n+1) = x_n - {{ alpha : a }} {{ f'(x_n) : b }}"
        formula = Formula(source, roles={"a": "step", "b": "slope"})
        name = label("the slope", role="slope")
        self.add(formula, name.next_to(formula.select("b"), DOWN, buff=0.4))

    @beat("Names such as `rate`, `slope` and `velocity` have their colours in every update rule.")
    def update_rule(self) -> None:
        momentum = laws(
            BODY,
            "{{ v : velocity }} arrow.l {{ beta v : kept }} + {{ nabla L : slope }}",
            "theta arrow.l theta - {{ alpha : rate }} {{ v : velocity }}",
        )
        plain = rule("theta arrow.l theta - {{ alpha : rate }} {{ nabla L : slope }}")
        self.add(plain.next_to(momentum, UP, buff=0.6, aligned_edge=LEFT), momentum)

    @beat("Gradient and Hessian at a point stand in the lower corners of a slot.")
    def derivatives_at_a_point(self) -> None:
        self.add(*derivatives(Slot(-2.8, -1, 2.8, 1), RAVINE, (-2, 0.5)))

    @beat("A computed number goes into a formula with `typst`; a small one keeps its digits.")
    def computed_number(self) -> None:
        path = descend(PARABOLA, GradientDescent(0.45), start=4.0, steps=8)
        self.add(Formula(f"x_8 = {typst(path.points[8, 0], '.2f')}"))

    @beat("`Write` and `TransformMatchingShapes` take a text apart into letters and join it again.")
    def moving_letters(self) -> None:
        factored = Formula("x_(n+1) = (1 - 2 alpha) x_n")
        written = Formula("x_(n+1) = x_n - 2 alpha x_n").next_to(factored, UP, buff=0.5)
        self.play(Write(written))
        self.play(TransformMatchingShapes(written.copy(), factored))

    @beat("A label on top of a picture stands on a plate; `stand_on` puts its foot on a point.")
    def labels_on_a_picture(self) -> None:
        slot = Slot(-3, -1.4, 3, 1.4)
        ground = CurveLandscape(DOUBLE_WELL, Frame(slot, x=(-2.2, 2.2), y=(-6, 4)))
        self.add(ground, on_plate(label("the ground")).move_to(slot.point(0.6, 0.2)))
        self.add(stand_on(label("lowest"), ground.spot(DOUBLE_WELL.minima[0]) + 0.5 * UP))

    @beat(
        "Numbers sit still: a readout keeps its anchor, its digits are equally wide, and the sign "
        "has a column of its own. A column of readouts shares its equals signs."
    )
    def readouts(self) -> None:
        picture, side = Slot(-5, -2, 4, 2).columns(2, 1)
        view = CurveView(PARABOLA, picture, (-3, 3))
        path = descend(PARABOLA, GradientDescent(0.8), start=-2.5, steps=9)
        marble = Marble(view.ground, path, ValueTracker(2))
        x = following(marble, lambda path, n: float(path.points[n, 0]))
        slope = following(marble, lambda path, n: float(path.gradients[n, 0]))
        numbers = column(Readout("x", x), Readout("f'(x)", slope, role="slope"))
        self.add(view, marble, side.place(numbers))
