"""Burned-in captions: drawn on a strip below the picture, where they cover nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pipeline.captions import cut, reading_frames
from pipeline.encode.typst_page import quoted, set_page
from pipeline.presets import Canvas

if TYPE_CHECKING:
    from pipeline.frame_sink import Boxes, FrameSink, Pixels

SHARE = 0.86
"""How large the picture is drawn, each way; what is left below it holds two lines.

A box over the picture would sooner or later cover an axis or a formula: scenes use all of the
frame but its margin. So the scene is drawn smaller, at full sharpness, and nothing is covered."""

LETTERS = 0.046
"""Size of the letters, as a share of the height."""

LEADING = 0.1
"""Of the size, between the lowest and the highest letters of two lines."""


@dataclass(frozen=True)
class Strip:
    """What is written below the picture.

    Parameters
    ----------
    captions
        What is said over each beat, by its name.
    ink, paper
        Colours, as ``#RRGGBB``.
    """

    captions: Mapping[str, str]
    ink: str
    paper: str

    @property
    def empty(self) -> Strip:
        """One of the same colours with nothing on it."""
        return Strip({}, self.ink, self.paper)


def shrunk(canvas: Canvas) -> Canvas:
    """Return what the scene is drawn on when a strip goes below it."""
    return Canvas(_even(canvas.width * SHARE), _even(canvas.height * SHARE), canvas.fps)


def origin(canvas: Canvas) -> tuple[int, int]:
    """Return where the upper left corner of the drawn picture is in the whole one, in pixels."""
    return (canvas.width - shrunk(canvas).width) // 2, 0


class Captioned:
    """Put each frame above a strip with its caption, and hand it on.

    Parameters
    ----------
    sink
        Takes the whole frames.
    canvas
        Their size and rate.
    strip
        What is written.
    """

    def __init__(self, sink: FrameSink, canvas: Canvas, strip: Strip) -> None:
        self._sink, self._canvas, self._strip = sink, canvas, strip
        paper = [*bytes.fromhex(strip.paper.removeprefix("#")), 255]
        self._whole = np.full((canvas.height, canvas.width, 4), paper, np.uint8)
        self._empty = self._turned = True
        self._waiting: list[tuple[str, ...]] = []
        self._left: int | None = None

    def open_beat(self, name: str) -> None:
        self._sink.open_beat(name)
        self._waiting = cut(self._strip.captions.get(name, ""))
        self._turn()

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        while repeat:
            shown = repeat if self._left is None else min(repeat, self._left)
            self._sink.write(self._whole, shown, self._compose(pixels, changed))
            repeat -= shown
            changed = ()
            if self._left is not None:
                self._left -= shown
                if not self._left:
                    self._turn()

    def close(self) -> float:
        return self._sink.close()

    def abandon(self) -> None:
        self._sink.abandon()

    def _turn(self) -> None:
        """Write the next text of the beat; the last one stays."""
        lines = self._waiting.pop(0) if self._waiting else ()
        self._left = reading_frames(lines, self._canvas.fps) if self._waiting else None
        self._write(lines)

    def _write(self, lines: Sequence[str]) -> None:
        canvas, strip = self._canvas, self._strip
        top = shrunk(canvas).height
        self._turned = True
        self._whole[top:] = self._whole[-1, 0]
        if not lines:
            return
        size = LETTERS * canvas.height
        source = (
            f'#set text(size: {size}pt, fill: rgb("{strip.ink}"))\n'
            '#set text(top-edge: "ascender", bottom-edge: "descender")\n'
            f"#set par(leading: {LEADING}em)\n#set align(center)\n"
            + " \\\n".join(quoted(line) for line in lines)
        )
        text = set_page(source, canvas.width)
        room = Image.fromarray(self._whole[top:])
        room.alpha_composite(text, (0, max(0, (room.height - text.height) // 3)))
        self._whole[top:] = np.asarray(room)

    def _compose(self, pixels: Pixels, changed: Boxes) -> Boxes:
        """Bring the whole picture up to date, and return where it has changed."""
        x, y = origin(self._canvas)
        height, width = pixels.shape[:2]
        changed = None if self._empty else changed
        inside = [(0, 0, width, height)] if changed is None else changed
        for left, top, right, bottom in inside:
            here = (slice(top + y, bottom + y), slice(left + x, right + x))
            self._whole[here] = pixels[top:bottom, left:right]
        boxes = [(left + x, top + y, right + x, bottom + y) for left, top, right, bottom in inside]
        if self._turned:
            boxes.append((0, shrunk(self._canvas).height, self._canvas.width, self._canvas.height))
        self._empty = self._turned = False
        return None if changed is None else boxes


def _even(length: float) -> int:
    return 2 * round(length / 2)
