"""The lecture: whole, in order, and everything in it where the manifest says."""

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.manifest import Manifest
from scenes.cards import COURSE
from tests.pipeline.command_line import files_in, invoke
from tests.pipeline.decoded_video import DecodedVideo, decode_video, manifest

FPS = 15
FRAME = 1 / FPS
MILLISECOND = 0.001
"""What the chapters of an MP4 are rounded to."""

NAME = "gradient_descent"
SCENES = ("rolling", "demo")
LEFT_OUT = ("--without-beat=draw_it", "--without-beat=turn_it", "--without-beat=let_it_go")


@pytest.fixture(scope="module")
def folder_of_lecture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lecture")
    words = ("lecture", "-q", "draft", "--scenes", ",".join(SCENES), "--output", folder)
    result = invoke(*words)
    assert result.exit_code == 0, result.output
    assert str(folder / f"{NAME}.mp4") in result.stdout
    return folder


@pytest.fixture(scope="module")
def shown(folder_of_lecture: Path) -> DecodedVideo:
    return decode_video(folder_of_lecture / f"{NAME}.mp4")


@pytest.fixture(scope="module")
def told(folder_of_lecture: Path) -> Manifest:
    return manifest(folder_of_lecture / f"{NAME}.mp4")


def test_everything_is_there_and_nothing_else(folder_of_lecture: Path) -> None:
    beats = [
        "opening-name_the_course", "rolling-walk_slowly", "rolling-run", "demo-draw_it",
        "demo-turn_it", "demo-let_it_go", "closing-name_the_sources",
    ]  # fmt: skip
    stills = {f"{NAME}-stills/{n:02}-{beat}.png" for n, beat in enumerate(beats, 1)}
    endings = {".mp4", ".json", ".srt", ".vtt", "-transcript.md", "-youtube.txt"}
    endings |= {"-poster.png", "-contact-sheet.png"}
    assert files_in(folder_of_lecture) == stills | {NAME + ending for ending in endings}


def test_total_length_is_the_sum_of_the_parts(shown: DecodedVideo, told: Manifest) -> None:
    assert [part.name for part in told.parts] == ["opening", *SCENES, "closing"]
    assert sum(part.frames for part in told.parts) == told.frames == len(shown.frames)
    assert told.parts[0].start_frame == 0
    for before, after in itertools.pairwise(told.parts):
        assert before.end_frame == after.start_frame
    assert told.seconds == pytest.approx(told.frames / FPS)


def test_every_frame_is_at_its_exact_time(shown: DecodedVideo) -> None:
    assert [float(time * FPS) for time in shown.times] == list(range(len(shown.frames)))


def test_no_frame_is_missing_or_doubled_at_the_joins(
    shown: DecodedVideo, told: Manifest, tmp_path: Path
) -> None:
    assert invoke("video", *SCENES, "-q", "draft", "--output", tmp_path).exit_code == 0
    for part in told.parts[1:-1]:
        alone = decode_video(tmp_path / f"{part.name}.mp4").frames
        assert np.array_equal(shown.frames[part.start_frame : part.end_frame], alone), part.name


def test_chapters_are_those_of_the_manifest(shown: DecodedVideo, told: Manifest) -> None:
    titles = [title for title, _, _ in shown.chapters]
    assert titles == [
        COURSE, "1. Rolling", "1.1 Walk slowly", "1.2 Run", "2. Demo", "2.1 Draw it",
        "2.2 Turn it", "2.3 Let it go", "Sources",
    ]  # fmt: skip
    starts = {title: float(start) for title, start, _ in shown.chapters}
    for title, part in zip(("1. Rolling", "2. Demo"), told.parts[1:-1], strict=True):
        assert starts[title] == pytest.approx(part.start, abs=MILLISECOND)
    beats = [beat for part in told.parts for beat in part.beats]
    of_beats = [chapter for chapter in shown.chapters if not re.match(r"\d+\. ", chapter[0])]
    for (title, start, end), beat in zip(of_beats, beats, strict=True):
        assert float(start) == pytest.approx(beat.start, abs=FRAME + MILLISECOND), title
        assert float(end) == pytest.approx(beat.end, abs=MILLISECOND), title


