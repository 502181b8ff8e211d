"""Tests of every scene, in both themes or in one."""

import pytest

from scenes.catalog import CATALOG
from scenes.kit.theme import THEMES


def _in_one_worker(name: str, theme: str) -> pytest.MarkDecorator:
    # for all tests of a scene, so that each is played once
    return pytest.mark.xdist_group(f"{name}-{theme}")


every_scene = pytest.mark.parametrize(
    ("name", "theme"),
    [
        pytest.param(entry.name, theme, marks=_in_one_worker(entry.name, theme))
        for entry in CATALOG
        for theme in THEMES
    ],
)

every_dark_scene = pytest.mark.parametrize(
    "name", [pytest.param(e.name, marks=_in_one_worker(e.name, "dark")) for e in CATALOG]
)
"""For what colours make no difference to."""
