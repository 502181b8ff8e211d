"""The same rule, the same α, another start: another answer, unless the loss is convex."""

from collections.abc import Sequence
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
    LaggedStart,
    ValueTracker,
    VGroup,
    smooth,
    squish_rate_func,
)
from pydantic import Field

from gdcore import (
    DOUBLE_WELL,
    DOUBLE_WELL_2D,
    HIMMELBLAU,
    LANDSCAPES,
    SHIFTED_BOWL,
    GradientDescent,
    HeavyBall,
    Landscape,
    Path,
    arrivals,
    descend,
    random_starts,
)
from gdcore.critical_points import find_critical_points
from scenes.catalog import words_of
from scenes.kit.charts.axes import Axes, Frame, equal_frame
from scenes.kit.charts.series import DashedLine
from scenes.kit.landscape.ground import ContourMap, CurveLandscape, halo
from scenes.kit.landscape.marbles import BEHIND, MARBLE_RADIUS, Marble, Trail, following
from scenes.kit.layout import BODY, PICTURE, Slot
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, glide, hurried, walk
from scenes.kit.surface.stage import SurfaceCamera
from scenes.kit.text.numerals import MINUS, typst
from scenes.kit.text.readout import Readout, column
from scenes.kit.text.text import Lettering, label, stand_on
from scenes.parts.basin_fill import (
    NEARLY,
    BasinFill,
    Plane,
    coloured_ground,
    fill_to_the_edges,
    plane_of,
)
from scenes.parts.changing_map import ChangingMap
from scenes.parts.many_starts import BasinTable, ManyStarts
from scenes.parts.trough import CutTrough

CURVE_X, CURVE_TOP, FOOT, FLOOR = (-2.45, 2.4), 8.0, -1.75, -2.25
"""The curve's window, and the heights of its lowest point and of its axis in scene units."""

FAR_STARTS = 2.0, -2.2
"""From the first momentum finds the better well, from the second the worse one."""

MAP, TABLE = BODY.columns(1.9, 1, gap=0.55)
MAP = Slot(PICTURE.left, PICTURE.bottom, MAP.right, PICTURE.top)
SEEN = equal_frame(MAP, (-5, 5), (-5.8, 5.3))
LEVELS = (8, 30, 80, 170, 330, 600)
BOWL_LEVELS = tuple((2 * n) ** 2 for n in range(1, 1 + len(LEVELS)))
RUNS = ("run_1", "run_2", "run_3", "run_4")
COLUMNS, MOST_STEPS, BOWL_RATE = 300, 1500, 0.1
SETTLED, AT_REST = 5e-4, 5e-3
"""Where a marble has settled, its place is right to the digits shown; in space, to the eye."""

AWAY, IN_THE_TROUGH = 1.1, ", on the surface"
"""y where both marbles start on the surface, and what its paths are called after their names."""

VANILLA, MOMENTUM = "gradient_descent", "momentum"


HEAD_FOOT = 0.13 * DOWN
"""From the middle of a line of text to where its letters stand, in scene units."""


class LocalMinimaParams(Params):
    left: float = Field(0.1, ge=-2, le=0.1, description="x where the left marble starts")
    right: float = Field(0.25, ge=0.25, le=2, description="x where the right marble starts")
    learning_rate: float = Field(0.01, ge=0.008, le=0.012, description="step size α on the curve")
    momentum: float = Field(0.9, ge=0.9, le=0.91, description="share β of the velocity kept")
    map_rate: float = Field(0.002, ge=0.0015, le=0.003, description="step size α on the map")
    starts: int = Field(100, ge=20, le=200, description="random starts on the map")
    seed: int = Field(7, ge=0, le=99, description="seed of the random starts")


def barrier() -> float:
    """Return where the two wells of the curve meet: its only maximum."""
    return float(find_critical_points(DOUBLE_WELL)[-1].point[0])


