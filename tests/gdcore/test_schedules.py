"""Schedules: their shape over the steps, and what they refuse."""

import numpy as np
import pytest

from gdcore import Constant, Cosine, Exponential, LinearWarmup, StepDecay, WarmupCosine

ALL = [
    Constant(0.1),
    StepDecay(0.1, 0.5, 10),
    Exponential(0.1, 0.95),
    Cosine(0.1, 50),
    LinearWarmup(0.1, 10),
    WarmupCosine(0.1, 10, 50),
]


@pytest.mark.parametrize("schedule", ALL, ids=lambda one: type(one).__name__)
def test_one_step_or_many(schedule):
    steps = np.arange(100).reshape(4, 25)
    together = schedule(steps)
    assert together.shape == steps.shape
    np.testing.assert_allclose(together[2, 3], schedule(53))
    assert ((together >= 0) & (together <= 0.1)).all()


@pytest.mark.parametrize(
    ("schedule", "step", "rate"),
    [
        (Constant(0.1), 7, 0.1),
        (StepDecay(0.8, 0.5, 10), 9, 0.8),
        (StepDecay(0.8, 0.5, 10), 10, 0.4),
        (StepDecay(0.8, 0.5, 10), 25, 0.2),
        (Exponential(0.8, 0.5), 3, 0.1),
        (Cosine(0.8, 10), 0, 0.8),
        (Cosine(0.8, 10), 5, 0.4),
        (Cosine(0.8, 10), 10, 0.0),
        (Cosine(0.8, 10, final=0.2), 25, 0.2),
        (LinearWarmup(0.8, 4, start_fraction=0.5), 0, 0.4),
        (LinearWarmup(0.8, 4, start_fraction=0.5), 1, 0.5),
        (LinearWarmup(0.8, 4), 4, 0.8),
        (LinearWarmup(0.8, 4), 99, 0.8),
        (WarmupCosine(0.8, 4, 14, start_fraction=0.5), 0, 0.4),
        (WarmupCosine(0.8, 4, 14, start_fraction=0.5), 2, 0.6),
        (WarmupCosine(0.8, 4, 14), 4, 0.8),
        (WarmupCosine(0.8, 4, 14), 9, 0.4),
        (WarmupCosine(0.8, 4, 14), 99, 0.0),
    ],
)
def test_rates_by_hand(schedule, step, rate):
    assert float(schedule(step)) == pytest.approx(rate, abs=1e-15)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Constant(0), "rate must be greater than 0, got 0"),
        (lambda: StepDecay(0.1, 0, 5), "factor must be greater than 0, got 0"),
        (lambda: StepDecay(0.1, 0.5, 0), "every must be a whole number of at least 1, got 0"),
        (lambda: StepDecay(-1, 0.5, 5), "initial must be greater than 0, got -1"),
        (lambda: Exponential(0.1, -0.5), "factor must be greater than 0, got -0.5"),
        (lambda: Exponential(float("nan"), 0.5), "initial must be a finite number, got nan"),
        (lambda: Cosine(0.1, 0), "steps must be a whole number of at least 1, got 0"),
        (lambda: Cosine(0.1, 5, final=-1), "final must be 0 or greater, got -1"),
        (lambda: Cosine(0, 5), "initial must be greater than 0, got 0"),
        (lambda: LinearWarmup(0, 5), "peak must be greater than 0, got 0"),
        (lambda: LinearWarmup(1, 0), "warmup must be a whole number of at least 1, got 0"),
        (lambda: LinearWarmup(1, 5, -1), "start_fraction must be at least 0 and below 1, got -1"),
        (lambda: WarmupCosine(0, 1, 5), "peak must be greater than 0, got 0"),
        (lambda: WarmupCosine(1, 0, 5), "warmup must be a whole number of at least 1, got 0"),
        (lambda: WarmupCosine(1, 5, 5), "steps must be a whole number of at least 6, got 5"),
        (lambda: WarmupCosine(1, 2, 5, final=-1), "final must be 0 or greater, got -1"),
        (lambda: WarmupCosine(1, 2, 5, start_fraction=1), "start_fraction must be at least 0"),
        (lambda: Cosine(0.1, 5)(-1), "step must be 0 or greater, got -1"),
        (lambda: Constant(0.1)(float("nan")), "step must hold finite numbers only, got"),
    ],
)
def test_bad_schedules_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
