"""The loss of lines as bars: upright, as high as the loss, on the plane below its surface."""

from __future__ import annotations

import numpy as np
import pytest
from manim import ValueTracker

from gdcore.data import Dataset
from gdcore.models import least_squares
from scenes.kit.layout import Slot
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage
from scenes.parts.line_fit import Dial, LossBar, Plane, Posts, between, folded

LOSS = least_squares(Dataset("three", np.array([[-1.0], [0.0], [1.0]]), np.array([0.0, 1.0, 0.5])))
WINDOW = ((-1.0, 2.0), (-1.5, 1.5))
SLOT = Slot(-4, -3, 4, 3)
A, B = np.array([1.0, 2, 0]), np.array([3.0, -2, 0])


def plane() -> Plane:
    stage = LandscapeStage(LOSS, SLOT, WINDOW, Relief(0.8, low=0), look=Look(floor=None))
    there = Plane(stage)
    stage.camera = there.framed(elevation=38, sway=10)
    return there


def test_a_bar_goes_from_its_foot_to_its_top() -> None:
    breadth = ValueTracker(0.5)
    bar = LossBar(lambda: (A, A + [0, 3, 0]), breadth.get_value)
    assert (bar.width, bar.height) == pytest.approx((0.5, 3))
    np.testing.assert_allclose(bar.get_bottom(), A, atol=1e-9)
    breadth.set_value(0.2)
    assert bar.update().width == pytest.approx(0.2)


@pytest.mark.parametrize(("value", "share"), [(-1, 0), (0, 0.25), (3, 1)])
def test_a_knob_is_at_its_share_of_the_track(value: float, share: float) -> None:
    dial = Dial(lambda: (A, B), (-1, 3), lambda: value)
    np.testing.assert_allclose(dial.knob.get_center(), A + share * (B - A), atol=1e-9)
    np.testing.assert_allclose(dial.track.points[[0, -1]], [A, B])


def test_posts_of_the_plane_are_as_high_as_the_loss() -> None:
    ground = plane()
    stage = ground.stage
    heights = [float(stage.world(np.array(p))[2]) for p in ((-1, -1.5), (0.5, 0.5), (2, 1.5))]
    losses = [float(LOSS.value(np.array(p))) for p in ((-1, -1.5), (0.5, 0.5), (2, 1.5))]
    np.testing.assert_allclose(np.array(heights) / losses, heights[0] / losses[0])
    foot, top = ground.post((0.5, 0.5))
    np.testing.assert_allclose(top, stage.spot((0.5, 0.5)))
    assert foot[1] < top[1]


def test_edges_run_along_the_window_and_meet_in_the_corner_in_front() -> None:
    ground = plane()
    slopes, intercepts = ground.edge(0), ground.edge(1)
    np.testing.assert_allclose(slopes[1], intercepts[0], atol=1e-9)
    np.testing.assert_allclose(slopes[0], ground.spot((-1, -1.5)), atol=1e-9)
    np.testing.assert_allclose(intercepts[1], ground.spot((2, 1.5)), atol=1e-9)
    others = [ground.spot(corner) for corner in ((-1, -1.5), (2, 1.5), (-1, 1.5))]
    assert all(slopes[1][1] < other[1] for other in others), "it is not in front"


@pytest.mark.parametrize("sway", [-10, 0, 10])
def test_the_plane_is_seen_whole(sway: float) -> None:
    ground = plane()
    azimuth = ground.stage.camera.azimuth
    azimuth.set_value(azimuth.get_value() + sway)
    for spot in (*ground.edge(0), *ground.edge(1)):
        assert SLOT.left - 0.02 <= spot[0] <= SLOT.right + 0.02
        assert SLOT.bottom - 0.02 <= spot[1] <= SLOT.top + 0.02


def test_posts_grow_in_a_wave_until_their_tops_are_the_surface() -> None:
    ground, grown = plane(), ValueTracker(0)
    posts = Posts(ground, (-1, -1.5), grown)
    assert not len(posts.lines.points)
    counts = []
    for share in (0.2, 0.5, 1):
        grown.set_value(share)
        posts.refresh()
        counts.append(len(posts.lines.points) // 4)
    assert 0 < counts[0] < counts[1] <= counts[2] == len(posts.places)
    np.testing.assert_allclose(posts.lines.points[3::4], ground.stage.spot(posts.places), atol=1e-9)
    np.testing.assert_allclose(posts.lines.points[0::4], ground.spot(posts.places), atol=1e-9)


def test_ends_go_from_one_place_to_the_other() -> None:
    share = ValueTracker(0)
    ends = between(lambda: (A, B), lambda: (B, A), share)
    for value in (0, 0.25, 1):
        share.set_value(value)
        start, end = ends()
        np.testing.assert_allclose(start, A + value * (B - A))
        np.testing.assert_allclose(end, B + value * (A - B))


def test_a_folded_line_is_whole_at_both_ends_and_a_point_halfway() -> None:
    share = ValueTracker(0)
    ends = folded(lambda: (A, B), lambda: (B, 2 * B), share)
    np.testing.assert_allclose(ends(), (A, B))
    share.set_value(0.5)
    start, end = ends()
    np.testing.assert_allclose(start, end)
    share.set_value(1)
    np.testing.assert_allclose(ends(), (B, 2 * B))
