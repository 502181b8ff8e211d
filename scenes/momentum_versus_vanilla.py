"""In a ravine momentum evens out two rates of decay; with too much of it, it loses."""

import numpy as np
from manim import (
    DL,
    DOWN,
    DR,
    LEFT,
    RIGHT,
    UL,
    UP,
    UR,
    Animation,
    FadeIn,
    FadeOut,
    Mobject,
    ValueTracker,
    VGroup,
    smooth,
    squish_rate_func,
)
from pydantic import Field

from gdcore import RAVINE, GradientDescent, HeavyBall, Path, descend, theory
from scenes.catalog import words_of
from scenes.kit.charts.ruler import FactorRuler
from scenes.kit.charts.small import SweepChart
from scenes.kit.landscape.marbles import Marble, Trail, following
from scenes.kit.layout import BODY, PICTURE, Slot
from scenes.kit.races.race import Entrant, LossRace, Scores
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, walk
from scenes.kit.surface.annotations import Bends
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.moves import FlatMap, Marbles, look_round
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage, SurfaceCamera
from scenes.kit.text.mobject import Write
from scenes.kit.text.numerals import equal_to
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import label
from scenes.parts.momentum_steps import (
    DirectionCharts,
    FactorBars,
    Pushes,
    SteadyPush,
    momentum_rules,
)

RULER = Slot(BODY.left, BODY.bottom, BODY.right, BODY.bottom + 1.5)
AIR = Slot(PICTURE.left, RULER.top + 0.75, PICTURE.right, PICTURE.top)
UPPER, LOWER = BODY.rows(1, 1, gap=0.2)
MAP = UPPER.inset(left=0.62, bottom=0.5, right=0.4, top=0.42)
NUMBERS = Slot(BODY.left, RULER.top, BODY.right, LOWER.top)
X = (-11.0, 4.0)
HALF = (X[1] - X[0]) * MAP.height / MAP.width / 2
WINDOW = (X, (-HALF, HALF))  # one scale on both axes of the map
VIEWS = ((-112, 40), (-100, 47))
WAYS = ((-4.2, 0), (3.4, 0)), ((0, -1.05), (0, 1.05))
STRIPS = LOWER.inset(
    left=0.15, top=-0.22
)  # their headings stand close below the numbers of the map
ALONG, ACROSS, KEY = STRIPS.columns(1.2, 1.2, 0.95, gap=0.45)
PUSHES, LAW = LOWER.columns(1.9, 1, gap=0.7)
CHART, SCORE = LOWER.columns(1.55, 1, gap=0.4)

NEAR = 0.01
CRITERION = f"steps until it stays within {NEAR:g}"
HOPS, SHOWN, PUSHED, LONGEST = 12, 24, 12, 500
DISTANCES = (1e-3, 20.0)
RESCUE_Y = 0.25
MOMENTA = np.linspace(0, 0.95, 20)
RINGED = 1.3
"""Times or part of vanilla's steps up to which a tick would lie under vanilla's ring."""

CURVED_ALONG, CURVED_ACROSS = np.diag(RAVINE.hessian(RAVINE.minima[0])).tolist()
LIMIT = theory.largest_stable_rate(CURVED_ACROSS)
ROLES = {"vanilla": "gradient_descent", "momentum": "momentum"}


class MomentumVersusVanillaParams(Params):
    learning_rate: float = Field(0.07, ge=0.06, le=0.072, description="step size α in the ravine")
    momentum: float = Field(0.7, ge=0.65, le=0.8, description="β that suits the ravine")
    high_momentum: float = Field(0.9, ge=0.9, le=0.94, description="β that is too much for it")
    rescue_rate: float = Field(0.09, ge=0.085, le=0.095, description="α beyond vanilla's limit")
    start_x: float = Field(-10.0, ge=-10.5, le=-8, description="x where both are dropped")
    start_y: float = Field(1.0, ge=0.6, le=1.0, description="y where both are dropped")


