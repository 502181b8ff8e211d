"""Rhythm: enough time to read, slow steps first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import ValueTracker, linear
from manim.animation.animation import prepare_animation

from scenes.kit.story.timing import (
    FAST_STEP,
    FIRST_STEPS,
    READING_SPEED,
    SHORTEST_CAPTION,
    SLOW_STEP,
    glide,
    hurried,
    reading_time,
    step_time,
    stepwise,
    walk,
)
from tests.scenes.kit.samples import PROPERTY, floats

paces = st.lists(floats(0.05, 3), min_size=1, max_size=40).map(np.array)


@PROPERTY
@given(st.integers(0, 200), st.integers(0, 50))
def test_more_text_takes_no_less_time(length: int, more: int) -> None:
    seconds = reading_time("x" * length)
    assert reading_time("x" * (length + more)) >= seconds >= SHORTEST_CAPTION
    assert length <= READING_SPEED * seconds + 1e-9


def test_a_long_caption_is_read_at_fifteen_characters_a_second() -> None:
    assert reading_time("x" * 60) == 4
    assert reading_time("x") == SHORTEST_CAPTION


def test_the_first_three_steps_are_slow() -> None:
    times = [step_time(n) for n in range(8)]
    assert times == [SLOW_STEP] * 3 + [FAST_STEP] * 5
    assert FIRST_STEPS == 3
    assert 0.3 <= FAST_STEP < SLOW_STEP <= 0.8


def test_a_long_walk_goes_faster_and_faster_but_can_be_followed() -> None:
    times = [hurried(n) for n in range(60)]
    assert times == sorted(times, reverse=True)
    assert times[-1] == 0.07


@PROPERTY
@given(paces)
def test_a_walk_starts_at_its_start_and_ends_at_its_end(times: np.ndarray) -> None:
    progress = stepwise(times)
    assert progress(0) == 0
    assert progress(1) == 1


@PROPERTY
@given(paces, st.lists(floats(0, 1), min_size=2, max_size=30))
def test_a_walk_never_turns_back(times: np.ndarray, moments: list[float]) -> None:
    progress = [stepwise(times)(t) for t in sorted(moments)]
    assert (np.diff(progress) >= -1e-12).all()
    assert progress[0] >= 0
    assert progress[-1] <= 1


@PROPERTY
@given(paces)
def test_whole_steps_are_reached_exactly_at_their_times(times: np.ndarray) -> None:
    progress, steps = stepwise(times), len(times)
    edges = np.cumsum(times) / times.sum()
    for n, edge in enumerate(edges, start=1):
        assert progress(edge) == pytest.approx(n / steps, abs=1e-9)


@PROPERTY
@given(paces, st.data())
def test_each_step_eases_in_and_out(times: np.ndarray, data: st.DataObject) -> None:
    progress, steps = stepwise(times), len(times)
    n = data.draw(st.integers(0, steps - 1))
    edges = np.concatenate([[0], np.cumsum(times)]) / times.sum()
    quarter, half, three = (
        progress(edges[n] + share * (edges[n + 1] - edges[n])) * steps - n
        for share in (0.25, 0.5, 0.75)
    )
    assert half == pytest.approx(0.5, abs=1e-6)
    assert quarter < 0.2
    assert three > 0.8


@PROPERTY
@given(paces)
def test_the_last_instant_before_the_end_is_part_of_the_walk(times: np.ndarray) -> None:
    assert stepwise(times)(np.nextafter(1, 0)) == pytest.approx(1)


def test_rounding_never_leaves_a_gap_before_the_end() -> None:
    # the running sum of these times is a bit below their pairwise sum
    for count in range(1, 60):
        assert stepwise(np.full(count, 0.1))(np.nextafter(1, 0)) == pytest.approx(1)
        assert stepwise(np.full(count, 0.3))(np.nextafter(1, 0)) == pytest.approx(1)


def played(builder: object, share: float) -> float:
    """Return where the tracker is after a share of the animation's time."""
    animation = prepare_animation(builder)  # type: ignore[arg-type]
    animation.begin()
    animation.interpolate(share)
    return float(animation.mobject.get_value())


def test_a_walk_lasts_as_long_as_its_steps() -> None:
    tracker = ValueTracker(0)
    animation = prepare_animation(walk(tracker, 6))
    assert animation.run_time == pytest.approx(sum(step_time(n) for n in range(6)))
    tracker.set_value(2)
    animation = prepare_animation(walk(tracker, 6))
    assert animation.run_time == pytest.approx(sum(step_time(n) for n in range(2, 6)))


def test_a_walk_can_be_told_how_long_it_lasts() -> None:
    assert prepare_animation(walk(ValueTracker(0), 6, seconds=2.5)).run_time == 2.5


def test_a_walk_takes_the_tracker_to_whole_steps_in_its_pace() -> None:
    def pace(n: int) -> float:
        return (1.0, 1.0, 2.0)[n - 3]

    for share, step in ((0, 3), (0.25, 4), (0.5, 5), (0.75, 5.5), (1, 6)):
        tracker = ValueTracker(3)
        assert played(walk(tracker, 6, seconds=9, pace=pace), share) == pytest.approx(step)


def test_the_first_steps_are_slower() -> None:
    total = sum(step_time(n) for n in range(8))
    reached = played(walk(ValueTracker(0), 8), 3 * step_time(0) / total)
    assert reached == pytest.approx(3)


def test_a_glide_goes_straight_to_a_value() -> None:
    tracker = ValueTracker(-1.0)
    animation = prepare_animation(glide(tracker, 3.5, 2.0))
    assert animation.run_time == 2.0
    assert played(glide(ValueTracker(-1.0), 3.0, 1.0), 0.5) == pytest.approx(1)
    assert played(glide(ValueTracker(-1.0), 3.0, 1.0), 0.25) < -0.5  # it eases in
    assert played(glide(ValueTracker(-1.0), 3.0, 1.0, rate_func=linear), 0.25) == pytest.approx(0)
    assert played(glide(ValueTracker(-1.0), 3.0, 1.0), 1) == 3
