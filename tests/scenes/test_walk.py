"""Walk through every scene in both themes: what is seen is right, readable and inside the frame."""

from __future__ import annotations

import functools
import re
from typing import Any

import numpy as np
import pytest

from scenes.catalog import by_name
from scenes.kit.landscape.marbles import Marble, Trail
from scenes.kit.layout import READABLE, Slot
from scenes.kit.story.timing import reading_time
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.text.mobject import Typeset
from scenes.kit.text.readout import Digits
from tests.every_scene import every_dark_scene, every_scene
from tests.golden import check_picture
from tests.scenes.captions import MOST_LINES, lines_of
from tests.scenes.scene_walk import (
    FRAMES_A_SECOND,
    VISIBLE,
    Walk,
    box_of,
    contrast_of,
    name_of,
    parts_of,
    strokes_on,
    value_shown,
    walk_through,
)

TOUCH = 0.03
"""Scene units by which two boxes may overlap: descenders reach into the leading."""

RESTS_WITHIN = 1.6
"""Radii up to which the middle of a ball on a surface may be from its point, in a narrow well."""

DESCENT = 0.12
"""Scene units by which a tail of a letter may hang into the subtitles."""

SMALLEST = 29.4
"""Font size at which a text, from the top of an l to the foot of a p, is 1/28 of the frame."""

DIGIT = 0.0063
"""Height of a digit, in scene units, for each point of its font size."""

ON_ARC = 0.15
"""Scene units from a dash of the arc of its jump to the middle of a marble at most."""

ASKED_WITHIN = 3.0
"""Seconds after which a scene's question stands at the latest."""

REPEATED = 0.5
"""Share of a headline's longer words that its beat's caption may also say."""

STILL = 0.16
"""Share of a scene in which nothing moves, since it is read."""


RATES = {"dark": FRAMES_A_SECOND, "light": 1}
"""Frames a second: in the other theme colours are looked at, and what stands is where it was."""


@functools.cache
def walk(name: str, theme: str) -> Walk:
    """Walk through a scene once, for all tests of it in this process."""
    return walk_through(by_name()[name], theme, look, rate=RATES[theme])


def look(walk: Walk, room: Slot = READABLE, smallest: float = SMALLEST) -> None:
    """Note every fault of the frame that is on the screen now, and how texts stand out from it.

    Texts are inside `room`, and none is set smaller than font size `smallest`.
    """
    look_without_drawing(walk, room, smallest)
    if walk.scene.animations and walk.frames % (2 * walk.rate) == 0:
        look_at_contrast(walk)


def look_without_drawing(walk: Walk, room: Slot = READABLE, smallest: float = SMALLEST) -> None:
    """Note every fault of the frame that is on the screen now; as for `look`."""
    scene = walk.scene
    look_at_texts(walk, room, smallest)
    look_at_numbers(walk)
    if walk.frames % walk.rate == 0:
        look_at_lines(walk)
    for part in parts_of(*scene.mobjects):
        if isinstance(part, Marble) and id(part) not in walk.moving:
            look_at_marble(walk, part)
        if isinstance(part, LandscapeStage):
            look_at_surface(walk, part)


def look_at_texts(walk: Walk, room: Slot, smallest: float) -> None:
    texts = [text for text, _ in walk.texts]
    boxes = np.array([box_of(text) for text in texts]).reshape(-1, 2, 2)
    low, high = boxes[:, 0], boxes[:, 1]
    below = low < [room.left - TOUCH, room.bottom - DESCENT]
    above = high > [room.right + TOUCH, room.top + TOUCH]
    for number in np.flatnonzero((below | above).any(axis=1)):
        walk.fault(f"{name_of(texts[number])} leaves the margin, or stands where subtitles do")
    for text, height in zip(texts, np.ptp(boxes[..., 1], axis=1), strict=True):
        if isinstance(text, Typeset) and text.font_size < smallest:
            walk.fault(f"{name_of(text)} is set in {text.font_size:.1f}, below {smallest:.1f}")
        has_digits = isinstance(text, Digits) and np.isfinite(text.value())
        if has_digits and height < DIGIT * smallest:
            walk.fault(f"{name_of(text)} is {height:.3f} high")
    shared = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    for one, other in np.argwhere(np.triu((shared > TOUCH).all(axis=2), k=1)):
        walk.fault(f"{name_of(texts[one])} overlaps {name_of(texts[other])}")


