"""The end card: sources, and the licences of the type and of what draws it."""

from __future__ import annotations

from manim import DOWN, FadeIn, VGroup
from pydantic import Field

from scenes.cards.plain import plain, stand_left
from scenes.cards.sources import OPTIMIZERS
from scenes.kit.layout import HEADER, SAFE
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, STEADY
from scenes.kit.text.text import BODY, TICK, Lettering, label
from scenes.kit.text.text import title as heading

ROOM = SAFE.inset(top=0.95)
PITCH, GAP = 0.46, 0.85
"""From one baseline to the next, and to that of a heading, in scene units."""

FONTS = (
    "New Computer Modern: GUST Font License 1.0",
    "Libertinus Serif: SIL Open Font License 1.1",
    "DejaVu Sans Mono: Bitstream Vera licence, changes in the public domain",
)
TOOLS = "Drawn with Manim Community (MIT), set with Typst (Apache 2.0); this course: MIT"


class ClosingParams(Params):
    sources: tuple[str, ...] = Field(
        tuple(OPTIMIZERS.values()), max_length=24, description="what the lecture stands on"
    )


class Closing(StoryScene[ClosingParams]):
    """Thank those whose work it stands on."""

    plot = staticmethod(lambda params: Plot(paths={}))
    title = "Sources"

    def construct(self) -> None:
        self.name_the_sources()

    @beat("Where the rules and landscapes come from, and the licences of the type.")
    def name_the_sources(self) -> None:
        name = HEADER.place(heading(type(self).title), 0, 1)
        lines = [
            *(label(plain(source), size=TICK) for source in self.params.sources),
            Lettering("*Type and tools*", size=BODY),
            *(label(plain(line), "faint", TICK) for line in (*FONTS, TOOLS)),
        ]
        foot = ROOM.point(0, 1)
        for line in lines:
            foot = foot + (GAP if line.text.startswith("*") else PITCH) * DOWN
            stand_left(line, foot)
        block = VGroup(*lines)
        if block.height > ROOM.height:
            block.scale(ROOM.height / block.height)
        ROOM.place(block, 0, 1)
        self.play(FadeIn(name, block), run_time=STEADY)
        self.wait(4 * HOLD)
