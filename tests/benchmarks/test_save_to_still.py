"""The benchmark of saving edits real captions, and hears of real stills; nothing is timed."""

import ast
import io
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, cast

import pytest

from benchmarks import save_to_still
from pipeline.watch.edited_beat import beat_under_change, outline
from scenes.catalog import CATALOG, Entry


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.name)
def test_each_save_is_an_edit_of_another_beat(entry: Entry) -> None:
    text = (Path(save_to_still.ROOT) / "scenes" / f"{entry.name}.py").read_text(encoding="utf-8")
    found = outline(text, entry.scene)
    assert found is not None
    edits = [
        save_to_still.edit(text, beat, " (1)")
        for beat in range(len(save_to_still.CAPTION.findall(text)))
    ]
    led_to = {beat_under_change(text, edited, entry.scene) for edited in edits}
    assert led_to == set(found.beats)
    for edited in edits:
        ast.parse(edited)


def test_only_a_newer_still_counts() -> None:
    states: list[dict[str, Any]] = [{}, *({"still": {"number": n, "cpu": 0.5}} for n in (1, 1, 3))]
    assert save_to_still.newer_still(iter(states), 1)["number"] == 3


def test_trouble_and_silence_end_it() -> None:
    trouble: Iterator[dict[str, Any]] = iter([{"trouble": {"sentence": "no disc"}}])
    with pytest.raises(RuntimeError, match="no disc"):
        save_to_still.newer_still(trouble, 0)
    with pytest.raises(RuntimeError, match="went away"):
        save_to_still.newer_still(iter([]), 0)


def test_states_are_read_from_the_stream() -> None:
    stream = io.BytesIO(b'data: {"number": 1}\n\n: here\n\ndata: {"number": 2}\n\n')
    numbers = [state["number"] for state in save_to_still.told(cast(HTTPResponse, stream))]
    assert numbers == [1, 2]
