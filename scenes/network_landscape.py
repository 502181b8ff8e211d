"""The hill of a trained network, cut along two directions; its training's path; sixty starts."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    ValueTracker,
    VGroup,
    linear,
    smooth,
    squish_rate_func,
)
from pydantic import Field

from gdcore import Landscape, Network
from gdcore.arrays import FloatArray
from scenes.catalog import words_of
from scenes.kit.charts.axes import equal_frame
from scenes.kit.landscape.marbles import point_at
from scenes.kit.layout import BODY, PICTURE, Slot
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide
from scenes.kit.surface.annotations import Bends, SurfaceLabel
from scenes.kit.surface.camera import fly
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.marbles import SurfaceMarble, SurfaceTrail
from scenes.kit.surface.moves import above
from scenes.kit.surface.props import appear
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage, SurfaceCamera
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import Lettering, label
from scenes.parts.decision_plane import DecisionPlane, LabelledPoints
from scenes.parts.loss_columns import LOW, LossColumns
from scenes.parts.many_trainings import EVERY, STARTS, STEPS, losses_of_trainings
from scenes.parts.moons_training import DESCENT, SOURCES, moons, moons_network, trainings
from scenes.parts.network_hill import (
    REACH,
    Cut,
    Probe,
    Shadow,
    cut_along,
    cut_by_chance,
    open_side,
)

RATE, NOISE = 0.5, 0.1
"""Of the training that a network's hill is cut through: those of the scene before."""

SHADOW = "its shadow on the plane"

LEFT, SIDE = BODY.columns(1.75, 1, gap=0.5)
HILL = Slot(PICTURE.left, PICTURE.bottom, LEFT.right, PICTURE.top)
PLANE = SIDE.inset(bottom=2.35)
INPUTS = (-2.5, 2.5), (-2.9, 2.1)
CHARTS = BODY.columns(1, 1, gap=0.6)
NARROW, WIDE = "run_2", "run_3"

ELEVATION, TURN, FILL = 34.0, 28.0, 0.95
RIM = 0.7
"""Where the loss is named, as a share of the way along the hill's far edge: no ground is hidden."""

TIP = 0.8 * REACH
"""How long the arrows of the two directions are drawn."""

TOUR, FAR = 9.0, 0.85
"""Seconds and reach of the way among other settings of the network."""

EARLY, LATE = squish_rate_func(smooth, 0, 0.5), squish_rate_func(smooth, 0.5, 1)
"""What goes, and what comes in its place: never are two surfaces seen through each other."""

SOON = squish_rate_func(smooth, 0.3, 0.9)
"""Comes while what stood in its place still goes, so that the screen is never bare."""

TRAINING_TIME, SIXTY_TIME = 8.0, 8.0

HIGHEST, DEPTH = 1.3, 0.7
"""Of the hill along the path: the loss above which walls are bent, and its depth to its width."""


class NetworkLandscapeParams(Params):
    seed: int = Field(3, ge=0, le=6, description="seed of the data and of all starts")
    directions: int = Field(5, ge=0, le=9, description="seed of the two directions by chance")
    narrow: int = Field(3, ge=2, le=3, description="hidden units of the narrow network")
    wide: int = Field(16, ge=12, le=20, description="hidden units of the wide network")


def losses(params: NetworkLandscapeParams, units: int) -> FloatArray:
    """Return the losses of sixty trainings of a network with one hidden layer, on the moons."""
    data = moons(NOISE, params.seed)
    found = losses_of_trainings(data.inputs, data.targets, (units,), RATE, params.seed)
    return np.asarray(found["losses"])


@functools.cache
def hill_of(seed: int, directions: int) -> tuple[Network, Cut, Shadow]:
    """Return the trained network's hill, cut by chance, and along its training's path."""
    hill = moons_network(NOISE, seed)
    path = trainings(NOISE, seed, RATE)[DESCENT]
    return hill, cut_by_chance(hill, path.points[-1], directions), cut_along(hill, path)


def stage_of(ground: Landscape, slot: Slot, relief: Relief) -> LandscapeStage:
    return LandscapeStage(ground, slot, relief=relief, look=Look(floor=None))


