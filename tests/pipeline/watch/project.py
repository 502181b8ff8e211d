"""A copy of the project with a small story in it, and the command that watches it."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PATIENCE = 120.0
"""Seconds for what takes three where nobody else works."""

STORY = '''
"""A disc that may be larger, and a square after it."""

from manim import Circle, FadeIn, Square
from pydantic import Field

from scenes.kit.story.scene import Params, Plot, StoryScene, beat
from scenes.kit.theme import color


class DiscParams(Params):
    radius: float = Field(1.0, ge=0.5, le=3, description="how large the disc is")
    corners: int = Field(4, ge=3, le=8, description="nobody counts them")
    filled: bool = Field(True, description="whether it is filled")


def plot(params: DiscParams) -> Plot:
    return Plot(paths={}, facts={"radius": params.radius})


class Disc(StoryScene[DiscParams]):
    """Show a disc, then a square."""

    plot = staticmethod(plot)
    title = "A disc"

    def construct(self) -> None:
        self.show_the_disc()
        self.show_the_square()

    @beat("A disc of radius {radius:g}.")
    def show_the_disc(self) -> None:
        opacity = 1 if self.params.filled else 0
        self.disc = Circle(self.params.radius, color=color("ink"), fill_opacity=opacity)
        self.play(FadeIn(self.disc), run_time=0.4)

    @beat("A square.")
    def show_the_square(self) -> None:
        self.remove(self.disc)
        self.play(FadeIn(Square(2, color=color("ink"), fill_opacity=1)), run_time=0.4)
'''

START = """
from render import cli
from scenes.catalog import Entry

cli(obj=(Entry("disc", "Disc", "A disc", "What a disc is.", "stories"),))
"""


class Project:
    """A copy of the project in a folder of its own.

    Parameters
    ----------
    folder
        An empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for package in ("gdcore", "scenes", "pipeline"):
            skip = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / package, folder / package, ignore=skip)
        shutil.copy(ROOT / "render.py", folder)
        (folder / "start.py").write_text(START, encoding="utf-8")
        (folder / "stories").mkdir()
        (folder / "stories" / "__init__.py").touch()
        self.story = folder / "stories" / "disc.py"
        self.story.write_text(STORY, encoding="utf-8")

    def save(self, old: str, new: str) -> None:
        """Change the story as an editor does."""
        text = self.story.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in the story"
        self.story.write_text(textwrap.dedent(text.replace(old, new)), encoding="utf-8")

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start to watch the story, in a process of its own, with these in its environment."""

        def listen() -> None:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # background jobs ignore Ctrl-C

        paths = [str(self.folder), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **variables}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        settings: dict[str, Any] = {**pipes, "preexec_fn": listen, "env": environment}
        words = [sys.executable, "start.py", "watch", "disc", "--no-browser", *arguments]
        return subprocess.Popen(words, cwd=self.folder, **settings)

    @contextmanager
    def watched(self, *arguments: str) -> Iterator[str]:
        """Watch the story, and give the page's address."""
        process = self.start(*arguments)
        try:
            yield address(process)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=PATIENCE)


def address(process: subprocess.Popen[str]) -> str:
    """Return where the page is, when the command says so."""
    assert process.stdout is not None
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if select.select([process.stdout], [], [], 1)[0]:
            found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            if found:
                return found[0]
        if process.poll() is not None:
            break
    process.kill()
    raise AssertionError(f"no address: {process.communicate()}")
