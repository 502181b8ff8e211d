"""Text as one mobject for each colour, and animations that take it apart into letters."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Self

import manim
import numpy as np
from manim import ManimColor, Mobject, Scene, VGroup, VMobject
from manim.constants import SCALE_FACTOR_PER_FONT_POINT

from scenes.kit.text.outlines import OutlineGroup, Outlines
from scenes.kit.types import Vector

STROKE_WIDTHS_PER_UNIT = 100
"""manim's stroke widths in a scene unit."""


class OutlineMobject(VMobject):
    """One piece of a text as one mobject.

    Parameters
    ----------
    color
        Colour of what has none of its own.
    group
        Its shapes; nothing when left out.
    scale
        Scene units in a point of the source.
    """

    def __init__(
        self, color: ManimColor, group: OutlineGroup | None = None, scale: float = 1
    ) -> None:
        super().__init__(color=color, fill_opacity=1, stroke_width=0)
        self.group = group
        if group is None:
            return
        self.points = group.points * scale
        if group.plain:
            return
        style = group.style
        self.set_fill(opacity=style["opacity"])
        width = style["line_width"] * scale * STROKE_WIDTHS_PER_UNIT
        self.set_stroke(width=width, opacity=style["line_opacity"] if width else 1)
        if not style["inherits"]:
            self.set_fill(ManimColor((style["red"], style["green"], style["blue"])))
            line = (style["line_red"], style["line_green"], style["line_blue"])
            self.set_stroke(ManimColor(line))

    def shapes(self) -> list[tuple[int, Vector]]:
        """Return where each shape stands in the text, and its Bézier points ``(4 k, 3)``.

        Raises
        ------
        ValueError
            If its outline has been exchanged, as a transformation does.
        """
        if self.group is None:
            return []
        ends = self.group.ends
        if ends[-1] != len(self.points):
            raise ValueError("this text has been transformed: its glyphs cannot be told apart")
        outlines = np.split(self.points, ends[:-1])
        return list(zip(self.group.order, outlines, strict=True))


class Typeset(OutlineMobject):
    """What Typst has set, around the middle of the frame, with few mobjects.

    The plain part of it is its own outline; each named part, and each with a style of its own, is
    a submobject. A story that moves single letters asks for them with :meth:`separate`; the
    animations of :mod:`scenes.kit.text.mobject` do so themselves.

    Parameters
    ----------
    outlines
        The shapes.
    size
        A manim font size.
    color
        Colour of what has none of its own.
    """

    def __init__(self, outlines: Outlines, size: float, color: ManimColor) -> None:
        scale = size * SCALE_FACTOR_PER_FONT_POINT
        groups = list(outlines.groups)
        plain = groups.pop(0) if groups and groups[0].plain else None
        super().__init__(color, plain, scale)
        self.add(*(OutlineMobject(color, group, scale) for group in groups))
        self._parts: list[OutlineMobject] = []  # what the letters came from, while they are apart
        self._letters: dict[int, VMobject] = {}
        # whoever takes parts away or adds some leaves the first outline as it is
        self._measured = next(iter(self.family_members_with_points()), self)
        self._set = size, _extent(self._measured)

    @property
    def font_size(self) -> float:
        """The manim font size that it has now, after any scaling."""
        (size, extent), measured = self._set, self._measured
        group = measured.group if isinstance(measured, OutlineMobject) else None
        letters = self._letters.keys() & group.order if group else ()
        now = _extent(*(self._letters[n] for n in letters)) if letters else _extent(measured)
        return float(size * now / extent) if extent else size

    @property
    def is_separate(self) -> bool:
        """Whether each letter is a mobject of its own."""
        return bool(self._letters)

    def select(self, name: str | int) -> VGroup:
        """Return the part called `name`; a number counts the parts without a name of their own.

        Raises
        ------
        KeyError
            If there is no such part.
        """
        label = name if isinstance(name, str) else f"_grp-{name}"
        named = {part: part.group.labels for part in self._groups() if part.group}
        found = [part for part, labels in named.items() if label in labels]
        if not found:
            names = ", ".join(dict.fromkeys(name for labels in named.values() for name in labels))
            raise KeyError(f"this text has no part {name!r}; its parts: {names or 'none'}")
        if self.is_separate:
            return VGroup(*(self._letters[n] for p in found if p.group for n in p.group.order))
        return VGroup(*found)

    def glyphs(self) -> list[Vector]:
        """Return the Bézier points ``(4 k, 3)`` of each letter, sign and rule, in Typst's order.

        Raises
        ------
        ValueError
            If the text has been transformed into another.
        """
        if self.is_separate:
            return [letter.points for letter in self._letters.values()]
        shapes = [shape for group in self._groups() for shape in group.shapes()]
        return [outline for _, outline in sorted(shapes, key=lambda shape: shape[0])]

    def separate(self) -> Self:
        """Make each letter, sign and rule a submobject, in Typst's order, and return self."""
        if self.is_separate:
            return self
        letters: dict[int, VMobject] = {}
        for group in self._groups():
            for place, outline in group.shapes():
                letters[place] = VMobject().match_style(group, family=False)
                letters[place].points = outline.copy()
        self._letters = dict(sorted(letters.items()))
        self._parts = [part for part in self.submobjects if isinstance(part, OutlineMobject)]
        self._exchange(self._parts, list(self._letters.values()))
        self.points = np.zeros((0, 3))
        return self

    def join(self) -> Self:
        """Make few mobjects of the letters again, where and as they are now, and return self."""
        if not self.is_separate:
            return self
        for part in self._groups():
            letters = [self._letters[place] for place in part.group.order] if part.group else []
            part.points = np.concatenate([letter.points for letter in letters])
            part.match_style(letters[0], family=False)
        self._exchange(list(self._letters.values()), self._parts)
        self._letters, self._parts = {}, []
        return self

    def _groups(self) -> list[OutlineMobject]:
        parts = self._parts if self.is_separate else self.submobjects
        groups = [part for part in (self, *parts) if isinstance(part, OutlineMobject)]
        return [part for part in groups if part.group]

    def _exchange(self, old: Sequence[VMobject], new: Sequence[VMobject]) -> None:
        # what a story has added to a text stays, above it
        added = [part for part in self.submobjects if all(part is not other for other in old)]
        self.submobjects = [*new, *added]


