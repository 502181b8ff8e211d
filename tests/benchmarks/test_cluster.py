"""The estimate for many machines follows from what was measured. Nothing is timed."""

import re
from pathlib import Path

import pytest

from benchmarks.cluster import CORES, HOURS, RenderedVideo, course, estimate
from pipeline.presets import QUALITIES


def figure(text: str, what: str) -> float:
    found = re.search(what.replace("#", r"([\d,.]+)"), text)
    assert found, text
    return float(found[1].replace(",", ""))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("course")


def said(folder: Path, overhead: float = 0.0) -> str:
    return estimate(RenderedVideo(frames=100, seconds=2.0, size=1000), overhead, course(folder))


def test_one_core_draws_every_frame(folder: Path) -> None:
    text = said(folder)
    frames = figure(text, "in 4K are # frames")
    longest = 200 * QUALITIES["4k"].canvas.fps
    assert 0 <= frames - HOURS * 3600 * QUALITIES["4k"].canvas.fps < longest
    assert figure(text, "One core: # h") == pytest.approx(frames * 0.02 / 3600, abs=0.05)
    assert figure(text, "# GB") == pytest.approx(frames * 10 / 1e9, abs=0.05)


def test_many_cores_are_faster_by_less_than_their_number(folder: Path) -> None:
    text = said(folder)
    assert 0.5 * CORES < figure(text, "# times as fast") <= CORES
    assert figure(text, "into # chunks") >= CORES
    assert figure(text, "overhead is # s of") == 0


def test_overhead_is_paid_for_every_unit(folder: Path) -> None:
    text = said(folder, 100.0)
    assert figure(text, "overhead is # s of") == 100 * figure(text, "into # chunks")
    assert figure(text, "cores: # min") > figure(said(folder), "cores: # min") + 100 / 60 - 0.1
