"""Words in a row: on one baseline, whatever letters reach below it."""

from typing import TypeVar

from manim import Typst

from scenes.kit.types import Vector

T = TypeVar("T", bound=Typst)


def stand_on(text: T, foot: Vector) -> T:
    """Put the middle of the baseline of `text` on screen point `foot` and return `text`.

    The first letter must stand on the baseline, as all but ``g j p q y Q`` and commas do.
    """
    first = text.family_members_with_points()[0]
    middle, base = text.get_center()[0], first.get_bottom()[1]
    text.shift((foot[0] - middle, foot[1] - base, 0.0))
    return text
