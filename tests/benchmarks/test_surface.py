"""Both sides of the surface benchmark show the same landscape, from one eye; nothing is timed."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import surface
from pipeline.presets import Canvas


def test_both_sides_fill_the_same_part_of_the_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surface, "CANVAS", Canvas(480, 270, 30))
    monkeypatch.setattr(surface, "QUADS", 32)
    pictures = surface.pictures(tmp_path)
    assert len(pictures) == 2
    boxes = []
    for picture in pictures.values():
        rows, columns = np.nonzero(np.abs(picture.astype(int) - picture[0, 0]).max(axis=2) > 40)
        boxes.append([rows.min(), rows.max(), columns.min(), columns.max()])
    ours, manims = np.array(boxes) / pictures["ours"].shape[0]
    np.testing.assert_allclose(ours, manims, atol=0.02)
