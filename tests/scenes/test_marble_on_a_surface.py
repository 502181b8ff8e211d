"""What marble_on_a_surface claims, computed again."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import TWO_WELLS, GradientDescent, descend
from scenes.catalog import by_name
from scenes.kit.charts.points import FittedLine, PointCloud, Residuals
from scenes.kit.landscape.ground import ContourMap
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.theme import RUNS
from scenes.marble_on_a_surface import (
    BEST,
    BOWL_WINDOW,
    CHART,
    DESCENT,
    LOSS,
    POINTS,
    X_SHOWN,
    MarbleOnASurface,
    MarbleOnASurfaceParams,
    heights_shown,
    plot,
    tries,
)
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import Walk, walk_through

PARAMETERS = [
    MarbleOnASurfaceParams(),
    MarbleOnASurfaceParams(start=(1.0, -0.9), bowl_rate=0.3, steps=8, rate=0.05),
    MarbleOnASurfaceParams(start=(1.4, 0.25), bowl_rate=0.05, steps=30, rate=0.02),
    MarbleOnASurfaceParams(starts=((1.5, 0.0), (-1.5, 0.0)), rate=0.03, bowl_rate=0.05, steps=8),
]


class Moment(NamedTuple):
    """What one frame of the walk showed."""

    beat: str
    theta: np.ndarray
    line: np.ndarray
    loss: float
    surfaces: list[LandscapeStage]
    moved: float
    """From 0, with the bar beside the chart, to 1, on the plane."""
    top: np.ndarray
    spot: np.ndarray
    """Where the bar ends, and where the surface is, on the screen."""


@pytest.fixture(scope="module")
def moments() -> list[Moment]:
    """Walk through the scene once."""
    seen: list[Moment] = []

    def look(walk: Walk) -> None:
        scene: Any = walk.scene
        surfaces = [thing for thing in scene.mobjects if isinstance(thing, LandscapeStage)]
        assert not any(isinstance(thing, ContourMap) for thing in scene.mobjects)
        heights = scene.line.heights(POINTS.inputs[:, 0])
        if "bar" in vars(scene):
            bar = scene.moved.get_value(), scene.bar.ends()[1], scene.plane.post(scene.theta())[1]
            beat = scene._open[0].name
            seen.append(Moment(beat, scene.theta(), heights, scene.loss(), surfaces, *bar))

    walk_through(by_name()["marble_on_a_surface"], "dark", look)
    return seen


def mean_square(slope: float, intercept: float) -> float:
    """Return the loss as the caption says it."""
    misses = slope * POINTS.inputs[:, 0] + intercept - POINTS.targets
    return float((misses**2).sum() / 3)


def test_three_points_lie_on_no_line() -> None:
    assert len(POINTS) == 3
    assert plot(MarbleOnASurfaceParams()).facts["least"] > 0.1


@pytest.mark.parametrize("params", PARAMETERS)
def test_the_loss_is_the_mean_of_the_squared_misses(params: MarbleOnASurfaceParams) -> None:
    numbers = plot(params)
    assert numbers.facts["first"] == pytest.approx(mean_square(*params.start))
    path = numbers.paths["bowl"]
    for point, value in zip(path.points, path.values, strict=True):
        assert value == pytest.approx(mean_square(*point))


@pytest.mark.parametrize("params", PARAMETERS)
def test_by_hand_the_loss_changes_with_each_dial(params: MarbleOnASurfaceParams) -> None:
    lines = np.stack([params.start, *tries(params.start)])
    assert np.count_nonzero(np.diff(lines[:3], axis=0)) == 2, "one dial at a time"
    np.testing.assert_array_equal(lines[-1], params.start)
    losses = [mean_square(*line) for line in lines]
    assert np.abs(np.diff(losses)).min() > 0.05, "a number that hardly changes"
    low, high = np.array(BOWL_WINDOW).T
    assert ((low < lines) & (lines < high)).all(), "a dial beyond its track"


FARTHEST = [BEST + far * np.array(way) for far in (0.9, 1.5) for way in ((1, 0), (-1, 0), (0, -1))]
"""Starts as near and as far from the best line as may be."""


@pytest.mark.parametrize("start", [params.start for params in PARAMETERS] + FARTHEST)
def test_no_square_reaches_over_the_axis_of_y(start: tuple[float, float]) -> None:
    start = MarbleOnASurfaceParams(start=tuple(start)).start
    cloud = PointCloud(POINTS, CHART, X_SHOWN, heights_shown(start))
    for tried in tries(start):
        squares = Residuals(FittedLine(cloud, lambda line=tried: line)).squares
        assert squares.get_left()[0] > CHART.left - 0.01


@pytest.mark.parametrize("params", PARAMETERS)
def test_the_marble_has_no_momentum_and_gets_slower_as_it_gets_level(
    params: MarbleOnASurfaceParams,
) -> None:
    path = plot(params).paths["bowl"]
    steps = np.linalg.norm(np.diff(path.points, axis=0), axis=1)
    slopes = np.linalg.norm(path.gradients, axis=1)
    np.testing.assert_allclose(steps, params.bowl_rate * slopes[:-1])
    assert (np.diff(slopes) < 0).all()
    offsets = path.points - BEST
    assert (offsets * offsets[0] >= 0).all(), "it overshoots, as a ball would"


def test_the_speed_on_the_screen_is_as_large_as_the_slope(moments: list[Moment]) -> None:
    params = MarbleOnASurfaceParams()
    path, gliding = plot(params).paths["bowl"], DESCENT / params.steps
    walked = np.array([m.theta for m in moments if m.beat == "let_it_go"])
    speeds = 5 * np.linalg.norm(np.diff(walked, axis=0), axis=1)  # of five frames a second
    moving = np.flatnonzero(speeds > 1e-9)
    assert len(moving) == pytest.approx(5 * DESCENT, abs=2)
    slopes = np.linalg.norm(path.gradients, axis=1)
    # a frame lasts less than a step: what it moves is between the slopes of the steps it touches
    for frame in moving[1:-1]:
        step = (frame - moving[0] + 0.5) / 5 / gliding
        near = slopes[max(0, int(step) - 1) : int(step) + 2] * params.bowl_rate / gliding
        assert near.min() * 0.99 <= speeds[frame] <= near.max() * 1.01


def test_the_line_and_the_number_are_those_of_the_marble(moments: list[Moment]) -> None:
    descent = [m for m in moments if m.beat == "let_it_go"]
    for moment in descent:
        np.testing.assert_allclose(moment.line, LOSS.predict(moment.theta))
        assert moment.loss == pytest.approx(mean_square(*moment.theta))
    assert descent[0].loss == pytest.approx(plot(MarbleOnASurfaceParams()).facts["first"])
    assert descent[-1].loss == pytest.approx(plot(MarbleOnASurfaceParams()).facts["last"])


def test_the_bar_becomes_a_point_of_the_surface(moments: list[Moment]) -> None:
    stood = [m for m in moments if m.beat == "see_every_line" and m.moved == 1]
    assert stood
    for moment in stood:
        np.testing.assert_allclose(moment.top, moment.spot, atol=1e-9)


def test_the_surface_is_the_map_and_two_surfaces_never_cover_each_other(
    moments: list[Moment],
) -> None:
    last = moments[-1].surfaces
    assert len(last) == 1 and last[0].standing.get_value() == 0
    assert last[0].opacity == 1
    for moment in moments:
        if len(moment.surfaces) > 1:
            assert moment.beat == "meet_two_wells"
    arrived = [m.surfaces for m in moments if m.beat == "look_from_above"]
    assert all(surfaces == last for surfaces in arrived), "another ground takes its place"


@pytest.mark.parametrize("params", PARAMETERS)
def test_the_wells_are_counted_by_where_each_marble_ends(params: MarbleOnASurfaceParams) -> None:
    facts = plot(params).facts
    ends = []
    for start in params.starts:
        shown = plot(params).paths[f"marble {len(ends) + 1}"]
        path = descend(TWO_WELLS, GradientDescent(params.rate), start, shown.steps)
        distances = np.linalg.norm(TWO_WELLS.minima - path.points[-1], axis=1)
        assert distances.min() < 0.02, "a marble that the story says has ended has not"
        ends.append(int(distances.argmin()))
    assert (facts["deep"], facts["shallow"]) == (ends.count(0), ends.count(1))
    assert facts["deep"] + facts["shallow"] == facts["marbles"]
    assert ends.count(0) and ends.count(1), "they are to end in different wells"


def test_each_run_has_a_role_of_its_own(moments: list[Moment]) -> None:
    (surface,) = moments[-1].surfaces
    roles = [prop.role for prop in surface.props if isinstance(prop, SurfaceMarble)]
    assert roles == list(RUNS)


def test_the_deep_well_is_the_first_minimum() -> None:
    facts = plot(MarbleOnASurfaceParams()).facts
    assert facts["lowest"] == pytest.approx(-2.0631, abs=1e-4)
    assert facts["other"] == pytest.approx(-1.0927, abs=1e-4)


@pytest.mark.parametrize("params", PARAMETERS)
def test_captions_fit_two_lines(params: MarbleOnASurfaceParams) -> None:
    assert too_long(MarbleOnASurface, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start", (0.6, 0.3)), ("start", (3, 0)), ("starts", ((9, 0), (0, 1))), ("rate", 0.2),
        ("starts", ((1.6, 0.3), (1.5, 0.0))), ("bowl_rate", 0.6), ("steps", 4), ("speed", 1),
    ],
)  # fmt: skip
def test_what_the_story_cannot_tell_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        MarbleOnASurfaceParams(**{name: value})
