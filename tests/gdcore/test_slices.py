"""Planes through landscapes of many dimensions show what is there."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdcore import (
    RAVINE,
    Adam,
    GradientDescent,
    Plane,
    cast_path,
    descend,
    filter_normalised_plane,
    network,
    on_plane,
    principal_plane,
    quadratic_bowl,
    two_moons,
)

MODEL = network(two_moons(30, 1), (5, 4))
POINT = MODEL.starts(3)
WINDOW = ((-1.0, 1.0), (-1.0, 1.0))
TINY = 1e-30


def test_directions_are_as_long_as_each_units_weights():
    plane = filter_normalised_plane(MODEL, POINT, 0)
    for direction in plane.directions:
        for moved, own in zip(MODEL.layers(direction), MODEL.layers(POINT), strict=True):
            np.testing.assert_allclose(
                np.linalg.norm(moved.weights, axis=-1), np.linalg.norm(own.weights, axis=-1)
            )
            assert (moved.biases == 0).all()
    np.testing.assert_array_equal(plane.origin, POINT)
    again = filter_normalised_plane(MODEL, POINT, np.random.default_rng(0))
    np.testing.assert_array_equal(plane.directions, again.directions)


def test_a_cut_is_the_landscape_within_the_plane():
    plane = filter_normalised_plane(MODEL, POINT, 0)
    cut = on_plane(MODEL, plane, WINDOW)
    assert cut.value((0.0, 0.0)) == pytest.approx(MODEL.value(POINT), rel=1e-14)
    spots = np.random.default_rng(1).uniform(-1, 1, (40, 3, 2))
    expected = MODEL.value(POINT + spots @ plane.directions)
    np.testing.assert_allclose(cut.value(spots), expected, rtol=1e-13)
    spot = np.array([0.3, -0.4])
    for function, slope in ((cut.value, cut.gradient), (cut.gradient, cut.hessian)):
        steps = [function(spot + 1j * TINY * axis).imag / TINY for axis in np.eye(2)]
        np.testing.assert_allclose(slope(spot), np.stack(steps, axis=-1), rtol=1e-9, atol=1e-12)


def test_a_marble_can_roll_on_a_cut():
    cut = on_plane(MODEL, filter_normalised_plane(MODEL, POINT, 0), WINDOW, name="a cut")
    path = descend(cut, GradientDescent(0.05), (0.8, -0.8), 20)
    assert (np.diff(path.values) < 0).all()
    assert path.landscape == "a cut"


@given(a=st.floats(-5, 5), b=st.floats(-5, 5))
def test_spots_and_points_lead_back_to_each_other(a, b):
    plane = filter_normalised_plane(MODEL, POINT, 2)
    np.testing.assert_allclose(plane.spot(plane.point((a, b))), (a, b), atol=1e-9)


def test_principal_plane_is_that_of_the_svd():
    path = descend(MODEL, Adam(0.03), POINT, 80)
    found = principal_plane(path)
    first, second = found.plane.directions
    assert (first @ first, second @ second, first @ second) == pytest.approx((1, 1, 0))
    np.testing.assert_array_equal(found.plane.origin, path.points[-1])
    np.testing.assert_allclose(found.spots, found.plane.spot(path.points), atol=1e-12)
    variances = np.sort(np.linalg.eigvalsh(np.cov(path.points.T)))[::-1]
    np.testing.assert_allclose(found.explained, variances[:2] / variances.sum(), rtol=1e-9)
    assert found.explained.sum() > 0.8
    assert found.spots[-1].tolist() == [0, 0]
    # no other plane explains more: not that of two random directions
    other = filter_normalised_plane(MODEL, path.points[-1], 5)
    inside = other.point(other.spot(path.points))
    left = ((path.points - inside) ** 2).sum()
    best = ((path.points - found.plane.point(found.spots)) ** 2).sum()
    assert best < left


def test_principal_directions_point_from_the_start_to_the_end():
    path = descend(MODEL, Adam(0.03), POINT, 80)
    for towards in (1, -1):  # the same path, and its mirror image
        mirrored = replace(path, points=towards * path.points)
        assert (principal_plane(mirrored).spots[0] <= 0).all()


def test_a_path_casts_its_shadow_on_the_ground_of_a_cut():
    path = descend(MODEL, Adam(0.03), POINT, 80)
    found = principal_plane(path)
    cut = on_plane(MODEL, found.plane, WINDOW)
    shadow = cast_path(path, found.plane, cut)
    np.testing.assert_allclose(shadow.points, found.spots, atol=1e-12)
    np.testing.assert_array_equal(shadow.values, cut.value(shadow.points))
    np.testing.assert_array_equal(shadow.gradients, cut.gradient(shadow.points))
    assert shadow.steps == path.steps
    assert shadow.landscape == cut.name
    assert not shadow.states
    # the last iterate is in the plane, the first is not
    off = np.abs(shadow.values - path.values)
    assert off[-1] == pytest.approx(0, abs=1e-12)
    assert off[0] > 1e-3


def test_a_path_in_a_plane_is_explained_wholly():
    bowl = quadratic_bowl((1.0, 9.0, 4.0))
    path = descend(bowl, GradientDescent(0.1), (1.0, 1.0, 0.0), 30)
    assert principal_plane(path).explained.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (lambda: Plane(np.zeros(3), np.zeros((2, 2))), "origin and directions must have shapes"),
        (lambda: Plane(np.zeros(2), [[1, 1], [2, 2]]), "directions must span a plane"),
        (
            lambda: on_plane(RAVINE, filter_normalised_plane(MODEL, POINT, 0), WINDOW),
            r"plane must lie in 2 dimensions for ravine, got \d+",
        ),
        (
            lambda: cast_path(
                descend(RAVINE, Adam(0.1), (1, 1), 5),
                filter_normalised_plane(MODEL, POINT, 0),
                RAVINE,
            ),
            r"a path in \d+ dimensions can be cast onto this plane, .* got 2 and 2",
        ),
        (
            lambda: filter_normalised_plane(MODEL, [POINT], 0),
            "point must have shape",
        ),
        (
            lambda: principal_plane(descend(RAVINE, Adam(0.1), [(1, 1)], 5)),
            "principal_plane needs a single path",
        ),
        (
            lambda: principal_plane(descend(RAVINE, GradientDescent(0.1), (1, 0), 5)),
            "path must have three iterates that are not on a line",
        ),
    ],
)
def test_bad_questions_are_refused(question, message):
    with pytest.raises(ValueError, match=message):
        question()
