"""The end card: sources, and the licences of the type and of what draws it."""

from __future__ import annotations

from manim import DOWN, LEFT, FadeIn, VGroup
from pydantic import Field

from scenes.cards.plain import plain, stand_left
from scenes.cards.sources import OPTIMIZERS
from scenes.kit.layout import HEADER, SAFE
from scenes.kit.lettering import BODY, TICK, Lettering, label
from scenes.kit.lettering import title as heading
from scenes.kit.pacing import HOLD, STEADY
from scenes.kit.params import Params
from scenes.kit.plot import Plot
from scenes.kit.story import StoryScene, beat

LIST, LICENCES = SAFE.inset(top=HEADER.height - 0.1).rows(2.6, 1, gap=0.3)
PITCH = 0.5
"""From one line to the next at most, in scene units."""

FONTS = (
    "New Computer Modern: GUST Font License 1.0",
    "Libertinus Serif: SIL Open Font License 1.1",
    "DejaVu Sans Mono: Bitstream Vera licence, changes in the public domain",
)
TOOLS = "Drawn with Manim Community (MIT), set with Typst (Apache 2.0); this course: MIT"


class ClosingParams(Params):
    sources: tuple[str, ...] = Field(
        tuple(OPTIMIZERS.values()), max_length=14, description="what the lecture stands on"
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
        pitch = min(PITCH, LIST.height / max(1, len(self.params.sources)))
        sources = VGroup(
            *(
                stand_left(label(plain(source), size=TICK), LIST.point(0, 1) + row * pitch * DOWN)
                for row, source in enumerate(self.params.sources, 1)
            )
        )
        fonts = VGroup(
            Lettering("*Type and tools*", size=BODY),
            *(label(plain(line), "faint", TICK) for line in (*FONTS, TOOLS)),
        ).arrange(DOWN, buff=0.13, aligned_edge=LEFT)
        LICENCES.place(fonts, 0, 0)
        self.play(FadeIn(name, sources, fonts), run_time=STEADY)
        self.wait(4 * HOLD)
