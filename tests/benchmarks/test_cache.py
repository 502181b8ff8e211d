"""The benchmark of the cache changes what it says, and counts what is drawn; nothing is timed."""

from pathlib import Path

import pytest

from benchmarks import cache
from benchmarks.save_to_still import ROOT, edit
from pipeline.watch.edited_beat import beat_under_change

SCENE = cache.FILE.stem
CLASS = "GeometricDecay"


def test_one_beat_is_drawn_another_way_and_another_said() -> None:
    text = (ROOT / cache.FILE).read_text(encoding="utf-8")
    assert text.count(cache.BEFORE) == 1
    drawn = text.replace(cache.BEFORE, cache.AFTER)
    assert beat_under_change(text, drawn, CLASS) == "take_one_step"
    said = edit(drawn, cache.CAPTION, " (1)")
    assert beat_under_change(drawn, said, CLASS) == "derive_the_factor"


def test_only_what_changed_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    selection = (SCENE, "--beat", "take_one_step", "--beat", "derive_the_factor")
    found = cache.compare(tmp_path, 1, selection, "draft")
    assert [one.what.rpartition(":")[0] for one in found[::2]] == [
        "unchanged (manim not imported)", "one beat changed (1 drawn)",
        "one caption changed (0 drawn)",
    ]  # fmt: skip
    assert {one.content for one in found} == {
        f"render.py video {' '.join(selection)} -q draft, 2 beats"
    }
    assert all(one.rival == cache.RIVAL for one in found)
    assert "2 beats drawn" in capsys.readouterr().err
    assert cache.AFTER not in (ROOT / cache.FILE).read_text(encoding="utf-8")
