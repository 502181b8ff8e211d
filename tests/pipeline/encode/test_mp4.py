"""The video file: what is in it, frame by frame."""

import threading
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from pipeline.encode.h264 import SECONDS_BETWEEN_KEY_FRAMES
from pipeline.encode.mp4 import AHEAD, Mp4, Video
from pipeline.presets import PURPOSES, QUALITIES, Canvas, Purpose
from tests.pipeline.synthetic_frames import INK, PAPER, drawing

SMALL = Canvas(320, 180, 15)
FINE = Purpose("ultrafast", "crf", 10, "", "tests")
NAMES = {"rc-lookahead": "rc_lookahead", "subme": "subme"}
"""Tools that x264 calls otherwise when it says what it did."""

REPEATS = (1, 3, 20, 1, 1, 14)
SECOND_BEAT = 24  # frames before it: in no way where x264 would put a key frame

Frames = list[tuple[npt.NDArray[np.uint8], list[tuple[int, int, int, int]]]]


def encode(path: Path, canvas: Canvas = SMALL, purpose: Purpose = FINE) -> float:
    sink = Mp4(path, canvas, purpose)
    sink.open_beat("first")
    for number, repeat in enumerate(REPEATS):
        if sum(REPEATS[:number]) == SECOND_BEAT:
            sink.open_beat("second")
        sink.write(drawing(canvas.width, canvas.height, 20 * number % canvas.width), repeat)
    return sink.close()


def settings_of(path: Path) -> list[str]:
    """Return what x264 says of itself in the file."""
    said = path.read_bytes().partition(b"x264 - core")[2].partition(b"options: ")[2]
    return said.partition(b"\0")[0].decode("ascii", "replace").split()


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mp4") / "video.mp4"
    assert encode(path) == sum(REPEATS) / 15
    return path


def test_codec_size_and_rate(video: Path) -> None:
    with av.open(str(video)) as file:
        [stream] = file.streams
        codec = stream.codec_context
        assert (codec.name, codec.pix_fmt) == ("h264", "yuv420p")
        assert (codec.width, codec.height) == (320, 180)
        assert stream.average_rate == 15
        assert stream.frames == sum(REPEATS)
        assert stream.duration * stream.time_base == Fraction(sum(REPEATS), 15)


def test_every_frame_is_at_its_exact_time(video: Path) -> None:
    with av.open(str(video)) as file:
        times = [frame.pts * frame.time_base for frame in file.decode(video=0)]
    assert times == [Fraction(number, 15) for number in range(sum(REPEATS))]


def test_colours_are_tagged_and_true(video: Path) -> None:
    with av.open(str(video)) as file:
        codec = file.streams.video[0].codec_context
        tags = (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range)
        frame = next(file.decode(video=0))
    assert tags == (1, 1, 1, 1)  # three times BT.709, then limited range
    pixels = frame.to_ndarray(format="rgb24", src_colorspace="itu709").astype(int)
    assert np.abs(pixels[170, 300] - PAPER[:3]).max() <= 2
    assert np.abs(pixels[60, 20] - INK[:3]).max() <= 3


def test_frames_show_what_was_drawn(video: Path) -> None:
    with av.open(str(video)) as file:
        frames = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
    shown = [number for number, repeat in enumerate(REPEATS) for _ in range(repeat)]
    for frame, number in zip(frames, shown, strict=True):
        row = frame[60, :, 0] > 128
        assert int(np.argmax(row)) == pytest.approx(20 * number, abs=1)


def test_beats_begin_with_key_frames(video: Path) -> None:
    with av.open(str(video)) as file:
        keys = [n for n, frame in enumerate(file.decode(video=0)) if frame.key_frame]
    assert keys == [0, SECOND_BEAT]


