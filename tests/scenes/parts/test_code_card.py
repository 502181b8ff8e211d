"""Cards of code: every letter in its column, and lines that are lit."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from scenes.kit.layout import BODY
from scenes.kit.text.text import TICK, Lettering
from scenes.parts.code_card import DIMMED, CodeCard, CodeLine, Output, advance
from scenes.parts.programs import FILES, program

ROWS = {"slope": 0, "step": 2, "clear": 3}
LEFT_HALF, _ = BODY.columns(1.15, 1)
HAIR = 2e-3


def card(name: str, rows: dict[str, int] | None = None) -> CodeCard:
    return CodeCard(program(name, 5.0, 0.1, 25), LEFT_HALF, rows)


def opacity(line: CodeLine) -> float:
    return max(float(part.get_fill_opacity()) for part in line.family_members_with_points())


def columns(line: CodeLine) -> list[float]:
    """Return the column in which each letter of a line stands, from the middle of the letter."""
    middles = [(glyph[:, 0].min() + glyph[:, 0].max()) / 2 for glyph in line.glyphs()]
    return [float((middle - line.pen[0]) / advance()) for middle in middles]


@pytest.mark.parametrize("name", FILES)
def test_every_letter_stands_in_its_column(name: str) -> None:
    for line in card(name).lines:
        seen = [column for column, letter in enumerate(line.text) if not letter.isspace()]
        np.testing.assert_allclose(columns(line), np.array(seen) + 0.45, atol=0.3)


@pytest.mark.parametrize("name", FILES)
def test_lines_stand_on_the_card_from_top_to_bottom(name: str) -> None:
    shown = card(name)
    feet = [line.pen[1] for line in shown.lines]
    assert all(b < a for a, b in itertools.pairwise(feet))
    for line in shown.lines:
        assert shown.box.get_left()[0] < line.get_left()[0]
        assert line.get_right()[0] < shown.box.get_right()[0]
        assert shown.box.get_bottom()[1] < line.get_bottom()[1]
        assert line.get_top()[1] < shown.heading.get_bottom()[1]
    assert shown.box.get_bottom()[1] >= LEFT_HALF.bottom - HAIR


def test_code_is_as_tall_as_other_text() -> None:
    (line,) = card("Python").of("slope")
    tall = [glyph for glyph in line.glyphs() if np.ptp(glyph[:, 1]) > 0]
    heights = np.concatenate(tall)[:, 1]
    assert float(np.ptp(heights)) > 0.95 * Lettering("lp", size=TICK).height


def test_lines_of_one_part_stand_in_one_row_and_are_not_indented() -> None:
    python, torch = card("Python", ROWS), card("PyTorch", ROWS)
    assert [line.line.part for line in torch.lines] == ["slope", "slope", "step", "clear"]
    for part in ("slope", "step"):
        assert python.of(part)[0].pen[1] == torch.of(part)[0].pen[1]
    assert columns(python.of("slope")[0])[0] < 1


def test_what_runs_is_lit_and_has_a_bar() -> None:
    shown = card("Python").take_lines()
    shown.light(lambda part: float(part == "step"))
    for line in shown.lines:
        runs = line.line.part == "step"
        assert opacity(line) == pytest.approx(1 if runs else DIMMED)
        assert shown.bars[id(line)].get_fill_opacity() == float(runs)
    shown.light(None)
    assert all(opacity(line) == 1 for line in shown.lines)
    assert all(bar.get_fill_opacity() == 0 for bar in shown.bars.values())


def test_a_note_stands_on_the_baseline_of_its_line() -> None:
    shown = card("Python")
    note = shown.note("rate", "the step size")
    assert note.glyphs()[0][:, 1].min() == pytest.approx(shown.of("rate")[0].pen[1])


def test_an_output_shows_the_numbers_that_there_are() -> None:
    values = [1.0, -2.0, 3.0]
    output = Output([lambda n=n: values[n] for n in range(3)], 4)  # type: ignore[misc]
    assert [digits.shown for digits in output.digits] == ["1.0000", "−2.0000", "3.0000"]
    assert [sign.text for sign in output.signs] == ["[", ",", ",", "]"]
    values[1] = -0.0113
    for digits in output.digits:
        digits.refresh()
    assert output.digits[1].shown == "−0.0113"
    parts = sorted((*output.digits, *output.signs), key=lambda part: float(part.get_left()[0]))
    assert all(a.get_right()[0] < b.get_left()[0] for a, b in itertools.pairwise(parts))


def test_one_number_has_a_name_and_no_brackets() -> None:
    output = Output([lambda: 0.01889], 5, name="x")
    assert [sign.text for sign in output.signs] == ["x", "="]
    assert output.digits[0].shown == "0.01889"
