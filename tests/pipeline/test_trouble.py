"""A scene does its worst in its third beat: the others are finished, and it alone is blamed."""

import re
from pathlib import Path

import pytest

from pipeline.workers import PATIENCE as SILENCE
from tests.pipeline.command_line import set_of
from tests.pipeline.ordeal import Ordeal, contents

WORDS = ("video", "troubled", "demo", "-q", "draft", "--output", "out", "--workers", 2)
PLACE = r"troubled failed: beat be_in_trouble, \S*troubled\.py"
DEMO = set_of("demo.mp4", "draw_it", "turn_it", "let_it_go")
SECONDS = "6"
"""More than a process that lives needs to say so, however busy the machine is."""


def run(folder: Path, trouble: str, code: int) -> tuple[Ordeal, list[str]]:
    """Run it and return what it said, line by line."""
    ordeal = Ordeal(folder)
    errors = ordeal.run(*WORDS, code=code, env={"TROUBLE": trouble, SILENCE: SECONDS})
    assert contents(ordeal.out).keys() >= DEMO
    assert ordeal.litter == set()
    assert ordeal.gone()
    return ordeal, errors.splitlines()


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("raises", rf"{PLACE}:\d+: RuntimeError: a stone"),
        ("cannot be said", rf"{PLACE}:\d+: UnspeakableError"),
        ("exits", rf"{PLACE}: the process that drew it ended itself with exit code 3\."),
        ("crashes", rf"{PLACE}: the process that drew it was killed by SIGSEGV;.*"),
        ("hangs", rf"{PLACE}: nothing was heard for {SECONDS} s of the process that drew it, .*"),
        ("is deaf", rf"{PLACE}: nothing was heard for {SECONDS} s of the process that drew it, .*"),
        ("closes all files", r"troubled(: | failed: ).*"),
    ],
)
def test_others_are_finished_and_it_is_blamed(trouble: str, sentence: str, tmp_path: Path) -> None:
    ordeal, lines = run(tmp_path, trouble, 1)
    assert re.fullmatch(f"Error: {sentence}", lines[0]), lines
    assert lines[1:] == ["Error: 1 of 2 scenes failed: troubled."]
    assert contents(ordeal.out).keys() == DEMO
    if trouble == "raises":
        [number] = re.findall(r":(\d+):", lines[0])
        story = Path(__file__).parent / "stories" / "troubled.py"
        assert "# THE STONE" in story.read_text().splitlines()[int(number) - 1]


@pytest.mark.parametrize("trouble", ["prints", "closes its streams", "none"])
def test_what_harms_nobody_is_no_failure(trouble: str, tmp_path: Path) -> None:
    ordeal, lines = run(tmp_path, trouble, 0)
    assert lines == []
    assert "troubled.mp4" in contents(ordeal.out)


def test_what_went_well_before_is_not_drawn_again(tmp_path: Path) -> None:
    run(tmp_path, "raises", 1)
    ordeal, _ = run(tmp_path, "none", 0)
    assert ordeal.drawn == ["be_in_trouble"]
