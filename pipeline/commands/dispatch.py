"""Entry points of the verbs. Imports nothing heavy before it knows that there is work to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.commands.repeat import Errand, done, errand_of, one_by_one, taken, together, told
from pipeline.commands.request import FilmWish, Means, PictureWish, Request
from pipeline.job import THEME_NAMES

if TYPE_CHECKING:
    from pipeline.job import Outcome
    from pipeline.presets import PictureKind

# What follows imports inside of functions: whoever repeats what was done waits for none of it.
# ruff: noqa: PLC0415


def videos(typed: dict[str, Any]) -> int:
    """Make an MP4 of each scene and print what came of it.

    Parameters
    ----------
    typed
        By name: the fields of :class:`Request`, :class:`FilmWish` and :class:`Means`.

    Returns
    -------
    int
        The exit code: 0 when everything was made.
    """

    def make(request: Request, means: Means, errand: Errand) -> list[Outcome]:
        from pipeline.commands.execute import make_videos

        return make_videos(request, taken(FilmWish, typed), means, errand)

    return done("video", typed, one_by_one, make)


def lecture(typed: dict[str, Any]) -> int:
    """Make one MP4 of all scenes and print what came of it; as :func:`videos`."""

    def make(request: Request, means: Means, errand: Errand) -> list[Outcome]:
        from pipeline.commands.lecture import make_lecture

        return make_lecture(request, taken(FilmWish, typed), means, errand)

    return done("lecture", typed, together, make)


def stills(typed: dict[str, Any]) -> int:
    """Make a PNG of a moment of each scene and print what came of it.

    Parameters
    ----------
    typed
        By name: the fields of :class:`Request` and :class:`Means`, ``quality`` and ``at``.
    """

    def make(request: Request, means: Means, errand: Errand) -> list[Outcome]:
        from pipeline.commands.execute import carry_out
        from pipeline.commands.plan import plan_stills

        plan = plan_stills(request, typed["quality"], typed["at"])
        return carry_out(plan, means, errand)

    return done("still", typed, one_by_one, make)


def sheets(typed: dict[str, Any]) -> int:
    """Make a contact sheet of each scene and print what came of it.

    Parameters
    ----------
    typed
        By name: the fields of :class:`Request` and :class:`Means`.
    """

    def make(request: Request, means: Means, errand: Errand) -> list[Outcome]:
        from pipeline.commands.execute import carry_out
        from pipeline.commands.plan import plan_sheets

        return carry_out(plan_sheets(request), means, errand)

    return done("sheet", typed, one_by_one, make)


def sweep(typed: dict[str, Any]) -> int:
    """Make a video of each value of a parameter and all side by side; as :func:`videos`.

    Parameters
    ----------
    typed
        By name: the fields of :class:`Request`, ``quality`` and ``purpose`` of
        :class:`FilmWish`, and the fields of :class:`Means`.
    """
    from pipeline.commands.sweep import make_sweep

    means = taken(Means, typed)
    return told(make_sweep(taken(Request, typed), taken(FilmWish, typed), means), means)


def script(typed: dict[str, Any]) -> str:
    """Return what is to be said in a lecture.

    Parameters
    ----------
    typed
        By name: ``scenes``, ``quality`` and ``cache``.
    """
    store, request = taken(Means, typed).store(), taken(Request, typed)
    key = errand_of("script", typed, request).key(request.scenes, request.theme)
    known = store.read("notes", key)
    if known is not None:
        return known.decode()
    from pipeline.commands.lecture import lecture_script

    text = lecture_script(request.scenes, typed["quality"], store)
    store.write("notes", key, text.encode())
    return text


def pictures(kind: PictureKind, typed: dict[str, Any]) -> int:
    """Make a picture of each scene, and print what to write into a page for both themes.

    Parameters
    ----------
    kind
        The kind of file.
    typed
        By name: the fields of :class:`Request`, :class:`PictureWish` and :class:`Means`.
    """
    wish = taken(PictureWish, {**typed, "kind": kind})
    themes = THEME_NAMES if wish.both_themes else (typed["theme"],)

    def make(request: Request, means: Means, errand: Errand) -> list[Outcome]:
        from pipeline.commands.pictures import make_pictures

        return make_pictures(request, wish, means, errand)

    def then(outcomes: Sequence[Outcome], means: Means) -> None:
        if wish.both_themes:
            from pipeline.commands.pictures import print_snippets

            print_snippets(taken(Request, typed), outcomes, wish, means.lines)

    return done(kind, typed, one_by_one, make, themes, then)
