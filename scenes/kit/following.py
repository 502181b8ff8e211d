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
        for name in self.follows:
            followed = getattr(self, name)
            memo[id(followed)] = followed
        picture: Following = super().__deepcopy__(memo)
        picture.clear_updaters(recursive=False)
        return picture
