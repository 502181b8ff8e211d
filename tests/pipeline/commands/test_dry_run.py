"""--dry-run: it says what the run then does, and leaves everything as it is."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.build.chunk import Chunk
from pipeline.build.cost import known_speed, note_speed
from pipeline.cache.store import Store
from pipeline.commands.dry_run import PlannedWork, elapsed
from pipeline.encode.png import Still
from tests.pipeline.collected_frames import DRAFT, job
from tests.pipeline.command_line import files_in, invoke
from tests.pipeline.edited_story import BEATS, Guest, guest
from tests.pipeline.recordings import record, tone
from tests.pipeline.report.test_results import lines_of, of
from tests.pipeline.stories import ROLLING

__all__ = ["guest"]  # a fixture

VIDEO = ("video", "guest", "-q", "draft", "--output", "out", "--workers", 1)


def state(*folders: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for folder in folders
        for path in folder.rglob("*")
    }


def planned(text: str) -> dict[str, str]:
    return {line["beat"]: line["source"] for line in of("planned", lines_of(text))}


def test_changed_beat_is_foreseen_and_nothing_is_touched(guest: Guest, cache: Path) -> None:
    assert planned(guest.run(*VIDEO, "--dry-run", "--json").stdout) == dict.fromkeys(BEATS, "anew")
    guest.run(*VIDEO)
    assert guest.drawn == BEATS
    guest.edit("guest.py", "Circle(radius=1,", "Circle(radius=1.5,")
    before = state(cache, Path("out"))
    told = guest.run(*VIDEO, "--dry-run", "--json").stdout
    assert guest.drawn == []
    assert state(cache, Path("out")) == before
    assert planned(told) == {"first": "cache", "second": "anew", "third": "cache"}
    guest.run(*VIDEO)
    assert guest.drawn == ["second"]
    again = guest.run(*VIDEO, "--dry-run")
    assert again.stdout.count("unchanged") == 3
    assert again.stdout.endswith("Nothing would be drawn.\n")
    Path("out/guest.mp4").unlink()
    told = guest.run(*VIDEO, "--dry-run", "--json").stdout
    assert planned(told) == dict.fromkeys(BEATS, "cache")
    told = guest.run(*VIDEO, "--dry-run", "--json", "--no-cache").stdout
    assert planned(told) == dict.fromkeys(BEATS, "anew")
    assert not Path("out/guest.mp4").exists()


def test_frames_and_speed_are_known_after_the_first_time(folder: Path) -> None:
    words = ("video", "demo", "-q", "draft")
    assert "known after the first time" in invoke(*words, "--dry-run").stdout
    first = lines_of(invoke(*words, "--json").stdout)
    told = of("planned", lines_of(invoke(*words, "--no-cache", "--dry-run", "--json").stdout))
    assert sum(line["frames"] for line in told) == of("finished", first)[0]["frames"]
    # drawing and encoding is most of what making it takes; pictures and texts come to that
    assert 0 < sum(line["seconds"] for line in told) <= of("finished", first)[0]["seconds"]
    text = invoke(*words, "--no-cache", "--dry-run").stdout
    assert re.search(r"\n61 frames would be drawn, in about \d+ s with \d+ process", text)


def test_length_is_that_of_the_voices_asked_for(folder: Path) -> None:
    def frames(*words: object) -> int:
        told = lines_of(invoke("video", "demo", "-q", "draft", "--json", *words).stdout)
        return sum(line["frames"] for line in of("planned", told))

    record(folder / "voices" / "demo-draw_it.wav", tone(4, 440))
    narrated = ("--narration", "voices", "--allow-missing-narration")
    before = frames("--dry-run")
    invoke("video", "demo", "-q", "draft", *narrated)
    assert frames("--dry-run", "--no-cache") == before, "nobody speaks in it"
    invoke("video", "demo", "-q", "draft")
    assert frames("--dry-run", "--no-cache") == 61
    spoken = frames("--dry-run", "--no-cache", *narrated)
    assert spoken > 61 + 15
    record(folder / "voices" / "demo-draw_it.wav", tone(6, 440))
    longer = frames("--dry-run", "--no-cache", *narrated)
    assert longer == pytest.approx(spoken + 30, abs=2)  # two seconds more at 15 a second


def test_left_out_beat_is_neither_planned_nor_counted(folder: Path) -> None:
    words = ("video", "demo", "-q", "draft", "--json")
    without = ("--without-beat", "turn_it", "--dry-run")
    assert planned(invoke(*words, *without).stdout).keys() == {"draw_it", "let_it_go"}
    whole = of("finished", lines_of(invoke(*words).stdout))[0]
    [gone] = [beat for beat in whole["beats"] if beat["name"] == "turn_it"]
    told = of("planned", lines_of(invoke(*words, *without).stdout))
    assert {line["beat"]: line["source"] for line in told} == {
        "draw_it": "cache", "let_it_go": "cache"
    }  # fmt: skip
    frames = sum(line["frames"] for line in told)
    assert frames == whole["frames"] - round(15 * (gone["end"] - gone["start"]))


@pytest.mark.parametrize(
    "words",
    [
        ("video", "demo", "-q", "draft"),
        ("lecture", "--scenes", "demo", "-q", "draft"),
        ("gif", "demo", "--both-themes"),
        ("still", "demo"),
        ("sheet", "demo"),
        ("sweep", "demo", "--set", "size=1,2", "-q", "draft"),
    ],
)
def test_nothing_is_written(words: tuple[object, ...], folder: Path, cache: Path) -> None:
    cache.rmdir()
    result = invoke(*words, "--dry-run", "--output", "out")
    assert result.exit_code == 0, result.output
    assert "would be drawn" in result.stdout
    assert list(folder.iterdir()) == []
    assert not cache.exists()


def test_picture_is_new_then_there_then_kept(folder: Path) -> None:
    words = ("still", "demo", "-q", "draft")
    sources = [planned(invoke(*words, "--dry-run", "--json").stdout)]
    invoke(*words)
    sources.append(planned(invoke(*words, "--dry-run", "--json").stdout))
    (folder / "media/stills/demo.png").unlink()
    sources.append(planned(invoke(*words, "--dry-run", "--json").stdout))
    assert sources == [{"*": "anew"}, {"*": "unchanged"}, {"*": "cache"}]
    assert "1 picture would be drawn, in about" in invoke(*words, "--no-cache", "--dry-run").stdout


def test_what_cannot_be_made_is_said_as_if_it_were(folder: Path) -> None:
    result = invoke("video", "missing", "demo", "-q", "draft", "--dry-run")
    assert result.exit_code == 1
    assert "missing failed" in result.stderr
    assert "draw_it" in result.stdout
    assert files_in(folder) == set()


def test_speed_is_that_of_the_scene_else_that_of_any_at_this_size(tmp_path: Path) -> None:
    store = Store(tmp_path)
    demo, rolling = job(), job(ROLLING)
    assert known_speed(store, demo) is None
    note_speed(store, demo, 3.0, 60)
    assert known_speed(store, demo) == known_speed(store, rolling) == 0.05
    note_speed(store, rolling, 12.0, 60)
    assert (known_speed(store, demo), known_speed(store, rolling)) == (0.05, 0.2)
    assert known_speed(store, replace(demo, format=Still(DRAFT))) is None


def test_what_is_divided_takes_less_and_what_is_unknown_is_said() -> None:
    beats = {"one": 600.0, "two": 600.0}
    chunk = Chunk(job(), tuple(beats), last=True)
    told = [PlannedWork("demo", name, "", 600, "anew", 30.0) for name in beats]
    assert elapsed(told, [(chunk, beats)], 1) == pytest.approx(60)
    assert 30 < (elapsed(told, [(chunk, beats)], 2) or 0) < 45
    assert elapsed([*told, replace(told[0], seconds=None)], [(chunk, beats)], 2) is None
