"""Pages of text set with Typst in the fonts of the course, without any of the system's."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import typst
from PIL import Image

FONT = "Libertinus Serif"


def set_page(
    source: str, width: int, folder: Path | None = None, supersampling: int = 1
) -> Image.Image:
    """Return one page as a picture `width` pixels wide and as high as its text.

    Parameters
    ----------
    source
        Typst markup; one point of it becomes one pixel.
    width
        In pixels.
    folder
        Where pictures that it names are.
    supersampling
        How many times larger it is drawn, each way: pictures at a fraction of a pixel lose a row
        otherwise.
    """
    page = (
        f"#set page(width: {width}pt, height: auto, margin: 0pt, fill: none)\n"
        f'#set text(font: "{FONT}", fallback: true)\n{source}'
    )
    options: Any = {"format": "png", "ppi": 72.0 * supersampling, "ignore_system_fonts": True}
    if folder is not None:
        options["root"] = str(folder)
    # one page: several are laid out by threads, for which a forked process waits for ever
    drawn: bytes = typst.compile(page.encode(), **options)
    return Image.open(io.BytesIO(drawn)).convert("RGBA").reduce(supersampling)


def quoted(text: str) -> str:
    """Return Typst code for a plain text, whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'#"{escaped}"'
