"""Words in a row: on one baseline, whatever letters reach below it."""

from typing import TypeVar

from scenes.kit.types import Vector
from scenes.kit.typeset import Typeset

T = TypeVar("T", bound=Typeset)


def stand_on(text: T, foot: Vector) -> T:
    """Put the middle of the baseline of `text` on screen point `foot` and return `text`.

    The first letter must stand on the baseline, as all but ``g j p q y Q`` and commas do.
    """
    middle, base = text.get_center()[0], text.glyphs()[0][:, 1].min()
    text.shift((foot[0] - middle, foot[1] - base, 0.0))
    return text
