"""Themes: colours by role, dark and light; a scene says *what* a colour means.

The hues are Okabe and Ito's colour-blind-safe set (Color Universal Design, 2008), lightened for
the dark paper and darkened for the light one until text in them meets WCAG 2.1 AA (4.5:1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from manim import ManimColor, interpolate_color

ThemeName = Literal["dark", "light"]

NO_ROLES = ("name", "ground", "relief")
"""Fields of a theme that are not colours."""


@dataclass(frozen=True)
class Theme:
    """Colours by role, as hex strings.

    Parameters
    ----------
    name
        What the command line calls it.
    paper, ink, faint
        The background, what is read, and what only supports it (axes, ticks, secondary text).
    slope, step, minimum
        The gradient and its tangent, the step taken, the place where the ground is level.
    lantern
        A warm light at night.
    gradient_descent, momentum, nesterov, adagrad, rmsprop, adam
        One role per optimizer, the same in every scene.
    ground
        The landscape from its lowest to its highest level.
    relief
        The same for a lit surface, which needs a wider range: even steps of lightness, so that
        height also reads in grey.
    """

    name: ThemeName
    paper: str
    ink: str
    faint: str
    slope: str
    step: str
    minimum: str
    lantern: str
    gradient_descent: str
    momentum: str
    nesterov: str
    adagrad: str
    rmsprop: str
    adam: str
    ground: tuple[str, ...]
    relief: tuple[str, ...]

    def color(self, role: str) -> ManimColor:
        """Return the colour of `role`; an unknown role is a ``KeyError`` naming the roles."""
        value = getattr(self, role, None)
        if not isinstance(value, str) or role in NO_ROLES:
            roles = [name for name in self.__dataclass_fields__ if name not in NO_ROLES]
            raise KeyError(f"no colour role {role!r}; the roles are {', '.join(roles)}")
        return ManimColor(value)

    def level(self, height: float) -> ManimColor:
        """Return the ground's colour at `height`, from 0 (lowest) to 1 (highest)."""
        stops = self.ground
        position = min(max(height, 0.0), 1.0) * (len(stops) - 1)
        lower = min(int(position), len(stops) - 2)
        return interpolate_color(
            ManimColor(stops[lower]), ManimColor(stops[lower + 1]), position - lower
        )

    def hill(self) -> list[ManimColor]:
        """Return the colours of a lit surface, from its lowest to its highest, evenly spaced."""
        return [ManimColor(stop) for stop in self.relief]


# Made in OKLCH (Ottosson, 2020): lightness in even steps, hue from indigo over teal to green.
RELIEF_DARK = (
    "#281C4C", "#2C3066", "#29467E", "#1A6188", "#20798C", "#389092", "#58A596", "#79B99D",
    "#9CCCA4",
)  # fmt: skip
RELIEF_LIGHT = (
    "#F7F4E5", "#DDE5CC", "#B9D9BE", "#95CBB7", "#71BBB6", "#59A9B4", "#4A94B0", "#487FA9",
    "#4C689D",
)  # fmt: skip

DARK = Theme(
    name="dark",
    paper="#0F141B",
    ink="#F2F0E8",
    faint="#9AA5B1",
    slope="#F4813F",
    step="#F0E442",
    minimum="#2FC79A",
    lantern="#FFDCA8",
    gradient_descent="#56B4E9",
    momentum="#F0B030",
    nesterov="#C9D64B",
    adagrad="#8FA3FF",
    rmsprop="#FF9B85",
    adam="#E08BBE",
    ground=("#131C27", "#1B2B3B", "#263D50", "#345266", "#47697C"),
    relief=RELIEF_DARK,
)

LIGHT = Theme(
    name="light",
    paper="#FCFBF7",
    ink="#1B2430",
    faint="#5A6673",
    slope="#B34A00",
    step="#7A6300",
    minimum="#00714F",
    lantern="#F2BE5C",
    gradient_descent="#0068A8",
    momentum="#8F5B00",
    nesterov="#5E6B00",
    adagrad="#4453B8",
    rmsprop="#B0402A",
    adam="#A03A78",
    ground=("#F7F6F0", "#E6EBEC", "#D0DBDF", "#B6C8CF", "#9BB3BE"),
    relief=RELIEF_LIGHT,
)

THEMES: dict[ThemeName, Theme] = {theme.name: theme for theme in (DARK, LIGHT)}

_active: Theme = DARK


def activate(theme: Theme) -> None:
    """Make `theme` the one that kit parts draw with, in this process, from now on."""
    global _active  # noqa: PLW0603 - like manim's config: one scene is drawn at a time in a process
    _active = theme


def active() -> Theme:
    """Return the theme that kit parts draw with."""
    return _active


def color(role: str) -> ManimColor:
    """Return the active theme's colour of `role`."""
    return _active.color(role)


def luminance(rgb: Sequence[float]) -> float:
    """Relative luminance of an sRGB colour with channels in 0–1 (WCAG 2.1)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """Contrast ratio of two sRGB colours, 1 to 21 (WCAG 2.1)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
