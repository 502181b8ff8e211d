"""What hiker_on_a_hill claims, computed again."""

import numpy as np
import pytest
from manim import ValueTracker
from pydantic import ValidationError

from gdcore import HILL, HILLSIDE, GradientDescent, Outcome, descend
from scenes.hiker_on_a_hill import (
    BOLD_RATE,
    FLAT,
    IN_THE_DARK,
    HikerOnAHill,
    HikerOnAHillParams,
    plot,
)
from scenes.kit.landscape.arrows import SlopeArrow
from scenes.kit.landscape.ground import CurveLandscape
from scenes.parts.fog import CLOSED, FOGGY_RADIUS, GONE, OPEN, SCREEN, WAVES, Fog, SeenCurve
from scenes.parts.hiker import Hiker
from scenes.parts.night_hillside import FRAME
from tests.scenes.captions import too_long

PARAMETERS = [
    HikerOnAHillParams(),
    HikerOnAHillParams(start=2.5, learning_rate=0.6),
    HikerOnAHillParams(start=2.5, learning_rate=0.2),
    HikerOnAHillParams(start=2.8, learning_rate=0.2),
    HikerOnAHillParams(start=2.8, learning_rate=0.6),
]

every_choice = pytest.mark.parametrize("params", PARAMETERS)


@pytest.fixture
def ground() -> CurveLandscape:
    return CurveLandscape(HILL, FRAME)


def test_the_numbers_of_the_story() -> None:
    facts = plot(HikerOnAHillParams()).facts
    shown = [f"{facts[name]:.2f}" for name in ("slope", "rest", "deeper")]
    assert shown == ["0.69", "1.00", "0.28"]
    assert facts["steps"] == 19


def test_the_hill_has_two_valleys_and_the_deeper_one_lies_behind_a_ridge() -> None:
    theta = np.linspace(*HILL.window[0], 7201)
    heights = HILL.value(theta[:, None])
    inner, before, after = heights[1:-1], heights[:-2], heights[2:]
    valleys = theta[1:-1][(inner < before) & (inner < after)]
    ridges = theta[1:-1][(inner > before) & (inner > after)]
    assert len(valleys) == 2
    assert len(ridges) == 1
    assert valleys[0] < ridges[0] < valleys[1]
    facts = plot(HikerOnAHillParams()).facts
    assert facts["deeper_at"] == pytest.approx(valleys[0], abs=1e-3)
    for params in PARAMETERS:
        assert plot(params).facts["deeper"] == pytest.approx(heights.min(), abs=1e-6)
    assert heights.min() > 0, "the height above the axis is the loss"


@every_choice
def test_the_hiker_goes_downhill_until_it_is_flat(params: HikerOnAHillParams) -> None:
    numbers = plot(params)
    path, facts = numbers.paths["gradient descent"], numbers.facts
    slopes = path.gradients[:, 0]
    assert (slopes >= 0).all(), "uphill is to the right all the way, and the way down to the left"
    assert (np.diff(path.points[:, 0]) < 0).all()
    assert (np.diff(path.values) < 0).all()
    assert slopes[-1] < FLAT <= slopes[-2]
    assert f"{slopes[-1]:.2f}" == "0.00"
    assert facts["steps"] == path.steps
    assert path.outcome is not Outcome.DIVERGED


@every_choice
def test_the_way_on_the_surface_is_the_way_on_the_curve(params: HikerOnAHillParams) -> None:
    paths = plot(params).paths
    hill, hillside = paths["gradient descent"], paths["hillside"]
    np.testing.assert_array_equal(hillside.points, np.insert(hill.points, 1, 0, axis=1))
    np.testing.assert_array_equal(hillside.values, hill.values)
    steepest = np.linalg.norm(HILLSIDE.gradient(hillside.points), axis=1)
    np.testing.assert_allclose(steepest, hill.gradients[:, 0], rtol=1e-12)
    assert hill.steps > IN_THE_DARK + 1, "there is a way left to go on the curve"


@every_choice
def test_it_rests_in_the_shallow_valley(params: HikerOnAHillParams) -> None:
    facts = plot(params).facts
    bottom = descend(HILL, GradientDescent(0.3), 1.0, 2000, keep="last").values[-1]
    assert facts["rest"] == pytest.approx(float(bottom), abs=1e-3)
    assert float(facts["rest"]) - float(facts["deeper"]) > 0.5


