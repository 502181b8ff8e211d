"""In a ravine momentum beats vanilla gradient descent; with too much of it, it loses."""

import numpy as np
from manim import DOWN, RIGHT, UP, Animation, FadeIn, FadeOut, LaggedStart, ValueTracker, VGroup
from pydantic import Field

from gdcore import RAVINE, ROUND_BOWL, GradientDescent, HeavyBall, Path, descend, quadratic_bowl
from scenes.catalog import words_of
from scenes.kit.charts.series import dot_entry, entry
from scenes.kit.charts.small import SweepChart
from scenes.kit.landscape.ground import MapView
from scenes.kit.landscape.marbles import Marble, Trail
from scenes.kit.layout import BODY
from scenes.kit.races.race import Entrant, LossRace, Scores
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, SLOW, STEADY, glide, walk
from scenes.kit.surface.annotations import Bends
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.moves import Marbles, look_round
from scenes.kit.surface.props import appear, vanish
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage, SurfaceCamera
from scenes.kit.text.mobject import Write
from scenes.kit.text.text import TICK, label, rule
from scenes.parts.momentum_steps import (
    StepCharts,
    momentum_rules,
    pushes_on,
    steps_of,
    velocity_pointer,
)

AIR, SIDE = BODY.inset(bottom=-0.3, top=-0.1).columns(3.2, 1, gap=0.1)
WINDOW, VIEWS = ((-11, 4), (-2, 2)), ((-36, 34), (-70, 52))
WAYS = ((0, 0), (3.4, 0)), ((0, 0), (-3.4, 0)), ((0, -1.7), (0, 1.7))
MAP, LOWER = BODY.rows(1, 1.15, gap=0.3)
ALONG, ACROSS, KEY = LOWER.columns(1, 1, 1.1, gap=0.6)
CHART, SCORE = LOWER.columns(1.55, 1, gap=0.4)
BOWL, BOWL_SIDE = BODY.columns(1, 1.15, gap=0.7)
SWEEP, SWEEP_KEY = BODY.columns(2.1, 1, gap=0.5)

NEAR = 0.01
CRITERION = f"stays within {NEAR:g} from step"
SHOWN, LONGEST = 12, 500
BOWL_START = (2.0, 2.0)
FLOORS = {"flat": 0.25, "ravine": 1.0, "steep": 4.0}
MOMENTA = np.linspace(0, 0.95, 20)
CURVED_ALONG, CURVED_ACROSS = np.diag(RAVINE.hessian(RAVINE.minima[0])).tolist()
ARRIVALS = "slow", "fast", "late", "bowl_fast", "bowl_late"
ROLES = {"vanilla": "gradient_descent", "momentum": "momentum"}


class MomentumVersusVanillaParams(Params):
    learning_rate: float = Field(0.07, ge=0.06, le=0.075, description="step size α in the ravine")
    momentum: float = Field(0.7, ge=0.5, le=0.8, description="β that suits the ravine")
    high_momentum: float = Field(0.9, ge=0.9, le=0.94, description="β that is too much for it")
    bowl_rate: float = Field(0.05, ge=0.04, le=0.2, description="step size α in the round bowl")
    start_x: float = Field(-10.0, ge=-10.5, le=-8, description="x where both are dropped")
    start_y: float = Field(1.0, ge=0.6, le=1.0, description="y where both are dropped")


def plot(params: MomentumVersusVanillaParams) -> Plot:
    rate, start = params.learning_rate, (params.start_x, params.start_y)
    bowl, high = params.bowl_rate, params.high_momentum
    paths = {
        "vanilla": descend(RAVINE, GradientDescent(rate), start, LONGEST),
        "momentum": descend(RAVINE, HeavyBall(rate, params.momentum), start, LONGEST),
        "too much momentum": descend(RAVINE, HeavyBall(rate, high), start, LONGEST),
        "vanilla in a bowl": descend(ROUND_BOWL, GradientDescent(bowl), BOWL_START, LONGEST),
        "momentum in a bowl": descend(ROUND_BOWL, HeavyBall(bowl, high), BOWL_START, LONGEST),
    }
    along, y = steps_of(paths["momentum"])[:, 0], paths["vanilla"].points[: SHOWN + 1, 1]
    facts: dict[str, Fact] = {
        **params.model_dump(),
        **dict(zip(ARRIVALS, map(arrival, paths.values()), strict=True)),
        "ratio": CURVED_ACROSS / CURVED_ALONG,
        "crossings": int((y[1:] * y[:-1] < 0).sum()),
        "shown": SHOWN,
        "gain": float(along.max() / along[0]),
    }
    return Plot(paths, facts)


