"""Animations that move single letters: the text comes apart for them and is joined afterwards."""

from __future__ import annotations

import hashlib
from typing import Any

import manim
import numpy as np
from manim import Mobject, Scene, VMobject

from scenes.kit.typeset import Typeset


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
