"""``slides`` from the command line: names, sizes, several scenes, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pipeline.slides.deck import deck_of
from tests.pipeline.command_line import files_in, invoke
from tests.pipeline.stories import DEMO


def test_the_size_is_told_before_and_is_that_of_the_file(folder: Path) -> None:
    result = invoke("slides", "demo", "-q", "draft")
    assert result.exit_code == 0, result.output
    path = folder / "media/slides/demo.html"
    told = rf"media/slides/demo\.html will have {path.stat().st_size / 1000:.0f} kB: 3 slides, "
    assert re.match(told, result.stdout)
    assert {name for name in files_in(folder) if name.startswith("media/slides")} == {
        "media/slides/demo.html"
    }


def test_several_scenes_are_one_file(folder: Path) -> None:
    result = invoke("slides", "demo", "rolling", "-q", "draft", "--theme", "light", "--output", ".")
    assert result.exit_code == 0, result.output
    page = (folder / "gradient_descent-light.html").read_text(encoding="utf-8")
    videos = [folder / f"media/videos/draft/{name}-light.mp4" for name in ("demo", "rolling")]
    deck = deck_of(videos)
    assert page.count('<script type="text/plain" id="clip-') == len(deck.slides)
    assert '<html lang="en" data-theme="light">' in page
    assert 'data-slide="4"' in page  # the second scene's place on the cover


def test_a_folder_that_takes_no_files_is_named_before_anything_is_drawn(folder: Path) -> None:
    (folder / "taken").write_text("mine")
    result = invoke("slides", "demo", "-q", "draft", "--output", "taken")
    assert result.exit_code == 1
    assert "Cannot write to taken" in result.stderr
    assert files_in(folder) == {"taken"}


def test_films_that_are_there_are_not_drawn_again(folder: Path) -> None:
    assert invoke("video", "demo", "-q", "draft").exit_code == 0
    film = folder / "media/videos/draft/demo.mp4"
    before = film.stat().st_mtime_ns
    assert invoke("slides", "demo", "-q", "draft").exit_code == 0
    assert film.stat().st_mtime_ns == before


def test_beats_and_settings_are_those_of_the_video(folder: Path) -> None:
    options = ("-q", "draft", "--beat", "turn_it", "--set", "steps=2")
    assert invoke("slides", "demo", *options).exit_code == 0
    page = (folder / "media/slides/demo-turn_it.html").read_text(encoding="utf-8")
    assert page.count('id="clip-') == 1
    assert "steps = 2" in page


def test_a_beat_that_is_left_out_is_no_slide(folder: Path) -> None:
    assert invoke("slides", "demo", "-q", "draft", "--without-beat", "turn_it").exit_code == 0
    page = (folder / "media/slides/demo-without-turn_it.html").read_text(encoding="utf-8")
    assert page.count('id="clip-') == 2


def test_programs_are_told_of_one_file(folder: Path) -> None:
    result = invoke("slides", "demo", "-q", "draft", "--json")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    finished = [event["path"] for event in events if event["event"] == "finished"]
    assert finished[-1] == "media/slides/demo.html"
    assert "will have" in result.stderr


def test_a_broken_scene_leaves_an_older_file_alone(folder: Path) -> None:
    assert invoke("slides", "demo", "-q", "draft", "--output", ".").exit_code == 0
    older = (folder / "demo.html").rename(folder / "gradient_descent.html").read_bytes()
    result = invoke("slides", "demo", "stumbling", "-q", "draft", "--output", ".")
    assert result.exit_code == 1
    assert "stumbling failed" in result.stderr
    assert (folder / "gradient_descent.html").read_bytes() == older


def test_pages_are_for_a_pdf(folder: Path) -> None:
    result = invoke("slides", "demo", "-q", "draft", "--per-page", "4")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: --per-page is for --format pdf: html has one slide at a time.\n"
    )
    assert files_in(folder) == set()


def test_nothing_is_made_when_only_asked_what_would_be(folder: Path) -> None:
    result = invoke("slides", "demo", "-q", "draft", "--dry-run")
    assert result.exit_code == 0
    assert DEMO.name in result.stdout
    assert files_in(folder) == set()
