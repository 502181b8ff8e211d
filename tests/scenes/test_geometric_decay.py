"""What geometric_decay claims, computed again."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import theory
from scenes.geometric_decay import CURVATURE, GeometricDecay, GeometricDecayParams, plot
from tests.scenes.captions import too_long

PARAMETERS = [
    GeometricDecayParams(),
    GeometricDecayParams(start=3, learning_rate=0.3, steps=12),
    GeometricDecayParams(start=1, learning_rate=0.02, steps=40),
]


@pytest.mark.parametrize("params", PARAMETERS)
def test_every_step_multiplies_x_by_one_minus_two_alpha(params: GeometricDecayParams) -> None:
    numbers = plot(params)
    x = numbers.paths["gradient descent"].points[:, 0]
    np.testing.assert_allclose(x[1:] / x[:-1], 1 - 2 * params.learning_rate, rtol=1e-12)
    assert numbers.facts["factor"] == pytest.approx(1 - 2 * params.learning_rate)


@pytest.mark.parametrize("params", PARAMETERS)
def test_the_law_gives_the_last_row(params: GeometricDecayParams) -> None:
    last = plot(params).facts["last"]
    law = theory.quadratic_iterate(params.start, params.learning_rate, CURVATURE, params.steps)
    assert last == pytest.approx(float(law), rel=1e-12)


def test_the_numbers_of_the_lecture() -> None:
    path = plot(GeometricDecayParams()).paths["gradient descent"]
    assert [f"{x:.4f}" for x in path.points[[0, 1, 2, 5, 10, 25], 0]] == [
        "5.0000", "4.0000", "3.2000", "1.6384", "0.5369", "0.0189",
    ]  # fmt: skip
    assert [f"{f:.4f}" for f in path.values[[0, 2, 25]]] == ["25.0000", "10.2400", "0.0004"]


@pytest.mark.parametrize("params", PARAMETERS)
def test_on_a_log_scale_the_steps_are_equally_long(params: GeometricDecayParams) -> None:
    x = plot(params).paths["gradient descent"].points[:, 0]
    lengths = np.diff(np.log(x))
    np.testing.assert_allclose(lengths, math.log(1 - 2 * params.learning_rate), rtol=1e-9)


@pytest.mark.parametrize("params", PARAMETERS)
def test_captions_fit_two_lines(params: GeometricDecayParams) -> None:
    assert too_long(GeometricDecay, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("learning_rate", 0), ("learning_rate", 0.5), ("start", 0.5), ("steps", 4), ("speed", 1)],
)
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        GeometricDecayParams(**{name: value})
