"""``render.py site``: the films of ``video``, each made once, and pages around them."""

from __future__ import annotations

import json
import os
import re
import signal
import urllib.request
from pathlib import Path

import pytest

from tests.pipeline.command_line import files_in, invoke, start

THEMES = ("rolling", "rolling-light")
COPIED = (".mp4", "-poster.png", ".vtt", ".srt", ".json")


DRAFT = ("-q", "draft", "--cache", "cache")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a site of one story, in an empty folder."""
    folder = tmp_path_factory.mktemp("home")
    before = Path.cwd()
    os.chdir(folder)
    try:
        result = invoke("site", "rolling", *DRAFT)
    finally:
        os.chdir(before)
    assert result.exit_code == 0, result.output
    assert "media/site/rolling.html" in result.stdout
    return folder


@pytest.fixture
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(home)
    return home


def test_pages_and_what_they_need_are_there_and_nothing_else(at_home: Path) -> None:
    films = {f"media/{theme}{ending}" for theme in THEMES for ending in COPIED}
    assert files_in(at_home / "media" / "site") == {"index.html", "rolling.html"} | films


def test_what_a_page_names_is_there(at_home: Path) -> None:
    site = at_home / "media" / "site"
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        named = re.findall(r'(?:href|src|data-dark|data-light)="([^"#:]+)"', text)
        named += re.findall(r'"(?:video|poster)":"([^":]+)"', text)
        assert len(named) > 2
        assert [name for name in named if not (site / name).is_file()] == []


def test_nothing_is_made_twice(at_home: Path) -> None:
    films = at_home / "media" / "videos" / "draft"
    before = {path: path.stat().st_mtime_ns for path in films.rglob("*")}
    page = at_home / "media" / "site" / "rolling.html"
    text = page.read_text(encoding="utf-8")
    result = invoke("site", "rolling", *DRAFT)
    assert result.stdout.count("unchanged") == 2
    assert {path: path.stat().st_mtime_ns for path in films.rglob("*")} == before
    assert page.read_text(encoding="utf-8") == text
    assert invoke("video", "rolling", *DRAFT).stdout.count("unchanged") == 1


def test_one_file_holds_everything_and_says_its_size_before(at_home: Path) -> None:
    result = invoke("site", "rolling", *DRAFT, "--one-file", "--output", "single")
    assert files_in(at_home / "single") == {"rolling.html"}
    page = at_home / "single" / "rolling.html"
    [said] = re.findall(r"single/rolling\.html +(\d+) kB", result.stdout)
    assert int(said) == pytest.approx(page.stat().st_size / 1000, abs=1)
    films = [at_home / "media" / "videos" / "draft" / f"{theme}.mp4" for theme in THEMES]
    assert page.stat().st_size > sum(film.stat().st_size for film in films)


def test_a_scene_that_fails_keeps_no_other_from_its_page(at_home: Path) -> None:
    words = ("site", "rolling", "stumbling", *DRAFT, "--output", "some")
    result = invoke(*words)
    assert result.exit_code == 1
    assert "stumbling failed" in result.stderr
    assert {name for name in files_in(at_home / "some") if name.endswith(".html")} == {
        "index.html",
        "rolling.html",
    }


def test_a_dry_run_writes_nothing(at_home: Path) -> None:
    result = invoke("site", "demo", *DRAFT, "--output", "dry", "--dry-run")
    assert result.exit_code == 0
    assert "would be drawn" in result.output
    assert not (at_home / "dry").exists()


def test_json_lines_stay_json_lines(at_home: Path) -> None:
    result = invoke("site", "rolling", *DRAFT, "--json", "--output", "told")
    events = [json.loads(line)["event"] for line in result.stdout.splitlines()]
    assert events.count("finished") == 2
    assert events[-1] == "summary"


def test_a_folder_that_takes_no_files_is_named(at_home: Path) -> None:
    (at_home / "taken").write_text("mine")
    result = invoke("site", "rolling", *DRAFT, "--output", "taken")
    assert result.exit_code == 1
    assert "Cannot write to taken" in result.stderr
    assert (at_home / "taken").read_text() == "mine"


def test_a_folder_that_takes_no_files_is_named_before_anything_is_drawn(at_home: Path) -> None:
    (at_home / "taken").write_text("mine")
    before = files_in(at_home)
    result = invoke("site", "demo", "-q", "low", "--output", "taken")  # of which no film is there
    assert result.exit_code == 1
    assert files_in(at_home) == before


def test_it_is_served_until_it_is_interrupted(at_home: Path) -> None:
    words = ("site", "rolling", *DRAFT, "--serve", "--no-browser")
    process = start(*words, cwd=at_home)
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith("Serving"))
        url = re.findall(r"http://127\.0\.0\.1:\d+/", line)[0]
        with urllib.request.urlopen(url) as answer:
            assert b"Rolling" in answer.read()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 0
    assert told.endswith("No longer serving.\n")
