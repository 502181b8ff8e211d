"""Pieces of any length, put one after the other: as if they had been encoded in one go."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from pipeline.encode.mp4 import Mp4
from pipeline.manifest import Manifest, Part, times
from pipeline.presets import PURPOSES, Canvas, Purpose
from pipeline.video.mux import join
from tests.pipeline.decoded_video import decode_video
from tests.pipeline.synthetic_frames import drawing

CANVAS = Canvas(160, 90, 60)
LENGTHS = (1, 1, 2, 7, 1, 60, 3, 1, 310, 5)
"""Frames of each segment; the longest holds more than one key frame."""

STEP = 2
"""Pixels that the drawing moves from one frame to the next."""


def shown(number: int) -> npt.NDArray[np.uint8]:
    return drawing(CANVAS.width, CANVAS.height, STEP * (number % 60))


def segment(path: Path, first: int, frames: int, purpose: Purpose) -> Path:
    sink = Mp4(path, CANVAS, purpose)
    sink.open_beat("beat")
    for number in range(first, first + frames):
        sink.write(shown(number), 1)
    assert sink.close() == pytest.approx(frames / CANVAS.fps)
    return path


def manifest(lengths: Sequence[int]) -> Manifest:
    """Return what says that segments of these lengths follow each other."""
    starts = np.cumsum([0, *lengths]).tolist()
    nothing = {"facts": {}, "beats": (), "captions": (), "paths": (), "marbles": ()}
    parts = [
        Part(
            name=f"part {number}", kind="scene", title="", teaches="", params={}, seed=0,
            **nothing, **times(start, start + frames, CANVAS.fps),
        )
        for number, (start, frames) in enumerate(zip(starts, lengths, strict=False))
    ]  # fmt: skip
    return Manifest(
        kind="lecture", title="segments", theme="dark", quality="tests", burned_captions=False,
        width=CANVAS.width, height=CANVAS.height, fps=CANVAS.fps, frames=starts[-1],
        seconds=starts[-1] / CANVAS.fps, versions={}, parts=tuple(parts), narration=(),
    )  # fmt: skip


@pytest.fixture(scope="module", params=PURPOSES)
def segments(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    folder, purpose = tmp_path_factory.mktemp("segments"), PURPOSES[request.param]
    starts = np.cumsum([0, *LENGTHS]).tolist()
    return [
        segment(folder / f"{number}.mp4", start, frames, purpose)
        for number, (start, frames) in enumerate(zip(starts, LENGTHS, strict=False))
    ]


@pytest.fixture(scope="module")
def joined(segments: list[Path]) -> Path:
    path = segments[0].parent / "joined.mp4"
    join([[segment.read_bytes()] for segment in segments], manifest(LENGTHS), path, None)
    return path


def test_pieces_of_every_length_have_the_same_settings(segments: list[Path]) -> None:
    settings = set()
    for path in segments:
        with av.open(str(path)) as file:
            settings.add(file.streams.video[0].codec_context.extradata)
    assert len(settings) == 1
    assert settings.pop()


def test_no_frame_is_missing_doubled_or_late(joined: Path) -> None:
    seen = decode_video(joined)
    assert seen.times == [Fraction(number, 60) for number in range(sum(LENGTHS))]
    for number, frame in enumerate(seen.frames):
        wanted = shown(number)[..., :3].astype(int)
        assert np.abs(frame - wanted).mean() < 3, number
        column = int(np.argmax(frame[35, :, 0] > 128))
        assert column == pytest.approx(STEP * (number % 60), abs=1), number


def test_frames_are_those_of_the_pieces(joined: Path, segments: list[Path]) -> None:
    apart = [frame for path in segments for frame in decode_video(path).frames]
    together = decode_video(joined).frames
    assert all(np.array_equal(a, b) for a, b in zip(apart, together, strict=True))


def test_packets_are_in_order_and_nothing_is_cut_off(joined: Path) -> None:
    with av.open(str(joined)) as file:
        stream = file.streams.video[0]
        packets = [packet for packet in file.demux(stream) if packet.pts is not None]
        tick = 1 / (60 * stream.time_base)
        assert stream.start_time == 0
        assert stream.duration == sum(LENGTHS) * tick
    assert [packet.dts for packet in packets] == [number * tick for number in range(sum(LENGTHS))]
    assert all(packet.pts == packet.dts for packet in packets)
    assert all(packet.duration == tick for packet in packets)
    assert b"ctts" not in joined.read_bytes().partition(b"mdat")[0]


def test_every_piece_can_be_sought(joined: Path) -> None:
    with av.open(str(joined)) as file:
        stream = file.streams.video[0]
        for start in np.cumsum([0, *LENGTHS[:-1]]).tolist():
            file.seek(round(Fraction(start, 60) / stream.time_base), stream=stream)
            frame = next(file.decode(video=0))
            assert frame.pts * frame.time_base == Fraction(start, 60)
