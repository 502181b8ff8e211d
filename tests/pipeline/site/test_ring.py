"""A landscape from all around: what the page draws on it lies where the films' stage has it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.cache.store import Store
from pipeline.site import ring as ring_module
from pipeline.site.folder import write_single_files
from pipeline.site.labs import LABS
from pipeline.site.pages import lone_lab
from pipeline.site.ring import ACROSS, USUAL, Fineness, Ring, Standing, matrix, ring_of, slot_of
from scenes.catalog import by_name
from scenes.kit import theme
from scenes.kit.surface.marbles import TUBE_RADIUS
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.surface.terrain import free_sight
from tests.pipeline.site.browser import Page, asking_nobody, chromium, needs_browser
from tests.pipeline.site.films import plotted_film
from tests.pipeline.site.sites import COARSE

STANDING = {name: lab.standing for name, labs in LABS.items() for lab in labs if lab.standing}
LIMIT = 1_200_000
"""Bytes of a page with its ring and without its films."""

NO_PAPER, NEARLY_ALL = 5, 0.96
"""Of 255, by which ground differs from paper but for a few of its places, and how many do."""

browser_test = pytest.mark.xdist_group("site ring")


def test_a_scene_has_one_ring_at_most() -> None:
    for labs in LABS.values():
        assert sum(lab.standing is not None for lab in labs) <= 1


@pytest.fixture(scope="module")
def rings() -> dict[str, Ring]:
    return {name: ring_of(standing(), COARSE) for name, standing in STANDING.items()}


def stage_of(standing: Standing, ring: Ring) -> LandscapeStage:
    """Return the stage as it was drawn, to ask it where things are."""
    width, height = ring.data["size"]
    return standing.stage(slot_of(Fineness(width=width, height=height)))


def places(ring: Ring, count: int = 11) -> np.ndarray:
    """Return data points all over the window, ``(n, 2)``, none of them at its edge."""
    window: Any = ring.data["window"]
    x, y = (np.linspace(low, high, count + 2)[1:-1] for low, high in window)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def projected(ring: Ring, world: np.ndarray, view: int) -> np.ndarray:
    rows = np.array(ring.data["matrices"][view]).reshape(3, 4)
    found = np.insert(world, 3, 1, axis=1) @ rows.T
    return np.asarray(found[:, :2] / found[:, 2:])


@pytest.mark.parametrize("name", STANDING)
def test_the_ground_is_in_the_picture_where_the_matrix_says(
    name: str, rings: dict[str, Ring]
) -> None:
    ring = rings[name]
    width, height = ring.data["size"]
    stage = stage_of(STANDING[name](), ring)
    world = stage.world(places(ring))
    for shown, picture in ring.pictures.items():
        sheet = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), int)
        themes: Any = theme.THEMES
        paper = np.round(255 * np.asarray(themes[shown].color("paper").to_rgb(), float))
        for view in range(COARSE.views):
            row, column = divmod(view, COARSE.columns)
            spots = projected(ring, world, view) * width / ACROSS
            assert (spots >= 0).all() and (spots <= (width, height)).all()
            x, y = np.floor(spots).astype(int).T
            seen = sheet[row * height + y, column * width + x]
            ground = np.abs(seen - paper).max(axis=1) > NO_PAPER
            assert ground.mean() > NEARLY_ALL, (name, shown, view)


def test_a_matrix_is_the_camera_in_units_of_the_picture() -> None:
    standing = STANDING["saddle_points"]()
    slot = slot_of(COARSE)
    stage = standing.stage(slot)
    view = stage.framed(33, 27).view(slot)
    world = stage.world(places(ring_of(standing, COARSE)))
    rows = matrix(view, slot)
    found = np.insert(world, 3, 1, axis=1) @ rows.T
    spots = view.project(world)
    unit = ACROSS / slot.width
    assert found[:, 0] / found[:, 2] == pytest.approx((spots[:, 0] - slot.left) * unit)
    assert found[:, 1] / found[:, 2] == pytest.approx((slot.top - spots[:, 1]) * unit)


def test_the_theme_stays_as_it_was() -> None:
    before = theme.active()
    ring_of(STANDING["plateau"](), COARSE)
    assert theme.active() is before


def test_what_is_kept_is_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, standing = Store(tmp_path), STANDING["plateau"]()
    first = ring_of(standing, COARSE, store)

    def refuse(*_: Any) -> bytes:
        raise AssertionError("drawn again")

    monkeypatch.setattr(ring_module, "_drawn", refuse)
    assert ring_of(standing, COARSE, store).pictures == first.pictures
    with pytest.raises(AssertionError, match="drawn again"):
        ring_of(standing, Fineness(views=5, columns=3, width=160, height=100), store)


@pytest.mark.parametrize("name", STANDING)
def test_a_page_with_its_ring_weighs_little(name: str, rings: dict[str, Ring]) -> None:
    page = len(lone_lab(by_name()[name], rings[name]).encode())
    views = USUAL.views / COARSE.views * len(json.dumps(rings[name].data["matrices"]))
    pictures = len(rings[name].pictures) * USUAL.heaviest
    assert page + views + 4 / 3 * pictures < LIMIT  # as text, in a single file


def test_pictures_are_as_good_as_they_may_weigh() -> None:
    standing = STANDING["plateau"]()
    best = ring_of(standing, COARSE).pictures["dark"]
    light = replace(COARSE, heaviest=round(0.8 * len(best)))
    [lighter] = {ring_of(standing, light).pictures["dark"]}
    assert 0.5 * len(best) < len(lighter) <= light.heaviest


# ---- in the browser ----


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with chromium() as driver:
        yield driver


@pytest.fixture
def page(driver: Any) -> Iterator[Page]:
    with asking_nobody(driver) as page:
        yield page


@pytest.fixture(scope="module")
def labs(rings: dict[str, Ring], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write a file for each lab, the pictures of its ring beside it."""
    folder = tmp_path_factory.mktemp("rings")
    (folder / "media").mkdir()
    files = {}
    for name, ring in rings.items():
        for shown, picture in ring.pictures.items():
            (folder / "media" / f"{name}-ring-{shown}.webp").write_bytes(picture)
        files[name] = folder / f"{name}-lab.html"
        files[name].write_text(lone_lab(by_name()[name], ring), encoding="utf-8")
    return files