def look_at_lines(walk: Walk) -> None:
    boxes = [(text, box_of(text)) for text, plated in walk.texts if not plated]
    for stroke, points in strokes_on(walk.scene, walk.moving) if boxes else ():
        first, last = points.min(axis=0), points.max(axis=0)
        for text, (low, high) in boxes:
            if (first >= high - TOUCH).any() or (last <= low + TOUCH).any():
                continue
            inside = ((points > low + TOUCH) & (points < high - TOUCH)).all(axis=1)
            if inside.any():
                walk.fault(f"{name_of(text)} is crossed by a {type(stroke).__name__}")


def look_at_numbers(walk: Walk) -> None:
    for text, _ in walk.texts:
        if isinstance(text, Digits):
            shown, true = value_shown(text), text.value()
            rounded = true if "×" in text.shown else round(true, text.decimals)
            two_digits = 0.05 if "×" in text.shown else 0
            if shown != pytest.approx(rounded, rel=two_digits, abs=1e-12 * (not two_digits)):
                walk.fault(f"a readout shows {shown} for {true}")


def look_at_marble(walk: Walk, marble: Marble) -> None:
    if not any(marble is known for known in walk.marbles):
        walk.marbles.append(marble)
    if not np.allclose(marble.disc.get_center(), marble.spot, atol=1e-6):
        walk.fault(f"a marble ({marble.role}) is not where its path is")
    step = min(marble.step.get_value(), float(marble.path.steps))
    if abs(step - round(step)) < 1e-6:
        at = marble.ground.spot(marble.path.points[round(step)])
        if not np.allclose(marble.disc.get_center(), at, atol=1e-6):
            walk.fault(f"a marble ({marble.role}) is not at its iterate")
    elif marble.jumps and opacity(marble.disc) >= VISIBLE:
        look_at_jump(walk, marble)


def look_at_jump(walk: Walk, marble: Marble) -> None:
    """Note a marble between two iterates that is not above the curve, on an arc that is drawn."""
    ground, path, spot = marble.ground, marble.path, marble.disc.get_center()
    n = int(marble.step.get_value())
    here, there = path.points[[n, n + 1]]
    way = ground.spot(here + np.linspace(0, 1, 201)[:, None] * (there - here))
    if spot[1] < np.interp(spot[0], *_ascending(way)) - 1e-6:
        walk.fault(f"a marble ({marble.role}) slides under the curve")
    trails = [
        part
        for part in parts_of(*walk.scene.mobjects)
        if isinstance(part, Trail) and part.marble is marble
    ]
    arcs = [trail.line.points for trail in trails if len(trail.line.points)]
    lines = [np.linalg.norm(arc - spot, axis=1).min() for arc in arcs]
    hidden = np.linalg.norm(way[-1] - way[0]) < ON_ARC  # by the marble itself
    if min(lines, default=np.inf) > ON_ARC and not hidden:
        walk.fault(f"a marble ({marble.role}) jumps, and no arc is drawn")


