"""The named parts of a story: methods with a caption, each a section of the video."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Telling(Protocol):
    """What has beats: it is told when each begins and ends."""

    def open_beat(self, opened: Beat) -> None:
        """Begin a beat."""

    def close_beat(self) -> None:
        """End the beat that was begun last."""


S = TypeVar("S", bound=Telling)


@dataclass(frozen=True)
class Beat:
    """One named part of a story.

    Parameters
    ----------
    name
        The method's name; also the section's, the chapter's and ``--beat``'s.
    caption
        What is said over it, with ``{fact}`` places for numbers of the plot.
    loop
        Whether a looping picture of the scene shows this beat.
    """

    name: str
    caption: str
    loop: bool = False


@dataclass(frozen=True)
class BeatSpan:
    """When a beat was on the screen, in seconds from the scene's start."""

    beat: Beat
    caption: str
    start: float
    end: float


def beat(
    caption: str, *, loop: bool = False
) -> Callable[[Callable[[S], None]], Callable[[S], None]]:
    """Make a method a beat: a section of the video with a caption that can be read in it.

    Parameters
    ----------
    caption
        One sentence for the subtitles. ``{name}`` or ``{name:.2f}`` takes a fact of the plot.
    loop
        Whether the scene's GIF is made of this beat.
    """

    def decorate(method: Callable[[S], None]) -> Callable[[S], None]:
        this = Beat(method.__name__, caption, loop)

        @functools.wraps(method)
        def play(scene: S) -> None:
            scene.open_beat(this)
            method(scene)
            scene.close_beat()

        play.beat = this  # type: ignore[attr-defined]
        return play

    return decorate