LAB = "const lab = [...page.labs.values()].find(({ data }) => data.solid);"
PAINTED = "return document.querySelector('.picture.solid').dataset.painted"


def landscape_of(name: str) -> str:
    return next(lab.landscape.name for lab in LABS[name] if lab.standing)


def show(page: Page, file: Path, address: str = "view=3d") -> None:
    page.open(f"{file.as_uri()}#{address}")
    page.until(lambda: page.run(PAINTED), "no landscape")


@needs_browser
@browser_test
@pytest.mark.parametrize("name", STANDING)
def test_points_are_where_the_stage_has_them(
    page: Page, labs: dict[str, Path], rings: dict[str, Ring], name: str
) -> None:
    ring = rings[name]
    show(page, labs[name], f"lab={landscape_of(name)}&view=3d")
    stage = stage_of(STANDING[name](), ring)
    points = places(ring)
    world = stage.world(points)
    found = page.run(
        f"{LAB} const [points] = arguments;"
        "return lab.solid.data.matrices.map((_, view) => {"
        "  lab.solid.turn(view);"
        "  const spots = points.map((point) => lab.solid.spot(point));"
        "  const back = spots.map((spot) => lab.solid.ground.seen(spot, view));"
        "  return { spots, hidden: points.map((point) => lab.solid.is_hidden(point)),"
        "           back: back.map((each) => each && lab.solid.ground.data(each)) };"
        "});",
        points.tolist(),
    )
    extent = np.ptp(ring.data["window"], axis=1)
    raised = world + (0, 0, TUBE_RADIUS)
    for view, told in enumerate(found):
        # a pixel of the picture is many of its units
        assert np.array(told["spots"]) == pytest.approx(projected(ring, world, view), abs=0.01)
        eye = np.array(ring.data["eyes"][view])
        free = np.array([free_sight(stage.terrain, 1, eye, at) for at in raised])
        hidden = np.array(told["hidden"])
        assert (hidden[free == 0]).mean() > NEARLY_ALL if (free == 0).any() else True
        assert not hidden[free == 1].any()
        backs = [told["back"][k] for k in np.flatnonzero(free == 1)]
        away = [
            np.abs(np.array(back) - point).max() if back else np.inf
            for point, back in zip(points[free == 1], backs, strict=True)
        ]
        # a click at the rim of a hill may slip behind it
        assert (np.array(away) < 0.02 * extent.max()).mean() > NEARLY_ALL, view


