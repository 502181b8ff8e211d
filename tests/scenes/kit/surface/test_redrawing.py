"""What is drawn again is what has changed, and the picture is as if all had been."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from manim import ValueTracker, tempconfig

from gdcore import HIMMELBLAU, TWO_WELLS, HeavyBall, descend
from scenes.kit import theme
from scenes.kit.charts.series import cut_into_dashes
from scenes.kit.layout import FRAME_HEIGHT, FRAME_WIDTH, Slot
from scenes.kit.surface.annotations import SurfaceArrow, TangentPlane
from scenes.kit.surface.camera import OrbitCamera
from scenes.kit.surface.kernels.rectangle import Rectangle
from scenes.kit.surface.marbles import SurfaceMarble, SurfaceTrail
from scenes.kit.surface.props import Ball, join
from scenes.kit.surface.renderer import SurfaceRenderer
from scenes.kit.surface.stage import LandscapeStage, SurfaceCamera
from tests.scenes.kit.surface.rendered_stage import FULL, HEIGHT, WIDTH, at, picture, walked

SLOT = Slot(-5, -3, 3, 3.5)


CHANGES = (
    "a step", "a step back", "a whole way", "a lift", "a fading marble", "a marble gone",
    "a trail gone", "an arrow", "a plane", "an orbit", "a zoom", "a flat map", "night", "no floor",
)  # fmt: skip


@pytest.fixture(autouse=True)
def dark() -> None:
    theme.activate(theme.DARK)


class Show:
    """A stage with one of everything, and the trackers that move it."""

    def __init__(self) -> None:
        self.stage = LandscapeStage(TWO_WELLS, SLOT)
        self.step, self.other = at(1.2), at(3)
        marble = SurfaceMarble(self.stage, walked(TWO_WELLS, (1.0, 1.2), 8), self.step)
        second = SurfaceMarble(
            self.stage, walked(TWO_WELLS, (-1.5, 0.3), 8), self.other, role="momentum"
        )
        self.marble, self.plane = marble, TangentPlane(marble)
        self.plane.presence.set_value(0)
        self.tip = at(0.4)
        self.arrow = SurfaceArrow(
            self.stage, lambda: ((-0.5, -1.0), (self.tip.get_value(), -0.6)), role="momentum"
        )
        self.trail = SurfaceTrail(marble)
        self.stage.put(marble, second, self.trail, SurfaceTrail(second), self.arrow, self.plane)

    def changes(self) -> dict[str, tuple[ValueTracker, float]]:
        """Return trackers, each with a value that it may change to."""
        stage = self.stage
        found: dict[str, tuple[ValueTracker, float]] = {
            "a step": (self.step, 1.35),
            "a step back": (self.step, 0.4),
            "a whole way": (self.other, 8),
            "a lift": (self.marble.lifted, 0.3),
            "a fading marble": (self.marble.presence, 0.4),
            "a marble gone": (self.marble.presence, 0),
            "a trail gone": (self.trail.presence, 0),
            "an arrow": (self.tip, 0.9),
            "a plane": (self.plane.presence, 1),
            "an orbit": (stage.camera.azimuth, -50),
            "a zoom": (stage.camera.zoom, 2.5),
            "a flat map": (stage.standing, 0.2),
            "night": (stage.look.night, 0.8),
            "no floor": (stage.look.floor_ink, 0),
        }
        assert tuple(found) == CHANGES
        return found


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_leaves_what_a_fresh_stage_would_draw(name: str) -> None:
    show, fresh = Show(), Show()
    picture(show.stage)
    for one in (show, fresh):
        tracker, value = one.changes()[name]
        tracker.set_value(value)
    changed = picture(show.stage)
    np.testing.assert_array_equal(changed, picture(fresh.stage))
    assert not np.array_equal(changed, picture(Show().stage)), "nothing changed"


def stage_camera() -> SurfaceCamera:
    """Return a camera whose frames are as large as the pictures here."""
    with tempconfig({"pixel_width": WIDTH, "pixel_height": HEIGHT}):
        return SurfaceCamera()


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_is_within_the_boxes_that_the_stage_tells(name: str) -> None:
    show = Show()
    before, was = picture(show.stage), show.stage.state()
    tracker, value = show.changes()[name]
    tracker.set_value(value)
    boxes = show.stage.damage(was, stage_camera())
    changed = (picture(show.stage) != before).any(axis=2)
    assert changed.any()
    if name in {"a step", "a step back", "a lift", "an arrow", "a fading marble"}:
        assert boxes is not None
    for left, top, right, bottom in boxes or [Rectangle(0, 0, WIDTH, HEIGHT)]:
        changed[top:bottom, left:right] = False
    assert not changed.any()


def test_a_stage_tells_nothing_of_a_state_that_was_not_drawn_last() -> None:
    show = Show()
    picture(show.stage)
    first = show.stage.state()
    show.step.set_value(2)
    picture(show.stage)
    show.step.set_value(3)
    assert show.stage.damage(first, stage_camera()) is None


def test_many_changes_in_a_row_leave_what_a_fresh_stage_would_draw() -> None:
    show = Show()
    show.plane.presence.set_value(1)
    for step in np.linspace(0.5, 7.5, 12):
        show.step.set_value(step)
        show.other.set_value(8 - step)
        last = picture(show.stage)
    fresh = Show()
    fresh.plane.presence.set_value(1)
    fresh.step.set_value(7.5)
    fresh.other.set_value(0.5)
    np.testing.assert_array_equal(last, picture(fresh.stage))


@pytest.mark.parametrize("dash", [(), (0.05, 0.03)], ids=["solid", "dashed"])
@pytest.mark.parametrize("way", [(0.0, 2.0, 40.5, 200.0), (200.0, 120.3, 3.0, 120.4)])
def test_a_trail_that_grew_is_the_one_made_at_once(
    dash: tuple[float, ...], way: Sequence[float]
) -> None:
    stage = LandscapeStage(TWO_WELLS, SLOT)
    path, step = descend(TWO_WELLS, HeavyBall(0.01), (1.0, 1.2), 200), at(0)
    grown = SurfaceTrail(SurfaceMarble(stage, path, step), dash=dash)
    for place in way:
        step.set_value(place)
        mesh = grown.mesh()
        fresh = SurfaceTrail(SurfaceMarble(stage, path, step), dash=dash).mesh()
        for one, other in zip(mesh, fresh, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("dash", [(), (0.05, 0.03)], ids=["solid", "dashed"])
def test_parts_of_a_trail_join_as_one_tube(dash: tuple[float, ...]) -> None:
    stage = LandscapeStage(TWO_WELLS, SLOT)
    path = descend(TWO_WELLS, HeavyBall(0.01), (1.0, 1.2), 200)
    trail = SurfaceTrail(SurfaceMarble(stage, path, at(150.5)), dash=dash)
    assert len(trail.meshes()) > 2
    way = trail.marble.way
    count = int(np.ceil(way.sample(150.5)))
    rows = np.concatenate([way.laid(1).rows[:count], way.tip(150.5, 1)])
    pieces = cut_into_dashes(rows, *dash) if dash else [rows]
    whole = join(*(trail._tube(piece, trail.radius) for piece in pieces))
    mesh = trail.mesh()
    for some, other in ((mesh.corners, whole.corners), (mesh.normals, whole.normals)):
        np.testing.assert_array_equal(some[mesh.triangles], other[whole.triangles])


@pytest.mark.parametrize("dash", [(), (0.05, 0.03)], ids=["solid", "dashed"])
def test_what_a_marble_has_passed_of_its_trail_is_kept(dash: tuple[float, ...]) -> None:
    stage, step = LandscapeStage(TWO_WELLS, SLOT), at(150)
    path = descend(TWO_WELLS, HeavyBall(0.01), (1.0, 1.2), 200)
    trail = SurfaceTrail(SurfaceMarble(stage, path, step), dash=dash)
    before = trail.meshes()
    step.set_value(150.2)
    after = trail.meshes()
    assert sum(any(one is other for other in before) for one in after) >= len(after) - 2
    stage.standing.set_value(0.5)
    assert not any(any(one is other for other in before) for one in trail.meshes())


def test_a_marble_that_has_arrived_is_not_drawn_again(areas: list[int]) -> None:
    show = Show()
    show.other.set_value(8)
    picture(show.stage)
    show.other.set_value(9.5)
    picture(show.stage)
    assert areas[1] == 0


@pytest.fixture
def areas(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note how many pixels are drawn, by drawing."""
    seen: list[int] = []
    draw = SurfaceRenderer._draw

    def spy(
        renderer: SurfaceRenderer, setting: object, now: object, boxes: list[Rectangle]
    ) -> None:
        seen.append(sum(box.area for box in boxes))
        draw(renderer, setting, now, boxes)  # type: ignore[arg-type]

    monkeypatch.setattr(SurfaceRenderer, "_draw", spy)
    return seen


