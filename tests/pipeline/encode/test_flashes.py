"""The count of flashes itself, on pictures whose flashes are known."""

import numpy as np
import pytest

from tests.pipeline.flash_count import FAINT, colours, luminances, most_flashes

FPS = 10


def blink(per_second: float, share: float = 1.0, low: int = 0, high: int = 255) -> int:
    """Count the flashes of three seconds in which a share of the picture blinks."""
    frames = []
    for frame in range(3 * FPS):
        picture = np.full((180, 320, 4), low, np.uint8)
        if int(2 * per_second * frame / FPS) % 2:
            picture[:, : int(320 * share)] = high
        frames.append(luminances(picture))
    return most_flashes(frames, FPS)


@pytest.mark.parametrize("rate", [1, 2, 4, 5])
def test_blinking_is_counted(rate: int) -> None:
    assert rate - 1 <= blink(rate) <= rate


def test_four_blinks_a_second_are_too_many() -> None:
    assert blink(4) > 3


def test_what_cannot_be_seen_is_not_counted() -> None:
    assert blink(4, share=0.02) == 0
    assert blink(4, low=100, high=120) == 0  # less than a tenth
    assert blink(4, low=235, high=255) == 0  # both too light to matter
    assert blink(0) == 0


def test_a_fade_is_half_a_flash() -> None:
    fade = [luminances(np.full((90, 160, 3), v, np.uint8)) for v in range(0, 255, 8)]
    assert most_flashes(fade, FPS) <= 2  # seen in steps of a tenth, all in one direction


def test_luminance_is_that_of_the_guideline() -> None:
    grey = luminances(np.full((90, 160, 3), 128, np.uint8))
    assert grey.shape == (18, 32)
    np.testing.assert_allclose(grey, 0.21586, atol=1e-4)


@pytest.mark.parametrize("channel", range(3))
def test_faint_blinking_is_seen_in_every_channel(channel: int) -> None:
    frames = []
    for frame in range(3 * FPS):
        picture = np.full((180, 320, 4), 240, np.uint8)
        picture[..., channel] -= 8 * (int(8 * frame / FPS) % 2)
        frames.append(colours(picture))
    assert most_flashes(frames, FPS, change=FAINT, dark=np.inf) > 3
    assert most_flashes(frames, FPS) == 0
