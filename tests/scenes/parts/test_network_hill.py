"""Cuts through a network's hill show its loss, and what stands on them is where it says."""

from __future__ import annotations

import numpy as np
import pytest

from gdcore import Landscape, landscape_from, quadratic_bowl
from scenes.kit.layout import PICTURE
from scenes.kit.surface.stage import LandscapeStage
from scenes.parts.moons_training import DESCENT, moons_network, trainings
from scenes.parts.network_hill import Probe, cut_along, cut_by_chance, open_side

RATE, NOISE, SEEDS = 0.5, 0.1, range(7)
LOOKED_AT = 2e-3
"""What the drawn ground may differ from the loss, as a share of its height."""


def spots_in(landscape: Landscape) -> np.ndarray:
    low, high = np.array(landscape.window).T
    return np.asarray(low + np.random.default_rng(1).uniform(0, 1, (300, 2)) * (high - low))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_drawn_ground_is_the_loss_of_the_network_there(seed: int) -> None:
    hill, path = moons_network(NOISE, seed), trainings(NOISE, seed, RATE)[DESCENT]
    for cut in (cut_by_chance(hill, path.points[-1], seed), cut_along(hill, path).cut):
        spots = spots_in(cut.ground)
        losses = hill.value(cut.plane.point(spots))
        np.testing.assert_allclose(cut.exact.value(spots), losses, rtol=1e-12)
        np.testing.assert_allclose(cut.ground.value(spots), losses, atol=LOOKED_AT * losses.max())
        np.testing.assert_allclose(cut.plane.point((0.0, 0.0)), path.points[-1])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_shadow_is_on_the_ground_and_ends_where_training_did(seed: int) -> None:
    hill, path = moons_network(NOISE, seed), trainings(NOISE, seed, RATE)[DESCENT]
    shadow = cut_along(hill, path)
    low, high = np.array(shadow.cut.ground.window).T
    assert ((low < shadow.path.points) & (shadow.path.points < high)).all()
    np.testing.assert_allclose(shadow.path.points[-1], 0, atol=1e-12)
    assert shadow.path.values[-1] == pytest.approx(path.values[-1], rel=1e-9)
    spread = path.points - path.points.mean(axis=0)
    seen = shadow.path.points - shadow.path.points.mean(axis=0)
    assert sum(shadow.explained) == pytest.approx((seen**2).sum() / (spread**2).sum())


def test_a_probe_stands_where_it_is_told_and_goes_when_it_is_away() -> None:
    place = np.array([0.5, -0.25])
    stage = LandscapeStage(quadratic_bowl((1.0, 2.0)), PICTURE)
    probe = Probe(stage, lambda: place)
    stage.put(probe)
    before = probe.state()
    np.testing.assert_allclose(probe.center, stage.resting(place, probe.radius))
    (ball,) = probe.balls()
    np.testing.assert_allclose(ball, [*probe.center, probe.radius])
    assert probe.casts_shade()
    place[0] = -0.5
    assert probe.state() != before
    probe.presence.set_value(0)
    assert probe.balls() == []


@pytest.mark.parametrize("azimuth", [-135.0, -60.0, 0.0, 120.0])
def test_the_open_side_is_downhill(azimuth: float) -> None:
    down = np.deg2rad(azimuth)
    slope = landscape_from(lambda at: float(-at @ (np.cos(down), np.sin(down))), 2)
    assert open_side(LandscapeStage(slope, PICTURE)) == pytest.approx(azimuth, abs=0.1)
