"""What the system refuses a command is one sentence."""

import errno
import resource
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.commands import dispatch
from pipeline.files import limited
from render import cli
from tests.pipeline.command_line import start

PATIENCE = 60.0
FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("cache",),
        ("still", "demo", "--output", "out"),
        ("still", "demo", "--output", "out", "--json"),
        ("still", "demo", "--output", "out", "--dry-run", "--json"),
        ("still", "nowhere", "--json"),
    ],
    ids=" ".join,
)
def test_full_standard_output_is_one_sentence(words: tuple[str, ...], folder: Path) -> None:
    with FULL.open("w") as full:
        process = start(*words, cwd=folder, stdout=full)
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert errors.count("\n") == 1
    expected = "Cannot write to standard output (No space left on device)."
    assert errors.startswith("Error: No scene is" if "nowhere" in words else f"Error: {expected}")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Python opens more files of its own")
@pytest.mark.parametrize("most", [8, 12])
def test_too_few_open_files_are_one_sentence(most: int, folder: Path) -> None:
    def few_files() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    words = ("video", "demo", "rolling", "-q", "draft", "--output", "out", "--workers", 4)
    process = start(*words, cwd=folder, before_start=few_files)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    said = f"Error: A process may have {most} files open at once here, and one needs more"
    assert errors.startswith(said)
    assert "Traceback" not in errors
    assert errors.count("\n") <= 2, errors  # also how many scenes failed


def test_limits_of_the_system_itself_are_told_apart() -> None:
    assert "The system has too many files" in str(limited(OSError(errno.ENFILE, "")))


def test_video_with_loop_is_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(dispatch, "picture", lambda *what: asked.append(what) or 0)
    for words in (["loop", "plateau"], ["video", "plateau", "--loop"]):
        result = CliRunner().invoke(cli, [*words, "--format", "webm", "--width", "320"])
        assert result.exit_code == 0, result.output
    assert asked[0][1].kind == "webm"
    assert asked[0] == asked[1]
    assert "--loop" in CliRunner().invoke(cli, ["video", "--help"]).output
