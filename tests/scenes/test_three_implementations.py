"""What three_implementations claims: the programs on the screen are run."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import PARABOLA, GradientDescent, descend, quadratic_bowl
from scenes.catalog import by_name
from scenes.kit.theme import active
from scenes.parts.code_card import CodeCard, CodeLine
from scenes.parts.programs import FILES
from scenes.three_implementations import (
    ARRAY_DIGITS,
    MANY,
    OTHERS,
    SCALAR_DIGITS,
    ThreeImplementations,
    ThreeImplementationsParams,
    plot,
    written,
)
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import VISIBLE, Walk, animated_now, walk_through

PARAMETERS = [
    ThreeImplementationsParams(),
    ThreeImplementationsParams(start=1, learning_rate=0.02, steps=5),
    ThreeImplementationsParams(start=1, learning_rate=0.12, steps=25),
    ThreeImplementationsParams(start=3.14159, learning_rate=0.0777777, steps=17),
]
RECORD = json.loads(Path(__file__).with_name("torch_loop.json").read_text(encoding="utf-8"))
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[+-]\d+)?")
FLOAT32 = 1e-6
"""Error of what PyTorch computes with half the digits, in data units."""

with_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is no dependency")


def run(source: str) -> list[float]:
    """Run a program and return the numbers that it prints."""
    command = [sys.executable, "-c", source]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return numbers_in(said)


def numbers_in(said: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(said)]


def ends(params: ThreeImplementationsParams) -> list[float]:
    """Return where the three numbers of the plot end."""
    paths = plot(params).paths
    return [float(paths[f"x_{number}"].points[-1, 0]) for number in (1, 2, 3)]


def spelled(values: list[float], digits: int) -> list[str]:
    return [f"{value:.{digits}f}" for value in values]


@pytest.mark.parametrize("params", PARAMETERS)
def test_plain_python_prints_the_number_on_the_screen(params: ThreeImplementationsParams) -> None:
    printed = run(written("Python", params).source)
    assert spelled(printed, SCALAR_DIGITS) == spelled(ends(params)[:1], SCALAR_DIGITS)


@pytest.mark.parametrize("params", PARAMETERS)
def test_numpy_prints_the_numbers_on_the_screen(params: ThreeImplementationsParams) -> None:
    printed = run(written("NumPy", params).source)
    assert spelled(printed, ARRAY_DIGITS) == spelled(ends(params), ARRAY_DIGITS)


def end_of(recorded: dict[str, Any]) -> np.ndarray:
    rule = GradientDescent(recorded["learning_rate"])
    starts = np.array(recorded["numbers"])[:, None]
    return np.asarray(descend(PARABOLA, rule, starts, recorded["steps"]).points[-1, :, 0])


@pytest.mark.parametrize("recorded", RECORD["runs"])
def test_pytorch_has_printed_the_numbers_of_the_path(recorded: dict[str, Any]) -> None:
    printed = numbers_in(recorded["printed"])
    half_a_digit = 0.5 * 10.0**-ARRAY_DIGITS
    np.testing.assert_allclose(printed, end_of(recorded), rtol=0, atol=half_a_digit + FLOAT32)


@pytest.mark.parametrize("recorded", RECORD["runs"])
def test_what_pytorch_was_recorded_with_is_the_program_on_the_screen(
    recorded: dict[str, Any],
) -> None:
    names = ("start", "learning_rate", "steps")
    params = ThreeImplementationsParams(**{name: recorded[name] for name in names})
    source = written("PyTorch", params).source
    mine, theirs = repr([params.start, *OTHERS]), repr(recorded["numbers"])
    assert source.count(mine) == 1
    assert source.replace(mine, theirs) == recorded["source"]


@with_torch
@pytest.mark.parametrize("recorded", RECORD["runs"])
def test_pytorch_prints_again_what_it_printed(recorded: dict[str, Any]) -> None:
    assert run(recorded["source"]) == numbers_in(recorded["printed"])


def test_the_numbers_of_the_lecture() -> None:
    params = PARAMETERS[0]
    assert spelled(run(written("Python", params).source), 5) == ["0.01889"]
    assert spelled(run(written("NumPy", params).source), 4) == ["0.0189", "-0.0113", "0.0076"]
    assert RECORD["runs"][0]["printed"] == "tensor([ 0.0189, -0.0113,  0.0076])\n"
    assert plot(params).facts["lines"] == 6


@pytest.mark.parametrize("recorded", RECORD["runs"])
def test_pytorch_finds_the_slopes_that_stand_beside_the_marbles(recorded: dict[str, Any]) -> None:
    starts = np.array([recorded["start"], *OTHERS])[:, None]
    np.testing.assert_allclose(recorded["slopes"], PARABOLA.gradient(starts)[:, 0], rtol=1e-6)


@pytest.mark.parametrize("params", PARAMETERS)
def test_three_marbles_on_a_curve_are_one_path_in_three_dimensions(
    params: ThreeImplementationsParams,
) -> None:
    bowl, rule = quadratic_bowl((2, 2, 2)), GradientDescent(params.learning_rate)
    path = descend(bowl, rule, (params.start, *OTHERS), params.steps)
    paths = plot(params).paths
    for number in range(3):
        np.testing.assert_array_equal(paths[f"x_{number + 1}"].points[:, 0], path.points[:, number])


def of_parts(name: str, *parts: str) -> list[str]:
    lines = written(name, PARAMETERS[0]).lines
    return [line.text for line in lines if line.part in parts]


def test_numpy_leaves_the_loop_letter_for_letter() -> None:
    loop = ("loop", "slope", "step")
    assert of_parts("NumPy", *loop) == of_parts("Python", *loop)
    changed = [set(of_parts(name, "import", "start", "print")) for name in ("Python", "NumPy")]
    assert not changed[0] & changed[1]
    assert of_parts("NumPy", "rate") == of_parts("Python", "rate")


def test_the_three_share_the_line_above_their_loops() -> None:
    assert len({tuple(of_parts(name, "loop")) for name in FILES}) == 1


def test_nobody_types_the_slope_for_pytorch() -> None:
    assert of_parts("Python", "slope") == ["    slope = 2 * x"]
    assert "2 * x" not in written("PyTorch", PARAMETERS[0]).source
    assert of_parts("PyTorch", "slope") == ["    loss = (x**2).sum()", "    loss.backward()"]


def test_numpy_takes_many_numbers_with_the_same_loop() -> None:
    params = PARAMETERS[0]
    path = plot(params).paths["many numbers"]
    assert path.points.shape == (params.steps + 1, MANY, 1)
    source = written("NumPy", params).source
    longer = source.replace(repr([params.start, *OTHERS]), repr(path.points[0, :, 0].tolist()))
    assert longer.count("\n") == source.count("\n") and longer != source
    np.testing.assert_allclose(run(longer), path.points[-1, :, 0], rtol=0, atol=0.51e-4)


def test_parameters_are_rounded_to_what_stands_in_the_code() -> None:
    params = PARAMETERS[-1]
    assert (params.start, params.learning_rate) == (3.14, 0.0778)
    assert "x = 3.14\nalpha = 0.0778\n" in written("Python", params).source
    assert "range(17)" in written("Python", params).source
    assert plot(params).paths["x_1"].points[0, 0] == 3.14


@pytest.mark.parametrize("params", PARAMETERS)
def test_captions_fit_two_lines(params: ThreeImplementationsParams) -> None:
    assert too_long(ThreeImplementations, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("start", 0.9), ("start", 5.1), ("learning_rate", 0.3), ("steps", 4), ("beta", 1)],
)
def test_what_the_code_cannot_show_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        ThreeImplementationsParams.model_validate({name: value})


@pytest.mark.parametrize("start", [1, 5])
@pytest.mark.parametrize("rate", [0.02, 0.12])
def test_no_number_on_the_screen_is_rounded_away(start: float, rate: float) -> None:
    for steps in (5, 25):
        params = ThreeImplementationsParams(start=start, learning_rate=rate, steps=steps)
        assert all(abs(end) > 10.0**-ARRAY_DIGITS for end in ends(params))


class Seen:
    """What one walk through the scene has shown, frame by frame."""

    def __init__(self) -> None:
        self.lines = dict[str, set[str]]()
        self.together = set[tuple[frozenset[str], ...]]()
        self.faults = set[str]()

    def look(self, walk: Walk) -> None:
        parts = [part for top in walk.scene.mobjects for part in top.get_family()]
        cards = [part for part in parts if isinstance(part, CodeCard)]
        for card in cards:
            self.lines.setdefault(card.program.name, set())
            self.lines[card.program.name] |= {line.text for line in card.lines}
        beat = walk.scene._open[0].name if walk.scene._open else ""
        if beat == "run_them_side_by_side":
            self.together.add(tuple(lit(card) for card in cards))
        moving = animated_now(walk.scene)
        for line in parts:
            still = isinstance(line, CodeLine) and not moving & set(map(id, line.get_family()))
            if still and not colours(line) <= meant():
                self.faults.add(line.text)


def lit(card: CodeCard) -> frozenset[str]:
    bright = [line for line in card.lines if fill(line) > VISIBLE]
    return frozenset(line.line.part for line in bright) - {"clear"}


def fill(line: CodeLine) -> float:
    return max(float(part.get_fill_opacity()) for part in line.family_members_with_points())


def colours(line: CodeLine) -> set[str]:
    return {part.get_fill_color().to_hex() for part in line.family_members_with_points()}


def meant() -> set[str]:
    roles = ("ink", "faint", "step", "slope", "gradient_descent")
    return {active().color(role).to_hex() for role in roles}


@functools.cache
def seen() -> Seen:
    """Walk through the scene once for all tests of it in this process."""
    notes = Seen()
    walk_through(by_name()["three_implementations"], "dark", notes.look, with_ends=False)
    return notes


def test_every_line_of_the_files_is_shown_and_no_other() -> None:
    for name in FILES:
        lines = written(name, PARAMETERS[0]).source.splitlines()
        assert seen().lines[name] == {line for line in lines if line}


def test_lines_that_correspond_light_up_together() -> None:
    assert all(python == numpy == torch for python, numpy, torch in seen().together)
    assert {frozenset({"slope"}), frozenset({"step"})} <= {lit[0] for lit in seen().together}


def test_code_has_the_colours_of_what_it_names() -> None:
    assert not seen().faults
