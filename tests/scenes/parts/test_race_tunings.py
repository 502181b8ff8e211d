"""The steps of the six are those that gdcore counts, and are counted once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gdcore import BEALE, PLATEAU, Tuning, random_starts, tune
from scenes.parts import race_tunings
from scenes.parts.race_tunings import (
    GOAL,
    MOST,
    MOST_ELSEWHERE,
    SEED,
    SIX,
    STARTS,
    table_of_races,
    tuned_on_beale,
)

START, RATES = (1.0, 0.9), (0.01, 0.5)


def same(one: Tuning, other: Tuning) -> bool:
    facts = [(t.landscape, t.optimizer, t.allowed, t.tolerance) for t in (one, other)]
    arrays = np.array_equal(one.steps, other.steps) and np.array_equal(one.rates, other.rates)
    return facts[0] == facts[1] and arrays


def test_each_is_tuned_as_gdcore_tunes_it() -> None:
    found = tuned_on_beale(START, RATES)
    for tuning, optimizer in zip(found, SIX, strict=True):
        assert same(tuning, tune(BEALE, optimizer, START, MOST, rates=RATES, tolerance=GOAL))


def test_a_cell_of_the_table_is_a_tuning_from_its_starts() -> None:
    starts = random_starts(PLATEAU, STARTS, SEED)
    cell = table_of_races().cells[PLATEAU.name, SIX[0].name]
    assert same(cell, tune(PLATEAU, SIX[0], starts, MOST_ELSEWHERE, tolerance=GOAL))


def test_steps_are_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    counted = []
    counting = race_tunings.tune

    def spy(*args: object, **options: object) -> Tuning:
        counted.append(args)
        return counting(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(race_tunings, "tune", spy)
    first, again = (tuned_on_beale(START, RATES[1:]) for _ in range(2))
    assert len(counted) == len(SIX)
    assert all(map(same, first, again))
