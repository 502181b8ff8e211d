"""Rows of the table of labs fit their scenes and landscapes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.scene_loading import load
from pipeline.site.labs import LABS, lab_data
from scenes.catalog import by_name

SEVERAL = [(name, lab) for name, labs in LABS.items() for lab in labs]
each_lab = pytest.mark.parametrize(
    ("name", "lab"), SEVERAL, ids=[f"{name} {lab.landscape.name}" for name, lab in SEVERAL]
)


def test_every_row_is_a_scene_of_the_course() -> None:
    assert set(LABS) <= set(by_name())


@each_lab
def test_a_lab_takes_all_that_the_film_takes(name: str, lab: Any) -> None:
    data = lab_data(name, lab, load(by_name()[name]).params_type())
    json.dumps(data, allow_nan=False)
    for control in data["controls"]:
        assert control["low"] <= control["value"] <= control["high"], control
        assert control["step"] > 0
        for film in control["films"]:
            assert control["low"] <= film["high"] <= control["high"], control
            assert control["low"] - control["step"] <= film["low"], control


@each_lab
def test_a_lab_shows_at_first_what_the_film_shows(name: str, lab: Any) -> None:
    model = load(by_name()[name]).params_type()
    controls = {each["key"]: each for each in lab_data(name, lab, model)["controls"]}
    for parameter in (*lab.rates[:1], lab.momentum):
        if isinstance(parameter, str) and parameter:
            key = "alpha" if parameter in lab.rates else "beta"
            assert controls[key]["value"] == getattr(model(), parameter)
