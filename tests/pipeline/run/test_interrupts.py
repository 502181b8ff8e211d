"""Stopped at random instants: gone within seconds, nobody left behind, nothing half-written."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.pipeline.disturbed_run import (
    NEW,
    OLD,
    PATIENCE,
    WORDS,
    Ordeal,
    contents,
    instants,
    listens,
    until,
    whole,
)
from tests.pipeline.forking import Forked

PROMPT = 2.5
"""Seconds: two, and some for the machine's other work."""

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
SECONDS = 1.0
"""About as long as a run takes, from when it listens."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, bytes]]:
    """Make what is there before and what is there after, undisturbed."""
    ordeal = Ordeal(tmp_path_factory.mktemp("undisturbed"))
    found = []
    for words in (OLD, NEW):
        ordeal.run(*WORDS, *words)
        found.append(contents(ordeal.out))
    return found


def stopped(
    ordeal: Ordeal, process: Forked | subprocess.Popen[str], number: int, to_all: bool
) -> int:
    """Ask a run to stop, and return its exit code; it must be gone, and tidily."""
    asked = time.monotonic()
    with contextlib.suppress(ProcessLookupError):
        (os.killpg if to_all else os.kill)(process.pid, number)
    _, errors = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - asked < PROMPT
    assert "Traceback" not in errors, errors
    assert ordeal.processes() == []
    assert ordeal.litter == set()
    assert process.returncode is not None
    return process.returncode


@pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)
@pytest.mark.parametrize("to_all", [True, False], ids=["group", "parent"])
def test_stopped_at_random_instants(
    number: signal.Signals, to_all: bool, made: list[dict[str, bytes]], tmp_path: Path, rounds: int
) -> None:
    ordeal = Ordeal(tmp_path)
    for name, content in made[0].items():
        (ordeal.out / name).parent.mkdir(exist_ok=True)
        (ordeal.out / name).write_bytes(content)
    for seconds in instants(10 * number + to_all, rounds, SECONDS):
        process = ordeal.start(*WORDS, *NEW, "--no-cache")
        until(lambda process=process: listens(process))
        time.sleep(seconds)
        code = stopped(ordeal, process, number, to_all)
        assert whole(ordeal, made)
        over = contents(ordeal.out) == made[1]
        assert code == CODES[number] or over, code


def test_impatience_changes_nothing(made: list[dict[str, bytes]], tmp_path: Path) -> None:
    ordeal = Ordeal(tmp_path)
    process = ordeal.start_anew("video", "sleeping", "demo", "-q", "draft", "--output", "out")
    until((tmp_path / "asleep").exists)
    deadline = time.monotonic() + PROMPT
    while process.poll() is None and time.monotonic() < deadline:  # up to its very end
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.01)
    code = stopped(ordeal, process, signal.SIGINT, True)
    assert code in (CODES[signal.SIGINT], -signal.SIGINT)  # a shell calls both 130
    assert all(
        ordeal.out.joinpath(name).read_bytes() == made[1][name] for name in contents(ordeal.out)
    )
