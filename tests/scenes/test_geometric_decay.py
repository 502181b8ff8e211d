"""What geometric_decay claims, computed again."""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from gdcore import PARABOLA, theory
from scenes.catalog import by_name
from scenes.geometric_decay import (
    CURVATURE,
    FOOT,
    REACH,
    GeometricDecay,
    GeometricDecayParams,
    plot,
)
from scenes.kit.charts.axes import Axes
from scenes.kit.charts.ruler import RulerMarker
from scenes.kit.charts.table import Row
from scenes.kit.landscape.arrows import Tangent
from scenes.kit.landscape.marbles import Marble
from scenes.kit.layout import BODY, PICTURE
from scenes.kit.text.text import Formula
from scenes.parts.decay_bars import DecayBars
from scenes.parts.decay_ground import RisingGround, bowl
from scenes.parts.decay_power import WorkedPower
from tests.scenes.captions import too_long
from tests.scenes.scene_walk import VISIBLE, Walk, texts_on, walk_through

PARAMETERS = [
    GeometricDecayParams(),
    GeometricDecayParams(start=3, learning_rate=0.3, steps=12),
    GeometricDecayParams(start=1, learning_rate=0.02, steps=40),
    GeometricDecayParams(learning_rate=0.45703125),  # of many digits
]


@pytest.mark.parametrize("params", PARAMETERS)
def test_every_step_multiplies_x_by_one_minus_two_alpha(params: GeometricDecayParams) -> None:
    numbers = plot(params)
    x = numbers.paths["gradient descent"].points[:, 0]
    np.testing.assert_allclose(x[1:] / x[:-1], 1 - 2 * params.learning_rate, rtol=1e-12)
    assert numbers.facts["factor"] == pytest.approx(1 - 2 * params.learning_rate)


@pytest.mark.parametrize("params", PARAMETERS)
def test_the_law_gives_the_last_row(params: GeometricDecayParams) -> None:
    last = plot(params).facts["last"]
    law = theory.quadratic_iterate(params.start, params.learning_rate, CURVATURE, params.steps)
    assert last == pytest.approx(float(law), rel=1e-12)


def test_the_numbers_of_the_lecture() -> None:
    path = plot(GeometricDecayParams()).paths["gradient descent"]
    assert [f"{x:.4f}" for x in path.points[[0, 1, 2, 5, 10, 25], 0]] == [
        "5.0000", "4.0000", "3.2000", "1.6384", "0.5369", "0.0189",
    ]  # fmt: skip
    assert [f"{f:.4f}" for f in path.values[[0, 2, 25]]] == ["25.0000", "10.2400", "0.0004"]


@pytest.mark.parametrize("params", PARAMETERS)
def test_on_a_log_scale_the_steps_are_equally_long(params: GeometricDecayParams) -> None:
    x = plot(params).paths["gradient descent"].points[:, 0]
    lengths = np.diff(np.log(x))
    np.testing.assert_allclose(lengths, math.log(1 - 2 * params.learning_rate), rtol=1e-9)


@pytest.mark.parametrize("params", PARAMETERS)
def test_captions_fit_two_lines(params: GeometricDecayParams) -> None:
    assert too_long(GeometricDecay, params) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("learning_rate", 0), ("learning_rate", 0.5), ("start", 0.5), ("steps", 4), ("speed", 1)],
)
def test_what_the_story_cannot_tell_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError, match=name):
        GeometricDecayParams(**{name: value})


@pytest.mark.parametrize("params", PARAMETERS)
def test_the_factor_is_between_0_and_1_as_the_ruler_says(params: GeometricDecayParams) -> None:
    facts = plot(params).facts
    assert PARABOLA.hessian(np.array([params.start])).item() == CURVATURE == 2
    assert 0 < float(facts["factor"]) < 1
    assert facts["slope"] == pytest.approx(CURVATURE * params.start)


