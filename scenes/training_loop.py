"""A network's dials are the marble's coordinates: forward, loss, backward, update, and again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    FadeIn,
    FadeOut,
    LaggedStart,
    ValueTracker,
    VGroup,
    linear,
    smooth,
    squish_rate_func,
)
from pydantic import Field

from gdcore import HIMMELBLAU, GradientDescent, Path, descend
from gdcore.arrays import FloatArray
from scenes.catalog import words_of
from scenes.kit.charts.axes import Axes, Frame, equal_frame
from scenes.kit.charts.series import Series, entry
from scenes.kit.landscape.ground import ContourMap
from scenes.kit.landscape.marbles import Marble, Trail, following, point_at
from scenes.kit.layout import BODY, PICTURE, Slot
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, hurried, walk
from scenes.kit.text.numerals import typst
from scenes.kit.text.readout import Digits, Readout, column
from scenes.kit.text.text import TICK, label
from scenes.kit.theme import DASHES
from scenes.kit.types import Vector
from scenes.parts.decision_plane import DecisionPlane, LabelledPoints
from scenes.parts.moons_training import (
    CHANCE,
    DESCENT,
    LEVEL,
    POINTS,
    SOURCES,
    TRIES,
    moons_network,
    trainings,
)
from scenes.parts.network_diagram import NetworkDiagram, legend_of_signs
from scenes.parts.parameter_dials import ParameterDials, grid_in
from scenes.parts.training_flow import (
    FORWARD,
    ROUND,
    Pulse,
    StepOfLap,
    TrainingFlow,
    lap_edges,
)

TWO = "two dials"
TWO_START, TWO_RATE, TWO_STEPS = (-0.4, -1.6), 0.01, 24
SEEN, LEVELS = ((-4.6, 5.2), (-5.6, 4.2)), (4, 15, 40, 80, 140, 220, 330, 500, 750)

MAP, BESIDE = BODY.columns(1.75, 1, gap=0.5)
MAP = Slot(PICTURE.left, PICTURE.bottom, MAP.right, PICTURE.top)
BIG, BIG_DIALS = 1.15, (0.25, 0.79)
"""Radius of each of two dials, and how far up they stand beside the map."""

LOWER = BODY.inset(top=1.98)
DIALS, NETWORK, PLANE, CHART = LOWER.columns(1, 1, 1.72, 1.15, gap=0.3)
"""Nearly below the boxes that they belong to: dials, model, prediction and loss."""

PLANE = Slot(PLANE.left, PICTURE.bottom, PLANE.right, PLANE.top)
INPUTS = (-2.15, 2.15), (-2.9, 2.1)
SMALL, COLUMNS = 0.205, 5

ROOM = {"left": 0.55, "bottom": 0.5, "right": 0.4, "top": 0.35}
"""Around the chart for what is read beside it, in scene units."""

AIR = 1.5
"""How many times higher than the losses by chance their chart is: numbers stand above them."""

TURNING = 1 - 1 / len(ROUND), 1.0
"""In this part of a lap, its last box, the dials turn."""

BLIND_TURN = 0.0, 0.4
"""In this part of a lap they turn by chance."""

SLOW_TRIES, SLOW_TRY, QUICK_TRY = 2, 1.2, 0.6
"""Tries that take longer, before the viewer knows what a try is, and seconds of one."""

FELT = ROUND.index("slopes") / len(ROUND)
LATE = squish_rate_func(smooth, 0.5, 1)
"""Comes when what stood in its place has gone."""

TRAINING_TIME = 10.0
"""Seconds for all laps but the first."""

SOONER = 1.3
"""The laps in which the boundary bends, the first half, take longer than the later ones."""


class TrainingLoopParams(Params):
    learning_rate: float = Field(0.5, ge=0.4, le=0.6, description="step size α")
    noise: float = Field(0.1, ge=0.08, le=0.1, description="how far points lie off their moons")
    seed: int = Field(3, ge=0, le=6, description="seed of the points, the start and all chance")


def plot(params: TrainingLoopParams) -> Plot:
    trained = trainings(params.noise, params.seed, params.learning_rate)
    chance, descent = trained[CHANCE], trained[DESCENT]
    hill = moons_network(params.noise, params.seed)
    two = descend(HIMMELBLAU, GradientDescent(TWO_RATE), TWO_START, TWO_STEPS)
    first, last = (float(value) for value in chance.values[[0, -1]])
    facts: dict[str, Fact] = {
        "dials": hill.dim,
        "points": POINTS,
        "tries": TRIES,
        "first": first,
        "blind": last,
        "goes": "rises" if last > first else "falls",
        "steps": descent.steps,
        "level": LEVEL,
        "wrong": wrong(float(hill.accuracy(descent.points[0]))),
        "right": POINTS - wrong(float(hill.accuracy(descent.points[-1]))),
    }
    return Plot({TWO: two, **trained}, facts, SOURCES)


def wrong(accuracy: float) -> int:
    """Return how many points are in the wrong class."""
    return round(POINTS * (1 - accuracy))


@dataclass(frozen=True, eq=False)
class Setting:
    """All dials as a path has them at a step: on their way from one iterate to the next."""

    path: Path
    step: ValueTracker

    def dials(self) -> FloatArray:
        """Return what they are set to now, ``(dim,)``."""
        return point_at(self.path, self.step.get_value())

    @property
    def landed(self) -> int:
        """The iterate that was reached last."""
        return int(min(self.step.get_value() + 1e-6, self.path.steps))

    def loss(self) -> float:
        """Return the loss of the iterate that was reached last."""
        return float(self.path.values[self.landed])

    def slopes(self) -> FloatArray:
        """Return the slope of each dial there, ``(dim,)``."""
        return np.asarray(self.path.gradients[self.landed])


class TrainingLoop(StoryScene[TrainingLoopParams]):
    """Thirty dials turn against their slopes until a boundary bends between two moons."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("training_loop")

    def construct(self) -> None:
        self.hill = moons_network(self.params.noise, self.params.seed)
        self.turn_two_dials()
        self.count_the_dials()
        self.measure_the_loss()
        self.turn_by_chance()
        self.go_round_once()
        self.bend_the_boundary()
        self.stop()

    @beat("A marble on a map is two numbers: two dials, set to where it stands.")
    def turn_two_dials(self) -> None:
        ground = ContourMap(HIMMELBLAU, equal_frame(MAP, *SEEN), LEVELS)
        self.roll, self.shrunk = ValueTracker(0), ValueTracker(0)
        marble = Marble(ground, self.paths[TWO], self.roll)
        trail = Trail(marble)
        self.two = ParameterDials(self.two_numbers, self.two_spots, self.two_radius)
        names = VGroup(*(self.name_of_dial(marble, axis) for axis in range(2)))
        self.add(ground)
        self.ask(FadeIn(self.two, names))
        self.add(trail)
        self.play(FadeIn(marble, shift=0.5 * DOWN), run_time=STEADY)
        self.say("It rolls, they turn")
        self.play(walk(self.roll, TWO_STEPS, 4 * SLOW, hurried))
        self.old: list[Any] = [ground, names, trail, marble]

    def two_numbers(self) -> FloatArray:
        """Return what the two dials show: the marble's place, then two of the network's numbers."""
        share = self.shrunk.get_value()
        marble = point_at(self.paths[TWO], self.roll.get_value())
        return np.asarray((1 - share) * marble + share * self.paths[DESCENT].points[0, :2])

    def two_spots(self) -> Vector:
        share = self.shrunk.get_value()
        return np.asarray((1 - share) * self.big_spots() + share * self.spots()[:2])

    def two_radius(self) -> float:
        share = self.shrunk.get_value()
        return (1 - share) * BIG + share * SMALL

    @staticmethod
    def big_spots() -> Vector:
        return np.array([BESIDE.point(0.3, up) for up in BIG_DIALS[::-1]])

    def spots(self) -> Vector:
        return grid_in(DIALS, self.hill.dim, COLUMNS)

    def name_of_dial(self, marble: Marble, axis: int) -> Readout:
        number = following(marble, lambda path, n: float(path.points[n, axis]))
        readout = Readout("xy"[axis], number, role=marble.role, decimals=2)
        return readout.next_to(self.big_spots()[axis], RIGHT, buff=BIG + 0.35)

    @beat("A network has more dials, here {dials}. The marble is one setting of them all.")
    def count_the_dials(self) -> None:
        start, spots = self.paths[DESCENT].points[0], self.spots()
        self.tries, self.flow = ValueTracker(0), TrainingFlow(BODY)
        chance = StepOfLap(self.tries, range(TRIES + 1), BLIND_TURN)
        self.setting = Setting(self.paths[CHANCE], chance)
        self.diagram = NetworkDiagram(NETWORK, self.hill, self.turned)
        count = self.legend()
        rest = ParameterDials(lambda: start[2:], lambda: spots[2:], lambda: SMALL)
        coming = FadeIn(self.diagram, count, self.flow.part("dials", "model"))
        shrink = glide(self.shrunk, 1, STEADY)
        self.say(f"From 2 dimensions to {self.hill.dim}", shrink, coming, away=self.old)
        self.plane = DecisionPlane(self.hill, equal_frame(PLANE, *INPUTS), self.turned)
        predicted = FadeIn(self.plane, self.flow.part("prediction"))
        self.play(LaggedStart(FadeIn(rest), predicted, lag_ratio=0.5), run_time=SLOW)
        self.dials = ParameterDials(self.turned, lambda: spots, lambda: SMALL)
        self.remove(self.two, rest)
        self.add(self.dials)
        self.wait(HOLD)
        self.old = [count]

    def legend(self) -> VGroup:
        """Return how many numbers the network has, and what its lines say of them."""
        diagram = self.diagram
        words = f"{diagram.weights} lines + {diagram.biases} units\\ = {self.hill.dim} numbers"
        signs = (entry(words, role, DASHES[role], TICK) for words, role in legend_of_signs())
        return CHART.stack(label(words), label("thick: far from 0", size=TICK), *signs, up=0.6)

    def turned(self) -> FloatArray:
        """Return what the dials are set to now."""
        return self.setting.dials()

    @beat("Forward: what the dials predict, against what is right. One number: the loss.")
    def measure_the_loss(self) -> None:
        lap = ValueTracker(0)
        self.points = LabelledPoints(self.plane)
        self.pulse = Pulse(self.flow, lap, FORWARD)
        self.say("Each point has its moon's colour", FadeIn(self.points), away=self.old)
        shown = self.flow.part("compare", "answer", "loss")
        self.play(LaggedStart(*map(FadeIn, shown), lag_ratio=0.1), run_time=SLOW)
        self.lay_the_pulse(*FORWARD, "answer")
        self.play(glide(lap, 0.7, 2.5 * SLOW, linear))
        self.chart(self.paths[CHANCE], "faint")
        self.play(FadeIn(self.points.rings), run_time=QUICK)
        self.say(f"{self.facts['wrong']} points are on the wrong side", FadeIn(self.shown))
        self.play(glide(lap, 0.9, SLOW, linear))
        self.wait(HOLD)

    def lay_the_pulse(self, *names: str) -> None:
        """Put the pulse between the frames of the boxes, which are on the screen, and texts."""
        flow = self.flow
        self.remove(*flow.get_family())
        texts = [flow.texts[name] for name in names]
        frames = [flow.frames[name] for name in names]
        self.add(*flow.ways(*names), *frames, self.pulse, *texts)

    def chart(self, path: Path, role: str) -> None:
        """Make the chart of a path's losses, and the numbers over it."""
        top = max(1.0, round(float(path.values.max()) * (AIR if role == "faint" else 1), 1))
        frame = Frame(CHART.inset(**ROOM), (0, path.steps), (0, top))
        axes = Axes(
            frame, ticks(path.steps), [0.5, 1] if top < 2 else range(1, int(top) + 1), "n", "L"
        )
        setting = self.setting
        numbers = column(
            Readout("n", lambda: setting.landed, decimals=0, whole=3, signed=False),
            Readout("L", setting.loss, decimals=3, signed=False),
        )
        CHART.place(numbers, 1, 0.95)
        self.losses = Series(frame, path.values, setting.step, role)
        self.shown = VGroup(axes, numbers, self.losses)

    @beat("Turned by chance, {tries} times: the loss {goes} from {first:.2f} to {blind:.2f}.")
    def turn_by_chance(self) -> None:
        self.say("No slope, no idea which way")
        self.pulse.lap = self.tries
        for tries, seconds in ((SLOW_TRIES, SLOW_TRY), (TRIES, QUICK_TRY)):
            more = tries - self.tries.get_value()
            self.play(glide(self.tries, tries, more * seconds, linear))
        self.wait(HOLD)

    @beat("Backward: each dial gets its own slope. Update: each turns against its slope.")
    def go_round_once(self) -> None:
        self.turn_back()
        path = self.paths[DESCENT]
        self.laps = ValueTracker(0)
        self.edges = lap_edges(path.steps)
        clock = StepOfLap(self.laps, self.edges, TURNING)
        self.clock, self.setting = clock, Setting(path, clock)
        self.remove(self.pulse)
        self.pulse = Pulse(self.flow, self.laps, ROUND)
        self.dials.slopes = self.felt
        self.dials.steepest = float(np.abs(path.gradients[0]).max())
        self.chart(path, "ink")
        rest = self.flow.part("converged", "slopes", "update")
        new = VGroup(*rest, self.flow.no)
        self.say("The same start, with slopes", FadeIn(new), FadeIn(self.shown))
        self.lay_the_pulse(*FORWARD, "answer", "converged", "slopes", "update")
        self.add(self.flow.no)
        boxes = len(ROUND)
        self.play(glide(self.laps, 4.4 / boxes, 2.5 * SLOW, linear))
        self.say("Backward: from the loss to the dials", self.lap_to(6.5, SLOW))
        self.wait(HOLD)
        rate = typst(self.params.learning_rate, "g")
        self.say(f"$theta arrow.l theta - alpha nabla L$, with $alpha = {rate}$", self.lap_to(7, 1))
        self.play(self.lap_to(8, SLOW))
        self.counter = self.laps_counter()
        self.say(f"The same loop, {self.facts['steps']} times", FadeIn(self.counter))

    def lap_to(self, box: float, seconds: float) -> Any:
        return glide(self.laps, box / len(ROUND), seconds, linear)

    def felt(self) -> FloatArray:
        """Return the slopes as far as they are shown now."""
        return self.clock.shown_after(FELT) * self.setting.slopes()

    def turn_back(self) -> None:
        """Turn all dials back to where they were before chance."""
        start, end = self.setting.path.points[[0, -1]]
        back = ValueTracker(0)

        def between() -> FloatArray:
            return np.asarray(end + back.get_value() * (start - end))

        self.show_settings_of(between)
        self.play(FadeOut(self.shown), run_time=QUICK)  # they say what the last dials lose
        self.play(glide(back, 1, STEADY))
        self.show_settings_of(self.turned)

    def show_settings_of(self, values: Callable[[], FloatArray]) -> None:
        """Let dials, network and plane show `values` from now on."""
        self.dials.values = self.diagram.values = self.plane.setting = values

    @beat(
        "Lap after lap all {dials} dials turn at once, and the boundary bends into place.",
        loop=True,
    )
    def bend_the_boundary(self) -> None:
        whole = len(self.edges) - 1
        self.play(glide(self.laps, whole, TRAINING_TIME, lambda t: float(t**SOONER)))
        self.wait(HOLD)

    def laps_counter(self) -> VGroup:
        words = self.flow.corner.place(label("steps a lap:", size=TICK), 0, 0.5)
        number = Digits(self.clock.steps_a_lap, decimals=0, whole=2, signed=False, size=TICK)
        foot = words.glyphs()[0][:, 1].min()
        return VGroup(words, number.anchored_at(np.array([words.get_right()[0] + 0.1, foot, 0])))

    @beat(
        "Converged? The slope is below {level}: stop. {right} of {points} points are on their side."
    )
    def stop(self) -> None:
        last = len(self.edges) - 1
        self.say("One more time forward", away=[self.counter])
        self.play(glide(self.laps, last + 5.4 / len(ROUND), 2 * SLOW, linear))
        yes = self.flow.answered()
        before = self.flow.texts["converged"]
        words = f"The marble stops at step {self.facts['steps']}: $abs(nabla L) < {LEVEL}$"
        self.say(words, FadeIn(yes, rate_func=LATE), away=[before, self.flow.no])
        self.wait(HOLD)
        self.lead_on()


def ticks(steps: int) -> list[float]:
    """Return round numbers of steps for a chart's axis, two to four of them."""
    stride = next(s for s in (4, 100, 200, 500, 1000, 2000) if steps / s <= 3)
    return [float(n) for n in range(0, steps + 1, stride)]
