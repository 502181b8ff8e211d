"""The few colours that suit a whole clip, and the clip in them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import av

if TYPE_CHECKING:
    from pipeline.clip import Clip

FRAME = Fraction(1)
"""The filters count frames; how long one is shown is the encoder's business."""


def in_few_colours(clip: Clip, colours: int) -> Iterator[av.VideoFrame]:
    """Yield every picture of `clip` as indices into one palette, undithered.

    Dither would change pixels that stand still, and what changes costs bytes.

    Parameters
    ----------
    clip
        Its pixels are covered wholly or not at all.
    colours
        How many there may be, from 4 to 256; one of them stands for nothing.
    """
    palette = _palette(clip, colours)
    graph = av.filter.Graph()
    pictures = _source(graph, "rgba", clip.width, clip.height)
    palettes = _source(graph, palette.format.name, palette.width, palette.height)
    paint = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
    result = graph.add("buffersink")
    pictures.link_to(paint, 0, 0)
    palettes.link_to(paint, 0, 1)
    paint.link_to(result)
    graph.configure()
    palettes.push(palette)
    palettes.push(None)
    for frame in _frames(clip):
        pictures.push(frame)
        yield from _ready(graph)
    pictures.push(None)
    yield from _ready(graph)


def _palette(clip: Clip, colours: int) -> av.VideoFrame:
    graph = av.filter.Graph()
    pictures = _source(graph, "rgba", clip.width, clip.height)
    choose = graph.add("palettegen", f"stats_mode=full:max_colors={colours}")
    result = graph.add("buffersink")
    pictures.link_to(choose)
    choose.link_to(result)
    graph.configure()
    for frame in _frames(clip):
        pictures.push(frame)
    pictures.push(None)
    return graph.vpull()


def _frames(clip: Clip) -> Iterator[av.VideoFrame]:
    for number, picture in enumerate(clip.pictures()):
        frame = av.VideoFrame.from_ndarray(picture, "rgba")
        frame.pts, frame.time_base = number, FRAME
        yield frame


def _source(
    graph: av.filter.Graph, pixels: str, width: int, height: int
) -> av.filter.FilterContext:
    form = cast("Any", av.VideoFormat(pixels))
    return graph.add_buffer(width=width, height=height, format=form, time_base=FRAME)


def _ready(graph: av.filter.Graph) -> Iterator[av.VideoFrame]:
    while True:
        try:
            yield graph.vpull()
        except (av.BlockingIOError, av.EOFError):
            return
