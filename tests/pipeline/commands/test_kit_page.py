"""The page on the kit: what has no example is named, and what looks the same is left."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.commands import kit_page
from pipeline.commands.gallery import SAME, settle
from pipeline.commands.kit_page import Part, all_examples, renew_pictures, unseen
from pipeline.job import THEME_NAMES


def test_a_part_without_an_example_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit_page, "parts", lambda: [Part("scenes.kit.charts.new", "Bars", "Bars.")])
    [sentence] = unseen()
    assert "scenes.kit.charts.new.Bars" in sentence
    assert "docs/kit_examples/charts.py" in sentence
    assert "render.py gallery" in sentence


def test_only_pictures_that_changed_are_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [formula] = [example for example in all_examples() if example.name == "formula"]
    monkeypatch.setattr(kit_page, "all_examples", lambda: [formula])
    assert [state for *_, state in renew_pictures(settle)] == ["new", "new"]
    dark, light = (formula.picture(theme) for theme in THEME_NAMES)
    before = light.stat().st_mtime_ns
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(dark)
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(dark.with_name("old.png"))
    assert [state for *_, state in renew_pictures(settle)] == ["changed", SAME, "removed"]
    assert light.stat().st_mtime_ns == before
    assert set(kit_page.PICTURES.iterdir()) == {dark, light}
