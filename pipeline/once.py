"""Do what was typed unless it was done before, and tell what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errand import Errand, repeated
from pipeline.means import Means
from pipeline.report import print_outcomes
from pipeline.request import Request
from pipeline.sources import tree

if TYPE_CHECKING:
    from pipeline.job import Outcome, ThemeName
    from scenes.catalog import Entry

    Scenes = tuple[Entry, ...]

W = TypeVar("W")


def taken(kind: type[W], typed: dict[str, Any]) -> W:
    """Return those of the typed values that are fields of `kind`, as one of it."""
    return kind(
        **{
            field.name: typed[field.name]
            for field in fields(kind)  # type: ignore[arg-type]
            if field.name in typed
        }
    )


def one_by_one(scenes: Scenes) -> list[Scenes]:
    return [(entry,) for entry in scenes]


def together(scenes: Scenes) -> list[Scenes]:
    return [scenes]


def done(
    verb: str,
    typed: dict[str, Any],
    grouped: Callable[[Scenes], list[Scenes]],
    make: Callable[[Request, Means, Errand], list[Outcome]],
    themes: Sequence[ThemeName] = (),
    then: Callable[[Sequence[Outcome], Means], None] = lambda outcomes, means: None,
) -> int:
    """Do what was typed unless it is done, print what came of it, and return the exit code."""
    means, request = taken(Means, typed), taken(Request, typed)
    errand = errand_of(verb, typed, request)
    known: Sequence[Outcome] | None = None
    if errand.repeatable and not means.no_cache and not means.dry_run:
        keys = [
            errand.key(scenes, theme)
            for scenes in grouped(request.scenes)
            for theme in themes or (request.theme,)
        ]
        known = repeated(means.store(), keys)
    outcomes = make(request, means, errand) if known is None else known
    return told(outcomes, means, then)


def told(
    outcomes: Sequence[Outcome],
    means: Means,
    then: Callable[[Sequence[Outcome], Means], None] = lambda outcomes, means: None,
) -> int:
    """Print what came of it, and return the exit code."""
    code = print_outcomes(outcomes, means.traceback, means.lines)
    then(outcomes, means)
    if means.lines is not None:
        means.lines.summary()
    return code


def errand_of(verb: str, typed: dict[str, Any], request: Request) -> Errand:
    """Return what was typed, on the sources as they are now."""
    apart = {"scenes", "theme", *(field.name for field in fields(Means))}
    told = {name: value for name, value in typed.items() if name not in apart}
    return Errand(verb, told, tree(entry.module for entry in request.scenes))
