"""Cameras that move, and scenes that see in three dimensions."""

from manim import (
    BLUE,
    DEGREES,
    DOWN,
    GREEN,
    LEFT,
    RED,
    RIGHT,
    UP,
    Circle,
    Cube,
    Dot,
    MovingCameraScene,
    Scene,
    Square,
    ThreeDScene,
    ValueTracker,
    interpolate_color,
)


class Zooms(MovingCameraScene):
    """The camera goes in and out, while a play lasts and between plays."""

    def construct(self) -> None:
        dot = Dot(2 * LEFT, radius=0.4)
        self.add(Square(3, fill_opacity=0.3), Circle(1, color=RED), dot)
        self.play(dot.animate.shift(RIGHT), run_time=0.4)
        self.play(self.camera.frame.animate.scale(0.5).shift(LEFT), run_time=0.6)
        self.play(dot.animate.shift(DOWN), run_time=0.4)
        self.camera.frame.scale(1.7)
        self.play(dot.animate.shift(UP), run_time=0.4)
        self.wait(0.2)
        self.add_updater(lambda dt: self.camera.frame.shift(dt * RIGHT))
        self.play(dot.animate.shift(UP), run_time=0.4)


class Backgrounds(Scene):
    """The paper changes colour between plays, and while one lasts."""

    def construct(self) -> None:
        share, dot = ValueTracker(0), Dot(radius=0.5, fill_opacity=0.5)
        self.add(dot)
        self.play(dot.animate.shift(RIGHT), run_time=0.3)
        self.camera.background_color = BLUE
        self.play(dot.animate.shift(LEFT), run_time=0.3)

        def tint(dt: float) -> None:
            color = interpolate_color(BLUE, GREEN, share.get_value())
            self.camera.background_color = color

        self.add_updater(tint)
        self.play(share.animate.set_value(1), dot.animate.shift(UP), run_time=0.5)
        self.add(Square(), dot)
        self.play(share.animate.set_value(0), dot.animate.shift(DOWN), run_time=0.5)


class InSpace(ThreeDScene):
    """A camera that draws in its own way."""

    def construct(self) -> None:
        self.set_camera_orientation(phi=60 * DEGREES, theta=30 * DEGREES)
        cube = Cube(1.5, fill_opacity=0.6)
        self.add(cube)
        self.play(cube.animate.shift(RIGHT), run_time=0.3)
        self.move_camera(phi=30 * DEGREES, run_time=0.4)
        self.wait(0.2)
