"""Edited at any instant of a run: what comes out is of one state of the sources, or a sentence."""

import re
import time
from pathlib import Path

import pytest

from tests.pipeline.disturbed_run import Ordeal, contents, instants, opens
from tests.pipeline.edited_story import COLOURS, STORY

PACKAGE = "edited_while_drawn"
WORDS = ("video", "guest", "-q", "draft", "--output", "out", "--workers", 2)
SECONDS = 1.2
"""About as long as a run takes."""

PATIENCE = 60.0

PROGRAM = f"""
import sys
sys.path.insert(0, ".")
sys.dont_write_bytecode = True  # two edits may come in one second
from render import cli
from scenes.catalog import Entry
cli(obj=(Entry("guest", "Guest", "A guest", "What a guest teaches.", "{PACKAGE}"),))
"""

SOURCES = {
    "__init__.py": "",
    "guest.py": STORY.format(package=PACKAGE),
    "colours.py": COLOURS,
}
LARGER = SOURCES["guest.py"].replace("radius=1,", "radius=1.5,").replace("length=1,", "length=2,")
EDITS = {
    "scene": ("guest.py", LARGER),
    "what it imports": ("colours.py", COLOURS.replace("FFFFFF", "FF0000")),
    "scene, broken": ("guest.py", SOURCES["guest.py"].replace("def third(self)", "def third(self")),
    "what it imports, broken": ("colours.py", "INK = ("),
}
"""What is edited: a file, and its text after that."""


class Edited(Ordeal):
    """A folder with a story, whose command line is run there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.package = folder / PACKAGE
        self.package.mkdir()
        self.edit(*SOURCES.items())

    def edit(self, *files: tuple[str, str]) -> None:
        """Write files of the story, as an editor does."""
        for name, text in files:
            (self.package / name).write_text(text)

    def make(self, seconds: float | None = None, *edit: tuple[str, str]) -> tuple[int, str]:
        """Run it, edit after some seconds, and return its exit code and what it says."""
        process = self.start(*WORDS, program=PROGRAM)
        if seconds is not None:
            time.sleep(seconds)
        self.edit(*edit)
        _, errors = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in errors
        return int(process.returncode or 0), errors


def made_of(folder: Path, *edit: tuple[str, str]) -> dict[str, bytes]:
    """Return what an undisturbed run makes."""
    folder.mkdir()
    run = Edited(folder)
    run.edit(*edit)
    code, errors = run.make()
    assert code == 0, errors
    assert all(opens(run.out / name) for name in contents(run.out))
    return contents(run.out)


@pytest.mark.parametrize("what", EDITS)
def test_edited_at_random_instants(what: str, tmp_path: Path, rounds: int) -> None:
    edit = EDITS[what]
    before = made_of(tmp_path / "before")
    broken = "broken" in what
    after = before if broken else made_of(tmp_path / "after", edit)
    for number, seconds in enumerate(instants(list(EDITS).index(what), rounds, SECONDS)):
        (tmp_path / str(number)).mkdir()
        run = Edited(tmp_path / str(number))
        code, errors = run.make(seconds, edit)
        assert contents(run.out) in ([before, after] if code == 0 else [{}]), errors
        assert code == 0 or re.match("Error: ", errors.splitlines()[-1])
        code, errors = run.make()
        if broken:
            assert code == 1
            assert edit[0] in errors
            assert contents(run.out) in ({}, before)
        else:
            assert code == 0, errors
            assert contents(run.out) == after
        run.edit(*SOURCES.items())
        assert run.make()[0] == 0
        assert contents(run.out) == before
        assert run.litter == set()
        assert run.gone()
