"""Nine bars are sorted by swapping neighbours."""

from __future__ import annotations

from manim import (
    BLUE,
    DOWN,
    GREEN,
    ORANGE,
    RIGHT,
    UP,
    WHITE,
    FadeIn,
    FadeOut,
    LaggedStart,
    MathTypst,
    Rectangle,
    Scene,
    Typst,
    VGroup,
    Wait,
    Write,
)

HEIGHTS = (7, 3, 9, 2, 8, 5, 1, 6, 4)
WIDTH, PITCH, UNIT = 0.8, 1.1, 0.42


class BubbleSort(Scene):
    """Compare neighbours and swap them until all are in order; 24 seconds."""

    def construct(self) -> None:
        self.show_the_bars()
        self.sort_them()
        self.count_the_steps()

    def show_the_bars(self) -> None:
        """Put bars with numbers in a row."""
        self.title = Typst("Bubble sort: swap neighbours that are in the wrong order", font_size=38)
        self.title.to_edge(UP)
        self.bars = [self.bar(height, place) for place, height in enumerate(HEIGHTS)]
        self.play(Write(self.title), run_time=1.5)
        self.play(LaggedStart(*(FadeIn(bar, shift=0.3 * UP) for bar in self.bars), lag_ratio=0.15))
        self.wait(1)

    def bar(self, height: int, place: int) -> VGroup:
        """Return a bar with its number."""
        box = Rectangle(width=WIDTH, height=UNIT * height, color=WHITE, stroke_width=2)
        box.set_fill(BLUE, 0.8)
        number = MathTypst(str(height), font_size=34).next_to(box, DOWN, buff=0.15)
        bar = VGroup(box, number)
        left = (place - (len(HEIGHTS) - 1) / 2) * PITCH
        return bar.shift(left * RIGHT + 2.6 * DOWN - box.get_bottom())

    def sort_them(self) -> None:
        """Go through the row until nothing is left to swap."""
        self.comparisons = self.swaps = 0
        for end in range(len(self.bars) - 1, 0, -1):
            for place in range(end):
                self.compare(place)
            self.bars[end][0].set_fill(GREEN, 0.8)
        self.bars[0][0].set_fill(GREEN, 0.8)
        self.wait(1)

    def compare(self, place: int) -> None:
        """Compare two neighbours, and swap them if need be."""
        a, b = self.bars[place], self.bars[place + 1]
        self.comparisons += 1
        for bar in (a, b):
            bar[0].set_fill(ORANGE, 0.8)
        if a[0].height > b[0].height:
            self.swaps += 1
            shift = PITCH * RIGHT
            self.play(a.animate.shift(shift), b.animate.shift(-shift), run_time=0.45)
            self.bars[place], self.bars[place + 1] = b, a
        else:
            self.play(Wait(0.3))
        for bar in (a, b):
            bar[0].set_fill(BLUE, 0.8)

    def count_the_steps(self) -> None:
        """Say how much work that was."""
        text = f'"{self.comparisons} comparisons, {self.swaps} swaps:" n (n - 1) / 2'
        line = MathTypst(text, font_size=40).next_to(self.title, DOWN, buff=0.5)
        self.play(Write(line), run_time=1.5)
        self.wait(2)
        self.play(FadeOut(VGroup(*self.bars)), FadeOut(line), FadeOut(self.title), run_time=1)