def test_long_beats_have_key_frames_to_seek_to(tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    sink = Mp4(path, SMALL, FINE)
    sink.write(drawing(320, 180, 0), 200)
    sink.close()
    with av.open(str(path)) as file:
        keys = [n for n, frame in enumerate(file.decode(video=0)) if frame.key_frame]
    apart = SECONDS_BETWEEN_KEY_FRAMES * 15
    assert keys == list(range(0, 200, apart))


def test_index_comes_first(video: Path) -> None:
    data = video.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_same_frames_make_the_same_bytes(video: Path, tmp_path: Path) -> None:
    encode(tmp_path / "again.mp4")
    assert (tmp_path / "again.mp4").read_bytes() == video.read_bytes()


@pytest.mark.parametrize("name", QUALITIES)
def test_every_quality_has_sides_that_h264_takes(name: str) -> None:
    canvas = Video(QUALITIES[name]).canvas
    assert canvas.width % 2 == canvas.height % 2 == 0
    assert canvas.width / canvas.height == pytest.approx(16 / 9, rel=0.002)


@pytest.mark.parametrize("name", PURPOSES)
def test_x264_does_what_a_purpose_says(name: str, tmp_path: Path) -> None:
    purpose, path = PURPOSES[name], tmp_path / "video.mp4"
    encode(path, SMALL, purpose)
    said = dict(setting.partition("=")[::2] for setting in settings_of(path))
    assert said["rc"] == {"qp": "cqp", "crf": "crf"}[purpose.rate]
    assert float(said[purpose.rate]) == purpose.loss
    assert (said["threads"], said["bframes"]) == ("1", "0")
    asked = [tool.split("=") for tool in purpose.tools.split(":")]
    assert all(said.get(NAMES.get(tool, tool), value) == value for tool, value in asked)


def test_abandoned_in_the_middle_it_does_not_complain(tmp_path: Path) -> None:
    sink = Mp4(tmp_path / "half.mp4", SMALL, FINE)
    sink.write(drawing(320, 180, 0), 1)
    sink.abandon()
    Mp4(tmp_path / "none.mp4", SMALL, FINE).abandon()


def wandering(seed: int) -> Frames:
    """Return frames on which boxes of noise come and go, each with where it differs."""
    lots = np.random.default_rng(seed)
    pixels, frames = drawing(320, 180, 0), []
    for _ in range(25):
        boxes = []
        for _ in range(lots.integers(0, 4)):
            left, top = (int(lots.integers(0, side - 1)) for side in (320, 180))
            right, bottom = min(320, left + int(lots.integers(1, 90))), min(180, top + 41)
            pixels[top:bottom, left:right] = lots.integers(0, 256, 4, np.uint8)
            boxes.append((left, top, right, bottom))
        frames.append((pixels.copy(), boxes))
    return frames


@pytest.mark.parametrize("name", PURPOSES)
def test_bytes_do_not_depend_on_what_was_said_to_have_changed(name: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{told}.mp4" for told in ("boxes", "anywhere", "live")]
    for path in files:
        sink = Mp4(path, SMALL, PURPOSES[name])
        live = np.empty((180, 320, 4), np.uint8)
        for pixels, boxes in wandering(5):
            live[:] = pixels  # the same array every time, as a camera's
            sink.write(pixels if path.stem == "anywhere" else live, 2, told_of(path, boxes))
        sink.close()
    assert len({path.read_bytes() for path in files}) == 1


def told_of(path: Path, boxes: list[tuple[int, int, int, int]]) -> object:
    whole = [(0, 0, 320, 180)]
    return {"boxes": boxes, "anywhere": None, "live": [*whole, *boxes]}[path.stem]


def test_what_encoding_raises_reaches_who_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    sink = Mp4(tmp_path / "video.mp4", SMALL, FINE)
    sink.write(drawing(320, 180, 0), 1)
    monkeypatch.setattr("pipeline.encode.h264.H264Encoder.show", full)
    with pytest.raises(OSError, match="No space left"):
        for _ in range(2 * AHEAD):
            sink.write(drawing(320, 180, 0), 1)
    sink.abandon()
    assert not [thread for thread in threading.enumerate() if "video.mp4" in thread.name]


def test_drawing_waits_when_it_is_too_far_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[int] = []
    gate = threading.Semaphore(0)

    def slow(*_: object) -> None:
        gate.acquire()
        encoded.append(1)

    sink = Mp4(tmp_path / "video.mp4", SMALL, FINE)
    monkeypatch.setattr("pipeline.encode.h264.H264Encoder.show", slow)
    for number in range(3 * AHEAD):
        gate.release()
        sink.write(drawing(320, 180, 0), 1)
        assert number + 1 - len(encoded) <= AHEAD
    sink.abandon()
    assert not [thread for thread in threading.enumerate() if "video.mp4" in thread.name]


class FullDisk:
    """A file that refuses what is written to it, and may be asked only once."""

    def __init__(self) -> None:
        self.asked = 0

    def mux(self, packets: object) -> None:
        self.asked += 1
        raise OSError(28, "No space left on device")


def test_nothing_is_written_after_a_write_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink, full = Mp4(tmp_path / "video.mp4", SMALL, FINE), FullDisk()
    monkeypatch.setattr(sink._encoder, "_file", full)
    frame = drawing(SMALL.width, SMALL.height, 0)
    sink.open_beat("first")
    with pytest.raises(OSError, match="No space left"):
        for _ in range(3 * AHEAD):
            sink.write(frame, 1)
    sink.abandon()
    assert full.asked == 1