class Seen:
    """What one walk through the scene has shown, frame by frame."""

    def __init__(self) -> None:
        self.rows = set[tuple[str, ...]]()
        self.formulas = dict[str, set[str]]()
        self.powers = dict[int, tuple[str, str]]()
        self.faults = set[str]()
        self.phases = set[str]()
        self.markers = set[float]()
        self.tangents = 0

    def look(self, walk: Walk) -> None:
        kinds: dict[type, list[Any]] = defaultdict(list)
        tops = list(walk.scene.mobjects)
        for place, top in enumerate(tops):
            for part in top.get_family():
                kinds[type(part)].append(((part.z_index, place), part))
        for text, _ in texts_on(walk.scene):
            if isinstance(text, Row):
                self.rows.add(tuple(entry.strip() for entry in text.texts))
            if isinstance(text, Formula) and walk.scene._open is not None:
                self.formulas.setdefault(walk.scene._open[0].name, set()).add(text.text)
        for _, marker in kinds[RulerMarker]:
            self.markers.add(round(marker.value.get_value(), 9))
        for _, power in kinds[WorkedPower]:
            signs = [name for name, sign in power.signs.items() if sign.get_fill_opacity() == 1]
            if len(signs) == 1:  # it does not fade
                self.powers[int(power.exponent.shown)] = signs[0], power.digits.shown
        self.look_at_order(kinds)
        for _, bars in kinds[DecayBars]:
            self.look_at_bars(bars, [axes for _, axes in kinds[Axes]])

    def look_at_order(self, kinds: dict[type, list[Any]]) -> None:
        for place, _ in kinds[Tangent]:
            self.tangents += 1
            if not all(place > ground for ground, _ in kinds[RisingGround]):
                self.faults.add("the tangent is behind the curve")
            if not all(place < marble for marble, _ in kinds[Marble]):
                self.faults.add("the tangent is before the marble")

    def look_at_bars(self, bars: DecayBars, axes: list[Axes]) -> None:
        for phase in ("stood", "joined", "bent"):
            if 0 < getattr(bars, phase).get_value() < 1:
                self.phases.add(phase)
                if any(line.x_axis.get_stroke_opacity() > VISIBLE / 10 for line in axes):
                    self.faults.add(f"an axis stands while the bars are {phase}")
        if bars.bent.get_value() > 0 and bars.bars.get_fill_opacity() > 0:
            self.faults.add("bars have a length on a log scale")


@functools.cache
def seen() -> Seen:
    """Walk through the scene once for all tests of it in this process."""
    notes = Seen()
    walk_through(by_name()["geometric_decay"], "dark", notes.look)
    return notes


@pytest.mark.parametrize("start", [5.0, 3.7864179856612306, 2.78, 1.0])
def test_numbers_of_the_axis_stay_within_the_picture(start: float) -> None:
    scene = GeometricDecay(params=GeometricDecayParams(start=start))
    scene.low = bowl(REACH * start, FOOT, PICTURE.bottom)
    numbers = scene.axes_of_the_bowl().numbers
    assert len(numbers) >= 3
    assert BODY.left <= numbers.get_left()[0]
    assert numbers.get_right()[0] <= BODY.right


def test_no_axis_stands_while_bars_turn_join_or_bend() -> None:
    assert seen().phases == {"stood", "joined", "bent"}
    assert seen().tangents > 0
    assert not seen().faults


def test_every_row_of_the_lecture_is_shown_to_four_digits() -> None:
    path = plot(GeometricDecayParams()).paths["gradient descent"]
    rows = zip(path.points[:, 0], path.values, strict=True)
    assert seen().rows == {(str(n), f"{x:.4f}", f"{f:.4f}") for n, (x, f) in enumerate(rows)}


def test_n_is_put_into_the_formula_and_only_what_is_rounded_is_about() -> None:
    path = plot(GeometricDecayParams()).paths["gradient descent"]
    powers = seen().powers
    assert {0, 12, 25} <= powers.keys()
    for n, (sign, digits) in powers.items():
        assert digits == f"{path.points[n, 0]:.4f}"
        assert sign == ("=" if n <= 5 else "approx"), n  # 5 * 0.8 ** 5 = 1.6384
    assert powers[0] == ("=", "5.0000")
    assert powers[12] == ("approx", "0.3436")


def test_the_factor_is_derived_and_goes_onto_the_ruler() -> None:
    shown = seen().formulas
    assert "x_1 = 5 - {{ 0.1 : rate }} dot {{ 10 : slope }} = 4" in shown["take_one_step"]
    assert "x_(n+1) = {{ 0.8 : factor }} thin x_n" in shown["derive_the_factor"]
    assert "x_(n+1) = (1 - {{ alpha : rate }} lambda) thin x_n" in shown["put_it_on_the_ruler"]
    assert seen().markers == {0.8}
