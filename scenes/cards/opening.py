"""The title card: what the lecture is called and what is in it."""

from __future__ import annotations

from manim import DOWN, FadeIn, LaggedStart, ValueTracker, VGroup
from pydantic import Field

from gdcore import PARABOLA, GradientDescent, descend
from scenes.cards import COURSE
from scenes.cards.plain import plain, stand_left
from scenes.catalog import CATALOG
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble, Trail
from scenes.kit.layout import SAFE, Slot
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, SLOW, walk
from scenes.kit.text.text import LABEL, TITLE, Lettering

LARGE = 1.35 * TITLE
PITCH = 0.58
"""From one line of the contents to the next, in scene units."""

ROWS = 9
"""Titles in a column of the contents."""

SHARES = {1: (1.45, 1), 2: (2.9, 1)}
"""The widths of words and picture, by the number of columns."""

STEPS = 12
ARRIVING = 5.0
"""Seconds in which the titles come and the marble takes its steps."""


class OpeningParams(Params):
    titles: tuple[str, ...] = Field(
        tuple(entry.title for entry in CATALOG),
        min_length=1,
        description="titles of the scenes that follow",
    )


def plot(params: OpeningParams) -> Plot:
    count = len(params.titles)
    return Plot(
        paths={"gradient descent": descend(PARABOLA, GradientDescent(0.1), 5.0, STEPS)},
        facts={"course": COURSE, "scenes": "one scene" if count == 1 else f"{count} scenes"},
    )


class Opening(StoryScene[OpeningParams]):
    """Name the course while a marble runs down a parabola."""

    plot = staticmethod(plot)
    title = COURSE

    def construct(self) -> None:
        self.name_the_course()

    @beat("{course}: how to find a low point step by step, in {scenes}.")
    def name_the_course(self) -> None:
        words, picture = self.slots()
        heading = words.place(Lettering(f"*{plain(COURSE)}*", size=LARGE), 0, 1)
        frame = Frame(picture.inset(top=1.6, bottom=0.6), (-5.6, 5.6), (-0.6, 31))
        ground = CurveLandscape(PARABOLA, frame)
        step = ValueTracker(0)
        marble = Marble(ground, self.paths["gradient descent"], step)
        lines = self.contents()
        self.play(FadeIn(heading, ground, marble), run_time=SLOW)
        self.add(Trail(marble), marble)
        arrivals = LaggedStart(*(FadeIn(line) for line in lines), lag_ratio=0.4, run_time=ARRIVING)
        self.play(walk(step, STEPS, seconds=ARRIVING), arrivals)
        self.wait(2 * HOLD)

    def slots(self) -> list[Slot]:
        """Return where the words stand and where the picture does."""
        return SAFE.columns(*SHARES[1 if len(self.params.titles) <= ROWS else 2], gap=0.7)

    def contents(self) -> VGroup:
        """Return the titles, one below the other, in two columns when they are many."""
        titles = self.params.titles
        if len(titles) > 2 * ROWS:
            titles = (*titles[: 2 * ROWS - 1], "…")
        columns = self.slots()[0].inset(top=1.7).columns(*[1] * (-(-len(titles) // ROWS)))
        rows = -(-len(titles) // len(columns))
        return VGroup(
            *(
                stand_left(
                    Lettering(f"{n + 1}.#h(0.5em){plain(text)}", size=LABEL),
                    columns[n // rows].point(0, 1) + (n % rows + 0.5) * PITCH * DOWN,
                )
                for n, text in enumerate(titles)
            )
        )
