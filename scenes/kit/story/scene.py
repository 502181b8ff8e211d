"""The story scene: frozen parameters, a plot in numbers, and beats with captions."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Protocol, TypeVar, cast, get_args

from manim import (
    UP,
    Animation,
    AnimationGroup,
    Camera,
    FadeIn,
    FadeOut,
    Mobject,
    Scene,
    Wait,
    smooth,
    squish_rate_func,
)
from manim.renderer.cairo_renderer import CairoRenderer
from pydantic import BaseModel, ConfigDict

from gdcore import Path
from scenes.kit import theme as themes
from scenes.kit.layout import HEADER
from scenes.kit.story.timing import STEADY, reading_time
from scenes.kit.text.numerals import numerals
from scenes.kit.text.text import BODY, TICK, Lettering

Fact = float | int | str
V = TypeVar("V")
__all__ = ["Beat", "BeatSpan", "StoryScene", "beat"]

DRIFT = 0.15 * UP
"""How far a sentence moves as it comes or goes: enough to be noticed."""

TITLE_TIME = 2.0
"""Seconds that a scene's title stands before it becomes a mark in the corner."""

LEAVING = 0.5
"""Share of the time in which what comes appears, for what leaves: the screen is never bare."""


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

    def text(self, facts: Mapping[str, Any]) -> str:
        """Return the caption with a plot's facts filled in, none of them rounded to 0."""
        return self.caption.format_map(numerals(facts))


@dataclass(frozen=True)
class BeatSpan:
    """When a beat was on the screen, in seconds from the scene's start.

    Parameters
    ----------
    rest
        When it was told: what is cleared away for the next beat begins to leave then, or it ends.
    """

    beat: Beat
    caption: str
    start: float
    end: float
    rest: float


CLEARING = 3.0
"""Seconds before a beat's end within which what leaves makes room for the next beat; what leaves
earlier makes room for more of this one."""


def _leaving(animations: Iterable[Any]) -> Iterator[Mobject]:
    """Yield what these animations take off the screen, those within groups too."""
    for animation in animations:
        if isinstance(animation, AnimationGroup):
            yield from _leaving(animation.animations)
        elif isinstance(animation, Animation) and animation.remover:
            yield cast(Mobject, animation.mobject)


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


class Params(BaseModel):
    """Base of every scene's parameters.

    Fields carry their allowed range and a description; ``render.py --set name=value`` is
    validated against them, so that a wrong value never reaches the drawing code.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _frozen(mapping: Mapping[str, V]) -> Mapping[str, V]:
    return MappingProxyType(dict(mapping))


@dataclass(frozen=True)
class Plot:
    """Everything a scene shows that is a number, computed before anything is drawn.

    Parameters
    ----------
    paths
        The trajectories of the scene by label, each computed by :func:`gdcore.descend`.
    facts
        Single numbers that captions and formulas quote, by name. Captions format them:
        ``"{factor:.1f}"``.
    sources
        Works that the scene stands on besides those of its rules and landscapes, as
        ``"Author, Title (year)"``; the end card of a lecture names them.
    """

    paths: Mapping[str, Path]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "paths", _frozen(self.paths))
        object.__setattr__(self, "facts", _frozen(self.facts))


P = TypeVar("P", bound=Params)

PLOTS_KEPT = 4
"""For how many parameters a process keeps each scene's numbers."""


