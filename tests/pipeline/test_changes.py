"""What changes in a clip, read from its end and then from its start."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.changes import History, differences
from pipeline.clip import Clip, Shot, pack

HEIGHT, WIDTH = 5, 13


@st.composite
def clips(draw: st.DrawFn) -> tuple[Clip, list[np.ndarray]]:
    """Return a clip of a few colours, and its pixels as numbers."""
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    colours = rng.integers(0, 2**32, 4, np.uint32)
    times = draw(st.lists(st.integers(1, 50), min_size=1, max_size=6))
    pictures = [rng.choice(colours, (HEIGHT, WIDTH)) for _ in times]
    shots = (
        Shot(pack(picture.view(np.uint8).reshape(HEIGHT, WIDTH, 4)), time)
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
