"""Clips are cut out of a film frame by frame, without encoding them again."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.errors import UserError
from pipeline.slides.deck import Deck, deck_of
from pipeline.video.mux import pictures
from tests.pipeline.slides.decks import BEATS, drawn

pytestmark = pytest.mark.xdist_group("slides")


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    return drawn(tmp_path_factory.mktemp("deck"))


def test_each_beat_is_a_slide(deck: Deck) -> None:
    assert tuple(slide.name for slide in deck.slides) == BEATS
    assert deck.slides[0].caption == "A square of side 2.0."
    [film] = deck.films
    assert sum(slide.frames for slide in deck.slides) == film.manifest.frames


def test_clips_hold_the_films_own_frames(deck: Deck) -> None:
    [film] = deck.films
    whole = list(pictures(film.video, range(film.manifest.frames), film.manifest.fps))
    shown = []
    for slide, clip in zip(film.slides, film.clips(), strict=True):
        with av.open(io.BytesIO(clip)) as file:
            stream = file.streams.video[0]
            frames = list(file.decode(stream))
            assert len(file.streams) == 1
            assert len(frames) == slide.frames
            assert frames[0].pts == 0
            assert stream.duration is not None and stream.time_base is not None
            seconds = float(stream.duration * stream.time_base)
        assert seconds == pytest.approx(slide.frames / film.manifest.fps)
        shown += [
            frame.reformat(format="rgb24", src_colorspace="itu709").to_ndarray() for frame in frames
        ]
    assert all(np.array_equal(*pair) for pair in zip(shown, whole, strict=True))


def test_clips_weigh_what_the_film_does(deck: Deck) -> None:
    [film] = deck.films
    assert sum(map(len, film.clips())) < 1.2 * film.video.stat().st_size + 2000 * len(BEATS)


def test_what_is_shown_before_the_first_beat_belongs_to_it(deck: Deck) -> None:
    [film] = deck.films
    [part] = film.manifest.parts
    first, *others = part.beats
    later = first.model_copy(update={"start_frame": 5})
    manifest = film.manifest.model_copy(
        update={"parts": (part.model_copy(update={"beats": (later, *others)}),)}
    )
    late = replace(film, manifest=manifest)
    assert late.slides[0].start_frame == 0
    assert list(late.clips()) == list(film.clips())


def test_a_film_that_is_another_one_is_not_cut(deck: Deck) -> None:
    [film] = deck.films
    [part] = film.manifest.parts
    first, second, *others = part.beats
    moved = (
        first.model_copy(update={"end_frame": first.end_frame + 1}),
        second.model_copy(update={"start_frame": second.start_frame + 1}),
        *others,
    )
    manifest = film.manifest.model_copy(
        update={"parts": (part.model_copy(update={"beats": moved}),)}
    )
    with pytest.raises(UserError, match="cannot be cut into its beats at turn_it"):
        list(replace(film, manifest=manifest).clips())


def test_a_film_without_beats_has_no_slides(deck: Deck, tmp_path: Path) -> None:
    [film] = deck.films
    [part] = film.manifest.parts
    manifest = film.manifest.model_copy(update={"parts": (part.model_copy(update={"beats": ()}),)})
    (tmp_path / "demo.json").write_text(manifest.model_dump_json(), encoding="utf-8")
    with pytest.raises(UserError, match="demo has no beat to make a slide of"):
        deck_of([tmp_path / "demo.mp4"])
