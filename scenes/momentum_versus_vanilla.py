"""In a ravine momentum beats vanilla gradient descent; with too much of it, it loses."""

import functools

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    LaggedStart,
    ValueTracker,
    VGroup,
    Write,
)
from pydantic import Field

from gdcore import RAVINE, ROUND_BOWL, GradientDescent, HeavyBall, Path, descend, quadratic_bowl
from scenes.catalog import by_name
from scenes.kit.dashes import dot_entry, entry
from scenes.kit.layout import BODY
from scenes.kit.lettering import BODY as TEXT
from scenes.kit.lettering import TICK, Formula, label
from scenes.kit.loss_races import LossChart, Race
from scenes.kit.maps import MapView
from scenes.kit.marbles import Marble, Trail
from scenes.kit.pacing import HOLD, QUICK, SLOW, STEADY, hurried
from scenes.kit.params import Params
from scenes.kit.plot import Fact, Plot
from scenes.kit.pointers import Pointer
from scenes.kit.pushes import StepCharts, pushes_on, steps_of, velocity_pointer
from scenes.kit.rules import rule
from scenes.kit.score_boards import Entrant, ScoreBoard
from scenes.kit.small_charts import SweepChart
from scenes.kit.story import StoryScene, beat
from scenes.kit.surface.bends import Bends
from scenes.kit.surface.film import SurfaceCamera
from scenes.kit.surface.look import Look
from scenes.kit.surface.moves import Marbles, look_round
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.walk import glide, walk

AIR, SIDE = BODY.inset(bottom=0.2, top=0.1).columns(3.2, 1, gap=0.1)
WINDOW, HEIGHT, ASPECT, REACH = ((-11, 4), (-2, 2)), 0.65, 0.5, (3.4, 1.8)
VIEWS, NEARBY = ((-36, 34), (-70, 51)), 4
MAP, LOWER = BODY.rows(1.1, 1, gap=0.3)
ALONG, ACROSS, KEY = LOWER.columns(1, 1, 1.1, gap=0.6)
CHART, SCORE = LOWER.columns(1.55, 1, gap=0.4)
BOWL, BOWL_SIDE = BODY.columns(1, 1.15, gap=0.7)
SWEEP, SWEEP_KEY = BODY.columns(2.1, 1, gap=0.5)

NEAR = 0.01
"""A path arrives at the step from which it stays this near the minimum."""

CRITERION = f"stays within {NEAR:g} from step"
ZIGZAGS, SHOWN, LONGEST = 40, 12, 500
BOWL_START = (2.0, 2.0)
FLOORS = {"flat": 0.25, "ravine": 1.0, "steep": 4.0}
MOMENTA = np.linspace(0, 0.95, 20)
ROLES = {"vanilla": "gradient_descent", "momentum": "momentum"}
AXES = "step $n$, along", "step $n$, across"


class MomentumVersusVanillaParams(Params):
    learning_rate: float = Field(0.07, ge=0.06, le=0.075, description="step size α in the ravine")
    momentum: float = Field(0.7, ge=0.5, le=0.8, description="β that suits the ravine")
    high_momentum: float = Field(0.9, ge=0.9, le=0.94, description="β that is too much for it")
    bowl_rate: float = Field(0.05, ge=0.04, le=0.2, description="step size α in the round bowl")
    start_x: float = Field(-10.0, ge=-10.5, le=-8, description="x where both are dropped")
    start_y: float = Field(1.0, ge=0.6, le=1.0, description="y where both are dropped")


