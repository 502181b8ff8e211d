"""The slides of some films: each beat is one, and its clip is cut out without encoding it again."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
from PIL import Image

from pipeline.captions import words
from pipeline.errors import UserError
from pipeline.manifest import Manifest, Part
from pipeline.video.assemble import MANIFEST
from pipeline.video.mux import fraction, pictures
from pipeline.video.texts import Table, settings_of, steps_of
from scenes.cards import COURSE

if TYPE_CHECKING:
    from av.packet import Packet

    from pipeline.job import ThemeName


@dataclass(frozen=True)
class Slide:
    """A beat.

    Parameters
    ----------
    part
        Its scene.
    name, caption
        Those of the beat.
    steps
        Iterates that marbles come to in it: a head and rows, or nothing.
    start_frame, end_frame
        In its film: the first frame, and the first one after it.
    rest_frame
        In its film: the frame that it rests on, after which it may clear up for the next one.
    """

    part: Part
    name: str
    caption: str
    steps: Table
    start_frame: int
    end_frame: int
    rest_frame: int

    @property
    def title(self) -> str:
        """What people call it."""
        return words(self.name)

    @property
    def frames(self) -> int:
        """How many frames it plays."""
        return self.end_frame - self.start_frame

    @property
    def settings(self) -> str:
        """The sentence that tells its scene's parameters."""
        return settings_of(self.part)


@dataclass(frozen=True)
class SlideFilm:
    """A scene's video and what is known of it."""

    video: Path
    manifest: Manifest

    @property
    def slides(self) -> list[Slide]:
        """Its beats in order; what is shown before the first one belongs to that."""
        part = self.manifest.parts[0]
        beats = [
            (beat, steps)
            for beat, steps in zip(part.beats, steps_of(part), strict=True)
            if beat.frames
        ]
        return [
            Slide(
                part,
                beat.name,
                beat.caption,
                steps,
                beat.start_frame if number else part.start_frame,
                beat.end_frame,
                beat.end_frame - 1 if beat.rest_frame is None else beat.rest_frame,
            )
            for number, (beat, steps) in enumerate(beats)
        ]

    def clips(self) -> Iterator[bytes]:
        """Yield an MP4 of each slide: the frames of the film as they were encoded.

        Raises
        ------
        UserError
            When a beat does not begin with a picture that stands for itself.
        """
        slides = self.slides
        with av.open(str(self.video)) as film:
            stream = film.streams.video[0]
            frame_of = fraction(stream.time_base) * Fraction(self.manifest.fps)
            packets = (
                (packet.pts * frame_of, packet)
                for packet in film.demux(stream)
                if packet.pts is not None  # that of the end has no time
            )
            ends = [slide.end_frame for slide in slides]
            by_slide = groupby(packets, lambda timed: sum(end <= timed[0] for end in ends))
            for slide, (_, timed) in zip(slides, by_slide, strict=False):
                yield self._clip(slide, stream, [packet for _, packet in timed])

    def _clip(self, slide: Slide, stream: av.VideoStream, packets: Sequence[Packet[Any]]) -> bytes:
        if len(packets) != slide.frames or not packets[0].is_keyframe:
            raise UserError(
                f"{self.video} cannot be cut into its beats at {slide.name}: it was changed since "
                "it was made, so remove it and make it again."
            )
        first = packets[0].pts
        assert first is not None, "those without a time were left out"
        buffer = io.BytesIO()
        with av.open(buffer, "w", format="mp4") as file:
            picture = file.add_stream_from_template(stream, opaque=True)
            for packet in packets:
                assert packet.pts is not None and packet.dts is not None
                packet.pts -= first
                packet.dts -= first
                packet.stream = picture
                file.mux(packet)
        return buffer.getvalue()

    def rest_frames(self) -> Iterator[Image.Image]:
        """Yield what each slide rests on."""
        rests = [slide.rest_frame for slide in self.slides]
        return pictures(self.video, rests, self.manifest.fps)

    def first_frames(self) -> Iterator[Image.Image]:
        """Yield what each slide begins with."""
        return pictures(self.video, [slide.start_frame for slide in self.slides], self.manifest.fps)


@dataclass(frozen=True)
class Deck:
    """Slides of one film or more, of one size and theme.

    Parameters
    ----------
    films
        In order; at least one.
    """

    films: tuple[SlideFilm, ...]

    @property
    def title(self) -> str:
        """What it is called: as its only scene, or as the course."""
        return self.films[0].manifest.title if len(self.films) == 1 else COURSE

    @property
    def theme(self) -> ThemeName:
        """Name of the colours."""
        return self.films[0].manifest.theme

    @property
    def shape(self) -> tuple[int, int]:
        """Width and height of a picture in pixels."""
        return self.films[0].manifest.width, self.films[0].manifest.height

    @property
    def slides(self) -> list[Slide]:
        """All slides in order."""
        return [slide for film in self.films for slide in film.slides]


def deck_of(videos: Sequence[Path]) -> Deck:
    """Return the slides of these videos, from the manifests beside them.

    Raises
    ------
    UserError
        When one of them has no beat.
    """
    deck = Deck(tuple(map(_film, videos)))
    for film in deck.films:
        if not film.slides:
            name = film.manifest.parts[0].name
            raise UserError(f"{name} has no beat to make a slide of: leave it out.")
    return deck


def _film(video: Path) -> SlideFilm:
    manifest = video.with_suffix(MANIFEST).read_bytes()
    return SlideFilm(video, Manifest.model_validate_json(manifest))
