"""The PDF, read again: its pages, its pictures and its words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.slides.deck import Deck
from pipeline.slides.pdf import write_pdf
from tests.pipeline.slides.decks import BEATS, drawn

pypdf: Any = pytest.importorskip("pypdf", reason="pypdf is not installed")

pytestmark = pytest.mark.xdist_group("slides")


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    return drawn(tmp_path_factory.mktemp("deck"), "--format", "pdf")


@pytest.fixture(scope="module")
def path(deck: Deck) -> Path:
    return deck.films[0].video.parents[2] / "slides/demo.pdf"


def test_a_page_is_what_a_slide_rests_on(path: Path, deck: Deck) -> None:
    reader = pypdf.PdfReader(path)
    assert reader.metadata.title == "Demo"
    ends = list(deck.films[0].rest_frames())
    assert len(reader.pages) == len(BEATS)
    for page, slide, end in zip(reader.pages, deck.slides, ends, strict=True):
        [picture] = page.images
        assert np.array_equal(np.asarray(picture.image.convert("RGB")), np.asarray(end))
        assert slide.caption in page.extract_text()
        assert page.mediabox.width == 960


def test_four_are_on_a_page_of_a4(deck: Deck, tmp_path: Path) -> None:
    twice = Deck(deck.films * 2)  # as of two scenes: the second begins a page of its own
    write_pdf(twice, 4, tmp_path / "handout.pdf")
    reader = pypdf.PdfReader(tmp_path / "handout.pdf")
    assert len(reader.pages) == 2
    for number, page in enumerate(reader.pages):
        assert len(page.images) == len(BEATS)
        words = " ".join(page.extract_text().split())
        assert all(slide.caption in words for slide in deck.slides)
        assert f"{number * len(BEATS) + 1} A square" in words
        assert round(page.mediabox.width) == 842


def test_the_same_slides_are_the_same_file(path: Path, deck: Deck, tmp_path: Path) -> None:
    write_pdf(deck, 1, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == path.read_bytes()
