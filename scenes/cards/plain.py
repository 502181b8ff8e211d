"""Lines of text that may hold any character, on their baselines."""

from typing import TypeVar

from manim import RIGHT

from scenes.kit.text.mobject import Typeset
from scenes.kit.text.text import stand_on
from scenes.kit.types import Vector

T = TypeVar("T", bound=Typeset)


def plain(text: str) -> str:
    """Return Typst code that shows `text` as it is, whatever characters are in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped}"'


def stand_left(text: T, foot: Vector) -> T:
    """Put the left end of the baseline of `text` on screen point `foot` and return `text`."""
    stand_on(text, foot)
    text.shift((foot[0] - text.get_left()[0]) * RIGHT)
    return text