class StoryScene(Scene, Generic[P]):
    """A scene of the course: ``params`` in, a ``plot`` of numbers, then beats.

    A subclass names its parameters' type in brackets, sets ``plot`` to the function that computes
    its numbers and ``title`` to what the viewer reads, and lists its beats in ``construct``.

    Parameters
    ----------
    params
        What a person changed; the defaults when left out.
    theme
        The colours; dark when left out.
    only
        Names of the beats to draw; the others are run through without drawing. All when left out.
    at_least
        Seconds that a beat lasts at least, by name: as long as what is said over it.
    """

    title: ClassVar[str] = ""
    question: ClassVar[str] = ""
    """What it opens with; Typst markup."""
    leads_to: ClassVar[str] = ""
    """The question of the scene that follows in the course; empty after the last."""
    camera_type: ClassVar[type[Camera]] = Camera
    """What draws its frames; a scene with a landscape stage sets it to ``SurfaceCamera``."""

    def __init__(
        self,
        params: P | None = None,
        theme: themes.Theme = themes.DARK,
        only: Collection[str] | None = None,
        at_least: Mapping[str, float] | None = None,
        **manim_options: Any,
    ) -> None:
        themes.activate(theme)
        self.params: P = self.params_type()() if params is None else params
        self.theme = theme
        self.only = only
        self.at_least = at_least or {}
        self.numbers: Plot = type(self).plot(self.params)
        self.paths, self.facts = self.numbers.paths, self.numbers.facts
        self.timeline: list[BeatSpan] = []
        self._open: tuple[Beat, float] | None = None
        self._skipped = 0.0
        self._leaves: float | None = None
        self._said: Lettering | None = None
        super().__init__(**manim_options)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = cls.__dict__.get("plot")
        if isinstance(own, staticmethod):  # a run asks for them to plan, to draw and to tell
            cls.plot = staticmethod(functools.lru_cache(PLOTS_KEPT)(own.__func__))  # type: ignore[method-assign]

    @staticmethod
    def plot(params: Any) -> Plot:
        """Compute the scene's numbers; a subclass sets it to its own function.

        Those of a few parameters are kept as long as the process lives: they depend on nothing
        else, and nobody can change them.
        """
        raise NotImplementedError("a story needs numbers: set plot = staticmethod(plot)")

    @classmethod
    def params_type(cls) -> type[P]:
        """Return the parameter model that the subclass named in brackets."""
        for klass in cls.__mro__:
            for base in getattr(klass, "__orig_bases__", ()):
                arguments = get_args(base)
                if arguments and isinstance(arguments[0], type):
                    return arguments[0]
        raise TypeError(
            f"{cls.__name__} must name its parameters: StoryScene[{cls.__name__}Params]"
        )

    @classmethod
    def beats(cls) -> list[Beat]:
        """Return the scene's beats in the order in which the file defines them."""
        return [part.beat for part in vars(cls).values() if hasattr(part, "beat")]

    def setup(self) -> None:
        """Take the camera that the scene needs and lay the theme's paper before the first beat."""
        renderer = cast(CairoRenderer, self.renderer)  # manim's OpenGL is never used here
        if not isinstance(renderer.camera, self.camera_type):
            # here, since whoever renders the scene may have made the renderer without knowing it
            renderer.camera = self.camera_type()
        renderer.camera.background_color = self.theme.color("paper")

    def ask(self, *with_it: Any) -> None:
        """Open on a question and the scene's title; both stand in the first frame already.

        The title then shrinks to a mark in its corner; the question is the first headline.

        Parameters
        ----------
        *with_it
            Animations that play while both are read, such as the picture's arrival.
        """
        name = HEADER.place(Lettering(f"*{type(self).title}*", size=BODY), 1, 1)
        self._said = self._headline(Lettering(type(self).question, size=BODY))
        self.add(name, self._said)
        start = self.time
        corner = {"scale_factor": TICK / BODY, "about_point": HEADER.point(1, 1)}
        animated: Any = name.animate
        shrunk = animated(
            run_time=TITLE_TIME + STEADY,
            # on its own clock, however long the picture takes to arrive
            rate_func=squish_rate_func(smooth, TITLE_TIME / (TITLE_TIME + STEADY), 1),
        )
        self.play(shrunk.scale(**corner).set_color(self.theme.color("faint")), *with_it)
        left = reading_time(type(self).question) - (self.time - start)
        if left > 0:
            self.wait(left)

    def say(self, sentence: str, *with_it: Any, away: Iterable[Mobject] = ()) -> None:
        """Replace the headline, while `with_it` plays.

        It adds to the picture what the caption, which may stand below it, does not say.

        Parameters
        ----------
        sentence
            Typst markup, one line.
        *with_it
            Animations that play at the same time.
        away
            What leaves meanwhile, a little faster than the others come.
        """
        new = self._headline(Lettering(sentence, size=BODY))
        # gone before the new one comes, so that the two never overlap
        before = squish_rate_func(smooth, 0, 0.45)
        gone = [FadeOut(self._said, shift=DRIFT, rate_func=before)] if self._said else []
        arrival = FadeIn(new, shift=DRIFT, rate_func=squish_rate_func(smooth, 0.5, 1))
        old, early = [*away], squish_rate_func(smooth, 0, LEAVING)
        leaving = [FadeOut(*old, rate_func=early)] if old else []  # as one, so in its order
        self.play(*gone, arrival, *leaving, *with_it, run_time=STEADY)
        self._said = new

    def lead_on(self, *with_it: Any) -> None:
        """End on the question that the next scene of the course opens with, if there is one."""
        if type(self).leads_to:
            self.say(type(self).leads_to, *with_it)
            self.wait(reading_time(type(self).leads_to))
        elif with_it:
            self.play(*with_it)

    @staticmethod
    def _headline(sentence: Lettering) -> Lettering:
        return HEADER.place(sentence, 0, 1)

    def caption(self, of: Beat) -> str:
        """Return the caption of a beat with its facts filled in."""
        return of.text(self.numbers.facts)

    def open_beat(self, opened: Beat) -> None:
        """Start a section for `opened`; animations are skipped when it is not wanted."""
        self.next_section(opened.name, skip_animations=not self.wants(opened))
        self._open = (opened, self.time)
        self._leaves = None

    def close_beat(self) -> None:
        """Hold until the caption can have been read and said; note when the beat was shown."""
        assert self._open is not None, "close_beat() without open_beat()"
        opened, start = self._open
        caption = self.caption(opened)
        leaves = self._leaves  # before the hold, which is another one
        clears = leaves is not None and self.time - leaves <= CLEARING
        self._hold(max(reading_time(caption), self.at_least.get(opened.name, 0)), start)
        if self.wants(opened):
            rest = leaves if leaves is not None and clears else self.time
            times = (time - self._skipped for time in (start, self.time, rest))
            self.timeline.append(BeatSpan(opened, caption, *times))
        else:
            self._skipped += self.time - start
        self._open = None

    def play(self, *animations: Any, **options: Any) -> None:
        """Play, as manim's scenes do; note when something begins to leave after the last hold."""
        if any(isinstance(animation, Wait) for animation in animations):
            self._leaves = None
        elif self._leaves is None and any(gone is not self._said for gone in _leaving(animations)):
            self._leaves = self.time
        super().play(*animations, **options)

    def wants(self, part: Beat) -> bool:
        """Tell whether `part` is to be drawn."""
        return self.only is None or part.name in self.only

    def _hold(self, seconds: float, start: float) -> None:
        # in whole frames, so that a beat is equally long wherever in the video it starts
        rate = self.camera.frame_rate
        missing = math.ceil(seconds * rate) - round((self.time - start) * rate)
        if missing > 0:
            self.wait((missing + 0.5) / rate)  # manim cuts to whole frames; half a one is safe