def settling(path: Path, within: float = SETTLED) -> int:
    """Return the step from which a path stays near the minimum where it ends."""
    minima = LANDSCAPES[path.landscape].minima
    ends = minima[np.abs(minima[:, 0] - path.points[-1, 0]).argmin()]
    step = path.settles_within(within, ends)
    assert step is not None, "a path between two wells must settle"
    return step


def plane(landscape: Landscape, rate: float) -> Plane:
    """Find where all starts of the map's window end."""
    optimizer = GradientDescent(rate)
    return plane_of(landscape, optimizer, SEEN.x, SEEN.y, COLUMNS, MOST_STEPS)


def plot(params: LocalMinimaParams) -> Plot:
    rate = params.learning_rate
    vanilla, ball = GradientDescent(rate), HeavyBall(rate, params.momentum)
    runs = {
        "left": (vanilla, params.left),
        "right": (vanilla, params.right),
        **{f"vanilla from {start:g}": (vanilla, start) for start in FAR_STARTS},
        **{f"momentum from {start:g}": (ball, start) for start in FAR_STARTS},
    }
    paths = {name: descend(DOUBLE_WELL, *run, MOST_STEPS) for name, run in runs.items()}
    paths = {
        name: descend(DOUBLE_WELL, *runs[name], settling(path)) for name, path in paths.items()
    }
    for name in ("left", "right"):
        run = vanilla, (runs[name][1], AWAY)
        steps = settling(descend(DOUBLE_WELL_2D, *run, MOST_STEPS), AT_REST)
        paths[name + IN_THE_TROUGH] = descend(DOUBLE_WELL_2D, *run, steps)
    starts = random_starts(HIMMELBLAU, params.starts, params.seed)
    on_map = {HIMMELBLAU: params.map_rate, SHIFTED_BOWL: BOWL_RATE}
    for landscape, map_rate in on_map.items():
        optimizer = GradientDescent(map_rate)
        _, when = arrivals(landscape, optimizer, starts, MOST_STEPS, NEARLY)
        paths[landscape.name] = descend(landscape, optimizer, starts, int(when.max()))
    facts: dict[str, Fact] = {
        "gap": params.right - params.left,
        "rate": rate,
        "barrier": barrier(),
        "beta": params.momentum,
        "starts": params.starts,
        "from_right": f"{FAR_STARTS[0]:g}",
        "from_left": f"{FAR_STARTS[1]:g}".replace("-", MINUS),
        "minima": len(HIMMELBLAU.minima),
    }
    return Plot(paths, facts)


def curve() -> CurveLandscape:
    """Return the two wells as a curve, its lowest point where readouts leave it room."""
    unit = (PICTURE.top - FOOT) / (CURVE_TOP - float(DOUBLE_WELL.value(DOUBLE_WELL.minima)[0]))
    low = CURVE_TOP - (PICTURE.top - PICTURE.bottom) / unit
    return CurveLandscape(DOUBLE_WELL, Frame(PICTURE, CURVE_X, (low, CURVE_TOP)))


