"""Text and formulas, set with Typst in the fonts that it embeds; update rules by role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from manim import DOWN, LEFT, BackgroundRectangle, VGroup, VMobject
from numpy.typing import ArrayLike

from gdcore import Landscape
from scenes.kit.layout import Slot
from scenes.kit.text.mobject import Typeset
from scenes.kit.text.typesetting import outlines_of
from scenes.kit.theme import color
from scenes.kit.types import Vector

TITLE = 52
BODY = 40
FORMULA = 48
LABEL = 35
TICK = 31
"""The type scale, in manim font sizes; a `TICK` still reads in a GIF of 480 pixels.

From the top of an l to the foot of a p, a `TICK` is 1/27 of the frame's height.
"""

T = TypeVar("T", bound=Typeset)

ROLES = {
    "rate": "step",
    "slope": "slope",
    "velocity": "momentum",
    "kept": "momentum",
}
"""Colour role by the name of a part."""

LAW = 40
"""Font size, between `LABEL` and `FORMULA`: a law is read, but does not shout."""

LEADING = 0.32
"""Between two laws, in scene units."""


class Lettering(Typeset):
    r"""Words, with ``$…$`` for mathematics in between and ``*…*`` for bold.

    Parameters
    ----------
    text
        Typst markup; may contain line breaks (``\``).
    size
        One of the type scale.
    role
        Colour role of the theme.
    """

    def __init__(self, text: str, size: float = BODY, role: str = "ink") -> None:
        super().__init__(outlines_of(text, math=False), size, color(role))
        self.text = text


class Formula(Typeset):
    """A formula with named parts: ``"x - {{ alpha : rate }} {{ f'(x) : slope }}"``.

    Parameters
    ----------
    source
        Typst mathematics; ``{{ body : name }}`` names a part that ``select(name)`` returns.
    size
        One of the type scale.
    role
        Colour role of what has no role of its own.
    roles
        Colour role by part name.
    """

    def __init__(
        self,
        source: str,
        size: float = FORMULA,
        role: str = "ink",
        roles: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(outlines_of(source, math=True), size, color(role))
        self.text = source
        for part, part_role in (roles or {}).items():
            self.select(part).set_color(color(part_role))


def title(text: str) -> Lettering:
    """Set the title of a scene."""
    return Lettering(f"*{text}*", size=TITLE)


def label(text: str, role: str = "ink", size: float = LABEL) -> Lettering:
    """Set a few words that name a thing in the picture."""
    return Lettering(text, size=size, role=role)


def on_plate(lettering: VMobject, buff: float = 0.1, opacity: float = 0.85) -> VGroup:
    """Put `lettering` on a plate of paper, so that it reads on top of a landscape.

    Yellow on light paper needs an opacity of 1 where the landscape is high.
    """
    plate = BackgroundRectangle(
        lettering, color=color("paper"), fill_opacity=opacity, stroke_width=0, buff=buff
    )
    return VGroup(plate.round_corners(0.08), lettering)


def stand_on(text: T, foot: Vector) -> T:
    """Put the middle of the baseline of `text` on screen point `foot` and return `text`.

    The first letter must stand on the baseline, as all but ``g j p q y Q`` and commas do.
    """
    middle, base = text.get_center()[0], text.glyphs()[0][:, 1].min()
    text.shift((foot[0] - middle, foot[1] - base, 0.0))
    return text


def rule(source: str, size: float = BODY) -> Formula:
    """Set an update rule: ``"theta arrow.l theta - {{ alpha : rate }} {{ nabla L : slope }}"``.

    Parameters
    ----------
    source
        Typst mathematics; the parts named as in `ROLES` take their colours.
    size
        One of the type scale.
    """
    roles = {name: role for name, role in ROLES.items() if f": {name} }}}}" in source}
    return Formula(source, size=size, roles=roles)


def laws(slot: Slot, *sources: str) -> VGroup:
    """Set formulas below each other in the lower left corner of a slot.

    Parameters
    ----------
    slot
        Where they stand.
    *sources
        Typst mathematics, from top to bottom; their parts take colours as for :func:`rule`.
    """
    lines = VGroup(*(rule(source, LAW) for source in sources))
    lines.arrange(DOWN, buff=LEADING, aligned_edge=LEFT)
    return slot.place(slot.shrink(lines), 0, 0)


def derivatives(slot: Slot, landscape: Landscape, point: ArrayLike) -> tuple[Formula, Formula]:
    """Set gradient and Hessian at a data point ``(2,)`` in the lower corners of a slot.

    The entries on the Hessian's diagonal are its parts ``x`` and ``y``.
    """
    at = np.asarray(point, float)
    (slope_x, slope_y), ((a, b), (c, d)) = landscape.gradient(at), landscape.hessian(at)
    gradient = Formula(f"nabla f = vec({slope_x:g}, {slope_y:g})", size=LAW)
    entries = f"{{{{ {a:g} : x }}}}, {b:g}; {c:g}, {{{{ {d:g} : y }}}}"
    hessian = Formula(f"nabla^2 f = mat({entries})", size=LAW)
    return slot.place(gradient, 0, 0), slot.place(hessian, 1, 0)