@every_choice
def test_a_step_is_minus_alpha_times_the_gradient(params: HikerOnAHillParams) -> None:
    path = plot(params).paths["gradient descent"]
    steps = np.diff(path.points, axis=0)
    np.testing.assert_allclose(steps, -params.learning_rate * path.gradients[:-1], rtol=1e-12)
    assert params.learning_rate < BOLD_RATE


@every_choice
def test_the_arrow_of_the_step_is_as_long_as_the_step(
    params: HikerOnAHillParams, ground: CurveLandscape
) -> None:
    path, step = plot(params).paths["gradient descent"], ValueTracker(0)
    hiker = Hiker(ground, path, step, ValueTracker(1))
    arrow = SlopeArrow(hiker, ValueTracker(-params.learning_rate))
    for n in range(path.steps):
        step.set_value(n)
        start, tip = arrow.ends()
        np.testing.assert_allclose(start, ground.spot(path.points[n]), atol=1e-9)
        assert tip[0] == pytest.approx(ground.spot(path.points[n + 1])[0], abs=1e-9)


@every_choice
def test_the_hiker_stands_with_both_feet_on_the_ground(
    params: HikerOnAHillParams, ground: CurveLandscape
) -> None:
    path, step = plot(params).paths["gradient descent"], ValueTracker(0)
    for side in (-1, 1):
        hiker = Hiker(ground, path, step, ValueTracker(side))
        for n in range(path.steps + 1):
            step.set_value(n)
            hiker.refresh()
            np.testing.assert_allclose(hiker.disc.get_center(), hiker.spot, atol=1e-9)
            feet = np.array([leg.points[7] for leg in hiker.legs])
            theta = np.interp(feet[:, 0], [SCREEN.left, SCREEN.right], HILL.window[0])
            np.testing.assert_allclose(feet, ground.spot(theta[:, None]), atol=1e-9)
            assert feet[:, 0].min() < hiker.spot[0] < feet[:, 0].max()


@every_choice
def test_the_fog_hides_the_other_valley_until_it_lifts(
    params: HikerOnAHillParams, ground: CurveLandscape
) -> None:
    numbers = plot(params)
    path, step, lift = numbers.paths["gradient descent"], ValueTracker(0), ValueTracker(OPEN)
    fog = Fog(Hiker(ground, path, step, ValueTracker(-1)), lift)
    curve = SeenCurve(ground, fog)
    ridge = ground.spot([float(numbers.facts["deeper_at"]) / 2])[0]
    for n in range(path.steps + 1):
        step.set_value(n)
        curve.refresh()
        assert curve.get_left()[0] > ridge
        seen = np.linalg.norm(curve.points[0] - fog.middle)
        assert seen == pytest.approx(FOGGY_RADIUS, abs=0.05)
    assert fog[-1].get_fill_opacity() == 1
    lift.set_value(GONE)
    fog.refresh()
    curve.refresh()
    corners = np.array([SCREEN.point(x, y) for x in (0, 1) for y in (0, 1)])
    hole = fog[0].points[-len(fog._hole(0)) :]
    nearest = np.linalg.norm(hole - fog.middle, axis=1).min()
    assert nearest > np.linalg.norm(corners - fog.middle, axis=1).max()
    np.testing.assert_allclose(curve.points, ground.curve.points)


def test_the_holes_edge_stays_within_the_foggy_radius(ground: CurveLandscape) -> None:
    path = plot(HikerOnAHillParams()).paths["gradient descent"]
    for lift, width in ((CLOSED, 0.0), (OPEN, 1.0)):
        hiker = Hiker(ground, path, ValueTracker(3), ValueTracker(-1))
        fog = Fog(hiker, ValueTracker(lift))
        hole = fog[-1].points[-len(fog._hole(0)) :]
        radii = np.linalg.norm(hole - fog.middle, axis=1)
        assert radii.max() <= width * FOGGY_RADIUS + 1e-9
        assert radii.min() >= width * FOGGY_RADIUS * (1 - 2 * WAVES) - 0.01


@every_choice
def test_captions_fit_two_lines(params: HikerOnAHillParams) -> None:
    assert too_long(HikerOnAHill, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("start", 2.4), ("start", 2.9), ("learning_rate", 0.1), ("learning_rate", 0.7), ("fog", 1)],
)
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        HikerOnAHillParams(**{name: value})
