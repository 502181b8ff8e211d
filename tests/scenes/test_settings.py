"""At any allowed setting a scene plays, and says and shows nothing wrong: corners and chance."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.params import fields_of
from pipeline.scene_loading import load
from scenes.catalog import CATALOG, by_name
from scenes.kit.story.scene import Params
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import walk_through
from tests.scenes.test_walk import look

CHANCES = 2
"""How many settings are drawn by lot, besides the two corners."""

Field = dict[str, Any]


def at(field: Field, share: float) -> Any:
    """Return the value of a parameter that is so far between its bounds."""
    low, high = field["minimum"], field["maximum"]
    if field["type"] == "integer":
        return round(low + share * (high - low))
    return float(f"{low + share * (high - low):.3g}")


def settings(name: str) -> Iterator[dict[str, Any]]:
    """Yield settings of a scene: all at the lower ends, all at the upper ones, some by lot."""
    fields = fields_of(load(by_name()[name]).params_type())
    ranged = {key: field for key, field in fields.items() if {"minimum", "maximum"} <= field.keys()}
    yield from ({key: at(field, share) for key, field in ranged.items()} for share in (0.0, 1.0))
    for number in range(CHANCES):
        lot = random.Random(f"{name} {number}")
        yield {key: at(field, lot.random()) for key, field in ranged.items()}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        pytest.param(entry.name, changes, id=f"{entry.name}-{number}")
        for entry in CATALOG
        for number, changes in enumerate(settings(entry.name))
    ],
)
def test_nothing_is_wrong_at_any_setting(name: str, changes: dict[str, Any]) -> None:
    entry = by_name()[name]
    scene = load(entry)
    try:
        params: Params = scene.params_type()(**changes)
    except ValidationError as error:  # some go together only within bounds that depend on others
        assert re.search(r"Value error, \w+ must ", str(error)), error
        return
    assert too_long(scene, params) == []
    walked = walk_through(entry, "dark", look, params)
    assert walked.faults == [], changes
