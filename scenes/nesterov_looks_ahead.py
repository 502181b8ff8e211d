"""Momentum that feels the slope where its velocity leads: a brake, and a lower limit for α."""

from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Mobject,
    Rectangle,
    ValueTracker,
    VGroup,
    smooth,
    squish_rate_func,
)
from pydantic import Field

from gdcore import (
    RAVINE,
    HeavyBall,
    Nesterov,
    NesterovLookAhead,
    Path,
    descend,
    theory,
)
from scenes.catalog import words_of
from scenes.kit.charts.axes import Frame
from scenes.kit.charts.ruler import FactorRuler
from scenes.kit.charts.series import Series, series
from scenes.kit.charts.small import SmallChart
from scenes.kit.landscape.ground import MapView
from scenes.kit.landscape.marbles import Marble, Runners, Trail, whole_step
from scenes.kit.layout import BODY, PICTURE, Slot
from scenes.kit.races.race import Entrant, ScoreBoard
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, walk
from scenes.kit.text.mobject import TransformMatchingShapes, Write
from scenes.kit.text.numerals import equal_to
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import LABEL, TICK, label, on_plate, rule
from scenes.kit.theme import DASHES
from scenes.parts.nesterov_brake import KeptBars
from scenes.parts.nesterov_limits import KINDS, OFF_THE_FLOOR, WALKED, RateRow, walk_at
from scenes.parts.nesterov_steps import (
    CloseUp,
    StepTriangle,
    corrections,
    look_aheads,
    ring,
    window_around,
)

MAP, LOWER = BODY.rows(1, 1, gap=0.2)
CHART, SIDE = LOWER.columns(1.2, 1, gap=0.5)
CLEAR, KEY = BODY.columns(1.55, 1, gap=0.5)
CLOSE_UP = Slot(PICTURE.left, PICTURE.bottom, CLEAR.right, PICTURE.top)
RULER = BODY.inset(top=BODY.height - 1.6)
LAWS, ALONG, ACROSS = BODY.inset(bottom=1.85).rows(1.2, 1, 1, gap=0.25)
NAMES, MAPS, LANES = BODY.inset(top=0.55, bottom=0.95).columns(1.65, 6.45, 4.3, gap=0.25)
ABOVE_MAPS, ABOVE_LANES = (
    Slot(slot.left, slot.top, slot.right, BODY.top) for slot in (MAPS, LANES)
)
FOOT = Slot(BODY.left, BODY.bottom, BODY.right, LANES.bottom)

NEAR = 0.01
SHOWN, LONGEST, ENLARGED, REPEATED = 40, 300, 1, 6
"""Steps of the chart, of the longest walk, the step that is enlarged, and how many follow."""

GHOST = 0.35
LATE, SOON = (squish_rate_func(smooth, begin, 1) for begin in (0.5, 0.15))
SMALL = 0.09
"""Opacity of what is only held against, and radius of a disc that stands in a ring."""

CURVED_ALONG, CURVED_ACROSS = np.diag(RAVINE.hessian(RAVINE.minima[0])).tolist()
ROLES = {"momentum": "momentum", "Nesterov": "nesterov"}
LIMIT_LAW = "(2 (1 + beta)) / (lambda (1 + 2 beta))"
STOPS = ("high_", "higher_", "highest_")
"""Of the turn of α: above the limit of the first optimizer, of the second, and of the third."""

ABOVE = 1.06
"""Of the last stop, as a multiple of the largest limit."""


class NesterovLooksAheadParams(Params):
    learning_rate: float = Field(0.03, ge=0.025, le=0.034, description="step size α of the race")
    momentum: float = Field(0.9, ge=0.87, le=0.93, description="share β of the velocity kept")
    high_rate: float = Field(
        0.07, ge=0.065, le=0.075, description="α at which Nesterov diverges and momentum does not"
    )
    start_x: float = Field(-10.0, ge=-10.5, le=-8, description="x where both are dropped")
    start_y: float = Field(1.0, ge=0.7, le=1.0, description="y where both are dropped")


