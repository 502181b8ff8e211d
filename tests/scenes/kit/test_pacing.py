"""Rhythm: enough time to read, slow steps first."""

from hypothesis import given
from hypothesis import strategies as st

from scenes.kit.pacing import (
    FAST_STEP,
    FIRST_STEPS,
    READING_SPEED,
    SHORTEST_CAPTION,
    SLOW_STEP,
    hurried,
    reading_time,
    step_time,
)
from tests.scenes.kit.samples import PROPERTY


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
