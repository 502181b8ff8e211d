"""A surface that is cut open and seen from the side is a curve."""

from __future__ import annotations

import numpy as np
import pytest

from gdcore import DOUBLE_WELL, DOUBLE_WELL_2D
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.surface.camera import OrbitCamera
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.section import SurfaceSection, relief_like
from scenes.kit.surface.stage import LandscapeStage
from tests.scenes.kit.samples import SLOT
from tests.scenes.kit.surface.rendered_stage import FULL

WINDOW = ((-2.0, 2.0), (-1.5, 1.5))
FRAME = Frame(SLOT, WINDOW[0], (-5.0, 6.0))
PLACES = np.linspace(*WINDOW[0], 9)[:, None]


@pytest.fixture
def section() -> SurfaceSection:
    relief = relief_like(FRAME, DOUBLE_WELL_2D, WINDOW)
    camera = OrbitCamera(-115.0, 30.0)
    stage = LandscapeStage(DOUBLE_WELL_2D, FULL, WINDOW, relief, 0, camera, Look(floor=None))
    return SurfaceSection(stage, DOUBLE_WELL, FRAME)


def test_from_the_side_it_is_the_curve(section: SurfaceSection) -> None:
    section.stage.camera = section.side_view()
    section.stage.front.set_value(section.y)
    section.refresh()
    curve = CurveLandscape(DOUBLE_WELL, FRAME)
    np.testing.assert_allclose(section.spot(PLACES), curve.spot(PLACES), atol=1e-9)
    np.testing.assert_allclose(section.curve.points, curve.curve.points, atol=1e-9)
    np.testing.assert_allclose(section.body.points, curve.body.points, atol=1e-9)


@pytest.mark.parametrize("front", [-1.5, -0.4, 0.0])
def test_it_is_drawn_where_the_ground_is_cut_off_now(section: SurfaceSection, front: float) -> None:
    section.stage.front.set_value(front)
    section.refresh()
    edge = section.stage.spot(np.insert(PLACES, 1, front, axis=1))
    ends = section.curve.points[[0, -1]]
    np.testing.assert_allclose(ends, edge[[0, -1]], atol=1e-9)


def test_a_marble_on_it_stands_on_the_floor_of_the_surface(section: SurfaceSection) -> None:
    for azimuth in (-150, -90, -40):
        section.stage.camera.azimuth.set_value(azimuth)
        floor = section.stage.spot(np.insert(PLACES, 1, 0, axis=1))
        np.testing.assert_allclose(section.spot(PLACES), floor, atol=1e-12)
