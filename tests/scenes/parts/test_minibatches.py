"""The parts of stochastic_descent: a map that zooms, an ellipse of theory, lines against work."""

from __future__ import annotations

import numpy as np
from manim import ValueTracker

from gdcore import least_squares, noisy_line, standardised
from scenes.kit.landscape.loss_map import StandardGround
from scenes.kit.layout import BODY
from scenes.parts.minibatches import CostChart, CostLine, TheoryEllipse, WorkClock, ZoomMap, hover

DATA = noisy_line(20, rng=3, even=True)
MODEL = least_squares(standardised(DATA)[0])
FAR, NEAR = ((-1.0, 9.0), (-3.0, 5.0)), ((4.0, 7.0), (1.0, 4.0))


def test_the_map_shows_the_far_window_then_the_near_one() -> None:
    zoom = ValueTracker(0)
    losses = ZoomMap(DATA, BODY, FAR, NEAR, np.arange(1.0, 9), zoom)
    point = np.array([2.0, 5.0])
    for share, windows in ((0, FAR), (0.5, None), (1, NEAR)):
        zoom.set_value(share)
        spot = StandardGround(losses).spot(point)
        np.testing.assert_allclose(losses.frame.data_at(spot), point[::-1])
        across, up = losses.frame.scale
        assert np.isclose(across, up), "circles look round"
        if windows:
            for (low, high), (left, right) in zip(
                windows, (losses.frame.x, losses.frame.y), strict=True
            ):
                assert left <= low + 1e-9
                assert right >= high - 1e-9
    losses.update()
    drawn = losses.family_members_with_points()[1].points
    zoom.set_value(0)
    losses.update()
    assert not np.array_equal(losses.family_members_with_points()[1].points, drawn)


def test_the_ellipse_is_two_variances_away_from_the_answer() -> None:
    losses = ZoomMap(DATA, BODY, FAR, NEAR, np.arange(1.0, 9), ValueTracker(1))
    cloud = hover(MODEL, 0.1, 4, runs=5, steps=3, seed=1)
    ellipse = TheoryEllipse(StandardGround(losses), cloud)
    corners = np.array([losses.frame.data_at(point) for point in ellipse.line.points[::4]])
    apart = corners[:, ::-1] - cloud.answer
    away = np.einsum("ni,ij,nj->n", apart, np.linalg.inv(cloud.covariance), apart)
    np.testing.assert_allclose(away, 2)


def test_a_line_begins_when_its_first_step_is_paid() -> None:
    chart, work = CostChart(BODY, 1000, (1e-4, 60.0)), ValueTracker(0)
    excess = 30 * 0.6 ** np.arange(11.0)
    line = CostLine(chart.frame, excess, WorkClock(work, 20), "run_1")
    for gradients, step in ((0, 1), (19, 1), (20, 1), (40, 2), (200, 10)):
        work.set_value(gradients)
        line.update()
        np.testing.assert_allclose(
            line.head, chart.frame.at(np.log10(20 * step), excess[step]), atol=1e-9
        )
