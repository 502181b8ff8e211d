"""Every check lets the good through and names the argument, the value and what is allowed."""

import re

import numpy as np
import pytest

from gdcore import checks

BAD = [
    (checks.finite, float("nan"), "rate must be a finite number, got nan."),
    (checks.finite, float("inf"), "rate must be a finite number, got inf."),
    (checks.finite, "0.1", "rate must be a finite number, got '0.1'."),
    (checks.finite, True, "rate must be a finite number, got True."),
    (checks.finite, None, "rate must be a finite number, got None."),
    (checks.positive, 0, "rate must be greater than 0, got 0."),
    (checks.positive, -0.1, "rate must be greater than 0, got -0.1."),
    (checks.not_negative, -1e-9, "rate must be 0 or greater, got -1e-09."),
    (checks.fraction, 1, "rate must be at least 0 and below 1, got 1."),
    (checks.fraction, -0.5, "rate must be at least 0 and below 1, got -0.5."),
    (checks.whole, 0, "rate must be a whole number of at least 1, got 0."),
    (checks.whole, 2.0, "rate must be a whole number of at least 1, got 2.0."),
    (checks.whole, True, "rate must be a whole number of at least 1, got True."),
    (checks.finite_array, [1, float("nan")], "rate must hold finite numbers only, got nan."),
    (checks.finite_array, ["a"], "rate must be an array of numbers, got ['a']."),
    (checks.finite_array, [[1], [1, 2]], "rate must be an array of numbers, got [[1], [1, 2]]."),
]


@pytest.mark.parametrize(("check", "value", "message"), BAD)
def test_bad_values_are_named(check, value, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        check("rate", value)


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (checks.finite, -3),
        (checks.finite, np.float32(0.5)),
        (checks.positive, 1e-300),
        (checks.not_negative, 0),
        (checks.fraction, 0.0),
        (checks.fraction, 0.999),
        (checks.whole, np.int64(7)),
    ],
)
def test_good_values_pass(check, value):
    assert check("rate", value) == value
