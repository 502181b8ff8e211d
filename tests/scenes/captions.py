"""Captions, as a viewer has to read them."""

from __future__ import annotations

import textwrap
from typing import Any

from scenes.kit.story.scene import Params, StoryScene

LONGEST_LINE = 42
MOST_LINES = 2


def lines_of(caption: str) -> list[str]:
    """Return a caption in lines."""
    return textwrap.wrap(caption, LONGEST_LINE)


def too_long(scene: type[StoryScene[Any]], params: Params) -> list[str]:
    """Return those captions of a scene, with these parameters, that take too many lines."""
    facts = scene.plot(params).facts
    captions = [beat.text(facts) for beat in scene.beats()]
    return [caption for caption in captions if len(lines_of(caption)) > MOST_LINES]
