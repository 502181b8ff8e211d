"""A learning rate for each coordinate, taken from its slopes: when it helps, and when not."""

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
    Line,
    Mobject,
    Square,
    ValueTracker,
    VGroup,
    smooth,
    squish_rate_func,
)
from pydantic import Field

from gdcore import (
    RAVINE,
    TURNED_RAVINE,
    AdaGrad,
    Adam,
    GradientDescent,
    HeavyBall,
    Landscape,
    Optimizer,
    Path,
    RMSProp,
    UncorrectedAdam,
    descend,
    quadratic_bowl,
)
from scenes.catalog import words_of
from scenes.kit.charts.axes import equal_frame
from scenes.kit.charts.ruler import FactorRuler
from scenes.kit.charts.series import DashedLine
from scenes.kit.landscape.arrows import Pointer
from scenes.kit.landscape.ground import ContourMap, minimum_mark
from scenes.kit.landscape.marbles import TRAIL_WIDTH, Marble, Runners, Trail
from scenes.kit.layout import BODY, PICTURE, READABLE, Slot
from scenes.kit.story.scene import Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, QUICK, SLOW, STEADY, hurried, walk
from scenes.kit.text.mobject import Write
from scenes.kit.text.numerals import equal_to
from scenes.kit.text.text import BODY as BIG
from scenes.kit.text.text import LABEL, TICK, label, on_plate, rule, stand_on
from scenes.parts.coordinate_rates import RateBars, Rates, factor_markers, rates_along

MAP_ROW, BARS, RULER = BODY.rows(2.6, 1.5, 1.2, gap=0.15)
MAP = Slot(PICTURE.left, MAP_ROW.bottom, PICTURE.right, PICTURE.top)
LAW = MAP_ROW.inset(left=0.77 * MAP_ROW.width, top=0.15, bottom=0.15)
CLEAR, KEY = BODY.columns(1.25, 1, gap=0.45)
CLOSE_UP = Slot(PICTURE.left, BODY.bottom, CLEAR.right, PICTURE.top)
STRAIGHT, TURNED, BOARD = BODY.columns(1.4, 1.4, 0.95, gap=0.4)

X, AROUND = (-11.1, 6.7), (-1.0, 1.0)
SCALE, TICKS = (0.01, 20.0), (0.01, 0.1, 1.0, 10.0)
LOW_SCALE, LOW_TICKS = (0.02, 0.5), (0.03, 0.1, 0.3)
RULER_ENDS = (-2.5, 1.5)

NEAR = 0.01
CREEP, SUMMED, BREATHED, LATE, BOUNCES, ROLLED, LONGEST = 8, 24, 70, 300, 6, 56, 400
"""Steps of vanilla, AdaGrad and RMSProp that are shown; when its bounce is looked at, and how
many of its steps; Adam's steps; the longest race."""

BETA, RHO, BETAS = 0.7, 0.9, (0.9, 0.999)
LOSS_SCALE = 100
BACK = CLOSE_UP.width * RIGHT
"""How far the maps move as the view goes back to the start."""

SMALL, LEG_WIDTH = 0.08, 3.0
"""Radius of a disc that stands on a marble, in scene units."""

HALF, BOX_ROOM = 6.2, 0.75
"""Half a side of the last maps in data units, and of the enlarged one as a share of α."""

RADII = (0.17, 0.12, 0.08)
"""Of the racers on the last maps, in scene units."""

WAITED, SECOND_HALF = 0.4, squish_rate_func(smooth, 0.4, 1)
"""Share of the usual time of a step that no longer shows; of what comes where other things were."""

CURVATURES = np.diag(RAVINE.hessian(RAVINE.minima[0])).tolist()
STEEPER = quadratic_bowl([LOSS_SCALE * curvature for curvature in CURVATURES], name="100 ravines")
TURN = np.pi / 4
BEADS = 5.0
"""Width of AdaGrad's dotted way: wider than the ways of the others, which it lies along."""

RACERS = {"vanilla": "gradient_descent", "momentum": "momentum", "AdaGrad": "adagrad"}


