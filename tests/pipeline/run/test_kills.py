"""Killed at any instant, in every way: old files stay whole, the next run goes on from there."""

import contextlib
import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline.disturbed_run import (
    NEW,
    OLD,
    WORDS,
    Ordeal,
    contents,
    end,
    instants,
    opens,
    until,
    whole,
)
from tests.pipeline.forking import Forked

pytestmark = pytest.mark.xdist_group("kills")

BEATS = {"draw_it", "turn_it", "let_it_go", "walk_slowly", "run"}
UNITS = 2
SECONDS = 1.0
"""About as long as a run takes."""

SECONDS_WITHOUT_PARENT = 3.0


class Reference:
    """What undisturbed runs make."""

    def __init__(self, folder: Path) -> None:
        self.ordeal = Ordeal(folder)
        self.old, self.new = (self._made(*words) for words in (OLD, NEW))

    def _made(self, *words: object) -> dict[str, bytes]:
        self.ordeal.run(*WORDS, *words)
        assert set(self.ordeal.drawn) == BEATS
        assert all(opens(self.ordeal.out / name) for name in contents(self.ordeal.out))
        return contents(self.ordeal.out)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return Reference(tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture
def ordeal(reference: Reference, tmp_path: Path) -> Iterator[Ordeal]:
    """Have old files and an empty cache."""
    yield (made := with_old_files(reference, tmp_path))
    end(made.processes())


def with_old_files(reference: Reference, folder: Path) -> Ordeal:
    for name, content in reference.old.items():
        path = folder / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return Ordeal(folder)


def kill(process: Forked, to_all: bool) -> None:
    """Kill a run, alone or with all its processes, as nothing can prevent; it may be over."""
    with contextlib.suppress(ProcessLookupError):
        (os.killpg if to_all else os.kill)(process.pid, signal.SIGKILL)
    process.communicate()


def mended(ordeal: Ordeal, reference: Reference) -> None:
    """Run it again: what was complete is not drawn again, and all is as if nothing had been."""
    assert whole(ordeal, [reference.old, reference.new])
    kept = ordeal.segments
    ordeal.run(*WORDS, *NEW)
    assert kept.items() <= ordeal.segments.items(), "something kept was drawn again"
    assert len(ordeal.drawn) <= len(BEATS) - len(kept)
    assert contents(ordeal.out) == reference.new
    assert whole(ordeal, [reference.new])
    assert ordeal.litter == set()


@pytest.mark.parametrize("who", ["parent", "group"])
def test_killed_at_random_instants(
    who: str, reference: Reference, ordeal: Ordeal, rounds: int
) -> None:
    for seconds in instants(1 if who == "parent" else 2, rounds, SECONDS):
        shutil.rmtree(ordeal.folder)
        ordeal = with_old_files(reference, ordeal.folder)
        process = ordeal.start(*WORDS, *NEW)
        time.sleep(seconds)
        kill(process, who == "group")
        until(ordeal.gone, SECONDS_WITHOUT_PARENT)
        assert len(ordeal.drawn) - len(ordeal.segments) <= UNITS
        mended(ordeal, reference)


def test_killed_again_and_again_it_comes_to_an_end(
    reference: Reference, ordeal: Ordeal, rounds: int
) -> None:
    for seconds in instants(3, rounds, SECONDS):
        process = ordeal.start(*WORDS, *NEW)
        time.sleep(seconds)
        kill(process, to_all=True)
        until(ordeal.gone, SECONDS_WITHOUT_PARENT)
        assert whole(ordeal, [reference.old, reference.new])
    mended(ordeal, reference)
    ordeal.run(*WORDS, *NEW)
    assert ordeal.drawn == []


def test_killed_while_files_are_put_in_their_places(
    reference: Reference, ordeal: Ordeal, rounds: int
) -> None:
    ordeal.run(*WORDS, *NEW)
    for seconds in instants(4, rounds, 0.05):
        shutil.rmtree(ordeal.out)
        with_old_files(reference, ordeal.folder)
        process = ordeal.start(*WORDS, *NEW)
        until(lambda: bool(list(ordeal.out.glob(".*.part"))))
        time.sleep(seconds)
        kill(process, to_all=True)
        mended(ordeal, reference)
        assert ordeal.drawn == []


def test_killed_workers_are_a_sentence_each(
    reference: Reference, ordeal: Ordeal, rounds: int
) -> None:
    dice = random.Random(5)
    for seconds in instants(5, rounds, 0.6):
        shutil.rmtree(ordeal.folder)
        ordeal = with_old_files(reference, ordeal.folder)
        process = ordeal.start(*WORDS, *NEW)
        until(lambda one=ordeal: len(one.processes()) > 1)
        time.sleep(seconds)
        workers = [one for one in ordeal.processes() if one != process.pid]
        victims = dice.sample(workers, min(1, len(workers)))
        end(victims)
        _, errors = process.communicate()
        assert "Traceback" not in errors
        lines = [line for line in errors.splitlines() if line.startswith("Error: ")]
        if process.returncode or lines:
            assert process.returncode == 1
            assert any("was killed by SIGKILL" in line for line in lines)
            assert lines[-1].startswith("Error: 1 of 2 scenes failed: ")
            spared = "demo" if lines[-1].endswith("rolling.") else "rolling"
            made = contents(ordeal.out)
            new = {n for n in reference.new if n.startswith(f"{spared}")}
            assert new
            assert all(made[n] == reference.new[n] for n in new)
        assert ordeal.litter == set()
        mended(ordeal, reference)


def test_scene_that_hangs_does_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    ordeal = Ordeal(tmp_path)
    process = ordeal.start("video", "sleeping", "-q", "draft", "--output", "out")
    until((tmp_path / "asleep").exists)
    process.kill()
    process.communicate()
    until(ordeal.gone, SECONDS_WITHOUT_PARENT)