def plot(params: MomentumVersusVanillaParams) -> Plot:
    rate, start = params.learning_rate, (params.start_x, params.start_y)
    vanilla, strong = GradientDescent(params.bowl_rate), params.high_momentum
    paths = {
        "vanilla": descend(RAVINE, GradientDescent(rate), start, LONGEST),
        "momentum": descend(RAVINE, HeavyBall(rate, params.momentum), start, LONGEST),
        "too much momentum": descend(RAVINE, HeavyBall(rate, strong), start, LONGEST),
        "vanilla in the bowl": descend(ROUND_BOWL, vanilla, BOWL_START, LONGEST),
        "momentum in the bowl": descend(
            ROUND_BOWL, HeavyBall(params.bowl_rate, strong), BOWL_START, LONGEST
        ),
    }
    along, y = steps_of(paths["momentum"])[:, 0], paths["vanilla"].points[: ZIGZAGS + 1, 1]
    sweeps = {name: arrivals(floor, rate, start) for name, floor in FLOORS.items()}
    facts: dict[str, Fact] = {
        **params.model_dump(),
        **{fact_of(name): arrival(path) for name, path in paths.items()},
        **{f"best_on_{name}": float(MOMENTA[np.argmin(steps)]) for name, steps in sweeps.items()},
        "ratio": curvatures()[1] / curvatures()[0],
        "crossings": int((y[1:] * y[:-1] < 0).sum()),
        "zigzags": ZIGZAGS,
        "gain": float(along.max() / along[0]),
    }
    return Plot(paths, facts)


def fact_of(name: str) -> str:
    """Return what captions call the arrival of the path `name`."""
    return f"{name.replace(' ', '_')}_arrival"


def curvatures() -> list[float]:
    """Return the curvature of the ravine along x and across it, along y."""
    return [float(curvature) for curvature in np.diag(RAVINE.hessian(RAVINE.minima[0]))]


