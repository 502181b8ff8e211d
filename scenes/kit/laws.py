"""Formulas below each other, as they belong at the foot of a picture."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, VGroup
from numpy.typing import ArrayLike

from gdcore import Landscape
from scenes.kit.layout import Slot
from scenes.kit.lettering import Formula
from scenes.kit.rules import rule

LAW = 40
"""Font size, between `LABEL` and `FORMULA`: a law is read, but does not shout."""

LEADING = 0.32
"""Between two laws, in scene units."""


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
    slot.place(lines, 0, 0)
    return lines


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
