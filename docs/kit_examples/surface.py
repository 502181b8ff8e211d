"""A loss as a lit surface in three dimensions, drawn behind everything else.

The scene needs a camera that knows it: write `camera_type = SurfaceCamera` below the scene's
`plot`, with `SurfaceCamera` from `scenes.kit.surface.stage`. What stands on a stage is put on it
and not added to the scene.
"""

from manim import DOWN, LEFT, RIGHT, UP, ValueTracker

from docs.kit_examples.examples import Examples
from gdcore import (
    DOUBLE_WELL,
    DOUBLE_WELL_2D,
    ROUND_BOWL,
    SADDLE,
    TWO_WELLS,
    GradientDescent,
    descend,
)
from scenes.kit.charts.axes import Frame
from scenes.kit.layout import Slot
from scenes.kit.story.scene import beat
from scenes.kit.story.timing import SLOW, STEADY, glide, walk
from scenes.kit.surface.annotations import Bends, SurfaceArrow, SurfaceLabel, TangentPlane
from scenes.kit.surface.camera import OrbitCamera, fly
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.marbles import SurfaceMarble, SurfaceTrail
from scenes.kit.surface.moves import FlatMap, Marbles, look_round
from scenes.kit.surface.props import appear
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.section import SurfaceSection, relief_like
from scenes.kit.surface.stage import LandscapeStage, SurfaceCamera
from scenes.kit.text.text import label


class Surfaces(Examples):
    """Stages and what stands on them."""

    camera_type = SurfaceCamera

    @beat("A stage is a landscape in a slot, with contours, a sun and its own map on the floor.")
    def stage(self) -> None:
        stage = LandscapeStage(TWO_WELLS, Slot(-2.2, -1.6, 2.2, 1.6), relief=Relief(height=0.9))
        self.add(stage)

    @beat("A marble rolls along the ground from iterate to iterate, and a trail lies behind it.")
    def marble_on_a_surface(self) -> None:
        stage = LandscapeStage(TWO_WELLS, Slot(-2.2, -1.6, 2.2, 1.6), look=Look(floor=None))
        path = descend(TWO_WELLS, GradientDescent(0.05), start=(1.8, 1.2), steps=40)
        step = ValueTracker(0)
        marble = SurfaceMarble(stage, path, step)
        stage.put(marble, SurfaceTrail(marble))
        self.add(stage)
        self.play(walk(step, 12))

    @beat("Several marbles with one clock, which are dropped and carry their names.")
    def falling_marbles(self) -> None:
        stage = LandscapeStage(TWO_WELLS, Slot(-2.4, -1.6, 2.4, 1.6), look=Look(floor=None))
        starts = (-1.4, 1.3), (1.7, 1.1)
        paths = [descend(TWO_WELLS, GradientDescent(0.05), start, 40) for start in starts]
        marbles = Marbles(stage, [(path, "gradient_descent") for path in paths])
        self.add(stage)
        self.play(marbles.dropped())
        self.play(walk(marbles.step, 30))
        self.add(marbles.tags(("deep", "shallow"), UP))

    @beat("What the gradient knows: a plane that touches, and an arrow along the ground.")
    def plane_and_arrow(self) -> None:
        stage = LandscapeStage(ROUND_BOWL, Slot(-2.2, -1.6, 2.2, 1.6), look=Look(floor=None))
        path = descend(ROUND_BOWL, GradientDescent(0.3), start=(-1.8, 1.8), steps=10)
        marble = SurfaceMarble(stage, path, ValueTracker(0))
        plane = TangentPlane(marble)
        stage.put(marble, SurfaceArrow(stage, lambda: (path.points[0], path.points[1])))
        stage.put(plane, away=True)
        name = SurfaceLabel(stage, label("first step"), lambda: marble.center, RIGHT)
        self.add(stage, name)
        self.play(appear(plane, STEADY))

    @beat("Arrows that grow along the surface, with words for its axes, here at a saddle.")
    def bends(self) -> None:
        stage = LandscapeStage(SADDLE, Slot(-2.4, -1.6, 2.4, 1.6), look=Look(floor=None))
        tips = (2, 0), (-2, 0), (0, 2), (0, -2)
        bends = Bends(stage, [(SADDLE.saddles[0], tip) for tip in tips])
        self.add(stage)
        self.play(bends.grown(2))
        words = ("up along $x$", (-2.5, -1), LEFT), ("down along $y$", (0, -2.5), DOWN)
        self.add(bends.named(*words))

    @beat(
        "Look at a surface from another side, and lay it flat: it becomes its map, a ground for "
        "`Marble` and `Trail`."
    )
    def looking_round(self) -> None:
        stage = LandscapeStage(TWO_WELLS, Slot(-2.2, -1.6, 2.2, 1.6))
        self.add(stage)
        self.play(*look_round(stage, [(-60, 32), (-120, 40)], SLOW))
        flat = FlatMap(stage, Slot(-1.6, -1.28, 1.6, 1.28))
        self.play(*flat.made(SLOW))
        self.add(flat)

    @beat(
        "A surface that is cut open along y = 0 and seen from the side: what is left is a curve, a "
        "ground for `Marble` and `Trail`."
    )
    def surface_cut_open(self) -> None:
        frame = Frame(Slot(-2.2, -1.6, 2.2, 1.6), (-2, 2), (-7, 7))
        window = frame.x, (-1.2, 1.2)
        relief = relief_like(frame, DOUBLE_WELL_2D, window)
        stage = LandscapeStage(DOUBLE_WELL_2D, frame.slot, window, relief, look=Look(floor=None))
        stage.camera = OrbitCamera(azimuth=-100, elevation=24)
        section = SurfaceSection(stage, DOUBLE_WELL, frame)
        self.add(stage, section)
        self.play(glide(stage.front, section.y, SLOW))
        self.play(*fly(stage.camera, section.side_view(), SLOW, whole=False))

    @beat(
        "Light and camera are trackers, too. The camera flies to another view, and fog rises that "
        "hides what is far away."
    )
    def flight_into_fog(self) -> None:
        look = Look(floor=None)
        stage = LandscapeStage(TWO_WELLS, Slot(-2.2, -1.6, 2.2, 1.6), look=look)
        self.add(stage)
        there = stage.framed(azimuth=-20, elevation=40)
        self.play(*fly(stage.camera, there, SLOW), glide(look.fog, 0.8, SLOW))
