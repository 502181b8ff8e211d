"""The command lines that make what the page shows."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

DEFAULT_THEME = "dark"


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
