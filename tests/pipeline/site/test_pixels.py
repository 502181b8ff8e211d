"""The lab's iterates are where the film has them: to a pixel of a film in full size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from pipeline.manifest import Manifest, Marble
from tests.pipeline.site.browser import Page, chromium, needs_browser
from tests.pipeline.site.films import walked_manifest
from tests.pipeline.site.sites import Site

pytestmark = [needs_browser, pytest.mark.xdist_group("site pixels")]

FULL_WIDTH = 1920
FEWEST = 4
"""Places of a marble that tell where its picture stands; with fewer, any places would fit."""

SPOTS = """
const [alpha, beta, start, steps, role] = given;
const lab = [...page.labs.values()][0];
const places = { x0: start[0], ...(start.length > 1 ? { y0: start[1] } : {}) };
lab.set({ alpha, ...(beta === null ? {} : { beta }), ...places, steps, rules: [role] });
await new Promise(requestAnimationFrame);
await new Promise(requestAnimationFrame);
return lab.runs[0].points.map((point) => lab.picture.spot(point));
"""

SETTINGS = {
    "learning_rate_regimes": (
        (),
        ("slow_rate=0.15", "start=4"),
        ("bold_rate=0.7", "wild_rate=1.05"),
    ),
    "nesterov_looks_ahead": (
        (),
        ("learning_rate=0.026", "start_x=-9"),
        ("momentum=0.88", "start_y=0.8"),
    ),
}


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Site]:
    return {name: Site(name, tmp_path_factory.mktemp(name)) for name in SETTINGS}


@pytest.mark.parametrize(
    ("scene", "settings"),
    [(scene, settings) for scene, several in SETTINGS.items() for settings in several],
    ids=str,
)
def test_iterates_are_where_the_film_has_them(
    driver: Any, sites: dict[str, Site], scene: str, settings: tuple[str, ...]
) -> None:
    page = Page(driver)
    page.open(sites[scene].lab.as_uri())
    manifest = walked_manifest(scene, settings)
    part = manifest.parts[0]
    paths = {path.label: path for path in part.paths}
    compared = 0
    for marble in part.marbles:
        path = paths[marble.path]
        if path.optimizer not in ("gradient descent", "momentum"):
            continue  # the lab has Nesterov's rule as PyTorch has it: other points
        role = {"gradient descent": "gradient_descent", "momentum": "momentum"}[path.optimizer]
        start, steps = path.iterates[0].point, max(stand.n for stand in marble.stands)
        beta = part.params.get("momentum") if role == "momentum" else None
        spots = page.wait_for(SPOTS, path.rate, beta, start, max(1, steps), role)
        for seen in beats_of(manifest, marble):
            places = np.array([(stand.x, stand.y) for stand in seen])
            own = np.array([spots[stand.n] for stand in seen], dtype=float)
            off = residual(own, places) * FULL_WIDTH / manifest.width
            assert off < 1, (marble.path, seen[0].n, off)
            compared += len(seen)
    assert compared > 10


def beats_of(manifest: Manifest, marble: Marble) -> list[list[Any]]:
    """Return a marble's places, those of each beat by themselves: pictures move between them."""
    beats = manifest.parts[0].beats
    found = defaultdict(list)
    for stand in marble.stands:
        beat = next(b.name for b in beats if b.start_frame <= stand.start_frame < b.end_frame)
        if stand.exact:
            found[beat].append(stand)
    return [seen for seen in found.values() if len(seen) >= FEWEST]


def residual(own: np.ndarray, places: np.ndarray) -> float:
    """Return how far places are off, after the best shift and scale of each axis."""
    off = []
    for axis in range(2):
        basis = np.stack([own[:, axis], np.ones(len(own))], axis=1)
        solution, *_ = np.linalg.lstsq(basis, places[:, axis], rcond=None)
        off.append(np.abs(basis @ solution - places[:, axis]).max())
    return float(max(off))
