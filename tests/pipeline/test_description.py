"""The text for YouTube: chapters that it takes, whatever the lengths of scenes and beats."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.description import FEWEST, SHORTEST, description
from pipeline.manifest import Manifest
from tests.pipeline.manifests import alone, lecture, part

LONG = part("long_one", {"a": 12, "b": 4, "c": 8, "d": 15, "e": 6})
SHORT = part("short_one", {"f": 11})


def listed(video: Manifest) -> list[tuple[int, str]]:
    """Return every time in the text, in seconds, and what stands behind it."""
    found = re.findall(r"(?:(\d+):)?(\d+):(\d\d) (.+)", description(video))
    return [(int(h or 0) * 3600 + int(m) * 60 + int(s), title) for h, m, s, title in found]


def test_scenes_are_listed_with_the_beats_that_are_long_enough() -> None:
    # the title card lasts 7 seconds and belongs to the first scene
    assert listed(lecture(LONG, SHORT)) == [
        (0, "1. Long One"), (19, "1.2 B"), (31, "1.4 D"), (52, "2. Short One"),
    ]  # fmt: skip


def test_beats_of_a_scene_alone_are_listed() -> None:
    assert listed(alone(LONG)) == [(0, "A"), (12, "B"), (24, "D")]


@pytest.mark.parametrize("video", [alone(SHORT), lecture(SHORT), lecture(SHORT, SHORT)])
def test_fewer_than_three_are_not_listed(video: Manifest) -> None:
    assert listed(video) == []
    assert "Chapters" not in description(video)


def test_hours_are_written_after_an_hour() -> None:
    slow = part("slow", {"wait": 3700, "go_on": 30})
    assert "1:01:47 1.2 Go on" in description(lecture(slow, SHORT))


def test_text_says_what_is_taught_and_what_it_stands_on() -> None:
    text = description(lecture(LONG, SHORT))
    assert text.startswith("Course\n\n1. Long One: What long_one teaches.\n2. Short One: ")
    assert "\nSources\nCauchy (1847)\n" in text
    assert "• Long One: What long_one teaches." in description(alone(LONG))
    assert "Sources" not in description(alone(LONG))


lengths = st.lists(st.floats(0.1, 40).map(lambda s: round(s, 1)), min_size=1, max_size=6)


@given(st.lists(lengths, min_size=1, max_size=5), st.booleans())
def test_youtube_takes_the_chapters_of_any_video(scenes: list[list[float]], whole: bool) -> None:
    parts = [
        part(f"scene_{n}", {f"beat_{k}": seconds for k, seconds in enumerate(beats)})
        for n, beats in enumerate(scenes)
    ]
    video = lecture(*parts) if whole else alone(parts[0])
    starts = [start for start, _ in listed(video)]
    if starts:
        assert len(starts) >= FEWEST
        assert starts[0] == 0
        ends = [*starts[1:], video.seconds]
        assert all(b - a >= SHORTEST for a, b in zip(starts, ends, strict=True))
        titles = [title for _, title in listed(video)]
        assert len(set(titles)) == len(titles)
    elif whole:
        # nothing that three chapters could have been made of
        assert sum(each.seconds >= 2 * SHORTEST for each in parts) < FEWEST
