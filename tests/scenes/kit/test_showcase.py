"""What the kit looks like: every part once, in both themes, against frames that were looked at."""

from __future__ import annotations

import functools

import pytest

from scenes.catalog import Entry
from scenes.kit.theme import THEMES
from tests.golden import check_picture
from tests.scenes.kit_showcase import Showcase
from tests.scenes.scene_walk import Walk, walk_through
from tests.scenes.test_walk import look

SHOWCASE = Entry("kit_showcase", "Showcase", Showcase.title, "What the kit has.", "tests.scenes")

both_themes = pytest.mark.parametrize(
    "theme",
    [pytest.param(theme, marks=pytest.mark.xdist_group(f"showcase-{theme}")) for theme in THEMES],
)


@functools.cache
def walk(theme: str) -> Walk:
    """Walk through the showcase once in each theme."""
    return walk_through(SHOWCASE, theme, look)


@both_themes
def test_each_page_ends_as_its_golden_frame(theme: str, renew_golden: bool) -> None:
    ends = walk(theme).ends
    assert list(ends) == [part.name for part in Showcase.beats()]
    for page, picture in ends.items():
        check_picture(f"kit_showcase/{theme}-{page}", picture, renew=renew_golden)


@both_themes
def test_nothing_on_the_pages_leaves_overlaps_lags_or_strays(theme: str) -> None:
    seen = walk(theme)
    assert seen.frames > 50
    assert not seen.faults, "\n".join(seen.faults)
