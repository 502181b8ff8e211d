"""Networks train along the paths that torch recorded (see record_torch_training.py)."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from gdcore import Dataset, descend, network, optimizers

RECORD = json.loads(Path(__file__).with_name("torch_training.json").read_text(encoding="utf-8"))
DATA = Dataset("a checkerboard", RECORD["inputs"], RECORD["targets"])


@dataclass(frozen=True)
class Given:
    """Mini-batches as they were recorded."""

    batches: list[list[int]]

    def estimates(self, landscape, batch, rng):
        for chosen in self.batches:
            yield lambda points, gradient, some=chosen: landscape.gradient_of(points, some)


def name_of(run):
    seen = "in batches" if run["batches"] else "on all"
    return f"{run['activation']} {run['widths']} {run['loss']} {run['optimizer']} {seen}"


@pytest.mark.parametrize("run", RECORD["runs"], ids=name_of)
def test_training_equals_torch(run):
    settings = {name: run[name] for name in ("activation", "loss", "penalty")}
    model = network(DATA, tuple(run["widths"]), **settings)
    optimizer = getattr(optimizers, run["optimizer"])(**run["arguments"])
    estimator = Given(run["batches"]) if run["batches"] else None
    path = descend(model, optimizer, run["start"], 100, estimator=estimator, rng=0)
    plain = network(DATA, tuple(run["widths"]), **(settings | {"penalty": 0.0}))
    assert [int(step) for step in run["points"]] == [1, 2, 5, 20, 50, 100]
    for step, point in run["points"].items():
        np.testing.assert_allclose(path.points[int(step)], point, rtol=0, atol=1e-9)
        loss = float(plain.value(path.points[int(step)]))
        assert loss == pytest.approx(run["losses"][step], abs=1e-9)


def test_every_activation_and_loss_was_recorded():
    assert {run["activation"] for run in RECORD["runs"]} == {"tanh", "ReLU"}
    assert {run["loss"] for run in RECORD["runs"]} == {"cross-entropy", "squared error"}
    assert {bool(run["batches"]) for run in RECORD["runs"]} == {True, False}
