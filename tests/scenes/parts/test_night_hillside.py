"""The hillside in fog: its sky by day and by night, its section, and how it is cut open."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from manim import ValueTracker
from manim.animation.animation import prepare_animation

from gdcore import HILL, HILLSIDE, GradientDescent, descend
from scenes.kit import theme
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.layout import SAFE
from scenes.kit.surface.camera import OrbitCamera
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.section import SurfaceSection, relief_like
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.theme import active, contrast
from scenes.parts.fog import GONE, OPEN, SCREEN
from scenes.parts.hiker import Hiker
from scenes.parts.night_hillside import (
    AFAR,
    CLOSE_UP,
    FRAME,
    MIDDLE,
    NEAR,
    REACH,
    STAR_RADII,
    VALLEY_SPOT,
    WINDOW,
    FoggyHillside,
    backdrop,
    crescent,
    open_sky,
    stars,
    sun,
)
from tests.scenes.kit.samples import SLOT, inside
from tests.scenes.kit.surface.rendered_stage import FULL, HEIGHT, WIDTH, picture, pixel_of

STEPS = 4

UNSEEN = 6
"""Levels of 255 by which what is not seen may differ from the paper."""

PLACES = np.linspace(-0.5, 3.5, 9)[:, None]
OBLIQUE = (-115.0, 22.0, 2.4)


def test_stars_are_the_same_every_time_and_apart_from_each_other() -> None:
    one, other = stars(SLOT, 24), stars(SLOT, 24)
    assert inside(SLOT, one, tolerance=max(STAR_RADII))
    middles = []
    for some, same in zip(one, other, strict=True):
        np.testing.assert_array_equal(some.points, same.points)
        discs = some.points.reshape(12, -1, 3)
        middles.extend((discs.min(axis=1) + discs.max(axis=1))[:, :2] / 2)
    gaps = np.linalg.norm(np.subtract.outer(middles, middles)[:, [0, 1], :, [0, 1]], axis=0)
    assert (gaps + 9 * np.eye(24)).min() > 4 * max(STAR_RADII)


def test_the_moon_is_a_crescent() -> None:
    moon = crescent(radius=0.5)
    assert moon.height <= 1.01
    assert moon.width < moon.height
    assert contrast(moon.get_fill_color().to_rgb(), active().color("paper").to_rgb()) > 3


def test_the_suns_light_fades_outwards() -> None:
    theme.activate(theme.LIGHT)
    rings, disc = sun(radius=0.5)
    opacities = [ring.get_fill_opacity() for ring in rings]
    assert disc.get_fill_opacity() == 1
    assert disc.width == pytest.approx(1.0)
    assert opacities[0] == 0
    assert (np.diff(opacities) > 0).all()
    assert (np.diff([ring.width for ring in rings]) < 0).all()


@pytest.mark.parametrize("look", theme.THEMES.values(), ids=theme.THEMES)
def test_the_air_is_a_little_lighter_than_the_fog(look: theme.Theme) -> None:
    theme.activate(look)
    air, paper = backdrop().get_fill_color().to_rgb(), theme.color("paper").to_rgb()
    assert 1 < contrast(air, paper) < 1.3
    assert theme.luminance(air) > theme.luminance(paper)


def test_it_is_day_on_light_paper_and_night_on_dark() -> None:
    theme.activate(theme.LIGHT)
    assert [len(open_sky()), len(hillside().light)] == [1, 0], "a sun alone, and no lantern"
    assert open_sky()[0][1].get_fill_color() != theme.color("faint")
    theme.activate(theme.DARK)
    assert [len(open_sky()), len(hillside().light)] == [2, 2], "stars and a moon, lantern and glow"


def hillside(start: float = 2.7) -> FoggyHillside:
    paths = (
        descend(landscape, GradientDescent(0.3), at, STEPS)
        for landscape, at in ((HILL, start), (HILLSIDE, (start, 0.0)))
    )
    return FoggyHillside(*paths, *(ValueTracker(value) for value in (0, 1, 1, GONE)))


@pytest.fixture(params=theme.THEMES.values(), ids=theme.THEMES)
def night(request: pytest.FixtureRequest) -> FoggyHillside:
    theme.activate(request.param)
    return hillside()


@pytest.mark.parametrize("view", [AFAR, NEAR])
def test_the_camera_has_the_hiker_in_the_middle_of_the_free_space(
    night: FoggyHillside, view: tuple[float, float, float]
) -> None:
    night.stage.camera = night.seen_from(*view)
    np.testing.assert_allclose(night.hiker.spot, MIDDLE, atol=1e-9)
    assert (SAFE.point(0, 0)[:2] < MIDDLE[:2]).all()
    assert (MIDDLE[:2] < SAFE.point(1, 1)[:2]).all()


def test_the_hiker_stands_on_the_surface_and_is_seen_all_the_way(night: FoggyHillside) -> None:
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


def test_the_light_goes_with_the_hiker(night: FoggyHillside) -> None:
    drawn = []
    for step in (0, STEPS):
        night.hiker.step.set_value(step)
        light = np.asarray(night.stage.look.lantern())
        feet = night.stage.world(night.section.below(night.hiker.point))
        np.testing.assert_allclose(light[:2], feet[:2], atol=1e-9)
        assert 0 < light[2] - feet[2] < REACH
        drawn.append(picture(night.stage))
    assert (drawn[0] != drawn[1]).any()


def test_only_the_ground_around_the_hiker_is_seen(night: FoggyHillside) -> None:
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
    night: FoggyHillside, share: float
) -> None:
    night.share.set_value(share)
    for step in range(STEPS + 1):
        night.hiker.step.set_value(step)
        start, tip = night.gradient()
        slope = night.hiker.path.gradients[step, 0]
        np.testing.assert_allclose(start, night.section.below(night.hiker.path.points[step]))
        np.testing.assert_allclose(tip - start, [share * slope, 0], atol=1e-12)


def test_the_fog_has_swallowed_the_surface_when_the_curve_takes_its_place(
    night: FoggyHillside,
) -> None:
    night.stage.front.set_value(night.section.y)
    finish(night.turn_aside(1))
    paper = np.rint(255 * np.array(theme.color("paper").to_rgb()))
    assert np.abs(picture(night.stage).astype(int) - paper).max() <= 1


def test_the_curve_is_first_seen_from_near_and_then_in_its_frame(night: FoggyHillside) -> None:
    night.stage.front.set_value(night.section.y)
    finish(night.turn_aside(1))
    valley = [HILL.minima.max()]
    np.testing.assert_allclose(night.section.spot(valley), VALLEY_SPOT, atol=1e-6)
    assert night.section.magnification(valley) == pytest.approx(CLOSE_UP)
    finish(night.pull_back(1))
    curve = CurveLandscape(HILL, FRAME)
    np.testing.assert_allclose(night.section.spot(PLACES), curve.spot(PLACES), atol=1e-6)
    np.testing.assert_allclose(night.section.samples()[[0, -1]], curve.samples()[[0, -1]])


def finish(animations: list[Any]) -> None:
    """Put everything to where some animations take it."""
    for animation in animations:
        built = prepare_animation(animation)
        built.begin()
        built.finish()


def test_the_shadow_lies_around_the_feet(night: FoggyHillside) -> None:
    night.hiker.step.set_value(1.5)
    night.shadow.refresh()
    feet = night.stage.spot(night.underfoot.point)
    for disc in night.shadow:
        points = disc.points[::4]
        np.testing.assert_allclose((points.min(axis=0) + points.max(axis=0)) / 2, feet, atol=0.05)
        assert 0 < np.linalg.norm(points - feet, axis=1).max() < 1


@pytest.mark.parametrize("front", [-2.0, -0.7, 0.0])
def test_the_face_is_the_ground_where_it_is_cut_off_now(night: FoggyHillside, front: float) -> None:
    night.stage.camera = night.seen_from(*NEAR)
    night.lift.set_value(OPEN)
    night.stage.front.set_value(front)
    face = night.face
    across = np.linspace(*FRAME.x, 400)
    edge = night.stage.spot(np.stack([across, np.full(400, front)], axis=-1))
    np.testing.assert_allclose(night.section.body.points[: 4 * 399 : 4], edge[:-1], atol=1e-9)
    for end in night.seen.points[[0, -1]]:
        assert np.linalg.norm(edge - end, axis=1).min() < 1e-9
    assert [*face] == [night.section, night.seen]


@pytest.fixture(autouse=True)
def dark() -> None:
    theme.activate(theme.DARK)


@pytest.fixture
def section() -> SurfaceSection:
    relief = relief_like(FRAME, HILLSIDE, WINDOW)
    stage = LandscapeStage(
        HILLSIDE, FULL, WINDOW, relief, 0, OrbitCamera(*OBLIQUE), Look(floor=None)
    )
    return SurfaceSection(stage, HILL, FRAME)


@pytest.fixture
def from_the_side(section: SurfaceSection) -> SurfaceSection:
    section.stage.camera = section.side_view()
    section.stage.front.set_value(section.y)
    section.refresh()
    return section


def test_from_the_side_it_lies_where_the_curve_lies(from_the_side: SurfaceSection) -> None:
    curve = CurveLandscape(HILL, FRAME)
    np.testing.assert_allclose(from_the_side.spot(PLACES), curve.spot(PLACES), atol=1e-9)
    ends = from_the_side.curve.points[[0, -1]]
    np.testing.assert_allclose(ends, curve.spot([[FRAME.x[0]], [FRAME.x[1]]]), atol=1e-9)
    for place in PLACES:
        assert from_the_side.slope(place) == pytest.approx(curve.slope(place), abs=1e-6)
        assert from_the_side.magnification(place) == pytest.approx(1, abs=1e-12)


def test_a_hiker_looks_the_same_on_both(from_the_side: SurfaceSection) -> None:
    path = descend(HILL, GradientDescent(0.3), 2.7, 5)
    step, facing = ValueTracker(2.3), ValueTracker(-1)
    one, other = (
        Hiker(ground, path, step, facing) for ground in (from_the_side, CurveLandscape(HILL, FRAME))
    )
    np.testing.assert_allclose(one.get_all_points(), other.get_all_points(), atol=1e-6)


def test_from_anywhere_it_lies_on_the_surface(section: SurfaceSection) -> None:
    stage = section.stage
    for azimuth in (-150, -110, -90, -40):
        stage.camera.azimuth.set_value(azimuth)
        for place in PLACES:
            expected = stage.project(stage.world([place[0], 0]))
            np.testing.assert_allclose(section.spot(place), expected, atol=1e-12)


def test_a_hiker_is_larger_where_things_are_nearer(section: SurfaceSection) -> None:
    path = descend(HILL, GradientDescent(0.3), 2.7, 5)
    hiker = Hiker(section, path, ValueTracker(0), ValueTracker(1))
    heights = []
    for zoom in (1.2, 2.4):
        section.stage.camera.zoom.set_value(zoom)
        hiker.refresh()
        heights.append((hiker.posed[2].height, hiker.disc.width, hiker.legs[0].get_stroke_width()))
        assert hiker.size == pytest.approx(section.magnification([2.7]))
    np.testing.assert_allclose(heights[1], 2 * np.array(heights[0]), rtol=1e-6)


def test_what_is_cut_away_is_not_drawn(section: SurfaceSection) -> None:
    stage = section.stage
    before, behind = (stage.world([2.0, y]) for y in (-1.0, 1.0))
    whole = picture(stage)
    stage.front.set_value(0)
    cut = picture(stage)
    paper = np.rint(255 * np.array(theme.color("paper").to_rgb()))
    column, row = pixel_of(stage.project(before)).astype(int)
    assert np.abs(whole[row, column] - paper).max() > 20
    np.testing.assert_allclose(cut[row, column], paper, atol=1)
    column, row = pixel_of(stage.project(behind)).astype(int)
    np.testing.assert_allclose(cut[row, column].astype(int), whole[row, column], atol=4)
    stage.front.set_value(WINDOW[1][0])
    np.testing.assert_array_equal(picture(stage), whole)


def test_what_lay_behind_the_cut_ground_is_seen(section: SurfaceSection) -> None:
    stage = section.stage
    stage.camera = OrbitCamera(-90, 3, focus=stage.world([1, 0]))
    valley = stage.world([1, 0]) + (0, 0, 0.02)
    assert stage.visible(valley) == 0, "the slope in front hides the bottom"
    stage.front.set_value(0)
    assert stage.visible(valley) > 0.5
