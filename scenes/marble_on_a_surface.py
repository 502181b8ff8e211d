"""A marble rolls down a lit surface: that is gradient descent, and these are its words."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, ValueTracker, VGroup, rush_into
from pydantic import Field, model_validator

from gdcore import ROUND_BOWL, TWO_WELLS, GradientDescent, Path, descend
from scenes.catalog import words_of
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.ground import ContourMap, minimum_mark, spaced_levels
from scenes.kit.landscape.marbles import Marble, Trail, following
from scenes.kit.layout import BODY
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, walk
from scenes.kit.surface.annotations import SurfaceLabel
from scenes.kit.surface.camera import fly
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.marbles import SurfaceMarble, SurfaceTrail
from scenes.kit.surface.moves import lie_flat
from scenes.kit.surface.props import appear
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage, SurfaceCamera
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import Formula, Lettering, label, on_plate

PICTURE, SIDE = BODY.columns(2.9, 1, gap=0.1)
PICTURE = PICTURE.inset(left=-0.3, bottom=-0.25, top=0.05)
WORDS = SIDE.inset(top=0.6)
BOWL_WINDOW = ((-2.2, 2.2), (-2.2, 2.2))
CONTOURS = 13
HIGH_VIEW = 46.0
"""Degrees from which one looks into both wells."""

TURN = 28.0
"""Degrees by which the camera goes round a surface that it shows for the first time."""

DROP = 0.35
"""World units above the ground from which a marble is dropped."""

WELL_RADIUS, STEPS_BETWEEN_WELLS = 0.05, 40
"""A marble nearer than this to a minimum has settled there, after so many steps."""

Point = tuple[float, float]


class MarbleOnASurfaceParams(Params):
    start: Point = Field((-1.25, 1.6), description="where the marble is dropped on the bowl")
    bowl_rate: float = Field(0.1, ge=0.05, le=0.3, description="step size α on the bowl")
    steps: int = Field(18, ge=8, le=30, description="steps on the bowl")
    starts: tuple[Point, ...] = Field(
        ((1.7, 0.9), (0.6, -1.4), (-0.5, 1.4), (-1.75, 0.6), (-1.2, -1.3)),
        min_length=2,
        max_length=5,
        description="where marbles are dropped between the wells",
    )
    rate: float = Field(0.04, ge=0.02, le=0.05, description="step size α between the wells")

    @model_validator(mode="after")
    def _can_be_told(self) -> Self:
        if not 1 <= np.hypot(*self.start) <= 2.1:
            raise ValueError("start must lie 1 to 2.1 from the middle of the bowl")
        starts, (low, high) = np.array(self.starts), np.array(TWO_WELLS.window).T
        if not ((low <= starts) & (starts <= high)).all():
            raise ValueError(f"starts must lie in the window {TWO_WELLS.window}")
        if set(wells_of(between_wells(self))) != {0, 1}:
            raise ValueError(f"starts must settle in both wells within {STEPS_BETWEEN_WELLS} steps")
        return self


def between_wells(params: MarbleOnASurfaceParams) -> Path:
    """Return the paths of all marbles between the two wells, as one batch."""
    return descend(TWO_WELLS, GradientDescent(params.rate), params.starts, STEPS_BETWEEN_WELLS)


def plot(params: MarbleOnASurfaceParams) -> Plot:
    bowl = descend(ROUND_BOWL, GradientDescent(params.bowl_rate), params.start, params.steps)
    five = between_wells(params)
    wells = wells_of(five)
    deep, shallow = (int((wells == k).sum()) for k in range(2))
    lowest, other = TWO_WELLS.value(TWO_WELLS.minima).tolist()
    return Plot(
        paths={"bowl": bowl}
        | {f"marble {k + 1}": five.select(k) for k in range(len(params.starts))},
        facts={
            "last": float(bowl.values[-1]),
            "rate": params.rate,
            "marbles": len(params.starts),
            "deep": deep,
            "shallow": shallow,
            "lowest": lowest,
            "other": other,
        },
    )


def wells_of(path: Path) -> np.ndarray:
    """Return for a batch of paths the minimum that each settles at, by its number; else -1."""
    distances = np.stack([path.distances(minimum)[-1] for minimum in TWO_WELLS.minima])
    return np.where(distances.min(axis=0) < WELL_RADIUS, distances.argmin(axis=0), -1)


class MarbleOnASurface(StoryScene[MarbleOnASurfaceParams]):
    """Let marbles go on a bowl and between two wells, and learn what both are called."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("marble_on_a_surface")
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.step = ValueTracker(0)
        self.drop_a_marble()
        self.let_it_go()
        self.name_the_parts()
        self.meet_two_wells()
        self.let_five_go()
        self.look_from_above()

    @beat("A marble on a surface. Nobody shows it the way: all that it feels is the slope.")
    def drop_a_marble(self) -> None:
        self.stage = LandscapeStage(
            ROUND_BOWL, PICTURE, BOWL_WINDOW, Relief(0.9), look=Look(floor=None)
        )
        self.marble = SurfaceMarble(self.stage, self.paths["bowl"], self.step)
        self.stage.put(self.marble, away=True).put(SurfaceTrail(self.marble))
        self.marble.lifted.set_value(DROP)
        self.present("", -TURN, appear(self.marble, STEADY))
        self.play(glide(self.marble.lifted, 0, STEADY, rush_into))
        self.wait(HOLD)

    def present(self, sentence: str, turn: float, *with_it: Any, leaving: Any = ()) -> None:
        self.stage.camera = camera = self.stage.framed(sway=TURN)
        azimuth, here = camera.azimuth, camera.azimuth.get_value()
        azimuth.set_value(here + turn)
        if sentence:
            self.say(sentence, FadeIn(self.stage), *map(FadeOut, leaving))
        else:
            self.ask(FadeIn(self.stage))
        self.play(glide(azimuth, here, 2 * SLOW), *with_it)

    @beat("Let go, it rolls down, fast where it is steep: the loss falls to {last:.4f}.", loop=True)
    def let_it_go(self) -> None:
        self.readouts = self.readouts_of_the_marble()
        self.say("Let go: it rolls downhill", FadeIn(self.readouts))
        self.play(walk(self.step, self.marble.way.steps))
        self.wait(HOLD)

    def readouts_of_the_marble(self) -> VGroup:
        quantities: dict[str, Callable[[Path, int], float]] = {
            "theta_1": lambda path, n: float(path.points[n, 0]),
            "theta_2": lambda path, n: float(path.points[n, 1]),
            "L(theta)": lambda path, n: float(path.values[n]),
            "abs(nabla L)": lambda path, n: float(np.linalg.norm(path.gradients[n])),
        }
        readouts = [
            Readout(symbol, following(self.marble, quantity), decimals=3)
            for symbol, quantity in quantities.items()
        ]
        return WORDS.place(column(*readouts, pitch=0.75), 0, 0.75)

    @beat("The marble is the parameter vector θ. The surface is the loss function L.")
    def name_the_parts(self) -> None:
        self.say("Two things to name", glide(self.step, 0, STEADY), FadeOut(self.readouts))
        plain = self.labels("marble", "surface")
        self.play(FadeIn(plain), run_time=STEADY)
        self.wait(HOLD)
        named = self.labels("parameter vector $theta$", "loss function $L(theta)$")
        self.play(FadeOut(plain), run_time=QUICK)
        self.play(FadeIn(named), run_time=STEADY)
        self.wait(HOLD)
        turned = self.stage.camera.azimuth
        self.play(glide(turned, turned.get_value() + TURN, 2 * SLOW))
        self.wait(HOLD)
        self.play(FadeOut(named), run_time=QUICK)

    def labels(self, marble: str, surface: str) -> VGroup:
        corner = self.stage.world((BOWL_WINDOW[0][1], BOWL_WINDOW[1][1]))
        return VGroup(
            SurfaceLabel(self.stage, Lettering(marble), lambda: self.marble.center, DOWN),
            SurfaceLabel(self.stage, Lettering(surface), lambda: corner, RIGHT, 0.1),
        )

    @beat("A loss may have more than one valley: this one has a deep and a shallow one.")
    def meet_two_wells(self) -> None:
        sides = [np.linspace(*side) for side in TWO_WELLS.window]
        losses = TWO_WELLS.value(np.stack(np.meshgrid(*sides), axis=-1))
        self.levels = spaced_levels(losses, CONTOURS, power=1)
        bowl = self.stage
        self.stage = LandscapeStage(TWO_WELLS, PICTURE, relief=Relief(0.95), levels=self.levels)
        self.step = ValueTracker(0)
        paths = [path for name, path in self.paths.items() if name != "bowl"]
        self.five = [SurfaceMarble(self.stage, path, self.step) for path in paths]
        self.present("A surface with two wells", TURN, leaving=[bowl])
        self.losses = self.losses_of_the_wells()
        for text, minimum in zip(self.losses, TWO_WELLS.minima, strict=True):
            text.next_to(self.stage.spot(minimum), UP, buff=0.9)
        self.play(FadeIn(self.losses, shift=0.2 * DOWN), run_time=STEADY)
        self.wait(HOLD)

    def losses_of_the_wells(self) -> VGroup:
        losses = (self.facts[name] for name in ("lowest", "other"))
        return VGroup(*(on_plate(label(f"$L = {loss:.2f}$")) for loss in losses))

    @beat(
        "{marbles} starts, one α = {rate:g}: {deep} end in the deep well, {shallow} in the other."
    )
    def let_five_go(self) -> None:
        self.stage.put(*self.five, away=True)
        for marble in self.five:
            self.stage.put(SurfaceTrail(marble, beads=False))
            marble.lifted.set_value(DROP)
        self.tally = self.tally_of_the_wells()
        self.say("The start decides where each one ends", FadeIn(self.tally[0]))
        self.play(
            *fly(self.stage.camera, self.stage.framed(elevation=HIGH_VIEW), SLOW),
            FadeOut(self.losses, run_time=QUICK),
            *(appear(marble, STEADY) for marble in self.five),
        )
        self.play(*(glide(marble.lifted, 0, STEADY, rush_into) for marble in self.five))
        self.play(walk(self.step, STEPS_BETWEEN_WELLS, seconds=5 * SLOW))
        self.play(FadeIn(self.tally[1:], shift=0.2 * DOWN), run_time=STEADY)
        self.wait(HOLD)

    def tally_of_the_wells(self) -> VGroup:
        tally = VGroup(Formula(f"alpha = {self.facts['rate']:g}"))
        for marbles, loss in (("deep", "lowest"), ("shallow", "other")):
            tally.add(label(f"{self.facts[marbles]} at $L = {self.facts[loss]:.2f}$"))
        return WORDS.place(tally.arrange(DOWN, aligned_edge=LEFT, buff=0.4), 0.3, 0.85)

    @beat("Seen from above, the surface is a map: every line joins places of equal loss.")
    def look_from_above(self) -> None:
        stage = self.stage
        self.say("Seen from above, it is a map")
        self.play(*lie_flat(stage, stage.above(fill=0.95), 2 * SLOW))
        ground = ContourMap(TWO_WELLS, Frame(stage.plan(), *stage.terrain.window), self.levels)
        marbles = [Marble(ground, marble.path, self.step) for marble in self.five]
        trails = [Trail(marble, dots=False) for marble in marbles]
        crosses = [minimum_mark(ground.spot(minimum)) for minimum in TWO_WELLS.minima]
        self.play(FadeIn(ground, *trails, *crosses, *marbles), run_time=SLOW)
        self.remove(stage)
        notes = self.losses_of_the_wells()
        for note, cross, side in zip(notes, crosses, (RIGHT, LEFT), strict=True):
            note.next_to(cross, DOWN, buff=0.15, aligned_edge=side)
        self.play(FadeIn(notes), run_time=STEADY)
        self.wait(2 * HOLD)
