"""Mobjects that follow something: a tracker, a path, a ground."""

from __future__ import annotations

from typing import Any, ClassVar

from manim import Mobject


class Following(Mobject):
    """A mobject that is drawn from things that it does not own.

    manim copies mobjects deeply whenever it fades or transforms them. A copy here is a picture of
    the moment: it shares what it followed instead of cloning it, and follows no more. Otherwise
    a fade would copy whole paths, and a copied number could change its outline half way.
    """

    follows: ClassVar[tuple[str, ...]] = ()

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
        return picture