def test_only_what_has_changed_is_drawn_again(areas: list[int]) -> None:
    show = Show()
    picture(show.stage)
    picture(show.stage)
    show.step.increment_value(0.1)
    picture(show.stage)
    show.stage.camera.azimuth.increment_value(0.1)
    picture(show.stage)
    whole, same, step, orbit = areas
    assert same == 0
    assert 0 < step < 0.3 * whole
    assert orbit > 0.9 * whole


@pytest.mark.parametrize("name", CHANGES)
def test_the_state_tells_every_change(name: str) -> None:
    show = Show()
    before = show.stage.state()
    assert show.stage.state() == before and hash(show.stage.state()) == hash(before)
    tracker, value = show.changes()[name]
    old = tracker.get_value()
    tracker.set_value(value)
    assert show.stage.state() != before
    tracker.set_value(old)
    assert show.stage.state() == before


@pytest.mark.parametrize("name", CHANGES)
def test_the_fingerprint_tells_every_change_and_nothing_of_the_process(name: str) -> None:
    show, other = Show(), Show()
    before = show.stage.fingerprint()
    assert show.stage.fingerprint() == before == other.stage.fingerprint()
    tracker, value = show.changes()[name]
    old = tracker.get_value()
    tracker.set_value(value)
    assert show.stage.fingerprint() != before
    tracker.set_value(old)
    assert show.stage.fingerprint() == before