def plot(params: NesterovLooksAheadParams) -> Plot:
    rate, beta = params.learning_rate, params.momentum
    limits = {
        role: theory.largest_stable_rate(CURVED_ACROSS, kind.method, beta)
        for role, kind in KINDS.items()
    }
    vanilla, heavy_ball = limits["gradient_descent"], limits["momentum"]
    stops = params.high_rate, (vanilla + heavy_ball) / 2, ABOVE * heavy_ball
    start = params.start_x, params.start_y
    runs = {
        "momentum": HeavyBall(rate, beta),
        "Nesterov": NesterovLookAhead(rate, beta),
        "PyTorch's Nesterov": Nesterov(rate, beta),
    }
    paths = {name: descend(RAVINE, optimizer, start, LONGEST) for name, optimizer in runs.items()}
    for stop in stops:
        paths |= {
            f"{kind.name}, α = {stop:.3g}": walk_at(role, stop, beta, params.start_x)
            for role, kind in KINDS.items()
        }
    factors = [float(theory.multiplier(rate, curved)) for curved in (CURVED_ALONG, CURVED_ACROSS)]
    facts: dict[str, Fact] = {
        **params.model_dump(),
        "too_far": overshoot(paths["momentum"]),
        "less_far": overshoot(paths["Nesterov"]),
        "late": arrival(paths["momentum"]),
        "early": arrival(paths["Nesterov"]),
        "factor_along": factors[0],
        "factor_across": factors[1],
        "limit": limits["nesterov"],
        "vanilla_limit": vanilla,
        "momentum_limit": heavy_ball,
        **{f"{name}rate": stop for name, stop in zip(STOPS, stops, strict=True)},
    }
    return Plot(paths, facts)


def overshoot(path: Path) -> float:
    """Return how far `path` runs past the minimum along the floor, in data units."""
    return float(path.points[:, 0].max())


def arrival(path: Path) -> int:
    """Return the step from which `path` stays near the minimum, the origin; or -1."""
    return path.settles_within(NEAR, np.zeros(path.dim)) or -1


