"""Sweeps: a clip of each value, and a grid in which each is where its label is."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from pipeline.build.grid import cell_boxes, label_height, pictures
from pipeline.commands.sweep import enlarged, swept, values_in
from pipeline.encode.mp4 import Video
from pipeline.encode.picture import NARROWEST
from pipeline.errors import UserError
from pipeline.params import fields_of
from pipeline.presets import QUALITIES, Canvas
from scenes.kit.theme import THEMES
from tests.pipeline.command_line import files_in, invoke
from tests.pipeline.decoded_video import decode_video, manifest
from tests.pipeline.stories.demo import DemoParams

FIELDS = fields_of(DemoParams)
MADE = Path("media/sweeps/draft")
LOW = QUALITIES["low"].canvas


def small(frame: npt.NDArray[np.uint8], width: int, height: int) -> npt.NDArray[np.int16]:
    image = Image.fromarray(frame).convert("RGB").resize((width, height), Image.Resampling.BOX)
    return np.asarray(image).astype(np.int16)


def test_there_is_a_clip_of_each_value_and_the_grid_holds_them(folder: Path) -> None:
    words = ("sweep", "demo", "--set", "steps=1,3", "--set", "size=1", "-q", "draft")
    result = invoke(*words)
    assert result.exit_code == 0, result.output
    assert result.stdout.count("in low: too small to read in draft") == 1
    videos = {path.name for path in MADE.glob("*.mp4")}
    assert videos == {"demo-steps=1.mp4", "demo-steps=3.mp4", "demo-steps-grid.mp4"}
    clips = [decode_video(MADE / f"demo-steps={value}.mp4").frames for value in (1, 3)]
    grid = decode_video(MADE / "demo-steps-grid.mp4").frames
    assert len(clips[0]) < len(clips[1]) == len(grid)
    for clip, (left, top, right, bottom) in zip(clips, cell_boxes(LOW, 2), strict=True):
        for number in (0, 20, len(grid) - 1):  # the shorter one holds its last frame
            shown = grid[number][top:bottom, left:right].astype(np.int16)
            source = clip[min(number, len(clip) - 1)]
            assert np.abs(shown - small(source, right - left, bottom - top)).mean() < 4
    params = [manifest(MADE / f"demo-steps={value}.mp4").parts[0].params for value in (1, 3)]
    assert [(one["steps"], one["size"]) for one in params] == [(1, 1.0), (3, 1.0)]


@pytest.mark.parametrize("count", range(2, 10))
@pytest.mark.parametrize("quality", QUALITIES)
def test_no_clip_is_narrower_in_a_grid_than_can_be_read(quality: str, count: int) -> None:
    clips = Video(QUALITIES[quality])
    grid, name = enlarged(clips, quality, count)
    left, _, right, _ = cell_boxes(grid.canvas, count)[0]
    assert right - left >= NARROWEST
    assert grid.canvas.fps == clips.canvas.fps
    own_left, _, own_right, _ = cell_boxes(clips.canvas, count)[0]
    assert (name == quality) == (own_right - own_left >= NARROWEST)


def test_labels_are_written_above_the_clips_in_the_colours_of_the_theme(folder: Path) -> None:
    words = ("--beat", "draw_it", "--theme", "light", "-q", "low", "--output", "out")
    assert invoke("sweep", "demo", "--set", "size=1,2,3", *words).exit_code == 0
    canvas = QUALITIES["low"].canvas
    frame = decode_video(Path("out/demo-draw_it-light-size-grid.mp4")).frames[0].astype(int)
    paper = np.array([*bytes.fromhex(THEMES["light"].paper[1:])])
    assert np.abs(frame[2, 2] - paper).max() <= 4
    for left, top, right, bottom in cell_boxes(canvas, 3):
        label = frame[top - label_height(canvas, 3) : top - 2, left:right]
        dark = (label.sum(axis=2) < 300).mean()
        assert 0.001 < dark < 0.3  # there are no dark pixels without letters
        assert np.abs(frame[bottom - 5, left + 5] - paper).max() <= 4  # the clip has it as well


def test_unchanged_sweep_makes_nothing_anew(folder: Path) -> None:
    words = ("sweep", "demo", "--set", "filled=true,false", "--beat", "draw_it", "-q", "draft")
    assert invoke(*words).exit_code == 0
    before = {name: (folder / name).stat().st_mtime_ns for name in files_in(folder)}
    again = invoke(*words)
    assert again.stdout.count("unchanged") == 3
    assert {name: (folder / name).stat().st_mtime_ns for name in files_in(folder)} == before


@pytest.mark.parametrize("count", range(2, 10))
@pytest.mark.parametrize("quality", QUALITIES)
def test_cells_and_labels_are_on_the_page_and_apart(quality: str, count: int) -> None:
    canvas = QUALITIES[quality].canvas
    boxes = cell_boxes(canvas, count)
    label = label_height(canvas, count)
    assert len(boxes) == count
    taken = np.zeros((canvas.height, canvas.width), int)
    for left, top, right, bottom in boxes:
        assert (left, top - label) >= (0, 0)
        assert right <= canvas.width
        assert bottom <= canvas.height
        assert (right - left) / (bottom - top) == pytest.approx(16 / 9, rel=0.02)
        taken[top - label : bottom, left:right] += 1
    assert taken.max() == 1
    assert taken.mean() > 0.45
    assert all(one[:2] < other[:2] or one[1] < other[1] for one, other in pairwise(boxes))


def test_frames_are_scaled_to_the_box(tmp_path: Path) -> None:
    path = tmp_path / "flat.mp4"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=15)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        frame = av.VideoFrame(64, 36, "yuv420p")
        for plane, value in zip(frame.planes, (126, 128, 128), strict=True):
            plane.update(bytes([value]) * plane.buffer_size)
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    [picture] = pictures(path, (10, 10, 42, 28))
    assert picture.shape == (18, 32, 4)
    assert np.abs(picture.astype(int) - [128, 128, 128, 255]).max() <= 1


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("size", "0.1,0.5, 0.9", ["0.1", "0.5", "0.9"]),
        ("size", "[0.1, 0.5]", ["0.1", "0.5"]),
        ("size", "0.1", ["0.1"]),
        ("role", "adam,momentum", ["adam", "momentum"]),
        ("role", '["adam", "momentum"]', ["adam", "momentum"]),
        ("filled", "true,false", ["true", "false"]),
        ("corner", "1,2", ["1,2"]),
        ("corner", "[1, 2]", ["[1, 2]"]),
        ("corner", "[1, 2],[3, 4]", ["[1, 2]", "[3, 4]"]),
        ("corner", "[[1, 2], [3, 4]]", ["[1, 2]", "[3, 4]"]),
    ],
)
def test_values_are_told_apart(name: str, text: str, values: list[str]) -> None:
    assert values_in(text, FIELDS[name]) == values


def test_later_setting_wins_and_the_others_stay() -> None:
    texts = ["size=1,2", "steps=2", "size=0.5,1.5"]
    assert swept(texts, FIELDS) == ("size", ["0.5", "1.5"], ["steps=2"])
    with pytest.raises(UserError, match="2 to 9 values"):
        swept(["size=1,2", "size=1"], FIELDS)


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ([], "A sweep needs 2 to 9 values of a parameter, with commas between them: --set size="),
        (["steps=2"], "--set steps=…,…"),
        (["size=" + ",".join(f"{n / 10}" for n in range(1, 11))], "size has 10 values: 9 at most"),
        (["size=1,2", "steps=1,2"], "one parameter: size and steps have several values each"),
        (["size=1,9"], "size=9 is not allowed: it should be less than or equal to 3"),
        (["size=1,two"], "size=two is not allowed"),
        (["size=1,,2"], "size= is not allowed"),
        (["size=1,1.0"], "size=1.0 is there twice"),
        (["sise=1,2"], "Did you mean 'size'?"),
        (["size"], "A sweep needs 2 to 9 values"),
        (["size=1,2", "steps"], "name=value"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_made(
    settings: list[str], part: str, folder: Path
) -> None:
    result = invoke("sweep", "demo", *(word for text in settings for word in ("--set", text)))
    assert result.exit_code == 1
    assert part in result.stderr
    assert list(folder.iterdir()) == []


def test_value_at_which_the_story_stumbles_is_named(folder: Path) -> None:
    result = invoke("sweep", "stumbling", "--set", "over=a stone,its numbers", "-q", "draft")
    assert result.exit_code == 1
    assert "over = a stone: stumbling failed: beat stumble" in result.stderr
    assert "over = its numbers: stumbling failed: " in result.stderr
    assert not list(folder.rglob("*.mp4"))


def test_values_may_come_from_a_file(folder: Path) -> None:
    Path("many.json").write_text('{"size": [1, 2], "filled": false}', encoding="utf-8")
    words = ("--set-file", "many.json", "--beat", "draw_it", "-q", "draft", "--output", "out")
    assert invoke("sweep", "demo", *words).exit_code == 0
    assert {path.name for path in Path("out").glob("*.mp4")} == {
        "demo-draw_it-size=1.mp4", "demo-draw_it-size=2.mp4", "demo-draw_it-size-grid.mp4",
    }  # fmt: skip


def test_small_canvas_still_has_room_for_labels() -> None:
    assert label_height(Canvas(426, 240, 15), 9) >= 6
