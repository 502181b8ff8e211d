"""Standings: a line for each marble, numbers that turn into verdicts in one place."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import RAVINE, HeavyBall, Path, descend
from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import Slot
from scenes.kit.races.standings import PITCH, Standing, StandingRace, Standings
from scenes.kit.theme import color
from tests.scenes.kit.samples import corners, inside, ravine_ground, ravine_walk

SIDE = Slot(2.4, -3, 6.4, 2)
STEPS = 8


def loss(path: Path, n: int) -> float:
    return float(path.values[n])


def race() -> StandingRace:
    momentum = descend(RAVINE, HeavyBall(0.07, 0.7), [-10.0, 1.0], STEPS)
    runs = {"vanilla": (ravine_walk(), "gradient_descent"), "momentum": (momentum, "momentum")}
    return StandingRace(ravine_ground(), SIDE, ("", "loss"), runs, loss, names_width=1.8)


def number(line: Standing) -> float:
    return float(line.told.shown.strip())


def test_each_line_tells_its_marbles_number_at_the_whole_step() -> None:
    running = race()
    for step, n in ((0, 0), (2.5, 2), (STEPS, STEPS)):
        running.step.set_value(step)
        running.table.update()
        for marble, line in zip(running.marbles, running.lines, strict=True):
            assert number(line) == pytest.approx(round(float(marble.path.values[n]), 2))


def test_marbles_that_start_together_can_all_be_seen() -> None:
    radii = [marble.disc.width / 2 for marble in race().marbles]
    assert radii == sorted(radii, reverse=True)
    assert len(set(radii)) == 2
    for line, marble in zip(race().lines, race().marbles, strict=True):
        assert line.key.width == pytest.approx(marble.disc.width)
        assert line.key.get_fill_color() == color(marble.role)


def test_lines_hang_below_each_other_in_columns() -> None:
    table = race().table
    assert inside(SIDE, table, tolerance=0.05)
    keys = [line.key.get_center() for line in table.lines]
    np.testing.assert_allclose(keys[0] - keys[1], (0, PITCH, 0), atol=1e-9)
    names = [corners(line.name_shown)[0, 0] for line in table.lines]
    assert names[0] == pytest.approx(names[1])
    assert all(corners(line)[1, 1] < table.rule.get_y() for line in table.lines)
    assert table.bottom < min(corners(line)[0, 1] for line in table.lines)
    for one, other in itertools.combinations(table.lines[0], 2):
        assert corners(one)[1, 0] < corners(other)[0, 0]


def test_a_verdict_takes_the_place_of_the_number() -> None:
    line = race().lines[0]
    left, base = line.told.get_left()[0], line.told.get_bottom()[1]
    leaving, coming = line.conclude("arrived")
    assert leaving.mobject is not line.told
    assert coming.mobject is line.told
    assert line.submobjects[-1] is line.told
    assert line.told.get_left()[0] == pytest.approx(left)
    bottoms = [glyph[:, 1].min() for glyph in line.told.glyphs()]
    assert np.median(bottoms) == pytest.approx(base, abs=0.02)
    shares = np.linspace(0, 1, 101)
    seen_together = [leaving.rate_func(t) < 0.99 and coming.rate_func(t) > 0.01 for t in shares]
    assert not any(seen_together)


def test_the_counter_counts_whole_steps() -> None:
    running = race()
    for step, shown in ((0, "0"), (3.7, "3"), (STEPS + 4, str(STEPS))):
        running.step.set_value(step)
        running.counter.update()
        assert running.counter.digits.shown.strip() == shown


def test_standings_need_no_race() -> None:
    marble = Marble(ravine_ground(), ravine_walk(), ValueTracker(1), "adam", 0.2)
    lines = [Standing(marble, "Adam", loss, decimals=3) for _ in range(3)]
    table = Standings(SIDE, ("who", "loss"), lines)
    assert [head.text for head in table.heads] == ["who", "loss"]
    assert number(lines[0]) == round(float(marble.path.values[1]), 3)


def test_a_race_is_run_from_departure_to_departure() -> None:
    running = race()
    walks, verdicts = [], []
    for leg in running.legs([5, 2], seconds=1.5):
        if len(leg) == 1:
            animation = leg[0].build()
            animation.begin()
            animation.interpolate(1)
            animation.finish()
            walks.append((running.step.get_value(), animation.run_time))
        else:
            verdicts.append(leg[1].mobject.text)
    assert walks[:2] == [(2, 1.5), (5, 1.5)]
    assert walks[2][0] == STEPS
    assert verdicts == ["left at step $2$", "left at step $5$"]
