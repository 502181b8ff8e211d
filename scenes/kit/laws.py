"""Formulas below each other, as they belong at the foot of a picture."""

from __future__ import annotations

from manim import DOWN, LEFT, VGroup

from scenes.kit.layout import Slot
from scenes.kit.lettering import Formula

LAW = 40
"""Font size, between `LABEL` and `FORMULA`: a law is read, but does not shout."""

LEADING = 0.32
"""Between two laws, in scene units."""


def laws(slot: Slot, *sources: str, **roles: str) -> VGroup:
    """Set formulas below each other in the lower left corner of a slot.

    Parameters
    ----------
    slot
        Where they stand.
    *sources
        Typst mathematics, from top to bottom, with named parts as for :class:`Formula`.
    **roles
        Colour role by part name, in every formula that has such a part.
    """
    lines = VGroup()
    for source in sources:
        own = {part: role for part, role in roles.items() if f": {part} }}" in source}
        lines.add(Formula(source, size=LAW, roles=own))
    lines.arrange(DOWN, buff=LEADING, aligned_edge=LEFT)
    slot.place(lines, 0, 0)
    return lines
