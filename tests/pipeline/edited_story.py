"""A story in a folder of its own, to be edited and drawn again in this process."""

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.build.chunk import ChunkRenderer
from render import cli
from scenes.catalog import Entry
from tests.pipeline.drawn_beats import noted, noting

STORY = """\
from manim import Circle, Create, Square

from {package}.colours import INK
from scenes.kit.story.scene import Params, Plot, StoryScene, beat


class Guest(StoryScene[Params]):
    plot = staticmethod(lambda params: Plot(paths={{}}))

    def construct(self) -> None:
        self.first()
        self.second()
        self.third()

    @beat("One.")
    def first(self) -> None:
        self.play(Create(Square(side_length=1, color=INK)), run_time=0.4)

    @beat("Two.", loop=True)
    def second(self) -> None:
        self.circle = Circle(radius=1, color=INK)
        self.play(Create(self.circle), run_time=0.4)
        self.remove(self.circle)

    @beat("Three.")
    def third(self) -> None:
        self.play(Create(Circle(radius=2, color=INK)), run_time=0.4)
"""
BEATS = ["first", "second", "third"]
COLOURS = 'INK = "#FFFFFF"\n'


class Guest:
    """A package with one story, which tells what was drawn of it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.package = folder / name
        self.package.mkdir()
        self.entry = Entry("guest", "Guest", "A guest", "What a guest teaches.", name)
        self.log = folder / "drawn"
        self.write("__init__.py", "")
        self.write("colours.py", COLOURS)
        self.write("guest.py", STORY.format(package=name))

    def write(self, name: str, text: str) -> None:
        """Write a file of it, and forget what was imported."""
        (self.package / name).write_text(text)
        for module in list(sys.modules):
            if module.partition(".")[0] == self.package.name:
                del sys.modules[module]
        importlib.invalidate_caches()

    def edit(self, name: str, before: str, after: str) -> None:
        """Change a file of it."""
        text = (self.package / name).read_text()
        assert before in text
        self.write(name, text.replace(before, after))

    def run(self, *words: object) -> Result:
        """Run the command line on it; it must go well."""
        self.log.unlink(missing_ok=True)
        result = CliRunner().invoke(cli, list(map(str, words)), obj=(self.entry,))
        assert result.exit_code == 0, result.output
        return result

    @property
    def drawn(self) -> list[str]:
        """The beats of which frames were drawn in the last run."""
        return noted(self.log)


@contextmanager
def guest_in(folder: Path) -> Iterator[Guest]:
    """Write a guest's story in a folder, where Python finds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        patch.setattr(sys, "dont_write_bytecode", True)  # two edits may come in one second
        story = Guest(folder, f"guests_{os.getpid()}_{abs(hash(folder))}")
        patch.setattr(ChunkRenderer, "paint", noting(story.log))
        yield story
        story.write("__init__.py", "")


@pytest.fixture
def guest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Guest]:
    """Write a guest's story, and work in the folder beside it."""
    monkeypatch.chdir(tmp_path)
    with guest_in(tmp_path) as story:
        yield story