def _extent(*parts: Mobject) -> float:
    """Return the larger side of the box of the outlines of mobjects, in scene units."""
    points = np.concatenate([part.points for part in parts])
    return float(np.ptp(points[:, :2], axis=0).max()) if len(points) else 0.0


class Write(manim.Write):
    """Write a text letter by letter; as manim's, for text that is one outline.

    Parameters
    ----------
    vmobject
        A text, or a group that may hold some.
    **options
        As for manim's.
    """

    def __init__(self, vmobject: VMobject, **options: Any) -> None:
        apart = take_apart(vmobject)  # manim counts the letters
        super().__init__(vmobject, **options)
        join(apart)
        self.text, self.apart = vmobject, list[Typeset]()

    def begin(self) -> None:
        """Take the text apart and start."""
        self.apart = take_apart(self.text)
        super().begin()

    def finish(self) -> None:
        """Show the whole text and join it."""
        super().finish()
        join(self.apart)


class TransformMatchingShapes(manim.TransformMatchingShapes):
    """Move each letter of one text to where it stands in another; as manim's.

    Parameters
    ----------
    mobject, target_mobject
        Two texts, or groups of such.
    **options
        As for manim's.
    """

    def __init__(self, mobject: Mobject, target_mobject: Mobject, **options: Any) -> None:
        self.apart = take_apart(mobject, target_mobject)
        super().__init__(mobject, target_mobject, **options)

    @staticmethod
    def get_mobject_key(mobject: Mobject) -> int:
        """Return a number that is the same for letters of one shape, in every process.

        manim's own is Python's hash of bytes, which differs from run to run, and with it the order
        in which letters that cross are drawn.
        """
        mobject.save_state()
        mobject.center().set(height=1)
        outline = np.round(mobject.points, 3) + 0.0
        mobject.restore()
        digest = hashlib.blake2b(outline.tobytes(), digest_size=7).digest()
        return int.from_bytes(digest, "little")

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Put the whole text into the scene, joined."""
        super().clean_up_from_scene(scene)
        join(self.apart)


def take_apart(*mobjects: Mobject) -> list[Typeset]:
    """Separate the letters of all text in `mobjects`; return what was not separate before."""
    family = [part for mobject in mobjects for part in mobject.get_family()]
    joined = [part for part in family if isinstance(part, Typeset) and not part.is_separate]
    for text in joined:
        text.separate()
    return joined


def join(texts: list[Typeset]) -> None:
    """Join the letters of each of `texts` again."""
    for text in texts:
        text.join()
