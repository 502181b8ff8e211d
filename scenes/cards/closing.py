"""The end cards: sources, where to read on, and the licences of the type and of what draws it."""

from __future__ import annotations

from manim import DOWN, UP, FadeIn, FadeOut, LaggedStart, VGroup
from pydantic import Field

from scenes.cards.plain import plain, stand_left
from scenes.cards.sources import OPTIMIZERS, TERMS, TEXTS
from scenes.kit.layout import HEADER, SAFE
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, STEADY
from scenes.kit.text.text import BODY, TICK, Lettering, label
from scenes.kit.text.text import title as heading

ROOM = SAFE.inset(top=0.95)
PITCH, GAP = 0.46, 0.75
"""From one baseline to the next, and to that of a heading, in scene units."""

LOOSE = 0.62
"""From one baseline to the next at most, where there is room."""

ROWS = int(ROOM.height / PITCH)
"""Lines on one card."""

FONTS = (
    "New Computer Modern: GUST Font License 1.0",
    "Libertinus Serif: SIL Open Font License 1.1",
    "DejaVu Sans Mono: Bitstream Vera licence, changes in the public domain",
)
TOOLS = "Drawn with Manim Community (MIT), set with Typst (Apache 2.0); this course: MIT"


class ClosingParams(Params):
    sources: tuple[str, ...] = Field(
        tuple(OPTIMIZERS.values()), max_length=40, description="what the lecture stands on"
    )


class Closing(StoryScene[ClosingParams]):
    """Thank those whose work it stands on, and say where to read on."""

    plot = staticmethod(lambda params: Plot(paths={}))
    title = "Sources"

    def construct(self) -> None:
        self.name_the_sources()

    @beat("Where it all comes from, where to read on, and the licences of the type.")
    def name_the_sources(self) -> None:
        self.name = HEADER.place(heading(type(self).title), 0, 1)
        self.play(FadeIn(self.name), run_time=QUICK)
        self.lines = VGroup()
        sources = self.params.sources
        rows = -(-len(sources) // (-(-len(sources) // ROWS) or 1))  # cards of one length
        for first in range(0, len(sources), rows or 1):
            self.show([label(plain(text), size=TICK) for text in sources[first : first + rows]])
        self.read_on()

    def read_on(self) -> None:
        name = HEADER.place(heading("Read on"), 0, 1)
        terms = (f"{term}: {plain(words)}" for term, words in TERMS.items())
        lines = [
            *(label(plain(text), size=TICK) for text in TEXTS),
            Lettering("*Look up next*", size=BODY),
            *(label(term, size=TICK) for term in terms),
            Lettering("*Type and tools*", size=BODY),
            *(label(plain(line), "faint", TICK) for line in (*FONTS, TOOLS)),
        ]
        self.play(FadeOut(self.name, self.lines), run_time=QUICK)
        self.lines = VGroup()
        self.play(FadeIn(name), run_time=QUICK)
        self.show(lines)

    def show(self, lines: list[Lettering]) -> None:
        """Let lines take the place of those that stand there, long enough to find a name."""
        foot = ROOM.point(0, 1)
        headings = sum(line.text.startswith("*") for line in lines)
        free = (ROOM.height - headings * GAP) / (len(lines) - headings + 0.5)
        pitch = min(LOOSE, max(PITCH, free))
        for line in lines:
            foot = foot + (GAP if line.text.startswith("*") else pitch) * DOWN
            stand_left(line, foot)
        arrivals = LaggedStart(*(FadeIn(line, shift=0.15 * UP) for line in lines), lag_ratio=0.15)
        if len(self.lines):
            self.play(FadeOut(self.lines), run_time=QUICK)  # no text stands on another
        self.play(arrivals, run_time=STEADY)
        self.lines = VGroup(*lines)
        self.wait(HOLD + 0.35 * len(lines))
