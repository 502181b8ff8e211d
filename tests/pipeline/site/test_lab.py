"""The lab in a real browser: what an address asks for, what it says, and what one takes along."""

from __future__ import annotations

import functools
import re
import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest

import render
from gdcore import descend, optimizers, theory
from pipeline.params import parse_settings
from pipeline.scene_loading import load
from pipeline.site.labs import LABS, RULES, lab_data
from pipeline.site.pages import lab_page, lone_lab
from scenes.catalog import CATALOG, by_name
from tests.pipeline.site.browser import Page, asking_nobody, chromium, needs_browser
from tests.pipeline.site.sites import served

SEVERAL = [(name, lab) for name, labs in LABS.items() for lab in labs]
pytestmark = [needs_browser, pytest.mark.xdist_group("site labs")]


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="module")
def labs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the page of each lab alone: no film is made, and no landscape drawn."""
    names = (
        "learning_rate_regimes",
        "momentum_versus_vanilla",
        "local_minima",
        "network_landscape",
    )
    folder = tmp_path_factory.mktemp("labs")
    files = {name: folder / lab_page(by_name()[name]) for name in names}
    for name, file in files.items():
        file.write_text(lone_lab(by_name()[name]), encoding="utf-8")
    return files


@pytest.fixture
def page(driver: Any) -> Iterator[Page]:
    with asking_nobody(driver) as page:
        yield page


LAB = "const lab = [...page.labs.values()].at(-1);"


def state(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.run(f"{LAB} return lab.state")
    return found


def open_lab(page: Page, lab: Path, address: str = "") -> None:
    page.open(f"{lab.as_uri()}{address and '#'}{address}")


@pytest.mark.parametrize(
    ("address", "key", "value", "said"),
    [
        ("alpha=1.05", "alpha", 1.05, ""),
        ("alpha=1e99", "alpha", 1.2, "α goes from 0.002 to 1.2 here."),
        ("alpha=-1", "alpha", 0.002, "alpha=-1 is not allowed"),
        ("alpha=NaN", "alpha", 0.1, "alpha=NaN is not allowed: α must be a number."),
        ("alpha=Infinity", "alpha", 0.1, "α must be a number."),
        ("alpha=", "alpha", 0.1, "α must be a number."),
        ("alpha=0.5&alpha=0.7", "alpha", 0.5, ""),
        ("alpha=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "alpha", 0.1, "<img src=x onerror=a"),
        ("steps=3.6", "steps", 4, ""),
        ("steps=1e9", "steps", 100, "n goes from 1 to 100 here."),
        ("x0=100", "x0", 6, "x₀ goes from −6 to 6 here."),
        ("rules=adam,momentum,adam", "rules", ["adam", "momentum"], ""),
        ("rules=__proto__,constructor", "rules", ["gradient_descent"], "there are gradient"),
        ("schedule=cosine", "schedule", "cosine", ""),
        ("schedule=toString", "schedule", "constant", "there are constant, step_decay, "),
        ("seed=-1", "seed", 1, "a whole number from 0 to 999999 is."),
        ("marbles=1;2;nonsense;7;3,4;", "marbles", [[1], [2]], "Of the marbles, 3 cannot"),
        ("lab=nowhere&alpha=0.3", "alpha", 0.3, "There is no lab nowhere"),
        ("alpha=0.3&" + "x" * 100_000, "alpha", 0.3, "only 2000 characters"),
        ("%E0%A4%A", "alpha", 0.1, ""),
    ],
    ids=lambda each: str(each)[:40],
)
def test_nothing_in_an_address_is_believed(
    page: Page, labs: dict[str, Path], address: str, key: str, value: Any, said: str
) -> None:
    open_lab(page, labs["learning_rate_regimes"], address)
    assert state(page)[key] == value
    assert said in page.text(".remark")
    assert bool(said) == page.find(".remark").is_displayed()
    assert page.run("return document.querySelectorAll('.remark *').length") == 0


@pytest.mark.parametrize(
    ("alpha", "said"),
    [
        (0.1, "Gradient descent is still on its way after 14 steps, at x = 0.2199."),
        (0.5, "Gradient descent settles at x = 0, within 0.01 of it from step 1 on."),
        (1, "Gradient descent bounces for ever between −5 and 5."),
        (1.1, "Gradient descent flies off: after 14 steps the loss is 4100."),
    ],
)
def test_the_outcome_is_a_sentence(
    page: Page, labs: dict[str, Path], alpha: float, said: str
) -> None:
    open_lab(page, labs["learning_rate_regimes"], f"alpha={alpha}")
    assert page.text(".outcomes li") == said


def test_what_flies_off_is_drawn_as_far_as_it_is_seen(page: Page, labs: dict[str, Path]) -> None:
    # a browser takes seconds for the dashes of a line that is a thousand pictures long
    open_lab(page, labs["momentum_versus_vanilla"], "alpha=0.16&steps=200&x0=-10")
    width, height = page.run(f"{LAB} return [lab.picture.frame.width, lab.picture.frame.height]")
    trails = page.run(
        "return [...document.querySelectorAll('.trail')].map((e) => e.attributes.d.value)"
    )
    places = [float(text) for trail in trails for text in re.findall(r"-?[\d.]+", trail)]
    assert len(places) > 20
    assert min(places) >= -201 and max(places) <= max(width, height) + 201


def test_what_theory_says_can_be_set(page: Page, labs: dict[str, Path]) -> None:
    open_lab(page, labs["momentum_versus_vanilla"])
    buttons = page.texts(".advice button")
    assert buttons == [
        "largest stable: α = 0.08",
        "best: α = 0.07692",
        "largest stable: α = 0.136",
        "best: α = 0.1111, β = 0.4444",
    ]
    page.run("document.querySelectorAll('.advice button')[1].click()")
    assert state(page)["alpha"] == theory.optimal_rate(1, 25)
    page.run("document.querySelectorAll('.advice button')[3].click()")
    best = theory.optimal_momentum(1, 25)
    assert (state(page)["alpha"], state(page)["beta"]) == pytest.approx(best, rel=1e-14)


def test_a_marble_is_dropped_dragged_and_taken_away(page: Page, labs: dict[str, Path]) -> None:
    open_lab(page, labs["local_minima"], "lab=Himmelblau")
    svg = page.find("[data-lab=Himmelblau] .picture svg")
    page.run("arguments[0].scrollIntoView({ block: 'center' })", svg)
    webdriver: Any = pytest.importorskip("selenium.webdriver")
    half, unit = svg.size["width"] / 2, svg.size["width"] / 10

    def to(x: float, y: float) -> tuple[Any, int, int]:
        return svg, round(x * unit), round(-y * unit)

    hand = webdriver.ActionChains(page.driver)
    hand.move_to_element_with_offset(*to(-3, 3)).click().perform()
    [dropped] = state(page)["marbles"]
    assert dropped == pytest.approx([-3, 3], abs=5 / half)
    hand = webdriver.ActionChains(page.driver)
    hand.move_to_element_with_offset(*to(-3, 3)).click_and_hold()
    hand.move_to_element_with_offset(*to(-3, -3)).release().perform()
    [dragged] = state(page)["marbles"]
    assert dragged == pytest.approx([-3, -3], abs=5 / half)
    page.until(lambda: "2 marbles" in page.text("[data-lab=Himmelblau] .outcomes"), "no tally")
    page.until(lambda: "marbles=-3" in page.driver.current_url, "not in the address")
    page.press("[data-lab=Himmelblau] [data-do=only-one]")
    assert state(page)["marbles"] == []


@pytest.mark.parametrize("name", ["learning_rate_regimes", "momentum_versus_vanilla"])
def test_a_copied_command_films_just_this(page: Page, labs: dict[str, Path], name: str) -> None:
    open_lab(page, labs[name])
    assert page.text(".command") == f"python render.py video {name}"
    films = page.run(f"{LAB} return lab.data.controls[0].films")
    for film in films:
        value = round(film["low"] + 0.6 * (film["high"] - film["low"]), 6)
        page.choose("[data-control=alpha] [type=number]", value, "change")
        expected = f"--set {film['parameter']}={value:g}"
        page.until(lambda told=expected: told in page.text(".command"), "another command")
        verb, *words = shlex.split(page.text(".command"))[2:]
        parent = click.Context(render.cli, obj=CATALOG)
        request = render.cli.commands[verb].make_context(verb, words, parent=parent).params
        entry = by_name()[name]
        params = parse_settings(entry, load(entry).params_type(), request["settings"])
        assert getattr(params, film["parameter"]) == value
    highest = page.run(f"{LAB} return lab.data.controls[0].step")
    page.choose("[data-control=alpha] [type=number]", highest, "change")
    page.until(lambda: page.text(".command").startswith("The film takes α from"), "a command")
    assert page.run("return document.querySelector('[data-do=copy-command]').disabled")


def test_a_command_says_what_it_does_not_film(page: Page, labs: dict[str, Path]) -> None:
    lab = labs["learning_rate_regimes"]
    open_lab(page, lab)
    assert page.text(".unfilmed") == ""
    open_lab(page, lab, "rules=adam&schedule=cosine&marbles=1")
    assert page.text(".command") == "python render.py video learning_rate_regimes"
    assert page.text(".unfilmed") == "The film keeps its own optimizers, schedule, marbles."


def test_a_link_and_an_embed_lead_back(page: Page, labs: dict[str, Path]) -> None:
    with served(labs["momentum_versus_vanilla"]) as url:
        page.open(
            f"{url}#alpha=0.075&rules=adam&schedule=cosine&sigma=0.5&seed=4&marbles=1,1;-4,0.5"
        )
        before = state(page)
        link, embed = page.run(f"{LAB} return [lab.link(), lab.embed()]")
        page.open(link)
        assert state(page) == before
        assert f'src="{url}#alpha=0.075' in embed
        read = "return new DOMParser().parseFromString(arguments[0], 'text/html')"
        source = page.run(f"{read}.querySelector('iframe').src", embed)
        page.open(source)
        assert state(page) == before


def says(page: Page, selector: str, text: str) -> bool:
    return page.text(selector) == text


def test_a_recorded_training_is_gone_along(page: Page, labs: dict[str, Path]) -> None:
    open_lab(page, labs["network_landscape"])
    [lab] = LABS["network_landscape"]
    assert lab.recorded
    recorded = lab.recorded()
    last = recorded.cast.steps
    assert state(page)["trained"] == last
    marble = "[data-role=recorded].marble"
    for step in (0, 100, last):
        page.choose(".recorded input", step)
        network, ground = (run.values[step] for run in (recorded.training, recorded.cast))
        said = f"n = {step} of {last}: L of the network {network:.3f}, ground below {ground:.3f}"
        page.until(partial(says, page, ".recorded output", said), said)
        d = page.find(f".picture.flat {marble}").get_attribute("d")
        spot = page.run(
            f"{LAB} return lab.map.spot(arguments[0])", recorded.cast.points[step].tolist()
        )
        assert [float(each) for each in re.findall(r"-?[\d.]+", d)[:2]] == pytest.approx(
            spot, abs=0.1
        )
    page.choose(".recorded input", 7)
    page.until(lambda: page.driver.current_url.endswith("#trained=7"), "not in the address")
    assert page.text(".command") == "python render.py video network_landscape"
    page.choose("[data-control=alpha] [type=number]", 1, "change")
    said = "The film shows the recorded training only."
    page.until(partial(says, page, ".command", said), "a command")
    assert state(page)["trained"] == 7


@pytest.mark.parametrize("asked", ["-1", "555", "1.5", "", "NaN", "<b>", "1e9"])
def test_no_step_that_was_not_recorded_is_shown(
    page: Page, labs: dict[str, Path], asked: str
) -> None:
    open_lab(page, labs["network_landscape"], f"trained={asked}&alpha=1")
    assert state(page)["trained"] == 554
    assert state(page)["alpha"] == 1


@functools.cache
def offered(name: str, landscape: str) -> dict[str, Any]:
    lab = next(lab for lab in LABS[name] if lab.landscape.name == landscape)
    return lab_data(name, lab, load(by_name()[name]).params_type())


def usual(data: dict[str, Any]) -> dict[str, Any]:
    return {each["key"]: each["value"] for each in data["controls"]}


@pytest.mark.parametrize(
    ("name", "lab"), SEVERAL, ids=[f"{name} {lab.landscape.name}" for name, lab in SEVERAL]
)
def test_each_of_two_thousand_marbles_walks_as_one_alone(
    page: Page, name: str, lab: Any, labs: dict[str, Path]
) -> None:
    if page.driver.current_url != labs["local_minima"].as_uri():
        open_lab(page, labs["local_minima"])
    data = offered(name, lab.landscape.name)
    found = page.wait_for(
        """
        const { descend } = await import("gdcore/descent");
        const { landscape_of } = await import("gdcore/landscapes");
        const { optimizer_of } = await import("lab/runs");
        const { Swarm } = await import("lab/swarm");
        const [data, state] = given;
        const landscape = landscape_of(data.landscape);
        return data.rules.map((rule) => {
          const picture = { figure: document.createElement("div") };
          const swarm = new Swarm(picture, landscape, rule, state);
          while (!swarm.done) swarm.advance();
          const some = [0, 1, 2, 700, 1999];
          const alone = some.map((k) => {
            const start = swarm.one(swarm.starts, k);
            return descend(landscape, optimizer_of(rule, state), start, state.steps);
          });
          return {
            together: some.map((k) => swarm.one(swarm.points, k).map(String)),
            alone: alone.map(({ points }) => points.at(-1).map(String)),
            flown: alone.map(({ stop }) => stop >= 0),
          };
        });
        """,
        data,
        {**usual(data), "steps": 30, "sigma": 0, "schedule": "cosine", "seed": 1},
    )
    for rule in found:
        pairs = zip(rule["together"], rule["alone"], rule["flown"], strict=True)
        assert all(together == alone for together, alone, flown in pairs if not flown)
        assert not all(rule["flown"])


@pytest.mark.parametrize(
    ("name", "lab", "role"),
    [
        pytest.param(name, lab, role, id=f"{name} {lab.landscape.name} {role}")
        for name, lab in SEVERAL
        for role in lab.rules
    ],
)
def test_what_a_lab_offers_walks_as_gdcore(
    page: Page, name: str, lab: Any, role: str, labs: dict[str, Path]
) -> None:
    data = offered(name, lab.landscape.name)
    values = usual(data)
    if page.driver.current_url != labs["local_minima"].as_uri():
        open_lab(page, labs["local_minima"])
    rule, rate = RULES[role], f"alpha_{role}" if role in lab.own_rates else "alpha"
    found = page.wait_for(
        """
        const { landscape_of } = await import("gdcore/landscapes");
        const { runs_of } = await import("lab/runs");
        const [data, state] = given;
        return runs_of(landscape_of(data.landscape), data.rules, state)[0];
        """,
        data,
        {
            **values,
            "steps": 200,
            "sigma": 0,
            "rules": [role],
            "schedule": "constant",
            "seed": 1,
            "marbles": [],
        },
    )
    options = {"learning_rate": values[rate]}
    if role in ("momentum", "nesterov"):
        options["momentum"] = values["beta"]
    start = [values[key] for key in ("x0", "y0") if key in values]
    optimizer = getattr(optimizers, rule.rule)(**options)
    path = descend(lab.landscape, optimizer, start, 200)
    size = np.abs(path.points).max(axis=-1, keepdims=True)
    assert np.all(np.abs(np.array(found["points"]) - path.points) <= 1e-9 * np.maximum(size, 1e-3))
    assert found["outcome"] == path.outcome.value
