"""Marbles stand where the path says, and trails end where the picture does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import ValueTracker

from gdcore import RAVINE, GradientDescent, HeavyBall, descend
from scenes.kit.charts.axes import DOT_RADIUS, UNIT_CIRCLE, dot_outlines
from scenes.kit.landscape.ground import Ground
from scenes.kit.landscape.marbles import (
    BEHIND,
    FADE_DISTANCE,
    MARBLE_RADIUS,
    Marble,
    Runners,
    Trail,
    cut_at_exit,
    distance_outside,
    following,
    jump_dashes,
    point_at,
    whole_step,
)
from scenes.kit.layout import Slot
from scenes.kit.theme import DASHES, color
from tests.scenes.kit.samples import (
    PROPERTY,
    SLOT,
    corners,
    floats,
    inside,
    parabola_ground,
    parabola_marble,
    parabola_walk,
    ravine_ground,
    ravine_walk,
    shares,
    slots,
)

STEPS = 8

ways = st.lists(st.tuples(floats(-12, 12), floats(-8, 8)), min_size=1, max_size=8)
UNIT = Slot(0, 0, 1, 1)

RUNS = [
    (ravine_walk(), "gradient_descent"),
    (descend(RAVINE, HeavyBall(0.07, 0.7), [-10.0, 1.0], 8), "momentum"),
]


@PROPERTY
@given(st.integers(0, STEPS))
def test_at_a_whole_step_the_point_is_the_iterate_itself(n: int) -> None:
    path = ravine_walk(steps=STEPS)
    assert (point_at(path, n) == path.points[n]).all()


@PROPERTY
@given(st.integers(0, STEPS - 1), shares)
def test_between_two_steps_the_point_is_on_the_way(n: int, share: float) -> None:
    path = ravine_walk(steps=STEPS)
    here, there = path.points[n], path.points[n + 1]
    np.testing.assert_allclose(
        point_at(path, n + share), (1 - share) * here + share * there, atol=1e-12
    )


@pytest.mark.parametrize(("step", "n"), [(-2.5, 0), (STEPS + 0.5, -1), (1e9, -1)])
def test_beyond_its_ends_the_path_stands_still(step: float, n: int) -> None:
    path = ravine_walk(steps=STEPS)
    assert (point_at(path, step) == path.points[n]).all()


@PROPERTY
@given(floats(0, STEPS))
def test_a_marble_on_a_map_stands_where_its_path_is(step: float) -> None:
    marble = Marble(ravine_ground(), ravine_walk(), ValueTracker(0))
    marble.step.set_value(step)
    marble.update()
    x = point_at(marble.path, step)
    np.testing.assert_allclose(marble.disc.get_center(), marble.ground.spot(x), atol=1e-9)
    np.testing.assert_array_equal(marble.point, x)


@PROPERTY
@given(floats(0, STEPS))
def test_a_marble_on_a_curve_is_at_an_iterate_or_above_the_curve(step: float) -> None:
    marble = parabola_marble()
    marble.step.set_value(step)
    marble.update()
    n = min(int(step), marble.path.steps - 1)
    center, curve = marble.disc.get_center(), marble.ground.spot(point_at(marble.path, step))
    assert center[0] == pytest.approx(curve[0])  # as far across as it is in its step
    if step in (n, n + 1):
        np.testing.assert_allclose(center, curve, atol=1e-9)
    else:
        assert center[1] > curve[1] - 1e-9
    np.testing.assert_array_equal(marble.point, marble.path.points[int(step)])


def test_a_jump_across_a_valley_clears_both_its_sides() -> None:
    marble = parabola_marble()
    marble.path = parabola_walk(rate=0.9, steps=3)
    for step in np.linspace(0, 3, 61):
        marble.step.set_value(step)
        marble.update()
        x = marble.ground.frame.data_at(marble.disc.get_center())[0]
        assert marble.disc.get_center()[1] >= marble.ground.spot([x])[1] - 1e-9


def test_a_trail_on_a_curve_shows_the_jump_that_is_under_way() -> None:
    marble = parabola_marble()
    bare, whole = Trail(marble, line=False), Trail(marble)
    for step, arcs in ((0.0, 0), (0.5, 1), (1.0, 0), (2.5, 1)):
        marble.step.set_value(step)
        bare.update()
        assert (len(bare.line.points) > 0) == bool(arcs)
        if arcs:
            away = np.linalg.norm(bare.line.points - marble.spot, axis=1)
            assert away.min() < 0.1
    whole.update()
    assert len(whole.line.points) > len(bare.line.points)


def test_a_marbles_path_can_be_replaced() -> None:
    marble = parabola_marble(step=1)
    marble.path = parabola_walk(start=-5.0)
    marble.update()
    np.testing.assert_allclose(marble.disc.get_center(), marble.ground.spot([-4.0]))


def test_a_marble_has_its_optimizers_colour_and_its_size() -> None:
    marble = parabola_marble(role="adam", radius=0.3)
    assert marble.disc.get_fill_color() == color("adam")
    assert marble.disc.get_stroke_color() == color("paper")
    assert marble.disc.width == pytest.approx(0.6)
    low, high = corners(marble.shine)
    assert np.linalg.norm((low + high) / 2 - marble.disc.get_center()[:2]) < 0.3


def off_to_the_left() -> Marble:
    """Return a marble that leaves the slot of its map by more than it takes to fade."""
    path = descend(RAVINE, GradientDescent(0.09), [-10.0, 1.0], 12)
    return Marble(ravine_ground(), path, ValueTracker(0))


def test_a_marble_fades_outside_its_slot_and_comes_back() -> None:
    marble = off_to_the_left()
    seen = {}
    for step in [*np.linspace(0, 12, 241), 0]:
        marble.step.set_value(step)
        marble.update()
        out = distance_outside(marble.ground.frame.slot, marble.spot)
        share = max(0, 1 - out / FADE_DISTANCE)
        assert marble.disc.get_fill_opacity() == pytest.approx(share)
        assert marble.disc.get_stroke_opacity() == pytest.approx(share)
        assert marble.shine.get_fill_opacity() == pytest.approx(0.75 * share)
        seen[round(share, 1)] = True
    assert {0.0, 0.5, 1.0} <= set(seen)


def test_a_marble_inside_its_slot_keeps_the_opacity_that_an_animation_gives_it() -> None:
    marble = parabola_marble()
    marble.disc.set_fill(opacity=0.4)
    marble.step.set_value(1)
    marble.update()
    assert marble.disc.get_fill_opacity() == pytest.approx(0.4)


@PROPERTY
@given(slots(), floats(-20, 20), floats(-20, 20))
def test_the_distance_outside_is_how_far_the_slot_would_have_to_grow(slot, x, y) -> None:
    point = np.array([x, y, 0.0])
    distance = distance_outside(slot, point)
    grown = slot.inset(*[-distance] * 4)
    assert distance >= 0
    assert grown.left - 1e-9 <= x <= grown.right + 1e-9
    assert grown.bottom - 1e-9 <= y <= grown.top + 1e-9
    if distance > 0:
        smaller = slot.inset(*[-0.99 * distance] * 4)
        assert not (smaller.left <= x <= smaller.right and smaller.bottom <= y <= smaller.top)


def on_edge(slot: Slot, point: np.ndarray) -> bool:
    gaps = np.concatenate([slot.point(0, 0)[:2] - point[:2], slot.point(1, 1)[:2] - point[:2]])
    return bool(np.abs(gaps).min() < 1e-6)


@PROPERTY
@given(slots(), shares, shares, ways)
def test_a_way_is_cut_where_it_leaves(slot: Slot, across: float, up: float, rest) -> None:
    # shares of 0 and 1 start on the edge itself
    way = np.concatenate([slot.point(across, up)[None], np.pad(rest, ((0, 0), (0, 1)))])
    cut = cut_at_exit(slot, way)
    assert all(distance_outside(slot, point) <= 1e-6 for point in cut)
    left = [n for n, point in enumerate(way) if distance_outside(slot, point) > 1e-9]
    if not left:
        np.testing.assert_array_equal(cut, way)
        return
    assert len(cut) == left[0] + 1
    np.testing.assert_array_equal(cut[:-1], way[: left[0]])
    assert on_edge(slot, cut[-1])
    inner, outer = way[left[0] - 1], way[left[0]]
    along, whole = cut[-1] - inner, outer - inner
    assert abs(along[0] * whole[1] - along[1] * whole[0]) < 1e-6 * (1 + np.dot(whole, whole))
    assert -1e-9 <= np.dot(along, whole) <= np.dot(whole, whole) + 1e-9


@pytest.mark.parametrize(
    ("way", "end"),
    [
        ([(0.5, 0.5), (2.5, 0.5)], (1, 0.5)),
        ([(0.5, 0.5), (0.5, -9.5)], (0.5, 0)),
        ([(0, 0.5), (-1, 0.5)], (0, 0.5)),  # it stood on the edge and goes straight out
        ([(0, 0.5), (2, 0.5)], (1, 0.5)),  # it stood on the edge and crosses the slot
        ([(0, 0), (2, 2)], (1, 1)),  # from corner to corner
        ([(1, 1), (2, 2)], (1, 1)),
        ([(0.5, 0.5), (1e9, 0.5)], (1, 0.5)),
        ([(0, 0.5), (1e-310, 2)], (0, 1)),  # it goes sideways by next to nothing
        ([(-1e-10, 0.5), (2, 0.5)], (1, 0.5)),  # a rounding error outside is inside
    ],
)
def test_exits_at_edges_and_corners(way, end) -> None:
    cut = cut_at_exit(UNIT, np.pad(np.array(way, float), ((0, 0), (0, 1))))
    np.testing.assert_allclose(cut[-1, :2], end, atol=1e-6)


def test_a_way_that_starts_outside_has_nothing_to_show() -> None:
    way = np.array([[2.0, 0.5, 0], [0.5, 0.5, 0]])
    assert len(cut_at_exit(UNIT, way)) == 1


def anchors(points: np.ndarray) -> np.ndarray:
    return np.concatenate([points[::4], points[-1:]])


@PROPERTY
@given(floats(0, STEPS))
def test_a_trail_goes_through_the_iterates_to_the_marble(step: float) -> None:
    marble = Marble(ravine_ground(), ravine_walk(steps=STEPS), ValueTracker(0))
    trail = Trail(marble)
    marble.step.set_value(step)
    trail.update()
    passed = marble.ground.spot(marble.path.points[: int(step) + 1])
    np.testing.assert_allclose(anchors(trail.line.points), [*passed, marble.spot], atol=1e-9)
    dots = trail.dots.points.reshape(len(passed), -1, 3)
    middles = (dots.min(axis=1) + dots.max(axis=1)) / 2
    np.testing.assert_allclose(middles, passed, atol=1e-2)


@pytest.mark.parametrize("role", ["adagrad", "rmsprop", "gradient_descent"])
def test_a_dashed_trail_has_its_roles_dash_along_the_same_way(role: str) -> None:
    marble = Marble(ravine_ground(), ravine_walk(steps=STEPS), ValueTracker(STEPS), role)
    solid, dashed = Trail(marble), Trail(marble, dashed=True)
    if not DASHES[role]:
        np.testing.assert_array_equal(dashed.line.points, solid.line.points)
        return
    way = solid.line.points[0::4], solid.line.points[3::4]
    starts, ends = dashed.line.points[0::4], dashed.line.points[3::4]
    whole, inked = (float(np.linalg.norm(b - a, axis=1).sum()) for a, b in (way, (starts, ends)))
    on, off = sum(DASHES[role][::2]), sum(DASHES[role][1::2])
    assert inked / whole == pytest.approx(on / (on + off), abs=0.1)


def test_a_trail_stops_at_the_edge_of_its_slot() -> None:
    marble = off_to_the_left()
    trail = Trail(marble)
    slot = marble.ground.frame.slot
    for step in np.linspace(0, 12, 49):
        marble.step.set_value(step)
        trail.update()
        assert inside(slot, trail.line)
        assert inside(slot, trail.dots, tolerance=DOT_RADIUS)
    out = [distance_outside(slot, marble.ground.spot(p)) > 0 for p in marble.path.points]
    assert any(out)
    assert on_edge(slot, trail.line.points[-1])
    assert len(trail.line.points) == 4 * out.index(True)
    assert len(trail.dots.points) == out.count(False) * len(UNIT_CIRCLE)


@pytest.mark.parametrize("which", ["line", "dots"])
def test_a_trail_can_do_without(which: str) -> None:
    marble = parabola_marble(step=3)
    trail = Trail(marble, **{which: False})
    assert len(getattr(trail, which).points) == 0
    assert len(trail.family_members_with_points()) == 1
    colors = {trail.line.get_stroke_color(), trail.dots.get_fill_color()}
    assert colors == {color("gradient_descent")}


def test_dots_are_discs_around_their_centres() -> None:
    centers = np.array([[0.0, 0, 0], [3, 4, 0]])
    outline = dot_outlines(centers, 0.5).reshape(2, -1, 3)
    for center, disc in zip(centers, outline, strict=True):
        radii = np.linalg.norm(disc[::4] - center, axis=1)
        np.testing.assert_allclose(radii, 0.5)
    assert dot_outlines(np.zeros((0, 3)), 0.5).shape == (0, 3)


@pytest.mark.parametrize(
    ("step", "n"), [(0, 0), (0.5, 0), (2.9999999999, 3), (3.0, 3), (3.99, 3), (50, STEPS)]
)
def test_numbers_follow_a_marble_at_its_last_whole_step(step: float, n: int) -> None:
    marble = parabola_marble(step=step)
    assert whole_step(marble) == n
    assert following(marble, lambda path, k: float(path.values[k]))() == marble.path.values[n]


def test_what_follows_a_marble_sees_its_new_path() -> None:
    marble = parabola_marble(step=1)
    x = following(marble, lambda path, n: float(path.points[n, 0]))
    marble.path = parabola_walk(start=-5.0)
    assert x() == -4.0


@pytest.mark.parametrize("ground", [parabola_ground, ravine_ground])
def test_grounds_keep_what_a_marble_needs(ground) -> None:
    stands_on: Ground = ground()
    assert stands_on.frame.slot == SLOT
    assert stands_on.spot(np.zeros((4, stands_on.landscape.dim))).shape == (4, 3)


def test_all_run_on_one_clock_above_their_trails() -> None:
    runners = Runners(ravine_ground(), RUNS)
    assert all(marble.step is runners.step for marble in runners.marbles)
    assert runners.shown.submobjects == [*runners.trails, *runners.marbles]
    assert [marble.role for marble in runners.marbles] == [role for _, role in RUNS]


def test_the_one_at_the_back_is_larger() -> None:
    back, front = Runners(ravine_ground(), RUNS).marbles
    assert front.disc.width == pytest.approx(2 * MARBLE_RADIUS)
    assert back.disc.width == pytest.approx(BEHIND * front.disc.width)


def test_sizes_can_be_told() -> None:
    back, front = Runners(ravine_ground(), RUNS, (0.3, 0.1)).marbles
    assert (back.disc.width, front.disc.width) == (pytest.approx(0.6), pytest.approx(0.2))


def test_a_jump_back_over_the_same_arc_fills_no_gap() -> None:
    ground = parabola_ground()
    here, there = np.array([5.0]), np.array([-5.0])
    shares = np.linspace(0, 1, 25)
    there_and_back = ground.between(here, there, shares), ground.between(there, here, shares)
    once = jump_dashes(ground.frame.slot, there_and_back[:1])
    twice = jump_dashes(ground.frame.slot, there_and_back)
    np.testing.assert_allclose(twice, np.concatenate([once, once]), atol=1e-9)
