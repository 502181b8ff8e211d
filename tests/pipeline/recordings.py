"""Recordings made for tests: tones whose pitch tells which is which."""

import math
from pathlib import Path

import av
import numpy as np

RATE = 44_100


def tone(seconds: float, pitch: float, loudness: float = 0.5, rate: int = RATE) -> np.ndarray:
    """Return a sine that swells and fades, shape ``(samples,)``."""
    moments = np.arange(round(seconds * rate)) / rate
    swell = np.minimum(1, np.minimum(moments, moments[::-1]) / 0.02)
    return (loudness * swell * np.sin(2 * math.pi * pitch * moments)).astype(np.float32)


def record(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    """Write samples as WAV or FLAC, by the ending."""
    codec = {".wav": "pcm_s16le", ".flac": "flac"}[path.suffix]
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate)
        stream.codec_context.layout = "mono"
        whole = (samples[None] * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(whole, "s16", "mono")
        frame.sample_rate = rate
        file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path
