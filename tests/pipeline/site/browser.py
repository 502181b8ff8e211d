"""A real browser for the tests of pages: headless Chromium, as someone sees and uses it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from benchmarks.browser import CHROMIUM, DRIVER, MISSING, chromium

__all__ = ["Page", "asking_nobody", "chromium", "needs_browser"]

needs_browser = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)

PATIENCE = 20.0
OWN = ("http://127.0.0.1:", "file:", "data:", "blob:", "about:", "chrome:")
"""How the addresses begin that a page may ask for."""


@contextmanager
def asking_nobody(driver: Any) -> Iterator[Page]:
    """Give a page; in the end the browser must have no complaint, and have asked nobody else."""
    opened = Page(driver)
    opened.complaints()
    driver.get_log("performance")
    yield opened
    complaints = opened.complaints()
    assert complaints == [], complaints
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]
    elsewhere = [url for url in asked if not url.startswith(OWN)]
    assert elsewhere == [], elsewhere


class Page:
    """A page in the browser.

    Parameters
    ----------
    driver
        Selenium's.
    """

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, url: str) -> None:
        """Open a page, and wait until its scripts have run and its film can be shown."""
        self.driver.get("about:blank")  # an address that differs in its hash alone opens nothing
        self.driver.get(url)
        self.until(lambda: self.run("return document.body?.dataset.ready"), "not ready")
        ready = "return (document.querySelector('video')?.readyState ?? 4) >= 2"
        self.until(lambda: self.run(ready), "no film")
        shown = (
            "const lab = document.querySelector('.lab:not([hidden])'); return !lab ||"
            " lab.dataset.drawn > 0"
        )
        self.until(lambda: self.run(shown), "the lab shows nothing")

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def wait_for(self, script: str, *arguments: Any) -> Any:
        """Return what a promise comes to; an error of the page is one of the test."""
        told = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            f"(async (...given) => {{ {script} }})(...[...arguments].slice(0, -1))"
            ".then((value) => done({ value }), (error) => done({ error: String(error.stack) }));",
            *arguments,
        )
        assert "error" not in told, told["error"]
        return told.get("value")

    def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait for a condition, and return what it gives."""
        support: Any = pytest.importorskip("selenium.webdriver.support.wait")
        wait = support.WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05)
        return wait.until(lambda _: condition(), what)

    def find(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def text(self, selector: str) -> str:
        return str(self.run("return document.querySelector(arguments[0]).textContent", selector))

    def texts(self, selector: str) -> list[str]:
        script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)"
        found: list[str] = self.run(script, selector)
        return found

    def choose(self, selector: str, value: object, event: str = "input") -> None:
        """Give a field a value, as someone does who moves or picks it."""
        script = (
            "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
            "field.dispatchEvent(new Event(arguments[2], { bubbles: true }));"
        )
        self.run(script, selector, value, event)

    def press(self, selector: str) -> None:
        self.run("document.querySelector(arguments[0]).click()", selector)

    def complaints(self) -> list[str]:
        """Return what the browser complained of since the last time."""
        log = self.driver.get_log("browser")
        return [entry["message"] for entry in log if entry["level"] in {"SEVERE", "WARNING"}]
