"""What changes in a clip, read from its end and then from its start."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.encode.clip import Clip, ClipFrame, differences, pack
from pipeline.encode.gif.rate_control import (
    ALLOWED,
    EXACT,
    LEAST,
    LONGEST,
    MOST,
    STRICT,
    History,
    RateControl,
)

HEIGHT, WIDTH = 5, 13

SIDE = 10
PIXELS = SIDE * SIDE


@st.composite
def clips(draw: st.DrawFn) -> tuple[Clip, list[np.ndarray]]:
    """Return a clip of a few colours, and its pixels as numbers."""
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    colours = rng.integers(0, 2**32, 4, np.uint32)
    times = draw(st.lists(st.integers(1, 50), min_size=1, max_size=6))
    pictures = [rng.choice(colours, (HEIGHT, WIDTH)) for _ in times]
    shots = (
        ClipFrame(pack(picture.view(np.uint8).reshape(HEIGHT, WIDTH, 4)), time)
        for picture, time in zip(pictures, times, strict=True)
    )
    return Clip(WIDTH, HEIGHT, 1, tuple(shots)), pictures


@given(clips())
def test_first_picture_is_all_new_and_the_others_where_they_differ(
    made: tuple[Clip, list[np.ndarray]],
) -> None:
    clip, pictures = made
    found = [new for new, _ in differences(clip)]
    assert found[0].all()
    for new, (before, after) in zip(found[1:], itertools.pairwise(pictures), strict=True):
        np.testing.assert_array_equal(new, before != after)


@given(clips())
def test_moments_are_the_pictures_and_tell_how_long_each_pixel_stays(
    made: tuple[Clip, list[np.ndarray]],
) -> None:
    clip, pictures = made
    codes = np.unique(pictures)
    moments = list(History(clip, codes).moments())
    assert [moment.time for moment in moments] == [shot.shown for shot in clip.shots]
    for number, moment in enumerate(moments):
        np.testing.assert_array_equal(codes[moment.numbers], pictures[number])
        stays = np.zeros((HEIGHT, WIDTH), int)
        still = np.ones((HEIGHT, WIDTH), np.bool_)
        for later in range(number, len(pictures)):
            still &= pictures[later] == pictures[number]
            stays += still * clip.shots[later].shown
        np.testing.assert_array_equal(moment.left, stays)


@given(clips())
def test_colours_are_counted_each_time_that_they_are_drawn(
    made: tuple[Clip, list[np.ndarray]],
) -> None:
    clip, pictures = made
    codes = np.unique(pictures)
    drawn = np.concatenate([picture[new] for new, picture in differences(clip)])
    expected = [(drawn == code).sum() for code in codes]
    np.testing.assert_array_equal(History(clip, codes).drawn, expected)


def rate_control(*times: int) -> RateControl:
    return RateControl(Clip(SIDE, SIDE, 4, tuple(ClipFrame(b"", time) for time in times)))


def noted(share: float, seconds: int = 100) -> float:
    """Return the price after so much of what is allowed was lost for so long."""
    book = rate_control(200, 200)
    for _ in range(10 * seconds):
        book.note(round(share * ALLOWED * PIXELS), PIXELS, LONGEST)
    return book.multiplier


def test_price_rises_with_what_was_lost_as_far_as_it_helps() -> None:
    prices = [noted(share) for share in (0.0, 0.9, 1.0, 1.1, 1.4, 9.0)]
    assert prices == sorted(prices)
    assert prices[-1] / prices[0] == pytest.approx((MOST / LEAST) ** STRICT)
    assert noted(90.0) == noted(9.0)


def test_longer_clip_pays_less_for_a_moment() -> None:
    assert rate_control(100, 100).multiplier == pytest.approx(4 * rate_control(400, 400).multiplier)


def test_first_pictures_weigh_little() -> None:
    assert noted(9.0, seconds=1) > noted(1.0)
    book = rate_control(200, 200)
    fresh = book.multiplier
    book.note(round(9 * ALLOWED * PIXELS), PIXELS, 1)
    assert fresh < book.multiplier < 2 * fresh


def test_resting_picture_weighs_no_more_than_a_short_one() -> None:
    resting, short = rate_control(200, 200), rate_control(200, 200)
    resting.note(0, PIXELS, 300)
    short.note(0, PIXELS, LONGEST)
    assert resting.multiplier == short.multiplier


def test_single_picture_is_exact() -> None:
    assert rate_control(100).multiplier >= EXACT * LEAST**STRICT
