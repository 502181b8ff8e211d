"""Runs at the same time on the same outputs and cache: all end well, with the same bytes."""

import time
from pathlib import Path

import pytest

from pipeline.cache.store import Store
from tests.pipeline.disturbed_run import PATIENCE, WORDS, Ordeal, contents, whole

pytestmark = pytest.mark.xdist_group("at once")  # they take all cores


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Ordeal:
    """Run it once with nobody beside it."""
    ordeal = Ordeal(tmp_path_factory.mktemp("alone"))
    ordeal.run(*WORDS)
    return ordeal


@pytest.mark.parametrize("runs", [2, 4])
def test_runs_at_once_make_the_same(runs: int, alone: Ordeal, tmp_path: Path, rounds: int) -> None:
    expected = contents(alone.out)
    for number in range((rounds + 1) // 2):
        together = Ordeal(tmp_path / f"together{number}")
        processes = [together.start(*WORDS) for _ in range(runs)]
        for process in processes:
            _, errors = process.communicate(timeout=PATIENCE)
            assert (process.returncode, errors) == (0, "")
        assert contents(together.out) == expected
        assert whole(together, [expected])
        assert together.litter == set()
        assert together.segments.keys() == {
            together.cache / path.relative_to(alone.cache) for path in alone.segments
        }


def test_pruning_and_checking_disturb_nobody(tmp_path: Path, rounds: int) -> None:
    ordeal = Ordeal(tmp_path)
    ordeal.run(*WORDS)
    expected = contents(ordeal.out)
    for _ in range((rounds + 1) // 2):
        drawing = ordeal.start(*WORDS, "--no-cache")
        while drawing.poll() is None:
            others = [
                ordeal.start_anew("cache", "--prune", "--max-gb", 0),
                ordeal.start_anew("cache", "--verify"),
            ]
            for other in others:
                _, errors = other.communicate(timeout=PATIENCE)
                assert (other.returncode, errors) == (0, "")
        assert (drawing.returncode, drawing.communicate()[1]) == (0, "")
        assert contents(ordeal.out) == expected


def test_cache_that_is_emptied_all_the_time_only_keeps_nothing(
    alone: Ordeal, tmp_path: Path, rounds: int
) -> None:
    ordeal = Ordeal(tmp_path)
    for _ in range((rounds + 1) // 2):
        drawing = ordeal.start(*WORDS, "--no-cache")
        while drawing.poll() is None:
            Store(ordeal.cache).prune(0)
            time.sleep(0.05)
        assert (drawing.returncode, drawing.communicate()[1]) == (0, "")
        assert contents(ordeal.out) == contents(alone.out)
        assert ordeal.litter == set()
