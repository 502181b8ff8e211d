"""Pages for everyone: names, contrast, headings, the keyboard alone, and a narrow screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scenes.kit.theme import WCAG_AA
from tests.pipeline.site.browser import Page, chromium, needs_browser
from tests.pipeline.site.sites import Site

pytestmark = [needs_browser, pytest.mark.xdist_group("site access")]

AXE = "AXE"
"""Environment variable: the file axe.min.js of npm's axe-core, for what it finds besides."""

SCENES = (
    "local_minima",
    "learning_rate_regimes",
    "momentum_versus_vanilla",
    "network_landscape",
)
CONTROLS = {"button", "slider", "spinbutton", "checkbox", "combobox", "link", "textbox", "img"}

CONTRASTS = """
const luminance = (rgb) => {
  const [r, g, b] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const over = (color, [r, g, b]) => {
  brush.fillStyle = `rgb(${r * 255}, ${g * 255}, ${b * 255})`;
  brush.fillRect(0, 0, 1, 1);
  brush.fillStyle = color;
  brush.fillRect(0, 0, 1, 1);
  return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3).map((c) => c / 255);
};
const paper = (element) => {
  const above = element.parentElement ? paper(element.parentElement) : [1, 1, 1];
  return over(getComputedStyle(element).backgroundColor, above);
};
const low = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || element.closest("script, .idle")) continue;
  if (!element.checkVisibility({ visibilityProperty: true })) continue;
  const behind = paper(element);
  const ink = over(getComputedStyle(element).color, behind);
  const [dim, bright] = [luminance(ink), luminance(behind)].sort((a, b) => a - b);
  const contrast = (bright + 0.05) / (dim + 0.05);
  if (contrast < arguments[0]) low.push([texts.currentNode.data.trim(), contrast]);
}
return low;
"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as driver:
        yield Page(driver)


@pytest.fixture(scope="module", params=SCENES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(request.param, tmp_path_factory.mktemp(request.param))


def wear(page: Page, theme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": theme}]
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def be_wide(page: Page, width: int) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def all_open(page: Page, file: Path) -> None:
    page.open(file.as_uri())
    page.run("for (const each of document.querySelectorAll('details')) each.open = true")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_text_can_be_read(page: Page, site: Site, theme: str) -> None:
    wear(page, theme)
    for file in (site.page, site.lab, site.folder / "index.html"):
        all_open(page, file)
        assert page.run("return getComputedStyle(document.documentElement).colorScheme") == theme
        assert page.run(CONTRASTS, WCAG_AA) == []


def test_everything_that_does_something_has_a_name(page: Page, site: Site) -> None:
    for file in (site.page, site.lab):
        all_open(page, file)
        page.driver.execute_cdp_cmd("Accessibility.enable", {})
        nodes = page.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        named = [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in nodes
            if not node.get("ignored") and node["role"]["value"] in CONTROLS
        ]
        assert len(named) > 20
        assert [role for role, name in named if not name.strip()] == []


def test_headings_go_down_by_one(page: Page, site: Site) -> None:
    for file in (site.page, site.lab, site.folder / "index.html"):
        page.open(file.as_uri())
        script = "return [...document.querySelectorAll('h1, h2, h3')].map((e) => e.tagName)"
        first, *others = page.run(script)
        assert first == "H1"
        assert set(others) <= {"H2"}
        assert page.run("return document.documentElement.lang") == "en"


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_is_cut_off_at_the_side(page: Page, site: Site, width: int) -> None:
    be_wide(page, width)
    for file in (site.page, site.lab, site.folder / "index.html"):
        all_open(page, file)
        assert page.run("return document.documentElement.scrollWidth") <= width, file.name
    be_wide(page, 1440)


def test_the_keyboard_alone_reaches_everything(page: Page, site: Site) -> None:
    all_open(page, site.lab)
    reachable = page.run(
        "return [...document.querySelectorAll('button, input, select, summary')]"
        ".filter((e) => !e.disabled && e.checkVisibility()).length"
    )
    page.run("document.body.tabIndex = -1; document.body.focus(); window.seen = new Set();")
    for _ in range(reachable + 2):
        page.driver.switch_to.active_element.send_keys("\ue004")
        page.run("seen.add(document.activeElement)")
        outline = "return getComputedStyle(document.activeElement).outlineStyle"
        if page.run("return document.activeElement !== document.body"):
            assert page.run(outline) != "none"
    assert page.run("seen.delete(document.body); return seen.size") >= reachable


def test_a_slider_goes_by_the_arrow_keys(page: Page, site: Site) -> None:
    page.open(site.lab.as_uri())
    slider = page.find("[data-control=alpha] [type=range]")
    alpha = "return [...page.labs.values()][0].state.alpha"
    before = page.run(alpha)
    slider.send_keys("\ue014")
    page.until(lambda: page.run(alpha) > before, "α stays")
    field = page.find("[data-control=alpha] [type=number]")
    field.send_keys("\ue009", "a", "\ue000", "0.05", "\ue007")
    page.until(lambda: page.run(alpha) == 0.05, "α is not what was typed")


@pytest.mark.skipif(AXE not in os.environ, reason="AXE does not say where axe.min.js is")
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing(page: Page, site: Site, theme: str) -> None:
    wear(page, theme)
    for file in (site.page, site.lab, site.folder / "index.html"):
        all_open(page, file)
        page.run(Path(os.environ[AXE]).read_text(encoding="utf-8"))
        found: list[Any] = page.wait_for(
            "const { violations } = await axe.run();"
            "return violations.map(({ id, nodes }) => [id, nodes.map((each) => each.html)]);"
        )
        assert found == []
