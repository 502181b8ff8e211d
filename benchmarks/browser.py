"""Headless Chromium, for what is measured and tested of pages."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
MISSING = "Chromium and its driver are not installed (Debian: chromium, chromium-driver)"

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1440,1000"),
    "--autoplay-policy=no-user-gesture-required",
)
SCRIPT_SECONDS = 60


@contextmanager
def chromium() -> Iterator[Any]:
    """Open a browser without a window, with nothing remembered; Selenium's driver."""
    # here, since other benchmarks, and tests that are skipped, do without it
    from selenium import webdriver  # noqa: PLC0415

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        service = webdriver.ChromeService(executable_path=DRIVER)
        driver = webdriver.Chrome(options=options, service=service)
        driver.set_script_timeout(SCRIPT_SECONDS)
        try:
            yield driver
        finally:
            driver.quit()
