"""Copies of what follows: pictures of the moment that share what they followed."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from manim import FadeIn, Mobject, Square, ValueTracker, VGroup, VMobject

from scenes.kit.following import Following
from scenes.kit.landscape.marbles import Marble, Trail
from tests.scenes.kit.samples import parabola_ground, parabola_marble, parabola_walk


class Shadow(Following, Square):
    """A square that stands at the tracker's value and casts a shadow."""

    follows = ("place",)

    def __init__(self, place: ValueTracker) -> None:
        super().__init__()
        self.place, self.history = place, [1, 2]
        self.cast = Square()
        self.add(self.cast)
        self.add_updater(lambda shadow: shadow.set_x(shadow.place.get_value()))


@pytest.fixture
def shadow() -> Shadow:
    return Shadow(ValueTracker(1))


@pytest.mark.parametrize("copied", [copy.deepcopy, Mobject.copy])
def test_a_copy_shares_what_it_followed_and_stands_still(shadow: Shadow, copied) -> None:
    picture = copied(shadow)
    assert picture.place is shadow.place
    assert not picture.get_family_updaters()
    assert shadow.get_family_updaters()
    shadow.place.set_value(3)
    VGroup(shadow, picture).update()
    assert shadow.get_x() == 3
    assert picture.get_x() == 0


def test_a_copy_has_everything_else_to_itself(shadow: Shadow) -> None:
    picture = shadow.copy()
    assert picture.history == [1, 2]
    assert picture.history is not shadow.history
    assert picture.cast is picture.submobjects[0]
    assert picture.cast is not shadow.cast
    picture.shift([1, 0, 0])
    assert shadow.cast.get_x() == 0


def marble_and_trail() -> tuple[Marble, Trail]:
    marble = Marble(parabola_ground(), parabola_walk(), ValueTracker(2))
    return marble, Trail(marble)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_group_of_followers_is_copied_as_a_whole(order: tuple[int, int]) -> None:
    # a trail follows its marble; a copied group must still get a marble of its own
    pair = marble_and_trail()
    group = VGroup(*(pair[which] for which in order))
    picture = group.copy()
    originals = {id(part) for part in group.get_family()}
    assert not originals & {id(part) for part in picture.get_family()}
    marble, _trail = pair
    copied_marble, copied_trail = (picture[order.index(which)] for which in (0, 1))
    assert copied_marble.path is marble.path
    assert copied_marble.step is marble.step
    assert copied_marble.ground is marble.ground
    assert copied_trail.marble is marble
    assert not picture.get_family_updaters()
    picture.set_opacity(0)
    assert marble.disc.get_fill_opacity() == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_group_of_followers_can_fade_in(order: tuple[int, int]) -> None:
    pair = marble_and_trail()
    group = VGroup(*(pair[which] for which in order))
    entrance = FadeIn(group)
    entrance.begin()
    entrance.interpolate(0.5)
    assert 0 < pair[0].disc.get_fill_opacity() < 1
    entrance.interpolate(1)
    entrance.finish()
    assert pair[0].disc.get_fill_opacity() == 1


def test_what_is_nested_is_shared_by_the_inner_and_copied_by_the_outer(shadow: Shadow) -> None:
    inner = Shadow(shadow.place)
    shadow.add(inner)
    shadow.inner = inner
    picture = shadow.copy()
    assert picture.inner is picture.submobjects[-1]
    assert picture.inner is not inner
    assert picture.inner.place is picture.place is shadow.place
    assert not picture.get_family_updaters()


def test_copying_a_marble_does_not_copy_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a path was copied")

    marble, trail = marble_and_trail()
    monkeypatch.setattr(type(marble.path), "__deepcopy__", refuse, raising=False)
    monkeypatch.setattr(ValueTracker, "__deepcopy__", refuse)
    VGroup(trail, marble).copy()


def test_what_has_not_changed_is_not_drawn_again() -> None:
    marble = parabola_marble(step=2.5)
    trail = Trail(marble)
    drawn = trail.line.points
    trail.refresh()
    assert trail.line.points is drawn
    marble.step.set_value(3.5)
    trail.refresh()
    assert len(trail.line.points) > len(drawn)


def test_what_was_moved_or_faded_comes_back_to_what_it_follows() -> None:
    trail = Trail(parabola_marble(step=2.5))
    whole = trail.line.points.copy()
    for touch in (
        lambda: trail.shift((1, 0, 0)),
        lambda: trail.scale(2),
        lambda: trail.line.become(VMobject()),
        lambda: trail.line.interpolate(trail.line.copy(), trail.line.copy().shift((1, 0, 0)), 0.5),
        lambda: trail.line.pointwise_become_partial(trail.line.copy(), 0, 0.5),
    ):
        touch()
        assert not np.array_equal(trail.line.points, whole)
        trail.refresh()
        np.testing.assert_array_equal(trail.line.points, whole)
