"""The lab's iterates are where the film has them: to a pixel of a film in full size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.manifest import Manifest, Marble, Stand, Trajectory
from pipeline.site.labs import LABS, WITH_MOMENTUM
from pipeline.site.pages import lone_lab
from scenes.catalog import by_name
from tests.pipeline.site.browser import Page, chromium, needs_browser
from tests.pipeline.site.films import walked_manifest

pytestmark = [needs_browser, pytest.mark.xdist_group("site pixels")]

FULL_WIDTH = 1920
FEWEST = 8
"""Places that tell where a picture stands; with fewer, any would fit. A map has six numbers for it,
and each place gives two."""

RUN = """
const [landscape, rate, beta, start, steps, role] = given;
const choice = document.querySelector("[name=lab]");
if (choice && choice.value !== landscape) {
  choice.value = landscape;
  choice.dispatchEvent(new Event("change"));
}
const lab = page.labs.get(landscape);
const places = { x0: start[0], ...(start.length > 1 ? { y0: start[1] } : {}) };
const rates = { alpha: rate };
if (`alpha_${role}` in lab.state) rates[`alpha_${role}`] = rate;
if (beta !== null) rates.beta = beta;
lab.set({ ...rates, ...places, steps, sigma: 0, rules: [role] });
await new Promise(requestAnimationFrame);
await new Promise(requestAnimationFrame);
return lab.runs[0].points.map((point) => lab.picture.spot(point));
"""

SPOTS = """
const [landscape, points] = given;
const choice = document.querySelector("[name=lab]");
if (choice && choice.value !== landscape) {
  choice.value = landscape;
  choice.dispatchEvent(new Event("change"));
}
const { picture } = page.labs.get(landscape);
return points.map((point) => picture.spot(point));
"""
"""For paths that no setting of a lab has, such as those in the films' noise."""

ROLES = {
    "gradient descent": "gradient_descent",
    "momentum": "momentum",
    "AdaGrad": "adagrad",
    "RMSProp": "rmsprop",
    "Adam": "adam",
}
"""Rules that a lab has as the films have them; Nesterov's is PyTorch's there, with other points."""


@dataclass(frozen=True)
class Case:
    """Beats of a scene whose pictures stand still while marbles move, and what it is set to.

    Parameters
    ----------
    own
        Whether its paths are the film's own: their places alone are compared.
    """

    beats: tuple[str, ...]
    settings: tuple[tuple[str, ...], ...]
    own: bool = False


CASES = {
    "hiker_on_a_hill": Case(
        ("repeat_until_flat",),
        ((), ("learning_rate=0.25",), ("start=2.6", "learning_rate=0.4")),
    ),
    "geometric_decay": Case(
        ("walk_down",), ((), ("learning_rate=0.3",), ("start=3", "learning_rate=0.05"))
    ),
    "learning_rate_regimes": Case(
        ("run_five_panels", "race_the_bold_rate"),
        ((), ("slow_rate=0.15", "start=4"), ("bold_rate=0.7", "wild_rate=1.05")),
    ),
    "momentum_versus_vanilla": Case(
        ("race",), ((), ("learning_rate=0.065", "start_x=-9"), ("momentum=0.75", "start_y=0.8"))
    ),
    "nesterov_looks_ahead": Case(
        ("race",), ((), ("learning_rate=0.026", "start_x=-9"), ("momentum=0.88", "start_y=0.8"))
    ),
    "adaptive_rates": Case(
        ("never_forget", "roll_on", "turn_the_ravine"),
        ((), ("learning_rate=0.068", "adam_rate=0.47"), ("adagrad_rate=2.1", "start_x=-9.8")),
    ),
    "saddle_points": Case(
        ("start_near_the_ridge",),
        ((), ("learning_rate=0.15",), ("start=1.5", "nearest_power=4")),
    ),
    "local_minima": Case(
        ("cross_the_barrier",), ((), ("learning_rate=0.011",), ("momentum=0.905",))
    ),
    "training_loop": Case(("turn_two_dials",), ((), ("seed=2",), ("noise=0.09",))),
    "line_fitting": Case(
        ("fall_and_crawl",), ((), ("learning_rate=0.009",), ("learning_rate=0.012", "steps=600"))
    ),
    "learning_rate_schedules": Case(
        ("walk_in_noise", "warm_up"),
        ((), ("learning_rate=0.3",), ("warm_start=3.1", "noise=1.8")),
        own=True,
    ),
    "stochastic_descent": Case(
        ("leave_the_ridge",), ((), ("seed=5",), ("seed=9", "batch=7")), own=True
    ),
    "three_implementations": Case(
        ("run_it",), ((), ("start=4",), ("learning_rate=0.05", "steps=20"))
    ),
}
"""In `marble_on_a_surface`, `optimizer_race` and `plateau` balls roll in three dimensions, and in
two of them the camera goes round: `test_ring` compares their labs with the films' stages."""


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="module")
def labs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("labs")
    files = {name: folder / f"{name}.html" for name in CASES}
    for name, file in files.items():
        file.write_text(lone_lab(by_name()[name]), encoding="utf-8")
    return files


