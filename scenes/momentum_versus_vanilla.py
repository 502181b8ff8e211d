"""In a ravine momentum beats vanilla gradient descent; with too much of it, it loses."""

import functools

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, LaggedStart, ValueTracker, VGroup, Write
from pydantic import Field

from gdcore import RAVINE, ROUND_BOWL, GradientDescent, HeavyBall, Path, descend, quadratic_bowl
from scenes.catalog import by_name
from scenes.kit.dashes import entry
from scenes.kit.landscapes import ContourMap
from scenes.kit.layout import BODY
from scenes.kit.lettering import BODY as TEXT
from scenes.kit.lettering import TICK, Formula, label
from scenes.kit.loss_races import Entrant, LossChart, Race, ScoreBoard, hurried
from scenes.kit.maps import MapView
from scenes.kit.marbles import Marble, Trail
from scenes.kit.marks import minimum_mark
from scenes.kit.pacing import HOLD, QUICK, SLOW, STEADY
from scenes.kit.params import Params
from scenes.kit.plot import Fact, Plot
from scenes.kit.pointers import Pointer
from scenes.kit.pushes import push_columns, pushes_on, step_lines, steps_of, velocity_pointer
from scenes.kit.rules import rule
from scenes.kit.small_charts import SmallChart
from scenes.kit.stage import Axes, equal_frame
from scenes.kit.story import StoryScene, beat
from scenes.kit.surface.bends import Bends
from scenes.kit.surface.camera import fly
from scenes.kit.surface.film import SurfaceCamera
from scenes.kit.surface.look import Look
from scenes.kit.surface.moves import Marbles
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.sweep_charts import SweepChart, dot_entry
from scenes.kit.walk import glide, walk

AIR, SIDE = BODY.columns(3.2, 1, gap=0.1)
AIR = AIR.inset(bottom=0.2, top=0.1)
WINDOW, HEIGHT, ASPECT, REACH = ((-11, 4), (-2, 2)), 0.65, 0.5, (3.4, 1.8)
UPWARD, ACROSS_VIEW, NEARBY = (-32, 32), (-70, 51), 4
MAP, LOWER = BODY.rows(1, 1.04, gap=0.3)
ALONG, ACROSS, KEY = LOWER.columns(1, 1, 1.1, gap=0.6)
CHART, SCORE = LOWER.columns(1.55, 1, gap=0.4)
BOWL, BOWL_SIDE = BODY.columns(1, 1.15, gap=0.7)
SWEEP, SWEEP_KEY = BODY.columns(2.1, 1, gap=0.5)

NEAR = 0.01
"""A path arrives at the step from which it stays this near the minimum."""

CRITERION = f"stays within {NEAR:g} from step"
CUT_WINDOW = (-2, 2), (0, 10), (-1, 0, 1), (5, 10)
ZIGZAGS, SHOWN, LONGEST = 40, 12, 500
BOWL_START = (2.0, 2.0)
FLOORS = {"flat": 0.25, "ravine": 1.0, "steep": 4.0}
MOMENTA = np.linspace(0, 0.95, 20)


class MomentumVersusVanillaParams(Params):
    learning_rate: float = Field(0.07, ge=0.06, le=0.075, description="step size α in the ravine")
    momentum: float = Field(0.7, ge=0.5, le=0.8, description="β that suits the ravine")
    high_momentum: float = Field(0.9, ge=0.9, le=0.94, description="β that is too much for it")
    bowl_rate: float = Field(0.05, ge=0.04, le=0.2, description="step size α in the round bowl")
    start_x: float = Field(-10.0, ge=-10.5, le=-8, description="x where both are dropped")
    start_y: float = Field(1.0, ge=0.6, le=1.0, description="y where both are dropped")


