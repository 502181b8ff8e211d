"""A media folder of its own for each test process: two that write one SVG crash."""

import pytest
from manim import config


@pytest.fixture(scope="session", autouse=True)
def own_media_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what manim writes out of the repository and away from other processes."""
    config.media_dir = str(tmp_path_factory.mktemp("media"))
