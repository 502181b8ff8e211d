"""Captions in the picture: below it, readable, and over nothing."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from pipeline.captions import cut, reading_frames
from pipeline.encode.burned_captions import Captioned, Strip, origin, shrunk
from pipeline.presets import QUALITIES
from tests.pipeline.collected_frames import DRAFT, Collector
from tests.pipeline.command_line import invoke
from tests.pipeline.decoded_video import decode_video, manifest

PAPER, INK = (0xFC, 0xFB, 0xF7), (0x1B, 0x24, 0x30)
CANVAS = QUALITIES["low"].canvas
LONG = " ".join(f"Sentence {n} of a caption that is much longer than two lines." for n in range(4))


class Told(Collector):
    """Keeps what was said to have changed, and one frame for each time."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []

    def write(self, pixels: np.ndarray, repeat: int, changed: object = None) -> None:
        super().write(pixels, 1)
        self.told.append(changed)


def captioned(caption: str, *repeats: int) -> Collector:
    """Write drawn frames of one colour over a caption."""
    sink, drawn = Collector(), shrunk(CANVAS)
    pixels = np.full((drawn.height, drawn.width, 4), (40, 80, 120, 255), np.uint8)
    strip = Strip({"beat": caption}, "#1B2430", "#FCFBF7")
    writer = Captioned(sink, CANVAS, strip)
    writer.open_beat("beat")
    for repeat in repeats:
        writer.write(pixels, repeat)
    return sink


def strip_of(frame: np.ndarray) -> np.ndarray:
    return frame[shrunk(CANVAS).height :, :, :3].astype(int)


@pytest.mark.parametrize("name", QUALITIES)
def test_picture_keeps_its_shape_and_even_sides(name: str) -> None:
    whole = QUALITIES[name].canvas
    drawn = shrunk(whole)
    assert drawn.width % 2 == drawn.height % 2 == 0
    assert drawn.width / drawn.height == pytest.approx(whole.width / whole.height, rel=0.01)
    assert origin(whole) == ((whole.width - drawn.width) // 2, 0)


def test_picture_is_whole_and_caption_below_it() -> None:
    [frame] = captioned("Two lines of text, and letters that reach down: gjpqy.", 1).frames
    drawn, (left, top) = shrunk(CANVAS), origin(CANVAS)
    assert frame.shape == (CANVAS.height, CANVAS.width, 4)
    inside = frame[top : top + drawn.height, left : left + drawn.width]
    assert (inside == (40, 80, 120, 255)).all()
    strip = strip_of(frame)
    assert (strip[[0, 1, -2, -1]] == PAPER).all(), "letters are cut off"
    assert (np.abs(strip - INK).max(axis=2) < 20).sum() > 300
    assert (frame[:, 0, :3] == PAPER).all()


def test_beat_without_a_caption_has_an_empty_strip() -> None:
    [frame] = captioned("", 1).frames
    assert (strip_of(frame) == PAPER).all()


def test_long_caption_turns_in_the_middle_of_a_hold() -> None:
    texts = cut(LONG)
    assert len(texts) > 1
    frames = captioned(LONG, 5, 400).frames
    assert len(frames) == 405
    changes = [n for n in range(1, 405) if (strip_of(frames[n]) != strip_of(frames[n - 1])).any()]
    ends = np.cumsum([reading_frames(lines, CANVAS.fps) for lines in texts])
    assert changes == ends[:-1].tolist()


def test_it_tells_where_the_whole_picture_changed() -> None:
    drawn, lots = shrunk(CANVAS), np.random.default_rng(3)
    sink = Told()
    writer = Captioned(sink, CANVAS, Strip({"beat": LONG}, "#1B2430", "#FCFBF7"))
    writer.open_beat("beat")
    pixels = np.full((drawn.height, drawn.width, 4), 255, np.uint8)
    for _ in range(30):
        left, top = (int(lots.integers(0, side - 40)) for side in (drawn.width, drawn.height))
        pixels[top : top + 30, left : left + 20] = lots.integers(0, 256, 4)
        writer.write(pixels, 20, [(left, top, left + 20, top + 30)])
    assert sink.told[0] is None
    strip = [(0, drawn.height, CANVAS.width, CANVAS.height)]
    assert sink.told.count(strip) == len(cut(LONG)) - 1
    shown = zip(sink.frames, sink.told, strict=True)
    for (before, _), (after, boxes) in itertools.pairwise(shown):
        elsewhere = np.ones(after.shape[:2], bool)
        for left, top, right, bottom in boxes or ():
            elsewhere[top:bottom, left:right] = False
        assert (before == after)[elsewhere].all()
    x, y = origin(CANVAS)
    inside = sink.frames[-1][y : y + drawn.height, x : x + drawn.width]
    assert np.array_equal(inside, pixels)


def test_video_has_them_in_the_picture_and_not_twice(folder: Path) -> None:
    words = ("video", "rolling", "-q", "draft", "--burn-captions", "--output", "out")
    result = invoke(*words)
    assert result.exit_code == 0, result.output
    shown, told = decode_video(folder / "out/rolling.mp4"), manifest(folder / "out/rolling.mp4")
    assert told.burned_captions
    assert shown.subtitles == []
    assert {frame.shape for frame in shown.frames} == {(240, 426, 3)}
    assert (folder / "out/rolling.srt").read_text(encoding="utf-8").count("-->") == 2
    top = shrunk(DRAFT.canvas).height
    strips = [shown.frames[beat.start_frame][top:].astype(int) for beat in told.parts[0].beats]
    assert all(strip.max() > 150 for strip in strips)
    assert np.abs(strips[0] - strips[1]).max() > 100
    for marble in told.parts[0].marbles:
        for stand in (stand for stand in marble.stands if stand.exact):
            around = shown.frames[stand.start_frame][int(stand.y), int(stand.x)].astype(int)
            color = [int(marble.color[n : n + 2], 16) for n in (1, 3, 5)]
            assert np.abs(around - color).max() < 60
