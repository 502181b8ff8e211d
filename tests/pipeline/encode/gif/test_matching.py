"""Which symbols may stand for a colour."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.encode.gif.matching import (
    MOST,
    NEVER,
    NOTHING,
    Candidates,
    candidates_of,
    error_of,
    error_shown,
    look,
)

compiles_first = settings(deadline=None)


@st.composite
def paints(draw: st.DrawFn) -> tuple[Candidates, int]:
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    colours = rng.integers(0, 256, (draw(st.integers(1, 30)), 3), np.int32)
    palette = rng.integers(0, 256, (draw(st.integers(2, 200)), 3), np.int32)
    covered = rng.random(len(colours)) < 0.8
    limit = draw(st.sampled_from([0, 400, 20_000]))
    return candidates_of(colours, covered, palette, limit), limit


def errors(candidates: Candidates) -> np.ndarray:
    """Return those of all symbols, in columns, for all colours."""
    return ((candidates.colours[:, np.newaxis] - candidates.palette[1:]) ** 2).sum(axis=2)


@compiles_first
@given(paints())
def test_symbols_are_those_near_enough_and_the_nearest(made: tuple[Candidates, int]) -> None:
    candidates, limit = made
    for number, row in enumerate(errors(candidates)):
        symbols = candidates.symbols[candidates.starts[number] : candidates.starts[number + 1]]
        if candidates.limits[number] == NEVER:
            assert not symbols.size
            continue
        np.testing.assert_array_equal(symbols, np.flatnonzero(row <= max(limit, row.min())) + 1)
        assert candidates.limits[number] == max(limit, row.min())


@compiles_first
@given(paints(), st.integers(2, MOST))
def test_least_error_is_that_of_symbols_with_so_many_bits(
    made: tuple[Candidates, int], size: int
) -> None:
    candidates, _ = made
    first = errors(candidates)[:, : (1 << size) - 1].min(axis=1)
    covered = candidates.limits != NEVER
    np.testing.assert_array_equal(candidates.least[size], np.where(covered, first, 0))


@compiles_first
@given(paints(), st.integers(0, 99))
def test_what_is_shown_stays_where_it_is_near_enough(
    made: tuple[Candidates, int], seed: int
) -> None:
    candidates, _ = made
    rng = np.random.default_rng(seed)
    numbers = rng.integers(0, len(candidates.colours), (4, 6), np.int32)
    shown = rng.integers(0, len(candidates.palette), (4, 6)).astype(np.uint8)
    stay, wanted = look(candidates, numbers, shown, np.ones((4, 6)), 60.0)
    total = 0
    for place, number in np.ndenumerate(numbers):
        symbol, limit = shown[place], candidates.limits[number]
        if limit == NEVER:
            assert (stay[place], wanted[place]) == (0, False)
            continue
        error = error_of(candidates.colours, number, candidates.palette, symbol)
        total += error if symbol != NOTHING else 0
        near = symbol != NOTHING and error <= limit
        assert stay[place] == (error if near else NEVER)
        assert wanted[place] == (not near or error - candidates.least[MOST, number] > 60)
    covered = int(((candidates.limits[numbers] != NEVER) & (shown != NOTHING)).sum())
    assert error_shown(candidates, numbers, shown) == (total, covered)
