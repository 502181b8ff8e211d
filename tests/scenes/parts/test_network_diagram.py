"""The diagram has as many lines and discs as the network has numbers, and shows how they are."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from gdcore import Network, network, two_moons
from scenes.kit.layout import Slot
from scenes.kit.theme import color
from scenes.parts.decision_plane import ROLES
from scenes.parts.moons_training import moons_network
from scenes.parts.network_diagram import THICK, THIN, UNIT, NetworkDiagram, strength

SLOT = Slot(0, 0, 4, 3)


def of_widths(*widths: int) -> Network:
    return network(two_moons(8, 0), widths)


@pytest.mark.parametrize("widths", [(3, 4), (1,), (3, 2)])
def test_lines_and_discs_are_counted_as_drawn(widths: tuple[int, ...]) -> None:
    hill = of_widths(*widths)
    diagram = NetworkDiagram(SLOT, hill, lambda: np.ones(hill.dim))
    assert len(diagram.lines) == diagram.weights
    assert len(diagram.discs) == diagram.biases
    assert len(diagram.inputs) == 2
    assert diagram.weights + diagram.biases == hill.dim


def test_each_number_has_the_line_between_its_units_or_the_disc_that_adds_it() -> None:
    """Numbers are changed one at a time: what changes in the picture must be theirs."""
    hill = of_widths(3, 4)
    values = np.full(hill.dim, 0.5)
    diagram = NetworkDiagram(SLOT, hill, lambda: values)
    thin = diagram.lines[0].get_stroke_width()
    sizes, first = hill.sizes, 0
    for layer, (inputs, outputs) in enumerate(pairwise(sizes)):
        for unit in range(outputs):
            for one in range(inputs):
                values = np.full(hill.dim, 0.5)
                hill.layers(values)[layer].weights[unit, one] = 3.0  # a view of `values`
                assert values[first] == 3.0
                diagram.refresh()
                (thick,) = [li for li in diagram.lines if li.get_stroke_width() > thin]
                start, end = thick.points[0], thick.points[-1]
                across = [
                    UNIT + at * (4 - 2 * UNIT) / (len(sizes) - 1) for at in (layer, layer + 1)
                ]
                np.testing.assert_allclose([start[0], end[0]], across)
                for point, at, count in ((start, one, inputs), (end, unit, outputs)):
                    column = sorted((count - 1) / 2 - k for k in range(count))[::-1]
                    assert np.sign(point[1] - 1.5) == np.sign(column[at])
                first += 1
        first += outputs


def test_a_number_far_from_0_is_thick_and_its_sign_is_colour_and_dash() -> None:
    hill = moons_network(0.1, 3)
    values = np.zeros(hill.dim)
    diagram = NetworkDiagram(SLOT, hill, lambda: values)
    line, disc = diagram.lines[0], diagram.discs[0]
    widths = []
    for number in (0.0, 0.5, -0.5, 2.0, -2.0, 50.0):
        values = np.full(hill.dim, number)
        diagram.refresh()
        widths.append(line.get_stroke_width())
        role = ROLES[int(number >= 0)]
        drawn: Any = line.get_stroke_color()
        assert drawn.to_hex() == color(role).to_hex()
        assert (len(line.points) > 4) == (number < 0), "dashes below 0"
    assert widths[0] == THIN
    np.testing.assert_allclose(widths[1::2][:2], widths[2::2])
    assert widths[0] < widths[1] < widths[3]
    assert widths[3] < widths[5] < THICK
    strong = disc.get_fill_color()
    values = np.zeros(hill.dim)
    diagram.refresh()
    assert disc.get_fill_color() != strong


def test_strength_goes_from_0_to_1() -> None:
    assert strength(0) == 0
    assert strength(-1) == strength(1) == pytest.approx(0.5)
    assert 0.99 < strength(1000) < 1