def plot(params: MomentumVersusVanillaParams) -> Plot:
    rate, start, beta = params.learning_rate, (params.start_x, params.start_y), params.momentum
    bold, leaves = params.rescue_rate, step_of_leaving(params.rescue_rate)
    near_floor = params.start_x, RESCUE_Y * (-1) ** leaves  # it leaves upwards, away from numbers
    paths = {
        "vanilla": descend(RAVINE, GradientDescent(rate), start, LONGEST),
        "momentum": descend(RAVINE, HeavyBall(rate, beta), start, LONGEST),
        "vanilla beyond its limit": descend(RAVINE, GradientDescent(bold), near_floor, LONGEST),
        "momentum beyond it": descend(RAVINE, HeavyBall(bold, beta), near_floor, LONGEST),
    }
    sweep = arrivals(params)
    best = min(sweep, key=lambda beta: sweep[beta])
    facts: dict[str, Fact] = {
        **params.model_dump(),
        "ratio": CURVED_ACROSS / CURVED_ALONG,
        "along": float(theory.multiplier(rate, CURVED_ALONG)),
        "across": float(theory.multiplier(rate, CURVED_ACROSS)),
        "across_size": abs(float(theory.multiplier(rate, CURVED_ACROSS))),
        "root": theory.spectral_radius(rate, CURVED_ALONG, "momentum", beta),
        "gain": theory.momentum_gain(beta),
        "slow": arrival(paths["vanilla"]),
        "fast": arrival(paths["momentum"]),
        "limit": LIMIT,
        "leaves": leaves,
        "saved": arrival(paths["momentum beyond it"]),
        "late": sweep[params.high_momentum],
        "best": best,
        "best_steps": sweep[best],
    }
    return Plot(paths, facts)


def step_of_leaving(rate: float) -> int:
    """Return the first step at which vanilla, started at `RESCUE_Y`, is above or below the map."""
    across = theory.quadratic_iterate(RESCUE_Y, rate, CURVED_ACROSS, range(LONGEST))
    return int(np.argmax(np.abs(across) > HALF))


def arrival(path: Path) -> int:
    """Return the step from which `path` stays near the minimum, the origin; or -1."""
    return path.settles_within(NEAR, np.zeros(path.dim)) or -1


def arrivals(params: MomentumVersusVanillaParams) -> dict[float, int]:
    """Return the arrival in the ravine at each of `MOMENTA` and at the story's own, ascending."""
    betas = sorted({*MOMENTA.round(2).tolist(), params.momentum, params.high_momentum})
    balls = HeavyBall(params.learning_rate, tuple(betas))
    start = (params.start_x, params.start_y)
    paths = descend(RAVINE, balls, [start] * len(betas), LONGEST)
    return {beta: arrival(paths.select(n)) for n, beta in enumerate(betas)}


def ravine(slot: Slot = AIR) -> LandscapeStage:
    """Return the ravine as it stands here, and in the lab."""
    return LandscapeStage(RAVINE, slot, WINDOW, Relief(0.6), look=Look(floor=None))


