"""Recordings: read whatever they are, and made equally loud."""

from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.video.audio import AAC_RATE, LOUDNESS, PEAK, SILENCE, evened, frames_of, measure, read
from tests.pipeline.recordings import record, tone


@pytest.mark.parametrize("ending", [".wav", ".flac"])
@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_recordings_are_read_at_one_rate(ending: str, rate: int, tmp_path: Path) -> None:
    path = record(tmp_path / f"voice{ending}", tone(1.5, 440, rate=rate), rate)
    samples = read(path)
    assert len(samples) == pytest.approx(1.5 * AAC_RATE, abs=64)
    spectrum = np.abs(np.fft.rfft(samples))
    assert np.argmax(spectrum) / len(samples) * AAC_RATE == pytest.approx(440, abs=2)
    assert np.abs(samples).max() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("loudness", [0.01, 0.1, 0.9])
@pytest.mark.parametrize("seconds", [1.0, 8.0])
def test_levels_are_evened(loudness: float, seconds: float) -> None:
    even = evened(tone(seconds, 500, loudness, AAC_RATE))
    level, peak, _ = measure(even)
    assert level == pytest.approx(LOUDNESS, abs=0.2)
    assert peak <= PEAK
    assert len(even) == round(seconds * AAC_RATE)


def test_one_gain_keeps_the_dynamics_of_a_voice() -> None:
    loud, quiet = tone(4, 500, 0.4, AAC_RATE), tone(4, 500, 0.1, AAC_RATE)
    even = evened(np.concatenate([loud, quiet]))
    halves = [np.sqrt(np.mean(half**2)) for half in np.split(even, 2)]
    assert halves[0] / halves[1] == pytest.approx(4, rel=0.01)


def test_silence_is_not_made_loud() -> None:
    nothing = np.zeros(AAC_RATE, np.float32)
    assert measure(nothing)[0] <= SILENCE
    assert not evened(nothing).any()


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    path.write_text("not a recording")
    with pytest.raises(av.FFmpegError):
        read(path)


def test_frames_follow_each_other() -> None:
    frames = list(frames_of(tone(0.1, 500, rate=AAC_RATE)))
    assert [frame.pts for frame in frames] == list(range(0, 4800, 1024))
    assert sum(frame.samples for frame in frames) == 4800