def test_chapters_leave_no_frame_out(shown: DecodedVideo, told: Manifest) -> None:
    assert shown.chapters[0][1] == 0
    assert float(shown.chapters[-1][2]) == pytest.approx(told.seconds, abs=MILLISECOND)
    for (_, _, end), (_, start, _) in itertools.pairwise(shown.chapters):
        assert float(end) == pytest.approx(float(start), abs=MILLISECOND)


def test_subtitles_are_those_of_the_manifest(shown: DecodedVideo, told: Manifest) -> None:
    assert len(told.captions) == 7
    for (text, start, end), caption in zip(shown.subtitles, told.captions, strict=True):
        assert text.split("\n") == list(caption.lines)
        assert float(start) == pytest.approx(caption.start, abs=FRAME / 2)
        assert float(end) == pytest.approx(caption.end, abs=FRAME / 2)


@pytest.mark.parametrize(("ending", "mark"), [(".srt", ","), (".vtt", ".")])
def test_caption_files_have_the_same_times(
    ending: str, mark: str, folder_of_lecture: Path, told: Manifest
) -> None:
    text = (folder_of_lecture / f"{NAME}{ending}").read_text(encoding="utf-8")
    clock = rf"(\d\d):(\d\d):(\d\d){re.escape(mark)}(\d\d\d)"
    found = re.findall(rf"^{clock} --> {clock}$", text, re.MULTILINE)
    assert len(found) == len(told.captions)
    for times, caption in zip(found, told.captions, strict=True):
        hours, minutes, seconds, thousandths = np.reshape([int(part) for part in times], (2, 4)).T
        ends = hours * 3600 + minutes * 60 + seconds + thousandths / 1000
        np.testing.assert_allclose(ends, [caption.start, caption.end], atol=0.0006)


def test_marbles_and_iterates_have_moved_with_their_scene(told: Manifest) -> None:
    rolling, demo = told.parts[1:3]
    for part in (rolling, demo):
        for marble in part.marbles:
            assert all(part.start_frame <= stand.start_frame for stand in marble.stands)
            assert all(stand.end_frame <= part.end_frame for stand in marble.stands)
            assert all(stand.start == stand.start_frame / FPS for stand in marble.stands)
    slow = rolling.paths[0]
    assert [it.frame for it in slow.iterates] == [
        stand.start_frame for stand in rolling.marbles[0].stands
    ]


def test_poster_is_the_title_card(
    folder_of_lecture: Path, shown: DecodedVideo, told: Manifest
) -> None:
    with Image.open(folder_of_lecture / f"{NAME}-poster.png") as poster:
        assert np.array_equal(np.asarray(poster), shown.frames[told.parts[0].beats[0].still_frame])


def test_stills_are_frames_of_the_film(
    folder_of_lecture: Path, shown: DecodedVideo, told: Manifest
) -> None:
    beats = [beat for part in told.parts for beat in part.beats]
    stills = sorted((folder_of_lecture / f"{NAME}-stills").iterdir())
    for still, beat in zip(stills, beats, strict=True):
        assert beat.start_frame <= beat.still_frame < beat.end_frame
        with Image.open(still) as picture:
            assert np.array_equal(np.asarray(picture), shown.frames[beat.still_frame])


def test_transcript_links_every_still_and_says_every_caption(
    folder_of_lecture: Path, told: Manifest
) -> None:
    text = (folder_of_lecture / f"{NAME}-transcript.md").read_text(encoding="utf-8")
    links = re.findall(r"^!\[.*\]\((.+)\)$", text, re.MULTILINE)
    assert len(links) == 5
    assert all((folder_of_lecture / link).is_file() for link in links)
    for part in told.parts[1:-1]:
        assert f". {part.title}\n" in text
        assert all(beat.caption in text for beat in part.beats)
    assert "| 6 | 1.311 | 1.718 | 0:" in text


