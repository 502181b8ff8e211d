"""End scenes early, whoever draws them; as a command, manim's own with that in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from manim.renderer.cairo_renderer import CairoRenderer
from manim.utils.exceptions import EndSceneEarlyException

ROUNDING = 0.05
"""Seconds by which two renderers' clocks may differ: manim drops a frame of some waits."""


@contextmanager
def ended_after(seconds: float | None) -> Iterator[None]:
    """End each scene with the animation that reaches `seconds`; never if it is ``None``."""
    play: Any = CairoRenderer.play

    def play_if_early(renderer: Any, *arguments: Any, **options: Any) -> None:
        if seconds is not None and renderer.time >= seconds - ROUNDING:
            raise EndSceneEarlyException
        play(renderer, *arguments, **options)

    renderer_class: Any = CairoRenderer
    renderer_class.play = play_if_early
    try:
        yield
    finally:
        renderer_class.play = play


def command(seconds: float | None) -> list[str]:
    """Return what to type instead of ``manim``."""
    if seconds is None:
        return [sys.executable, "-m", "manim"]
    return [sys.executable, "-m", "benchmarks.early_end", str(seconds)]


if __name__ == "__main__":
    from manim.__main__ import main

    with ended_after(float(sys.argv[1])):
        main(args=sys.argv[2:], prog_name="manim")
