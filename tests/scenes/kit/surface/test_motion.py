"""Nothing flickers: along a smooth move, no pixel jumps there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pytest

from gdcore import TWO_WELLS
from scenes.kit import theme
from scenes.kit.surface.marbles import SurfaceMarble, SurfaceTrail
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage
from tests.scenes.kit.surface.rendered_stage import FULL, HEIGHT, WIDTH, at, picture, walked

FRAMES = 12
LEAP = 60
"""Second difference, of 255, that an edge may reach where it passes a pixel, but few may."""


@pytest.fixture(autouse=True)
def dark() -> None:
    theme.activate(theme.DARK)


def leaps(frames: Iterable[np.ndarray]) -> np.ndarray:
    """Return second differences in time, ``(frames - 2, rows, columns)``: 0 for an even change."""
    seen = np.array([frame.astype(int) for frame in frames])
    return np.abs(seen[:-2] - 2 * seen[1:-1] + seen[2:]).max(axis=3)


def filmed(move: Callable[[LandscapeStage, SurfaceMarble, int], None]) -> list[np.ndarray]:
    """Film a marble with its trail between two wells."""
    stage = LandscapeStage(TWO_WELLS, FULL, relief=Relief(0.95))
    marble = SurfaceMarble(stage, walked(TWO_WELLS, (1.0, 1.2), 8), at(4.7))
    stage.put(marble, SurfaceTrail(marble))
    stage.camera = stage.framed(elevation=40)
    frames = []
    for frame in range(FRAMES):
        move(stage, marble, frame)
        frames.append(picture(stage))
    return frames


def orbit(stage: LandscapeStage, marble: SurfaceMarble, frame: int) -> None:
    stage.camera.azimuth.increment_value(0.1)


def roll(stage: LandscapeStage, marble: SurfaceMarble, frame: int) -> None:
    marble.step.increment_value(0.05)


@pytest.mark.parametrize(
    ("move", "most", "share"), [(orbit, 130, 1e-4), (roll, 90, 2e-5)], ids=("orbit", "roll")
)
def test_nothing_flickers(
    move: Callable[[LandscapeStage, SurfaceMarble, int], None], most: int, share: float
) -> None:
    found = leaps(filmed(move))
    assert found.max() < most, "a pixel jumped there and back"
    assert (found > LEAP).mean() < share, "too many pixels jump"
    assert np.percentile(found, 99) < 12, "the surface shimmers"
    assert found.any(), "nothing moved"


def test_a_speckle_would_be_seen() -> None:
    frames = filmed(roll)
    frames[5][HEIGHT // 2, WIDTH // 2] ^= 128
    assert leaps(frames).max() > 130
