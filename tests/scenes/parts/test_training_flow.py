"""The light goes round one box at a time, and its laps stand for the steps that they say."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from scenes.kit.layout import BODY
from scenes.parts.training_flow import (
    FORWARD,
    LINGERS,
    LONG_LAP,
    MOST_LAPS,
    ROUND,
    TEXTS,
    Pulse,
    StepOfLap,
    TrainingFlow,
    lap_edges,
)

FLOW = TrainingFlow(BODY)


@pytest.mark.parametrize("order", [ROUND, FORWARD])
def test_one_box_is_lit_at_a_time_in_order(order: tuple[str, ...]) -> None:
    lap = ValueTracker(0)
    pulse = Pulse(FLOW, lap, order)
    for k, name in enumerate([*order, order[0]]):
        for share in (0, 0.3, 0.99):
            lap.set_value((k + share) / len(order))
            pulse.update()
            assert pulse.lit == name
            np.testing.assert_allclose(pulse.frame.get_center(), FLOW.boxes[name].center)


def test_the_spark_travels_along_the_arrow_to_the_next_box() -> None:
    lap = ValueTracker(0)
    pulse = Pulse(FLOW, lap)
    for k, name in enumerate(ROUND):
        start, end = FLOW.ends(name, ROUND[(k + 1) % len(ROUND)])
        lap.set_value((k + LINGERS / 2) / len(ROUND))
        pulse.update()
        assert pulse.spark.get_fill_opacity() == 0
        for share in (0.05, 0.5, 0.95):
            lap.set_value((k + LINGERS + share * (1 - LINGERS)) / len(ROUND))
            pulse.update()
            assert pulse.spark.get_fill_opacity() == 1
            away = pulse.spark.get_center() - start
            along = away @ (end - start) / ((end - start) @ (end - start))
            assert 0 <= along <= 1
            np.testing.assert_allclose(away, along * (end - start), atol=1e-9)


def test_no_arrow_leads_from_the_loss_back_to_the_dials() -> None:
    pulse = Pulse(FLOW, ValueTracker(0.99), FORWARD)
    assert pulse.lit == "loss"
    assert pulse.spark.get_fill_opacity() == 0


def test_every_box_joins_with_those_before_and_every_arrow_comes_once() -> None:
    ways = [way for name in TEXTS for way in FLOW.ways(name)]
    assert len(ways) == len({id(way) for way in ways}) == len(FLOW.arrows) == 9
    assert not FLOW.ways("dials")
    assert len(FLOW.ways("update")) == 2


def test_texts_stand_in_their_boxes_on_one_line() -> None:
    for name, words in FLOW.texts.items():
        box = FLOW.boxes[name]
        assert box.left < words.get_left()[0] < words.get_right()[0] < box.right, name
        assert box.bottom < words.get_bottom()[1] < words.get_top()[1] < box.top, name
    feet = [
        np.median([g[:, 1].min() for g in FLOW.texts[n].glyphs()]) for n in ("model", "compare")
    ]
    assert feet[0] == pytest.approx(feet[1])


@pytest.mark.parametrize("steps", [1, 2, 3, 64, 65, 300, 554, 1000, 1600, 3000])
def test_laps_double_then_stay_and_end_at_the_last_step(steps: int) -> None:
    edges = lap_edges(steps)
    laps = np.diff(edges)
    assert edges[0] == 0
    assert edges[-1] == steps
    assert len(laps) <= MOST_LAPS
    assert (laps > 0).all()
    assert laps[:2].tolist() == [1, 1][:steps]
    assert (np.diff(laps[:-1]) >= 0).all()
    longest = laps.max()
    doubling = laps[: int(np.argmax(laps == longest))]
    assert doubling.tolist() == [1, *(2**n for n in range(len(doubling) - 1))][: len(doubling)]
    assert longest <= 64 or longest % LONG_LAP == 0


def test_a_lap_of_one_step_turns_at_its_end_and_a_longer_one_all_the_time() -> None:
    lap = ValueTracker(0)
    step = StepOfLap(lap, [0, 1, 2, 4, 8], (0.8, 1.0))

    def at(laps: float) -> float:
        lap.set_value(laps)
        return step.get_value()

    assert [at(n) for n in range(5)] == [0, 1, 2, 4, 8]
    assert at(0.8) == at(0.5) == 0
    assert at(0.9) == pytest.approx(0.5)
    assert at(1.7) == 1
    assert at(2.5) == pytest.approx(3)
    assert at(3.25) == pytest.approx(5)
    assert at(4.6) == 8
    laps = np.linspace(0, 5, 501)
    assert (np.diff([at(n) for n in laps]) >= 0).all()


def test_slopes_are_shown_from_their_box_until_the_dials_turn() -> None:
    lap = ValueTracker(0)
    step = StepOfLap(lap, [0, 1, 2, 4], (0.8, 1.0))
    shown = []
    for share in (0, 0.4, 0.55, 0.7, 0.8, 0.9, 0.999):
        lap.set_value(share)
        shown.append(step.shown_after(0.5))
    assert shown[:2] == [0, 0]
    assert 0 < shown[2] < 1
    assert shown[3:5] == [1, 1]
    assert 0 < shown[5] < 1
    assert shown[6] < 0.01
    lap.set_value(2.1)
    assert step.shown_after(0.5) == 1
    assert step.steps_a_lap() == 2