class MomentumVersusVanilla(StoryScene[MomentumVersusVanillaParams]):
    """Take a ravine's two directions apart, and find what momentum does to each."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("momentum_versus_vanilla")
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.rate, self.beta = self.params.learning_rate, self.params.momentum
        self.old: list[Mobject] = []
        self.enter_the_ravine()
        self.hop_across()
        self.take_the_two_ways_apart()
        self.keep_the_velocity()
        self.even_them_out()
        self.race()
        self.rescue()
        self.choose_beta()

    @beat("The ground curves {ratio:g} times as much across as along: one α makes two factors.")
    def enter_the_ravine(self) -> None:
        self.stage = ravine()
        coming = look_round(self.stage, VIEWS, 4 * SLOW, distance=4, fill=0.97)
        self.bends = Bends(self.stage, WAYS, radius=0.009)
        self.ruler = FactorRuler(RULER)
        self.factors = [ValueTracker(1), ValueTracker(1)]
        self.wedges = VGroup(*(self.ruler.marker(f, ROLES["vanilla"]) for f in self.factors))
        self.add(self.stage, self.ruler)
        self.ask(*coming, self.bends.grown(2 * SLOW))
        _, (low, top) = WINDOW
        along = f"along: curvature $lambda = {CURVED_ALONG:g}$", (-1, low), DOWN
        across = f"across: curvature $lambda = {CURVED_ACROSS:g}$", (-2.5, top), UP
        words = FadeIn(self.bends.named(along, across))
        self.say(f"One step size, $alpha = {self.rate:g}$", words, FadeIn(self.wedges))
        self.part_the_wedges(self.rate)

    def part_the_wedges(self, rate: float) -> None:
        """Move both wedges to their factors at `rate`, and name them."""
        curvatures = CURVED_ALONG, CURVED_ACROSS
        factors = [float(theory.multiplier(rate, curvature)) for curvature in curvatures]
        moves = (glide(f, to, SLOW) for f, to in zip(self.factors, factors, strict=True))
        self.play(*moves)
        self.names = VGroup(
            *(
                self.ruler.marker(
                    f, ROLES["vanilla"], f"{way}: $1 - {rate:g} dot {curved:g} = {to:.2f}$"
                )[1]
                for way, curved, to, f in zip(
                    ("along", "across"), curvatures, factors, self.factors, strict=True
                )
            )
        )
        self.play(FadeIn(self.names), run_time=QUICK)

    @beat(
        "Vanilla, the plain rule, leaves {across_size:.2f} across,"
        " {along:.2f} along: the slowest decides."
    )
    def hop_across(self) -> None:
        vanilla = Marbles(
            self.stage, [(self.paths["vanilla"], ROLES["vanilla"])], radius=0.035, hop=0.25
        )
        self.say("Vanilla hops from wall to wall, and creeps on")
        self.play(vanilla.dropped(), *self.bends.withdrawn())
        self.play(walk(vanilla.step, HOPS, pace=lambda n: 0.7 if n < 3 else 0.4))
        self.wait(QUICK)
        self.hopping = vanilla

    @beat("Seen from above, each direction shrinks by its own factor, whatever the other does.")
    def take_the_two_ways_apart(self) -> None:
        self.map, self.step, seen = FlatMap(self.stage, MAP), ValueTracker(HOPS), ValueTracker(0)
        self.vanilla = Marble(self.map, self.paths["vanilla"], self.step, radius=0.2)
        self.trail = Trail(self.vanilla)
        away = [self.ruler, self.wedges, self.names]
        self.say("Two directions, two straight lines", *self.map.made(SLOW), away=away)
        names = "along: $|x_n|$", "across: $|y_n|$"
        self.charts = DirectionCharts((ALONG, ACROSS), names, SHOWN, DISTANCES)
        self.bars = FactorBars(KEY, "a step leaves", ("along", "across"))
        come = FadeIn(self.map, self.charts, self.bars, self.trail, self.vanilla)
        self.play(come, *self.hopping.taken_away(), run_time=STEADY)
        lines = self.charts.lines(self.paths["vanilla"], seen, ROLES["vanilla"])
        self.add(lines)
        self.play(glide(seen, HOPS, SLOW))
        sizes = [float(self.facts[way]) for way in ("along", "across_size")]
        bars = self.bars.bars(sizes, ROLES["vanilla"], 0)
        on = (walk(tracker, SHOWN, pace=lambda n: 0.2) for tracker in (self.step, seen))
        self.play(*on, self.bars.grown(bars))
        self.strips = VGroup(self.charts, lines, self.bars, bars)

    @beat("Momentum keeps a share β of its velocity. Equal pushes then add up {gain:.1f}-fold.")
    def keep_the_velocity(self) -> None:
        path, self.run, pushed = self.paths["momentum"], ValueTracker(0), ValueTracker(0)
        self.ball = Marble(self.map, path, self.run, "momentum", radius=0.2)
        first, second = (Pushes(self.map, path, ValueTracker(n)) for n in (0, 1))
        rules = momentum_rules(LAW, self.beta, self.rate)
        chart = SteadyPush(PUSHES, "velocity $v$ after $n$ equal pushes", self.beta, PUSHED)
        come = FadeIn(self.ball, shift=0.5 * DOWN), FadeOut(self.vanilla, self.trail)
        self.say("What if a step kept some of the last one?", *come, away=[self.strips])
        self.play(Write(rules), FadeIn(first, chart), run_time=SLOW)
        self.bring_to_front(self.ball)
        self.play(walk(self.run, 1, STEADY), FadeOut(first, run_time=STEADY))
        words = second.named()
        for arrow, word in zip(second, words, strict=True):
            self.play(FadeIn(arrow, word), run_time=STEADY)
        limit = chart.limit(f"$1 \\/ (1 - beta) = {self.facts['gain']:.1f}$")
        bars = chart.bars(pushed)
        self.add(bars)
        self.say("Each bar: $beta$ times the last, and one push", FadeIn(limit))
        self.play(walk(pushed, PUSHED, pace=lambda n: 0.8 if n < 3 else 0.3))
        self.wait(QUICK)
        self.old = [second, words, rules, chart, limit, bars]

    @beat(
        "Along, {along:.2f} becomes {root:.2f}: better."
        " Across, {across_size:.2f} becomes {root:.2f}: worse."
    )
    def even_them_out(self) -> None:
        path, root = self.paths["momentum"], float(self.facts["root"])
        seen = ValueTracker(1)
        lines = self.charts.lines(path, seen, "momentum")
        heights = [
            theory.heavy_ball_envelope(float(x0), self.rate, curved, self.beta)
            for x0, curved in zip(path.points[0], (CURVED_ALONG, CURVED_ACROSS), strict=True)
        ]
        envelopes = self.charts.envelopes(heights, root, "momentum")
        words = f"Momentum evens them out: $sqrt(beta) = {root:.2f}$ both ways"
        trail = Trail(self.ball)
        self.say(words, FadeIn(self.strips, lines, trail), away=self.old)
        self.bring_to_front(self.ball)
        on = (walk(tracker, SHOWN, pace=lambda n: 0.2) for tracker in (self.run, seen))
        self.play(*on)
        bars = self.bars.bars([root, root], "momentum", 1)
        self.play(FadeIn(envelopes), self.bars.grown(bars), run_time=SLOW)
        self.wait(HOLD)
        self.line_up([self.strips, lines, envelopes, bars, trail, self.ball])

    def line_up(self, away: list[Mobject]) -> None:
        """Bring all that the race needs, so that its loop begins with a full picture."""
        pairs = ("vanilla", "vanilla"), (f"momentum, $beta {equal_to(self.beta)}$", "momentum")
        entrants = [
            Entrant(name, self.paths[role], arrival(self.paths[role]), ROLES[role])
            for name, role in pairs
        ]
        terms = f"same start, same $alpha = {self.rate:g}$"
        self.scores = Scores((CHART, SCORE), terms, CRITERION, entrants)
        self.racers = LossRace(self.map, entrants[::-1], self.scores)
        come = FadeIn(self.scores, self.racers.entries, self.racers.shown)
        self.say("The slowest direction decides who arrives first", come, away=away)

    @beat("Same start, same α: momentum is there at step {fast}, vanilla at {slow}.", loop=True)
    def race(self) -> None:
        for leg in self.racers.legs(6):
            self.add(self.scores, self.racers.shown)
            self.play(*leg)
        self.add(self.scores)
        self.wait(HOLD)
        self.old = [self.scores, self.racers.shown]

    @beat("At α = {rescue_rate:g} vanilla is lost across; momentum arrives, at step {saved}.")
    def rescue(self) -> None:
        bold, leaves, saved = (self.facts[name] for name in ("rescue_rate", "leaves", "saved"))
        runs = [self.paths[name] for name in list(self.paths)[2:]]
        step = ValueTracker(0)
        marbles = [
            Marble(self.map, path, step, role)
            for path, role in zip(runs, ROLES.values(), strict=True)
        ]
        trails = [Trail(marble) for marble in marbles]
        numbers = self.numbers_of(marbles)
        come = FadeIn(self.ruler, self.wedges), FadeIn(numbers, *trails, *marbles)
        self.say(
            f"Second reason: beyond the limit, $2 \\/ {CURVED_ACROSS:g} = {LIMIT:g}$",
            *come,
            away=self.old,
        )
        self.part_the_wedges(float(bold))
        self.play(walk(step, int(leaves), pace=lambda n: 0.35))
        gone = label(f"vanilla: left at step {leaves}", ROLES["vanilla"])
        there = label(f"momentum: there at step {saved}", "momentum")
        self.play(*self.concluded(numbers[0], gone))
        self.play(walk(step, int(saved), 2))  # most of it is too small to be seen
        self.play(*self.concluded(numbers[1], there))
        self.wait(HOLD)
        self.old = [
            self.stage,
            self.map,
            gone,
            there,
            self.ruler,
            self.wedges,
            self.names,
            *trails,
            *marbles,
        ]

    def numbers_of(self, marbles: list[Marble]) -> VGroup:
        """Return how far each marble is from the floor, side by side."""
        slots = NUMBERS.columns(1, 1)
        rows = VGroup()
        for slot, marble, name in zip(slots, marbles, ROLES, strict=True):
            value = following(marble, lambda path, n: abs(float(path.points[n, 1])))
            number = Readout("abs(y_n)", value, marble.role, signed=False)
            rows.add(
                slot.place(
                    VGroup(label(name, marble.role), number).arrange(RIGHT, buff=0.4), 0, 0.5
                )
            )
        return rows

    def concluded(self, number: Mobject, verdict: Mobject) -> tuple[Animation, Animation]:
        """Return the animations that put a verdict in the place of a number, which goes first."""
        verdict.move_to(number, aligned_edge=LEFT)
        first, then = (squish_rate_func(smooth, *when) for when in ((0, 0.5), (0.5, 1)))
        return (
            FadeOut(number, run_time=STEADY, rate_func=first),
            FadeIn(verdict, run_time=STEADY, rate_func=then),
        )

    @beat(
        "More is not faster: β = {high_momentum:g} takes {late} steps."
        " Best of these: {best:.3g}, with {best_steps}."
    )
    def choose_beta(self) -> None:
        sweep, high = arrivals(self.params), self.params.high_momentum
        values, vanilla = np.array(list(sweep)), sweep[0.0]
        clear = [n for n in (20, 40, 80, 160) if max(n / vanilla, vanilla / n) > RINGED]
        chart = SweepChart(
            BODY,
            CRITERION,
            "beta",
            values,
            {"": list(sweep.values())},
            (12, 400),
            (0, 0.2, 0.4, 0.6, 0.8),
            clear,
        )
        swept = ValueTracker(0)
        self.say(
            f"Each dot is a run: $alpha = {self.rate:g}$, any $beta$",
            FadeIn(chart),
            away=self.old,
        )
        self.add(chart.curves(swept, "momentum"))
        self.play(glide(swept, len(values) - 1, 3))
        best = float(self.facts["best"])
        marks = [
            (0.0, "vanilla", UR, ROLES["vanilla"]),
            (self.beta, "race", DR if self.beta < 0.75 else UL, "momentum"),
            (high, "too much", LEFT, "momentum"),
            (best, "best", DL, "minimum"),
        ]
        for value, words, side, role in marks:
            mark = chart.mark(value, f"{words}, $beta = {value:g}$: {sweep[value]}", side, role)
            self.play(FadeIn(mark), run_time=STEADY)
        self.wait(HOLD)
        self.lead_on()