class AdaptiveRatesParams(Params):
    learning_rate: float = Field(
        0.07, ge=0.066, le=0.072, description="α of vanilla and of momentum"
    )
    adagrad_rate: float = Field(2.0, ge=1.9, le=2.2, description="α of AdaGrad")
    rmsprop_rate: float = Field(0.4, ge=0.39, le=0.43, description="α of RMSProp")
    adam_rate: float = Field(0.5, ge=0.45, le=0.55, description="α of Adam")
    start_x: float = Field(-10.0, ge=-10.2, le=-9.6, description="x where all are dropped")
    start_y: float = Field(1.0, ge=0.95, le=1.0, description="y where all are dropped")


def optimizers(params: AdaptiveRatesParams) -> dict[str, Optimizer]:
    """Return the optimizers of the story by name."""
    return {
        "vanilla": GradientDescent(params.learning_rate),
        "momentum": HeavyBall(params.learning_rate, BETA),
        "AdaGrad": AdaGrad(params.adagrad_rate),
        "RMSProp": RMSProp(params.rmsprop_rate, RHO),
        "Adam": Adam(params.adam_rate, *BETAS),
        "uncorrected Adam": UncorrectedAdam(params.adam_rate, *BETAS),
    }


def plot(params: AdaptiveRatesParams) -> Plot:
    start = np.array([params.start_x, params.start_y])
    cosine, sine = np.cos(TURN), np.sin(TURN)
    turned = np.array([[cosine, -sine], [sine, cosine]]) @ start
    runs = optimizers(params)
    paths = {name: descend(RAVINE, one, start, LONGEST) for name, one in runs.items()}
    paths |= {
        f"{name}, turned": descend(TURNED_RAVINE, runs[name], turned, LONGEST) for name in RACERS
    }
    paths["Adam, steeper"] = descend(STEEPER, runs["Adam"], start, LONGEST)
    first = paths["uncorrected Adam"].points[1] - start
    facts: dict[str, Fact] = {
        **params.model_dump(),
        "too_short": 1 / CURVATURES[0] / params.learning_rate,
        "half": params.rmsprop_rate / 2,
        "times": float(np.abs(first).max() / params.adam_rate),
        "past": float(paths["Adam"].points[: ROLLED + 1, 0].max()),
        "straight": arrival(paths["AdaGrad"]),
        "turned": arrival(paths["AdaGrad, turned"]),
    }
    return Plot(paths, facts)


def arrival(path: Path) -> int:
    """Return the step from which `path` stays near the minimum, the origin; or -1."""
    return path.settles_within(NEAR, np.zeros(path.dim)) or -1


