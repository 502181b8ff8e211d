"""Captions: lines that can be read, for as long as it takes."""

import importlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.captions import (
    LONGEST_LINE,
    READING_SPEED,
    SHORTEST,
    as_srt,
    as_vtt,
    clock,
    cut,
    reading_frames,
    timed,
    words,
)
from scenes.catalog import CATALOG, Entry
from scenes.kit.story import timing

WORDS = st.lists(st.text("abcdefgh.,=", min_size=1, max_size=20), min_size=1, max_size=60)


def test_the_pace_is_that_of_the_scenes() -> None:
    assert (READING_SPEED, SHORTEST) == (timing.READING_SPEED, timing.SHORTEST_CAPTION)


@given(WORDS)
def test_any_caption_is_cut_to_two_lines_of_42_and_nothing_is_lost(said: list[str]) -> None:
    texts = cut(" ".join(said))
    assert all(1 <= len(lines) <= 2 for lines in texts)
    assert all(len(line) <= LONGEST_LINE for lines in texts for line in lines)
    assert " ".join(line for lines in texts for line in lines).split() == said


@given(st.text("x ", min_size=1, max_size=200).filter(str.strip))
def test_even_words_that_are_too_long_are_cut(caption: str) -> None:
    lines = [line for text in cut(caption) for line in text]
    assert all(len(line) <= LONGEST_LINE for line in lines)
    assert "".join(lines).replace(" ", "") == caption.replace(" ", "")


def test_names_in_code_are_words_and_names() -> None:
    assert words("walk_down") == "Walk down"
    assert words("let_pytorch_find_the_slope") == "Let PyTorch find the slope"
    assert words("turn_alpha_down") == "Turn α down"


def test_lines_are_even_and_relations_stay_together() -> None:
    assert cut("A short one.") == [("A short one.",)]
    assert cut("The slope there is 10. The step goes against it: 0.1 times 10.") == [
        ("The slope there is 10.", "The step goes against it: 0.1 times 10.")
    ]
    [lines] = cut("A marble starts on the parabola, dropped at x = 5 and so on and on.")
    assert any("x = 5" in line for line in lines)


@given(WORDS, st.integers(0, 500), st.sampled_from([15.0, 30.0, 60.0]))
def test_captions_fill_their_beat_one_after_the_other(
    said: list[str], start: int, fps: float
) -> None:
    caption = " ".join(said)
    needed = sum(reading_frames(lines, fps) for lines in cut(caption))
    shown = list(timed("beat", caption, start, start + needed + 7, fps))
    assert shown[0].start_frame == start
    assert shown[-1].end_frame == start + needed + 7
    for before, after in itertools.pairwise(shown):
        assert before.end_frame == after.start_frame
    for one in shown:
        assert one.seconds >= SHORTEST - 1e-9
        assert len(" ".join(one.lines)) <= READING_SPEED * one.seconds + 1e-6


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.name)
def test_captions_of_the_course_are_one_text_each(entry: Entry) -> None:
    scene = getattr(importlib.import_module(entry.module), entry.scene)
    facts = scene.plot(scene.params_type()()).facts
    for beat in scene.beats():
        assert len(cut(beat.text(facts))) == 1


def test_files_for_players() -> None:
    shown = list(timed("first", "a < b & c", 0, 30, 15)) + list(timed("next", "α", 30, 48, 15))
    assert as_srt(shown) == (
        "1\n00:00:00,000 --> 00:00:02,000\na < b & c\n\n"
        "2\n00:00:02,000 --> 00:00:03,200\nα\n"
    )  # fmt: skip
    assert as_vtt(shown) == (
        "WEBVTT\n\nfirst\n00:00:00.000 --> 00:00:02.000\na &lt; b &amp; c\n\n"
        "next\n00:00:02.000 --> 00:00:03.200\nα\n"
    )


def test_clock_counts_hours() -> None:
    assert clock(3661.0005, ".") == "01:01:01.000"
    assert clock(59.9996, ",") == "00:01:00,000"
