"""What hiker_on_a_hill claims, computed again."""

from typing import Any

import numpy as np
import pytest
from manim import ValueTracker
from pydantic import ValidationError

from gdcore import HILL, HILLSIDE, GradientDescent, Outcome, descend
from pipeline.render.marble_tracks import MarbleWatch
from scenes.catalog import by_name
from scenes.hiker_on_a_hill import (
    BOLD_RATE,
    FELT,
    FLAT,
    IN_THE_FOG,
    HikerOnAHill,
    HikerOnAHillParams,
    on_the_hillside,
    plot,
)
from scenes.kit.landscape.arrows import SHAFT, SlopeArrow
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.surface.stage import SurfaceCamera
from scenes.parts.fog import (
    CLEAR_RADIUS,
    CLOSED,
    FOGGY_RADIUS,
    GONE,
    OPEN,
    SCREEN,
    WAVES,
    Fog,
    SeenCurve,
)
from scenes.parts.hiker import Hiker
from scenes.parts.night_hillside import FRAME
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import Walk, walk_through

PARAMETERS = [
    HikerOnAHillParams(),
    HikerOnAHillParams(start=2.5, learning_rate=0.6),
    HikerOnAHillParams(start=2.5, learning_rate=0.2),
    HikerOnAHillParams(start=2.8, learning_rate=0.2),
    HikerOnAHillParams(start=2.8, learning_rate=0.6),
]

every_choice = pytest.mark.parametrize("params", PARAMETERS, scope="module")


@pytest.fixture
def ground() -> CurveLandscape:
    return CurveLandscape(HILL, FRAME)


def test_the_numbers_of_the_story() -> None:
    facts = plot(HikerOnAHillParams()).facts
    shown = [f"{facts[name]:.2f}" for name in ("slope", "rest", "deeper")]
    assert shown == ["0.69", "1.00", "0.28"]
    assert facts["steps"] == 22


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
    assert f"{slopes[-1]:.2f}" == "0.00", "it says that the ground is flat"
    assert facts["steps"] == path.steps
    assert path.outcome is Outcome.CONVERGED
    shorter = descend(HILL, GradientDescent(params.learning_rate), params.start, path.steps - 1)
    assert shorter.outcome is Outcome.MOVING or shorter.gradients[-1, 0] >= FLAT, "no step in vain"


@every_choice
def test_the_way_on_the_surface_is_the_way_on_the_curve(params: HikerOnAHillParams) -> None:
    hill = plot(params).paths["gradient descent"]
    hillside = on_the_hillside(hill)
    np.testing.assert_array_equal(hillside.points, np.insert(hill.points, 1, 0, axis=1))
    np.testing.assert_array_equal(hillside.values, hill.values)
    steepest = np.linalg.norm(HILLSIDE.gradient(hillside.points), axis=1)
    np.testing.assert_allclose(steepest, hill.gradients[:, 0], rtol=1e-12)
    assert hill.steps > IN_THE_FOG + 1 + FELT, "there is a way left to go on the curve"


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
    assert fog.opacities[-1] == 1
    lift.set_value(GONE)
    curve.refresh()
    corners = np.array([SCREEN.point(x, y) for x in (0, 1) for y in (0, 1)])
    clear = fog.radius * (1 - sum(fog.waves)) * CLEAR_RADIUS / FOGGY_RADIUS
    assert clear > np.linalg.norm(corners - fog.middle, axis=1).max()
    np.testing.assert_allclose(curve.points, ground.curve.points)


def test_the_fog_thickens_as_a_smoothstep(ground: CurveLandscape) -> None:
    path = plot(HikerOnAHillParams()).paths["gradient descent"]
    fog = Fog(Hiker(ground, path, ValueTracker(3), ValueTracker(-1)), ValueTracker(OPEN))
    distances = np.linspace(0, FOGGY_RADIUS, len(fog.opacities))
    assert not fog.opacities[distances <= CLEAR_RADIUS].any()
    middle = np.interp((CLEAR_RADIUS + FOGGY_RADIUS) / 2, distances, fog.opacities)
    assert middle == pytest.approx(0.5, abs=1e-4)
    assert (np.diff(fog.opacities) >= 0).all()


def test_the_holes_edge_stays_within_the_foggy_radius(ground: CurveLandscape) -> None:
    path = plot(HikerOnAHillParams()).paths["gradient descent"]
    for lift, width in ((CLOSED, 0.0), (OPEN, 1.0)):
        hiker = Hiker(ground, path, ValueTracker(3), ValueTracker(-1))
        fog = Fog(hiker, ValueTracker(lift))
        assert fog.radius * (1 + sum(fog.waves)) <= width * FOGGY_RADIUS
        assert fog.radius * (1 - sum(fog.waves)) >= width * FOGGY_RADIUS * (1 - 2 * WAVES)


@every_choice
def test_the_flatter_the_ground_the_shorter_the_step(params: HikerOnAHillParams) -> None:
    path = plot(params).paths["gradient descent"]
    lengths, slopes = np.abs(np.diff(path.points[:, 0])), path.gradients[:-1, 0]
    np.testing.assert_array_equal(np.argsort(lengths), np.argsort(slopes))


@every_choice
def test_no_step_downhill_leads_behind_the_ridge(params: HikerOnAHillParams) -> None:
    path, facts = plot(params).paths["gradient descent"], plot(params).facts
    theta = np.linspace(float(facts["deeper_at"]), float(path.points[-1, 0]), 999)
    heights = HILL.value(theta[:, None])
    ridge = theta[heights.argmax()]
    assert facts["deeper_at"] < ridge < path.points[:, 0].min()
    assert HILL.gradient(np.array([ridge + 0.05]))[0] < 0, "downhill is back into the valley"


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """Walk through the scene; note the marbles, and how far from the feet the step's arrow is."""
    notes: dict[str, Any] = {"watch": MarbleWatch(SurfaceCamera()), "gaps": [], "frames": 0}

    def look(walk: Walk) -> None:
        scene: Any = walk.scene
        notes["watch"].gather(scene)
        notes["watch"].look(notes["frames"], 1)
        notes["frames"] += 1
        shown = {id(part) for top in scene.mobjects for part in top.get_family()}
        step = scene.step.get_value()
        if {id(scene.hiker), id(getattr(scene, "stride", None))} <= shown and step == round(step):
            outline = scene.stride.points[::4]
            if len(outline):
                foot = np.linalg.norm(outline - scene.hiker.spot, axis=1).min()
                notes["gaps"].append(float(foot))

    notes["scene"] = walk_through(by_name()["hiker_on_a_hill"], "dark", look).scene
    return notes


def test_every_iterate_is_shown_at_a_time_that_the_manifest_tells(seen: dict[str, Any]) -> None:
    scene, tracks = seen["scene"], seen["watch"].tracks
    hikers = [track for track in tracks if isinstance(track.marble.marble, Hiker)]
    shown = {visit.n for track in hikers for visit in track.visits}
    assert shown == set(range(scene.path.steps + 1)), "those on the surface too"
    assert all(path is scene.path for path in scene.paths.values()), "no path is never shown"


def test_the_arrow_of_the_step_starts_at_the_feet(seen: dict[str, Any]) -> None:
    assert len(seen["gaps"]) > 10
    assert max(seen["gaps"]) <= SHAFT / 2 + 1e-6


def test_the_hiker_walks_and_the_marble_jumps(seen: dict[str, Any]) -> None:
    scene = seen["scene"]
    assert scene.hiker.walks
    assert not scene.hiker.jumps
    assert scene.marble.jumps


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
