"""The page on the kit: its code runs, its pictures are what it draws, no part is missing."""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from manim import tempconfig

from docs.kit_examples import blank, story
from pipeline.commands import kit_page
from pipeline.commands.kit_page import (
    PALETTE_LOSS,
    Example,
    all_examples,
    cut_out,
    draw_example,
    page,
    parts,
    shown_elsewhere,
    shown_in,
    unseen,
)
from pipeline.job import THEME_NAMES, ThemeName
from scenes.catalog import Entry
from scenes.kit import theme as themes
from scenes.kit.layout import SAFE
from scenes.kit.surface.stage import SurfaceCamera
from tests.golden import MEAN_TOLERANCE, check_against
from tests.scenes.scene_walk import Watcher, walk_through
from tests.scenes.test_walk import look

ROOT = Path(__file__).parents[3]
LARGEST, LARGEST_ALTOGETHER = 12_000, 400_000
MOST_LINES = 15
"""Of an example without its imports: the longest ones play a whole race."""

SCENES = {
    section.module.__name__: Entry(
        section.module.__name__.rpartition(".")[2],
        section.examples[0].entry.scene if section.examples else story.SmallStory.__name__,
        section.title,
        "",
        kit_page.PACKAGE,
    )
    for section in kit_page.sections()
}

every_example = pytest.mark.parametrize(
    "example", all_examples(), ids=lambda one: f"{one.entry.name}-{one.name}"
)
both_themes = pytest.mark.parametrize("theme", THEME_NAMES)


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in the project's folder; put back the theme that was active."""
    monkeypatch.chdir(ROOT)
    before = themes.active()
    yield
    themes.activate(before)


@both_themes
@every_example
def test_an_example_draws_its_picture(example: Example, theme: ThemeName, tmp_path: Path) -> None:
    frame = draw_example(example, theme, tmp_path)
    drawn = (frame != frame[0, 0]).any(axis=2)
    assert drawn.mean() > 0.001
    edges = [drawn[:2], drawn[-2:], drawn[:, :2].T, drawn[:, -2:].T]
    assert not any(edge.any() for edge in edges), "it reaches out of the frame"
    kept_at = example.picture(theme)
    assert kept_at.exists(), f"{kept_at} is missing: run `python render.py gallery`"
    check_against(kept_at, cut_out(frame), MEAN_TOLERANCE + PALETTE_LOSS)


@pytest.mark.parametrize("module", SCENES)
def test_nothing_overlaps_or_leaves_the_margin(module: str) -> None:
    look_inside = functools.partial(look, room=SAFE)  # no subtitles lie on a single picture
    seen = walk_through(SCENES[module], "dark", look_inside)  # both themes: all in one place
    assert seen.frames > 0
    assert not seen.faults, "\n".join(seen.faults)


@every_example
def test_an_example_runs_where_a_reader_pastes_it(example: Example) -> None:
    """Do as the page says: its lines into `construct`, its imports to the top."""
    imports, _, lines = example.code.partition("\n\n")
    text = Path(blank.__file__).read_text(encoding="utf-8")
    sentence = re.findall(r'        """.*"""\n', text)[-1]
    text = text.replace(sentence, textwrap.indent(f"{lines}\n", 8 * " "))
    if example.entry.name == "surface":
        text = text.replace("\n\n    def", "\n    camera_type = SurfaceCamera\n\n    def")
    names = {"SurfaceCamera": SurfaceCamera, "__name__": "pasted"}
    exec(compile(f"{imports}\n{text}", "my_scene.py", "exec"), names)
    with tempconfig({"dry_run": True, "frame_rate": 2, "progress_bar": "none"}):
        watcher = Watcher()
        watcher.look = lambda: None
        scene = names["MyScene"](renderer=watcher)  # type: ignore[operator]
        scene.render()
    assert scene.mobjects


@every_example
def test_an_example_is_short(example: Example) -> None:
    imports, _, lines = example.code.partition("\n\n")
    assert len(lines.splitlines()) <= MOST_LINES
    assert max(map(len, example.code.splitlines())) <= 100
    assert imports


def test_the_page_is_what_the_examples_make() -> None:
    kept = (ROOT / kit_page.PAGE).read_text(encoding="utf-8")
    assert kept == page(), "run `python render.py gallery`"


def test_links_lead_somewhere() -> None:
    text = page()
    headings = re.findall(r"^##+ (.+)$", text, re.MULTILINE)
    assert len(headings) == len(set(headings)), "two headings of one name: one link is wrong"
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\(#([^)]+)\)", text)) <= anchors
    folder = (ROOT / kit_page.PAGE).parent
    for link in re.findall(r'(?:\]\(|src="|srcset=")([^#)"]+)[)"]', text):
        assert (folder / link).exists(), link


def test_pictures_are_small_and_none_is_left_over() -> None:
    wanted = {example.picture(theme) for example in all_examples() for theme in THEME_NAMES}
    assert set(kit_page.PICTURES.iterdir()) == wanted
    sizes = [path.stat().st_size for path in wanted]
    assert max(sizes) <= LARGEST
    assert sum(sizes) <= LARGEST_ALTOGETHER


def test_every_part_has_an_example() -> None:
    assert unseen() == []


def test_no_part_is_excused_without_need() -> None:
    names, shown = {part.name for part in parts()}, {name for _, name in shown_in()}
    assert [name for name in shown_elsewhere() if name not in names or name in shown] == []
