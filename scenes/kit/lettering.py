"""All type on the screen, set with Typst in the fonts that Typst embeds."""

from collections.abc import Mapping
from typing import Any, cast

from manim import BackgroundRectangle, MathTypst, Typst, VGroup

from scenes.kit.theme import color

TITLE = 52
BODY = 40
FORMULA = 48
LABEL = 34
TICK = 29
"""The type scale, in manim font sizes; a `TICK` still reads in a GIF of 480 pixels."""

TEXT_FONT = "Libertinus Serif"
BOOK = 450
"""Weight of formulas: a little heavier than regular, so that thin strokes survive a projector."""

PREAMBLE = f"""\
#set text(font: "{TEXT_FONT}", fallback: false)
#show math.equation: set text(font: "New Computer Modern Math", weight: {BOOK}, fallback: false)
"""


class Lettering(Typst):
    r"""Words, with ``$…$`` for mathematics in between and ``*…*`` for bold.

    Parameters
    ----------
    text
        Typst markup; may contain line breaks (``\``).
    size
        One of the type scale.
    role
        Colour role of the theme.
    """

    def __init__(self, text: str, size: float = BODY, role: str = "ink", **options: Any) -> None:
        self.text = text
        super().__init__(
            text, font_size=size, typst_preamble=PREAMBLE, color=color(role), **options
        )
        forget_sources(self)


class Formula(MathTypst):
    """A formula with named parts: ``"x - {{ alpha : rate }} {{ f'(x) : slope }}"``.

    Parameters
    ----------
    source
        Typst mathematics; ``{{ body : name }}`` names a part that ``select(name)`` returns.
    size
        One of the type scale.
    role
        Colour role of what has no role of its own.
    roles
        Colour role by part name.
    """

    def __init__(
        self,
        source: str,
        size: float = FORMULA,
        role: str = "ink",
        roles: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        self.text = source
        super().__init__(
            source, font_size=size, typst_preamble=PREAMBLE, color=color(role), **options
        )
        forget_sources(self)
        for part, part_role in (roles or {}).items():
            self.select(part).set_color(color(part_role))


def forget_sources(lettering: Typst) -> None:
    """Let go of the SVG paths that glyphs were made from, once their outlines are there.

    manim copies mobjects with all that they hold for every fade; copying the paths took half of
    the time of drawing a still.
    """
    for glyph in lettering.family_members_with_points():
        cast(Any, glyph).path_obj = None  # an attribute of glyphs from SVG alone


def title(text: str) -> Lettering:
    """Set the title of a scene."""
    return Lettering(f"*{text}*", size=TITLE)


def label(text: str, role: str = "ink", size: float = LABEL) -> Lettering:
    """Set a few words that name a thing in the picture."""
    return Lettering(text, size=size, role=role)


def on_plate(lettering: Typst, buff: float = 0.1) -> VGroup:
    """Put `lettering` on a plate of paper, so that it reads on top of a landscape."""
    plate = BackgroundRectangle(
        lettering, color=color("paper"), fill_opacity=0.85, stroke_width=0, buff=buff
    )
    return VGroup(plate.round_corners(0.08), lettering)