class AdaptiveRates(StoryScene[AdaptiveRatesParams]):
    """Give each coordinate its own learning rate, and then turn the ravine."""

    plot = staticmethod(plot)
    title, question, leads_to = words_of("adaptive_rates")

    def construct(self) -> None:
        self.optimizers = optimizers(self.params)
        self.old: list[Mobject] = []
        self.share_one_rate()
        self.never_forget()
        self.forget()
        self.never_land()
        self.correct_the_start()
        self.roll_on()
        self.turn_the_ravine()

    @beat("One α for both: along x it is {too_short:.0f} times too small to land in one step.")
    def share_one_rate(self) -> None:
        rate = self.params.learning_rate
        self.map = ContourMap(RAVINE, equal_frame(MAP, X, AROUND))
        self.ground = VGroup(self.map, minimum_mark(self.map.spot((0, 0))), self.axis_key())
        self.rates = Rates((rate, rate))
        self.bars = RateBars(BARS, self.rates, SCALE, TICKS, CURVATURES)
        self.ruler = FactorRuler(RULER, ends=RULER_ENDS)
        self.wedges = factor_markers(self.ruler, self.rates, CURVATURES)
        step = ValueTracker(0)
        marble, trail = self.walker("vanilla", step)
        law = "theta arrow.l theta - {{ alpha : rate }} nabla L"
        self.law = self.laws("vanilla", rate, law)
        self.add(self.ground)
        self.ask(FadeIn(self.bars, self.ruler, self.wedges), FadeIn(self.law))
        self.add(trail)
        self.play(FadeIn(marble, shift=0.5 * DOWN), run_time=QUICK)
        self.play(walk(step, CREEP, seconds=3.2))
        best = np.array([1 / curvature for curvature in CURVATURES])
        own = self.rates.turn_to(lambda: best, 2 * SLOW)
        self.say("Best would be $1 \\/ lambda$, a rate of its own for each")
        self.play(own, FadeIn(self.bars.marks, run_time=STEADY))
        self.wait(HOLD)
        self.old = [marble, trail]

    def axis_key(self) -> VGroup:
        """Return two short arrows that say which way x and y go, at the left of the map."""
        foot, length = MAP_ROW.point(0, 0) + 0.15 * (UP + RIGHT), 0.45
        group = VGroup()
        for way, name in ((RIGHT, "x"), (UP, "y")):
            tip = foot + length * way
            arrow = Pointer(lambda tip=tip: (foot, tip), "ink", 0.05)  # type: ignore[misc]
            group.add(arrow, label(f"${name}$", size=TICK).next_to(tip, way, buff=0.1))
        return group

    def walker(self, name: str, step: ValueTracker) -> tuple[Marble, Trail]:
        """Return a marble on the map, and its trail."""
        role = RACERS.get(name, name.lower())
        marble = Marble(self.map, self.paths[name], step, role)
        return marble, Trail(marble, dashed=True)

    @staticmethod
    def laws(name: str, rate: float, *sources: str) -> VGroup:
        """Return laws on a plate over the part of the map where no marble comes, and whose."""
        alpha = rule(f"{{{{ alpha = {rate:g} : rate }}}}", LABEL)
        who = label(name, RACERS.get(name, name.lower())).next_to(alpha, LEFT, buff=0.35)
        stand_on(who, np.array([who.get_center()[0], alpha.glyphs()[0][:, 1].min()]))
        rows = [*(rule(source, LABEL) for source in sources), VGroup(who, alpha)]
        stack = LAW.stack(*rows, gap=0.25)
        too_far = max(0.0, float(stack.get_right()[0]) - READABLE.right)  # a rate of many digits
        return on_plate(stack.shift(too_far * LEFT), opacity=1)

    def take_turns(self, name: str, headline: str, *laws: str) -> ValueTracker:
        """Let another optimizer take the last one's place at the start; return its step."""
        rate = self.optimizers[name].rate(0)
        step = ValueTracker(0)
        marble, trail = self.walker(name, step)
        law = self.laws(name, rate, *laws)
        source = rates_along(self.optimizers[name], self.paths[name], step)
        self.say(
            headline,
            FadeIn(marble, shift=0.5 * DOWN),
            FadeIn(law),
            self.rates.turn_to(source, STEADY),
            away=[*self.old, self.law],
        )
        self.add(trail, marble)
        self.law, self.old = law, [marble, trail]
        return step

    @beat("AdaGrad divides α by the root of all squared slopes so far: rates only shrink.")
    def never_forget(self) -> None:
        step = self.take_turns(
            "AdaGrad",
            "A slope $g$, and a memory $s$, for each coordinate",
            "s arrow.l s + g^2",
            "theta arrow.l theta - {{ alpha : rate }} g \\/ sqrt(s)",
        )
        self.wait(HOLD)
        self.play(walk(step, SUMMED, seconds=5.5))
        self.breathing = self.take_turns(
            "RMSProp",
            f"RMSProp keeps {RHO:g} of $s$: watch the bars breathe",
            f"s arrow.l {RHO:g} s + {1 - RHO:.1g} g^2",
            "theta arrow.l theta - {{ alpha : rate }} g \\/ sqrt(s)",
        )

    @beat(
        "Slopes fade, so rates grow; a step gets too long, slopes grow, and rates shrink.",
        loop=True,
    )
    def forget(self) -> None:
        self.play(walk(self.breathing, BREATHED, seconds=10, pace=lambda n: 0.5 if n < 3 else 0.15))
        self.wait(QUICK)

    @beat("It never lands: at the limit the factor is −1, and it bounces between ±{half:g}.")
    def never_land(self) -> None:
        rate, step = self.params.rmsprop_rate, ValueTracker(LATE)
        near = ContourMap(
            RAVINE, equal_frame(MAP, (-rate, rate), (-BOX_ROOM * rate, BOX_ROOM * rate))
        )
        marble = Marble(near, self.paths["RMSProp"], step, "rmsprop")
        corner = near.spot((rate / 2, rate / 2)) - near.spot((0, 0))
        box = Square(2 * corner[0]).move_to(near.spot((0, 0)))
        box.set_stroke(self.theme.color("ink"), 3)
        side = on_plate(label(f"$alpha = {rate:g}$", "step"), opacity=1).next_to(
            box, RIGHT, buff=0.3
        )
        scale = self.map.frame.scale[0] / near.frame.scale[0]
        mark = minimum_mark(near.spot((0, 0)))
        near_ground = VGroup(near, mark)
        source = rates_along(self.optimizers["RMSProp"], self.paths["RMSProp"], step)
        self.say(
            f"Step {LATE}, enlarged: both bars stand at $2 \\/ lambda$",
            FadeIn(near_ground, target_position=self.map.spot((0, 0)), scale=scale),
            self.rates.turn_to(source, STEADY),
            away=[*self.old, self.law],
        )
        self.remove(self.ground)
        ends = near.spot(self.paths["RMSProp"].points[LATE : LATE + 2])
        trail = Line(*ends, color=self.theme.color("rmsprop"), stroke_width=TRAIL_WIDTH)
        self.add(trail, marble)
        self.play(FadeIn(trail, marble), Create(box), FadeIn(side), run_time=STEADY)
        self.play(walk(step, LATE + BOUNCES, pace=lambda n: 0.6))
        self.wait(QUICK)
        self.old = [near_ground, marble, trail, box, side]

    @beat("From averages of 0, step one would be {times:.2f} α. Corrected, it is α each way.")
    def correct_the_start(self) -> None:
        rate, start = self.params.adam_rate, self.paths["Adam"].points[0]
        reach = float(self.facts["times"]) * rate
        x, y = (start[0] - 0.6, start[0] + reach + 0.5), (start[1] - reach - 0.2, start[1] + 0.4)
        self.close = ContourMap(RAVINE, equal_frame(CLOSE_UP, x, y))
        notes, (*slid, side) = self.notes_on_adam(), self.old
        self.add(self.close.shift(-BACK))
        panned: Any = self.close.animate  # the two maps go side by side, and never overlap
        self.say(
            "Adam: $m$ averages the slopes, $s$ their squares",
            FadeOut(*slid, shift=BACK),
            panned.shift(BACK),
            away=[side, self.bars, self.bars.marks, self.ruler, self.wedges],
        )
        self.play(Write(notes[0]), run_time=SLOW)
        self.shown: list[Mobject] = [self.close, notes[0]]
        self.first_step("uncorrected Adam", "ink", "uncorrected", notes[1])
        self.first_step("Adam", "adam", "corrected", notes[2])
        again = ValueTracker(0)
        same = Marble(self.close, self.paths["Adam, steeper"], again, "ink", SMALL)
        self.say(f"A loss ${LOSS_SCALE} L$: the very same step", FadeIn(same))
        self.play(walk(again, 1, SLOW))
        self.wait(QUICK)
        self.shown.append(same)

    def notes_on_adam(self) -> list[VGroup]:
        """Return the laws of Adam, its first step as it would be, and as it is."""
        (keep, long), times = BETAS, self.facts["times"]
        velocity = "{{ m : velocity }}"
        shares = f"{1 - keep:.1g}", f"{1 - long:.1g}"
        law = (
            f"{velocity} arrow.l {keep:g} {velocity} + {shares[0]} g",
            f"s arrow.l {long:g} s + {shares[1]} g^2",
            f"theta arrow.l theta - {{{{ alpha : rate }}}} {velocity} \\/ sqrt(s)",
        )
        biased = (
            f"{velocity} \\/ sqrt(s) = {shares[0]} g \\/ sqrt({shares[1]} g^2)"
            f" approx plus.minus {times:.2f}",
        )
        corrected = (
            f"{velocity} \\/ (1 - {keep:g}^n), quad s \\/ (1 - {long:g}^n)",
            "n = 1: quad g \\/ sqrt(g^2) = plus.minus 1",
        )
        heads = ("", "From 0, after one step:", "So divide, at step $n$:")
        notes = [
            VGroup(*([label(head, "faint")] if head else []), *(rule(one, LABEL) for one in lines))
            for head, lines in zip(heads, (law, biased, corrected), strict=True)
        ]
        KEY.stack(*(note.arrange(DOWN, buff=0.22, aligned_edge=LEFT) for note in notes), gap=0.5)
        return notes

    def first_step(self, name: str, role: str, words: str, note: VGroup) -> None:
        """Take the first step of a path in the close-up, and measure it along x and y."""
        step, path = ValueTracker(0), self.paths[name]
        marble = Marble(self.close, path, step, role)
        trail, times = Trail(marble), abs(path.points[1, 0] - path.points[0, 0])
        share = times / self.params.adam_rate
        length = "$alpha$" if round(share, 2) == 1 else f"${share:.2f} alpha$"
        start, end = self.close.spot(path.points[:2])
        corner = np.array([end[0], start[1], 0.0])
        legs = VGroup(
            DashedLine(start, corner, color=self.theme.color(role), stroke_width=LEG_WIDTH),
            DashedLine(corner, end, color=self.theme.color(role), stroke_width=LEG_WIDTH),
        )
        over, beside = (on_plate(label(length, "step"), opacity=1) for _ in "xy")
        over.next_to(0.35 * start + 0.65 * corner, UP, buff=0.12)
        beside.next_to((corner + end) / 2, RIGHT, buff=0.12)
        said = on_plate(label(words, role)).next_to(end, LEFT, buff=0.25)
        self.play(FadeIn(note), FadeIn(marble), run_time=STEADY)
        self.add(trail, marble)
        self.play(walk(step, 1, SLOW))
        self.play(Create(legs), FadeIn(over, beside, said), run_time=STEADY)
        self.bring_to_front(marble)
        self.shown += [note, trail, legs, over, beside, said, marble]

    @beat("Averaged slopes are momentum: it runs {past:.1f} past the minimum, then back.")
    def roll_on(self) -> None:
        step = ValueTracker(1)
        marble, trail = self.walker("Adam", step)
        source = rates_along(self.optimizers["Adam"], self.paths["Adam"], step)
        law = "theta arrow.l theta - {{ alpha : rate }} {{ m : velocity }} \\/ sqrt(s)"
        self.law = self.laws("Adam", self.params.adam_rate, law)
        close, *rest = self.shown
        self.rates.be(source)
        for part in (self.bars, self.wedges):
            part.update()
        come = FadeIn(self.bars, self.bars.marks, self.ruler, self.wedges, rate_func=SECOND_HALF)
        gone: Any = close.animate  # as they came: side by side, and never one over the other
        self.say(
            "A long memory of slopes: the bars hardly breathe",
            FadeIn(self.ground, self.law, shift=-BACK),
            gone.shift(-BACK),
            come,
            away=rest,
        )
        self.remove(close)
        self.play(FadeIn(marble), run_time=QUICK)
        self.add(trail, marble)
        self.play(walk(step, ROLLED, seconds=5))
        self.old = [self.ground, self.law, marble, trail]
        self.old += [self.bars, self.bars.marks, self.ruler, self.wedges]

    @beat(
        "Turned, AdaGrad takes {turned} steps, not {straight}. Vanilla and momentum do not notice."
    )
    def turn_the_ravine(self) -> None:
        both = [
            self.course(slot, RAVINE if not turned else TURNED_RAVINE, turned)
            for slot, turned in ((STRAIGHT, ""), (TURNED, ", turned"))
        ]
        come = FadeIn(*(shown for _, shown in both))
        self.say("Now the steep way lies along neither axis", come, away=self.old)
        steps = [runners.step for runners, _ in both]
        for runners, _ in both:
            self.add(*runners.shown)
        rows = self.score_rows()
        self.play(FadeIn(*(runners.shown for runners, _ in both), rows[0]), run_time=QUICK)
        events = sorted(
            (arrival(self.paths[name + turned]), row, column)
            for row, name in enumerate(RACERS)
            for column, turned in enumerate(("", ", turned"))
        )
        seconds = 8 / sum(hurried(n) for n in range(events[-1][0]))
        for at, row, column in events:
            if at > steps[0].get_value():
                # the last of it is a wait: all of them seem to be there already
                waiting = 1 if steps[0].get_value() < events[2][0] else WAITED
                pace = lambda n, share=waiting: share * seconds * hurried(n)  # noqa: E731
                self.play(*(walk(step, at, pace=pace) for step in steps))
            self.play(FadeIn(rows[1][row][column]), run_time=QUICK)
        self.say("Two bars alike are one rate again")
        self.wait(HOLD)
        self.lead_on()

    def course(self, slot: Slot, landscape: Landscape, turned: str) -> tuple[Runners, VGroup]:
        """Return the racers on a ravine, and its map with the bars of AdaGrad below."""
        window, heading, bars = slot.rows(4.1, 0.45, 1.2, gap=0.05)
        middle = self.paths[f"vanilla{turned}"].points[0] / 2 + (0.1, 0)
        x, y = ((float(at) - HALF, float(at) + HALF) for at in middle)
        ground = ContourMap(landscape, equal_frame(window, x, y))
        runs = [(self.paths[name + turned], role) for name, role in RACERS.items()]
        runners = Runners(ground, runs, RADII, dots=False, dashed=True)
        runners.trails[-1].line.set_stroke(width=BEADS)
        words = "turned by 45°" if turned else "along the axes"
        name = on_plate(label(words)).move_to(window.point(0.04, 0.96), UP + LEFT)
        optimizer, path = self.optimizers["AdaGrad"], self.paths[f"AdaGrad{turned}"]
        rates = rates_along(optimizer, path, runners.step)
        mark = minimum_mark(ground.spot((0, 0)))
        whose = heading.place(label("AdaGrad's rates", "adagrad", TICK), 0, 0.3)
        return runners, VGroup(
            ground, mark, name, whose, RateBars(bars, rates, LOW_SCALE, LOW_TICKS)
        )

    def score_rows(self) -> tuple[VGroup, list[tuple[Mobject, Mobject]]]:
        """Return names and heads of the board, and for each racer its two numbers of steps."""
        heads = [
            label(words, "faint", TICK) for words in ("steps until it", f"stays within {NEAR:g}")
        ]
        names, numbers = VGroup(), list[tuple[Mobject, Mobject]]()
        rows = BOARD.inset(top=1.05).rows(1, 1, 1, gap=0.15)
        BOARD.stack(*heads, up=1, gap=0.15)
        for slot, (name, role) in zip(rows, RACERS.items(), strict=True):
            rate = self.optimizers[name].rate(0)
            upper, middle, lower = slot.rows(1, 1, 1.1, gap=0)
            terms = VGroup(label(f"$alpha {equal_to(rate)}$", "step", TICK))
            if name == "momentum":
                terms.add(label(f"$beta = {BETA:g}$", role, TICK))
            names.add(upper.place(label(name, role), 0, 0.5))
            names.add(middle.place(terms.arrange(RIGHT, buff=0.3), 0, 0.5))
            straight, turned = (arrival(self.paths[name + way]) for way in ("", ", turned"))
            one = lower.place(label(f"*{straight}*", role, BIG), 0, 0.5)
            other = label(f"$arrow.r$ *{turned}*", role, BIG)
            numbers.append((one, other.next_to(one, RIGHT, buff=0.25)))
        return VGroup(*heads, names), numbers
