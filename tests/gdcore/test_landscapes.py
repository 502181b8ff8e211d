"""Every landscape's slope and curvature are those of its value, and its known points are real."""

import numpy as np
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import (
    BEALE,
    DOUBLE_WELL,
    DOUBLE_WELL_2D,
    HILL,
    HILLSIDE,
    LANDSCAPES,
    PARABOLA,
    QUARTIC,
    RAVINE,
    SHARP_AND_FLAT,
    SIX_HUMP_CAMEL,
    TWO_WELLS,
    GradientDescent,
    Landscape,
    descend,
)
from gdcore.critical_points import Kind, find_critical_points

TINY = 1e-30
every_landscape = pytest.mark.parametrize("landscape", LANDSCAPES.values(), ids=LANDSCAPES.keys())


def slope_by_complex_step(function, x, dim):
    """Return the derivative of an analytic function, exact to rounding (Squire and Trapp, 1998)."""
    return np.stack([function(x + 1j * TINY * axis).imag / TINY for axis in np.eye(dim)], axis=-1)


def somewhere(landscape, shares):
    low, high = np.array(landscape.window).T
    return low + (high - low) * np.array(shares[: landscape.dim])


@every_landscape
@settings(max_examples=25, deadline=None)
@given(shares=st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_gradient_and_hessian_are_derivatives(landscape, shares):
    x = somewhere(landscape, shares)
    gradient = slope_by_complex_step(landscape.value, x, landscape.dim)
    hessian = slope_by_complex_step(landscape.gradient, x, landscape.dim)
    size = 1 + np.abs(hessian).max()
    np.testing.assert_allclose(landscape.gradient(x), gradient, rtol=1e-12, atol=1e-13 * size)
    np.testing.assert_allclose(landscape.hessian(x), hessian, rtol=1e-12, atol=1e-13 * size)


@every_landscape
def test_points_may_be_stacked_in_any_shape(landscape):
    low, high = np.array(landscape.window).T
    stack = np.random.default_rng(1).uniform(low, high, (3, 4, landscape.dim))
    for function, extra in ((landscape.value, 0), (landscape.gradient, 1), (landscape.hessian, 2)):
        together = function(stack)
        assert together.shape == (3, 4) + (landscape.dim,) * extra
        assert together.dtype == np.float64
        np.testing.assert_allclose(together[2, 1], function(stack[2, 1]), rtol=1e-13)


@every_landscape
def test_minima_are_minima(landscape):
    for point in landscape.minima:
        assert np.abs(landscape.gradient(point)).max() < 1e-12
        if landscape is not QUARTIC:  # which is flat there
            assert np.linalg.eigvalsh(landscape.hessian(point)).min() > 0
        around = point + 1e-2 * np.concatenate([np.eye(landscape.dim), -np.eye(landscape.dim)])
        assert (landscape.value(around) > landscape.value(point)).all()


@every_landscape
def test_saddles_go_up_and_down(landscape):
    circle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    ring = 1e-3 * np.stack([np.cos(circle), np.sin(circle)], axis=-1)
    for point in landscape.saddles:
        assert np.abs(landscape.gradient(point)).max() < 1e-12
        around = landscape.value(point + ring) - landscape.value(point)
        assert around.min() < 0 < around.max()


@every_landscape
def test_known_points_lie_in_the_window(landscape):
    low, high = np.array(landscape.window).T
    for point in (*landscape.minima, *landscape.saddles):
        assert (low < point).all()
        assert (point < high).all()


@every_landscape
def test_says_what_it_is(landscape):
    assert LANDSCAPES[landscape.name] is landscape
    assert landscape.formula
    assert landscape.source


@pytest.mark.parametrize(
    ("landscape", "point", "value"),
    [
        (PARABOLA, (5,), 25),
        (RAVINE, (-10, 1), 62.5),
        (BEALE, (1, 1), 14.203125),
        (SIX_HUMP_CAMEL, (0.0898, -0.7126), -1.0316),
        (TWO_WELLS, (-0.9363, 0), -2.0631),
        (LANDSCAPES["Styblinski-Tang"], (-2.903534, -2.903534), -78.33233),
        (LANDSCAPES["Rosenbrock"], (-1.2, 1), 24.2),
        (LANDSCAPES["Himmelblau"], (0, 0), 170),
        (LANDSCAPES["monkey saddle"], (1, 2), -11),
        (LANDSCAPES["bounded saddle"], (0, 1), -0.25),
        (LANDSCAPES["shifted bowl"], (0, 0), 13),
        (LANDSCAPES["round bowl"], (1, 2), 5),
        (LANDSCAPES["saddle"], (1, 2), -3),
        (LANDSCAPES["plateau"], (1, 1), -np.exp(-1)),
        (HILLSIDE, (1, 4), 2.6 - (1.6 - 0.4 * np.exp(-((8 / 3) ** 2))) * np.exp(-1)),
        (LANDSCAPES["double well"], (2,), 6),
        (DOUBLE_WELL_2D, (2, 1), 8),
        (QUARTIC, (3,), 20.25),
        (SHARP_AND_FLAT, (-np.log(2),), 1 / 8),
        (LANDSCAPES["turned ravine"], (-(0.5**0.5) * 11, -(0.5**0.5) * 9), 62.5),
    ],
    ids=lambda x: x.name if isinstance(x, Landscape) else "",
)
def test_values_by_hand(landscape, point, value):
    assert landscape.value(np.array(point, float)) == pytest.approx(value, abs=5e-5)


def test_the_hillside_cut_along_its_middle_is_the_hill():
    x = np.linspace(*HILL.window[0], 97)[:, None]
    section = np.insert(x, 1, 0, axis=1)
    np.testing.assert_array_equal(HILLSIDE.value(section), HILL.value(x))
    np.testing.assert_array_equal(HILLSIDE.gradient(section)[:, :1], HILL.gradient(x))
    np.testing.assert_array_equal(HILLSIDE.gradient(section)[:, 1], 0)


def test_who_starts_in_the_section_of_the_hillside_walks_as_on_the_hill():
    for start in (-3.3, -1.5, 0.2, 2.7):
        hillside = descend(HILLSIDE, GradientDescent(0.3), (start, 0), 60)
        hill = descend(HILL, GradientDescent(0.3), start, 60)
        np.testing.assert_array_equal(hillside.points[:, :1], hill.points)
        np.testing.assert_array_equal(hillside.points[:, 1], 0)


def test_along_x_the_trough_of_the_double_well_is_the_double_well_whatever_y():
    for start, y in ((0.1, -1.1), (0.25, 0.0), (2.0, 1.5)):
        trough = descend(DOUBLE_WELL_2D, GradientDescent(0.01), (start, y), 300)
        curve = descend(DOUBLE_WELL, GradientDescent(0.01), start, 300)
        np.testing.assert_array_equal(trough.points[:, :1], curve.points)
    floor = np.insert(curve.points, 1, 0, axis=1)
    np.testing.assert_array_equal(DOUBLE_WELL_2D.value(floor), DOUBLE_WELL.value(curve.points))


def test_the_hillside_has_no_flat_points_but_those_that_it_names():
    kinds = {Kind.MINIMUM: HILLSIDE.minima, Kind.SADDLE: HILLSIDE.saddles}
    found = find_critical_points(HILLSIDE)
    assert {point.kind for point in found} == set(kinds)
    for kind, known in kinds.items():
        points = np.array([point.point for point in found if point.kind is kind])
        np.testing.assert_allclose(np.sort(points, axis=0), np.sort(known, axis=0), atol=1e-7)


@every_landscape
def test_formula_is_typst(landscape, tmp_path):
    source = tmp_path / "formula.typ"
    source.write_text(f"$ {landscape.formula} $")
    assert typst.compile(source, format="svg")


def test_landscapes_cannot_be_changed():
    with pytest.raises(AttributeError):
        PARABOLA.dim = 2
    with pytest.raises(ValueError, match="read-only"):
        PARABOLA.minima[0] = 1


@pytest.mark.parametrize("points", [3.0, [1.0], [[1.0, 2.0, 3.0]]])
@pytest.mark.parametrize("name", ["value", "gradient", "hessian", "check"])
def test_wrong_last_axis_is_refused(name, points):
    expected = r"points on ravine must have a last axis of length 2, got shape \(.*\)"
    with pytest.raises(ValueError, match=expected):
        getattr(RAVINE, name)(points)


def test_lists_and_whole_numbers_are_points():
    assert RAVINE.value([[2, 1], [0, 0]]).tolist() == [14.5, 0.0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"dim": 0}, "dim must be a whole number of at least 1, got 0"),
        ({"minima": [float("nan")]}, "minima must hold finite numbers only, got"),
        ({"window": ((1.0, 1.0),)}, r"window must be 1 pairs \(low, high\) with low < high"),
        ({"window": ((0.0, 1.0),) * 2}, "window must be 1 pairs"),
    ],
)
def test_bad_landscapes_are_refused(changes, message):
    given = {
        "name": "flat",
        "dim": 1,
        "value": lambda x: x[..., 0] * 0,
        "gradient": lambda x: x * 0,
        "hessian": lambda x: x[..., None] * 0,
        "minima": [],
        "saddles": [],
        "window": ((-1.0, 1.0),),
        "formula": "0",
        "source": "a test",
    }
    with pytest.raises(ValueError, match=message):
        Landscape(**(given | changes))


def test_the_sharp_well_is_as_deep_as_the_flat_one_and_nine_times_as_curved():
    sharp, flat = SHARP_AND_FLAT.minima
    np.testing.assert_allclose(SHARP_AND_FLAT.value(SHARP_AND_FLAT.minima), 0, atol=1e-15)
    assert SHARP_AND_FLAT.hessian(sharp) == pytest.approx(9 * SHARP_AND_FLAT.hessian(flat))
    assert abs(SHARP_AND_FLAT.gradient([-np.log(2)])) < 1e-15
