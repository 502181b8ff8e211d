"""Paths and schedules equal those that torch recorded (see record_torch_paths.py)."""

import json
from pathlib import Path

import numpy as np
import pytest

from gdcore import LANDSCAPES, descend, optimizers, schedules

RECORD = json.loads(Path(__file__).with_name("torch_paths.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "recorded", RECORD["paths"], ids=lambda one: f"{one['optimizer']} on {one['landscape']}"
)
def test_path_equals_torch(recorded):
    optimizer = getattr(optimizers, recorded["optimizer"])(**recorded["arguments"])
    path = descend(LANDSCAPES[recorded["landscape"]], optimizer, recorded["start"], 200)
    assert [int(step) for step in recorded["points"]] == [1, 2, 5, 10, 50, 100, 200]
    for step, point in recorded["points"].items():
        np.testing.assert_allclose(path.points[int(step)], point, rtol=0, atol=1e-10)


def test_every_optimizer_is_recorded():
    own = {"Memory", "Optimizer", "State", "NoisyGradientDescent", "NesterovLookAhead"}
    assert {one["optimizer"] for one in RECORD["paths"]} == set(optimizers.__all__) - own


@pytest.mark.parametrize("recorded", RECORD["schedules"], ids=lambda one: one["schedule"])
def test_schedule_equals_torch(recorded):
    schedule = getattr(schedules, recorded["schedule"])(**recorded["arguments"])
    np.testing.assert_allclose(schedule(np.arange(21)), recorded["rates"], rtol=1e-12)