def plot(params: MomentumVersusVanillaParams) -> Plot:
    rate, start = params.learning_rate, (params.start_x, params.start_y)
    high, bowl_rate = params.high_momentum, params.bowl_rate
    paths = {
        "vanilla": descend(RAVINE, GradientDescent(rate), start, LONGEST),
        "momentum": descend(RAVINE, HeavyBall(rate, params.momentum), start, LONGEST),
        "high": descend(RAVINE, HeavyBall(rate, high), start, LONGEST),
        "bowl_vanilla": descend(ROUND_BOWL, GradientDescent(bowl_rate), BOWL_START, LONGEST),
        "bowl_high": descend(ROUND_BOWL, HeavyBall(bowl_rate, high), BOWL_START, LONGEST),
    }
    along, y = steps_of(paths["momentum"])[:, 0], paths["vanilla"].points[: ZIGZAGS + 1, 1]
    sweeps = {name: arrivals(floor, rate, start) for name, floor in FLOORS.items()}
    facts: dict[str, Fact] = {
        **params.model_dump(),
        **{f"{name}_arrival": arrival(path) for name, path in paths.items()},
        **{f"best_on_{name}": float(MOMENTA[np.argmin(steps)]) for name, steps in sweeps.items()},
        "across": curvatures()[1],
        "ratio": curvatures()[1] / curvatures()[0],
        "crossings": int((y[1:] * y[:-1] < 0).sum()),
        "zigzags": ZIGZAGS,
        "gain": float(along.max() / along[0]),
    }
    return Plot(paths, facts)


def curvatures() -> list[float]:
    """Return the curvature of the ravine along x and across it, along y."""
    return [float(curvature) for curvature in np.diag(RAVINE.hessian(RAVINE.minima[0]))]


def arrival(path: Path) -> int:
    """Return the step from which `path` stays near the minimum, which is at the origin."""
    step = path.settles_within(NEAR, np.zeros(path.dim))
    assert step is not None, f"{path.optimizer} does not arrive within {path.steps} steps"
    return step


@functools.cache
def arrivals(floor: float, rate: float, start: tuple[float, float]) -> tuple[int, ...]:
    """Return the arrivals at each of `MOMENTA` in a ravine whose floor has curvature `floor`."""
    ravine = quadratic_bowl((floor, curvatures()[1]))
    steps = LONGEST if floor < 1 else 300
    return tuple(
        arrival(descend(ravine, HeavyBall(rate, float(beta)), start, steps)) for beta in MOMENTA
    )