def test_the_fingerprint_tells_landscapes_meshes_colours_and_cuts_apart() -> None:
    stages = [
        LandscapeStage(TWO_WELLS, SLOT),
        LandscapeStage(HIMMELBLAU, SLOT),
        LandscapeStage(TWO_WELLS, SLOT, quads=64),
        LandscapeStage(TWO_WELLS, SLOT, levels=3),
        LandscapeStage(TWO_WELLS, SLOT),
    ]
    stages[-1].front.set_value(0.0)
    theme.activate(theme.LIGHT)
    stages.append(LandscapeStage(TWO_WELLS, SLOT))
    assert len({stage.fingerprint() for stage in stages}) == len(stages)


def test_the_state_tells_of_the_stage_itself() -> None:
    def moved(stage: LandscapeStage) -> None:
        stage.shift((0.1, 0, 0))

    def faded(stage: LandscapeStage) -> None:
        stage.set_opacity(0.5)

    def other_camera(stage: LandscapeStage) -> None:
        stage.camera = OrbitCamera(12, 40)

    def fewer(stage: LandscapeStage) -> None:
        stage.take(stage.props[0])

    changes: tuple[Callable[[LandscapeStage], None], ...] = (moved, faded, other_camera, fewer)
    for change in changes:
        stage = Show().stage
        before = stage.state()
        change(stage)
        assert stage.state() != before, change.__name__


class Jumper(SurfaceMarble):
    """A marble drawn from something that a marble's state does not tell."""

    height = 0.0

    def balls(self) -> list[Ball]:
        return [(x, y, z + self.height, r) for x, y, z, r in super().balls()]


def test_a_prop_that_does_not_say_what_decides_it_is_drawn_anew() -> None:
    stage = LandscapeStage(TWO_WELLS, FULL)
    jumper = Jumper(stage, walked(TWO_WELLS, (1.0, 1.2)), at(1))
    stage.put(jumper)
    low, before = picture(stage), stage.state()
    assert stage.state() == before
    jumper.height = 0.2
    assert stage.state() != before
    assert not np.array_equal(low, picture(stage))


@pytest.mark.parametrize("name", ["a step", "a lift", "an orbit", "a zoom", "a flat map"])
def test_the_box_holds_all_that_is_drawn_and_little_else(name: str) -> None:
    show, camera = Show(), SurfaceCamera(pixel_width=640, pixel_height=360)
    tracker, value = show.changes()[name]
    tracker.set_value(value)
    frame = np.zeros((360, 640, 4), np.uint8)
    show.stage.draw_onto(frame, FRAME_WIDTH, FRAME_HEIGHT)
    left, top, right, bottom = show.stage.pixel_box(camera)
    rows, columns = np.nonzero(frame.any(axis=2))
    assert left <= columns.min() and columns.max() < right
    assert top <= rows.min() and rows.max() < bottom
    slack = (columns.min() - left, right - columns.max(), rows.min() - top, bottom - rows.max())
    assert max(slack) <= 12, "the box is loose"


def test_what_is_not_seen_has_an_empty_box() -> None:
    camera = SurfaceCamera(pixel_width=640, pixel_height=360)
    stage = LandscapeStage(TWO_WELLS, FULL)
    stage.set_opacity(0)
    assert stage.pixel_box(camera).is_empty
    aside = LandscapeStage(TWO_WELLS, Slot(FRAME_WIDTH, -1, FRAME_WIDTH + 2, 1))
    assert aside.pixel_box(camera).is_empty
