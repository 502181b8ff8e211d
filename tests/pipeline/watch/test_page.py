"""The page in a real browser: what is saved shows, what is wrong shows until it is right."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from benchmarks.browser import CHROMIUM, DRIVER, MISSING, chromium
from tests.pipeline.watch.project import PATIENCE, Project

pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
support: Any = pytest.importorskip("selenium.webdriver.support.wait")
keys: Any = pytest.importorskip("selenium.webdriver.common.keys").Keys

pytestmark = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING),
    pytest.mark.xdist_group("watched page"),  # one page, which each test leaves to the next
]


class Page:
    """The page, as someone sees and uses it.

    Parameters
    ----------
    browser
        Selenium's.
    """

    def __init__(self, browser: Any) -> None:
        self.browser = browser

    def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait for a condition, and return what it gives."""
        wait = support.WebDriverWait(self.browser, PATIENCE, poll_frequency=0.1)
        return wait.until(lambda _: condition(), what)

    def find(self, selector: str) -> Any:
        return self.browser.find_element("css selector", selector)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def text(self, selector: str) -> str:
        return str(self.run("return document.querySelector(arguments[0]).textContent", selector))

    def number(self) -> int:
        """Return the number of the request whose picture is shown."""
        return int(self.run("return Number(document.getElementById('figure').dataset.number || 0)"))

    def shows(self, kind: str) -> bool:
        return bool(self.run("return document.getElementById('figure').dataset.showing") == kind)

    def wait_for_clip(self, after: int = 0) -> int:
        """Wait until a clip newer than that is shown and nothing is left to do; return its number.

        A clip alone is not enough: another request, made meanwhile, may be about to replace it.
        """
        last = "return state !== null && state.phase === 'ready' && state.number"
        self.until(
            lambda: self.shows("clip") and after < self.number() == self.run(last),
            "no newer clip",
        )
        return self.number()

    def replace(self, field: Any, text: str) -> None:
        """Type over what a field holds.

        Selenium's own ``clear`` leaves the field before it types, and the page fills in again what
        nobody is typing.
        """
        field.send_keys(keys.CONTROL, "a", keys.NULL, text)

    def ink(self) -> float:
        """Return the share of the picture that is not paper."""
        png = Image.open(io.BytesIO(self.find("#figure").screenshot_as_png)).convert("L")
        inner = np.asarray(png, float)[8:-8, 8:-8]
        return float((np.abs(inner - inner[0, 0]) > 60).mean())

    def at_the_end(self) -> None:
        """Bring the clip to its end."""
        self.run(
            "const c = document.getElementById('clip'); c.pause(); c.currentTime = c.duration;"
        )
        ended = "const c = document.getElementById('clip'); return c.duration - c.currentTime < 0.1"
        self.until(lambda: self.run(ended + " && !c.seeking"), "the clip has no end")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def page(project: Project, browser: Any) -> Iterator[Page]:
    with project.watched() as url:
        browser.get(url)
        opened = Page(browser)
        opened.wait_for_clip()
        yield opened


