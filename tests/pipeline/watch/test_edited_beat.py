"""An edit of a scene's file leads to the beat that it is about."""

import pytest

from pipeline.watch.edited_beat import beat_under_change, outline
from scenes.catalog import CATALOG, Entry
from tests.pipeline.watch.project import ROOT

SCENE = '''
"""A story."""

import numpy as np
from manim import Circle, Square
from scenes.kit.story.scene import StoryScene, beat

EDGE, FAR = 1.0, 4.0
WIDTH = 3


class TaleParams(Params):
    rate: float = Field(0.1)
    size: float = Field(1.0)

    @property
    def double(self) -> float:
        return 2 * self.size


def departure(path):
    return path.first_step(EDGE)


def plot(params: TaleParams) -> Plot:
    path = descend(PARABOLA, GradientDescent(params.rate), 5, 20)
    return Plot(paths={"one": path}, facts={"left": departure(path)})


class Tale(StoryScene[TaleParams]):
    """A tale."""

    plot = staticmethod(plot)

    def construct(self) -> None:
        self.facts = self.numbers.facts
        self.ground = Square(WIDTH)
        self.begin()
        self.go_on()
        self.stop()

    @beat("It begins.")
    def begin(self) -> None:
        self.add(Circle())

    @beat("It leaves at {left}.", loop=True)
    def go_on(self) -> None:
        self.draw_it(self.params.double)

    @beat("It stops.")
    def stop(self) -> None:
        self.draw_it(FAR)
        self.play(self.ground.animate.shift(self.facts["left"]))

    def draw_it(self, size: float) -> None:
        self.add(self.shape(size))

    def shape(self, size: float) -> Square:
        return Square(size)

    def nobody_calls(self) -> None:
        self.add(np.pi)
'''

BEGIN, GO_ON = "        self.begin()", "        self.go_on()"

EDITS = {
    "nothing": ("", "", None),
    "a comment": ("        self.add(Circle())", "        self.add(Circle())  # round", None),
    "an empty line": ("EDGE, FAR", "\n\nEDGE, FAR", None),
    "a beat": ("self.add(Circle())", "self.add(Circle(2))", "begin"),
    "a caption": ("It stops.", "It stops here.", "stop"),
    "whether it loops": ("loop=True", "loop=False", "go_on"),
    "a helper of two beats": ("self.add(self.shape(size))", "self.play(self.shape(size))", "go_on"),
    "a helper of a helper": ("return Square(size)", "return Circle(size)", "go_on"),
    "a helper of none": ("np.pi", "np.e", None),
    "a constant, through the plot": ("EDGE, FAR = 1.0", "EDGE, FAR = 2.0", "go_on"),
    "a function, through the plot": ("first_step(EDGE)", "last_step(EDGE)", "go_on"),
    "the plot, through a caption's fact": ("5, 20)", "5, 30)", "go_on"),
    "a parameter, through its property": ("size: float = Field(1.0)", "size: float = 2", "go_on"),
    "a parameter, through the plot": ("Field(0.1)", "Field(0.2)", "go_on"),
    "what construct prepares": ("Square(WIDTH)", "Square(2 * WIDTH)", "stop"),
    "a constant of that": ("WIDTH = 3", "WIDTH = 4", "stop"),
    "the order": (f"{BEGIN}\n{GO_ON}", f"{GO_ON}\n{BEGIN}", "go_on"),
    "a beat less": (f"{GO_ON}\n", "", "stop"),
    "the last beat less": ("        self.stop()\n", "", None),
    "an import": ("import Circle, Square", "import Circle, Dot as Square", "go_on"),
    "an import that nobody uses": ("import Circle, Square", "import Circle, Dot, Square", None),
    "a statement of construct": (BEGIN, f"{BEGIN}\n        self.add(1)", "begin"),
    "two beats": ("It ", "So it ", "begin"),
    "broken Python": ("def plot(", "def plot((", None),
    "a null byte": ("It begins.", "\0", None),
    "no such class": ("class Tale(", "class Story(", None),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "beat"), EDITS.values(), ids=EDITS)
def test_an_edit_leads_to_its_beat(old: str, new: str, beat: str | None) -> None:
    edited = SCENE.replace(old, new) if old else SCENE
    assert (edited == SCENE) == (not old)
    assert beat_under_change(SCENE, edited, "Tale") == beat


def test_a_constant_and_a_helper_at_once_lead_to_the_edited_beat() -> None:
    edited = SCENE.replace("EDGE, FAR = 1.0", "EDGE, FAR = 2.0").replace("It stops", "It ends")
    assert beat_under_change(SCENE, edited, "Tale") == "stop"


def test_a_new_beat_is_looked_at() -> None:
    new = '    @beat("Then.")\n    def then(self) -> None:\n        self.wait()\n\n    def draw_it('
    edited = SCENE.replace("    def draw_it(", new).replace(
        "self.stop()\n", "self.then()\n        self.stop()\n", 1
    )
    assert beat_under_change(SCENE, edited, "Tale") == "then"


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.name)
def test_every_scene_of_the_course_can_be_taken_apart(entry: Entry) -> None:
    text = (ROOT / "scenes" / f"{entry.name}.py").read_text(encoding="utf-8")
    found = outline(text, entry.scene)
    assert found is not None
    assert len(found.beats) >= 4
    assert found.parts.keys() >= {*found.beats, "plot"}
    for beat in found.beats:
        assert beat in found.reach(beat)
