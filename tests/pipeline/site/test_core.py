"""The update rules of the page are those of gdcore: the same path in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy import stats

from gdcore import LANDSCAPES, descend, landscape_from_grid, optimizers, schedules, theory
from gdcore.adam import UncorrectedAdam
from pipeline.site import modules
from pipeline.site.labs import known_landscape
from tests.pipeline.site.browser import Page, chromium, needs_browser

pytestmark = [needs_browser, pytest.mark.xdist_group("site core")]

STEPS = 200
CORE = [name for name in modules.sources() if name.startswith("gdcore/")]

DESCEND = """
const [runs] = given;
const { landscape_of } = await import("gdcore/landscapes");
const optimizers = await import("gdcore/optimizers");
const schedules = await import("gdcore/schedules");
const { descend } = await import("gdcore/descent");
const { generator } = await import("gdcore/random");
return runs.map(({ landscape, rule, options, schedule, start, steps, seed }) => {
  if (schedule) options.learning_rate = schedules[schedule.name](schedule.options);
  const drawn = [];
  const source = seed === undefined ? null : generator(seed);
  const rng = source && { standard_normal: () => {
    drawn.push(source.standard_normal());
    return drawn.at(-1);
  } };
  const optimizer = new optimizers[rule](options);
  const path = descend(landscape_of(landscape), optimizer, start, steps, { rng });
  return { ...path, drawn };
});
"""

RULES: dict[str, dict[str, float]] = {
    "GradientDescent": {},
    "HeavyBall": {"momentum": 0.7},
    "Nesterov": {"momentum": 0.7},
    "NesterovLookAhead": {"momentum": 0.7},
    "AdaGrad": {},
    "RMSProp": {},
    "Adadelta": {},
    "Adam": {},
    "UncorrectedAdam": {},
    "AdamW": {},
}
ROUNDED = np.array([1 + 4e-16, 1 - 4e-16])
"""What rounding does to the two coordinates of a point."""

RATES = (0.003, 0.05, 0.3)


def rule(name: str) -> Any:
    return UncorrectedAdam if name == "UncorrectedAdam" else getattr(optimizers, name)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    file = tmp_path_factory.mktemp("core") / "core.html"
    head = f'<script type="importmap">{modules.import_map(*CORE)}</script>'
    file.write_text(f"<!doctype html><meta charset=utf-8>{head}", encoding="utf-8")
    with chromium() as driver:
        driver.get(file.as_uri())
        yield Page(driver)


def start_on(name: str) -> list[float]:
    """Return a start in the window that is on no axis of symmetry: rounding grows from there."""
    shares = zip((0.3, 0.37), LANDSCAPES[name].window, strict=False)
    return [low + share * (high - low) for share, (low, high) in shares]


def assert_same(found: dict[str, Any], path: Any, what: str) -> None:
    points = np.array(found["points"])
    size = np.abs(path.points).max(axis=-1, keepdims=True)
    assert np.all(np.abs(points - path.points) <= 1e-9 * np.maximum(size, 1e-3)), what
    np.testing.assert_allclose(found["rates"], path.rates, rtol=1e-12, err_msg=what)
    assert found["outcome"] == path.outcome.value, what
    assert found["stop"] == path.stops, what


def is_chaotic(path: Any, near: Any) -> bool:
    """Tell whether gdcore's own path is another one if the last digit of its start is."""
    size = np.abs(path.points).max(axis=-1, keepdims=True)
    return bool((np.abs(near.points - path.points) > 1e-10 * np.maximum(size, 1e-3)).any())


