"""Near a saddle the ground is not flat: the distance from the ridge grows by 1 + 2α a step."""

import numpy as np
from manim import (
    DOWN,
    DR,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    ValueTracker,
    VGroup,
    Write,
)
from pydantic import Field

from gdcore import BOUNDED_SADDLE, SADDLE, Optimizer, Path, descend, optimizers, theory
from scenes.catalog import by_name
from scenes.kit.edges import edge_line
from scenes.kit.escapes import EscapeChart
from scenes.kit.laws import laws
from scenes.kit.layout import BODY
from scenes.kit.lettering import label, on_plate
from scenes.kit.maps import MapView
from scenes.kit.marbles import Marble, Trail
from scenes.kit.marks import halo
from scenes.kit.pacing import HOLD, QUICK, SLOW, STEADY
from scenes.kit.params import Params
from scenes.kit.plot import Plot
from scenes.kit.sections import Cut
from scenes.kit.standings import Race
from scenes.kit.story import StoryScene, beat
from scenes.kit.surface.bends import Bends
from scenes.kit.surface.camera import fly
from scenes.kit.surface.film import SurfaceCamera
from scenes.kit.surface.labels import SurfaceLabel
from scenes.kit.surface.look import Look
from scenes.kit.surface.moves import Marbles, above, lie_flat
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.walk import glide, walk

AIR, WORDS = BODY.columns(2.9, 1, gap=0.1)
AIR = AIR.inset(bottom=0.3, top=0.4)
PICTURE, SIDE = BODY.columns(1.36, 1, gap=0.75)
UPPER, LOWER, FOOT = SIDE.rows(2.05, 2.05, 1.25, gap=0.3)
SPAN, LEVELS = (-2.1, 2.1), (-4, -3, -2, -1, 0, 1, 2, 3, 4)
EDGE, FAR_OFF, FLOORED_START, FLOORED_EDGE = 1.0, 4.0, (1.5, 1e-3), 0.5
PROFILE, SIDE_VIEW, HEIGHT, REACH = (-88, 16), (-112, 27), 1.0, 1.9
LEAVING = 1.6
"""Distance from the ridge, on the surface, to which the marble beside it is followed."""


class SaddlePointsParams(Params):
    learning_rate: float = Field(0.1, ge=0.05, le=0.3, description="step size α of all optimizers")
    momentum: float = Field(0.9, ge=0.5, le=0.95, description="share β of the velocity kept")
    start: float = Field(2.0, ge=1, le=2, description="x where the four marbles start")
    nearest: int = Field(
        6, ge=4, le=9, description="third marble: 10^-k off the ridge; second: k/2"
    )
    noise: float = Field(0.01, ge=0.001, le=0.1, description="standard deviation σ of the noise")
    seed: int = Field(2, ge=0, le=99, description="seed of the noise")

    @property
    def powers(self) -> tuple[int, int, int]:
        return 1, self.nearest // 2, self.nearest


def off_ridge(path: Path, n: int) -> float:
    return abs(float(path.points[n, 1]))


def departure(path: Path, edge: float = EDGE) -> int:
    """Return the first step at which |y| is at least `edge`, from 1; -1 if there is none."""
    return path.first_step(np.abs(path.points[:, 1]) >= edge) or -1


def plot(params: SaddlePointsParams) -> Plot:
    rate = params.learning_rate
    vanilla = optimizers.GradientDescent(rate)
    race: dict[str, Optimizer] = {
        "vanilla": vanilla,
        "momentum": optimizers.HeavyBall(rate, params.momentum),
        "Adam": optimizers.Adam(rate),
    }
    offsets = {f"{10.0**-k:.{k}f} off the ridge": 10.0**-k for k in params.powers}
    steps = theory.saddle_escape_steps(10.0**-params.nearest, rate, edge=FAR_OFF) or 0
    starts = {**offsets, "on the ridge": 0.0}
    rows = {name: descend(SADDLE, vanilla, (params.start, y), steps) for name, y in starts.items()}
    hair = 10.0 ** -params.powers[1]
    gone = theory.saddle_escape_steps(hair, rate, edge=LEAVING) or 0
    beside = descend(SADDLE, vanilla, (params.start, -hair), gone)  # towards the viewer
    noisy = optimizers.NoisyGradientDescent(rate, noise=params.noise)
    # all but the rarest kicks exceed a thousandth of the usual one; the tests try every seed
    enough = theory.saddle_escape_steps(rate * params.noise / 1000, rate) or 0
    noise = descend(SADDLE, noisy, (params.start, 0.0), enough, rng=params.seed)
    laps = theory.saddle_escape_steps(FLOORED_START[1], rate, curvature=-1.0, edge=FAR_OFF) or 0
    floored = {name: descend(BOUNDED_SADDLE, o, FLOORED_START, laps) for name, o in race.items()}
    down, up = np.linalg.eigvalsh(SADDLE.hessian(SADDLE.saddles[0]))
    first, second, third, _ = (departure(path) for path in rows.values())
    return Plot(
        paths={
            **rows,
            "a hair beside the ridge": beside,
            "on the ridge, with noise": noise,
            **floored,
        },
        facts={
            "hair": hair,
            "up": f"{up:+g}",
            "down": f"{down:+g}".replace("-", "−"),
            "shrink": float(theory.multiplier(rate, up)),
            "growth": float(theory.multiplier(rate, down)),
            **{"first": first, "second": second, "third": third},
            "closer": 10 ** (params.powers[2] - params.powers[1]),
            "extra": third - second,
            "freed": departure(noise),
            **{name: departure(path, FLOORED_EDGE) for name, path in floored.items()},
        },
    )


