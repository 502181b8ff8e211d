"""Quadratic bowls of any shape, turn and place."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcore import quadratic_bowl

sizes = st.floats(0.01, 100)


@settings(max_examples=50, deadline=None)
@given(a=sizes, b=sizes, rotation=st.floats(-4, 4))
def test_hessian_has_the_curvatures_asked_for(a, b, rotation):
    bowl = quadratic_bowl((a, b), rotation, center=(1, -2))
    curvatures = np.linalg.eigvalsh(bowl.hessian(np.zeros(2)))
    np.testing.assert_allclose(curvatures, sorted((a, b)), rtol=1e-9)
    assert bowl.value(np.array([1.0, -2.0])) == 0
    assert bowl.minima.tolist() == [[1, -2]]


def test_rotation_turns_the_steep_axis_counter_clockwise():
    bowl = quadratic_bowl((1, 25), rotation=np.pi / 6)
    along_first_axis = np.array([np.cos(np.pi / 6), np.sin(np.pi / 6)])
    assert bowl.value(along_first_axis) == pytest.approx(0.5)
    across = np.array([-np.sin(np.pi / 6), np.cos(np.pi / 6)])
    assert bowl.value(across) == pytest.approx(12.5)


@pytest.mark.parametrize(
    ("curvatures", "options", "formula"),
    [
        ((1, 25), {}, "1/2 (x^2 + 25 y^2)"),
        ((0.2, 4), {}, "1/2 (0.2 x^2 + 4 y^2)"),
        ((1, 25), {"rotation": 1.0}, "1/2 (u^2 + 25 v^2)"),
        ((1, 25), {"center": (3, 0)}, "1/2 (u^2 + 25 v^2)"),
        ((1, 2, 3, 4), {}, "1/2 sum_i lambda_i x_i^2"),
        ((2,), {"formula": "x^2"}, "x^2"),
    ],
)
def test_formula_is_written_from_the_numbers(curvatures, options, formula):
    assert quadratic_bowl(curvatures, **options).formula == formula


def test_any_number_of_dimensions():
    bowl = quadratic_bowl((1, 2, 3, 4))
    assert bowl.value(np.ones((5, 4))).tolist() == [5.0] * 5
    assert bowl.window == ((-6.0, 6.0),) * 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"curvatures": (1, 0)}, "curvatures must be greater than 0, got 0"),
        ({"curvatures": (1, float("nan"))}, "curvatures must be a finite number, got nan"),
        ({"curvatures": (1, 2, 3), "rotation": 1.0}, "rotation must be 0 unless .* got 1.0"),
        ({"curvatures": (1, 2), "rotation": float("inf")}, "rotation must be a finite number"),
        (
            {"curvatures": (1, 2), "center": (1.0,)},
            r"center must have as many .* \(2\), got \[1.0\]",
        ),
        ({"curvatures": ()}, "dim must be a whole number of at least 1, got 0"),
    ],
)
def test_bad_bowls_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        quadratic_bowl(**arguments)
