"""Chapters: side by side, without a gap, the scene's own before those of its beats."""

import itertools

import pytest

from pipeline.captions import words
from pipeline.manifest import Manifest
from pipeline.video.chapters import chapters, contents, sources
from tests.pipeline.sample_manifests import alone, lecture, part

ONE = part("first_scene", {"look_at_it": 3, "let_it_go": 4})
TWO = part("second_scene", {"ask": 2})


def test_scenes_and_beats_of_a_lecture_are_numbered() -> None:
    assert [chapter.title for chapter in chapters(lecture(ONE, TWO))] == [
        "Welcome", "1. First Scene", "1.1 Look at it", "1.2 Let it go", "2. Second Scene",
        "2.1 Ask", "Sources",
    ]  # fmt: skip


def test_beats_of_a_scene_alone_need_no_number() -> None:
    assert [chapter.title for chapter in chapters(alone(ONE))] == ["Look at it", "Let it go"]


@pytest.mark.parametrize("video", [lecture(ONE, TWO), lecture(TWO), alone(ONE)])
def test_every_frame_is_in_one_chapter(video: Manifest) -> None:
    found = chapters(video)
    assert (found[0].start_frame, found[-1].end_frame) == (0, video.frames)
    for before, after in itertools.pairwise(found):
        assert before.start_frame < before.end_frame == after.start_frame


def test_scene_and_first_beat_start_with_the_scene() -> None:
    video = lecture(ONE, TWO)
    at = {chapter.title: chapter for chapter in chapters(video)}
    for title, first, scene in (
        ("1. First Scene", "1.1 Look at it", video.parts[1]),
        ("2. Second Scene", "2.1 Ask", video.parts[2]),
    ):
        assert at[title].start_frame == scene.start_frame
        assert at[first].start_frame == scene.start_frame + 1
        assert at[first].end_frame == scene.beats[0].end_frame


def test_beat_without_a_frame_has_no_chapter() -> None:
    video = alone(part("scene", {"show": 2, "blink": 0, "end": 1}))
    assert [chapter.title for chapter in chapters(video)] == ["Show", "End"]


def test_contents_name_every_beat_of_every_part() -> None:
    video = lecture(ONE, TWO)
    for section, told in zip(contents(video), video.parts, strict=True):
        assert section.part == told
        assert len(section.beats) == len(told.beats)
        assert section.is_numbered == (told.kind == "scene")


def test_sources_are_those_of_the_end_card() -> None:
    assert sources(lecture(ONE)) == ["Cauchy (1847)"]
    assert sources(alone(ONE)) == []


def test_names_in_code_become_words() -> None:
    assert words("straighten_it_on_a_log_scale") == "Straighten it on a log scale"
