"""The landscape stage shows what the numbers say, where they say it."""

from __future__ import annotations

import multiprocessing

import numpy as np
import pytest
from manim import FadeIn, FadeOut, Group, Scene, Square, tempconfig

from gdcore import PARABOLA, ROUND_BOWL, SADDLE, TWO_WELLS
from scenes.kit import theme
from scenes.kit.layout import FRAME_HEIGHT, FRAME_WIDTH, Slot
from scenes.kit.surface.camera import TOP_VIEW, OrbitCamera
from scenes.kit.surface.lighting import Look, encoded
from scenes.kit.surface.marbles import SurfaceMarble, SurfaceTrail
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import LandscapeStage, SurfaceCamera
from scenes.kit.surface.terrain import Terrain
from tests.scenes.kit.surface.rendered_stage import (
    FULL,
    HEIGHT,
    WIDTH,
    at,
    frame_at,
    landscape_of,
    picture,
    pixel_of,
    walked,
)


@pytest.fixture(autouse=True)
def dark() -> None:
    theme.activate(theme.DARK)


def difference(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.abs(one.astype(int) - other).max(axis=2)


def test_known_points_project_to_known_pixels() -> None:
    camera = OrbitCamera(azimuth=-90, elevation=0, zoom=1, focus=(0, 0, 0), distance=4)
    view = camera.view(Slot(-2.95, -2.7, 2.95, 2.7))
    unit = 2.0  # scene units for a world unit at the focus: 5.9 / 2.95, and 5.4 / 2.7
    points = [(0, 0, 0), (1, 0, 0), (0, 0, 1), (1, 2, 1), (1, -2, 1)]
    wanted = [(0, 0), (unit, 0), (0, unit), (unit * 4 / 6,) * 2, (unit * 4 / 2,) * 2]
    found = [pixel_of(spot, 1920) for spot in view.project(points)]
    np.testing.assert_allclose(found, [pixel_of(np.array(w), 1920) for w in wanted], atol=0.1)


def test_the_edges_of_a_sheet_are_drawn_to_a_tenth_of_a_pixel() -> None:
    flat = landscape_of(lambda points: np.zeros(points.shape[:-1]))
    stage = LandscapeStage(flat, FULL, camera=OrbitCamera(*TOP_VIEW, zoom=0.7317))
    stage.camera.focus[0].set_value(0.0131)
    stage.look.floor_ink.set_value(0)
    frame = np.zeros((1080, 1920, 4), np.uint8)
    stage.draw_onto(frame, FRAME_WIDTH, FRAME_HEIGHT)
    plan = stage.plan()
    left, top = pixel_of(np.array([plan.left, plan.top]), 1920)
    right, bottom = pixel_of(np.array([plan.right, plan.bottom]), 1920)
    for line, low, high in ((frame[540], left, right), (frame[:, 960], top, bottom)):
        cover, middle = line[:, 3] / 255, round((low + high) / 2)
        assert middle - cover[:middle].sum() == pytest.approx(low, abs=0.1)
        assert middle + cover[middle:].sum() == pytest.approx(high, abs=0.1)


@pytest.mark.parametrize("start", [(1.0, 1.2), (-1.5, 0.3), (0.2, -1.0)])
def test_a_marble_is_drawn_where_its_point_is_projected(start: tuple[float, float]) -> None:
    stage = LandscapeStage(TWO_WELLS, FULL, levels=0, look=Look(floor=None))
    stage.camera.elevation.set_value(60)
    stage.camera.distance.set_value(200)  # so that a ball looks like a disc around its middle
    marble = SurfaceMarble(stage, walked(TWO_WELLS, start), at(0), role="momentum", radius=0.04)
    stage.put(marble)
    drawn = picture(stage, 1280, 720).astype(int)
    rows, columns = np.nonzero(drawn[..., 0] - drawn[..., 2] > 40)  # gold, unlike the ground
    assert len(rows) > 100, "the marble was not seen"
    middle = [(a.min() + a.max() + 1) / 2 for a in (columns, rows)]
    np.testing.assert_allclose(middle, pixel_of(stage.project(marble.center), 1280), atol=0.75)
    reach = np.linalg.norm(marble.center - stage.world(np.array(start)))
    assert reach == pytest.approx(marble.radius, rel=1e-6)


def test_a_marble_behind_a_ridge_is_hidden() -> None:
    ridge = landscape_of(lambda p: np.exp(-(p[..., 1] ** 2) / 0.02))
    camera = OrbitCamera(azimuth=-90, elevation=10)
    stage = LandscapeStage(ridge, FULL, relief=Relief(0.8), camera=camera)
    bare = picture(stage)
    path = walked(ROUND_BOWL, (0.0, 0.7), 1)
    behind = SurfaceMarble(stage, path, at(0))
    stage.put(behind)
    assert not difference(bare, picture(stage)).any(), "it shines through"
    assert stage.visible(behind.center) == 0
    camera.azimuth.set_value(90)
    assert stage.visible(behind.center) == 1
    stage.take(behind)
    before = picture(stage)
    assert difference(before, picture(stage.put(behind))).any()


def test_contours_lie_on_their_levels() -> None:
    levels = [1.0, 2.5, 4.0]
    stage = LandscapeStage(
        ROUND_BOWL,
        FULL,
        levels=levels,
        look=Look(floor=None, lines=1.0),
        camera=OrbitCamera(*TOP_VIEW),
    )
    stage.standing.set_value(0)
    plain = LandscapeStage(
        ROUND_BOWL, FULL, levels=0, look=Look(floor=None), camera=OrbitCamera(*TOP_VIEW)
    )
    plain.standing.set_value(0)
    drawn = difference(picture(stage, 1280, 720), picture(plain, 1280, 720))
    rows, columns = np.nonzero(drawn > 100)
    assert len(rows) > 500
    plan = stage.plan()
    left, top = pixel_of(np.array([plan.left, plan.top]), 1280)
    right, bottom = pixel_of(np.array([plan.right, plan.bottom]), 1280)
    x = -3 + 6 * (columns + 0.5 - left) / (right - left)
    y = 3 - 6 * (rows + 0.5 - top) / (bottom - top)
    loss = ROUND_BOWL.value(np.stack([x, y], axis=-1))
    pixel = 6 / (right - left)
    off = np.abs(loss[:, None] - levels).min(axis=1) / (2 * np.hypot(x, y) * pixel)
    assert off.max() < 1.1, "a contour pixel is more than a pixel off its level"
    assert {
        float(np.array(levels)[k]) for k in np.abs(loss[:, None] - levels).argmin(axis=1)
    } == set(levels)


def test_two_runs_give_the_same_bytes() -> None:
    def run() -> np.ndarray:
        stage = LandscapeStage(TWO_WELLS, FULL)
        marble = SurfaceMarble(stage, walked(TWO_WELLS, (1.0, 1.2)), at(2.5))
        return picture(stage.put(marble, SurfaceTrail(marble)))

    np.testing.assert_array_equal(run(), run())


def drawn_by_workers(count: int) -> list[bytes]:
    with multiprocessing.get_context("spawn").Pool(count) as pool:
        return pool.map(frame_at, [0.0, 12.5, 25.0, 37.5], chunksize=1)


def test_any_number_of_workers_gives_the_same_bytes() -> None:
    own = [frame_at(azimuth) for azimuth in (0.0, 12.5, 25.0, 37.5)]
    assert own == drawn_by_workers(1) == drawn_by_workers(2)
    assert len(set(own)) == 4


def test_what_was_drawn_before_does_not_show() -> None:
    stage = LandscapeStage(TWO_WELLS, FULL)
    first = picture(stage)
    stage.camera.azimuth.set_value(20)
    picture(stage)
    stage.camera.azimuth.set_value(-60)
    np.testing.assert_array_equal(first, picture(stage))


@pytest.mark.parametrize(
    ("landscape", "said"),
    [
        (landscape_of(lambda p: np.where(p[..., 0] > 0.5, np.nan, 1.0)), "must be finite"),
        (landscape_of(lambda p: 1 / np.abs(p[..., 0])), "must be finite"),
        (PARABOLA, "dim == 2"),
    ],
)
def test_what_cannot_be_a_surface_is_refused(landscape: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        LandscapeStage(landscape, FULL)  # type: ignore[arg-type]


def test_an_infinite_wall_is_cut_where_the_relief_says() -> None:
    wall = landscape_of(lambda p: 1 / np.abs(p[..., 0]))
    stage = LandscapeStage(wall, FULL, relief=Relief(high=10))
    assert np.isfinite(stage.terrain.field).all()
    assert stage.terrain.field[..., 0].max() <= stage.terrain.relief.height + 1e-6
    assert difference(picture(stage), np.zeros((HEIGHT, WIDTH, 3), np.uint8)).any()


def test_a_flat_landscape_is_an_even_sheet_without_contours() -> None:
    flat = landscape_of(lambda p: np.full(p.shape[:-1], 3.0))
    stage = LandscapeStage(flat, FULL, look=Look(floor=None))
    inside = picture(stage)[HEIGHT // 2 - 20 : HEIGHT // 2 + 20, WIDTH // 2 - 20 : WIDTH // 2 + 20]
    assert np.ptp(inside.reshape(-1, 3).astype(int), axis=0).max() <= 4


@pytest.mark.parametrize(("elevation", "distance"), [(-30, 7), (-89, 7), (20, 0.4), (5, 0.05)])
def test_from_below_and_from_inside_it_is_still_a_picture(
    elevation: float, distance: float
) -> None:
    stage = LandscapeStage(SADDLE, FULL)
    stage.camera.elevation.set_value(elevation)
    stage.camera.distance.set_value(distance)
    marble = SurfaceMarble(stage, walked(SADDLE, (0.5, 0.1)), at(3))
    drawn = picture(stage.put(marble, SurfaceTrail(marble)))
    assert np.ptp(drawn.astype(int)) > 20
    assert len(np.unique(drawn.reshape(-1, 3), axis=0)) > 50


@pytest.mark.parametrize(("width", "height"), [(1, 1), (2, 1), (1, 3)])
def test_a_tiny_frame_is_filled(width: int, height: int) -> None:
    stage = LandscapeStage(TWO_WELLS, FULL)
    assert picture(stage, width, height).shape == (height, width, 3)


def test_a_slot_outside_the_frame_draws_nothing() -> None:
    aside = Slot(FRAME_WIDTH, -1, FRAME_WIDTH + 2, 1)
    paper = picture(LandscapeStage(TWO_WELLS, aside))
    assert (paper == paper[0, 0]).all()


@pytest.mark.parametrize(("tracker", "value"), [("zoom", 0), ("distance", -1), ("azimuth", np.nan)])
def test_a_camera_that_cannot_be_is_refused(tracker: str, value: float) -> None:
    stage = LandscapeStage(TWO_WELLS, FULL)
    getattr(stage.camera, tracker).set_value(value)
    with pytest.raises(ValueError, match="zoom and distance above 0"):
        picture(stage)


def test_it_only_draws_in_its_slot() -> None:
    slot = Slot(-2, -2, 2, 1)
    drawn = picture(LandscapeStage(TWO_WELLS, slot, camera=OrbitCamera(zoom=5)))
    paper = np.rint(255 * encoded("paper")).astype(int)
    rows, columns = np.nonzero((drawn != paper).any(axis=2))
    low, high = pixel_of(np.array([-2, 1])), pixel_of(np.array([2, -2]))
    assert columns.min() >= round(low[0]) and columns.max() < round(high[0])
    assert rows.min() >= round(low[1]) and rows.max() < round(high[1])


def test_half_an_opacity_is_half_way_to_the_paper() -> None:
    stage = LandscapeStage(TWO_WELLS, FULL)
    whole = picture(stage).astype(int)
    stage.set_opacity(0.5)
    half, paper = picture(stage).astype(int), np.rint(255 * encoded("paper"))
    np.testing.assert_allclose(half, (whole + paper) / 2, atol=1)


def play_in_manim(*, other_first: bool = False) -> list[np.ndarray]:
    """Fade a stage in and out in a real scene, with a square over it, and return its frames."""
    frames: list[np.ndarray] = []
    options = {
        "pixel_width": 160, "pixel_height": 90, "frame_rate": 4, "dry_run": True,
        "disable_caching": True, "progress_bar": "none", "verbosity": "ERROR",
    }  # fmt: skip
    with tempconfig(options):
        scene = Scene(camera_class=SurfaceCamera)
        renderer = scene.renderer
        add = renderer.add_frame

        def keep(frame: np.ndarray, num_frames: int = 1) -> None:
            frames.append(frame[..., :3].copy())
            add(frame, num_frames)

        renderer.add_frame = keep
        square = Square(fill_opacity=1, color="#FF0000")
        stage = LandscapeStage(TWO_WELLS, FULL)
        if other_first:
            scene.add(square)
        scene.play(FadeIn(stage), run_time=1)
        scene.add(square)
        scene.play(stage.camera.azimuth.animate.set_value(0), run_time=1)
        scene.play(FadeOut(Group(stage)), run_time=1)
    return frames


@pytest.mark.parametrize("other_first", [False, True])
def test_it_fades_turns_and_lies_behind_all_else(other_first: bool) -> None:
    frames = play_in_manim(other_first=other_first)
    assert not np.array_equal(frames[4], frames[6]), "it does not turn"
    middle = frames[6][45, 80].astype(int)
    assert middle[0] > 200 and middle[1] < 60, "the square is not in front"
    corner = [frame[70, 80].astype(int).sum() for frame in frames]
    assert corner[0] == 0 and corner[1] < corner[3], "it does not fade in"
    assert corner[-1] < corner[8], "it does not fade out"


def test_places_asked_for_alone_and_again_lie_where_they_do_among_many() -> None:
    terrain = Terrain(TWO_WELLS)
    (left, right), (low, high) = terrain.window
    places = np.stack([np.linspace(left, right, 100), np.linspace(high, low, 100)], axis=-1)
    among_many = terrain.world(places)
    terrain.world(places[7])[:] = 0  # whoever changes what was given changes it for nobody else
    for place, spot in zip(places, among_many, strict=True):
        np.testing.assert_allclose(terrain.world(place), spot, rtol=1e-12)
        np.testing.assert_array_equal(terrain.world([place]), terrain.world(place)[None])
