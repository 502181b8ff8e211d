"""The video file: what is in it, frame by frame."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.mp4 import SECONDS_BETWEEN_KEY_FRAMES, Mp4, Video
from pipeline.qualities import QUALITIES, Canvas, Quality
from tests.pipeline.drawings import INK, PAPER, drawing

SMALL = Quality(Canvas(320, 180, 15), 10, "ultrafast", "tests")
REPEATS = (1, 3, 20, 1, 1, 14)
SECOND_BEAT = 24  # frames before it: in no way where x264 would put a key frame


def encode(path: Path, quality: Quality = SMALL) -> float:
    sink = Mp4(path, quality)
    sink.open_beat("first")
    for number, repeat in enumerate(REPEATS):
        if sum(REPEATS[:number]) == SECOND_BEAT:
            sink.open_beat("second")
        sink.write(drawing(quality.canvas.width, quality.canvas.height, 20 * number), repeat)
    return sink.close()


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
    sink = Mp4(path, SMALL)
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


def test_every_preset_is_known_to_x264(tmp_path: Path) -> None:
    for name, quality in QUALITIES.items():
        tiny = Quality(Canvas(64, 36, quality.canvas.fps), quality.crf, quality.preset, "")
        encode(tmp_path / f"{name}.mp4", tiny)


def test_abandoned_in_the_middle_it_does_not_complain(tmp_path: Path) -> None:
    sink = Mp4(tmp_path / "half.mp4", SMALL)
    sink.write(drawing(320, 180, 0), 1)
    sink.abandon()
    Mp4(tmp_path / "none.mp4", SMALL).abandon()
