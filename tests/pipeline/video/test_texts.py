"""The transcript: headings, parameters and tables as a reader wants them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.manifest import Manifest, Marble, Stand, times
from pipeline.video.texts import FEWEST, MOST_ROWS, SHORTEST, description, number, transcript
from tests.pipeline.sample_manifests import FPS, alone, lecture, part

HERE = Path("out")
STEPS = 40

LONG = part("long_one", {"a": 12, "b": 4, "c": 8, "d": 15, "e": 6})
SHORT = part("short_one", {"f": 11})


def walked(*labels: str) -> Manifest:
    """Return a lecture of a scene in which a marble walks along each of these paths."""
    scene = part("valley", {"walk_down": 10})
    marbles = tuple(
        Marble(path=label, role="momentum", color="#FFFFFF", radius=4.0, lit=False, stands=stands())
        for label in labels
    )
    return lecture(scene.model_copy(update={"marbles": marbles}))


def stands() -> tuple[Stand, ...]:
    return tuple(
        Stand(
            **times(2 * n, 2 * n + 1, FPS),
            n=n, point=(0.5**n,), value=0.25**n, x=1.0, y=2.0, covered=False, exact=True,
        )
        for n in range(STEPS + 1)
    )  # fmt: skip


def rows(video: Manifest) -> list[list[str]]:
    """Return the cells of the table, without its line below the head."""
    lines = transcript(video, {}, HERE).splitlines()
    table = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")]
    return [table[0], *table[2:]]


def test_path_of_one_marble_needs_no_name_and_starts_slowly() -> None:
    head, *steps = rows(walked("down"))
    assert head == ["step", "x", "loss", "seen at"]
    assert [int(step[0]) for step in steps] == [0, 1, 2, 8, 16, 24, 32, 40]
    assert steps[1] == ["1", "0.5", "0.25", "0:07.2"]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_several_paths_share_the_rows(count: int) -> None:
    head, *steps = rows(walked(*(f"path {n}" for n in range(count))))
    assert head[0] == "path"
    assert len(steps) == MOST_ROWS
    for n in range(count):
        of_one = [int(step[1]) for step in steps if step[0] == f"path {n}"]
        assert (of_one[0], of_one[-1]) == (0, STEPS)


def test_parameters_are_written_as_in_mathematics() -> None:
    scene = part("valley", {"walk": 2}, learning_rate=0.1, start=[-1.25, 2], goals=[[1, 2], [3, 4]])
    text = transcript(alone(scene), {}, HERE)
    assert "Parameters: learning rate = 0.1, start = (−1.25, 2), goals = (1, 2), (3, 4)." in text


def test_picture_is_linked_under_the_name_of_its_beat() -> None:
    scene = part("valley", {"walk_down": 2, "rest": 1})
    stills = {("valley", "walk_down"): HERE / "stills/01.png"}
    assert "![1.1 Walk down](stills/01.png)" in transcript(lecture(scene), stills, HERE)
    assert "![Walk down](stills/01.png)" in transcript(alone(scene), stills, HERE)


def test_lecture_ends_on_its_sources() -> None:
    assert transcript(walked("down"), {}, HERE).endswith("## Sources\n\n- Cauchy (1847)\n")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.018894, "0.01889"), (-2.5, "−2.5"), (1e-6, "1·10⁻⁶"), (3e-28, "0"), (None, "not finite")],
)
def test_numbers_are_written_as_they_are_read(value: float | None, text: str) -> None:
    assert number(value) == text


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