def run_all(page: Page, runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = [{**run, "landscape": known_landscape(LANDSCAPES[run["landscape"]])} for run in runs]
    found: list[dict[str, Any]] = page.wait_for(DESCEND, known)
    return found


@pytest.mark.parametrize("name", LANDSCAPES)
def test_every_rule_walks_as_gdcore_on(page: Page, name: str) -> None:
    runs = [
        {
            "landscape": name,
            "rule": each,
            "options": {**options, "learning_rate": rate},
            "start": start_on(name),
            "steps": STEPS,
        }
        for each, options in RULES.items()
        for rate in RATES
    ]
    for run, found in zip(runs, run_all(page, runs), strict=True):
        walk = partial(descend, LANDSCAPES[name], rule(run["rule"])(**run["options"]), steps=STEPS)
        path = walk(run["start"])
        if not is_chaotic(path, walk(run["start"] * ROUNDED[: len(run["start"])])):
            assert_same(
                found, path, f"{run['rule']} at {run['options']['learning_rate']} on {name}"
            )


def test_a_spline_through_losses_is_that_of_gdcore(page: Page) -> None:
    window = ((-2.0, 1.3), (0.4, 5.0))
    losses = np.random.default_rng(5).normal(size=(7, 12))
    shares = np.random.default_rng(6).uniform(-0.1, 1.1, size=(300, 2))  # outside as well
    low, high = np.array(window).T
    ends = np.stack(np.meshgrid(*window), axis=-1).reshape(-1, 2)
    points = np.concatenate([low + shares * (high - low), ends])
    found = page.wait_for(
        """
        const [losses, window, points] = given;
        const { landscape_from_grid } = await import("gdcore/sampled");
        const spline = landscape_from_grid(losses, window);
        return ["value", "gradient", "hessian"].map((what) => points.map(spline[what]));
        """,
        losses.tolist(),
        window,
        points.tolist(),
    )
    spline = landscape_from_grid(losses, window)
    for each, function in zip(found, (spline.value, spline.gradient, spline.hessian), strict=True):
        np.testing.assert_allclose(each, function(points), rtol=1e-9, atol=1e-10)


def test_every_landscape_is_known_to_the_page(page: Page) -> None:
    names = page.wait_for('return (await import("gdcore/landscapes")).NAMES;')
    assert set(names) == set(LANDSCAPES)


@pytest.mark.parametrize("name", ["ravine", "saddle", "double well"])
def test_noise_adds_to_the_gradient_as_in_gdcore(page: Page, name: str) -> None:
    options = {"learning_rate": 0.02, "noise": 0.5}
    run = {
        "landscape": name,
        "rule": "NoisyGradientDescent",
        "options": options,
        "start": start_on(name),
        "steps": STEPS,
        "seed": 7,
    }
    [found] = run_all(page, [run])
    noise = iter(found["drawn"])

    class Replayed(np.random.Generator):
        """Draws what the page drew."""

        def standard_normal(self, size: Any = None, *_: Any, **__: Any) -> Any:
            return np.array([next(noise) for _ in range(int(np.prod(size)))]).reshape(size)

    optimizer = optimizers.NoisyGradientDescent(**options)
    rng = Replayed(np.random.PCG64(0))
    assert_same(found, descend(LANDSCAPES[name], optimizer, run["start"], STEPS, rng=rng), name)
    [again] = run_all(page, [run])
    assert again["drawn"] == found["drawn"]


def test_the_noise_is_standard_normal(page: Page) -> None:
    drawn = page.wait_for(
        """
        const { generator } = await import("gdcore/random");
        const source = generator(7);
        return Array.from({ length: 20000 }, () => source.standard_normal());
        """
    )
    assert stats.kstest(drawn, "norm").pvalue > 0.01


SCHEDULES: dict[str, dict[str, float]] = {
    "Constant": {"rate": 0.07},
    "StepDecay": {"initial": 0.07, "factor": 0.5, "every": 30},
    "Exponential": {"initial": 0.07, "factor": 0.98},
    "Cosine": {"initial": 0.07, "steps": 150, "final": 0.001},
    "LinearWarmup": {"peak": 0.07, "warmup": 20},
    "WarmupCosine": {"peak": 0.07, "warmup": 20, "steps": 150},
}


def test_every_schedule_is_that_of_gdcore(page: Page) -> None:
    assert set(SCHEDULES) == set(schedules.__all__) - {"Schedule"}
    start = start_on("ravine")
    runs = [
        {
            "landscape": "ravine",
            "rule": "HeavyBall",
            "options": {"momentum": 0.6},
            "schedule": {"name": name, "options": options},
            "start": start,
            "steps": STEPS,
        }
        for name, options in SCHEDULES.items()
    ]
    for (name, options), found in zip(SCHEDULES.items(), run_all(page, runs), strict=True):
        schedule = getattr(schedules, name)(**options)
        optimizer = optimizers.HeavyBall(schedule, 0.6)
        assert_same(found, descend(LANDSCAPES["ravine"], optimizer, start, STEPS), name)


def test_the_closed_forms_are_those_of_gdcore(page: Page) -> None:
    found = page.wait_for(
        """
        const theory = await import("gdcore/theory");
        const { largest_stable_rate, optimal_rate, optimal_momentum } = theory;
        const methods = ["gradient descent", "momentum", "Nesterov momentum"];
        const limits = methods.map((method) => largest_stable_rate(25, method, 0.7));
        return [limits, optimal_rate(1, 25), optimal_momentum(1, 25)];
        """
    )
    methods = ("gradient descent", "momentum", "Nesterov momentum")
    limits = [theory.largest_stable_rate(25, method, 0.7) for method in methods]
    assert found[0] == pytest.approx(limits, rel=1e-14)
    assert found[1] == pytest.approx(theory.optimal_rate(1, 25), rel=1e-14)
    assert found[2] == pytest.approx(theory.optimal_momentum(1, 25), rel=1e-14)


@pytest.mark.parametrize(
    ("rule", "options", "said"),
    [
        ("GradientDescent", {"learning_rate": 0}, "learning_rate must be greater than 0, got 0."),
        ("HeavyBall", {"learning_rate": 1, "momentum": 1}, "momentum must be at least 0 and below"),
        ("Adam", {"learning_rate": "much"}, "learning_rate must be greater than 0, got much."),
    ],
)
def test_what_gdcore_refuses_is_refused(page: Page, rule: str, options: Any, said: str) -> None:
    script = """
    const [rule, options] = given;
    const optimizers = await import("gdcore/optimizers");
    try { new optimizers[rule](options); } catch (error) { return error.message; }
    """
    assert str(page.wait_for(script, rule, options)).startswith(said)