def loss_at(path: Path, n: int) -> float:
    return float(path.values[n])


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
        relief, bare = Relief(HEIGHT, aspect=ASPECT), Look(floor=None)
        self.stage = LandscapeStage(RAVINE, AIR, WINDOW, relief, look=bare)
        coming = look_round(self.stage, VIEWS, 2.5 * SLOW, distance=NEARBY)
        self.bends = Bends(self.stage, RAVINE.minima[0], REACH)
        self.say("Steep across, gentle along", FadeIn(self.stage))
        self.play(*coming, self.bends.grown(2 * SLOW))
        along, across = (f"curvature {curvature:g}" for curvature in curvatures())
        (_, right), (_, top) = WINDOW
        ends = (f"along: {along}", (right, 0), RIGHT), (f"across: {across}", (0, top), UP)
        self.play(FadeIn(self.bends.named(*ends)), run_time=STEADY)
        self.wait(HOLD)

    @beat("Vanilla zigzags from wall to wall. Momentum gathers speed along the floor.")
    def let_both_roll(self) -> None:
        both = Marbles(self.stage, [(self.paths[name], role) for name, role in ROLES.items()])
        readouts = both.readouts(list(ROLES), "L", loss_at, signed=False, whole=2)
        words = f"Same start, same $alpha = {self.facts['learning_rate']:g}$: let both roll"
        arrival = FadeIn(SIDE.place(readouts, 0.5, 0.75))
        self.say(words, arrival, *self.bends.withdrawn())
        self.play(*both.held_up())
        self.play(*both.dropped())
        self.play(walk(both.step, SHOWN, pace=lambda n: 0.4))
        self.wait(HOLD)
        self.play(FadeOut(self.stage, readouts), run_time=QUICK)

    @beat("Vanilla crosses the floor on {crossings} of {zigzags} steps, and only creeps along it.")
    def zigzag_with_vanilla(self) -> None:
        self.map = MapView(RAVINE, MAP, (-11, 6), (-1, 1))
        path, step = self.paths["vanilla"], ValueTracker(0)
        marble = Marble(self.map.ground, path, step)
        rules = VGroup(
            rule("theta arrow.l theta - {{ alpha : rate }} {{ nabla L : slope }}"),
            rule(f"{{{{ alpha = {self.facts['learning_rate']:g} : rate }}}}"),
        ).arrange(DOWN, buff=0.35, aligned_edge=LEFT)
        KEY.place(rules, 0, 0.75)
        first = Pointer(lambda: (marble.spot, self.map.ground.spot(path.points[1])))
        longest = 1.15 * float(steps_of(self.paths["momentum"])[:, 0].max())
        self.charts = StepCharts((ALONG, ACROSS), AXES, SHOWN, longest, 2)
        self.say("From above: the steepest way down points across", FadeIn(self.map))
        self.play(FadeIn(marble, shift=0.5 * DOWN), run_time=STEADY)
        self.play(FadeIn(first, self.charts), Write(rules), run_time=SLOW)
        self.wait(HOLD)
        self.play(FadeOut(first), run_time=QUICK)
        shown = VGroup(Trail(marble), self.charts.lines(path, step, "gradient_descent"), marble)
        self.add(shown)
        self.play(walk(step, ZIGZAGS, seconds=4, pace=hurried))
        self.wait(HOLD)
        self.play(FadeOut(shown, rules), run_time=QUICK)

    @beat("Momentum keeps a share of its velocity and adds the new push: opposites cancel.")
    def keep_the_velocity(self) -> None:
        path, self.step, pushed = self.paths["momentum"], ValueTracker(0), ValueTracker(0)
        beta, rate = self.facts["momentum"], self.facts["learning_rate"]
        self.marble = Marble(self.map.ground, path, self.step, "momentum")
        self.rules = VGroup(
            rule("{{ v : velocity }} arrow.l {{ beta v : kept }} + {{ nabla L : slope }}"),
            rule("theta arrow.l theta - {{ alpha : rate }} {{ v : velocity }}"),
            rule(f"{{{{ beta = {beta:g} : kept }}}} quad {{{{ alpha = {rate:g} : rate }}}}"),
        ).arrange(DOWN, buff=0.35, aligned_edge=LEFT)
        KEY.place(self.rules, 0, 0.9)
        arrows = VGroup(pushes_on(self.map.ground, path, pushed), self.charts.pushes(path, pushed))
        words = "Momentum keeps a share $beta$ of its velocity"
        self.say(words, FadeIn(self.marble, shift=0.5 * DOWN))
        self.play(Write(self.rules), FadeIn(arrows), run_time=SLOW)
        self.bring_to_front(self.marble)
        self.play(walk(self.step, 1), run_time=STEADY)
        self.play(glide(pushed, 1, SLOW))
        self.wait(2 * HOLD)
        self.play(walk(self.step, 2), run_time=STEADY)
        self.play(FadeOut(arrows), run_time=QUICK)

    @beat("Along the floor pushes agree: steps grow {gain:.1f}-fold. Across, they partly cancel.")
    def gather_velocity(self) -> None:
        marble, charts = self.marble, self.charts
        vanilla = charts.lines(self.paths["vanilla"], ValueTracker(SHOWN), ROLES["vanilla"])
        lines = charts.lines(self.paths["momentum"], self.step, "momentum")
        legend = VGroup(*(entry(name, role, size=TICK) for name, role in ROLES.items()))
        KEY.place(legend.arrange(DOWN, buff=0.15, aligned_edge=LEFT), 0, 0)
        shown = VGroup(lines, Trail(marble), velocity_pointer(marble))
        self.say("Along, pushes add up; across, they partly cancel", FadeIn(vanilla, legend))
        self.play(FadeIn(shown), run_time=QUICK)
        self.bring_to_front(marble)
        self.play(walk(self.step, SHOWN, pace=lambda n: 0.4))
        self.wait(1.5 * HOLD)
        self.play(FadeOut(vanilla, legend, shown, marble, self.rules, charts), run_time=QUICK)

    @beat(
        "Same start, same α: momentum is there at step {momentum_arrival}, "
        "vanilla at {vanilla_arrival}.",
        loop=True,
    )
    def race(self) -> None:
        vanilla, momentum, strong = map(self.entrant, list(self.paths)[:3])
        terms = f"same start, same $alpha = {self.facts['learning_rate']:g}$"
        self.chart = LossChart(CHART, 1.08 * strong.arrival)
        self.board = ScoreBoard(SCORE, terms, CRITERION, (vanilla, momentum, strong))
        race = Race(self.map.ground, (momentum, vanilla), self.chart, self.board)
        self.shown = [self.chart, self.board.head, *self.board.lines[:2]]
        self.say("Who arrives first, and stays?", FadeIn(*self.shown, race.shown))
        self.run(race, seconds=6)
        self.play(FadeOut(race.shown), run_time=QUICK)

    def entrant(self, name: str) -> Entrant:
        path, at = self.paths[name], int(self.facts[fact_of(name)])
        if "vanilla" in name:
            return Entrant("vanilla", path, at, ROLES["vanilla"])
        strong = name != "momentum"
        beta = self.facts["high_momentum" if strong else "momentum"]
        return Entrant(f"momentum, $beta = {beta:g}$", path, at, "momentum", strong)

    def run(self, race: Race, seconds: float) -> None:
        """Let all run until the last has arrived; what tells of it joins what is shown."""
        self.add(race.lines, race.shown)
        for leg in race.legs(seconds):
            self.play(*leg)
        self.shown += [race.lines, *race.news]
        self.wait(1.5 * HOLD)

    @beat(
        "More is not faster: β = {high_momentum:g} overshoots, "
        "and needs {too_much_momentum_arrival} steps."
    )
    def turn_beta_up(self) -> None:
        race = Race(self.map.ground, [self.entrant("too much momentum")], self.chart, self.board)
        self.shown.append(self.board.lines[2])
        self.say("More momentum: slower than vanilla", FadeIn(self.board.lines[2], race.shown))
        self.run(race, seconds=5)
        self.play(FadeOut(*self.shown, race.shown, self.map), run_time=QUICK)

    @beat(
        "In a round bowl momentum loses too: {momentum_in_the_bowl_arrival} steps "
        "with β = {high_momentum:g}, {vanilla_in_the_bowl_arrival} without."
    )
    def try_a_round_bowl(self) -> None:
        vanilla, strong = map(self.entrant, list(self.paths)[3:])
        view = MapView(ROUND_BOWL, BOWL, (-2.5, 2.5), (-2.5, 2.5))
        top, low = BOWL_SIDE.rows(1, 1.6)
        rate = self.facts["bowl_rate"]
        terms = f"$L = {ROUND_BOWL.formula}$, same start, same $alpha = {rate:g}$"
        chart = LossChart(low, 1.08 * strong.arrival)
        board = ScoreBoard(top, terms, CRITERION, (vanilla, strong))
        race = Race(view.ground, (strong, vanilla), chart, board)
        self.shown = [view, chart, board]
        self.say("A round bowl has no zigzag to cancel", FadeIn(*self.shown, race.shown))
        self.run(race, seconds=5)
        self.play(FadeOut(*self.shown, race.shown), run_time=QUICK)

    @beat("There is no best β for all: the flatter the floor, the more momentum it takes.")
    def choose_beta(self) -> None:
        rate, start = self.params.learning_rate, (self.params.start_x, self.params.start_y)
        ticks = (0, self.params.high_momentum)
        sweeps = {f"$lambda = {f:g}$": arrivals(f, rate, start) for f in FLOORS.values()}
        chart = SweepChart(SWEEP, CRITERION, "beta", MOMENTA, sweeps, (5, 600), ticks, (10, 100))
        swept, firsts = ValueTracker(0), chart.firsts(ROLES["vanilla"])
        terms = VGroup(
            Formula(f"L = 1/2 (lambda x^2 + {curvatures()[1]:g} y^2)", size=TEXT),
            label("$lambda$: curvature along", "faint"),
            Formula(f"alpha = {rate:g}", size=TEXT),
            dot_entry("vanilla: $beta = 0$", ROLES["vanilla"]),
            dot_entry("the best of these $beta$", "momentum"),
        ).arrange(DOWN, buff=0.4, aligned_edge=LEFT)
        SWEEP_KEY.place(terms, 0, 0.95)
        self.say("The right $beta$ depends on the curvature", FadeIn(chart, terms[:3]))
        self.play(FadeIn(firsts, terms[3]), run_time=STEADY)
        self.add(chart.curves(swept, "momentum"), firsts)
        self.play(glide(swept, len(MOMENTA) - 1, 3))
        bests = (FadeIn(best) for best in chart.bests("momentum"))
        self.play(FadeIn(terms[4]), LaggedStart(*bests, lag_ratio=0.5), run_time=SLOW)
        self.wait(2 * HOLD)
