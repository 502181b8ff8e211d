"""A deck of the demo story for the tests of slides: drawn once, as a draft."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cache.store import FOLDER
from pipeline.slides.deck import Deck, deck_of
from tests.pipeline.command_line import invoke

BEATS = ("draw_it", "turn_it", "let_it_go")


def drawn(folder: Path, *arguments: object) -> Deck:
    """Make slides of the demo in `folder`, and return what they are made of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv(FOLDER, str(folder / "cache"))
        result = invoke("slides", "demo", "-q", "draft", *arguments)
    assert result.exit_code == 0, result.output
    return deck_of([folder / "media/videos/draft/demo.mp4"])
