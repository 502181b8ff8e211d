"""What a person may change: nothing else, and nothing later."""

import math

import pytest
from pydantic import Field, ValidationError

from scenes.kit.params import Params


class Sample(Params):
    rate: float = Field(0.1, gt=0, description="step size")


def test_defaults_and_valid_values_are_taken() -> None:
    assert Sample().rate == 0.1
    assert Sample(rate=0.5).rate == 0.5


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="ratee"):
        Sample.model_validate({"ratee": 0.5})


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, "fast"])
def test_a_wrong_value_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match="rate"):
        Sample.model_validate({"rate": value})


def test_parameters_do_not_change_while_a_scene_runs() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Sample().rate = 0.2
