"""Every part of the kit once, for its picture test."""

from __future__ import annotations

import numpy as np
from manim import LEFT, UP, Mobject, ValueTracker

from gdcore import (
    BOUNDED_SADDLE,
    HILL,
    PARABOLA,
    RAVINE,
    GradientDescent,
    HeavyBall,
    descend,
    theory,
)
from scenes.kit.charts.axes import Axes, Frame, decades, equal_frame
from scenes.kit.charts.ruler import FactorRuler, RateMarker, RateScale
from scenes.kit.charts.series import DashedSeries, Series, dot_entry
from scenes.kit.charts.small import SweepChart
from scenes.kit.charts.table import Column, DataTable
from scenes.kit.landscape.arrows import Pointer, SlopeArrow, Tangent
from scenes.kit.landscape.cross_section import Cut
from scenes.kit.landscape.ground import (
    ContourMap,
    CurveLandscape,
    MapView,
    halo,
    minimum_mark,
    saddle_mark,
)
from scenes.kit.landscape.marbles import Marble, Trail, following
from scenes.kit.layout import BODY
from scenes.kit.races.race import Entrant, LossRace, RateRace, Scores
from scenes.kit.races.standings import StandingRace
from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.story.timing import glide, walk
from scenes.kit.surface.stage import SurfaceCamera
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import LABEL, Formula, label, laws, on_plate
from scenes.parts.fog import CLOSED, SCREEN, Fog, SeenCurve
from scenes.parts.hiker import Hiker
from scenes.parts.momentum_steps import DirectionCharts, FactorBars, Pushes
from scenes.parts.night_hillside import backdrop, open_sky
from scenes.parts.rate_panels import BendingTrail, Landing, side_by_side
from scenes.parts.saddle_escape import EscapeChart

PAGE_LEFT, PAGE_MIDDLE, PAGE_RIGHT = BODY.columns(1.2, 1.2, 1, gap=0.6)
WIDE, NARROW = BODY.columns(1.9, 1, gap=0.6)
UPPER, LOWER = BODY.rows(1.5, 1, gap=0.4)
STEPS = 6
START = -10.0, 1.0
RATES = 0.1, 0.9, 0.3
BETAS = np.linspace(0, 0.9, 10)
NEEDED = 96, 84, 74, 64, 54, 45, 37, 30, 44, 131
"""Made up: the showcase shows how things look, not what is so."""


class ShowcaseParams(Params):
    """Nothing to change."""


def plot(params: ShowcaseParams) -> Plot:
    """Walk the parabola, the ravine, the saddle and the hill."""
    return Plot(
        paths={
            "parabola": descend(PARABOLA, GradientDescent(0.1), 4.0, STEPS),
            "vanilla": descend(RAVINE, GradientDescent(0.07), START, 40),
            "momentum": descend(RAVINE, HeavyBall(0.07, 0.7), START, 40),
            "ridge": descend(BOUNDED_SADDLE, GradientDescent(0.2), [1.5, 0.01], 30),
            "ball": descend(BOUNDED_SADDLE, HeavyBall(0.2, 0.6), [1.5, 0.01], 30),
            "hill": descend(HILL, GradientDescent(0.6), 2.3, STEPS),
            **{f"{rate}": descend(PARABOLA, GradientDescent(rate), 5.0, 60) for rate in RATES},
        }
    )


