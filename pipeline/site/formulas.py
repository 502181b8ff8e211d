"""Formulas as inline SVG in the page's own colour, set with Typst in the fonts of the films."""

from __future__ import annotations

import functools
import hashlib
import re
from typing import Any

import typst
from markupsafe import Markup

SIZE = 14
"""Points at which it is set; the style sheet scales it with the text around it."""

PAGE = (
    "#set page(width: auto, height: auto, margin: 1pt, fill: none)\n"
    f"#set text(size: {SIZE}pt)\n"
    '#show math.equation: set text(font: "New Computer Modern Math")\n'
)

INK = re.compile(r'(fill|stroke)="#000000"')
BASELINE = re.compile(r"matrix\(1 0 0 -1 [\d.]+ ([\d.]+)\)")
"""Where the first glyph stands: begin with a letter on the line, as in ``L = x^2``."""

IDS = re.compile(r'((?:id="|href="#))(\w+)')


@functools.cache
def formula(source: str) -> Markup:
    """Return a formula in Typst's mathematics as an SVG element, hidden from screen readers.

    Its size is in ``em`` of the text around it.
    """
    page = PAGE + f"$ {source} $"
    options: Any = {"format": "svg", "ignore_system_fonts": True}
    drawn: bytes = typst.compile(page.encode(), **options)
    text = INK.sub(r'\1="currentColor"', drawn.decode())
    own = f"f{hashlib.sha256(source.encode()).hexdigest()[:8]}"  # no id stands twice on a page
    text = IDS.sub(rf"\1{own}\2", text)
    width, height = (float(size) for size in re.findall(r'(?:width|height)="([\d.]+)pt"', text)[:2])
    depth = height - float(BASELINE.findall(text)[0])
    sizes = {"width": width, "height": height, "--depth": -depth}
    style = "; ".join(f"{name}: {size / SIZE:.3f}em" for name, size in sizes.items())
    head = f'<svg class="formula" aria-hidden="true" style="{style}"'
    text = re.sub(r'<svg class="[^"]*"|<svg', head, text, count=1)
    return Markup(re.sub(r' (?:width|height)="[\d.]+pt"', "", text))
