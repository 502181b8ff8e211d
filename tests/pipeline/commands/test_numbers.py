"""The numbers behind a scene."""

import csv
import io
import json

import numpy as np
import pytest

from gdcore import PARABOLA, GradientDescent, descend
from pipeline.commands.numbers import narrowed, numbers
from pipeline.errors import SceneError, UserError
from tests.pipeline.stories import DEMO, EMPTY, STUMBLING

SETTINGS = ["steps=3", "size=2"]


def test_csv_holds_every_iterate_of_every_path() -> None:
    rows = list(csv.DictReader(io.StringIO(numbers(DEMO, SETTINGS, "csv"))))
    assert list(rows[0]) == ["path", "step", "x", "value", "gradient_norm", "rate"]
    assert [row["path"] for row in rows] == ["one"] * 4 + ["two[0]"] * 3 + ["two[1]"] * 3
    path = descend(PARABOLA, GradientDescent(0.1), 2.0, 3)
    one = rows[:4]
    assert [float(row["x"]) for row in one] == path.points[:, 0].tolist()
    assert [float(row["value"]) for row in one] == path.values.tolist()
    assert [float(row["gradient_norm"]) for row in one] == np.abs(path.gradients[:, 0]).tolist()
    assert [row["rate"] for row in one] == ["0.1", "0.1", "0.1", ""]


def test_json_holds_parameters_facts_and_paths() -> None:
    record = json.loads(numbers(DEMO, SETTINGS, "json"))
    assert list(record) == ["scene", "params", "facts", "paths"]
    assert record["scene"] == "demo"
    assert record["params"]["steps"] == 3
    assert record["facts"] == {"size": 2.0, "steps": 1, "never": None}
    assert list(record["paths"]) == ["one", "two[0]", "two[1]"]
    path = descend(PARABOLA, GradientDescent(0.1), 2.0, 3)
    assert record["paths"]["one"] == path.to_dict()


def test_table_names_facts_paths_and_outcomes() -> None:
    text = numbers(DEMO, SETTINGS, "table")
    assert "demo, facts" in text
    assert "one: gradient descent on parabola, still moving" in text
    assert "two[1]: " in text
    assert ["1", "1.6", "2.56", "3.2", "0.1"] in [line.split() for line in text.splitlines()]


def test_a_table_leaves_out_the_middle_of_a_long_path_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = numbers(DEMO, ["steps=10"], "table")
    assert "…" not in whole and "not shown" not in whole
    monkeypatch.setattr("pipeline.commands.numbers.FIRST", 4)
    monkeypatch.setattr("pipeline.commands.numbers.LAST", 2)
    lines = numbers(DEMO, ["steps=10"], "table").splitlines()
    title = next(n for n, line in enumerate(lines) if line.startswith("one: "))
    steps = [line.split()[0] for line in lines[title + 4 : title + 11]]
    assert steps == ["0", "1", "2", "3", "…", "9", "10"]
    assert "  5 steps between them are not shown; --format csv has all" in lines


def test_a_table_shows_the_first_starts_of_a_batch_and_says_how_many_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipeline.commands.numbers.STARTS", 1)
    text = numbers(DEMO, SETTINGS, "table")
    assert "two[0]: " in text and "two[1]: " not in text
    assert "two: 1 more start; --format csv has all" in text


def test_a_table_shows_the_first_of_many_coordinates() -> None:
    few = {"step": [0], "x": [1.0], "y": [2.0], "value": [3.0]}
    assert narrowed(few) == few
    many = {"step": [0], **{f"x{n}": [float(n)] for n in range(1, 31)}, "value": [3.0]}
    assert list(narrowed(many)) == ["step", "x1", "x2", "x3", "x4", "…", "value"]
    assert narrowed(many)["…"] == ["…"]


def test_parameters_reach_the_plot() -> None:
    assert numbers(DEMO, ["steps=9"], "csv").count("\none,") == 10


def test_scene_without_paths_has_a_header_only() -> None:
    assert numbers(EMPTY, [], "csv") == "path"
    assert numbers(EMPTY, [], "table") == ""


def test_wrong_setting_is_refused() -> None:
    with pytest.raises(UserError, match="Did you mean 'steps'"):
        numbers(DEMO, ["step=1"], "json")


def test_plot_that_raises_is_blamed() -> None:
    with pytest.raises(SceneError, match=r"stumbling\.py:\d+: ValueError: no such number"):
        numbers(STUMBLING, ["over=its numbers"], "table")
