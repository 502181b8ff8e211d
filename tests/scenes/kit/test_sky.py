"""The sky: quiet, inside its slot, and always the same."""

import numpy as np

from scenes.kit.sky import STAR_RADII, backdrop, crescent, stars
from scenes.kit.theme import active, contrast
from tests.scenes.kit.samples import SLOT, corners, inside


def test_the_backdrop_fills_its_slot_with_a_shade_of_the_ground() -> None:
    sky = backdrop(SLOT, height=0.2)
    np.testing.assert_allclose(corners(sky), [SLOT.point(0, 0)[:2], SLOT.point(1, 1)[:2]])
    assert sky.get_fill_color() == active().level(0.2)
    assert sky.get_stroke_width() == 0


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