class MomentumVersusVanilla(StoryScene[MomentumVersusVanillaParams]):
    """Race vanilla and momentum down a ravine, then find where momentum loses."""

    plot = staticmethod(plot)
    title = by_name()["momentum_versus_vanilla"].title
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.facts, self.paths = self.numbers.facts, self.numbers.paths
        self.enter_the_ravine()
        self.let_both_roll()
        self.zigzag_with_vanilla()
        self.keep_the_velocity()
        self.gather_velocity()
        self.race()
        self.turn_beta_up()
        self.try_a_round_bowl()
        self.choose_beta()

    @beat("A ravine: the ground curves {ratio:g} times as much across it as along it.")
    def enter_the_ravine(self) -> None:
        relief, look = Relief(HEIGHT, aspect=ASPECT), Look(floor=None)
        self.stage = LandscapeStage(RAVINE, AIR, WINDOW, relief, look=look)
        self.stage.camera = self.stage.framed(*UPWARD, distance=NEARBY)
        self.bends = Bends(self.stage, RAVINE.minima[0], REACH)
        coming = fly(
            self.stage.camera, self.stage.framed(*ACROSS_VIEW, distance=NEARBY), 2.5 * SLOW
        )
        self.say("Steep across, gentle along", FadeIn(self.stage))
        self.play(*coming, self.bends.grown(2 * SLOW))
        (_, right), (_, top) = WINDOW
        along, across = (f"curvature {curvature:g}" for curvature in curvatures())
        words = (f"along: {along}", (right, 0), RIGHT), (f"across: {across}", (0, top), UP)
        self.play(FadeIn(self.bends.named(*words)), run_time=STEADY)
        self.wait(HOLD)

    @beat("Vanilla zigzags from wall to wall. Momentum gathers speed along the floor.")
    def let_both_roll(self) -> None:
        names = {"vanilla": "gradient_descent", "momentum": "momentum"}
        runs = [(self.paths[name], role) for name, role in names.items()]
        both = Marbles(self.stage, runs, radius=0.05)
        readouts = both.readouts(
            list(names), "L", lambda path, n: float(path.values[n]), signed=False, whole=2
        )
        SIDE.place(readouts, 0.5, 0.75)
        words = f"Same start, same $alpha = {self.facts['learning_rate']:g}$: let both roll"
        self.say(words, FadeIn(readouts), *self.bends.withdrawn())
        self.play(*both.held_up())
        self.play(*both.dropped())
        self.play(walk(both.step, SHOWN, pace=lambda n: 0.45))
        self.wait(1.5 * HOLD)
        self.play(FadeOut(self.stage, readouts), run_time=QUICK)

    def draw_the_map(self) -> None:
        frame = equal_frame(MAP.inset(left=0.6, bottom=0.45, right=0.4), (-11, 6), (-1, 1))
        axes = Axes(frame, x_ticks=(-10, -5, 0, 5), y_ticks=(-1, 0, 1), x_name="x")
        name = Formula("y", size=TICK, role="faint")
        name.next_to(axes.y_axis.get_end(), LEFT, buff=0.2, aligned_edge=UP)
        self.ground = ContourMap(RAVINE, frame)
        goal = minimum_mark(self.ground.spot(RAVINE.minima[0]))
        self.scenery = VGroup(self.ground, axes, name, goal)

    @beat("Vanilla crosses the floor on {crossings} of {zigzags} steps, and creeps along it.")
    def zigzag_with_vanilla(self) -> None:
        self.draw_the_map()
        path, step = self.paths["vanilla"], ValueTracker(0)
        marble = Marble(self.ground, path, step)
        update = rule("theta arrow.l theta - {{ alpha : rate }} {{ nabla L : slope }}")
        rate = rule(f"{{{{ alpha = {self.facts['learning_rate']:g} : rate }}}}")
        rules = VGroup(update, rate).arrange(DOWN, buff=0.35, aligned_edge=LEFT)
        KEY.place(rules, 0, 0.75)
        first = Pointer(lambda: (marble.spot, self.ground.spot(path.points[1])))
        top, n = 1.15 * float(steps_of(self.paths["momentum"])[:, 0].max()), (0, SHOWN)
        self.charts = VGroup(
            along := SmallChart(ALONG, "step $n$, along", n, (0, top), (), (0, 0.5, 1, 1.5, 2)),
            across := SmallChart(ACROSS, "step $n$, across", n, (-2, 2), (), range(-2, 3), (0, 0)),
        )
        self.frames = along.frame, across.frame
        self.say("From above: the steepest way down points across", FadeIn(self.scenery))
        self.play(FadeIn(marble, shift=0.5 * DOWN), run_time=STEADY)
        self.play(FadeIn(first, self.charts), Write(rules), run_time=SLOW)
        self.wait(HOLD)
        self.play(FadeOut(first), run_time=QUICK)
        lines = step_lines(self.frames, path, step, "gradient_descent")
        shown = VGroup(Trail(marble), lines, marble)
        self.add(shown)
        self.play(walk(step, ZIGZAGS, seconds=5.5, pace=hurried))
        self.wait(HOLD)
        self.play(FadeOut(shown, rules), run_time=QUICK)

    @beat("Momentum keeps a share of its velocity and adds the new push: opposites cancel.")
    def keep_the_velocity(self) -> None:
        path, self.step, pushed = self.paths["momentum"], ValueTracker(0), ValueTracker(0)
        beta, rate = self.facts["momentum"], self.facts["learning_rate"]
        self.marble = Marble(self.ground, path, self.step, "momentum")
        self.rules = VGroup(
            rule("{{ v : velocity }} arrow.l {{ beta v : kept }} + {{ nabla L : slope }}"),
            rule("theta arrow.l theta - {{ alpha : rate }} {{ v : velocity }}"),
            rule(f"{{{{ beta = {beta:g} : kept }}}} quad {{{{ alpha = {rate:g} : rate }}}}"),
        ).arrange(DOWN, buff=0.35, aligned_edge=LEFT)
        KEY.place(self.rules, 0, 0.9)
        arrows = VGroup(pushes_on(self.ground, path, pushed))
        arrows.add(*(push_columns(f, path, pushed, axis) for axis, f in enumerate(self.frames)))
        words = "Momentum keeps a share $beta$ of its velocity"
        self.say(words, FadeIn(self.marble, shift=0.5 * DOWN))
        self.play(Write(self.rules), FadeIn(arrows), run_time=SLOW)
        self.bring_to_front(self.marble)
        self.play(walk(self.step, 1), run_time=STEADY)
        self.play(glide(pushed, 1, SLOW))
        self.wait(2 * HOLD)
        self.play(walk(self.step, 2), run_time=STEADY)
        self.play(FadeOut(arrows), run_time=QUICK)

    @beat("Along, pushes add up to {gain:.1f} times the first step. Across, they partly cancel.")
    def gather_velocity(self) -> None:
        marble, frames = self.marble, self.frames
        done = ValueTracker(SHOWN)
        vanilla = step_lines(frames, self.paths["vanilla"], done, "gradient_descent")
        lines = step_lines(frames, self.paths["momentum"], self.step, "momentum")
        names = {"momentum": "momentum", "vanilla": "gradient_descent"}
        legend = VGroup(*(entry(name, role, size=TICK) for name, role in names.items()))
        KEY.place(legend.arrange(DOWN, buff=0.15, aligned_edge=LEFT), 0, 0)
        shown = VGroup(lines, Trail(marble), velocity_pointer(marble))
        self.say("Along, pushes add up; across, they partly cancel", FadeIn(vanilla, legend))
        self.play(FadeIn(shown), run_time=QUICK)
        self.bring_to_front(marble)
        self.play(walk(self.step, SHOWN, pace=lambda n: 0.45))
        self.wait(2 * HOLD)
        leaving = VGroup(vanilla, legend, shown, marble, self.rules, self.charts)
        self.play(FadeOut(leaving), run_time=QUICK)

    @beat(
        "Same start, same α: momentum is there at step {momentum_arrival}, "
        "vanilla at {vanilla_arrival}.",
        loop=True,
    )
    def race(self) -> None:
        vanilla, momentum, high = map(self.entrant, ("vanilla", "momentum", "high"))
        terms = f"same start, same $alpha = {self.facts['learning_rate']:g}$"
        self.chart = LossChart(CHART, 1.08 * high.arrival)
        self.board = ScoreBoard(SCORE, terms, CRITERION, (vanilla, momentum, high))
        race = Race(self.ground, (momentum, vanilla), self.chart, self.board)
        self.shown = [self.chart, self.board.head, *self.board.lines[:2]]
        self.say("Who arrives first, and stays?", FadeIn(*self.shown, race.marbles))
        self.run(race, seconds=8)
        self.play(FadeOut(race.marbles), run_time=QUICK)

    def entrant(self, name: str) -> Entrant:
        path, at = self.paths[name], int(self.facts[f"{name}_arrival"])
        if "vanilla" in name:
            return Entrant("vanilla", path, at, "gradient_descent")
        beta = self.facts["high_momentum" if "high" in name else "momentum"]
        return Entrant(f"momentum, $beta = {beta:g}$", path, at, "momentum", "high" in name)

    def run(self, race: Race, seconds: float) -> None:
        """Let all run until the last has arrived; what tells of it joins what is shown."""
        self.add(race.lines, race.marbles)
        for leg in race.legs(seconds):
            self.play(*leg)
        self.shown += [race.lines, *race.news]
        self.wait(2 * HOLD)

    @beat("More is not faster: β = {high_momentum:g} overshoots, and needs {high_arrival} steps.")
    def turn_beta_up(self) -> None:
        race = Race(self.ground, [self.entrant("high")], self.chart, self.board)
        self.shown.append(self.board.lines[2])
        self.say("More momentum: slower than vanilla", FadeIn(self.board.lines[2], race.marbles))
        self.run(race, seconds=5.5)
        self.play(FadeOut(*self.shown, race.marbles, self.scenery), run_time=QUICK)

    @beat(
        "In a round bowl too: {bowl_high_arrival} steps with β = {high_momentum:g}, "
        "{bowl_vanilla_arrival} without momentum."
    )
    def try_a_round_bowl(self) -> None:
        vanilla, high = self.entrant("bowl_vanilla"), self.entrant("bowl_high")
        view = MapView(ROUND_BOWL, BOWL, (-2.5, 2.5), (-2.5, 2.5))
        top, low = BOWL_SIDE.rows(1, 1.6)
        rate = self.facts["bowl_rate"]
        terms = f"$L = {ROUND_BOWL.formula}$, same start, same $alpha = {rate:g}$"
        chart = LossChart(low, 1.08 * high.arrival)
        board = ScoreBoard(top, terms, CRITERION, (vanilla, high))
        race = Race(view.ground, (high, vanilla), chart, board)
        self.shown = [view, chart, board]
        self.say("A round bowl has no zigzag to cancel", FadeIn(*self.shown, race.marbles))
        self.run(race, seconds=5)
        self.play(FadeOut(*self.shown, race.marbles), run_time=QUICK)

    @beat("The right β depends on the curvature: the flatter the floor, the more it takes.")
    def choose_beta(self) -> None:
        rate, start = self.params.learning_rate, (self.params.start_x, self.params.start_y)
        ticks = (0, self.params.high_momentum)
        chart = SweepChart(SWEEP, CRITERION, "beta", MOMENTA, (5, 600), ticks, (10, 100))
        sweeps = {floor: arrivals(floor, rate, start) for floor in FLOORS.values()}
        swept, last = ValueTracker(0), len(MOMENTA) - 1
        curves = VGroup(*(chart.curve(steps, swept, "momentum") for steps in sweeps.values()))
        names = VGroup(*(chart.name_of(s, f"$lambda = {floor:g}$") for floor, s in sweeps.items()))
        terms = VGroup(
            Formula(f"L = 1/2 (lambda x^2 + {self.facts['across']:g} y^2)", size=TEXT),
            label("$lambda$: curvature along", "faint"),
            Formula(f"alpha = {rate:g}", size=TEXT),
            dot_entry("vanilla: $beta = 0$", "gradient_descent"),
            dot_entry("the best of these $beta$", "momentum"),
        ).arrange(DOWN, buff=0.4, aligned_edge=LEFT)
        SWEEP_KEY.place(terms, 0, 0.95)
        firsts = VGroup(*(chart.first(steps, "gradient_descent") for steps in sweeps.values()))
        self.say("The right $beta$ depends on the curvature", FadeIn(chart, names, terms[:3]))
        self.play(FadeIn(firsts, terms[3]), run_time=STEADY)
        self.add(curves, firsts)
        self.play(glide(swept, last, 3))
        bests = [FadeIn(chart.best(steps, "momentum")) for steps in sweeps.values()]
        self.play(FadeIn(terms[4]), LaggedStart(*bests, lag_ratio=0.5), run_time=SLOW)
        self.wait(3 * HOLD)
