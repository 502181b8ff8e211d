"""The trough with two marbles: what is cut open is the curve, and the marbles stay in place."""

from __future__ import annotations

import numpy as np
import pytest
from manim.animation.animation import prepare_animation

from gdcore import DOUBLE_WELL, DOUBLE_WELL_2D
from scenes.kit import theme
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.layout import PICTURE
from scenes.kit.theme import RUNS
from scenes.local_minima import AT_REST, AWAY, IN_THE_TROUGH, LocalMinimaParams, plot
from scenes.parts.trough import SIDES, CutTrough, below_the_top

FRAME = Frame(PICTURE, (-2.45, 2.4), (-10.0, 8.0))
BOTH = {"left": RUNS[0], "right": RUNS[1]}


@pytest.fixture
def trough() -> CutTrough:
    theme.activate(theme.DARK)
    paths = plot(LocalMinimaParams()).paths
    above, along = ([paths[name + end] for name in BOTH] for end in (IN_THE_TROUGH, ""))
    return CutTrough(CurveLandscape(DOUBLE_WELL, FRAME), above, along, list(BOTH.values()))


@pytest.mark.parametrize("changes", [{}, {"left": -2, "right": 2}, {"learning_rate": 0.008}])
def test_along_x_the_steps_on_the_trough_are_those_on_the_curve(changes: dict[str, float]) -> None:
    paths = plot(LocalMinimaParams.model_validate(changes)).paths
    for name in BOTH:
        above, along = paths[name + IN_THE_TROUGH], paths[name]
        steps = min(above.steps, along.steps)
        np.testing.assert_array_equal(above.points[: steps + 1, 0], along.points[: steps + 1, 0])
        assert SIDES[0] < above.points[0, 1] == AWAY
        ends = DOUBLE_WELL_2D.minima[DOUBLE_WELL_2D.minima[:, 0] > 0.17][0]
        ends = ends if name == "right" else DOUBLE_WELL_2D.minima[0]
        assert np.linalg.norm(above.points[-1] - ends) <= AT_REST


def test_the_trough_ends_where_the_curve_leaves_the_picture() -> None:
    ground = CurveLandscape(DOUBLE_WELL, FRAME)
    part = below_the_top(ground)
    ends = DOUBLE_WELL.value(np.array(part.x)[:, None])
    np.testing.assert_allclose(ends, FRAME.y[1], atol=0.02)
    inner = np.linspace(*part.x, 50)
    np.testing.assert_allclose(part.at(inner, inner), FRAME.at(inner, inner), atol=1e-9)


def test_cut_open_and_seen_from_the_side_it_is_the_curve(trough: CutTrough) -> None:
    trough.opened()
    for animation in (trough.cut_open(1), trough.turn_aside(1)):
        built = prepare_animation(animation)
        built.begin()
        built.finish()
    opened = trough.opened()
    places = np.linspace(*trough.section.frame.x, 30)[:, None]
    np.testing.assert_allclose(opened[0].spot(places), trough.ground.spot(places), atol=1e-6)
    before = [disc.spot for disc in trough.discs]
    trough.hand_over()
    np.testing.assert_allclose([disc.spot for disc in trough.discs], before, atol=1e-6)


def test_the_marbles_of_the_curve_stand_where_those_of_the_trough_end(trough: CutTrough) -> None:
    trough.marbles.step.set_value(10_000)
    trough.opened()
    for ball, disc in zip(trough.marbles.each, trough.discs, strict=True):
        assert np.linalg.norm(ball.spot - disc.spot) < 0.03
