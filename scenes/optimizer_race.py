"""Which of six optimizers is first depends on α and on the landscape: no one wins everywhere."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import (
    UP,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Transform,
    VMobject,
    smooth,
    squish_rate_func,
)
from numpy.typing import NDArray
from pydantic import Field

from gdcore import (
    BEALE,
    RATES,
    Optimizer,
    RaceTable,
    Tuning,
    descend,
)
from scenes.catalog import words_of
from scenes.kit.charts.axes import equal_frame
from scenes.kit.landscape.ground import ROOM
from scenes.kit.layout import BODY, PICTURE, Slot
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, SLOW, STEADY, walk
from scenes.kit.surface.annotations import SurfaceLabel
from scenes.kit.surface.camera import fly
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.moves import FlatMap, Marbles, look_round
from scenes.kit.surface.props import vanish
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage, SurfaceCamera
from scenes.kit.text.text import label
from scenes.kit.theme import OPTIMIZERS
from scenes.parts.race_board import MapMarks, RaceBoard, Racer
from scenes.parts.race_results import RateGrid, TwoOrders, WinnersTable, order, place_of
from scenes.parts.race_tunings import (
    BETA,
    ELSEWHERE,
    GOAL,
    MOST,
    MOST_ELSEWHERE,
    SIX,
    STARTS,
    table_of_races,
    tuned_on_beale,
)

MAP, BOARD = BODY.columns(1.1, 1, gap=0.4)
STAGE = Slot(PICTURE.left, PICTURE.bottom, BOARD.left - 0.2, PICTURE.top)
SEEN = equal_frame(MAP.inset(**ROOM), (0.6, 3.8), (-1.25, 1.2))
LEVELS = (0.05, 0.2, 0.5, 1, 2, 4, 7, 12, 20)
RELIEF = Relief(1, low=-1, high=22, scale="root")
"""A root that begins below the lowest loss: at 0 it would make a cone of the minimum."""

VIEWS = (-134, 40), (-118, 44), (-100, 50)

FILL, SIGN_HEIGHT, RADIUS = 0.97, 0.08, 0.042
"""Share of its slot that the surface takes; how far above it a sign stands, and a marble's radius,
both in its world."""

MINIMUM = BEALE.minima[0]
NAMES = dict(
    zip(OPTIMIZERS, ("vanilla", "momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"), strict=True)
)
RACING: dict[str, Optimizer] = dict(zip(OPTIMIZERS, SIX, strict=True))
"""By colour role; each learning rate is to be replaced."""

IN_3D = 30
"""Steps that are seen on the surface, before it becomes a map."""

AFTERWARDS = squish_rate_func(smooth, 0.5, 1)
SOON = squish_rate_func(smooth, 0.2, 0.8)
"""Comes while what has no words in its place still leaves, so that the screen is never bare."""

SAME, TUNED = "same α", "tuned"
ORDINALS = ("first", "second", "third", "fourth", "fifth", "last")
COUNTS = ("no", "one", "two", "three", "four", "five", "six")
Steps = Mapping[str, int | None]


class OptimizerRaceParams(Params):
    learning_rate: float = Field(0.01, ge=0.005, le=0.01, description="α of the first race")
    start_x: float = Field(1.0, ge=0.8, le=1.2, description="x where all six start")
    start_y: float = Field(1.0, ge=0.8, le=1.0, description="y where all six start")


@functools.cache
def table_elsewhere() -> RaceTable:
    """Race on every landscape from one set of starts, each optimizer tuned on each."""
    return table_of_races()


@functools.cache
def tunings(params: OptimizerRaceParams) -> Mapping[str, Tuning]:
    """Try every rate of the grid, and after it the rate of the first race, with each optimizer."""
    rates, start = (*RATES, params.learning_rate), (params.start_x, params.start_y)
    return dict(zip(RACING, tuned_on_beale(start, rates), strict=True))


def steps_of(tuning: Tuning) -> NDArray[np.float64]:
    """Return the steps at each rate of the grid, ``(r,)``; infinite where it never arrives."""
    return tuning.median_steps[: len(RATES)]


def at_one_rate(params: OptimizerRaceParams) -> Steps:
    """Return the steps of each at the rate of the first race, by colour role."""
    counts = {role: int(tuning.steps[-1, 0]) for role, tuning in tunings(params).items()}
    return {role: None if count < 0 else count for role, count in counts.items()}


def best_rates(params: OptimizerRaceParams) -> dict[str, float]:
    """Return the best rate of the grid for each, by colour role; the smallest of equals."""
    return {role: RATES[int(steps_of(t).argmin())] for role, t in tunings(params).items()}


def at_best_rates(params: OptimizerRaceParams) -> Steps:
    """Return the steps of each at its best rate of the grid, by colour role."""
    return {role: int(steps_of(tuning).min()) for role, tuning in tunings(params).items()}


def wins() -> dict[str, int]:
    """Return how many rows of the table each optimizer wins, alone or with others, by role."""
    table = table_elsewhere()
    winners = [table.winners(row) for row in table.landscapes]
    return {role: sum(o.name in row for row in winners) for role, o in RACING.items()}


def opening(words: str) -> str:
    """Return words as they open a sentence."""
    return words[0].upper() + words[1:]


def plot(params: OptimizerRaceParams) -> Plot:
    start = params.start_x, params.start_y
    same, tuned, best = at_one_rate(params), at_best_rates(params), best_rates(params)
    rates = {SAME: dict.fromkeys(RACING, params.learning_rate), TUNED: best}
    paths = {}
    for race, steps in ((SAME, same), (TUNED, tuned)):
        longest = max(count for count in steps.values() if count is not None)
        for role, optimizer in RACING.items():
            mine = replace(optimizer, learning_rate=rates[race][role])
            last = steps[role] or longest
            paths[f"{NAMES[role]}, {race}"] = descend(BEALE, mine, start, last)
    won, first, winner = wins(), order(same)[0], order(tuned)[0]
    facts: dict[str, Fact] = {
        "rate": params.learning_rate,
        "goal": GOAL,
        "first": opening(NAMES[first]),
        "first_steps": int(same[first] or 0),
        "adam_steps": int(same["adam"] or 0),
        "most": MOST,
        "rates": len(RATES),
        "lowest": min(best.values()),
        "highest": max(best.values()),
        "winner": NAMES[winner],
        "winner_steps": int(tuned[winner] or 0),
        "all_there": int(max(count or 0 for count in tuned.values())),
        "adam_before": ORDINALS[place_of("adam", same) - 1],
        "adam_after": ORDINALS[place_of("adam", tuned) - 1],
        "adagrad_after": ORDINALS[place_of("adagrad", tuned) - 1],
        "rows": COUNTS[len(ELSEWHERE)],
        "places": opening(COUNTS[len(ELSEWHERE)]),
        "starts": STARTS,
        "winners": COUNTS[sum(count > 0 for count in won.values())],
        "adam_wins": COUNTS[won["adam"]],
        "most_wins": COUNTS[max(won.values())],
    }
    return Plot(paths, facts)


def log_pace(n: int) -> float:
    """Return the time of step `n` of a race: as long for 10 to 100 as for 100 to 1000."""
    return 1 / (n + 6)


def valley(slot: Slot = STAGE) -> LandscapeStage:
    """Return Beale's function as it stands here, and in the lab."""
    window = SEEN.x, SEEN.y
    return LandscapeStage(BEALE, slot, window, RELIEF, LEVELS, look=Look(floor=None))


