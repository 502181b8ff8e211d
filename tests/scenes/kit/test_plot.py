"""The story in numbers: frozen, and cut off from what it was made of."""

import dataclasses

import pytest

from gdcore import Path
from scenes.kit.plot import Fact, Plot
from tests.scenes.kit.samples import parabola_walk


def test_a_plot_holds_its_paths_and_facts_by_name() -> None:
    path = parabola_walk()
    plot = Plot(paths={"gd": path}, facts={"rate": 0.1, "name": "gd"})
    assert plot.paths["gd"] is path
    assert dict(plot.facts) == {"rate": 0.1, "name": "gd"}
    assert dict(Plot(paths={}).facts) == {}


def test_a_plot_cannot_be_changed() -> None:
    plot = Plot(paths={"gd": parabola_walk()}, facts={"rate": 0.1})
    with pytest.raises(TypeError):
        plot.facts["rate"] = 0.2  # type: ignore[index]
    with pytest.raises(TypeError):
        del plot.paths["gd"]  # type: ignore[attr-defined]
    with pytest.raises(dataclasses.FrozenInstanceError):
        plot.facts = {}  # type: ignore[misc]


def test_later_changes_of_the_dictionaries_do_not_reach_it() -> None:
    paths: dict[str, Path] = {"gd": parabola_walk()}
    facts: dict[str, Fact] = {"rate": 0.1}
    plot = Plot(paths, facts)
    paths.clear()
    facts["rate"] = 0.2
    assert list(plot.paths) == ["gd"]
    assert plot.facts["rate"] == 0.1
