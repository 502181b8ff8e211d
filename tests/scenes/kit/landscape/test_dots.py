"""Dots stand where they are told, in shapes of one area."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.kit.landscape.dots import Dots, shape_outline
from scenes.kit.theme import RUNS, SHAPES


def area(outline: np.ndarray) -> float:
    """Return the area within Bézier points ``(4 k, 3)``; each curve is sampled."""
    t = np.linspace(0, 1, 20, endpoint=False)[:, None, None]
    a, b, c, d = (outline[n::4] for n in range(4))
    curve = (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
    x, y = curve.transpose(1, 0, 2).reshape(-1, 3)[:, :2].T
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) / 2)


@pytest.mark.parametrize("shape", SHAPES.values())
def test_every_shape_is_as_large_as_a_unit_disc(shape: str) -> None:
    assert area(shape_outline(shape)) == pytest.approx(np.pi, rel=0.01)


def test_no_two_shapes_are_alike() -> None:
    widths = {round(float(np.ptp(shape_outline(SHAPES[role])[:, 0])), 3) for role in RUNS}
    assert len(widths) == len(RUNS)


def test_an_unknown_shape_is_refused() -> None:
    with pytest.raises(KeyError, match="cube"):
        shape_outline("cube")


def test_dots_are_one_outline_that_moves_comes_and_goes() -> None:
    spots = np.array([[0.0, 0, 0], [1, 2, 0]])
    dots = Dots(lambda: spots, "run_2", radius=0.2)
    assert dots.submobjects == []
    one = len(shape_outline("square"))
    np.testing.assert_allclose(dots.points[one:] - dots.points[:one], [[1, 2, 0]] * one)
    spots = spots[:1] + 1
    dots.update()
    assert len(dots.points) == one
    np.testing.assert_allclose(dots.get_center(), [1, 1, 1], atol=1e-9)
    spots = spots[:0]
    dots.update()
    assert len(dots.points) == 0


def test_without_a_shape_of_its_own_a_role_is_round() -> None:
    dots = Dots(lambda: np.zeros((1, 3)), "ink", radius=0.5)
    np.testing.assert_allclose(dots.points, 0.5 * shape_outline("circle"))
