"""Mux segments, captions, chapters and audio into an MP4 without encoding again; extract stills."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
from av.subtitles.subtitle import SubtitleSet
from PIL import Image

from pipeline.errors import UserError
from pipeline.video.audio import AAC_RATE, frames_of
from pipeline.video.chapters import chapters

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.packet import Packet

    from pipeline.manifest import Manifest, Part
    from pipeline.video.audio import Samples

MILLISECOND = Fraction(1, 1000)
LANGUAGE = "eng"
AAC_BITS = 128_000

STYLE = b"""\
[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 216

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, \
Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,12,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
"""How subtitles look where a player asks: white, at the bottom, in the middle."""


Segments = Iterable[bytes]
"""MP4s that follow each other; each is asked for when it is needed, and the first one twice."""


def join(
    segments: Sequence[Segments], manifest: Manifest, path: Path, sound: Samples | None
) -> None:
    """Write one MP4 of videos that follow each other.

    Parameters
    ----------
    segments
        Those of each part of the manifest, all from the same encoder with the same settings.
    manifest
        What they hold.
    sound
        Samples of the whole length, if anything is said.

    Raises
    ------
    UserError
        When a segment does not continue the one before.
    """
    options = {"movflags": "+faststart"}
    with av.open(str(path), "w", format="mp4", options=options) as file:
        file.metadata["title"] = manifest.title
        with av.open(io.BytesIO(next(iter(segments[0])))) as first:
            picture = file.add_stream_from_template(first.streams.video[0], opaque=True)
        wants_texts = manifest.captions and not manifest.burned_captions  # never twice
        voice = _sound_stream(file) if sound is not None else None
        subtitles = _subtitle_stream(file) if wants_texts else None
        tick = 1 / Fraction(manifest.fps)
        file.set_chapters(
            [
                {
                    "id": number,
                    "start": chapter.start_frame,
                    "end": chapter.end_frame,
                    "time_base": tick,
                    "metadata": {"title": chapter.title},
                }
                for number, chapter in enumerate(chapters(manifest))
            ]
        )
        file.start_encoding()
        streams = [_pictures(segments, manifest, picture)]
        if voice is not None and sound is not None:
            streams.append(_voice(voice, sound))
        if subtitles is not None:
            streams.append(_texts(subtitles, manifest))
        for packet in _in_order(streams):
            file.mux(packet)


def _pictures(
    segments: Sequence[Segments], manifest: Manifest, stream: Any
) -> Iterator[Packet[Any]]:
    settings = None
    for scene, part in zip(segments, manifest.parts, strict=True):
        shown = part.start_frame
        for segment in scene:
            with av.open(io.BytesIO(segment)) as file:
                source = file.streams.video[0]
                settings = settings or source.codec_context.extradata
                if source.codec_context.extradata != settings:
                    raise _unequal(part, manifest, source)
                later = shown / Fraction(manifest.fps) / fraction(source.time_base)
                yield from _moved(file, round(later), stream)
                shown += source.frames
        if shown != part.end_frame:
            raise _unequal(part, manifest, source, shown - part.start_frame)


def _moved(file: Any, later: int, stream: Any) -> Iterator[Packet[Any]]:
    for packet in file.demux(file.streams.video[0]):
        if packet.pts is None or packet.dts is None:
            continue  # the end of the file
        packet.pts += later
        packet.dts += later
        packet.stream = stream
        yield packet


def _unequal(part: Part, manifest: Manifest, source: Any, frames: int = 0) -> UserError:
    codec = source.codec_context
    return UserError(
        f"{part.name} cannot be joined to the scenes before it: it has "
        f"{frames or source.frames} frames of {codec.width}×{codec.height} where "
        f"{part.frames} of {manifest.width}×{manifest.height} were drawn."
    )


def _texts(stream: Any, manifest: Manifest) -> Iterator[Packet[Any]]:
    until = 0
    for caption in manifest.captions:
        start, end = round(caption.start / MILLISECOND), round(caption.end / MILLISECOND)
        if start > until:  # a text stays until the next one, so that silence is a text as well
            yield _text(stream, until, start, "")
        yield _text(stream, start, end, "\\N".join(caption.lines))
        until = end
    end = round(manifest.seconds / MILLISECOND)
    if end > until:
        yield _text(stream, until, end, "")


def _text(stream: Any, start: int, end: int, text: str) -> Packet[Any]:
    plain = text.replace("{", "(").replace("}", ")")  # braces hold commands in this format
    event = f"0,0,Default,,0,0,0,,{plain}".encode() if text else b""
    subtitle = SubtitleSet.create(text=event, start=0, end=end - start, pts=start)
    packet: Packet[Any] = stream.codec_context.encode_subtitle(subtitle)
    packet.pts = packet.dts = start
    packet.duration = end - start
    packet.time_base = MILLISECOND
    packet.stream = stream
    return packet


def _voice(stream: Any, sound: Samples) -> Iterator[Packet[Any]]:
    for frame in itertools.chain(frames_of(sound), [None]):
        yield from stream.encode(frame)


def _in_order(streams: Sequence[Iterator[Packet[Any]]]) -> Iterator[Packet[Any]]:
    """Yield packets of all streams in the order of their times, so that none piles up."""
    heads = {number: next(stream, None) for number, stream in enumerate(streams)}
    while waiting := {number: head for number, head in heads.items() if head is not None}:
        number = min(waiting, key=lambda number: _time(waiting[number]))
        yield waiting[number]
        heads[number] = next(streams[number], None)


def _time(packet: Packet[Any]) -> Fraction:
    return (packet.dts or 0) * fraction(packet.time_base)


def _subtitle_stream(file: OutputContainer) -> Any:
    stream: Any = file.add_stream("mov_text")
    stream.codec_context.subtitle_header = STYLE
    stream.codec_context.time_base = stream.time_base = MILLISECOND
    stream.metadata["language"] = LANGUAGE
    return stream


def _sound_stream(file: OutputContainer) -> Any:
    stream = file.add_stream("aac", rate=AAC_RATE)
    stream.bit_rate = AAC_BITS
    stream.codec_context.layout = "stereo"
    stream.metadata["language"] = LANGUAGE
    return stream


def fraction(number: Any) -> Fraction:
    """Return a rational of PyAV as Python's, whichever of its versions it comes from."""
    return Fraction(number.numerator, number.denominator)


def pictures(video: Path, numbers: Sequence[int], fps: float) -> Iterator[Image.Image]:
    """Yield the frames of these numbers, in ascending order, decoding as little as possible.

    Parameters
    ----------
    video
        An MP4.
    numbers
        Ascending.
    fps
        Frames a second.
    """
    with av.open(str(video)) as file:
        stream = file.streams.video[0]
        stream.thread_type = "AUTO"
        base = fraction(stream.time_base)
        for number in numbers:
            moment = round(number / Fraction(fps) / base)
            file.seek(moment, stream=stream)
            frame = next(
                frame
                for frame in file.decode(stream)
                if frame.pts is not None and frame.pts >= moment
            )
            rgb = frame.reformat(format="rgb24", src_colorspace="itu709").to_ndarray()
            yield Image.fromarray(rgb)
