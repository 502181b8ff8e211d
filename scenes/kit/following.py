"""Mobjects that follow something: a tracker, a path, a ground."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from manim import Mobject
from numpy.typing import ArrayLike

from scenes.kit.types import Vector


class Following(Mobject):
    """A mobject that is drawn from things that it does not own.

    manim copies mobjects deeply whenever it fades or transforms them. A copy here is a picture of
    the moment: it shares what it followed instead of cloning it, and follows no more. Otherwise
    a fade would copy whole paths, and a copied number could change its outline half way.
    """

    follows: ClassVar[tuple[str, ...]] = ()

    _drawn: tuple[tuple[ArrayLike, ...], list[Vector]] | None = None

    def shows(self, *facts: ArrayLike) -> bool:
        """Tell whether it was drawn from the same `facts` and nobody has touched it since.

        Whoever moves a mobject or changes its outline gives it other points: manim computes
        them anew, and an animation puts its own in their place. Only manim's ``stretch`` works in
        place; what follows something is not stretched.
        """
        if self._drawn is None:
            return False
        before, outlines = self._drawn
        parts = [self, *self.submobjects]
        untouched = len(parts) == len(outlines) and all(
            part.points is outline for part, outline in zip(parts, outlines, strict=True)
        )
        return untouched and all(map(np.array_equal, before, facts))

    def drew(self, *facts: ArrayLike) -> None:
        """Note that it has been drawn from `facts`."""
        outlines = [part.points for part in (self, *self.submobjects)]
        self._drawn = tuple(np.array(fact) for fact in facts), outlines

    def __deepcopy__(self, memo: dict[int, Any]) -> Following:
        followed = {id(thing): thing for thing in (getattr(self, name) for name in self.follows)}
        # only while this one is copied: a group may hold what its other members follow
        before = {key: memo[key] for key in followed if key in memo}
        memo.update(followed)
        picture: Following = super().__deepcopy__(memo)
        for key in followed:
            del memo[key]
        memo.update(before)
        picture.clear_updaters(recursive=False)
        picture._drawn = None
        return picture