class SaddlePoints(StoryScene[SaddlePointsParams]):
    """Four marbles start near a ridge and leave it one after the other, or never."""

    plot = staticmethod(plot)
    title = by_name()["saddle_points"].title
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.facts, self.paths = self.numbers.facts, self.numbers.paths
        self.rows = list(self.paths.values())[:4]
        self.leaves = [departure(path) for path in self.rows[:3]]
        self.look_from_the_side()
        self.let_two_roll()
        self.cut_it_two_ways()
        self.split_the_step()
        self.start_near_the_ridge()
        self.straighten_the_escape()
        self.free_it_with_noise()
        self.compare_the_ways_out()

    @beat("Why a saddle? Up along the horse’s back, down where the rider’s legs hang.")
    def look_from_the_side(self) -> None:
        self.map = MapView(SADDLE, PICTURE, SPAN, SPAN, LEVELS)
        window, look = (self.map.frame.x, self.map.frame.y), Look(floor=None)
        self.stage = LandscapeStage(SADDLE, AIR, window, Relief(HEIGHT), LEVELS, look=look)
        self.stage.camera = self.stage.framed(*PROFILE)
        self.bends = Bends(self.stage, SADDLE.saddles[0], (REACH, REACH))
        coming = fly(self.stage.camera, self.stage.framed(*SIDE_VIEW), 2.5 * SLOW)
        self.say("Up along one axis, down along the other", FadeIn(self.stage))
        self.play(*coming, self.bends.grown(2 * SLOW))
        up = "up along $x$", (window[0][1], 0), UP
        down = "down along $y$", (0, window[1][0]), DOWN
        self.play(FadeIn(self.bends.named(up, down)), run_time=STEADY)
        self.wait(HOLD)

    @beat("On the ridge line it stops at the saddle for good. A hair beside it, it leaves.")
    def let_two_roll(self) -> None:
        paths = [self.paths[name] for name in ("on the ridge", "a hair beside the ridge")]
        pair = Marbles(self.stage, [(path, "gradient_descent") for path in paths], beads=False)
        places = "on the ridge line", "a hair beside it"
        readouts = pair.readouts(places, "abs(y_n)", off_ridge, decimals=3, signed=False)
        WORDS.place(readouts, 0.5, 0.7)
        words = f"Two marbles, dropped {self.facts['hair']:g} apart"
        self.say(words, FadeIn(readouts), *self.bends.withdrawn())
        self.play(*pair.held_up())
        self.play(*pair.dropped())
        self.play(walk(pair.step, paths[1].steps, seconds=4.5 * SLOW))
        ends = VGroup(
            *(
                SurfaceLabel(self.stage, label(word), lambda m=marble: m.center, RIGHT)
                for word, marble in zip(("stays", "leaves"), pair.each, strict=True)
            )
        )
        self.play(FadeIn(ends), run_time=QUICK)
        self.wait(1.5 * HOLD)
        self.pair, self.old = pair, VGroup(readouts, ends)

    @beat("Cut it: along x it bends up, eigenvalue {up}; along y it bends down, {down}.")
    def cut_it_two_ways(self) -> None:
        self.say("From above: cut it in two directions", FadeOut(self.old), *self.pair.taken_away())
        self.play(*lie_flat(self.stage, above(self.stage, self.map.frame.slot), 1.5 * SLOW))
        ground, middle = self.map.ground, SADDLE.saddles[0]
        self.play(FadeIn(ground, self.map.axes), run_time=STEADY)
        self.remove(self.stage)
        self.cuts = [
            Cut(ground, 0, middle, SPAN, UPPER, "along $x$: up"),
            Cut(ground, 1, middle, SPAN, LOWER, "along $y$: down"),
        ]
        self.play(*(cut.draw() for cut in self.cuts), run_time=STEADY)
        self.play(*(part for cut in self.cuts for part in cut.unfold()), run_time=SLOW)
        self.bring_to_front(*(cut.view.curve for cut in self.cuts))
        self.name_the_point()

    def name_the_point(self) -> None:
        slope, ((a, b), (c, d)) = (f(SADDLE.saddles[0]) for f in (SADDLE.gradient, SADDLE.hessian))
        level = laws(SIDE, f"nabla f = vec({slope[0]:g}, {slope[1]:g})")
        entries = f"{{{{ {a:g} : up }}}}, {b:g}; {c:g}, {{{{ {d:g} : down }}}}"
        bends = SIDE.place(laws(SIDE, f"nabla^2 f = mat({entries})"), 1, 0)
        self.names = VGroup(on_plate(label("saddle point")).next_to(self.map.marks, DR, buff=0.1))
        self.play(Write(level), Write(bends), FadeIn(self.map.marks, self.names), run_time=SLOW)
        moves = []
        for part, slot in (("up", UPPER), ("down", LOWER)):
            value = slot.place(label(f"eigenvalue ${self.facts[part]}$"), 1, 1)
            moves.append(FadeIn(value, target_position=bends[0].select(part)))
            self.names.add(value)
        self.play(*moves, run_time=STEADY)
        self.wait(1.5 * HOLD)
        self.play(FadeOut(level, bends), run_time=QUICK)

    @beat("Each step multiplies x by {shrink:.4g}, y by {growth:.4g}: in one way, out the other.")
    def split_the_step(self) -> None:
        step, path, facts = ValueTracker(0), self.rows[0], self.facts
        marble = Marble(self.map.ground, path, step)
        shadows = [Marble(cut.view, path, step) for cut in self.cuts]
        self.laws = laws(
            SIDE,
            f"x_(n+1) = (1 - 2 {{{{ alpha : rate }}}}) thin x_n = {facts['shrink']:.4g} thin x_n",
            f"y_(n+1) = (1 + 2 {{{{ alpha : rate }}}}) thin y_n = {facts['growth']:.4g} thin y_n",
            rate="step",
        )
        self.say("Flat at one point only: beside it, $y$ grows", FadeIn(marble, *shadows))
        self.play(Write(self.laws), run_time=SLOW)
        trail = Trail(marble)
        self.add(trail, marble)
        self.play(walk(step, self.leaves[0], 6 * HOLD))
        self.wait(HOLD)
        leaving = (*self.cuts, self.names, self.laws[0], marble, trail, *shadows)
        self.play(FadeOut(*leaving), run_time=QUICK)

    @beat("Nearer the ridge, later away: step {first}, {second}, {third}. On it: never.", loop=True)
    def start_near_the_ridge(self) -> None:
        names = [*(f"$10^(-{power})$" for power in self.params.powers), "$0$"]
        runs = {n: (path, "gradient_descent") for n, path in zip(names, self.rows, strict=True)}
        heads = ("start $|y_0|$", "now $|y_n|$")
        race = Race(self.map.ground, SIDE, heads, runs, off_ridge, self.params.nearest)
        edge = edge_line(self.map.frame, EDGE, f"$|y| = {EDGE:g}$")
        signs = VGroup(edge, race.counter.next_to(self.laws[1], UP, buff=0.4, aligned_edge=LEFT))
        self.say("Four starts beside the ridge $y = 0$", FadeIn(signs, race.table, *race.marbles))
        self.watch_them_leave(race, self.leaves)
        ring = halo(race.marbles[-1].spot)
        self.play(*race.lines[-1].conclude("never leaves"), FadeIn(ring), run_time=QUICK)
        self.wait(HOLD)
        self.table = race.table
        self.old = VGroup(self.map, signs, self.laws[1], ring, *race.trails, *race.marbles)

    def watch_them_leave(self, race: Race, leaves: list[int]) -> None:
        self.add(*race.trails, *race.marbles)
        for leave, line in sorted(zip(leaves, race.lines, strict=False), key=lambda pair: pair[0]):
            self.play(walk(race.step, leave, SLOW + HOLD))
            self.play(*line.conclude(f"left at step ${leave}$"), run_time=QUICK)
        self.play(walk(race.step, race.marbles[0].path.steps, STEADY))

    @beat("On a log scale the escapes are straight: {closer:,} times nearer, {extra} steps more.")
    def straighten_the_escape(self) -> None:
        nearest, freed = self.params.nearest, int(self.facts["freed"])
        distances = [np.abs(path.points[:, 1]) for path in self.rows[:3]]
        chart = EscapeChart(PICTURE, distances, EDGE, 10.0**-nearest, "|y_n|", freed)
        self.play(FadeOut(self.old), run_time=QUICK)
        self.say("On a log scale, equal factors climb alike", FadeIn(chart.axes, chart.edge_line))
        self.add(*chart.series)
        self.play(glide(chart.step, self.leaves[-1], 2 * SLOW))
        slope = on_plate(label("slope $log(1 + 2 alpha)$"))
        slope.next_to(chart.frame.at(self.leaves[-1], 10 ** (-0.75 * nearest)), LEFT)
        self.play(FadeIn(chart.drops, slope), run_time=STEADY)
        growth = "1 + 2 {{ alpha : rate }}"
        self.laws = laws(
            SIDE,
            f"abs(y_n) = abs(y_0) ({growth})^n",
            f"n = ceil(ln(1 slash abs(y_0)) slash ln({growth}))",
            f"ceil(ln 10^{nearest} slash ln {self.facts['growth']:.4g}) = {self.facts['third']}",
            rate="step",
        )
        self.play(Write(self.laws), run_time=2 * SLOW)
        self.wait(HOLD)
        self.chart, self.old = chart, VGroup(chart, slope, self.table)

    @beat("Never is fragile: with a little noise on its slope the fourth is gone at {freed}.")
    def free_it_with_noise(self) -> None:
        series = self.chart.another(np.abs(self.paths["on the ridge, with noise"].points[:, 1]))
        rules = laws(
            SIDE,
            "y_(n+1) = y_n + {{ alpha : rate }} (2 y_n - sigma xi_n)",
            f"sigma = {self.params.noise:g}, quad xi_n tilde cal(N)(0, 1)",
            rate="step",
        )
        self.say("A little noise frees the fourth", FadeOut(self.laws))
        faded = [line.animate.set_stroke(opacity=0.4) for line, _ in self.chart.series]
        self.play(Write(rules), *faded, run_time=SLOW)
        self.add(series)
        freed = int(self.facts["freed"])
        self.play(walk(series.step, freed, 3 * SLOW))
        self.play(*self.table.lines[-1].conclude(f"freed at step ${freed}$"), run_time=QUICK)
        self.wait(HOLD)
        self.old.add(series, rules)

    @beat("Same start and α. Steps to leave: Adam {Adam}, momentum {momentum}, vanilla {vanilla}.")
    def compare_the_ways_out(self) -> None:
        view = MapView(BOUNDED_SADDLE, PICTURE, (-1.8, 1.8), (-1.35, 1.35))
        roles = {"vanilla": "gradient_descent", "momentum": "momentum", "Adam": "adam"}
        runs = {name: (self.paths[name], role) for name, role in roles.items()}
        race = Race(view.ground, SIDE, ("optimizer", "now $|y_n|$"), runs, off_ridge, 3, 2.3)
        edge = edge_line(view.frame, FLOORED_EDGE, f"$|y| = {FLOORED_EDGE:g}$", at_left=True)
        law = laws(SIDE, f"f = {BOUNDED_SADDLE.formula}")
        why = label("Momentum adds up the slopes;\\ Adam divides them by their size.", role="faint")
        notes = VGroup(law, race.counter.next_to(law, UP, buff=0.4, aligned_edge=LEFT))
        notes.add(edge, why.next_to(race.table, DOWN, buff=0.45, aligned_edge=LEFT))
        self.play(FadeOut(self.old), run_time=QUICK)
        self.say(
            f"A saddle with a floor: same start, same $alpha = {self.params.learning_rate:g}$",
            FadeIn(view, notes, race.table, *race.marbles),
        )
        self.watch_them_leave(race, [int(self.facts[name]) for name in roles])
        turn = int(np.argmin(self.paths["momentum"].points[:, 0]))
        low, high = (departure(runs[n][0], y) for n, y in (("vanilla", 0.28), ("Adam", 0.75)))
        sides = ((0, low, LEFT), (1, turn, DOWN), (2, high, RIGHT))
        self.play(*(FadeIn(race.tag(*side)) for side in sides), run_time=QUICK)
        self.wait(2 * HOLD)