class LocalMinima(StoryScene[LocalMinimaParams]):
    """Two wells and two answers, four minima and a plane in four colours, a bowl and one answer."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("local_minima")
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.part_two_marbles()
        self.cut_along_the_floor()
        self.name_the_barrier()
        self.cross_the_barrier()
        self.leave_the_better_well()
        self.scatter_the_starts()
        self.fill_the_plane()
        self.try_a_bowl()

    @beat("Two marbles, {gap:.3g} apart, on one surface, with one rule and one α. Two answers.")
    def part_two_marbles(self) -> None:
        self.ground = curve()
        fill_to_the_edges(self.ground)
        names = "left", "right"
        above, along = ([self.paths[n + end] for n in names] for end in (IN_THE_TROUGH, ""))
        self.trough = trough = CutTrough(self.ground, above, along, RUNS[:2])
        starts = (typst(float(path.points[0, 0]), "g") for path in along)
        going, clock = trough.look_round(3 * SLOW), trough.marbles.step
        self.add(trough.stage)
        self.tags = trough.tags([f"start ${x}$" for x in starts])
        self.ask(trough.marbles.dropped(), *going)
        rate = typst(float(self.facts["rate"]), "g")
        law = f"$L = {DOUBLE_WELL_2D.formula}$, and $alpha = {rate}$ for both"
        self.say(law, FadeIn(self.tags))
        self.play(walk(clock, max(path.steps for path in above), 4 * SLOW, hurried))
        self.wait(HOLD)

    @beat("Cut along its floor, the surface is a curve: the steps in x are the same.")
    def cut_along_the_floor(self) -> None:
        trough, self.axes = self.trough, self.axis_in_the_ground()
        self.readouts = VGroup(*(self.readout_over(disc) for disc in trough.discs))
        late = squish_rate_func(smooth, 0.5, 1)  # no marble is seen twice
        ground, *discs = trough.opened()
        new = *trough.marbles.taken_away(), FadeIn(ground), FadeIn(*discs, rate_func=late)
        self.say("A cut at $y = 0$", *new, away=[self.tags])
        self.play(trough.cut_open(1.5 * SLOW))
        self.play(trough.turn_aside(1.5 * SLOW))
        self.add(self.ground, trough.section, *trough.discs)
        self.play(FadeIn(self.ground), FadeOut(trough.stage), run_time=STEADY)
        trough.hand_over()
        self.remove(trough.section)
        trails = [Trail(disc, line=False) for disc in trough.discs]  # on the ground, not the cut
        self.add(*trails, *trough.discs)
        self.say(f"$L = {DOUBLE_WELL.formula}$", FadeIn(self.axes, *trails, self.readouts))
        self.wait(HOLD)
        self.two = VGroup(*trails, *trough.discs)

    def axis_in_the_ground(self) -> Axes:
        frame = self.ground.frame
        left, right = (frame.data_at(BODY.point(end, 0))[0] for end in (0, 1))
        slot = Slot(BODY.left, FLOOR, BODY.right, BODY.top)
        axes = Axes(Frame(slot, (left, right), (0, 1)), range(-2, 3), x_name="")
        axes.numbers.set_color(self.theme.color("ink"))
        axes.remove(axes.y_axis)
        return axes

    def above_the_well(self, minimum: int, height: float) -> np.ndarray:
        """Return a screen point over a minimum of the curve, at a share of the body's height."""
        across = self.ground.spot(DOUBLE_WELL.minima[minimum])[0]
        return np.array([across, BODY.point(0, height)[1], 0])

    def readout_over(self, marble: Marble) -> VGroup:
        place = following(marble, lambda path, n: float(path.points[n, 0]))
        loss = following(marble, lambda path, n: float(path.values[n]))
        start = typst(float(marble.path.points[0, 0]), "g")
        rows = column(Readout("x", place, marble.role, decimals=2), Readout("L", loss, decimals=2))
        head = label(f"start ${start}$", marble.role).next_to(rows, UP, 0.25, aligned_edge=LEFT)
        minimum = RUNS.index(marble.role)
        return VGroup(head, rows).move_to(self.above_the_well(minimum, 0.78))

    @beat("Whatever starts left of the barrier ends left, and right of it right.")
    def name_the_barrier(self) -> None:
        top = self.ground.spot(np.array([self.facts["barrier"]]))
        foot = np.array([top[0], self.axes.x_axis.get_start()[1], 0])
        line = DashedLine(top, foot, color=self.theme.color("ink"))
        value = typst(float(self.facts["barrier"]), ".3f")
        name = label(f"barrier $x = {value}$").next_to(line, RIGHT, buff=0.2)
        halves = coloured_ground(self.ground, [float(self.facts["barrier"])], RUNS[:2])
        self.say("A basin: all starts with the same answer")
        self.play(Create(line), FadeIn(name), run_time=STEADY)
        self.add(halves, self.ground.curve, self.axes, line, name, self.two)
        self.play(*(FadeIn(half) for half in halves), run_time=SLOW)
        names = VGroup(
            stand_on(label("the global minimum"), self.above_the_well(0, 0.48)),
            stand_on(label("a local minimum"), self.above_the_well(1, 0.48)),
        )
        self.play(LaggedStart(*map(FadeIn, names), lag_ratio=0.6), run_time=SLOW)
        self.wait(HOLD)
        self.old = VGroup(halves, line, name, names, self.readouts, self.two)

    @beat("From {from_right}, momentum crosses into the deeper well. Vanilla stays behind.")
    def cross_the_barrier(self) -> None:
        self.results = VGroup()
        beta = typst(float(self.facts["beta"]), "g")
        self.race(FAR_STARTS[0], f"With momentum, $beta = {beta}$: a way out?", self.old)

    @beat("From {from_left}, it leaves the deeper well for the other, and vanilla stays.")
    def leave_the_better_well(self) -> None:
        self.race(FAR_STARTS[1], "It can go wrong the same way", self.old)

    def race(self, start: float, sentence: str, leaving: VGroup) -> None:
        """Let vanilla and momentum go from a start on the curve, and write down both losses."""
        step = ValueTracker(0)
        names = "vanilla", "momentum"
        sizes = MARBLE_RADIUS * BEHIND, MARBLE_RADIUS  # both are seen where they start
        pair = [
            Marble(self.ground, self.paths[f"{name} from {start:g}"], step, role, size)
            for name, role, size in zip(names, (VANILLA, MOMENTUM), sizes, strict=True)
        ]
        trails = [Trail(marble, line=False) for marble in pair]
        self.say(sentence, away=[leaving])  # runs and optimizers are never seen together
        row = self.result_row(start, [float(marble.path.values[-1]) for marble in pair])
        first = not self.results.submobjects
        heads = self.result_heads() if first else VGroup()
        self.play(FadeIn(*pair, shift=0.6 * DOWN), FadeIn(heads, row[0]), run_time=STEADY)
        self.add(*trails, *pair)
        self.play(walk(step, max(marble.path.steps for marble in pair), 3.5 * SLOW, hurried))
        self.play(FadeIn(row[1:], shift=0.2 * UP), run_time=QUICK)
        self.wait(HOLD)
        self.results.add(heads, row)
        self.old = VGroup(*trails, *pair)

    def result_heads(self) -> VGroup:
        heads = label("final loss"), label("vanilla", VANILLA), label("momentum", MOMENTUM)
        feet = [middle + HEAD_FOOT for middle in self.cells(0)]
        return VGroup(*(stand_on(head, foot) for head, foot in zip(heads, feet, strict=True)))

    def result_row(self, start: float, losses: Sequence[float]) -> VGroup:
        texts = f"from ${typst(start, 'g')}$", *(f"${typst(loss, '.2f')}$" for loss in losses)
        return self.result_line(texts, 1 + FAR_STARTS.index(start))

    def result_line(self, texts: Sequence[str], row: int) -> VGroup:
        lines = zip(texts, ("ink", VANILLA, MOMENTUM), self.cells(row), strict=True)
        return VGroup(*(label(text, role).move_to(at) for text, role, at in lines))

    @staticmethod
    def cells(row: int) -> list[np.ndarray]:
        """Return the middles of a row of the results, between the walls of the curve."""
        columns = BODY.inset(left=3.2, right=3.2).columns(1, 1, 1)
        return [column.point(0.5, 0.93) + 0.6 * row * DOWN for column in columns]

    @beat("From above, a loss with {minima} minima. {starts} starts at random, one rule, one α.")
    def scatter_the_starts(self) -> None:
        self.map = ContourMap(HIMMELBLAU, SEEN, LEVELS)
        self.step, self.clock = ValueTracker(0), ValueTracker(-1)
        self.plane = plane(HIMMELBLAU, self.params.map_rate)
        self.many = self.starts_on(HIMMELBLAU, self.map)
        self.table = BasinTable(TABLE, HIMMELBLAU.minima, RUNS, self.many, self.plane, self.clock)
        old = VGroup(self.ground, self.axes, self.results, self.old)
        rate = typst(self.params.map_rate, "g")
        away = MAP.width * RIGHT  # the two grounds go side by side, and never overlap
        self.add(self.map.shift(-away))
        panned: Any = self.map.animate
        self.say(
            f"Two coordinates now, $alpha = {rate}$", panned.shift(away), FadeOut(old, shift=away)
        )
        rings = [halo(self.map.spot(minimum), radius=0.22) for minimum in HIMMELBLAU.minima]
        rows = FadeIn(self.table.names)
        self.play(LaggedStart(*map(Create, rings), lag_ratio=0.3), rows, run_time=SLOW)
        self.rings = VGroup(*rings)
        self.add(self.table)
        self.play(FadeIn(self.many), run_time=STEADY)
        self.say("Each start takes the mark of its minimum")

    def starts_on(self, landscape: Landscape, ground: ContourMap) -> ManyStarts:
        path = self.paths[landscape.name]
        rate = float(path.rates[0])
        found = arrivals(landscape, GradientDescent(rate), path.points[0], MOST_STEPS, NEARLY)
        return ManyStarts(ground, path, *found, self.step, RUNS[: len(landscape.minima)])

    @beat("Where a dot ends decides its start's colour and shape. So for all the plane.", loop=True)
    def fill_the_plane(self) -> None:
        self.play(glide(self.step, self.many.path.steps, 2.2 * SLOW, gathering))
        self.fill = BasinFill(self.plane, SEEN, self.clock, RUNS)
        self.add(self.fill, self.rings, self.many)
        count = self.plane_size()
        self.play(FadeIn(count, self.table.shares), run_time=QUICK)
        self.play(glide(self.clock, self.plane.longest + 1, 2 * SLOW, gathering))
        borders = self.fill.borders()
        self.add(borders, self.rings, self.many)
        self.play(Create(borders), run_time=STEADY)
        self.wait(HOLD)
        self.borders, self.notes = borders, VGroup(self.table, self.table.shares, count)

    def plane_size(self) -> Lettering:
        words = label(f"the plane: {self.plane.starts:,} starts".replace(",", "\u202f"))
        return TABLE.place(words, 0, 0.1)

    @beat("On a convex bowl all {starts} starts have one answer: there is one minimum to find.")
    def try_a_bowl(self) -> None:
        bowl = ContourMap(SHIFTED_BOWL, SEEN, BOWL_LEVELS)
        self.step, self.clock = ValueTracker(0), ValueTracker(-1)
        many, whole = self.starts_on(SHIFTED_BOWL, bowl), plane(SHIFTED_BOWL, BOWL_RATE)
        table = BasinTable(TABLE, SHIFTED_BOWL.minima, RUNS[:1], many, whole, self.clock)
        fill = BasinFill(whole, SEEN, self.clock, RUNS[:1])
        ring = halo(bowl.spot(SHIFTED_BOWL.minima[0]), radius=0.22)
        law = label(f"$L = {SHIFTED_BOWL.formula}$")
        TABLE.place(law, 0, 0.62)
        old = [VGroup(self.fill, self.borders, self.rings, self.notes), self.many]
        self.say(f"One valley, $alpha = {BOWL_RATE:g}$: one colour for all", away=old)
        change = ChangingMap(self.map, bowl)
        self.remove(self.map)
        self.add(change)
        self.play(glide(change.share, 1, SLOW), FadeIn(law, run_time=SLOW))
        self.remove(change)
        self.add(bowl)
        self.play(FadeIn(many, table.names), Create(ring), run_time=STEADY)
        self.add(table)
        self.play(glide(self.step, many.path.steps, 3 * SLOW, gathering))
        self.add(fill, ring, many)
        self.play(FadeIn(table.shares), run_time=QUICK)
        self.play(glide(self.clock, whole.longest + 1, 2 * SLOW, smooth))
        self.wait(HOLD)
        self.lead_on()


def gathering(share: float) -> float:
    """Return a pace that is slow where steps are long and quick where only a few still move."""
    return float(share**2.2)
