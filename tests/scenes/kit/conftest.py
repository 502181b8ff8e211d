"""Every test of the kit starts in the dark theme, whatever the one before it did."""

from collections.abc import Iterator

import pytest

from scenes.kit import theme


@pytest.fixture(autouse=True)
def dark_theme() -> Iterator[None]:
    """Activate the dark theme; put back what was active."""
    before = theme.active()
    theme.activate(theme.DARK)
    yield
    theme.activate(before)
