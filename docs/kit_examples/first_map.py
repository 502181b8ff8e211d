"""A contour map of a loss, a path of gradient descent on it, and a marble that walks it."""

from manim import RIGHT, ValueTracker, VGroup

from docs.kit_examples.examples import Examples
from gdcore import RAVINE, GradientDescent, descend
from scenes.kit.landscape.ground import MapView
from scenes.kit.landscape.marbles import Marble, Trail, following
from scenes.kit.layout import BODY
from scenes.kit.story.scene import beat
from scenes.kit.story.timing import walk
from scenes.kit.text.readout import Readout


class FirstMap(Examples):
    """Three steps to a map with a path."""

    @beat(
        "First the ground: a `MapView` draws a landscape of gdcore into a slot of the screen, with "
        "axes and a cross at the minimum. `BODY` is the slot below a title, and the two intervals "
        "are what must be seen of x and y."
    )
    def the_map(self) -> None:
        view = MapView(RAVINE, BODY, (-11, 3), (-2, 2))
        self.add(view)

    @beat(
        "Then the path: a marble stands where gradient descent is at `step`, and a trail is what "
        "it has left behind. `descend` computes every iterate; no point is typed by hand."
    )
    def the_path(self) -> None:
        view = MapView(RAVINE, BODY, (-11, 3), (-2, 2))
        path = descend(RAVINE, GradientDescent(0.07), start=(-10, 1.5), steps=40)
        step = ValueTracker(12)
        marble = Marble(view.ground, path, step)
        self.add(view, Trail(marble), marble)

    @beat(
        "At last the walk: only `step` is animated; marble, trail and numbers follow it. The "
        "readouts change when the marble lands, and show no number that the path does not have. "
        "`rows`, `columns` and `inset` cut a slot into smaller ones."
    )
    def the_walk(self) -> None:
        picture, below = BODY.rows(7, 1)
        view = MapView(RAVINE, picture, (-11, 3), (-2, 2))
        path = descend(RAVINE, GradientDescent(0.07), start=(-10, 1.5), steps=40)
        step = ValueTracker(0)
        marble = Marble(view.ground, path, step)
        loss = following(marble, lambda path, n: float(path.values[n]))
        count = following(marble, lambda path, n: n)
        numbers = VGroup(
            Readout("n", count, decimals=0, whole=2, signed=False),
            Readout("L", loss, decimals=2, whole=2, signed=False),
        )
        self.add(view, Trail(marble), marble, below.place(numbers.arrange(RIGHT, buff=1)))
        self.play(walk(step, 24))