def along_the_path(ground: Landscape, slot: Slot) -> LandscapeStage:
    """Return the hill, cut along its training's path, as it stands in `slot`."""
    return stage_of(ground, slot, Relief(0.9, low=0, high=HIGHEST, aspect=DEPTH))


def plot(params: NetworkLandscapeParams) -> Plot:
    hill, _, shadow = hill_of(params.seed, params.directions)
    path = trainings(NOISE, params.seed, RATE)[DESCENT]
    narrow, wide = losses(params, params.narrow)[-1], losses(params, params.wide)[-1]
    first, second = shadow.explained
    facts: dict[str, Fact] = {
        "dials": hill.dim,
        "share": 100 * (first + second),
        "one": 100 * first,
        "steps": path.steps,
        "first": float(path.values[0]),
        "below": float(shadow.path.values[0]),
        "last": float(path.values[-1]),
        "starts": STARTS,
        "units": params.narrow,
        "more": params.wide,
        "trained": STEPS,
        "low": LOW,
        "narrow_low": int((narrow < LOW).sum()),
        "wide_low": int((wide < LOW).sum()),
    }
    sources = (
        *SOURCES,
        "Choromanska et al., The loss surfaces of multilayer networks (2015)",
        "Li et al., Visualizing the loss landscape of neural nets (2018)",
    )
    return Plot({DESCENT: path, SHADOW: shadow.path}, facts, sources)


