"""The audio track: recordings at their beats, brought to one loudness, silence in between."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import av
import numpy as np

from pipeline.manifest import AudioClip, Manifest, times

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float32]
    """Mono, one number a sample, at :data:`AAC_RATE`."""

AAC_RATE = 48_000
FRAME = 1024
"""Samples that AAC takes at once."""

LOUDNESS = -23.0
"""Integrated loudness in LUFS, and below it the true peak in dBTP (EBU R 128, 2020)."""

PEAK = -1.0
SILENCE = -70.0
"""LUFS at which EBU R 128 stops to measure: nothing can be heard."""

GATE = 10.0
"""LU below the loudness at which EBU R 128 no longer counts what it hears."""

LEAST = 0.1
"""The loudness range that the filter takes for known; it takes 0 for not measured."""

TONE = "sample_fmts=flt:sample_rates=48000:channel_layouts=mono"

Recordings = Mapping[tuple[str, str], Path]
"""Sound files by the names of scene and beat."""


def read(path: Path) -> Samples:
    """Return the samples of a sound file.

    Raises
    ------
    OSError
        When it cannot be read or is no sound.
    """
    with av.open(str(path)) as file:
        if not file.streams.audio:
            raise av.InvalidDataError(1, "it holds no sound")
        frames = _through(file.decode(audio=0), ("aformat", TONE))
        segments = [frame.to_ndarray()[0] for frame in frames]
    return np.concatenate(segments).astype(np.float32) if segments else np.zeros(0, np.float32)


def evened(samples: Samples) -> Samples:
    """Return samples at :data:`LOUDNESS`, as loud as all others; silence stays silence."""
    level, peak, spread = measure(samples)
    if level <= SILENCE:
        return samples
    # what was measured before lets the filter use one gain for all of it, and keeps the voice's
    # own dynamics; only where peaks would clip does it turn them down
    measured = (
        f"measured_I={level}:measured_TP={peak}:measured_LRA={max(spread, LEAST)}:"
        f"measured_thresh={level - GATE}"
    )
    aim = f"I={LOUDNESS}:TP={PEAK}:LRA=50:linear=true:dual_mono=true:{measured}"
    frames = _through(frames_of(samples, "mono"), ("loudnorm", aim), ("aformat", TONE))
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])[: len(samples)]


def measure(samples: Samples) -> tuple[float, float, float]:
    """Return the integrated loudness (LUFS), the true peak (dBTP) and the loudness range (LU)."""
    found: dict[str, str] = {}
    meter = ("ebur128", "metadata=1:peak=true:dualmono=true")
    for frame in _through(frames_of(samples, "mono"), meter):
        found |= frame.metadata
    if "lavfi.r128.I" not in found:
        return SILENCE, SILENCE, 0.0
    peak = float(found["lavfi.r128.true_peak"])
    decibels = 20 * math.log10(peak) if peak > 0 else SILENCE
    return float(found["lavfi.r128.I"]), max(decibels, -99.0), float(found["lavfi.r128.LRA"])


def clips(manifest: Manifest, recordings: Recordings) -> list[AudioClip]:
    """Return where each recording begins and ends in a video."""
    found = []
    for part in manifest.parts:
        for beat in part.beats:
            path = recordings.get((part.name, beat.name))
            if path is not None:
                length = math.ceil(len(read(path)) / AAC_RATE * manifest.fps)
                span = times(beat.start_frame, beat.start_frame + length, manifest.fps)
                found.append(AudioClip(scene=part.name, beat=beat.name, source=path.name, **span))
    return found


def with_narration(manifest: Manifest, recordings: Recordings) -> Manifest:
    """Return a manifest that names its recordings."""
    return manifest.model_copy(update={"narration": tuple(clips(manifest, recordings))})


def track(manifest: Manifest, recordings: Recordings) -> Samples | None:
    """Return the sound of a whole video, or nothing when nobody speaks."""
    if not manifest.narration:
        return None
    whole = np.zeros(round(manifest.seconds * AAC_RATE), np.float32)
    for clip in manifest.narration:
        samples = evened(read(recordings[clip.scene, clip.beat]))
        start = round(clip.start * AAC_RATE)
        whole[start : start + len(samples)] += samples[: len(whole) - start]
    return whole


def frames_of(samples: Samples, layout: str = "stereo") -> Iterator[av.AudioFrame]:
    """Yield samples as frames with exact times, the same in every channel."""
    channels = 2 if layout == "stereo" else 1
    for start in range(0, len(samples), FRAME):
        segment = np.ascontiguousarray(np.stack([samples[start : start + FRAME]] * channels))
        frame = av.AudioFrame.from_ndarray(segment, "fltp", layout)
        frame.sample_rate = AAC_RATE
        frame.time_base = Fraction(1, AAC_RATE)
        frame.pts = start
        yield frame


def _through(frames: Iterator[av.AudioFrame], *filters: tuple[str, str]) -> Iterator[Any]:
    """Yield what comes out of a chain of filters."""
    graph: Any = None
    for frame in frames:
        graph = graph or _graph(frame, filters)
        graph.push(frame)
        yield from _ready(graph)
    if graph is not None:
        graph.push(None)
        yield from _ready(graph)


def _graph(frame: av.AudioFrame, filters: tuple[tuple[str, str], ...]) -> av.filter.Graph:
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format.name,
        layout=frame.layout.name,
        time_base=Fraction(1, frame.sample_rate),
    )
    nodes = [source, *(graph.add(name, settings) for name, settings in filters)]
    graph.link_nodes(*nodes, graph.add("abuffersink"))
    graph.configure()
    return graph


def _ready(graph: av.filter.Graph) -> Iterator[Any]:
    while True:
        try:
            yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
