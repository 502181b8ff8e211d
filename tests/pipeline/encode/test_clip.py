"""Frames without loss: thinned, scaled and closed to a loop."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.encode.clip import (
    CROSSFADE,
    FADE_STEPS,
    LONG_RUN,
    RUNS,
    Clip,
    ClipFrame,
    merged,
    pack,
    unpacked,
)
from tests.pipeline.synthetic_frames import Pixels, drawing

WIDTH, HEIGHT, TICK = 64, 32, 5


def clip(*places: int, shown: int = 1) -> Clip:
    """Return a clip of a box at these places."""
    shots = (ClipFrame(pack(drawing(WIDTH, HEIGHT, place)), shown * TICK) for place in places)
    return Clip(WIDTH, HEIGHT, TICK, merged(shots))


def jump(one: Pixels, other: Pixels) -> float:
    """Return by how much two pictures differ."""
    return float(np.abs(one.astype(float) - other).mean())


def test_pictures_come_back_as_they_were() -> None:
    for place, picture in zip((0, 7), clip(0, 7).pictures(), strict=True):
        assert np.array_equal(picture, drawing(WIDTH, HEIGHT, place))


def test_equal_neighbours_are_one_shot() -> None:
    assert [shot.shown for shot in clip(0, 0, 3, 3, 3, 0).shots] == [10, 15, 5]


def test_thinned_keeps_every_second_frame_twice_as_long() -> None:
    thin = clip(*range(8)).thinned(2)
    assert thin.fps == 10
    assert [shot.shown for shot in thin.shots] == [10, 10, 10, 10, 10]
    for place, picture in zip((0, 2, 4, 6, 7), thin.pictures(), strict=True):
        assert np.array_equal(picture, drawing(WIDTH, HEIGHT, place))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 4))
def test_thinned_lasts_as_long_and_ends_on_the_last_picture(times: list[int], step: int) -> None:
    shots = (
        ClipFrame(pack(drawing(WIDTH, HEIGHT, place)), shown * TICK)
        for place, shown in enumerate(times)
    )
    whole = Clip(WIDTH, HEIGHT, TICK, tuple(shots))
    thin = whole.thinned(step)
    assert thin.shots[-1].packed == whole.shots[-1].packed
    assert {shot.shown % (step * TICK) for shot in thin.shots} == {0}
    assert abs(thin.seconds - whole.seconds) < 2 * step * TICK / 100


def test_scaled_pixels_are_averages() -> None:
    half = clip(1).scaled(WIDTH // 2, HEIGHT // 2)
    small = half.picture(0).astype(float)
    whole = drawing(WIDTH, HEIGHT, 1).astype(float)
    average = whole.reshape(HEIGHT // 2, 2, WIDTH // 2, 2, 4).mean((1, 3))
    assert np.abs(small - average).max() <= 1


@pytest.mark.parametrize("step", [1, 2, 3])
def test_loop_begins_with_its_last_picture_and_fades_to_the_first(step: int) -> None:
    thin = clip(0, 20, 40, shown=12).thinned(step)
    loop = thin.looped(0.5)
    pictures, whole = list(loop.pictures()), list(thin.pictures())
    fading = min(round(CROSSFADE * loop.fps), FADE_STEPS)
    np.testing.assert_array_equal(pictures[0], whole[-1])
    np.testing.assert_array_equal(pictures[fading:], whole[:-1])
    steps = [jump(one, other) for one, other in itertools.pairwise(pictures[: fading + 1])]
    assert max(steps) - min(steps) <= 1  # colours are whole numbers
    assert max(steps) < jump(whole[-1], whole[0])


@pytest.mark.parametrize("tick", [2, 4, 5, 8, 10])
def test_the_fade_lasts_as_long_at_any_rate_and_has_few_pictures(tick: int) -> None:
    shots = (ClipFrame(pack(drawing(WIDTH, HEIGHT, place)), 10 * tick) for place in (0, 20, 40))
    loop = Clip(WIDTH, HEIGHT, tick, merged(shots)).looped(0)
    fade = [shot.shown for shot in loop.shots[1:-2]]
    assert 0 < len(fade) < FADE_STEPS
    assert len({*fade}) == 1, "equal steps for equal times"
    assert sum(fade) + fade[0] == pytest.approx(100 * CROSSFADE, rel=0.26)


def test_what_follows_the_end_of_a_loop_followed_it_in_the_clip() -> None:
    shown, loop = clip(0, 20, 40), clip(0, 20, 40).looped(1.0)
    np.testing.assert_array_equal(loop.picture(-1), shown.picture(-2))
    np.testing.assert_array_equal(loop.picture(0), shown.picture(-1))


def test_last_picture_holds_and_a_longer_rest_stays() -> None:
    assert clip(0, 9, 4).looped(2.0).shots[0].shown == 200
    assert clip(0, 9, 4, shown=60).looped(2.0).shots[0].shown == 300


def test_loop_that_is_closed_gets_no_fade() -> None:
    loop = clip(0, 9, 0).looped(1.0)
    assert len(loop.shots) == 2
    assert loop.shots[0].shown == 100 + clip(0).shots[0].shown
    assert len(clip(4).looped(1.0).shots) == 1


@given(st.integers(1, 4 * LONG_RUN), st.integers(1, 40), st.integers(1, 30), st.integers(0, 99))
def test_pictures_of_any_texture_come_back(run: int, width: int, height: int, seed: int) -> None:
    colours = np.random.default_rng(seed).integers(0, 256, (width * height, 4), np.uint8)
    picture = np.repeat(colours, run, axis=0)[: width * height].reshape(height, width, 4)
    packed = pack(picture)
    np.testing.assert_array_equal(unpacked(packed).reshape(picture.shape), picture)
    if packed.startswith(RUNS):
        assert len(packed) <= len(RUNS) + picture.nbytes / 4