def shows(page: Page, view: int) -> bool:
    return str(page.run(PAINTED)).endswith(f" {view}")


@needs_browser
@browser_test
def test_some_of_it_is_hidden_and_drawn_so(page: Page, labs: dict[str, Path]) -> None:
    show(page, labs["saddle_points"], "view=3d&x0=2&y0=-0.001&steps=20")
    trails = ".trail.hidden:not([d=''])"
    count = "return document.querySelectorAll(arguments[0]).length"
    seen = []
    for view in range(COARSE.views):
        page.run(f"{LAB} lab.turn(arguments[0])", view)
        page.until(partial(shows, page, view), "it does not turn")
        seen.append(page.run(count, f".picture.solid {trails}"))
    assert 0 < sum(seen) < COARSE.views  # the back of the saddle hides its way, the front does not
    dash = "return getComputedStyle(document.querySelector(arguments[0])).strokeDasharray"
    assert page.run(dash, ".picture.solid .trail.hidden") == "2px, 5px"


@needs_browser
@browser_test
def test_it_turns_by_hand_and_by_key(page: Page, labs: dict[str, Path]) -> None:
    actions: Any = pytest.importorskip("selenium.webdriver").ActionChains
    page.open(labs["marble_on_a_surface"].as_uri())
    state = f"{LAB} return lab.state"
    assert not page.run(state)["solid"]
    page.press("[data-do=solid]")
    page.until(lambda: page.run(PAINTED), "no landscape")
    assert not page.find(".picture.flat").is_displayed()
    page.find(".turn input").send_keys("\ue014")
    page.until(lambda: str(page.run(PAINTED)).endswith(" 1"), "no key turns it")
    page.until(lambda: page.driver.current_url.endswith("#view=3d&turn=1"), "not in the address")
    svg = page.find(".picture.solid svg")
    page.run("arguments[0].scrollIntoView({ block: 'center' })", svg)
    wide = svg.size["width"]
    hand = actions(page.driver).move_to_element(svg).click_and_hold()
    hand.move_by_offset(-round(0.6 * wide / 2), 0).release().perform()
    turn = page.run(state)["turn"]
    assert turn in (2, 3) and page.run(state)["marbles"] == []  # a quarter of the way round
    actions(page.driver).move_to_element(svg).click().perform()
    [dropped] = page.run(state)["marbles"]
    spot = page.run(f"{LAB} return lab.solid.spot(arguments[0])", dropped)
    middle = np.array(page.run(f"{LAB} return [lab.solid.frame.width, lab.solid.frame.height]")) / 2
    assert spot == pytest.approx(middle, abs=2 * ACROSS / wide)
    page.press("[data-do=solid]")
    page.until(lambda: page.find(".picture.flat").is_displayed(), "the map does not come back")


@needs_browser
@browser_test
@pytest.mark.parametrize(
    ("address", "solid", "turn"),
    [
        ("view=3d&turn=5", True, 5),
        ("view=3d&turn=6", True, 0),
        ("view=3d&turn=-1", True, 0),
        ("view=3d&turn=1e9", True, 0),
        ("view=3d&turn=<b>", True, 0),
        ("view=4d&turn=2", False, 2),
        ("view=__proto__", False, 0),
    ],
)
def test_nothing_of_the_view_in_an_address_is_believed(
    page: Page, labs: dict[str, Path], address: str, solid: bool, turn: int
) -> None:
    page.open(f"{labs['plateau'].as_uri()}#{address}")
    state = page.run(f"{LAB} return lab.state")
    assert (state["solid"], state["turn"]) == (solid, turn)


@needs_browser
@browser_test
def test_a_single_file_holds_it_in_both_themes(page: Page, tmp_path: Path) -> None:
    entry = by_name()["plateau"]
    films = tmp_path / "films"
    films.mkdir()
    film = plotted_film(entry.name, films)
    [file] = write_single_files(tmp_path, {entry: film}, lambda line: None, fineness=COARSE)
    show(page, file)
    before = page.run(PAINTED)
    page.press("#theme")
    page.until(lambda: page.run(PAINTED) not in (before, None), "the other theme does not come")
