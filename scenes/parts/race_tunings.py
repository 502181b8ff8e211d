"""Six optimizers at every learning rate of the grid: the steps of each, counted once and kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdcore import (
    BEALE,
    PLATEAU,
    RATES,
    RAVINE,
    ROSENBROCK,
    ROUND_BOWL,
    TURNED_RAVINE,
    AdaGrad,
    Adam,
    GradientDescent,
    HeavyBall,
    Nesterov,
    Optimizer,
    RaceTable,
    RMSProp,
    Tuning,
    random_starts,
    tune,
)
from scenes.kit.kept_results import Arrays, kept_arrays

BETA = 0.9
SIX: tuple[Optimizer, ...] = (
    GradientDescent(1),
    HeavyBall(1, BETA),
    Nesterov(1, BETA),
    AdaGrad(1),
    RMSProp(1),
    Adam(1),
)
"""Each learning rate is to be replaced."""

ELSEWHERE = (ROUND_BOWL, RAVINE, TURNED_RAVINE, PLATEAU, BEALE, ROSENBROCK)

GOAL = 0.01
MOST, MOST_ELSEWHERE, STARTS, SEED = 3200, 1200, 25, 7
"""Steps allowed on Beale's landscape and on the others, starts on each of those, their seed."""


def tuned_on_beale(start: tuple[float, float], rates: Sequence[float]) -> list[Tuning]:
    """Return how many steps each of the six takes on Beale's function at each rate."""
    found = steps_on_beale(start, tuple(rates))
    return [Tuning(BEALE.name, one, np.array(rates), found[one.name], MOST, GOAL) for one in SIX]


def table_of_races() -> RaceTable:
    """Return the races of the six on every landscape, from one set of starts on each."""
    found = steps_elsewhere()
    cells = {
        (where.name, one.name): Tuning(
            *(where.name, one, np.array(RATES)),
            found[f"{where.name}: {one.name}"],
            MOST_ELSEWHERE,
            GOAL,
        )
        for where in ELSEWHERE
        for one in SIX
    }
    return RaceTable(tuple(w.name for w in ELSEWHERE), tuple(o.name for o in SIX), cells)


@kept_arrays
def steps_on_beale(start: tuple[float, float], rates: tuple[float, ...]) -> Arrays:
    """Count steps from one start: by the optimizer's name, as :class:`gdcore.Tuning` has them."""
    return {
        one.name: tune(BEALE, one, start, MOST, rates=rates, tolerance=GOAL).steps for one in SIX
    }


@kept_arrays
def steps_elsewhere() -> Arrays:
    """Count the steps of each on each landscape, by both names."""
    return {
        f"{where.name}: {one.name}": tune(
            where, one, random_starts(where, STARTS, SEED), MOST_ELSEWHERE, tolerance=GOAL
        ).steps
        for where in ELSEWHERE
        for one in SIX
    }
