"""Tests of every scene in both themes."""

import pytest

from scenes.catalog import CATALOG
from scenes.kit.theme import THEMES

every_scene = pytest.mark.parametrize(
    ("name", "theme"),
    [
        # one worker for all tests of a scene, so that each is played once
        pytest.param(entry.name, theme, marks=pytest.mark.xdist_group(f"{entry.name}-{theme}"))
        for entry in CATALOG
        for theme in THEMES
    ],
)
