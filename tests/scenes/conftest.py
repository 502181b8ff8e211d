"""A media folder of its own for each test process: two that write one SVG crash."""

from collections.abc import Iterator

import pytest
from manim import config

from scenes.kit import theme


@pytest.fixture(scope="session", autouse=True)
def own_media_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what manim writes out of the repository and away from other processes."""
    config.media_dir = str(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="module", autouse=True)
def dark_module() -> Iterator[None]:
    """Activate the dark theme for what a file makes once, too; put back what was active."""
    before = theme.active()
    theme.activate(theme.DARK)
    yield
    theme.activate(before)


@pytest.fixture(autouse=True)
def dark_theme() -> Iterator[None]:
    """Activate the dark theme, whatever the test before or a fixture of the file did."""
    theme.activate(theme.DARK)
    yield
    theme.activate(theme.DARK)
