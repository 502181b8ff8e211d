"""What the pipeline's tests share."""

from pathlib import Path

import pytest

from pipeline.render.play import Drawn
from tests.pipeline.collected_frames import Collector, collect, job


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Collector, Drawn]:
    """Draw the demo once, all of it."""
    return collect(tmp_path_factory.mktemp("whole"), job())