def arrival(path: Path) -> int:
    """Return the step from which `path` stays near the minimum, the origin; or -1."""
    return path.settles_within(NEAR, np.zeros(path.dim)) or -1


def arrivals(floor: float, rate: float, start: tuple[float, float]) -> tuple[int, ...]:
    """Return the arrivals at each of `MOMENTA` in a ravine whose floor has curvature `floor`."""
    ravine, balls = quadratic_bowl((floor, CURVED_ACROSS)), HeavyBall(rate, tuple(MOMENTA.tolist()))
    paths = descend(ravine, balls, [start] * len(MOMENTA), LONGEST)
    return tuple(arrival(paths.select(n)) for n in range(len(MOMENTA)))


class MomentumVersusVanilla(StoryScene[MomentumVersusVanillaParams]):
    """Race vanilla and momentum down a ravine, then find where momentum loses."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("momentum_versus_vanilla")
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.rate, self.beta = self.params.learning_rate, self.params.momentum
        self.enter_the_ravine()
        self.let_both_roll()
        self.keep_the_velocity()
        self.gather_velocity()
        self.race()
        self.turn_beta_up()
        self.try_a_round_bowl()
        self.choose_beta()

    @beat("A ravine: the ground curves {ratio:g} times as much across it as along it.")
    def enter_the_ravine(self) -> None:
        relief, bare = Relief(0.6, aspect=0.5), Look(floor=None)
        self.stage = LandscapeStage(RAVINE, AIR, WINDOW, relief, look=bare)
        coming = look_round(self.stage, VIEWS, 2.5 * SLOW, distance=4, fill=0.92)
        self.bends = Bends(self.stage, WAYS)
        self.ask(FadeIn(self.stage))
        self.play(*coming, self.bends.grown(2 * SLOW))
        (_, right), (_, top) = WINDOW
        along = f"along: curvature {CURVED_ALONG:g}", (right, 0), RIGHT
        across = f"across: curvature {CURVED_ACROSS:g}", (0, top), UP + RIGHT
        self.play(FadeIn(self.bends.named(along, across)), run_time=STEADY)
        self.wait(HOLD)

    @beat("Vanilla jumps across {crossings} times in {shown} steps; momentum runs down the floor.")
    def let_both_roll(self) -> None:
        both = Marbles(self.stage, [(self.paths[name], role) for name, role in ROLES.items()])
        readouts = SIDE.place(both.readouts(list(ROLES), signed=False, whole=2), 0.5, 0.75)
        self.say("The steepest way points across", FadeIn(readouts), *self.bends.withdrawn())
        self.play(both.dropped())
        first = both.aim(0)
        self.play(appear(first, STEADY))
        self.wait(HOLD)
        self.say(f"Same start, same $alpha = {self.rate:g}$: let both roll", vanish(first, STEADY))
        self.play(walk(both.step, SHOWN, pace=lambda n: 0.4))
        self.wait(1.5 * HOLD)
        self.old = [self.stage, readouts]

    @beat("Momentum keeps a share of its velocity and adds the new push: opposites cancel.")
    def keep_the_velocity(self) -> None:
        self.map = MapView(RAVINE, MAP, (-11, 6), (-1, 1))
        path, self.step, pushed = self.paths["momentum"], ValueTracker(0), ValueTracker(0)
        self.charts = StepCharts((ALONG, ACROSS), SHOWN, [self.paths[name] for name in ROLES])
        self.marble = Marble(self.map.ground, path, self.step, "momentum")
        self.rules = momentum_rules(KEY, self.beta, self.rate)
        arrows = VGroup(pushes_on(self.map.ground, path, pushed), self.charts.pushes(path, pushed))
        come = FadeIn(self.map, self.charts), FadeIn(self.marble, shift=0.5 * DOWN)
        self.say("From above: a share $beta$ of the velocity is kept", *come, away=self.old)
        self.play(Write(self.rules), FadeIn(arrows), run_time=SLOW)
        self.bring_to_front(self.marble)
        self.play(walk(self.step, 1), run_time=STEADY)
        self.play(glide(pushed, 1, SLOW))
        self.wait(2 * HOLD)
        self.play(walk(self.step, 2), run_time=STEADY)
        self.old = [arrows]

    @beat("Along the floor pushes agree: steps grow {gain:.1f}-fold. Across, they partly cancel.")
    def gather_velocity(self) -> None:
        marble, charts = self.marble, self.charts
        vanilla = charts.lines(self.paths["vanilla"], ValueTracker(SHOWN), ROLES["vanilla"])
        lines = charts.lines(self.paths["momentum"], self.step, "momentum")
        entries = (entry(name, role, size=TICK) for name, role in ROLES.items())
        legend = KEY.stack(*entries, up=0, gap=0.15)
        shown = VGroup(vanilla, legend, lines, Trail(marble), velocity_pointer(marble))
        self.say("Along, pushes add up; across, they partly cancel", FadeIn(shown), away=self.old)
        self.bring_to_front(marble)
        self.play(walk(self.step, SHOWN, pace=lambda n: 0.4))
        self.wait(1.5 * HOLD)
        back = glide(self.step, 0, STEADY)  # to the start, for the race
        self.play(back, FadeOut(shown, self.rules, charts), run_time=STEADY)
        self.old = []

    @beat("Same start, same α: momentum is there at step {fast}, vanilla at {slow}.", loop=True)
    def race(self) -> None:
        vanilla, momentum, strong = map(self.entrant, list(self.paths)[:3])
        terms = f"same start, same $alpha = {self.rate:g}$"
        self.scores = Scores((CHART, SCORE), terms, CRITERION, (vanilla, momentum, strong))
        race = LossRace(self.map.ground, (momentum, vanilla), self.scores)
        self.compete(race, "Who arrives first, and stays?", 6, FadeIn(self.scores))

    def entrant(self, name: str) -> Entrant:
        path = self.paths[name]
        if "vanilla" in name:
            return Entrant("vanilla", path, arrival(path), ROLES["vanilla"])
        strong = name != "momentum"
        beta = self.params.high_momentum if strong else self.beta
        return Entrant(f"momentum, $beta = {beta:g}$", path, arrival(path), "momentum", strong)

    def compete(self, race: LossRace, words: str, seconds: float, *with_it: Animation) -> None:
        self.say(words, *with_it, FadeIn(race.entries, race.shown), away=self.old)
        self.remove(self.marble)  # a runner stands in its place
        for leg in race.legs(seconds):
            self.add(race.scores, race.shown)
            self.play(*leg)
        self.add(race.scores)
        self.wait(1.5 * HOLD)
        self.old = [race.shown]

    @beat("More is not faster: β = {high_momentum:g} overshoots, and needs {late} steps.")
    def turn_beta_up(self) -> None:
        race = LossRace(self.map.ground, [self.entrant("too much momentum")], self.scores)
        self.compete(race, "More momentum: slower than vanilla", 5)

    @beat("A round bowl takes {bowl_late} steps with β = {high_momentum:g}, {bowl_fast} without.")
    def try_a_round_bowl(self) -> None:
        self.old = [self.map, self.scores, *self.old]
        vanilla, strong = map(self.entrant, list(self.paths)[3:])
        view = MapView(ROUND_BOWL, BOWL, (-2.5, 2.5), (-2.5, 2.5))
        same = f"same start, same $alpha = {self.params.bowl_rate:g}$"
        terms, (top, low) = f"$L = {ROUND_BOWL.formula}$, {same}", BOWL_SIDE.rows(1, 1.6)
        scores = Scores((low, top), terms, CRITERION, (vanilla, strong))
        race = LossRace(view.ground, (strong, vanilla), scores)
        self.compete(race, "A round bowl has no zigzag to cancel", 5, FadeIn(view, scores))
        self.old = [view, scores, *self.old]

    @beat("There is no best β for all: the flatter the floor, the more momentum it takes.")
    def choose_beta(self) -> None:
        ticks, start = (0, self.params.high_momentum), (self.params.start_x, self.params.start_y)
        sweeps = {f"$lambda = {f:g}$": arrivals(f, self.rate, start) for f in FLOORS.values()}
        chart = SweepChart(SWEEP, CRITERION, "beta", MOMENTA, sweeps, (5, 600), ticks, (10, 100))
        swept, firsts = ValueTracker(0), chart.firsts(ROLES["vanilla"])
        terms = SWEEP_KEY.stack(
            rule(f"L = 1/2 (lambda x^2 + {CURVED_ACROSS:g} y^2)"),
            label("$lambda$: curvature along", "faint"),
            rule(f"alpha = {self.rate:g}"),
            dot_entry("vanilla: $beta = 0$", ROLES["vanilla"]),
            dot_entry("the best of these $beta$", "momentum"),
            up=0.95,
        )
        come = FadeIn(chart, terms[:3])
        self.say("The right $beta$ depends on the curvature", come, away=self.old)
        self.play(FadeIn(firsts, terms[3]), run_time=STEADY)
        self.add(chart.curves(swept, "momentum"), firsts)
        self.play(glide(swept, len(MOMENTA) - 1, 3))
        bests = (FadeIn(best) for best in chart.bests("momentum"))
        self.play(FadeIn(terms[4]), LaggedStart(*bests, lag_ratio=0.5), run_time=SLOW)
        self.wait(2 * HOLD)