def test_description_starts_at_zero_with_chapters_of_ten_seconds(folder_of_lecture: Path) -> None:
    text = (folder_of_lecture / f"{NAME}-youtube.txt").read_text(encoding="utf-8")
    assert text.startswith(COURSE)
    assert "Rolling: What Rolling teaches." in text
    starts = [int(m) * 60 + int(s) for m, s in re.findall(r"^(\d+):(\d\d) ", text, re.MULTILINE)]
    assert starts == [] or starts[0] == 0
    assert all(b - a >= 10 for a, b in itertools.pairwise(starts))


def test_contact_sheet_shows_every_still(folder_of_lecture: Path) -> None:
    with Image.open(folder_of_lecture / f"{NAME}-contact-sheet.png") as sheet:
        assert sheet.width == 1752
        assert sheet.height > 4 * 225  # four parts, a row each


def test_light_lecture_of_one_scene_has_a_name_of_its_own(tmp_path: Path) -> None:
    words = ("lecture", "-q", "draft", "--scenes", "demo", "--theme", "light", "--output", tmp_path)
    assert invoke(*words).exit_code == 0
    data = json.loads((tmp_path / f"{NAME}-light.json").read_text(encoding="utf-8"))
    assert data["theme"] == "light"
    assert data["parts"][0]["params"] == {"titles": ["Demo"]}
    assert data["parts"][-1]["params"]["sources"] != []


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--scenes", "dmeo"], "Did you mean 'demo'?"),
        (["--scenes", ","], "--scenes names no scene"),
        (["--scenes", "demo,stumbling"], "stumbling failed: beat stumble"),
        (["--scenes", "demo,missing"], "missing failed: there is no module"),
        (["--scenes", "demo", "--output", "file"], "Cannot write to file"),
        (["--set", "rolling.size=1", "--scenes", "demo,rolling"], "rolling has no parameter"),
        (["--set", "size=1", "--scenes", "demo,rolling"], "say of which scene it is, as demo.size"),
        (["--scenes", "demo", *LEFT_OUT], "--without-beat leaves no beat of demo: keep one"),
    ],
)
def test_without_all_scenes_there_is_no_lecture(words: list[str], part: str, folder: Path) -> None:
    (folder / "file").touch()
    result = invoke("lecture", "-q", "draft", *words)
    assert result.exit_code == 1
    assert part in result.stderr
    assert files_in(folder) == {"file"}


def test_scenes_of_a_lecture_are_changed_one_by_one(tmp_path: Path, told: Manifest) -> None:
    words = ("lecture", "-q", "draft", "--scenes", "demo,rolling", "--output", tmp_path)
    changes = ("--set", "demo.size=1.5", "--without-beat", "demo.turn_it")
    result = invoke(*words, *changes)
    assert result.exit_code == 0, result.output
    changed = manifest(tmp_path / f"{NAME}.mp4")
    opening, demo, rolling, closing = changed.parts
    assert demo.params["size"] == 1.5
    assert [beat.name for beat in demo.beats] == ["draw_it", "let_it_go"]
    assert demo.beats[0].end_frame == demo.beats[1].start_frame
    before = {part.name: part for part in told.parts}
    assert opening.beats == before["opening"].beats, "a card is whole"
    assert closing.frames == before["closing"].frames
    assert rolling.frames == before["rolling"].frames
    titles = [title for title, _, _ in decode_video(tmp_path / f"{NAME}.mp4").chapters]
    assert titles[1:4] == ["1. Demo", "1.1 Draw it", "1.2 Let it go"]
    assert "turn" not in (tmp_path / f"{NAME}-transcript.md").read_text(encoding="utf-8")
