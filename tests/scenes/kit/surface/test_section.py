"""A surface cut open: from the side its section is the curve itself."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore import HILL, HILLSIDE, GradientDescent, descend
from scenes.kit import theme
from scenes.kit.hiker import Hiker
from scenes.kit.landscapes import CurveLandscape
from scenes.kit.surface.camera import OrbitCamera
from scenes.kit.surface.hillside import FRAME, WINDOW
from scenes.kit.surface.look import Look
from scenes.kit.surface.section import SurfaceSection, relief_like
from scenes.kit.surface.stage import LandscapeStage
from tests.scenes.kit.surface.studio import FULL, picture, pixel_of

PLACES = np.linspace(-0.5, 3.5, 9)[:, None]
OBLIQUE = (-115.0, 22.0, 2.4)


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