@pytest.mark.parametrize(
    ("scene", "settings"),
    [(scene, settings) for scene, case in CASES.items() for settings in case.settings],
    ids=str,
)
def test_iterates_are_where_the_film_has_them(
    driver: Any, labs: dict[str, Path], scene: str, settings: tuple[str, ...]
) -> None:
    page = Page(driver)
    page.open(labs[scene].as_uri())
    manifest = walked_manifest(scene, settings, CASES[scene].beats)
    part = manifest.parts[0]
    paths = {path.label: path for path in part.paths}
    landscapes = {lab.landscape.name for lab in LABS[scene]}
    compared = 0
    for marble in part.marbles:
        path = paths[marble.path]
        if path.landscape not in landscapes or len(marble.stands) < 2:
            continue
        if CASES[scene].own:
            points = [iterate.point for iterate in path.iterates]
            spots = page.wait_for(SPOTS, path.landscape, points)
        elif path.optimizer in ROLES:
            spots = run(page, path, part.params.get("momentum"), marble)
        else:
            continue
        for beat, seen in beats_of(manifest, marble):
            own = np.array([spots[stand.n] for stand in seen], float)
            places = np.array([(stand.x, stand.y) for stand in seen])
            if len(seen) < FEWEST or marble.lit:
                continue
            off = residual(own, places) * FULL_WIDTH / manifest.width
            assert off < 1, (marble.path, beat, off)
            compared += len(seen)
    assert compared > 10


def run(page: Page, path: Trajectory, momentum: float | None, marble: Marble) -> Any:
    """Let the lab walk as a path does; return where its iterates are in its picture."""
    role = ROLES[path.optimizer]
    beta = momentum if role in WITH_MOMENTUM else None
    steps = max(1, *(stand.n for stand in marble.stands))
    start = path.iterates[0].point
    return page.wait_for(RUN, path.landscape, path.rate, beta, start, steps, role)


def beats_of(manifest: Manifest, marble: Marble) -> list[tuple[str, list[Stand]]]:
    """Return a marble's places, those of each beat by themselves: pictures move between them."""
    beats = manifest.parts[0].beats
    found = defaultdict(list)
    for stand in marble.stands:
        beat = next(b.name for b in beats if b.start_frame <= stand.start_frame < b.end_frame)
        if stand.exact:
            found[beat].append(stand)
    return [*found.items()]


def residual(own: np.ndarray, places: np.ndarray) -> float:
    """Return how far places are off those of the best map, whose axes may be swapped."""
    basis = np.insert(own, 2, 1, axis=1)
    solution, *_ = np.linalg.lstsq(basis, places, rcond=None)
    return float(np.abs(basis @ solution - places).max())
