"""Gradients, sheen, images, and outlines that an image colours."""

import numpy as np
from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    ORIGIN,
    RED,
    RIGHT,
    UL,
    UP,
    WHITE,
    YELLOW,
    Circle,
    Dot,
    FadeIn,
    FadeOut,
    Group,
    ImageMobject,
    Line,
    Mobject1D,
    PMobject,
    Scene,
    Square,
    Star,
    VGroup,
)
from PIL import Image


def picture(size: int = 32) -> np.ndarray:
    """Return a colourful picture with a transparent corner."""
    rows, columns = np.mgrid[:size, :size]
    pixels = np.zeros((size, size, 4), np.uint8)
    pixels[..., 0], pixels[..., 1] = rows * 255 // size, columns * 255 // size
    pixels[..., 2], pixels[..., 3] = 128, np.where(rows + columns < size // 2, 0, 255)
    return pixels


class Gradients(Scene):
    """Several colours in one fill or stroke, and a sheen that follows."""

    def construct(self) -> None:
        square = Square(3, fill_opacity=0.8).set_color([RED, GREEN, BLUE]).shift(3 * LEFT)
        circle = Circle(1.2, fill_opacity=1, color=BLUE).set_sheen(0.6, UL)
        line = Line(3 * LEFT + 2 * UP, 3 * RIGHT + DOWN, stroke_width=20)
        line.set_stroke([YELLOW, RED], opacity=[1, 0.2])
        bordered = Star(fill_opacity=1).set_stroke(WHITE, 12, 0.5, background=True).shift(3 * RIGHT)
        self.add(square, circle, line, bordered)
        self.play(square.animate.rotate(1), circle.animate.shift(2 * RIGHT), run_time=0.6)
        self.play(circle.animate.set_sheen(-0.5, DOWN), bordered.animate.shift(LEFT), run_time=0.6)
        self.play(line.animate.set_color([GREEN, BLUE, RED]), run_time=0.4)
        self.play(square.animate.set_fill(opacity=0), square.animate.set_stroke(width=0))


class Images(Scene):
    """Images move, turn and fade, below and above outlines."""

    def construct(self) -> None:
        image = ImageMobject(picture()).scale(4).shift(2 * LEFT)
        ring = Circle(1, stroke_width=10, color=RED, fill_opacity=0.3)
        still = ImageMobject(picture(16)).scale(6).shift(3 * RIGHT)
        self.add(still, image, ring)
        self.play(image.animate.shift(2 * RIGHT), run_time=0.5)
        self.play(ring.animate.shift(RIGHT), image.animate.rotate(0.5), run_time=0.5)
        self.play(FadeOut(still), run_time=0.3)
        self.play(ring.animate.shift(3 * LEFT), run_time=0.5)
        self.play(FadeIn(Group(ImageMobject(picture(8)).scale(5), Dot())), run_time=0.3)
        image.pixel_array[:8] = 255
        self.wait(0.2)


class StillImageThatChanges(Scene):
    """An image that stands still for manim keeps its look until the play is over."""

    def construct(self) -> None:
        image = ImageMobject(picture()).scale(4).shift(2 * LEFT)
        dots = VGroup(*(Dot(k * RIGHT) for k in range(4)))
        self.add(image, dots)

        def fade(dt: float) -> None:
            image.pixel_array[..., 2] += np.uint8(20)

        self.add_updater(fade)
        self.play(dots[3].animate.shift(4 * LEFT), run_time=0.8)
        self.play(dots[2].animate.shift(4 * LEFT), dots[1].animate.shift(UP), run_time=0.8)


class ImageColored(Scene):
    """Outlines that show an image, alone and as neighbours."""

    def construct(self) -> None:
        image = Image.fromarray(picture(64))
        shapes = [Circle(1.2, fill_opacity=0.7).shift(k * RIGHT) for k in (-2, -1, 1)]
        for shape in shapes:
            shape.color_using_background_image(image)
        self.add(Square(fill_opacity=1, color=BLUE), *shapes)
        self.play(shapes[2].animate.shift(RIGHT + UP), run_time=0.4)
        self.play(shapes[0].animate.shift(DOWN), Dot().animate.shift(UP), run_time=0.4)
        self.wait(0.2)


class Clouds(Scene):
    """Points without outlines."""

    def construct(self) -> None:
        rng = np.random.default_rng(1)
        cloud = PMobject(stroke_width=6).add_points(rng.normal(0, 1, (200, 3)), color=YELLOW)
        row = Mobject1D().add_line(4 * LEFT, ORIGIN, color=RED)
        disc = Circle(1, fill_opacity=0.5)
        self.add(row, disc, cloud)
        self.play(cloud.animate.shift(2 * RIGHT), run_time=0.5)
        self.play(disc.animate.shift(2 * LEFT), row.animate.rotate(0.6), run_time=0.5)
        self.play(FadeOut(cloud), run_time=0.3)
