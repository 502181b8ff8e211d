"""The dark hillside: one sees who stands there and the ground underfoot, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import HILL, HILLSIDE, GradientDescent, descend
from scenes.kit import theme
from scenes.kit.fog import GONE, OPEN, SCREEN
from scenes.kit.layout import SAFE
from scenes.kit.surface.hillside import AFAR, MIDDLE, NEAR, REACH, WINDOW, DarkHillside
from tests.scenes.kit.surface.studio import HEIGHT, WIDTH, picture, pixel_of

STEPS = 4
UNSEEN = 6
"""Levels of 255 by which what is not seen may differ from the paper."""


def hillside(start: float = 2.7) -> DarkHillside:
    paths = (
        descend(landscape, GradientDescent(0.3), at, STEPS)
        for landscape, at in ((HILL, start), (HILLSIDE, (start, 0.0)))
    )
    return DarkHillside(*paths, *(ValueTracker(value) for value in (0, 1, 1, GONE)))


@pytest.fixture(params=theme.THEMES.values(), ids=theme.THEMES)
def night(request: pytest.FixtureRequest) -> DarkHillside:
    theme.activate(request.param)
    return hillside()


@pytest.mark.parametrize("view", [AFAR, NEAR])
def test_the_camera_has_the_hiker_in_the_middle_of_the_free_space(
    night: DarkHillside, view: tuple[float, float, float]
) -> None:
    night.stage.camera = night.seen_from(*view)
    np.testing.assert_allclose(night.hiker.spot, MIDDLE, atol=1e-9)
    assert (SAFE.point(0, 0)[:2] < MIDDLE[:2]).all()
    assert (MIDDLE[:2] < SAFE.point(1, 1)[:2]).all()


def test_the_hiker_stands_on_the_surface_and_is_seen_all_the_way(night: DarkHillside) -> None:
    for view in (night.seen_from(*AFAR), night.seen_from(*NEAR), night.section.side_view()):
        night.stage.camera = view
        if view.elevation.get_value() == 0:
            night.stage.front.set_value(night.section.y)
        for step in np.linspace(0, STEPS, 9):
            night.hiker.step.set_value(step)
            at = night.stage.world(night.section.below(night.hiker.point))
            np.testing.assert_allclose(night.hiker.spot, night.stage.project(at), atol=1e-9)
            assert night.stage.visible(at + (0, 0, 0.05)) > 0.9
        night.hiker.step.set_value(0)


def test_the_light_goes_with_the_hiker(night: DarkHillside) -> None:
    drawn = []
    for step in (0, STEPS):
        night.hiker.step.set_value(step)
        light = np.asarray(night.stage.look.lantern())
        feet = night.stage.world(night.section.below(night.hiker.point))
        np.testing.assert_allclose(light[:2], feet[:2], atol=1e-9)
        assert 0 < light[2] - feet[2] < REACH
        drawn.append(picture(night.stage))
    assert (drawn[0] != drawn[1]).any()


def test_only_the_ground_around_the_hiker_is_seen(night: DarkHillside) -> None:
    night.stage.camera = night.seen_from(*AFAR)
    paper = np.rint(255 * np.array(theme.color("paper").to_rgb()))
    off = np.abs(picture(night.stage).astype(int) - paper).max(axis=2)
    x, y = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    middle = pixel_of(night.hiker.spot)
    reach = REACH * AFAR[2] * 2.96 * WIDTH / SCREEN.width  # of the light, in pixels
    away = np.hypot(x - middle[0], y - middle[1])
    assert off[away < 0.4 * reach].min() > 4 * UNSEEN
    assert off[away > 2.6 * reach].max() <= UNSEEN


def test_the_deeper_valley_is_not_even_there() -> None:
    deepest = HILL.minima[HILL.value(HILL.minima).argmin(), 0]
    assert deepest < WINDOW[0][0] < HILL.minima.max()


@pytest.mark.parametrize("share", [1.0, -1.0])
def test_the_arrow_on_the_ground_is_the_share_of_the_gradient(
    night: DarkHillside, share: float
) -> None:
    night.share.set_value(share)
    for step in range(STEPS + 1):
        night.hiker.step.set_value(step)
        start, tip = night.gradient()
        slope = night.hiker.path.gradients[step, 0]
        np.testing.assert_allclose(start, night.section.below(night.hiker.path.points[step]))
        np.testing.assert_allclose(tip - start, [share * slope, 0], atol=1e-12)


def test_the_sky_is_the_air_once_the_haze_is_there(night: DarkHillside) -> None:
    look, camera = night.stage.look, night.stage.camera
    paper = theme.color("paper").to_rgb()
    air = look.numbers(1080, camera).air
    np.testing.assert_allclose([air.red, air.green, air.blue], paper)
    look.haze.set_value(1)
    air = look.numbers(1080, camera).air
    sky = night.sky[0].get_fill_color().to_rgb()
    np.testing.assert_allclose([air.red, air.green, air.blue], sky)


def test_the_shadow_lies_around_the_feet(night: DarkHillside) -> None:
    night.hiker.step.set_value(1.5)
    night.shadow.refresh()
    feet = night.stage.spot(night.underfoot.point)
    for disc in night.shadow:
        points = disc.points[::4]
        np.testing.assert_allclose((points.min(axis=0) + points.max(axis=0)) / 2, feet, atol=0.05)
        assert 0 < np.linalg.norm(points - feet, axis=1).max() < 1


def test_the_cut_opens_where_the_camera_sees_it(night: DarkHillside) -> None:
    night.stage.camera = night.seen_from(*NEAR)
    night.lift.set_value(OPEN)
    night.cut_open(1)
    line = night.section.samples()
    np.testing.assert_allclose(night.section.curve.points[[0, -1]], line[[0, -1]], atol=1e-9)
    for end in night.seen.points[[0, -1]]:
        assert np.linalg.norm(line - end, axis=1).min() < 1e-9
    assert len(night.seen.points) > 8
