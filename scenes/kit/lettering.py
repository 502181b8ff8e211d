"""All type on the screen, set with Typst in the fonts that Typst embeds."""

from collections.abc import Mapping

from manim import BackgroundRectangle, VGroup

from scenes.kit.theme import color
from scenes.kit.typeset import Typeset
from scenes.kit.typesetting import outlines_of

TITLE = 52
BODY = 40
FORMULA = 48
LABEL = 34
TICK = 29
"""The type scale, in manim font sizes; a `TICK` still reads in a GIF of 480 pixels."""


class Lettering(Typeset):
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

    def __init__(self, text: str, size: float = BODY, role: str = "ink") -> None:
        super().__init__(outlines_of(text, math=False), size, color(role))
        self.text = text


class Formula(Typeset):
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
    ) -> None:
        super().__init__(outlines_of(source, math=True), size, color(role))
        self.text = source
        for part, part_role in (roles or {}).items():
            self.select(part).set_color(color(part_role))


def title(text: str) -> Lettering:
    """Set the title of a scene."""
    return Lettering(f"*{text}*", size=TITLE)


def label(text: str, role: str = "ink", size: float = LABEL) -> Lettering:
    """Set a few words that name a thing in the picture."""
    return Lettering(text, size=size, role=role)


def on_plate(lettering: Typeset, buff: float = 0.1) -> VGroup:
    """Put `lettering` on a plate of paper, so that it reads on top of a landscape."""
    plate = BackgroundRectangle(
        lettering, color=color("paper"), fill_opacity=0.85, stroke_width=0, buff=buff
    )
    return VGroup(plate.round_corners(0.08), lettering)
