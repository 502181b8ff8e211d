"""Who arrives first: losses, distances and standings of several paths with one clock."""

from manim import ValueTracker

from docs.kit_examples.examples import Examples
from gdcore import BOUNDED_SADDLE, PARABOLA, RAVINE, GradientDescent, HeavyBall, descend
from scenes.kit.charts.axes import equal_frame
from scenes.kit.landscape.ground import ContourMap
from scenes.kit.layout import Slot
from scenes.kit.races.race import Entrant, LossRace, RateRace, Scores
from scenes.kit.races.standings import StandingRace
from scenes.kit.story.scene import beat
from scenes.kit.story.timing import walk
from scenes.kit.text.text import laws


class Races(Examples):
    """Several paths side by side."""

    @beat("The distance to the minimum at several learning rates; each line ends where it arrives.")
    def learning_rates(self) -> None:
        paths = [descend(PARABOLA, GradientDescent(rate), 4.0, 60) for rate in (0.1, 0.3)]
        step = ValueTracker(0)
        race = RateRace(Slot(-5, -2.2, 5, 2.2), paths, goal=0.01, step=step)
        self.add(race, race.names)
        self.play(walk(step, max(race.needed), seconds=3))

    @beat(
        "A race on a map: the losses on a log axis, and a board that says who arrives at which "
        "step. `legs` yields what is to be played from one arrival to the next."
    )
    def losses(self) -> None:
        upper, lower = Slot(-4.6, -2.9, 4.6, 2.9).rows(1, 1.2)
        rules = {"gradient_descent": GradientDescent(0.07), "momentum": HeavyBall(0.07, 0.7)}
        entrants = []
        for role, rule in rules.items():
            path = descend(RAVINE, rule, start=(-10, 1), steps=100)
            arrival = path.first_step(path.values < 1e-3) or path.steps
            entrants.append(Entrant(role.replace("_", " "), path, arrival, role))
        ground = ContourMap(RAVINE, equal_frame(upper, (-11, 3), (-2, 2)))
        slots = lower.columns(1, 1)
        scores = Scores(slots, "same start, same $alpha$", "step of arrival", entrants)
        race = LossRace(ground, entrants, scores)
        self.add(ground, scores, race.shown)
        for leg in race.legs(seconds=4):
            self.play(*leg)
        self.add(scores)  # they have taken up all that came

    @beat(
        "Standings: a number for each marble, read off its path, that turns into a verdict when it "
        "is out."
    )
    def standings(self) -> None:
        picture, side = Slot(-5, -2.2, 5, 2.2).columns(1, 1, gap=0.6)
        ground = ContourMap(BOUNDED_SADDLE, equal_frame(picture, (-2, 2), (-1.6, 1.6)))
        start = (1.5, 0.01)
        vanilla = descend(BOUNDED_SADDLE, GradientDescent(0.2), start, 40)
        momentum = descend(BOUNDED_SADDLE, HeavyBall(0.2, 0.6), start, 40)
        runs = {"vanilla": (vanilla, "gradient_descent"), "momentum": (momentum, "momentum")}
        heads = "who", "$abs(y_n)$"
        race = StandingRace(ground, side, heads, runs, lambda path, n: abs(path.points[n, 1]))
        law = laws(side, f"f = {BOUNDED_SADDLE.formula}")
        self.add(ground, *race.shown, race.table, law, race.counter_above(law))
        self.play(walk(race.step, 16))
        self.play(*race.lines[1].conclude("has left"))
