"""Title and end card: inside the margin, readable, and true."""

import functools
import importlib
from typing import Any

import pytest

from gdcore import optimizers
from scenes.cards import CLOSING, OPENING
from scenes.cards.closing import Closing, ClosingParams
from scenes.cards.opening import Opening, OpeningParams
from scenes.cards.plain import plain
from scenes.cards.sources import OPTIMIZERS, sources_of, year
from scenes.catalog import CATALOG
from scenes.kit.layout import SAFE
from scenes.kit.story.scene import Plot
from scenes.kit.text.text import Lettering
from scenes.kit.theme import THEMES
from tests.scenes.scene_walk import Walk, texts_on, walk_through
from tests.scenes.test_walk import SMALLEST, look_at_contrast, look_at_texts

look_at_card = functools.partial(look_at_texts, room=SAFE, smallest=SMALLEST)
"""A card says all that its caption does, so subtitles may lie on it."""


def plots() -> list[Any]:
    scenes = [getattr(importlib.import_module(entry.module), entry.scene) for entry in CATALOG]
    return [scene.plot(scene.params_type()()) for scene in scenes]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("entry", [OPENING, CLOSING], ids=lambda entry: entry.name)
def test_cards_are_inside_the_margin_and_readable(entry: Any, theme: str) -> None:
    def look(walk: Walk) -> None:
        look_at_card(walk)
        look_at_contrast(walk)

    walk = walk_through(entry, theme, look)
    assert not walk.faults, walk.faults
    assert len(walk.contrasts) > 5
    assert min(walk.contrasts.values()) >= 1


def test_title_card_lists_the_scenes_in_order() -> None:
    lines = [text.text for text in Opening(OpeningParams()).contents()]
    assert len(lines) == len(CATALOG)
    assert all(entry.title in line for entry, line in zip(CATALOG, lines, strict=True))


@pytest.mark.parametrize("count", [1, 9, 10, 18])
def test_titles_stand_clear_of_each_other_and_of_the_picture(count: int) -> None:
    titles = ("The landscape of a network", "Momentum versus vanilla")
    many = OpeningParams(titles=(titles * count)[:count])
    walk = walk_through(OPENING, "dark", look_at_card, many)
    assert not walk.faults, walk.faults


def test_very_long_contents_end_in_an_ellipsis() -> None:
    many = OpeningParams(titles=tuple(f"Scene {n}" for n in range(40)))
    lines = Opening(many).contents()
    assert "…" in lines[-1].text
    assert lines[-1].get_bottom()[1] > -3.6


@pytest.mark.parametrize(("titles", "said"), [(("One",), "one scene"), (("A", "B"), "2 scenes")])
def test_number_of_scenes_is_said(titles: tuple[str, ...], said: str) -> None:
    facts = Opening.plot(OpeningParams(titles=titles)).facts
    assert facts["scenes"] == said


def test_everything_that_the_course_stands_on_is_named() -> None:
    found = sources_of(plots())
    assert [year(source) for source in found] == sorted(year(source) for source in found)
    for part in ("Cauchy", "Polyak", "Nesterov", "Boyd and Vandenberghe", "Dauphin"):
        assert any(source.startswith(part) for source in found), part
    assert not any("made for this course" in source for source in found)
    assert len(set(found)) == len(found)


def test_a_scene_may_name_works_of_its_own() -> None:
    works = "Euler, On many things (1768)", OPTIMIZERS["gradient descent"]
    assert sources_of([Plot({}, sources=works), Plot({}, sources=works)]) == works


def test_every_optimizer_has_a_source() -> None:
    kinds = [getattr(optimizers, name) for name in optimizers.__all__]
    names = {kind.name for kind in kinds if isinstance(getattr(kind, "name", None), str)}
    assert names <= set(OPTIMIZERS), names - set(OPTIMIZERS)


def test_fonts_are_named_with_their_licences() -> None:
    walk = walk_through(CLOSING, "dark", lambda walk: None)
    said = " ".join(text.text for text, _ in texts_on(walk.scene) if isinstance(text, Lettering))
    for part in ("New Computer Modern", "GUST", "Libertinus Serif", "Open Font License", "DejaVu"):
        assert part in said
    for part in ("Zhang", "Goodfellow", "Ruder", "Goh", "backpropagation", "neural network"):
        assert part in said


def test_any_character_can_be_shown() -> None:
    text = Lettering(plain('*a* $x$ #b _c_ "d" \\e @f [g] <h>'))
    assert len(text.glyphs()) > 20


def test_many_sources_still_fit() -> None:
    sources = tuple(f"Gauss, On gradients ({1800 + n})" for n in range(30))
    shown: set[str] = set()

    def look(walk: Walk) -> None:
        look_at_card(walk)
        shown.update(text.text for text, _ in texts_on(walk.scene) if isinstance(text, Lettering))

    walk = walk_through(CLOSING, "dark", look, ClosingParams(sources=sources))
    assert not walk.faults, walk.faults
    assert {plain(source) for source in sources} <= shown


def test_a_card_without_sources_still_ends_the_lecture() -> None:
    assert Closing(ClosingParams(sources=())).params.sources == ()