class Showcase(StoryScene[ShowcaseParams]):
    """Page by page: what stands on a curve and on a map, what compares, hides, cuts and races."""

    plot = staticmethod(plot)
    title = "Every part of the kit"
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.paths = self.numbers.paths
        self.step = ValueTracker(0)
        self.show_the_parts()
        self.walk_a_little()
        self.compare_rates()
        self.push_along()
        self.look_from_above()
        self.race_down()
        self.count_the_steps()
        self.feel_in_the_fog()

    def turn_the_page(self, sentence: str, *parts: Mobject) -> None:
        """Take everything away but the headline, and show `parts` under a new one."""
        if self._said is not None:
            self.remove(*(part for part in self.mobjects if part is not self._said))
        self.say(sentence)
        self.add(*parts)

    @beat("Every part of the kit, once.")
    def show_the_parts(self) -> None:
        self.turn_the_page("Words with $x^2$ in *between*")
        self.add(*self.curve_parts(), *self.map_parts(), *self.number_parts())

    @beat("Every part that follows, follows.", loop=True)
    def walk_a_little(self) -> None:
        self.play(walk(self.step, STEPS - 1, seconds=1))

    def curve_parts(self) -> list[Mobject]:
        upper, lower = PAGE_LEFT.rows(1.4, 1, gap=0.9)
        frame = Frame(upper.inset(bottom=0.4, left=0.3, right=0.5, top=0.6), (-5, 5), (0, 27))
        ground = CurveLandscape(PARABOLA, frame)
        self.marble = Marble(ground, self.paths["parabola"], self.step)
        axes = Axes(frame, (-4, 4), (20,), x_name="x", y_name="f", cross=(0, 0))
        log = Frame(
            lower.inset(bottom=0.5, left=0.7, right=0.5, top=0.4), (0, STEPS), (1, 999), True
        )
        values = self.paths["parabola"].values
        return [
            ground,
            axes,
            Axes(log, (0, 3, 6), decades(log.y), x_name="n", y_name="f"),
            Tangent(self.marble),
            Trail(self.marble, line=False),
            Series(log, values, self.step, dots=True),
            DashedSeries(log, 9 * values, self.step, "momentum"),
            self.marble,
        ]

    def map_parts(self) -> list[Mobject]:
        slot = PAGE_MIDDLE.inset(bottom=0.3, top=0.3)
        ground = ContourMap(RAVINE, equal_frame(slot, (-11, 3), (-4, 4)))
        marbles = [
            Marble(ground, self.paths[name], self.step, role)
            for name, role in (("vanilla", "gradient_descent"), ("momentum", "momentum"))
        ]
        return [
            ground,
            minimum_mark(ground.spot([0.0, 0.0])),
            saddle_mark(slot.point(0.3, 0.75)),
            halo(slot.point(0.3, 0.75)),
            on_plate(label("a plate", size=LABEL)).move_to(slot.point(0.5, 0.9)),
            Pointer(lambda: (slot.point(0.2, 0.2), slot.point(0.5, 0.25))),
            *(Trail(marble) for marble in marbles),
            *marbles,
        ]

    def number_parts(self) -> list[Mobject]:
        upper, lower = PAGE_RIGHT.rows(1.2, 1)
        formula = Formula("x - {{ alpha : a }} {{ f'(x) : b }}", roles={"a": "step", "b": "slope"})
        upper.place(formula, 0, 1)
        x = following(self.marble, lambda path, n: float(path.points[n, 0]))
        f = following(self.marble, lambda path, n: float(path.values[n]))
        readouts = column(
            Readout("x", x, decimals=3, whole=2),
            Readout("f(x)", f, role="gradient_descent", decimals=3, whole=2),
            Readout("-x", lambda: -x(), role="faint", decimals=3, whole=2),
            Readout("-infinity", lambda: -np.inf, role="momentum"),
        )
        upper.place(readouts, 0, 0)
        path = self.paths["parabola"]
        columns = (
            Column("n", np.arange(STEPS + 1), decimals=0),
            Column("x_n", path.points[:, 0], decimals=2),
        )
        return [formula, readouts, DataTable(lower, columns, self.step)]

    @beat("Panels, a ruler and one step: how a knob is turned.")
    def compare_rates(self) -> None:
        rate, step = ValueTracker(0.1), ValueTracker(0)
        left, right = BODY.columns(1, 1.6, gap=0.6)
        upper, lower = right.rows(2, 1)
        window = (-6.0, 6.0), (0.0, 33.0)
        walks = [self.paths[f"{rate}"] for rate in RATES[:2]]
        panels = side_by_side(left, PARABOLA, window, walks, step)
        frame = Frame(upper.inset(left=2.8), (-7.5, 7.5), (-5, 56))
        ground = CurveLandscape(PARABOLA, frame)

        def iterates(n: int = 1) -> np.ndarray:
            factor = theory.multiplier(rate.get_value(), 2.0)
            return 5.0 * factor ** np.arange(n + 1)[:, None]

        landing, trail = Landing(ground, iterates, 0.15), BendingTrail(ground, lambda: iterates(6))
        legend = landing.legend()
        legend.move_to(upper.point(0.12, 0.5))
        ruler = FactorRuler(lower, symbol="1 - 2 alpha")
        scale = RateScale(ruler, ValueTracker(2))
        limits = scale.threshold(0, "1\\/lambda"), scale.threshold(-1, "2\\/lambda")
        verdicts = [
            panel.verdict(word)
            for panel, word in zip(panels, ("creeps in", "zigzags"), strict=True)
        ]
        self.turn_the_page("Panels, a ruler and one step", *panels, *verdicts, ground)
        self.add(trail, landing, legend, ruler, scale, *limits, RateMarker(scale, rate))
        self.play(walk(step, 3, seconds=1), glide(rate, 0.8, 1))

    @beat("What momentum adds up, on the map and axis by axis.")
    def push_along(self) -> None:
        path, step = self.paths["momentum"], ValueTracker(0)
        view = MapView(RAVINE, UPPER, (-11, 4), (-1.5, 1.5))
        marble = Marble(view.ground, path, step, "momentum")
        *slots, side = LOWER.inset(left=0.3).columns(1, 1, 1, gap=0.6)
        charts = DirectionCharts(slots, ("along", "across"), STEPS, (0.02, 20))
        bars = FactorBars(side, "a step leaves", ("along", "across"))
        shown = (
            charts.lines(path, ValueTracker(STEPS), "momentum"),
            bars.bars((0.93, 0.75), "gradient_descent", 0),
        )
        self.turn_the_page("Pushes, and each direction", view, charts, bars, *shown)
        self.add(Trail(marble), Pushes(view.ground, path, step), marble)
        self.play(walk(step, 1, seconds=1))

    @beat("A map, cut in two directions, and who leaves first.")
    def look_from_above(self) -> None:
        view = MapView(BOUNDED_SADDLE, WIDE.inset(right=3.1), (-1.8, 1.8), (-1.3, 1.3))
        slots = WIDE.inset(left=WIDE.width - 2.8).rows(1, 1, gap=0.5)
        cuts = [
            Cut(view.ground, axis, (0.0, 0.0), (-1.3, 1.3), slot, f"along ${name}$")
            for axis, (name, slot) in enumerate(zip("xy", slots, strict=True))
        ]
        runs = {
            "vanilla": (self.paths["ridge"], "gradient_descent"),
            "momentum": (self.paths["ball"], "momentum"),
        }
        race = StandingRace(
            view.ground, NARROW, ("who", "$|y_n|$"), runs, lambda path, n: abs(path.points[n, 1]), 3
        )
        formulas = laws(NARROW, "f = x^2 / 2 + {{ y^4 / 4 : slope }} - y^2 / 2")
        counter = race.counter.next_to(formulas, UP, buff=0.5, aligned_edge=LEFT)
        self.turn_the_page("A map, two cuts and standings", view, *cuts, race.table, formulas)
        self.add(counter, *race.trails, *race.marbles)
        self.play(walk(race.step, 12, seconds=1))
        self.play(*race.lines[1].conclude("is out"), run_time=0.6)

    @beat("Losses, arrivals and what a knob costs.")
    def race_down(self) -> None:
        left, right = BODY.columns(1, 1, gap=0.6)
        (top, bottom), (over, under) = left.rows(1, 1.6), right.rows(1, 1.1)
        vanilla = Entrant("vanilla", self.paths["vanilla"], 30, "gradient_descent")
        momentum = Entrant("momentum", self.paths["momentum"], 20, "momentum", dashed=True)
        ground = ContourMap(RAVINE, equal_frame(over, (-11, 3), (-1.5, 1.5)))
        scores = Scores(
            (bottom, top), "same start, same $alpha$", "step of arrival", (vanilla, momentum)
        )
        race = LossRace(ground, (vanilla, momentum), scores)
        best = SweepChart(
            under, "steps needed", "beta", BETAS, {"ravine": NEEDED}, (20, 300), (0, 0.5), (30, 100)
        )
        swept = ValueTracker(0)
        parts = (
            best,
            best.curves(swept, "momentum"),
            best.firsts("gradient_descent"),
            best.bests("momentum"),
            dot_entry("plain", "gradient_descent").move_to(best.frame.slot.point(0.7, 0.9)),
        )
        self.turn_the_page("Losses, arrivals and sweeps", ground, scores, *parts)
        self.add(race.shown)
        self.play(glide(swept, len(BETAS) - 1, 0.5))
        for leg in race.legs(seconds=1):
            self.play(*leg)
        self.add(scores)

    @beat("Steps, counted in two ways.")
    def count_the_steps(self) -> None:
        left, right = BODY.inset(bottom=1.5).columns(1, 1)
        growth = [10.0**-k * 1.4 ** np.arange(30) for k in (1, 2)]
        escapes = EscapeChart(left, growth, ("run_1", "run_2"), 1, 1e-2, "|y_n|")
        step = ValueTracker(0)
        goal = RateRace(right, [self.paths[r] for r in ("0.1", "0.3")], 1e-2, step)
        self.turn_the_page("Steps, counted in two ways", escapes, goal, *goal.names)
        self.play(glide(escapes.step, 30, 1), glide(step, 99, 1))

    @beat("A hiker in the fog, at night.")
    def feel_in_the_fog(self) -> None:
        step, facing, lift = ValueTracker(1), ValueTracker(-1), ValueTracker(CLOSED)
        ground = CurveLandscape(HILL, Frame(SCREEN.inset(top=2), HILL.window[0], (-0.5, 2.8)))
        hiker = Hiker(ground, self.paths["hill"], step, facing)
        fog = Fog(hiker, lift)
        slope, night = SlopeArrow(hiker, ValueTracker(1)), (backdrop(), open_sky())
        self.turn_the_page(
            "A hiker in the fog", *night, ground[0], SeenCurve(ground, fog), slope, hiker, fog
        )
        self.bring_to_front(self._said)
        self.play(glide(lift, 0.35, 1), walk(step, 2))
