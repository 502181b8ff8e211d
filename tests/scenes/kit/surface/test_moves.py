"""Moves on a surface: marbles drop and roll, arrows name its axes, and it turns into its map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from manim import DOWN, RIGHT, UP, Scene, ValueTracker, tempconfig

from gdcore import SADDLE, TWO_WELLS, GradientDescent, Landscape, descend
from scenes.kit import theme
from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import Slot
from scenes.kit.surface.annotations import Bends
from scenes.kit.surface.lighting import RAMP, Look, ramp
from scenes.kit.surface.marbles import BALL_RADIUS
from scenes.kit.surface.moves import DASH_SCALE, FlatMap, Marbles, above, lie_flat, look_round
from scenes.kit.surface.props import SIDES, Mesh
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.text.readout import Readout
from tests.scenes.kit.surface.rendered_stage import picture, pixel_of

SLOT = Slot(-6.0, -3.5, 3.0, 2.5)
WINDOW = ((-2.5, 2.5), (-2.0, 2.0))
PATHS = [descend(SADDLE, GradientDescent(0.1), (2.0, y), 12) for y in (0.0, -0.1)]
RUNS = [(PATHS[0], "gradient_descent"), (PATHS[1], "momentum")]


@pytest.fixture(autouse=True)
def dark() -> None:
    theme.activate(theme.DARK)


def stage() -> LandscapeStage:
    return LandscapeStage(SADDLE, SLOT, WINDOW)


def finish(*animations: Any) -> None:
    """Play animations to their end in a scene, without drawing."""
    quiet = {"dry_run": True, "disable_caching": True, "progress_bar": "none"}
    with tempconfig(quiet):
        Scene(skip_animations=True).play(*animations)


def test_marbles_are_away_until_they_drop_and_then_rest_on_the_ground() -> None:
    pair = Marbles(stage(), RUNS)
    assert not any(marble.balls() for marble in pair.each)
    finish(pair.dropped())
    for marble, path in zip(pair.each, PATHS, strict=True):
        assert marble.presence.get_value() == 1
        assert marble.lifted.get_value() == 0
        np.testing.assert_allclose(marble.point, path.points[0])


def test_marbles_are_held_above_each_other_and_share_a_clock() -> None:
    first, second = Marbles(stage(), RUNS, radius=0.05, drop=0.2).each
    assert first.lifted.get_value() == pytest.approx(0.2)
    assert second.lifted.get_value() >= 0.2 + first.radius + second.radius - 0.01
    assert first.radius > second.radius == 0.05, "in one place, the first alone is seen"
    assert first.step is second.step


def test_what_was_brought_is_taken_away_with_its_trail() -> None:
    pair = Marbles(stage(), RUNS)
    pair.step.set_value(5)
    finish(pair.dropped())
    finish(*pair.taken_away())
    for prop in (*pair.each, *pair.trails):
        assert prop.balls() == []
        assert len(prop.mesh().triangles) == 0


def test_an_aim_is_the_first_step() -> None:
    pair = Marbles(stage(), RUNS)
    arrow = pair.aim(1)
    assert arrow in pair.each[1].stage.props
    assert arrow.presence.get_value() == 0
    np.testing.assert_array_equal(arrow.ends(), PATHS[1].points[:2])


def test_readouts_tell_the_loss_at_the_whole_step() -> None:
    pair = Marbles(stage(), RUNS)
    rows = pair.readouts(["on", "beside"])
    pair.step.set_value(3.6)
    for (name, readout), path, text in zip(rows, PATHS, ("on", "beside"), strict=True):
        assert isinstance(readout, Readout)
        assert name.text == text
        assert readout.digits.value() == path.values[3]


def test_tags_go_with_their_marbles() -> None:
    pair = Marbles(stage(), RUNS)
    tags = pair.tags(("stays", "leaves"), RIGHT)
    pair.step.set_value(12)
    tags.update()
    for tag, marble in zip(tags, pair.each, strict=True):
        spot = marble.stage.project(marble.center)
        assert tag.get_left()[0] > spot[0] + BALL_RADIUS
        assert tag.get_y() == pytest.approx(spot[1], abs=1e-6)


def test_one_looks_round_from_the_first_view_to_the_second() -> None:
    surface = stage()
    flight = look_round(surface, ((-88, 16), (-112, 27)), 1, fill=0.8)
    assert surface.camera.azimuth.get_value() == -88
    zoom = surface.framed(-88, 16).zoom.get_value()
    assert surface.camera.zoom.get_value() == pytest.approx(0.8 * zoom)
    finish(*flight)
    goal = surface.framed(-112, 27, fill=0.8)
    np.testing.assert_allclose(surface.camera.numbers(), goal.numbers())


@pytest.mark.parametrize("onto", [Slot(-5, -3, 0, 1), Slot(-2.5, -1.2, 0.0, 0.8)])
def test_a_surface_lies_down_on_the_slot_of_its_map(onto: Slot) -> None:
    surface = stage()
    finish(*lie_flat(surface, above(surface, onto), 1))
    plan = surface.plan()
    for edge in ("left", "bottom", "right", "top"):
        assert getattr(plan, edge) == pytest.approx(getattr(onto, edge), abs=1e-9)
    assert surface.look.floor_ink.get_value() == 0


def test_the_flat_map_is_where_the_surface_lies() -> None:
    surface, onto = stage(), Slot(-5, -3, 0, 1)
    flat = FlatMap(surface, onto)
    finish(*flat.made(1))
    points = np.array([[-2.5, -2.0], [0.3, 1.2], [2.5, 2.0]])
    np.testing.assert_allclose(flat.spot(points), surface.spot(points), atol=1e-9)
    halfway = flat.between(points[0], points[1], 0.5)
    np.testing.assert_allclose(halfway, flat.spot(points[:2].mean(axis=0)))
    marble = Marble(flat, PATHS[0], ValueTracker(3))
    np.testing.assert_allclose(marble.spot, flat.spot(PATHS[0].points[3]))
    assert not marble.jumps


def flat_map() -> FlatMap:
    """Return a saddle that has become its map; without contours, which hide its colours."""
    surface = LandscapeStage(SADDLE, SLOT, WINDOW, levels=(), look=Look(floor=None))
    ground = FlatMap(surface, Slot(-5, -3, 0, 1))
    finish(*ground.made(1))
    return ground


@pytest.mark.parametrize("colors", theme.THEMES.values(), ids=lambda colors: colors.name)
def test_the_map_has_the_surfaces_hues_with_paper(colors: theme.Theme) -> None:
    theme.activate(colors)
    ground = flat_map()
    drawn = picture(ground.stage)
    low, high = SADDLE.value(np.array([(0, 2), (2.5, 0)]))
    for point in ((0.5, 1.5), (1.0, 0.0), (2.0, 0.5), (-1.5, -1.0)):
        share = float((SADDLE.value(np.array(point)) - low) / (high - low))
        stops = np.array([stop.to_rgb() for stop in colors.hill()])
        hue = [np.interp(share, np.linspace(0, 1, len(stops)), stop) for stop in stops.T]
        paper = np.array(colors.color("paper").to_rgb())
        column, row = pixel_of(ground.spot(point)).astype(int)
        wanted = 255 * (np.array(hue) + theme.PAPER_IN_MAPS * (paper - hue))
        np.testing.assert_allclose(drawn[row, column], wanted, atol=4, err_msg=str(point))
        drawn_map = 255 * np.array(colors.map_level(share).to_rgb())
        np.testing.assert_allclose(drawn_map, wanted, atol=1, err_msg="a ContourMap looks like it")


@pytest.mark.parametrize("colors", theme.THEMES.values(), ids=lambda colors: colors.name)
def test_words_stand_out_from_every_colour_of_the_map(colors: theme.Theme) -> None:
    theme.activate(colors)
    channels = ramp(theme.PAPER_IN_MAPS)
    assert len(channels) == RAMP
    ink = theme.luminance(colors.color("ink").to_rgb().tolist())
    for seen in channels @ [0.2126, 0.7152, 0.0722]:
        low, high = sorted((float(seen), ink))
        assert (high + 0.05) / (low + 0.05) >= 4.5


@pytest.mark.parametrize("landscape", [SADDLE, TWO_WELLS], ids=lambda one: one.name)
def test_a_map_has_a_sign_at_each_minimum_and_saddle(landscape: Landscape) -> None:
    surface = LandscapeStage(landscape, SLOT, look=Look(floor=None))
    ground = FlatMap(surface, SLOT)
    points = [*landscape.minima, *landscape.saddles]
    assert len(ground.marks) == len(points)
    for mark, point in zip(ground.marks, points, strict=True):
        np.testing.assert_allclose(mark.get_center(), ground.spot(point), atol=1e-6)


def test_a_map_has_no_sign_beyond_its_window() -> None:
    surface = LandscapeStage(TWO_WELLS, SLOT, ((0.0, 2.0), (-1.0, 1.0)), look=Look(floor=None))
    seen = [p for p in (*TWO_WELLS.minima, *TWO_WELLS.saddles) if p[0] >= 0]
    assert 0 < len(seen) < len(TWO_WELLS.minima) + len(TWO_WELLS.saddles)
    assert len(FlatMap(surface, SLOT).marks) == len(seen)


def test_dashed_trails_have_the_dash_of_their_role() -> None:
    marbles = Marbles(stage(), RUNS, beads=False, dashed=True)
    whole = Marbles(stage(), RUNS, beads=False)
    for both in (marbles, whole):
        both.step.set_value(12)
    pairs = zip(marbles.trails, whole.trails, strict=True)
    (vanilla, solid), (momentum, unbroken) = ((a.mesh(), b.mesh()) for a, b in pairs)
    np.testing.assert_array_equal(vanilla.corners, solid.corners)
    pieces = tubes_in(momentum)
    length = float(marbles.each[1].way.walked[-1])
    period = DASH_SCALE * sum(theme.DASHES["momentum"])
    assert pieces == int(length / period) + 1 > 2
    assert tubes_in(unbroken) == len(whole.trails[1].meshes()), "but for the parts it is kept in"


def tubes_in(mesh: Mesh) -> int:
    """Return of how many tubes a mesh is: a tube has a ring more than it has bands."""
    return len(mesh.corners) // SIDES - len(mesh.triangles) // (2 * SIDES)


def test_bends_are_arrows_that_grow_one_after_the_other() -> None:
    surface = stage()
    ways = [((0.5, 0.25), (2, 0.25)), ((0, -1), (0, 1))]
    bends = Bends(surface, ways)
    assert [arrow.ends() for arrow in bends.arrows] == ways
    assert all(arrow.presence.get_value() == 0 for arrow in bends.arrows)
    finish(bends.grown(2))
    assert all(arrow.presence.get_value() == 1 for arrow in bends.arrows)
    finish(*bends.withdrawn()[1:])
    assert all(arrow.presence.get_value() == 0 for arrow in bends.arrows)


def test_words_for_the_axes_stand_beside_their_places() -> None:
    surface = stage()
    bends = Bends(surface, [((0, 0), (2, 0))])
    up, down = bends.named(("up", (2.5, 0), UP), ("down", (0, -2), DOWN))
    assert up.get_bottom()[1] > surface.spot((2.5, 0))[1]
    assert down.get_top()[1] < surface.spot((0, -2))[1]
    assert bends.words.submobjects == [up, down]