@pytest.fixture(autouse=True)
def picture_of_failure(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep what the browser showed, where the environment says so: ``WATCH_PICTURES=DIR``."""
    yield
    folder = os.environ.get("WATCH_PICTURES")
    if folder and "browser" in request.fixturenames:
        png: bytes = request.getfixturevalue("browser").get_screenshot_as_png()
        (Path(folder) / f"{request.node.name}.png").write_bytes(png)


def test_the_page_shows_the_scene(page: Page) -> None:
    assert page.text("#title") == "A disc"
    captions = [item.text for item in page.browser.find_elements("css selector", "#beats .what")]
    assert captions == ["A disc of radius 1.", "A square."]
    page.until(lambda: page.text("#beats li:last-child .time"), "no times")
    assert page.text("#beats li:first-child .time") == "0:00"


def test_a_saved_change_shows_up(page: Page, project: Project) -> None:
    number = page.wait_for_clip()
    page.at_the_end()
    before = page.ink()
    project.save("Circle(self.params.radius,", "Circle(2 * self.params.radius,")
    page.until(lambda: page.number() > number, "no newer picture")
    page.until(lambda: page.ink() > 3 * before, "the disc is no larger")
    assert page.wait_for_clip(number) > number


def test_an_edit_leads_to_its_beat(page: Page, project: Project) -> None:
    number = page.number()
    project.save('"A square."', '"A square, at last."')
    page.until(lambda: page.text("#caption") == "A square, at last.", "no new caption")
    assert page.find("#beats li:last-child button").get_attribute("aria-current") == "true"
    page.wait_for_clip(number)


def test_an_error_shows_up_and_goes_away(page: Page, project: Project) -> None:
    number = page.number()
    project.save("Square(2,", "Squire(2,")
    page.until(lambda: page.find("#trouble").is_displayed(), "no error")
    line = 1 + project.story.read_text().partition("Squire(2,")[0].count("\n")
    assert page.text("#place") == f"stories/disc.py:{line}"
    assert "name 'Squire' is not defined" in page.text("#sentence")
    assert "Squire(2," in page.text("#lines .blamed")
    assert "Traceback" in page.text("#traceback")
    project.save("Squire(2,", "Square(2,,")
    page.until(lambda: "SyntaxError" in page.text("#sentence"), "no syntax error")
    assert "Square(2,," in page.text("#lines .blamed")
    project.save("Square(2,,", "Square(2,")
    page.until(lambda: not page.find("#trouble").is_displayed(), "the error stays")
    page.wait_for_clip(number)


def test_the_page_keeps_its_place_in_the_clip(page: Page, project: Project) -> None:
    number = page.wait_for_clip()
    page.run("const c = document.getElementById('clip'); c.pause(); c.currentTime = 0.5;")
    where = "const c = document.getElementById('clip'); return c.seeking ? -1 : c.currentTime"
    page.until(lambda: page.run(where) == pytest.approx(0.5, abs=0.01), "not there")
    page.until(lambda: "--at 0.50" in page.run("return state.commands.still"), "place unknown")
    project.save("run_time=0.4)\n\n", "run_time=0.5)\n\n")  # the other beat: this one only moves
    page.until(lambda: page.text("#caption").startswith("A disc"), "the edit was not followed")
    page.find("#beats li:last-child button").click()
    page.until(lambda: page.text("#caption").startswith("A square"), "no square")
    number = page.wait_for_clip(number)
    page.run("const c = document.getElementById('clip'); c.pause(); c.currentTime = 0.5;")
    page.until(lambda: "--at 0.50" in page.run("return state.commands.still"), "place unknown")
    project.save("Square(2,", "Square(3,")
    page.wait_for_clip(number)
    assert page.run(where) == pytest.approx(0.5, abs=0.01)
    assert page.run("return document.getElementById('clip').paused")


def test_a_slider_changes_the_picture(page: Page) -> None:
    page.find("#beats li:first-child button").click()
    page.until(lambda: page.text("#caption").startswith("A disc"), "no disc")
    number = page.wait_for_clip()
    page.at_the_end()
    before = page.ink()
    slider = page.find("#fields [data-name=radius] input[type=range]")
    assert (slider.get_attribute("min"), slider.get_attribute("max")) == ("0.5", "3")
    page.run(
        "arguments[0].value = '1.5';"
        "arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
        slider,
    )
    page.until(lambda: page.number() > number, "no newer picture")
    page.until(lambda: page.ink() > 1.8 * before, "the disc is no larger")
    page.until(lambda: page.text("#caption") == "A disc of radius 1.5.", "no new caption")
    assert page.run("return state.commands.video") == (
        "python render.py video disc --beat show_the_disc --set radius=1.5"
    )


def test_a_wrong_value_is_refused_as_on_the_command_line(page: Page) -> None:
    field = page.find("#fields [data-name=radius] input[type=number]")
    page.replace(field, "7")
    page.until(lambda: page.find("#refused").is_displayed(), "7 is allowed")
    assert page.text("#refused") == (
        "disc: radius=7 is not allowed: it should be less than or equal to 3. "
        "radius: number from 0.5 to 3 (how large the disc is; default 1.0)."
    )
    page.find("#reset").click()
    page.until(lambda: not page.find("#refused").is_displayed(), "still refused")


def test_the_theme_changes_page_and_picture(page: Page) -> None:
    number = page.number()
    dark = page.find("body").value_of_css_property("color")
    page.find("#theme").click()
    page.until(lambda: page.find("body").value_of_css_property("color") != dark, "still dark")
    page.wait_for_clip(number)
    assert "--theme light" in page.run("return state.commands.gif")


def test_a_change_of_the_kit_shows_up(page: Page, project: Project) -> None:
    number = page.wait_for_clip()
    theme = project.folder / "scenes" / "kit" / "theme.py"
    text = theme.read_text(encoding="utf-8")
    assert text.count('ink="#121A26"') == 1
    theme.write_text(text.replace('ink="#121A26"', 'ink="#203080"'), encoding="utf-8")
    ink = "return document.documentElement.style.getPropertyValue('--ink')"
    page.until(lambda: page.run(ink) == "#203080", "the old ink")
    page.wait_for_clip(number)


def test_keys_lead_from_beat_to_beat(page: Page) -> None:
    number = page.wait_for_clip()
    page.run("document.activeElement.blur()")
    page.find("body").send_keys("j")
    page.until(lambda: page.text("#caption").startswith("A square"), "still the disc")
    number = page.wait_for_clip(number)
    page.find("body").send_keys("k")
    page.until(lambda: page.text("#caption").startswith("A disc"), "still the square")
    page.wait_for_clip(number)


def test_the_clip_plays_and_stops(page: Page) -> None:
    page.wait_for_clip()
    paused = "return document.getElementById('clip').paused"
    page.at_the_end()
    page.find("#loop").click()
    page.find("#play").click()
    page.until(lambda: not page.run(paused), "it does not play")
    page.find("#play").click()
    page.until(lambda: page.run(paused), "it does not stop")


def test_nothing_on_the_page_comes_from_elsewhere(page: Page) -> None:
    script = "return performance.getEntriesByType('resource').map((one) => one.name)"
    here = page.browser.current_url
    fetched = page.run(script)
    assert fetched
    assert [name for name in fetched if not name.startswith((here, "blob:", "data:"))] == []
    assert [entry for entry in page.browser.get_log("browser") if entry["level"] == "SEVERE"] == []
