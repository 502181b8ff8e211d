"""The sum of rows in LLVM's words against the plain one that stands in for it."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

from scenes.kit.surface.kernels import four_at_once
from scenes.kit.surface.kernels.four_at_once import plain_rows, vector_rows, weighted_rows


def sums(rows: Any) -> Any:
    """Return a compiled function that sums rows for many places."""

    @numba.njit(error_model="numpy")
    def all_of_them(table: Any, places: Any, weights: Any, out: Any) -> None:
        for n in range(len(places)):
            p, w = places[n], weights[n]
            out[n] = rows(table, p[0], p[1], p[2], p[3], w[0], w[1], w[2], w[3])

    return all_of_them


def test_both_have_the_same_bits() -> None:
    random = np.random.default_rng(5)
    table = random.normal(size=(40, 4)).astype(np.float32)
    places = random.integers(0, 40, (300, 4)).astype(np.uint64)
    weights = random.uniform(0, 1, (300, 4)).astype(np.float32)
    found = []
    for rows in (weighted_rows, plain_rows):
        out = np.zeros((300, 4), np.float32)
        sums(rows)(table, places, weights, out)
        found.append(out)
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_allclose(
        found[0], (table[places] * weights[..., None]).sum(axis=1), rtol=1e-4, atol=1e-5
    )


def test_this_numba_has_what_the_fast_one_is_made_of() -> None:
    assert weighted_rows is not plain_rows


def test_a_numba_without_it_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("numba.core.cgutils.unpack_tuple")
    with pytest.raises(AttributeError):
        vector_rows()
    assert four_at_once.plain_rows is plain_rows
