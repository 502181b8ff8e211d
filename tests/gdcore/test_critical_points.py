"""Flat points found by search are the ones that the landscapes list."""

import numpy as np
import pytest

from gdcore import DOUBLE_WELL, HIMMELBLAU, LANDSCAPES, MONKEY_SADDLE, QUARTIC, landscape_from
from gdcore.critical_points import Kind, find_critical_points, kind_of


@pytest.mark.parametrize(
    "landscape",
    [one for one in LANDSCAPES.values() if one is not QUARTIC],
    ids=lambda one: one.name,
)
def test_listed_points_are_all_there_is(landscape):
    found = find_critical_points(landscape)
    uneven = (Kind.SADDLE, Kind.DEGENERATE)
    for listed, kinds in ((landscape.minima, (Kind.MINIMUM,)), (landscape.saddles, uneven)):
        points = [critical.point for critical in found if critical.kind in kinds]
        assert len(points) == len(listed)
        for point in points:
            assert np.abs(listed - point).max(axis=1).min() < 1e-4


def test_the_quartic_is_flat_where_it_is_lowest():
    (bottom,) = find_critical_points(QUARTIC)
    assert bottom.kind is Kind.DEGENERATE
    np.testing.assert_allclose(bottom.point, QUARTIC.minima[0], atol=1e-9)


def test_hilltops():
    top = [c for c in find_critical_points(DOUBLE_WELL) if c.kind is Kind.MAXIMUM]
    assert [c.point.round(4).tolist() for c in top] == [[0.1699]]
    top = [c for c in find_critical_points(HIMMELBLAU) if c.kind is Kind.MAXIMUM]
    assert [c.point.round(4).tolist() for c in top] == [[-0.2708, -0.9230]]


def test_lowest_comes_first():
    values = [critical.value for critical in find_critical_points(HIMMELBLAU)]
    assert values == sorted(values)


def test_a_point_with_no_curvature_is_degenerate():
    (origin,) = find_critical_points(MONKEY_SADDLE)
    assert origin.kind is Kind.DEGENERATE
    assert np.abs(origin.point).max() < 1e-3


def test_works_on_sampled_landscapes():
    bumpy = landscape_from(lambda x: np.cos(x[0]) + x[1] ** 2, 2, window=((-2, 4), (-1, 1)))
    found = find_critical_points(bumpy)
    assert [critical.kind for critical in found] == [Kind.MINIMUM, Kind.SADDLE]
    np.testing.assert_allclose(found[0].point, (np.pi, 0), atol=1e-5)


@pytest.mark.parametrize(
    ("curvatures", "kind"),
    [
        ((1, 2), Kind.MINIMUM),
        ((-1, -2), Kind.MAXIMUM),
        ((-1, 2), Kind.SADDLE),
        ((0, 2), Kind.DEGENERATE),
        ((-1, 0, 2), Kind.SADDLE),
        ((1e-9, 2), Kind.DEGENERATE),
    ],
)
def test_kinds(curvatures, kind):
    assert kind_of(curvatures, flat=1e-6) is kind


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="starts_per_axis must be a whole number of at least 2"):
        find_critical_points(HIMMELBLAU, 1)
    with pytest.raises(ValueError, match="flat must be 0 or greater, got -1"):
        kind_of((1, 2), flat=-1)
