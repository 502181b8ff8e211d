"""The catalogue: every scene once, in order, under the name and the title that it has."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import itertools
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

import scenes
from scenes.catalog import CATALOG, Entry, by_name, words_of
from scenes.kit.layout import HEADER
from scenes.kit.story.scene import Params, StoryScene
from scenes.kit.text.text import BODY, Lettering

FOLDER = Path(scenes.__file__).parent
LONGEST_LESSON = 100
APART = 0.6
"""Scene units between a question and a title at least."""

every_scene = pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.name)


@functools.cache
def scene_of(entry: Entry) -> type[StoryScene[Any]]:
    """Import the scene of an entry."""
    scene: type[StoryScene[Any]] = getattr(importlib.import_module(entry.module), entry.scene)
    return scene


def test_listing_the_course_does_not_import_manim() -> None:
    listing = "import sys, scenes.catalog; sys.exit('manim' in sys.modules)"
    subprocess.run([sys.executable, "-c", listing], check=True, cwd=FOLDER.parent)


def test_names_are_found_in_the_order_of_the_course() -> None:
    assert list(by_name()) == [entry.name for entry in CATALOG]
    assert len(by_name()) == len(CATALOG)
    assert all(by_name()[entry.name] is entry for entry in CATALOG)


def test_every_scene_file_is_in_the_course() -> None:
    files = {file.stem for file in FOLDER.glob("*.py")} - {"__init__", "catalog"}
    assert {entry.name for entry in CATALOG} == files


def test_a_scene_of_another_package_is_found_there() -> None:
    entry = Entry("demo", "Demo", "A demo", "What it teaches.", package="elsewhere.stories")
    assert entry.module == "elsewhere.stories.demo"
    assert CATALOG[0].module == f"scenes.{CATALOG[0].name}"


@every_scene
def test_a_question_has_room_beside_the_title(entry: Entry) -> None:
    assert entry.question.endswith("?")
    question, title = (Lettering(text, BODY) for text in (entry.question, f"*{entry.title}*"))
    assert question.width + title.width < HEADER.width - APART


def test_each_scene_leads_to_the_question_of_the_next() -> None:
    for entry, following in itertools.pairwise(CATALOG):
        assert words_of(entry.name) == (entry.title, entry.question, following.question)
    assert words_of(CATALOG[-1].name)[2] == ""


@every_scene
def test_names_follow_from_each_other(entry: Entry) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", entry.name)
    assert entry.scene.lower() == entry.name.replace("_", "")
    assert entry.title.lower().replace("-", " ").endswith(entry.name.replace("_", " "))


@every_scene
def test_the_lesson_is_one_short_sentence(entry: Entry) -> None:
    assert len(entry.teaches) <= LONGEST_LESSON
    assert entry.teaches.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", entry.teaches)


@every_scene
def test_an_entry_leads_to_a_story_with_its_title(entry: Entry) -> None:
    scene = scene_of(entry)
    assert issubclass(scene, StoryScene)
    assert scene.title == entry.title
    assert scene.__doc__


@every_scene
def test_parameters_are_described_and_have_defaults(entry: Entry) -> None:
    kind = scene_of(entry).params_type()
    assert issubclass(kind, Params)
    assert kind.__name__ == f"{entry.scene}Params"
    kind()
    for name, parameter in kind.model_fields.items():
        assert parameter.description, f"{name} has no description"


@every_scene
def test_captions_find_their_facts(entry: Entry) -> None:
    scene = scene_of(entry)
    facts = scene.plot(scene.params_type()()).facts
    for part in scene.beats():
        assert "{" not in part.text(facts), part.name


@every_scene
def test_beats_are_played_in_the_order_of_the_file(entry: Entry) -> None:
    # chapters are listed in the order of the file, and the scene plays them in that of construct
    scene = scene_of(entry)
    beats = [part.name for part in scene.beats()]
    source = ast.parse(textwrap.dedent(inspect.getsource(scene.construct)))
    calls = sorted(
        (node.lineno, node.func.attr)
        for node in ast.walk(source)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )
    assert [name for _, name in calls if name in beats] == beats


@every_scene
def test_some_beat_makes_a_loop(entry: Entry) -> None:
    assert any(part.loop for part in scene_of(entry).beats())
