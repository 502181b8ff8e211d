"""Ground to stand on: what is drawn is the landscape, point by point."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import Square, VGroup

from gdcore import (
    BEALE,
    BOUNDED_SADDLE,
    DOUBLE_WELL,
    HIMMELBLAU,
    PARABOLA,
    RAVINE,
    ROUND_BOWL,
    Landscape,
)
from scenes.kit import theme
from scenes.kit.charts.axes import Frame, equal_frame
from scenes.kit.charts.series import drop_line, edge_line
from scenes.kit.landscape.ground import (
    MARK_RADIUS,
    ContourMap,
    CurveLandscape,
    MapView,
    halo,
    minimum_mark,
    run_mark,
    saddle_mark,
    spaced_levels,
    whole_numbers,
)
from scenes.kit.layout import Slot
from scenes.kit.theme import color
from tests.scenes.kit.samples import (
    PROPERTY,
    SLOT,
    corners,
    floats,
    in_data,
    inside,
    parabola_ground,
    ravine_ground,
    shares,
)

curves = pytest.mark.parametrize(
    ("landscape", "y"), [(PARABOLA, (-1.0, 20.0)), (DOUBLE_WELL, (-4.0, 5.0))]
)
SLOT_OF_MAP = Slot(-6, -3.5, 2, 2.5)
FRAME = Frame(SLOT, (0, 10), (0, 5))
SPOT = np.array([1.5, -0.5, 0.0])


def anchors(points: np.ndarray) -> np.ndarray:
    """Return the corners of a polyline that is kept as Béziers."""
    return np.concatenate([points[::4], points[-1:]])


def curve_on(landscape: Landscape, y: tuple[float, float]) -> CurveLandscape:
    return CurveLandscape(landscape, Frame(SLOT, landscape.window[0], y))


@curves
def test_every_point_of_a_curve_lies_on_its_function(landscape, y) -> None:
    ground = curve_on(landscape, y)
    x, value = in_data(ground.frame, anchors(ground.curve.points)).T
    np.testing.assert_allclose(value, landscape.value(x[:, None]), atol=1e-6)
    assert len(x) > 100
    assert inside(SLOT, ground.curve)


@curves
def test_the_ground_reaches_from_the_curve_to_the_floor(landscape, y) -> None:
    ground = curve_on(landscape, y)
    body, curve = ground.submobjects  # the curve is drawn on top
    assert curve is ground.curve
    assert body.get_fill_opacity() == 1
    assert inside(SLOT, body)
    points = anchors(body.points)
    np.testing.assert_allclose(points[: len(points) - 3], anchors(curve.points), atol=1e-9)
    assert sorted(points[-3:-1, 0]) == [curve.points[0, 0], curve.points[-1, 0]]
    np.testing.assert_allclose(points[-3:-1, 1], SLOT.bottom)


def test_a_curve_can_do_without_ground() -> None:
    ground = CurveLandscape(PARABOLA, Frame(SLOT, (-1, 1), (0, 2)), ground=False, role="adam")
    assert ground.submobjects == [ground.curve]
    assert ground.curve.get_color() == theme.color("adam")


@PROPERTY
@given(floats(-6, 6))
def test_spot_is_on_the_curve(x: float) -> None:
    ground = parabola_ground()
    np.testing.assert_allclose(ground.spot([x]), ground.frame.at(x, x**2))


@curves
@PROPERTY
@given(share=shares)
def test_the_slope_is_that_of_the_curve_on_the_screen(landscape, y, share: float) -> None:
    ground = curve_on(landscape, y)
    low, high = ground.frame.x
    x, nearby = low + share * (high - low), 1e-5
    before, after = ground.spot([[x - nearby], [x + nearby]])
    rise, run = (after - before)[[1, 0]]
    assert ground.slope([x]) == pytest.approx(rise / run, rel=1e-5, abs=1e-5)


maps = pytest.mark.parametrize(
    "landscape", [RAVINE, BEALE, ROUND_BOWL], ids=lambda landscape: landscape.name
)


def map_of(landscape: Landscape) -> ContourMap:
    return ContourMap(landscape, equal_frame(SLOT, *landscape.window))


@maps
def test_contour_lines_lie_on_their_levels(landscape: Landscape) -> None:
    ground = map_of(landscape)
    assert len(ground.lines) >= len(ground.levels) // 2
    seen = set()
    for line in ground.lines:
        data = in_data(ground.frame, anchors(line.points))
        values, gradients = landscape.value(data), landscape.gradient(data)
        level = ground.levels[np.abs(ground.levels - np.median(values)).argmin()]
        seen.add(float(level))
        # lines are straight between the samples of the map; so far are they off, in data units
        off = np.abs(values - level) / np.maximum(np.linalg.norm(gradients, axis=-1), 1e-3)
        assert np.quantile(off, 0.95) < 0.1 * (ground.frame.x[1] - ground.frame.x[0]) / 160
        assert inside(SLOT, line)
    assert seen == set(ground.levels)


def winds_around(points: np.ndarray, place: np.ndarray) -> bool:
    """Tell by the even-odd rule whether `place` is in an outline of straight pieces."""
    starts, ends = points[::4, :2], points[3::4, :2]
    crosses = (starts[:, 1] > place[1]) != (ends[:, 1] > place[1])
    rise = np.where(crosses, ends[:, 1] - starts[:, 1], 1)
    at = starts[:, 0] + (place[1] - starts[:, 1]) / rise * (ends[:, 0] - starts[:, 0])
    return bool((crosses & (at > place[0])).sum() % 2)


@maps
def test_the_colour_at_a_point_is_that_of_its_height(landscape: Landscape) -> None:
    ground = map_of(landscape)
    regions = list(ground.regions)
    places = np.random.default_rng(0).uniform(0.02, 0.98, (60, 2))
    low, high = np.transpose([ground.frame.x, ground.frame.y])
    looked_at = 0
    for data in low + places * (high - low):
        value = float(landscape.value(data))
        if np.abs(ground.levels / value - 1).min() < 0.05:
            continue  # too near to a line to say on which side of it the drawing is
        place = ground.spot(data)[:2]
        seen = [region for region in regions if winds_around(region.points, place)][-1]
        height = float((ground.levels < value).sum()) / len(ground.levels)
        assert seen.get_fill_color() == theme.active().map_level(height)
        looked_at += 1
    assert looked_at > 30


def test_a_map_fills_its_slot_and_draws_lines_on_top() -> None:
    ground = ravine_ground()
    assert inside(SLOT, ground)
    bottom = ground.regions[0]
    assert bottom.width == pytest.approx(SLOT.width)
    assert bottom.height == pytest.approx(SLOT.height)
    assert bottom.get_fill_color() == theme.active().map_level(0)
    assert ground.submobjects[-1] is ground.lines


def test_levels_can_be_given() -> None:
    ground = ContourMap(RAVINE, equal_frame(SLOT, (-11, 3), (-4, 4)), levels=[5, 50])
    assert ground.levels.tolist() == [5, 50]


@PROPERTY
@given(floats(-10, 2), floats(-3, 3))
def test_spot_on_a_map_is_where_the_data_is(x: float, y: float) -> None:
    ground = the_ravine()
    np.testing.assert_allclose(ground.spot([x, y]), ground.frame.at(x, y))
    np.testing.assert_allclose(ground.spot([[x, y], [0, 0]])[0], ground.frame.at(x, y))


@functools.cache
def the_ravine() -> ContourMap:
    return ravine_ground()


@PROPERTY
@given(st.lists(floats(-1e3, 1e3), min_size=2, unique=True), st.integers(1, 20), floats(1, 4))
def test_levels_climb_between_the_extremes_denser_near_the_bottom(heights, count, power) -> None:
    low, high = min(heights), max(heights)
    if high - low < 1e-3:
        return
    levels = spaced_levels(np.array(heights), count, power)
    assert len(levels) == count
    assert low <= levels[0]
    assert levels[-1] < high
    gaps = np.diff([low, *levels, high])
    assert (gaps >= -1e-9).all()
    assert (np.diff(gaps) >= -1e-6 * (high - low)).all()


def test_a_quadratic_bowl_has_rings_at_even_distances() -> None:
    radii = np.sqrt(spaced_levels(np.array([0.0, 36.0]), count=5))
    np.testing.assert_allclose(radii, [1, 2, 3, 4, 5])
    np.testing.assert_allclose(spaced_levels(np.array([0.0, 6.0]), 5, power=1), [1, 2, 3, 4, 5])


@pytest.mark.parametrize("landscape", [BOUNDED_SADDLE, HIMMELBLAU], ids=lambda one: one.name)
def test_every_known_level_point_is_marked_by_its_shape(landscape: Landscape) -> None:
    view = MapView(landscape, SLOT_OF_MAP, *landscape.window)
    crosses = [mark for mark in view.marks if isinstance(mark, VGroup)]
    diamonds = [mark for mark in view.marks if isinstance(mark, Square)]
    for marks, points in ((crosses, landscape.minima), (diamonds, landscape.saddles)):
        centers = [mark.get_center() for mark in marks]
        np.testing.assert_allclose(centers, view.ground.spot(points).reshape(-1, 3), atol=1e-6)


def test_a_map_and_its_axes_fit_into_the_slot() -> None:
    view = MapView(HIMMELBLAU, SLOT_OF_MAP, *HIMMELBLAU.window)
    assert inside(SLOT_OF_MAP, view, tolerance=0.05)
    assert view.submobjects == [view.ground, view.axes, view.marks]


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ((-1.5, 2.0), [-1, 0, 1, 2]),
        ((0.2, 0.8), []),
        ((-3, -3), [-3]),
        ((-4, 4), [-4, -3, -2, -1, 0, 1, 2, 3, 4]),
        ((-11, 6), [-10, -5, 0, 5]),
        ((-3, 36), [0, 5, 10, 15, 20, 25, 30, 35]),
        ((0, 480), [0, 50, 100, 150, 200, 250, 300, 350, 400, 450]),
    ],
)
def test_ticks_are_round_whole_numbers_inside_and_few(
    interval: tuple[float, float], expected: list[float]
) -> None:
    assert whole_numbers(interval) == expected


@pytest.mark.parametrize("at_left", [False, True])
def test_an_edge_crosses_its_frame_at_its_height_with_its_name_at_one_end(at_left: bool) -> None:
    line, name = edge_line(FRAME, 3, "the edge", at_left)
    low, high = corners(line)
    assert low[0] == pytest.approx(SLOT.left)
    assert high[0] == pytest.approx(SLOT.right, abs=0.15)
    assert low[1] == pytest.approx(FRAME.at(0, 3)[1])
    assert corners(name)[0, 1] > high[1]
    middle = (corners(name)[0, 0] + corners(name)[1, 0]) / 2
    assert (middle < SLOT.center[0]) == at_left
    assert inside(SLOT, name)


def test_a_drop_falls_straight_to_the_bottom() -> None:
    low, high = corners(drop_line(FRAME, 4, 3))
    assert [low[0], high[0]] == pytest.approx([FRAME.at(4, 0)[0]] * 2)
    assert high[1] == pytest.approx(FRAME.at(4, 3)[1])
    assert low[1] == pytest.approx(SLOT.bottom, abs=0.15)


@pytest.mark.parametrize("role", [*theme.RUNS, *theme.OPTIMIZERS])
def test_each_run_and_each_optimizer_has_a_marker_of_its_own(role: str) -> None:
    mark = run_mark(role)
    rivals = theme.RUNS if role in theme.RUNS else theme.OPTIMIZERS
    assert mark.get_fill_color() == color(role)
    assert 1.3 * MARK_RADIUS <= mark.height <= 2.8 * MARK_RADIUS
    corners = {name: len(run_mark(name).points) // 4 for name in rivals}
    others = [run_mark(name) for name in rivals if corners[name] == corners[role]]
    outlines = [other.points for other in others if other.get_fill_color() != color(role)]
    assert not any(np.allclose(mark.points, outline, atol=0.02) for outline in outlines)


@pytest.mark.parametrize("mark", [minimum_mark, saddle_mark, halo])
def test_a_mark_is_centred_on_its_spot_and_as_large_as_told(mark) -> None:
    low, high = corners(mark(SPOT, radius=0.5))
    np.testing.assert_allclose(low, SPOT[:2] - 0.5, atol=0.01)
    np.testing.assert_allclose(high, SPOT[:2] + 0.5, atol=0.01)


def test_a_minimum_is_a_cross_in_its_colour() -> None:
    mark = minimum_mark(SPOT)
    directions = [line.get_end() - line.get_start() for line in mark]
    assert np.dot(*directions) == pytest.approx(0, abs=1e-12)
    assert {line.get_stroke_color() for line in mark} == {color("minimum")}
    assert mark.width == pytest.approx(2 * MARK_RADIUS)


def test_a_saddle_is_a_hollow_diamond() -> None:
    mark = saddle_mark(SPOT)
    assert mark.get_fill_opacity() == 0
    vertices = mark.get_vertices() - SPOT
    assert sorted(map(tuple, np.sign(vertices.round(6))[:, :2])) == [
        (-1, 0),
        (0, -1),
        (0, 1),
        (1, 0),
    ]


def test_a_halo_is_a_ring_in_any_role() -> None:
    ring = halo(SPOT, role="minimum")
    assert ring.get_fill_opacity() == 0
    assert ring.get_stroke_color() == color("minimum")


@PROPERTY
@given(floats(-6, 6), floats(-6, 6))
def test_a_jump_between_two_points_of_the_picture_stays_in_it_above_the_curve(
    here: float, there: float
) -> None:
    ground = CurveLandscape(PARABOLA, Frame(SLOT, (-6, 6), (-4, 36)))
    arc = ground.between(np.array([here]), np.array([there]), np.linspace(0, 1, 19))
    assert ground.frame.contains(arc, tolerance=1e-6).all()
    x, up = np.transpose([ground.frame.data_at(spot) for spot in arc])
    assert (up >= x**2 - 1e-6).all()
