"""A media folder of its own for each test process: two that write one SVG crash."""

from collections.abc import Iterator

import pytest
from manim import config

from scenes.kit import theme


@pytest.fixture(scope="session", autouse=True)
def own_media_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what manim writes out of the repository and away from other processes."""
    config.media_dir = str(tmp_path_factory.mktemp("media"))


@pytest.fixture(autouse=True)
def dark_theme() -> Iterator[None]:
    """Activate the dark theme; put back what was active."""
    before = theme.active()
    theme.activate(theme.DARK)
    yield
    theme.activate(before)
