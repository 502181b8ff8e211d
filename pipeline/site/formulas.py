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

WIDTH = re.compile(r"width: ([\d.]+)em")
PHONE = 16.0
"""Width that a phone of 320 pixels has for a formula, in ``em``."""

BREAKS = {"+", "-", "quad"}

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


def wrapping(source: str) -> Markup:
    """Return a formula that a line may break before its terms, if it is wider than a phone.

    A term is what stands between two of ``+``, ``-`` and ``quad`` outside of parentheses.
    """
    whole = formula(source)
    if float(WIDTH.findall(whole)[0]) <= PHONE:
        return whole
    # an empty text before a sign, so that it stands as between two terms
    terms = [term if not number else f'"" {term}' for number, term in enumerate(_terms(source))]
    return Markup(" ").join(formula(term) for term in terms)


def _terms(source: str) -> list[str]:
    terms, depth = [""], 0
    for word in source.split(" "):
        if depth == 0 and word in BREAKS and terms[-1].strip(" L="):
            terms.append("")
        if word != "quad":
            terms[-1] = f"{terms[-1]} {word}".strip()
        depth += word.count("(") - word.count(")")
    return terms