def _ascending(way: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(way[:, 0])
    return way[order, 0], way[order, 1]


def opacity(disc: Any) -> float:
    return float(disc.get_fill_opacity())


def look_at_surface(walk: Walk, stage: LandscapeStage) -> None:
    for marble in stage.props:
        if not isinstance(marble, SurfaceMarble):
            continue
        if not any(marble is known for known in walk.surface_marbles):
            walk.surface_marbles.append(marble)
        for *middle, radius in marble.balls():
            jump = marble.way.height(marble.step.get_value()) * stage.standing.get_value()
            lifted = np.array(middle) - (0, 0, marble.lifted.get_value() + jump)
            apart = np.linalg.norm(lifted - stage.world(marble.point))
            if radius and apart > RESTS_WITHIN * marble.radius:
                walk.fault(f"a marble ({marble.role}) does not rest on its point")


def look_at_contrast(walk: Walk) -> None:
    watcher: Any = walk.scene.renderer
    texts = [text for text, _ in walk.texts]
    # a copy's letters that leave a text are not its ground
    lettered = {id(part) for part in parts_of(*texts)} | walk.moving
    rest = [
        part
        for mobject in walk.scene.mobjects
        for part in mobject.family_members_with_points()
        if id(part) not in lettered
    ]
    behind = watcher.picture(walk.scene, rest)
    for text in texts:
        name = name_of(text)
        walk.contrasts[name] = min(walk.contrasts.get(name, 21.0), contrast_of(text, behind))


@every_scene
def test_nothing_leaves_overlaps_lags_or_strays(name: str, theme: str) -> None:
    seen = walk(name, theme)
    seconds = seen.scene.timeline[-1].end
    assert seen.frames > 0.9 * seconds, "the walk looked at too few frames to say anything"
    assert not seen.faults, "\n".join(seen.faults)


@every_scene
def test_every_text_stands_out_from_its_ground(name: str, theme: str) -> None:
    seen = walk(name, theme)
    assert len(seen.contrasts) > 5, "the walk saw too few texts to say anything"
    weak = [f"{text}: {share:.0%}" for text, share in seen.contrasts.items() if share < 1]
    assert not weak, "less contrast than needed\n" + "\n".join(weak)


@every_scene
def test_marbles_stand_at_every_iterate(name: str, theme: str) -> None:
    seen = walk(name, theme)
    assert seen.marbles or seen.surface_marbles, "no marble was seen"
    for surface_marble in seen.surface_marbles:
        stage, path = surface_marble.stage, surface_marble.path
        for n in range(path.steps + 1):
            surface_marble.step.set_value(n)
            expected = stage.project(stage.world(path.points[n]))
            np.testing.assert_allclose(surface_marble.spot, expected, atol=1e-9)
    for marble in seen.marbles:
        path = marble.path
        for n in range(path.steps + 1):
            marble.step.set_value(n)
            marble.refresh()
            np.testing.assert_allclose(
                marble.disc.get_center(), marble.ground.spot(path.points[n]), atol=1e-9
            )


@every_scene
def test_a_scene_opens_on_its_question_and_ends_on_the_next_scenes(name: str, theme: str) -> None:
    seen, scene = walk(name, theme), walk(name, theme).scene
    assert seen.asked is not None, "no question"
    assert seen.asked <= ASKED_WITHIN
    assert seen.opening, "nothing but text stands in the first frame"
    *_, last = seen.headlines.values()
    assert last == scene.leads_to or not scene.leads_to


@every_scene
def test_no_headline_repeats_its_caption(name: str, theme: str) -> None:
    seen = walk(name, theme)
    captions = {span.beat.name: span.caption for span in seen.scene.timeline}
    for beat, headline in seen.headlines.items():
        words = set(re.findall(r"\w{4,}", headline.lower()))
        said = words & set(re.findall(r"\w{4,}", captions[beat].lower()))
        assert len(said) <= REPEATED * len(words), f"{beat}: {headline!r} says {said} again"


@every_dark_scene
def test_stillness_is_for_reading(name: str) -> None:
    seen = walk(name, "dark")
    share = seen.still / seen.scene.timeline[-1].end
    assert share <= STILL, f"nothing moves in {seen.still:.1f} s, {share:.0%} of the scene"


@every_scene
def test_captions_can_be_read_in_their_beats(name: str, theme: str) -> None:
    for span in walk(name, theme).scene.timeline:
        lines = lines_of(span.caption)
        assert len(lines) <= MOST_LINES, f"{span.beat.name}: {lines}"
        assert span.end - span.start >= reading_time(span.caption) - 1e-6, span.beat.name


@every_dark_scene
def test_a_scene_has_four_to_eight_beats_in_30_to_80_seconds(name: str) -> None:
    timeline = walk(name, "dark").scene.timeline
    beats, seconds = len(timeline), timeline[-1].end
    assert 4 <= beats <= 8, f"{name} has {beats} beats: a scene of the course has 4 to 8"
    assert 30 <= seconds <= 80, f"{name} takes {seconds:.0f} s: a scene takes 30 to 80"


@every_scene
def test_each_beat_ends_as_its_golden_frame(name: str, theme: str, renew_golden: bool) -> None:
    for beat, picture in walk(name, theme).ends.items():
        check_picture(f"{name}/{theme}-{beat}", picture, renew=renew_golden)
