"""What marble_on_a_surface claims, computed again."""

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import ROUND_BOWL, TWO_WELLS, GradientDescent, descend
from scenes.marble_on_a_surface import (
    STEPS_BETWEEN_WELLS,
    MarbleOnASurface,
    MarbleOnASurfaceParams,
    plot,
)
from tests.scenes.captions import too_long

PARAMETERS = [
    MarbleOnASurfaceParams(),
    MarbleOnASurfaceParams(start=(1.0, 0.5), bowl_rate=0.3, steps=8, rate=0.05),
    MarbleOnASurfaceParams(starts=((1.5, 0.0), (-1.5, 0.0)), rate=0.03),
]


@pytest.mark.parametrize("params", PARAMETERS)
def test_the_wells_are_counted_by_where_each_marble_ends(params: MarbleOnASurfaceParams) -> None:
    facts = plot(params).facts
    ends = []
    for start in params.starts:
        path = descend(TWO_WELLS, GradientDescent(params.rate), start, STEPS_BETWEEN_WELLS)
        distances = np.linalg.norm(TWO_WELLS.minima - path.points[-1], axis=1)
        assert distances.min() < 0.05, "a marble that the story says has ended has not"
        ends.append(int(distances.argmin()))
    assert (facts["deep"], facts["shallow"]) == (ends.count(0), ends.count(1))
    assert facts["deep"] + facts["shallow"] == facts["marbles"]
    assert ends.count(0) and ends.count(1), "they are to end in different wells"


@pytest.mark.parametrize("params", PARAMETERS)
def test_on_the_bowl_the_loss_falls_fast_where_it_is_steep(params: MarbleOnASurfaceParams) -> None:
    path = plot(params).paths["bowl"]
    slopes, falls = np.linalg.norm(path.gradients, axis=1), -np.diff(path.values)
    assert (falls > 0).all() and (np.diff(slopes) < 0).all() and (np.diff(falls) < 0).all()
    assert plot(params).facts["last"] == ROUND_BOWL.value(path.points[-1])


def test_the_deep_well_is_the_first_minimum() -> None:
    facts = plot(MarbleOnASurfaceParams()).facts
    assert facts["lowest"] == pytest.approx(-2.0631, abs=1e-4)
    assert facts["other"] == pytest.approx(-1.0927, abs=1e-4)


@pytest.mark.parametrize("params", PARAMETERS)
def test_captions_fit_two_lines(params: MarbleOnASurfaceParams) -> None:
    assert too_long(MarbleOnASurface, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start", (0.1, 0.1)), ("start", (3, 0)), ("starts", ((9, 0), (0, 1))), ("rate", 0.2),
        ("starts", ((0.0686, 1.5), (1.5, 0.0))), ("bowl_rate", 0.6), ("steps", 4), ("speed", 1),
    ],
)  # fmt: skip
def test_what_the_story_cannot_tell_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        MarbleOnASurfaceParams(**{name: value})
