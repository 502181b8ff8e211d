"""The benchmark of pages measures a real one; nothing is timed."""

import re
from pathlib import Path

import pytest

from benchmarks import site
from benchmarks.browser import CHROMIUM, DRIVER, MISSING
from scenes.catalog import by_name


@pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)
def test_a_lab_is_weighed_and_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(site, "OPENINGS", 1)
    monkeypatch.setattr(site, "CHANGES", 3)
    site.measure(tmp_path / "pages", [by_name()["geometric_decay"]])
    row = r"geometric_decay +\d+ kB +\d+ ms +[\d.]+ ms +[\d.]+ ms +\d+ frames/s"
    assert re.search(row, capsys.readouterr().out)
