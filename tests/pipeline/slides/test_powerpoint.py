"""The presentation, opened again: a video with a poster on each slide, and notes."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.slides.deck import Deck, SlideFilm
from pipeline.slides.powerpoint import write_pptx
from tests.pipeline.command_line import files_in, invoke
from tests.pipeline.slides.decks import BEATS, drawn

pytestmark = pytest.mark.xdist_group("slides")


def test_without_the_package_it_says_how_to_get_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pptx", None)
    result = invoke("slides", "demo", "-q", "draft", "--format", "pptx")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: --format pptx needs python-pptx; to install it, the extra slides: "
        "pip install -e '.[slides]'\n"
    )
    assert files_in(folder) == set()  # nothing was drawn for nothing


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    pytest.importorskip("pptx", reason="python-pptx is not installed")
    return drawn(tmp_path_factory.mktemp("deck"), "--format", "pptx")


@pytest.fixture(scope="module")
def pages(deck: Deck) -> list[Any]:
    pptx: Any = pytest.importorskip("pptx")
    presentation = pptx.Presentation(deck.films[0].video.parents[2] / "slides/demo.pptx")
    width, height = deck.shape
    assert presentation.slide_width / presentation.slide_height == pytest.approx(width / height)
    assert presentation.core_properties.title == "Demo"
    return list(presentation.slides)


def test_each_slide_has_its_clip_and_its_first_frame(pages: list[Any], deck: Deck) -> None:
    [film] = deck.films
    assert len(pages) == len(BEATS)
    for page, clip, first in zip(pages, film.clips(), film.first_frames(), strict=True):
        [movie] = page.shapes
        parts = {part.reltype.rpartition("/")[2]: part for part in page.part.rels.values()}
        assert parts["video"].target_part.blob == clip
        assert parts["media"].target_part.content_type == "video/mp4"
        poster = Image.open(io.BytesIO(movie.poster_frame.blob)).convert("RGB")
        assert np.array_equal(np.asarray(poster), np.asarray(first))
        assert (movie.left, movie.top) == (0, 0)


def test_it_plays_as_soon_as_it_is_shown(pages: list[Any]) -> None:
    for page in pages:
        [movie] = page.shapes
        [timing] = page._element.findall("{*}timing")
        assert page._element[-1] is timing  # the schema has an order
        [command] = timing.iter("{*}cmd")
        assert command.get("cmd") == "playFrom(0.0)"
        targets = {target.get("spid") for target in timing.iter("{*}spTgt")}
        assert targets == {str(movie.shape_id)}
        numbers = [node.get("id") for node in timing.iter("{*}cTn")]
        assert len(set(numbers)) == len(numbers)


def test_a_clip_ends_where_its_slide_rests(deck: Deck, tmp_path: Path) -> None:
    pptx: Any = pytest.importorskip("pptx")
    [film] = deck.films
    [part] = film.manifest.parts
    first, second, third = part.beats
    clearing = second.model_copy(update={"rest_frame": second.end_frame - 4})
    others = [each.model_copy(update={"rest_frame": None}) for each in (first, third)]
    beats = (others[0], clearing, others[1])
    manifest = film.manifest.model_copy(
        update={"parts": (part.model_copy(update={"beats": beats}),)}
    )
    write_pptx(Deck((SlideFilm(film.video, manifest),)), tmp_path / "slides.pptx")
    trims, lasting = [], []
    for page in pptx.Presentation(tmp_path / "slides.pptx").slides:
        [movie] = page.shapes
        [media] = movie._element.iter("{*}media")
        trims.append([float(trim.get("end")) for trim in media.findall("{*}trim")])
        [command] = page._element.iter("{*}cmd")
        lasting += [int(node.get("dur")) for node in command.iter("{*}cTn")]
    fps = film.manifest.fps
    assert trims == [[], [pytest.approx(3000 / fps, abs=1e-3)], []]  # three frames after it
    assert lasting[1] == round(1000 * (second.end_frame - 3 - second.start_frame) / fps)
    assert lasting[2] == round(1000 * third.frames / fps)


def test_notes_are_what_the_script_says(pages: list[Any], deck: Deck) -> None:
    for page, slide in zip(pages, deck.slides, strict=True):
        notes = page.notes_slide.notes_text_frame.text
        assert notes.startswith(slide.caption)
        assert "Parameters: size = 2, steps = 1" in notes
        [movie] = page.shapes
        assert movie._element.nvPicPr.cNvPr.get("descr") == slide.caption
