"""The long lecture is as long as it says, and what is measured is all that was made of it."""

import json
from pathlib import Path

import pytest

from benchmarks import memory
from benchmarks.contestants import Cost
from benchmarks.long_lecture import BEAT, BEATS, LONGEST, LongLecture, LongLectureParams, plot
from gdcore import PARABOLA


def test_every_half_minute_has_a_marble_of_its_own() -> None:
    paths = plot(LongLectureParams(minutes=LONGEST)).paths
    assert len(paths) == BEATS == LONGEST * 60 / BEAT
    assert len({float(path.points[0, 0]) for path in paths.values()}) == BEATS
    assert all(abs(path.points[-1, 0] - PARABOLA.minima[0]) < 0.02 for path in paths.values())
    assert [beat.name for beat in LongLecture.beats()] == [f"walk_{n}" for n in range(BEATS)]


def test_a_lecture_is_rendered_with_all_that_comes_with_it(tmp_path: Path) -> None:
    words = [*memory.rendering(1, "draft"), str(tmp_path)]
    cost, said = memory.timed(words, tmp_path / "said.log")
    assert "long_lecture.mp4" in said
    assert cost.memory > 50
    manifest = json.loads((tmp_path / "long_lecture.json").read_text(encoding="utf-8"))
    assert manifest["seconds"] == pytest.approx(2 * BEAT, abs=2)
    beats = [beat["name"] for beat in manifest["parts"][0]["beats"]]
    assert beats == ["walk_0", "walk_1"]
    assert len(list((tmp_path / "long_lecture-stills").iterdir())) == 2
    assert (tmp_path / "long_lecture-contact-sheet.png").is_file()


def test_each_length_and_the_course_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed: list[list[str]] = []

    def timed(words: list[str], output: Path) -> tuple[Cost, str]:
        typed.append(words)
        return Cost(1.0, 1.0, 350.0), ""

    monkeypatch.setattr(memory, "timed", timed)
    found = memory.compare(tmp_path, minutes=(2, 30), quality="draft")
    assert [one.what for one in found] == [
        "a lecture of 2 min", "a lecture of 30 min", memory.COURSE,
    ]  # fmt: skip
    assert [one.ratio for one in found] == [2.0] * 3
    assert [words[-1] for words in typed] == [str(tmp_path / n) for n in ("2", "30", "course")]
    assert "lecture" in typed[-1]
