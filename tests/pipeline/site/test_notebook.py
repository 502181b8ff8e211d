"""The lab in a notebook: its settings, its path, and its page inside of another page."""

from __future__ import annotations

import base64
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdcore import PARABOLA, RAVINE, GradientDescent, HeavyBall, descend, schedules
from pipeline.errors import UserError
from pipeline.site.notebook import Lab, script
from tests.pipeline.site.browser import Page, asking_nobody, chromium, needs_browser


def test_the_path_is_that_of_gdcore() -> None:
    table = Lab("learning_rate_regimes", learning_rate=0.6, x=4, steps=20).path
    path = descend(PARABOLA, GradientDescent(0.6), 4, 20)
    np.testing.assert_array_equal(table["x"], path.points[:, 0])
    np.testing.assert_array_equal(table["value"], path.values)
    assert table["step"].tolist() == list(range(21))
    assert np.isnan(table["rate"][-1])


def test_a_rule_with_memory_and_a_landscape_are_chosen() -> None:
    lab = Lab("momentum_versus_vanilla", optimizers=("momentum",), momentum=0.8, steps=50)
    path = descend(RAVINE, HeavyBall(0.07, 0.8), (-10, 1), 50)
    np.testing.assert_array_equal(lab.path["y"], path.points[:, 1])
    np.testing.assert_array_equal(lab.path["velocity_x"], path.states["velocity"][:, 0])
    assert "x" in Lab("local_minima", landscape="Himmelblau").path.dtype.names


@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        (("nonsense",), {}, "There is no scene with a lab called 'nonsense'."),
        (("saddle_point",), {}, "Did you mean 'saddle_points'?"),
        (("local_minima", "Himelblau"), {}, "Did you mean 'Himmelblau'?"),
        (("plateau",), {"learning_rat": 1}, "Did you mean 'learning_rate'?"),
        (("plateau",), {"learning_rate": 99}, "learning_rate=99 is not allowed: from"),
        (("plateau",), {"learning_rate": float("nan")}, "learning_rate=nan is not allowed"),
        (("hiker_on_a_hill",), {"y": 1}, "There is no setting 'y'."),
        (("plateau", "", ("adams",)), {}, "Did you mean 'adam'?"),
    ],
)
def test_what_is_wrong_is_said(
    arguments: tuple[Any, ...], settings: dict[str, float], said: str
) -> None:
    with pytest.raises(UserError) as error:
        Lab(*arguments, **settings)
    assert said in str(error.value)


def test_noise_is_known_to_the_page_alone() -> None:
    with pytest.raises(UserError, match="set noise to 0"):
        _ = Lab("saddle_points", noise=0.1).path


def page_with(lab: Lab, file: Path) -> str:
    """Write a page that does with the lab what a notebook does, and return its address."""
    code = base64.b64encode(script().encode()).decode()
    told = json.dumps({"html": lab.html, "state": lab.state}).replace("<", "\\u003c")
    file.write_text(
        f"""<!doctype html><meta charset="utf-8"><div id="cell"></div><script type="module">
        const values = {told};
        const heard = [];
        window.model = {{
          get: (name) => values[name],
          set: (name, value) => (values[name] = value),
          save_changes: () => (window.saved = (window.saved ?? 0) + 1),
          on: (event, hear) => heard.push(hear),
          change: (state) => {{ values.state = state; for (const hear of heard) hear(); }},
        }};
        const widget = (await import("data:text/javascript;base64,{code}")).default;
        await widget.render({{ model, el: document.getElementById("cell") }});
        document.body.dataset.ready = "yes";
        </script>""",
        encoding="utf-8",
    )
    return file.as_uri()


@needs_browser
@pytest.mark.xdist_group("site notebook")
def test_what_is_moved_in_the_notebook_is_known_here(tmp_path: Path) -> None:
    lab = Lab("learning_rate_regimes", learning_rate=0.6)
    inside = "const inside = document.getElementById('cell').shadowRoot;"
    with chromium() as driver, asking_nobody(driver) as page:
        page.open(page_with(lab, tmp_path / "notebook.html"))
        outcome = f"{inside} return inside.querySelector('.outcomes').textContent"
        page.until(lambda: "within 0.01" in page.run(outcome), "nothing is shown")
        page.run(
            f"{inside} const field = inside.querySelector('[data-control=alpha] [type=number]');"
            "field.value = 1; field.dispatchEvent(new Event('change'));"
        )
        page.until(lambda: "bounces for ever" in page.run(outcome), "α stays")
        state = page.run("return model.get('state')")
        assert (state["alpha"], page.run("return saved > 0")) == (1, True)
        page.run("model.change({ ...model.get('state'), alpha: 0.5 })")  # from Python
        page.until(lambda: "from step 1 on" in page.run(outcome), "Python is not heard")
        for width in (320, 740, 1200):  # a notebook's column, in a window of 1440
            beside = page.run(
                f"{inside} const cell = document.getElementById('cell');"
                "cell.style.width = `${arguments[0]}px`;"
                "const right = cell.getBoundingClientRect().right;"
                "return [...inside.querySelectorAll('.pictures, .controls, .control, button')]"
                ".filter((each) => each.getBoundingClientRect().right > right + 1).length",
                width,
            )
            assert beside == 0, width
        ink = "return getComputedStyle(document.body).color"
        assert page.run(ink) == "rgb(0, 0, 0)"  # no style gets out


@needs_browser
@pytest.mark.xdist_group("site notebook")
@pytest.mark.parametrize("schedule", ["step_decay", "cosine", "warmup", "warmup_cosine"])
def test_a_schedule_is_the_same_here_and_there(tmp_path: Path, schedule: str) -> None:
    lab = Lab("learning_rate_regimes", steps=25)
    lab._state["schedule"] = schedule
    with chromium() as driver:
        page = Page(driver)
        page.open(page_with(lab, tmp_path / "notebook.html"))
        inside = "const inside = document.getElementById('cell').shadowRoot;"
        page.until(
            lambda: page.run(f"{inside} return inside.querySelector('.lab').dataset.drawn"), "blank"
        )
        last = page.run(f"{inside} return inside.querySelector('.outcomes').textContent")
    assert f"{lab.path['x'][-1]:.4g}".replace("-", "−") in last or "within" in last
    assert lab.path["rate"][-2] != lab.path["rate"][0] or schedule == "constant"


def test_a_notebook_gets_a_widget_if_there_are_any() -> None:
    lab = Lab("geometric_decay", learning_rate=0.3)
    if importlib.util.find_spec("anywidget") is None:
        with pytest.raises(UserError, match="pip install -e"):
            lab._repr_mimebundle_()
        return
    bundle = lab._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle[0]
    lab._widget.state = {**lab.state, "alpha": 0.2}
    np.testing.assert_allclose(lab.path["x"][1], 5 * 0.6)


def test_every_schedule_of_the_page_is_known_here() -> None:
    lab = Lab("geometric_decay")
    lab._state["schedule"] = "cosine"
    rates = schedules.Cosine(0.1, 25)(np.arange(25))
    np.testing.assert_allclose(lab.path["rate"][:-1], rates)
