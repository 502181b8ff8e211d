"""The diagram has as many lines and discs as the network has numbers."""

from __future__ import annotations

import pytest

from scenes.kit.layout import Slot
from scenes.parts.moons_training import moons_network
from scenes.parts.network_diagram import NetworkDiagram


@pytest.mark.parametrize("sizes", [(2, 3, 4, 1), (1, 1), (3, 2, 1)])
def test_lines_and_discs_are_counted_as_drawn(sizes: tuple[int, ...]) -> None:
    diagram = NetworkDiagram(Slot(0, 0, 4, 3), sizes)
    assert len(diagram.lines.points) == 4 * diagram.weights
    assert len(diagram.units) == sum(sizes)
    assert diagram.biases == sum(sizes) - sizes[0]


def test_they_are_the_numbers_of_the_network() -> None:
    hill = moons_network(0.1, 3)
    diagram = NetworkDiagram(Slot(0, 0, 4, 3), hill.sizes)
    layers = hill.layers(hill.starts(1))
    assert diagram.weights == sum(layer.weights.size for layer in layers)
    assert diagram.biases == sum(layer.biases.size for layer in layers)
    assert diagram.weights + diagram.biases == hill.dim
