"""At any allowed setting a scene plays, and says and shows nothing wrong: corners and chance.

`--settings 12` lets each scene play at as many settings by chance.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from manim import Mobject
from pydantic import ValidationError

from pipeline.params import fields_of
from pipeline.render.incremental import BeatDigests, updater
from pipeline.scene_loading import load
from scenes.catalog import by_name
from scenes.kit.story.scene import Params, StoryScene
from scenes.kit.text.numerals import MINUS, SUPERSCRIPTS, numerals
from tests.scenes.captions import MOST_LINES, lines_of, too_long
from tests.scenes.scene_walk import Watcher, walk_through
from tests.scenes.test_walk import look_without_drawing

USUAL = 1
"""Settings by chance in a usual run: the same ones each time."""

EXAMPLES = 10
"""How many settings of each scene the numbers are computed for, others in every run; undrawn."""

RATE = 1
"""Frames a second: a beat has several, and what a setting moves or stretches stays for seconds."""

Field = dict[str, Any]


def at(field: Field, share: float) -> Any:
    """Return the value of a parameter that is so far between its bounds."""
    low, high = field["minimum"], field["maximum"]
    if field["type"] == "integer":
        return round(low + share * (high - low))
    return float(f"{low + share * (high - low):.3g}")


def ranged(name: str) -> dict[str, Field]:
    """Return the parameters of a scene that may be anything between two bounds."""
    fields = fields_of(load(by_name()[name]).params_type())
    return {key: field for key, field in fields.items() if {"minimum", "maximum"} <= field.keys()}


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Return any value that a parameter may have, its bounds most of all."""
    low, high = field["minimum"], field["maximum"]
    if field["type"] == "integer":
        return st.integers(low, high)
    return st.floats(low, high) | st.floats(low, high).map(lambda value: float(f"{value:.3g}"))


def allowed(name: str) -> st.SearchStrategy[Params]:
    """Return parameters of a scene: any that it allows, some of them left as they are."""
    model = load(by_name()[name]).params_type()
    values = {key: value_of(field) for key, field in ranged(name).items()}

    def made(changes: dict[str, Any]) -> Params:
        try:
            params: Params = model(**changes)
        except ValidationError:  # bounds that depend on others, or rounding beyond a bound
            reject()
        return params

    return st.fixed_dictionaries({}, optional=values).map(made)


def corner(name: str, share: float) -> st.SearchStrategy[Params]:
    """Return the parameters that are all at their lower ends, or all at their upper ones.

    Some go together only within bounds that depend on others: such a corner is not allowed.
    """
    model = load(by_name()[name]).params_type()
    try:
        return st.just(model(**{key: at(field, share) for key, field in ranged(name).items()}))
    except ValidationError as error:
        assert re.search(r"Value error, \w+ must ", str(error)), error
        pytest.skip("not allowed")


def drawn(watcher: Watcher, scene: StoryScene[Any], mobjects: list[Mobject]) -> np.ndarray:
    """Draw a still as the pipeline does: an RGB array."""
    frame = updater(watcher.camera, BeatDigests())
    frame.lay(mobjects, True)
    frame.show(scene, 1, True)
    return watcher.camera.pixel_array[..., :3].copy()


@pytest.mark.parametrize("name", by_name())
@pytest.mark.parametrize("where", ["lower ends", "upper ends", "by chance"])
def test_nothing_is_wrong_at_any_setting(name: str, where: str, settings: int) -> None:
    entry, by_chance = by_name()[name], where == "by chance"
    usual = load(entry).params_type()()

    @hypothesis.settings(
        max_examples=settings if by_chance else 1,
        derandomize=settings <= USUAL,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],  # a smaller setting takes as long to play
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @given(params=allowed(name) if by_chance else corner(name, float(where == "upper ends")))
    def plays(params: Params) -> None:
        hypothesis.assume(params != usual)  # which is played elsewhere
        hypothesis.note(f"{name}: {params!r}")
        assert too_long(load(entry), params) == []
        walked = walk_through(
            entry, "dark", look_without_drawing, params, draw_end=drawn, rate=RATE
        )
        assert walked.faults == []
        assert walked.ends.keys() == {beat.name for beat in load(entry).beats()}
        assert all(np.ptp(still) > 0 for still in walked.ends.values())

    plays()


def quoted(caption: str, facts: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
    """Yield the numbers that a caption quotes, and each as it is shown."""
    shown = numerals(facts)
    for _, name, spec, _ in Formatter().parse(caption):
        if name is not None and isinstance(facts[name], int | float):
            yield facts[name], format(shown[name], spec or "")


def is_rounded(value: float, shown: str) -> bool:
    """Tell whether what is shown is `value`, as precisely as it has digits."""
    mantissa, _, power = shown.partition(" × 10")
    signs = {small: sign for sign, small in SUPERSCRIPTS.items()}
    scale = 10.0 ** int("".join(signs[small] for small in power) or 0)
    _, _, places = mantissa.partition(".")
    off = abs(float(mantissa.replace(MINUS, "-").replace(",", "")) * scale - value)
    return off <= 0.5 * scale * 10.0 ** -len(places) * (1 + 1e-6)


@pytest.mark.parametrize("name", by_name())
@hypothesis.settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_captions_hold_at_any_setting(name: str, data: st.DataObject) -> None:
    scene, params = load(by_name()[name]), data.draw(allowed(name))
    facts = scene.plot(params).facts  # numpy's warnings are errors
    for beat in scene.beats():
        assert len(lines_of(beat.text(facts))) <= MOST_LINES, beat.text(facts)
        for value, shown in quoted(beat.caption, facts):
            assert math.isfinite(value), beat.caption
            assert is_rounded(value, shown), f"{value} is shown as {shown}"
            assert not value or re.search("[1-9]", shown), f"{value} is shown as {shown}"