class NesterovLooksAhead(StoryScene[NesterovLooksAheadParams]):
    """Take momentum's gradient one leap ahead: it brakes before the turn, and diverges sooner."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("nesterov_looks_ahead")

    def construct(self) -> None:
        self.rate, self.beta = self.params.learning_rate, self.params.momentum
        self.ball, self.nesterov = (self.paths[name] for name in ROLES)
        self.recall_momentum()
        self.feel_the_slope_too_early()
        self.look_ahead()
        self.stand_on_the_look_ahead()
        self.race()
        self.find_the_brake()
        self.turn_alpha_up()

    @beat("Momentum leaps on with its velocity: it runs {too_far:.1f} past the minimum.")
    def recall_momentum(self) -> None:
        self.map = MapView(RAVINE, MAP, (-11, 6), (-1, 1))
        self.chart = self.chart_across()
        self.step = ValueTracker(0)
        marble = Marble(self.map.ground, self.ball, self.step, "momentum")
        self.rules = SIDE.stack(*map(rule, self.law("theta")), up=0.85)
        self.add(self.map)
        self.ask(FadeIn(self.chart), FadeIn(marble, shift=0.5 * DOWN))
        curve, trail = self.curve(self.chart, self.ball, self.step, "momentum"), Trail(marble)
        self.add(curve, trail, marble)
        self.play(Write(self.rules), run_time=STEADY)
        turn = int(self.ball.points[:, 0].argmax())
        self.play(walk(self.step, turn, seconds=4.5))
        past = self.past(self.ball, "momentum")
        self.play(FadeIn(past, shift=0.3 * DOWN), run_time=QUICK)
        self.play(walk(self.step, SHOWN, seconds=2))
        self.old: list[Mobject] = [self.map, self.chart, curve, trail, marble, past]

    def chart_across(self) -> SmallChart:
        high = float(np.ceil(self.params.start_y))
        return SmallChart(
            CHART,
            "$y$, across the floor, after $n$ steps",
            (0, SHOWN),
            (-high, high),
            (),
            (-high, 0, high),
            (0, 0),
            "n",
        )

    @staticmethod
    def curve(chart: SmallChart, path: Path, step: ValueTracker, role: str) -> Series:
        """Return y of a path in `chart`, up to the step."""
        return series(chart.frame, path.points[: SHOWN + 1, 1], step, role, DASHES[role])

    def law(self, felt: str) -> tuple[str, ...]:
        return (
            "{{ v : velocity }} arrow.l {{ beta v : kept }}"
            f" + {{{{ nabla L({felt}) : slope }}}}",
            "theta arrow.l theta - {{ alpha : rate }} {{ v : velocity }}",
            f"{{{{ beta = {self.beta:g} : kept }}}} quad {{{{ alpha = {self.rate:g} : rate }}}}",
        )

    def past(self, path: Path, role: str) -> VGroup:
        """Return how far a path runs past the minimum, above the place where it turns."""
        spot = self.map.ground.spot(path.points[path.points[:, 0].argmax()])
        return on_plate(label(f"{overshoot(path):.1f}", role)).next_to(spot, UP, buff=0.3)

    @beat("It adds the slope felt where it stands, though the leap leads elsewhere.")
    def feel_the_slope_too_early(self) -> None:
        n = ENLARGED
        ahead, end = look_aheads(self.nesterov)[n], self.ball.points[n + 1]
        start = self.ball.points[n]
        corners = np.stack([start, ahead, end, self.nesterov.points[n + 1]])
        self.close = CloseUp(RAVINE, CLOSE_UP, CLEAR, corners)
        ground = self.close.ground
        self.hasty = StepTriangle(ground, start, ahead, end, "momentum", felt_ahead=False)
        self.now = ValueTracker(n)
        self.marble = Marble(ground, self.nesterov, self.now, "nesterov")
        self.other = Marble(ground, self.ball, self.now, "momentum")
        self.enlarge()
        kept, step = self.named(self.hasty, "momentum", "momentum")
        (at, tip, last), here = (
            self.hasty.corners,
            on_plate(label("$-alpha nabla L$ here", "slope")),
        )
        here.next_to(at + (last - tip) / 2, UP + RIGHT, buff=0.15)
        self.add(self.hasty)
        self.bring_to_front(self.other)
        self.play(glide(self.hasty.pushed, 1, SLOW), FadeIn(here))
        self.play(glide(self.hasty.leapt, 1, SLOW), FadeIn(kept))
        moved: Any = here.animate
        there = (tip + last) / 2 + 0.15 * DOWN
        self.play(
            glide(self.hasty.carried, 1, SLOW),
            moved(run_time=SLOW).next_to(there, DOWN + LEFT, buff=0),
        )
        self.play(glide(self.hasty.summed, 1, SLOW), FadeIn(step))
        self.wait(HOLD)
        self.step_name, self.names = step, VGroup(kept, here)
        self.give_way()

    def enlarge(self) -> None:
        """Let the place of one step grow to the whole slot."""
        slot = self.close.frame.slot
        small = self.small_in(self.map.frame, self.close.frame)
        place = Rectangle(width=slot.width, height=slot.height).scale(small["scale"])
        place.move_to(small["target_position"])
        place.set_stroke(self.theme.color("ink"), 3)
        self.play(Create(place), run_time=QUICK)
        grown: Any = place.animate
        rules: Any = self.rules.animate
        self.say(
            f"Step {ENLARGED + 1}, enlarged",
            FadeIn(self.close, **small),
            grown.stretch_to_fit_width(slot.width)
            .stretch_to_fit_height(slot.height)
            .move_to(slot.center),
            rules.move_to(KEY.point(0, 1), UP + LEFT),
            away=self.old,
        )
        self.play(FadeOut(place), FadeIn(self.other), run_time=QUICK)

    def small_in(self, window: Frame, part: Frame) -> dict[str, Any]:
        """Return where a window that shows a part of another one has its place in that one."""
        low, high = (window.at(part.x[end], part.y[end]) for end in (0, 1))
        ratio = float((high - low)[0]) / part.slot.width
        return {"target_position": (low + high) / 2, "scale": ratio}

    def named(self, triangle: StepTriangle, role: str, name: str) -> tuple[VGroup, VGroup]:
        """Return names for the kept velocity and for the step."""
        at, tip, end = triangle.corners
        kept = on_plate(label("$-alpha beta v$", "momentum")).next_to((at + tip) / 2, LEFT, 0.3)
        return kept, on_plate(label(name, role)).next_to(end, RIGHT, 0.3)

    def give_way(self) -> None:
        """Leave of momentum's step only a ghost, for the other one to be held against."""
        ghost: Any = VGroup(self.hasty.push, self.hasty.step).animate
        self.say(
            "Leap, look, then correct",
            glide(self.hasty.leapt, 0, STEADY),
            ghost.set_fill(opacity=GHOST),
            FadeIn(self.marble),
            away=[*self.names, self.other],
        )

    @beat(
        "Nesterov feels the slope where velocity leads: past the floor, it points back.",
        loop=True,
    )
    def look_ahead(self) -> None:
        n, ground = ENLARGED, self.close.ground
        start, end = self.nesterov.points[n : n + 2]
        ahead = look_aheads(self.nesterov)[n]
        triangle = StepTriangle(ground, start, ahead, end, "nesterov", felt_ahead=True)
        kept, step = self.named(triangle, "nesterov", "Nesterov")
        self.add(triangle)
        self.bring_to_front(self.marble)
        self.play(glide(triangle.leapt, 1, SLOW), FadeIn(kept))
        eye = ring(ground.spot(ahead))
        push = on_plate(label("$-alpha nabla L$ there", "slope")).next_to(eye, LEFT, buff=0.25)
        law = rule(self.law("theta - alpha beta v")[0]).move_to(self.rules[0], LEFT)
        form = label("the look-ahead form", "faint")
        form.next_to(self.rules, DOWN, buff=0.5, aligned_edge=LEFT)
        self.play(
            Create(eye), FadeIn(form), TransformMatchingShapes(self.rules[0], law), run_time=STEADY
        )
        self.play(glide(triangle.pushed, 1, SLOW), FadeIn(push))
        self.play(glide(triangle.summed, 1, SLOW), FadeIn(step))
        self.play(walk(self.now, n + 1), run_time=SLOW)
        ends = KEY.stack(
            label("$y$ after the step:", "faint"),
            label(f"${self.ball.points[n + 1, 1]:.2f}$ momentum", "momentum"),
            label(f"${end[1]:.2f}$ Nesterov", "nesterov"),
            up=0.2,
        )
        self.play(FadeIn(ends, shift=0.3 * UP), run_time=STEADY)
        self.wait(HOLD)
        self.rules = VGroup(law, *self.rules[1:], form)
        self.enlarged = VGroup(self.close, self.hasty, triangle, self.step_name)
        self.enlarged.add(kept, push, step, eye, self.marble)
        self.old = [ends, self.rules]

    @beat("PyTorch keeps the look-ahead points: the same walk, one slope step earlier.")
    def stand_on_the_look_ahead(self) -> None:
        torch = self.paths["PyTorch's Nesterov"]
        points = np.concatenate([p.points[: REPEATED + 1] for p in (self.nesterov, torch)])
        wide, step = MapView(RAVINE, BODY, *window_around(points)), ValueTracker(0)
        ours = Marble(wide.ground, self.nesterov, step, "nesterov")
        theirs = Marble(wide.ground, torch, step, "ink", SMALL)
        pushes = corrections(wide.ground, self.nesterov, range(REPEATED + 1))
        self.add(wide, self.enlarged)
        out = FadeOut(self.enlarged, **self.small_in(wide.frame, self.close.frame))
        self.say("Two forms are in use; the discs are ours", FadeIn(wide), out, away=self.old)
        trail = Trail(ours)
        self.add(trail, ours)
        self.play(FadeIn(ours), run_time=QUICK)
        for n, push in enumerate(pushes[:-1]):
            self.play(walk(step, n + 1), FadeIn(push), run_time=STEADY if n < 2 else QUICK)
        self.play(FadeIn(pushes[-1]), run_time=QUICK)  # the ring in which the last disc will land
        self.play(glide(step, 0, STEADY))
        self.add(theirs)
        self.say("PyTorch's discs land in the rings", FadeIn(theirs))
        self.play(walk(step, REPEATED), run_time=4)
        self.wide, self.walked = wide, VGroup(wide, trail, pushes, ours, theirs)

    @beat("Same start, same α, same β: Nesterov runs {less_far:.1f} too far, not {too_far:.1f}.")
    def race(self) -> None:
        runners = Runners(self.map.ground, [(self.paths[n], role) for n, role in ROLES.items()])
        late, early = (
            Entrant(name, self.paths[name], arrival(self.paths[name]), role, DASHES[role])
            for name, role in ROLES.items()
        )
        terms = f"same $alpha {equal_to(self.rate)}$, same $beta {equal_to(self.beta)}$"
        board = ScoreBoard(
            SIDE.inset(top=0.3), terms, f"steps until it stays within {NEAR:g}", (late, early)
        )
        chart = self.chart_across()
        self.add(self.map, self.walked)
        out = FadeOut(self.walked, **self.small_in(self.map.frame, self.wide.frame))
        first = runners.marbles[0]
        counter = Readout("n", lambda: whole_step(first), decimals=0, signed=False, whole=3)
        BODY.place(counter, 1, 1)
        late_on = FadeIn(chart, board, counter, rate_func=LATE)  # the larger map lay there
        self.say("The brake before the turn", FadeIn(self.map), late_on, out)
        lines = VGroup(
            *(self.curve(chart, run.path, runners.step, run.role) for run in (late, early))
        )
        self.add(lines, runners.shown)
        self.play(FadeIn(*runners.marbles, shift=0.5 * DOWN), run_time=QUICK)
        turn = int(self.nesterov.points[:, 0].argmax())
        self.play(walk(runners.step, turn, seconds=4))
        past = VGroup(*(self.past(run.path, run.role) for run in (late, early)))
        self.play(FadeIn(past, shift=0.3 * DOWN), walk(runners.step, SHOWN, seconds=2))
        scores = VGroup()
        for one in (early, late):
            self.play(walk(runners.step, one.arrival, seconds=HOLD))
            scores.add(board.score(one))
            self.play(FadeIn(scores[-1]), run_time=QUICK)
        self.wait(HOLD)
        self.old = [self.map, chart, board, counter, lines, runners.shown, past, scores]

    @beat("Where curvature is λ, it keeps not β of its velocity, but β(1 − αλ): a brake.")
    def find_the_brake(self) -> None:
        felt = (
            "{{ v : velocity }} arrow.l {{ beta v : kept }}"
            " + {{ lambda (theta - alpha beta v) : slope }}"
        )
        kept = (
            "{{ v : velocity }} arrow.l {{ beta (1 - alpha lambda) v : kept }}"
            " + {{ lambda theta : slope }}"
        )
        laws = LAWS.stack(rule(felt), rule(kept), up=0.9)
        ruler = FactorRuler(RULER)
        factors = [float(self.facts[f"factor_{way}"]) for way in ("along", "across")]
        self.say(
            "The slope there, on curvature $lambda$", FadeIn(ruler), Write(laws[0]), away=self.old
        )
        ways, curvatures = ("along", "across"), (CURVED_ALONG, CURVED_ACROSS)
        bars = [
            KeptBars(slot, f"{way}, $lambda = {curvature:g}$", self.beta, factor)
            for slot, way, curvature, factor in zip(
                (ALONG, ACROSS), ways, curvatures, factors, strict=True
            )
        ]
        come = FadeIn(*bars, rate_func=LATE)
        self.play(TransformMatchingShapes(laws[0].copy(), laws[1]), come, run_time=SLOW)
        marks, results = VGroup(), VGroup()
        for bar, way, factor in zip(bars, ways, factors, strict=True):
            mark = ruler.marker(ValueTracker(factor), "ink", f"{way}: ${factor:.3g}$")
            self.play(FadeIn(mark), run_time=STEADY)
            self.play(glide(bar.kept, self.beta * factor, SLOW))
            self.play(FadeIn(bar.result), run_time=QUICK)
            marks.add(mark)
            results.add(bar.result)
        self.say("Hardly any along the floor, much across it")
        self.wait(HOLD)
        self.old = [laws, ruler, *bars, results, marks]

    @beat(
        "But it diverges sooner: above α = {limit:.3g}, vanilla {vanilla_limit:.3g},"
        " momentum {momentum_limit:.3g}."
    )
    def turn_alpha_up(self) -> None:
        rate, step = ValueTracker(self.rate), ValueTracker(0)
        rows = [
            RateRow(slots, role, self.beta, self.params.start_x, rate, step, named=not n)
            for n, (slots, role) in enumerate(zip(self.row_slots(), KINDS, strict=True))
        ]
        alpha = Readout("alpha", rate.get_value, "step", decimals=3, signed=False)
        start = f"({self.params.start_x:g}, {OFF_THE_FLOOR:g})"
        told = label(f"{WALKED} steps from ${start}$, beside the floor", "faint", TICK)
        ABOVE_LANES.place(alpha, 0, 0.5)
        come = FadeIn(*rows, alpha, ABOVE_MAPS.place(told, 0, 0.5), rate_func=SOON)
        self.say("Three walks at one $alpha$", come, away=self.old)
        self.play(
            FadeIn(*(row.marble for row in rows), shift=0.5 * DOWN),
            FadeIn(*(row.wedge for row in rows)),
            run_time=QUICK,
        )
        self.add(*(row.moving for row in rows))
        self.play(walk(step, WALKED, seconds=3))
        first, second, third = (float(self.facts[f"{name}rate"]) for name in STOPS)
        self.say("Turn it up, for all three at once")
        self.play(glide(rate, first, 3.5))
        law = rule(f"{{{{ alpha : rate }}}} < {LIMIT_LAW} {equal_to(rows[0].limit)}", LABEL)
        limit = VGroup(label("Nesterov converges for", "nesterov"), law).arrange(RIGHT, buff=0.3)
        come = FadeIn(rows[0].growth, FOOT.place(limit, 1, 0.5))
        self.say("The correction now overshoots the floor", come)
        self.wait(HOLD)
        self.play(glide(rate, second, 2.5))
        self.play(FadeIn(rows[1].growth), run_time=QUICK)
        self.play(glide(rate, third, 2.5))
        self.say("It brakes sooner, and leaves sooner", FadeIn(rows[2].growth))
        self.wait(HOLD)
        self.lead_on()

    @staticmethod
    def row_slots() -> list[tuple[Slot, Slot, Slot]]:
        """Return the slots of name, map and lane for each optimizer, from top to bottom."""
        columns = [column.rows(1, 1, 1, gap=0.2) for column in (NAMES, MAPS, LANES)]
        return list(zip(*columns, strict=True))