class NetworkLandscape(StoryScene[NetworkLandscapeParams]):
    """See the loss of a network as a hill, roll its training down it, and start sixty times."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("network_landscape")
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.hill, self.by_chance, self.shadow = hill_of(self.params.seed, self.params.directions)
        self.cut_two_directions()
        self.visit_other_networks()
        self.cut_along_the_path()
        self.roll_the_training()
        self.start_sixty_times()
        self.compare_the_ends()
        self.name_the_marble()

    @beat("Its loss has {dials} directions. Two of them, drawn by chance, make a map.")
    def cut_two_directions(self) -> None:
        end = self.paths[DESCENT].points[-1]
        self.setting: Callable[[], FloatArray] = lambda: end
        self.plane = DecisionPlane(self.hill, equal_frame(PLANE, *INPUTS), self.now)
        self.points = LabelledPoints(self.plane)
        self.stage = stage_of(self.by_chance.ground, HILL, Relief(0.9, low=0))
        self.lie_down(self.stage)
        tips = (TIP, 0.0), (0.0, TIP)
        arrows = Bends(self.stage, [((0.0, 0.0), tip) for tip in tips])
        self.add(self.stage, self.plane, self.points)
        self.ask(arrows.grown(2 * SLOW))
        names = arrows.named(("$d_1$", tips[0], DOWN), ("$d_2$", tips[1], RIGHT))
        words = label(f"{self.hill.dim} numbers $theta$,\\ as training left them")
        SIDE.place(words, 0.5, 0.22)
        self.say("In the middle: where training ended", FadeIn(names, words))
        self.wait(HOLD)
        self.say("Now its height is the loss", *arrows.withdrawn(), *self.stood_up(self.stage))
        self.old: list[Any] = [words]

    @staticmethod
    def lie_down(stage: LandscapeStage) -> None:
        """Lay a hill flat, as a map that is seen from above."""
        x, y = stage.terrain.half
        room = LEFT.inset(right=0.3)
        unit = min(room.width / x, room.height / y) / 2
        across, up, _ = room.center.tolist()
        onto = Slot(across - unit * x, up - unit * y, across + unit * x, up + unit * y)
        stage.camera = above(stage, onto)
        stage.standing.set_value(0)
        stage.look.dim.set_value(1)

    def stood_up(self, stage: LandscapeStage) -> list[Any]:
        """Return the animations that raise a map to a hill, seen from its open side."""
        self.view = open_side(stage)
        to = stage.framed(self.view - TURN / 2, ELEVATION, TURN, fill=FILL)
        return [*fly(stage.camera, to, 2 * SLOW), *self.raised(stage, 1, 2 * SLOW)]

    @staticmethod
    def raised(stage: LandscapeStage, to: float, seconds: float) -> list[Any]:
        """Return the animations that make a hill of a map, or at 0 a map of a hill."""
        return [glide(stage.standing, to, seconds), glide(stage.look.dim, 1 - to, seconds)]

    @beat("Each place is another setting of all {dials} numbers: another boundary, another loss.")
    def visit_other_networks(self) -> None:
        self.toured = ValueTracker(0)
        probe = Probe(self.stage, self.place)
        self.stage.put(probe, away=True)
        law = label("$theta + a thin d_1 + b thin d_2$")
        numbers = column(
            Readout("a", lambda: float(self.place()[0])),
            Readout("b", lambda: float(self.place()[1])),
            Readout("L", lambda: float(self.by_chance.exact.value(self.place())), decimals=3),
        )
        self.readings = SIDE.stack(law, numbers, up=0)
        self.say("A walk on the hill", appear(probe, STEADY), FadeIn(self.readings), away=self.old)
        self.setting = lambda: self.by_chance.plane.point(self.place())
        self.add(self.points.rings)
        self.play(
            glide(self.toured, 1, TOUR, linear),
            glide(self.stage.camera.azimuth, self.view + TURN / 2, TOUR),
        )
        self.wait(QUICK)

    def now(self) -> FloatArray:
        """Return the parameters whose boundary is shown, ``(dim,)``."""
        return self.setting()

    def place(self) -> FloatArray:
        """Return where the walk is: a loop out from the middle, all around it, and back."""
        share = self.toured.get_value()
        out, turn = FAR * REACH * np.sin(np.pi * share), 2 * np.pi * share
        return np.asarray(out * np.array([np.cos(turn), np.sin(turn)]))

    @beat("Training itself went mostly one way: two directions hold {share:.1f} % of its variance.")
    def cut_along_the_path(self) -> None:
        end = self.paths[DESCENT].points[-1]
        self.setting = lambda: end
        before, self.stage = self.stage, along_the_path(self.shadow.cut.ground, HILL)
        self.view = open_side(self.stage)
        self.stage.camera = self.stage.framed(self.view - TURN / 2, ELEVATION, TURN, fill=FILL)
        self.stage.standing.set_value(0)
        self.stage.look.dim.set_value(1)
        step = ValueTracker(0)
        self.marble = SurfaceMarble(self.stage, self.shadow.path, step)
        self.stage.put(self.marble, away=True).put(SurfaceTrail(self.marble, beads=False))
        words = label(f"{self.facts['one']:.1f} % along the first")
        SIDE.place(words, 0.5, 0.3)
        # one hill sinks into its plane, from another plane rises another hill
        sunk = self.raised(before, 0, STEADY)
        self.say("Other directions, through the same point", *sunk, away=[self.readings])
        gone = FadeOut(before, rate_func=EARLY)
        self.play(gone, FadeIn(self.stage, words, rate_func=LATE), run_time=QUICK)
        self.play(*self.raised(self.stage, 1, 1.5 * SLOW))
        path = self.paths[DESCENT]
        network, ground = (self.at_landing(run.values) for run in (path, self.shadow.path))
        landed = self.at_landing(np.arange(path.steps + 1.0))
        numbers = column(
            Readout("n", landed, decimals=0, whole=3, signed=False),
            Readout('L" of the network"', network, decimals=3, signed=False),
            Readout('"ground below"', ground, decimals=3, signed=False),
        )
        self.readings = SIDE.place(numbers, 0.5, 0)
        back = ValueTracker(0)
        first = path.points[0]
        self.setting = lambda: end + back.get_value() * (first - end)
        self.say(
            f"{path.steps} steps down, as the marble’s shadow",
            appear(self.marble, STEADY),
            glide(back, 1, STEADY),
            FadeIn(self.readings),
            away=[words],
        )
        self.setting = lambda: point_at(path, step.get_value())

    def at_landing(self, values: FloatArray) -> Any:
        """Return a function that reads a value at the step that was reached last."""
        step = self.marble.step
        return lambda: float(values[int(min(step.get_value() + 1e-6, len(values) - 1))])

    @beat(
        "Its shadow: at the start the network’s loss is {first:.2f}, the ground below {below:.2f}.",
        loop=True,
    )
    def roll_the_training(self) -> None:
        self.play(
            glide(self.marble.step, self.marble.path.steps, TRAINING_TIME, gathering),
            glide(self.stage.camera.azimuth, self.view + TURN / 2, TRAINING_TIME),
        )
        self.wait(HOLD)

    @beat("{starts} starts by chance, twice: {units} units inside, and {more}. Same data, same α.")
    def start_sixty_times(self) -> None:
        self.records = ValueTracker(0)
        names = [
            f"{word}: {units} units, {self.parameters(units)} numbers"
            for word, units in (("narrow", self.params.narrow), ("wide", self.params.wide))
        ]
        self.columns = [
            LossColumns(slot, losses(self.params, units), EVERY, self.records, name, role)
            for slot, units, name, role in zip(
                CHARTS, (self.params.narrow, self.params.wide), names, (NARROW, WIDE), strict=True
            )
        ]
        shown = [
            VGroup(chart.axes, chart.steps_axis, chart.heading, chart, chart.mark, chart.count)
            for chart in self.columns
        ]
        come = FadeIn(*shown, rate_func=SOON)
        gone = FadeOut(self.stage, self.plane, self.points, self.points.rings)
        self.say("What if it had started elsewhere?", come, gone, away=[self.readings])
        self.play(glide(self.records, STEPS / EVERY, SIXTY_TIME, linear))

    @staticmethod
    def parameters(units: int) -> int:
        """Return the weights and biases of a network with one hidden layer on the moons."""
        return 4 * units + 1

    @beat(
        "After {trained} steps {narrow_low} of {starts} narrow ones are below {low}, "
        "and {wide_low} of {starts} wide ones."
    )
    def compare_the_ends(self) -> None:
        self.say(
            "In large networks often so, not always",
            *(glide(chart.spread, 1, SLOW) for chart in self.columns),
            away=[chart.steps_axis for chart in self.columns],
        )
        self.counts = [chart.number() for chart in self.columns]
        self.play(FadeIn(*self.counts), run_time=QUICK)
        self.wait(2 * HOLD)

    @beat("A line was two numbers, this is {dials}. The marble is all of them, the hill the loss.")
    def name_the_marble(self) -> None:
        end = self.paths[DESCENT].points[-1]
        self.setting = lambda: end
        stage = stage_of(self.by_chance.ground, HILL, Relief(0.9, low=0))
        view = open_side(stage)
        stage.camera = stage.framed(view - TURN / 2, ELEVATION, TURN, fill=FILL)
        marble = Probe(stage, lambda: np.zeros(2), "gradient_descent")
        stage.put(marble)
        charts = [
            part
            for chart in self.columns
            for part in (chart, chart.axes, chart.heading, chart.mark, chart.count)
        ]
        rule = "One rule all the way: $theta arrow.l theta - alpha nabla L$"
        come = FadeIn(stage, self.plane, self.points, rate_func=SOON)
        self.say(rule, come, away=[*charts, *self.counts])
        (left, right), (_, back) = stage.terrain.window
        rim = stage.world((left + RIM * (right - left), back))
        names = VGroup(
            SurfaceLabel(stage, Lettering("parameters $theta$"), lambda: marble.center, DOWN),
            SurfaceLabel(stage, Lettering("loss $L(theta)$"), lambda: rim, UP, 0.2),
        )
        words = label(f"$theta$: {self.hill.dim} numbers,\\ found step by step")
        SIDE.place(words, 0.5, 0.22)
        self.play(
            FadeIn(names, words, run_time=STEADY),
            glide(stage.camera.azimuth, view + TURN / 2, 5 * SLOW),
        )
        self.lead_on()


def gathering(share: float) -> float:
    """Return a pace that is slow at first, where steps are long."""
    return float(share**1.7)
