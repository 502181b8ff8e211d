"""The view of a watch page: scene, beat, parameters and theme, and the commands for them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.errors import UserError
from pipeline.job import THEME_NAMES

DEFAULT_THEME = "dark"


@dataclass(frozen=True)
class PageView:
    """What the page looks at.

    Parameters
    ----------
    theme
        Name of the colours.
    beat
        Name of the beat; the first one when ``None``.
    follow
        Whether an edit of another beat leads there.
    settings
        Changed parameters: what would be typed after ``=``, by name.
    """

    theme: str
    beat: str | None
    follow: bool
    settings: Mapping[str, str]

    @property
    def typed(self) -> list[str]:
        """The changed parameters as ``--set`` takes them."""
        return [f"{name}={text}" for name, text in self.settings.items()]


def split(settings: Sequence[str]) -> dict[str, str]:
    """Return the texts by name of ``name=value`` each; the later one of two counts.

    Raises
    ------
    UserError
        When one has no ``=``.
    """
    pairs = {}
    for text in settings:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            raise UserError(f"--set {text!r} is not of the form name=value.")
        pairs[name] = value
    return pairs


def changed_view(view: PageView, asked: Mapping[str, Any]) -> PageView:
    """Return `view` with what the page asks for.

    Raises
    ------
    ValueError
        When it asks for what no page of ours would.
    """
    if unknown := asked.keys() - {"theme", "beat", "follow", "settings"}:
        raise ValueError(f"unknown: {unknown}")
    if asked.get("theme", view.theme) not in THEME_NAMES:
        raise ValueError("no such theme")
    if not isinstance(asked.get("follow", view.follow), bool):
        raise ValueError("follow is true or false")
    settings = asked.get("settings", view.settings)
    if not isinstance(settings, dict) or not all(isinstance(v, str) for v in settings.values()):
        raise ValueError("settings are texts by name")
    beat_name(asked.get("beat"))
    return replace(view, **asked)


def beat_name(value: Any) -> str | None:
    """Return a beat's name as the page sends it; whether there is such a beat is not known.

    Raises
    ------
    ValueError
        When it is no text.
    """
    if value is not None and not isinstance(value, str):
        raise ValueError("no text")
    return value


def moment(value: Any) -> float | None:
    """Return a second of a clip as the page sends it; ``None`` is the end.

    Raises
    ------
    ValueError
        When it is no number from 0.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise ValueError("no moment")
    return float(value)


def commands(
    scene: str, settings: Sequence[str], theme: str, beat: str | None, at: float | None
) -> dict[str, str]:
    """Return what to type, by verb.

    Parameters
    ----------
    scene, settings, theme, beat
        What is shown; ``name=value`` each.
    at
        Seconds from the beat's start, for the still; its end when ``None``.
    """
    words = ["--beat", beat] if beat else []
    for setting in settings:
        words += ["--set", setting]
    if theme != DEFAULT_THEME:
        words += ["--theme", theme]
    moment = ["--at", f"{at:.2f}"] if at is not None else []
    verbs = {"still": [*words, *moment], "video": words, "gif": words}
    return {
        verb: shlex.join(["python", "render.py", verb, scene, *rest])
        for verb, rest in verbs.items()
    }
