"""What is said: named by the script, waited for, evened, and heard at its beat."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from pipeline.video.audio import LOUDNESS, measure
from pipeline.video.narration import PROGRAM, spoken
from tests.pipeline.command_line import files_in, invoke
from tests.pipeline.decoded_video import DecodedVideo, decode_video, manifest
from tests.pipeline.recordings import record, tone

FPS = 15
FRAME = 1 / FPS
PITCHES = {"draw_it": 400.0, "turn_it": 700.0, "let_it_go": 1100.0}
SECONDS = {"draw_it": 3.5, "turn_it": 0.8, "let_it_go": 2.0}
"""Longer than the beat, shorter than it, and longer again."""


@pytest.fixture
def voices(folder: Path) -> Path:
    for number, beat in enumerate(PITCHES):
        ending = ".flac" if number == 1 else ".wav"
        samples = tone(SECONDS[beat], PITCHES[beat], 0.1 * (number + 1))
        record(folder / "voices" / f"demo-{beat}{ending}", samples)
    return folder / "voices"


def pitch(samples: np.ndarray, rate: int) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * rate / len(samples))


def heard_from(shown: DecodedVideo, start: float) -> float:
    """Return the second at which sound begins, at `start` or around it."""
    assert shown.sound is not None
    first = max(0, round((start - 0.2) * shown.rate))
    loud = np.abs(shown.sound[first : first + shown.rate]) > 0.01
    return (first + int(np.argmax(loud))) / shown.rate


def test_beats_wait_for_what_is_said_and_it_is_heard_there(voices: Path, folder: Path) -> None:
    words = ("video", "demo", "-q", "draft", "--narration", voices, "--output", "out")
    assert invoke(*words).exit_code == 0
    shown, told = decode_video(folder / "out/demo.mp4"), manifest(folder / "out/demo.mp4")
    assert shown.sound is not None
    assert len(shown.sound) / shown.rate == pytest.approx(told.seconds, abs=FRAME)
    beats = {beat.name: beat for beat in told.parts[0].beats}
    assert [clip.beat for clip in told.narration] == list(beats)
    for clip in told.narration:
        beat = beats[clip.beat]
        assert clip.start_frame == beat.start_frame
        assert beat.seconds >= clip.seconds >= SECONDS[clip.beat] - 1e-9
        assert heard_from(shown, clip.start) == pytest.approx(clip.start, abs=FRAME)
        ends = round(clip.start * shown.rate), round((clip.start + 0.7) * shown.rate)
        segment = shown.sound[slice(*ends)]
        assert pitch(segment, shown.rate) == pytest.approx(PITCHES[clip.beat], abs=4)
    assert [clip.source for clip in told.narration][1] == "demo-turn_it.flac"


def test_levels_in_the_video_are_even(voices: Path, folder: Path) -> None:
    words = ("video", "demo", "-q", "draft", "--narration", voices, "--output", "out")
    assert invoke(*words).exit_code == 0
    shown, told = decode_video(folder / "out/demo.mp4"), manifest(folder / "out/demo.mp4")
    assert shown.sound is not None
    for clip in told.narration:
        start = round(clip.start * shown.rate)
        said = shown.sound[start : start + round(SECONDS[clip.beat] * shown.rate)]
        assert measure(said)[0] == pytest.approx(LOUDNESS, abs=0.5), clip.beat


def test_lecture_speaks_where_its_manifest_says(voices: Path, folder: Path) -> None:
    record(voices / "opening-name_the_course.wav", tone(9.0, 300))
    words = ("lecture", "--scenes", "demo", "-q", "draft", "--output", "out", "--narration", voices)
    result = invoke(*words)
    assert result.exit_code == 1
    assert "closing-name_the_sources.wav (or .flac) is missing" in result.stderr
    result = invoke(*words, "--allow-missing-narration")
    assert result.exit_code == 0, result.output
    assert "Silence: " in result.stderr
    path = folder / "out/gradient_descent.mp4"
    shown, told = decode_video(path), manifest(path)
    assert [clip.beat for clip in told.narration] == ["name_the_course", *PITCHES]
    assert told.parts[0].seconds >= 9
    for clip in told.narration[1:]:
        assert heard_from(shown, clip.start) == pytest.approx(clip.start, abs=FRAME)
    assert len(shown.subtitles) == len(told.captions) == 5
    assert len(shown.chapters) == 6  # the scene's own as well


def test_without_narration_there_is_no_sound_stream(folder: Path) -> None:
    assert invoke("video", "demo", "-q", "draft", "--output", "out").exit_code == 0
    assert decode_video(folder / "out/demo.mp4").sound is None


@pytest.mark.parametrize(
    ("harm", "parts"),
    [
        ("missing", ["demo-turn_it.wav (or .flac) is missing."]),
        ("broken", ["demo-turn_it.flac is broken"]),
        ("empty", ["demo-turn_it.flac is broken"]),
        ("silent", ["demo-turn_it.wav is broken: nothing can be heard"]),
        ("misspelt", ["demo-turn_it.wav (or .flac) is missing. Is it 'demo-turnit'?"]),
    ],
)
def test_recording_that_cannot_be_used_is_named(
    harm: str, parts: list[str], voices: Path, folder: Path
) -> None:
    path = voices / "demo-turn_it.flac"
    if harm == "misspelt":
        path.rename(voices / "demo-turnit.flac")
    elif harm == "silent":
        path.unlink()
        record(path.with_suffix(".wav"), np.zeros(44_100, np.float32))
    elif harm == "missing":
        path.unlink()
    else:
        path.write_bytes(b"" if harm == "empty" else b"not a recording")
    words = ("video", "demo", "-q", "draft", "--output", "out", "--narration", voices)
    result = invoke(*words)
    assert result.exit_code == 1
    assert all(part in result.stderr for part in parts), result.stderr
    assert "--allow-missing-narration" in result.stderr
    assert not files_in(folder / "out")
    result = invoke(*words, "--allow-missing-narration")
    assert result.exit_code == 0, result.output
    told = manifest(folder / "out/demo.mp4")
    assert [clip.beat for clip in told.narration] == ["draw_it", "let_it_go"]


def test_every_recording_that_is_missing_has_a_line(voices: Path) -> None:
    for path in voices.iterdir():
        path.unlink()
    result = invoke("video", "demo", "-q", "draft", "--narration", voices)
    assert result.exit_code == 1
    *missing, way_out = result.stderr.removeprefix("Error: ").splitlines()
    assert [line.endswith(" (or .flac) is missing.") for line in missing] == [True] * 3
    assert "--allow-missing-narration" in way_out


@pytest.mark.parametrize(
    ("source", "complaint"), [("a file", "a file: that is a file."), ("", "it is empty")]
)
def test_narration_that_is_no_folder_is_refused(source: str, complaint: str, folder: Path) -> None:
    (folder / "a file").touch()
    result = invoke("video", "demo", "-q", "draft", "--narration", source)
    assert result.exit_code != 0
    assert complaint in result.stderr
    assert files_in(folder) == {"a file"}


def test_folder_that_is_not_there_is_said_so(folder: Path) -> None:
    result = invoke("video", "demo", "-q", "draft", "--narration", "espek")
    assert result.exit_code == 1
    assert "there is no such folder. Did you mean 'espeak'?" in result.stderr
    assert not any((folder / "media").rglob("*.mp4"))


def test_script_names_every_recording_with_its_time(folder: Path) -> None:
    result = invoke("script", "--scenes", "rolling,demo", "-q", "draft")
    assert result.exit_code == 0, result.output
    names = re.findall(r"^  (\S+)\.wav  [\d.]+ s$", result.stdout, re.MULTILINE)
    assert names == [
        "opening-name_the_course", "rolling-walk_slowly", "rolling-run", "demo-draw_it",
        "demo-turn_it", "demo-let_it_go", "closing-name_the_sources",
    ]  # fmt: skip
    assert "    Six steps to x = 1.3107." in result.stdout
    assert files_in(folder) == set()


def test_script_of_named_scenes_is_that_of_their_videos(folder: Path) -> None:
    words = ("script", "rolling", "demo", "-q", "draft", "--set", "demo.size=1.5")
    result = invoke(*words, "--without-beat", "demo.turn_it")
    assert result.exit_code == 0, result.output
    names = re.findall(r"^  (\S+)\.wav  [\d.]+ s$", result.stdout, re.MULTILINE)
    assert names == ["rolling-walk_slowly", "rolling-run", "demo-draw_it", "demo-let_it_go"]
    assert "    A square of side 1.5." in result.stdout
    assert "demo-turn_it" in invoke(*words).stdout
    assert invoke("script", "demo", "--scenes", "demo").exit_code == 2


def test_nobody_has_to_speak_in_a_left_out_beat(voices: Path, folder: Path) -> None:
    (voices / "demo-turn_it.flac").unlink()
    words = ("video", "demo", "-q", "draft", "--narration", voices, "--output", "out")
    assert invoke(*words).exit_code == 1
    result = invoke(*words, "--without-beat", "turn_it")
    assert result.exit_code == 0, result.output
    path = folder / "out/demo-without-turn_it.mp4"
    shown, told = decode_video(path), manifest(path)
    assert [clip.beat for clip in told.narration] == ["draw_it", "let_it_go"]
    for clip in told.narration:
        assert heard_from(shown, clip.start) == pytest.approx(clip.start, abs=FRAME)


def test_times_of_the_script_are_those_of_the_video(folder: Path) -> None:
    said = invoke("script", "--scenes", "demo,rolling", "-q", "draft").stdout
    assert invoke("video", "demo", "rolling", "-q", "draft", "--output", "out").exit_code == 0
    for name in ("demo", "rolling"):
        for beat in json.loads((folder / f"out/{name}.json").read_text())["parts"][0]["beats"]:
            line = f"  {name}-{beat['name']}.wav  {beat['end'] - beat['start']:.1f} s\n"
            assert line in said


def test_script_of_a_scene_in_trouble_is_one_sentence(folder: Path) -> None:
    result = invoke("script", "--scenes", "demo,stumbling", "-q", "draft")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: stumbling failed: beat stumble")
    assert "there is no module" in invoke("script", "--scenes", "missing").stderr


def test_signs_are_spoken_as_words() -> None:
    assert spoken("Put 2x: it shrinks by 1 − 2α. Is |x| < 0.5?") == (
        "Put 2x: it shrinks by 1 minus 2 alpha. Is the size of x is less than 0.5?"
    )
    assert spoken("x² is ½ · β") == "x squared is one half times beta"


@pytest.mark.skipif(shutil.which(PROGRAM) is None, reason=f"{PROGRAM} is not installed")
def test_espeak_speaks_every_beat(folder: Path) -> None:
    words = ("video", "demo", "-q", "draft", "--narration", "espeak", "--output", "out")
    result = invoke(*words)
    assert result.exit_code == 0, result.output
    shown, told = decode_video(folder / "out/demo.mp4"), manifest(folder / "out/demo.mp4")
    assert [clip.beat for clip in told.narration] == list(PITCHES)
    for clip in told.narration:
        assert heard_from(shown, clip.start) == pytest.approx(clip.start, abs=0.15)


def test_without_espeak_it_says_how_to_get_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    result = invoke("video", "demo", "-q", "draft", "--narration", "espeak")
    assert result.exit_code == 1
    assert "apt-get install espeak-ng" in result.stderr
