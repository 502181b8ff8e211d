"""Which symbols may stand for a colour."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.encode.gif.matching import (
    MOST,
    NEVER,
    NOTHING,
    Paint,
    error_of,
    error_shown,
    look,
    paint_of,
)

compiles_first = settings(deadline=None)


@st.composite
def paints(draw: st.DrawFn) -> tuple[Paint, int]:
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    colours = rng.integers(0, 256, (draw(st.integers(1, 30)), 3), np.int32)
    palette = rng.integers(0, 256, (draw(st.integers(2, 200)), 3), np.int32)
    covered = rng.random(len(colours)) < 0.8
    limit = draw(st.sampled_from([0, 400, 20_000]))
    return paint_of(colours, covered, palette, limit), limit


def errors(paint: Paint) -> np.ndarray:
    """Return those of all symbols, in columns, for all colours."""
    return ((paint.colours[:, np.newaxis] - paint.palette[1:]) ** 2).sum(axis=2)


@compiles_first
@given(paints())
def test_symbols_are_those_near_enough_and_the_nearest(made: tuple[Paint, int]) -> None:
    paint, limit = made
    for number, row in enumerate(errors(paint)):
        symbols = paint.symbols[paint.starts[number] : paint.starts[number + 1]]
        if paint.limits[number] == NEVER:
            assert not symbols.size
            continue
        np.testing.assert_array_equal(symbols, np.flatnonzero(row <= max(limit, row.min())) + 1)
        assert paint.limits[number] == max(limit, row.min())


@compiles_first
@given(paints(), st.integers(2, MOST))
def test_least_error_is_that_of_symbols_with_so_many_bits(
    made: tuple[Paint, int], size: int
) -> None:
    paint, _ = made
    first = errors(paint)[:, : (1 << size) - 1].min(axis=1)
    covered = paint.limits != NEVER
    np.testing.assert_array_equal(paint.least[size], np.where(covered, first, 0))


@compiles_first
@given(paints(), st.integers(0, 99))
def test_what_is_shown_stays_where_it_is_near_enough(made: tuple[Paint, int], seed: int) -> None:
    paint, _ = made
    rng = np.random.default_rng(seed)
    numbers = rng.integers(0, len(paint.colours), (4, 6), np.int32)
    shown = rng.integers(0, len(paint.palette), (4, 6)).astype(np.uint8)
    stay, wanted = look(paint, numbers, shown, np.ones((4, 6)), 60.0)
    total = 0
    for place, number in np.ndenumerate(numbers):
        symbol, limit = shown[place], paint.limits[number]
        if limit == NEVER:
            assert (stay[place], wanted[place]) == (0, False)
            continue
        error = error_of(paint.colours, number, paint.palette, symbol)
        total += error if symbol != NOTHING else 0
        near = symbol != NOTHING and error <= limit
        assert stay[place] == (error if near else NEVER)
        assert wanted[place] == (not near or error - paint.least[MOST, number] > 60)
    covered = int(((paint.limits[numbers] != NEVER) & (shown != NOTHING)).sum())
    assert error_shown(paint, numbers, shown) == (total, covered)
