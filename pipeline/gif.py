"""A looping GIF: one palette for all of it, no dither, no jump where it starts again."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import av
import numpy as np
from av.video.reformatter import Interpolation

from pipeline.qualities import Canvas

if TYPE_CHECKING:
    from pipeline.sinks import Pixels

CENTISECOND = Fraction(1, 100)
"""The GIF format's unit of time."""

HOLD = 1.0
"""Seconds that the last picture stays before it starts again."""

CROSSFADE = 0.4
"""Seconds from the last picture back to the first one, when they differ."""

SUPERSAMPLING = 2
"""How many times larger than the GIF the scene is drawn, each way."""


@dataclass(frozen=True)
class LoopingGif:
    """A GIF of a given size.

    Parameters
    ----------
    width, height
        In pixels.
    fps
        One of :data:`pipeline.qualities.GIF_RATES`.
    """

    width: int
    height: int
    fps: float
    suffix: str = ".gif"

    @property
    def canvas(self) -> Canvas:
        return Canvas(self.width * SUPERSAMPLING, self.height * SUPERSAMPLING, self.fps)

    def open(self, path: Path) -> Gif:
        return Gif(path, self)


class Gif:
    """Collect frames, then choose the palette that suits all of them and write them.

    Frames are kept scaled down and compressed, equal neighbours once: about 20 kB each.

    Parameters
    ----------
    path
        Where to write.
    settings
        Size and frame rate.
    """

    def __init__(self, path: Path, settings: LoopingGif) -> None:
        self._path = path
        self._settings = settings
        self._frames: list[tuple[bytes, int]] = []
        self._file: av.container.OutputContainer | None = None

    def open_beat(self, name: str) -> None:
        """Beats leave no mark in a GIF."""

    def write(self, pixels: Pixels, repeat: int) -> None:
        large = av.VideoFrame.from_numpy_buffer(pixels, "rgba")
        small = large.reformat(
            width=self._settings.width,
            height=self._settings.height,
            format="rgb24",
            interpolation=Interpolation.AREA | Interpolation.ACCURATE_RND,
        )
        self._append(small.to_ndarray(), repeat)

    def close(self) -> float:
        self._close_the_loop()
        palette = self._palette()
        self._file = av.open(
            str(self._path), "w", format="gif", options={"loop": "0", "final_delay": self._final()}
        )
        stream = self._file.add_stream("gif", rate=1 / CENTISECOND)
        stream.width, stream.height = self._settings.width, self._settings.height
        stream.pix_fmt = "pal8"
        stream.codec_context.time_base = CENTISECOND
        for frame in self._in_colours_of(palette):
            self._file.mux(stream.encode(frame))
        self._file.mux(stream.encode())
        self._file.close()
        return sum(repeat for _, repeat in self._frames) / self._settings.fps

    def abandon(self) -> None:
        if self._file is not None:
            with suppress(Exception):
                self._file.close()

    def _append(self, picture: np.ndarray[Any, Any], repeat: int) -> None:
        packed = zlib.compress(picture.tobytes(), level=1)
        if self._frames and self._frames[-1][0] == packed:
            repeat += self._frames.pop()[1]
        self._frames.append((packed, repeat))

    def _close_the_loop(self) -> None:
        fps = self._settings.fps
        packed, shown = self._frames[-1]
        self._frames[-1] = (packed, max(shown, round(HOLD * fps)))
        if packed == self._frames[0][0]:
            return
        first, last = self._unpack(self._frames[0][0]), self._unpack(packed)
        steps = round(CROSSFADE * fps)
        for step in range(1, steps):
            share = step / steps
            blend = np.rint(last * (1 - share) + first * share).astype(np.uint8)
            self._append(blend, 1)

    def _final(self) -> str:
        return str(round(self._frames[-1][1] / self._settings.fps / CENTISECOND))

    def _unpack(self, packed: bytes) -> np.ndarray[Any, Any]:
        shape = (self._settings.height, self._settings.width, 3)
        return np.frombuffer(zlib.decompress(packed), np.uint8).reshape(shape)

    def _pictures(self) -> Iterator[av.VideoFrame]:
        shown = 0
        for packed, repeat in self._frames:
            frame = av.VideoFrame.from_ndarray(self._unpack(packed), "rgb24")
            frame.pts = round(shown / self._settings.fps / CENTISECOND)
            frame.time_base = CENTISECOND
            yield frame
            shown += repeat

    def _palette(self) -> av.VideoFrame:
        graph = av.filter.Graph()
        pictures = self._source(graph, "rgb24", self._settings.width, self._settings.height)
        choose = graph.add("palettegen", "stats_mode=full")
        result = graph.add("buffersink")
        pictures.link_to(choose)
        choose.link_to(result)
        graph.configure()
        for frame in self._pictures():
            pictures.push(frame)
        pictures.push(None)
        return graph.vpull()

    def _in_colours_of(self, palette: av.VideoFrame) -> Iterator[av.VideoFrame]:
        graph = av.filter.Graph()
        pictures = self._source(graph, "rgb24", self._settings.width, self._settings.height)
        colours = self._source(graph, palette.format.name, palette.width, palette.height)
        paint = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
        result = graph.add("buffersink")
        pictures.link_to(paint, 0, 0)
        colours.link_to(paint, 0, 1)
        paint.link_to(result)
        graph.configure()
        colours.push(palette)
        colours.push(None)
        for frame in self._pictures():
            pictures.push(frame)
            yield from _ready(graph)
        pictures.push(None)
        yield from _ready(graph)

    @staticmethod
    def _source(
        graph: av.filter.Graph, pixels: str, width: int, height: int
    ) -> av.filter.FilterContext:
        form = cast("Any", av.VideoFormat(pixels))
        return graph.add_buffer(width=width, height=height, format=form, time_base=CENTISECOND)


def _ready(graph: av.filter.Graph) -> Iterator[av.VideoFrame]:
    while True:
        try:
            frame = graph.vpull()
        except (av.BlockingIOError, av.EOFError):
            return
        frame.time_base = CENTISECOND
        yield frame