class OptimizerRace(StoryScene[OptimizerRaceParams]):
    """Race six optimizers at one α, then each at its best, then on other landscapes."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("optimizer_race")
    camera_type = SurfaceCamera

    def construct(self) -> None:
        self.drop_six()
        self.race_at_one_rate()
        self.see_it_from_above()
        self.try_a_grid()
        self.race_at_the_best_rates()
        self.compare_the_orders()
        self.race_elsewhere()
        self.look_at_adam()

    @beat("Six optimizers, one landscape, one start. Who comes within {goal:g} of the minimum?")
    def drop_six(self) -> None:
        self.stage = valley()
        self.map = FlatMap(self.stage, SEEN.slot)
        self.racers, self.marbles = self.race(SAME)
        self.board = self.board_of(self.racers, self.marbles)
        self.sign = SurfaceLabel(self.stage, label("minimum"), self.over_the_minimum, UP, 0.1)
        self.add(self.stage)
        self.ask(
            *look_round(self.stage, VIEWS[:2], 3 * SLOW, fill=FILL), FadeIn(self.sign, self.board)
        )
        self.play(self.marbles.dropped())

    def over_the_minimum(self) -> NDArray[np.float64]:
        """Return a world point that no ground hides, above the minimum."""
        return np.asarray(self.stage.world(MINIMUM)) + (0, 0, SIGN_HEIGHT)

    def race(self, name: str) -> tuple[list[Racer], Marbles]:
        """Return who races, and their marbles on the surface, still away."""
        steps = (at_one_rate if name == SAME else at_best_rates)(self.params)
        racers = [
            Racer(role, NAMES[role], self.paths[f"{NAMES[role]}, {name}"], steps[role])
            for role in OPTIMIZERS
        ]
        runs = [(one.path, one.role) for one in racers]
        return racers, Marbles(self.stage, runs, beads=False, radius=RADIUS, dashed=True)

    @staticmethod
    def board_of(racers: Sequence[Racer], marbles: Marbles) -> RaceBoard:
        return RaceBoard(BOARD, racers, marbles.each, MINIMUM, GOAL)

    @beat("All six with one α, {rate:.3g}. A bar grows as its optimizer comes nearer.")
    def race_at_one_rate(self) -> None:
        self.say("Beale’s function: same start, same $alpha$", FadeOut(self.sign))
        turn = fly(self.stage.camera, self.stage.framed(*VIEWS[2], fill=FILL), 5 * SLOW)
        self.play(walk(self.marbles.step, IN_3D, 5 * SLOW, log_pace), *turn)

    @beat(
        "{first} is there first, at step {first_steps}; Adam at {adam_steps};"
        " AdaGrad not by {most}."
    )
    def see_it_from_above(self) -> None:
        self.say("The same race, seen from above")
        self.play(*self.map.made(SLOW))
        self.marks = self.marks_over(self.marbles)
        self.add(self.map)
        self.play(FadeIn(self.map, self.marks), *self.without_balls(self.marbles))
        self.bring_to_front(self.marks)
        self.play(walk(self.marbles.step, self.last_step(self.racers), 6 * SLOW, log_pace))
        self.wait(HOLD)

    @staticmethod
    def marks_over(marbles: Marbles) -> MapMarks:
        return MapMarks(marbles.each)

    @staticmethod
    def without_balls(marbles: Marbles) -> list[Any]:
        """Return the animations that take the balls away; their trails stay."""
        return [vanish(marble, STEADY) for marble in marbles.each]

    @staticmethod
    def last_step(racers: Sequence[Racer]) -> int:
        return max(one.path.steps for one in racers)

    @beat("Each tries {rates} rates. The best lie between {lowest:g} and {highest:g}.")
    def try_a_grid(self) -> None:
        found = tunings(self.params)
        steps = {role: steps_of(tuning) for role, tuning in found.items()}
        note = f"momentum and\\ Nesterov: $beta = {BETA}$"
        grid = RateGrid(BODY, RATES, steps, NAMES, MOST, note)
        rate = self.params.learning_rate
        cut = grid.cut_at(rate, f"the race at $alpha = {rate:.3g}$")
        old = [self.stage, self.map, self.marks, self.board]
        # who has arrived stays: its run is one of the grid's marks, on the cut
        ran, moves = [], []
        for one, lane in zip(self.racers, self.board.lanes, strict=True):
            if one.arrival is not None:
                ran.append(lane.mark.copy())
                moves.append(Transform(ran[-1], grid.run(one.role, rate, one.arrival)))
        self.add(*ran)
        come = FadeIn(grid, cut, rate_func=AFTERWARDS)
        self.say("Each mark is a run of its own", come, *moves, away=old)
        for trail in (*self.marbles.trails, *self.marbles.each):
            self.stage.take(trail)
        columns = LaggedStart(*map(FadeIn, grid.columns), lag_ratio=0.4, run_time=2 * SLOW)
        self.play(columns)
        self.play(*map(Create, grid.lines), run_time=SLOW)
        self.add(*grid.columns)
        best = best_rates(self.params)
        rings = [grid.ring(role, RATES.index(best[role])) for role in OPTIMIZERS]
        self.say("One $alpha$ for all is one cut through six curves")
        self.play(LaggedStart(*map(Create, rings), lag_ratio=0.3, run_time=SLOW))
        self.wait(HOLD)
        bests = [grid.mark(role, RATES.index(best[role])) for role in OPTIMIZERS]
        self.line_up([grid, cut, *ran, *grid.columns, grid.lines, *rings], bests)

    def line_up(self, old: list[Any], bests: Sequence[VMobject]) -> None:
        """Bring all that the second race needs, so that its loop begins with a full picture."""
        self.racers, self.marbles = self.race(TUNED)
        for marble in self.marbles.each:
            marble.lifted.set_value(0)
        self.board = self.board_of(self.racers, self.marbles)
        self.marks = self.marks_over(self.marbles)
        come = (
            FadeIn(self.stage, rate_func=SOON),
            FadeIn(self.map, self.board, self.marks, rate_func=AFTERWARDS),
        )
        moves = [
            Transform(best, lane.mark.copy())
            for best, lane in zip(bests, self.board.lanes, strict=True)
        ]
        self.add(*bests)  # the best run of each becomes a racer
        self.say("Same start, each with its own $alpha$", *come, *moves, away=old)
        self.remove(*bests)

    @beat(
        "Tuned each: {winner} is there at step {winner_steps}, all six by {all_there}.", loop=True
    )
    def race_at_the_best_rates(self) -> None:
        self.bring_to_front(self.marks)
        self.play(walk(self.marbles.step, self.last_step(self.racers), 5 * SLOW, log_pace))
        self.wait(HOLD)

    @beat("Adam was {adam_before} and is {adam_after}; AdaGrad was last and is {adagrad_after}.")
    def compare_the_orders(self) -> None:
        heads = f"same $alpha = {self.params.learning_rate:.3g}$", "tuned each"
        steps = at_one_rate(self.params), at_best_rates(self.params)
        orders = TwoOrders(BODY, heads, NAMES, *steps, MOST)
        old = [self.stage, self.map, self.marks, self.board]
        words = f"Another $alpha$, another order: steps to ${GOAL:g}$"
        marks = [lane.mark.copy() for lane in self.board.lanes]
        places = orders.ends
        self.add(*marks)  # from their lanes to their places in the new order
        moves = [Transform(mark, place.copy()) for mark, place in zip(marks, places, strict=True)]
        self.say(words, FadeIn(orders.before), *moves, away=old)
        self.play(*map(Create, orders.lines), run_time=2 * SLOW)
        self.play(FadeIn(orders.after), run_time=STEADY)
        self.remove(*marks)
        self.wait(HOLD)
        self.old = [orders]

    @beat(
        "{places} landscapes, {starts} starts on each, tuned on each: {winners} different winners."
    )
    def race_elsewhere(self) -> None:
        table = table_elsewhere()
        note = f"most starts are not within ${GOAL:g}$ by step {MOST_ELSEWHERE}"
        self.table = WinnersTable(BODY, table.landscapes, NAMES, table.steps, note)
        heads = self.table.marks
        rest = [part for part in self.table.heads if part not in heads]
        come = FadeIn(*rest, self.table.note, rate_func=AFTERWARDS)
        (orders,) = self.old
        marks = [place.copy() for place in orders.ends]
        self.add(*marks)  # from their places to their columns
        moves = [Transform(mark, head.copy()) for mark, head in zip(marks, heads, strict=True)]
        self.say("Steps after which most of them are there", come, *moves, away=self.old)
        self.remove(*marks)
        self.add(self.table.heads)
        self.play(LaggedStart(*map(FadeIn, self.table.lines), lag_ratio=0.5, run_time=2 * SLOW))
        self.play(LaggedStart(*map(Create, self.table.frames), lag_ratio=0.5, run_time=2 * SLOW))
        self.wait(HOLD)

    @beat("“Adam is fastest”: here in {adam_wins} rows of {rows}. Nobody wins more than that.")
    def look_at_adam(self) -> None:
        others = self.table.besides("adam")
        self.say("One column of the six", away=others)
        self.wait(HOLD)
        self.say("No optimizer wins every row", FadeIn(*others))
        self.lead_on()
