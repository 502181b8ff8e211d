"""Where clips and their labels are on a page that shows several of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pipeline.typesetting import quoted, set_page

if TYPE_CHECKING:
    from pipeline.qualities import Canvas
    from pipeline.sinks import Box, Pixels
    from scenes.kit.theme import Theme

GAP = 0.02
LABEL = 0.06
LETTERS = 0.6
"""Gap and label as shares of the page's height (of more rows, less), letters of the label's."""

NARROW = 0.5
"""How wide a letter is on average, as a share of its height."""


def places(canvas: Canvas, count: int) -> list[Box]:
    """Return where so many clips go, as large as can be in rows of equal length."""
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    gap, label = round(GAP * canvas.height), label_height(canvas, count)
    room = (canvas.height - gap * (rows + 1)) / rows - label
    width = int(min((canvas.width - gap * (columns + 1)) / columns, room * 16 / 9))
    height = width * 9 // 16
    top = (canvas.height - rows * (label + height) - (rows - 1) * gap) // 2
    boxes = []
    for number in range(count):
        row, column = divmod(number, columns)
        in_row = min(columns, count - row * columns)
        left = (canvas.width - in_row * width - (in_row - 1) * gap) // 2
        x, y = left + column * (width + gap), top + row * (label + height + gap) + label
        boxes.append((x, y, x + width, y + height))
    return boxes


def label_height(canvas: Canvas, count: int) -> int:
    """Return how many pixels are left for the label above each of so many clips."""
    rows = math.ceil(count / math.ceil(math.sqrt(count)))
    return round(LABEL * canvas.height / math.sqrt(rows))


def background(canvas: Canvas, labels: Sequence[str], theme: Theme) -> Pixels:
    """Return the page without its clips: paper, labels, and an edge around each clip."""
    page = Image.new("RGBA", (canvas.width, canvas.height), theme.paper)
    edge = max(1, round(canvas.height / 720))
    room = label_height(canvas, len(labels))
    for label, (left, top, right, bottom) in zip(labels, places(canvas, len(labels)), strict=True):
        width = right - left
        size = min(LETTERS * room, width / (NARROW * len(label)))
        source = (
            f'#set text(size: {size}pt, fill: rgb("{theme.ink}"))\n#set align(center)\n'
            f'#set text(top-edge: "ascender", bottom-edge: "descender")\n{quoted(label)}'
        )
        text = set_page(source, width, supersampling=2)
        page.alpha_composite(text, (left, max(0, top - room + (room - text.height) // 2)))
        page.paste(theme.faint, (left - edge, top - edge, right + edge, bottom + edge))
    return np.array(page)
