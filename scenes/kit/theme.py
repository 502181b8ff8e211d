"""Themes: colours by role, dark and light; a scene says *what* a colour means.

In the spirit of Okabe and Ito's colour-blind-safe set (Color Universal Design, 2008). The gradient
is orange, α yellow, vanilla gradient descent blue and momentum gold, and no other role has these
hues. Found by annealing in OKLCH: any two roles that may be together (`TOGETHER`) differ by a
ΔE2000 of 15 for normal eyes and for eyes without one kind of cone (Machado, Oliveira and Fernandes,
2009).

For eyes that see red and green alike, orange, gold and yellow are three lightnesses of one hue.
Between light paper and ink there is room for them only if coloured text may have the 3:1 of WCAG
2.1 AA for large text, which every text of a video is (1/28 of the frame's height or more). On dark
paper all but the runs have 4.5:1; ink and faint always do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from manim import ManimColor, interpolate_color

ThemeName = Literal["dark", "light"]

NO_ROLES = ("name", "ground", "relief")
"""Fields of a theme that are not colours."""

OPTIMIZERS = ("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
RUNS = ("run_1", "run_2", "run_3", "run_4", "run_5")

TOGETHER = {
    "a lesson": ("ink", "faint", "step", "slope", "minimum", "gradient_descent", "momentum"),
    "a race": ("ink", "faint", "step", "minimum", *OPTIMIZERS),
    "runs": ("ink", "faint", "step", "slope", "minimum", *RUNS),
}
"""Roles that may be on the screen together: any two of a row are told apart by every eye."""

DASHES: dict[str, tuple[float, ...]] = {
    "gradient_descent": (),
    "momentum": (0.42, 0.1),
    "nesterov": (0.14, 0.1),
    "adagrad": (0.05, 0.09),
    "rmsprop": (0.32, 0.1, 0.05, 0.1),
    "adam": (0.32, 0.1, 0.05, 0.1, 0.05, 0.1),
    "run_1": (),
    "run_2": (0.42, 0.1),
    "run_3": (0.14, 0.1),
    "run_4": (0.32, 0.1, 0.05, 0.1),
    "run_5": (0.05, 0.09),
}
"""The dash of each line: dash, gap, dash, gap, … in scene units; none for a solid line."""

PAPER_IN_MAPS = 0.6
"""Share of paper in the colours of a map, be it drawn or a surface: letters stand out on them."""

WCAG_AA, WCAG_AA_LARGE = 4.5, 3.0
"""Contrast that WCAG 2.1 AA asks for: of any text, and of large text."""

SHAPES = {
    "gradient_descent": "circle",
    "momentum": "square",
    "nesterov": "triangle",
    "adagrad": "diamond",
    "rmsprop": "cross",
    "adam": "star",
    "run_1": "circle",
    "run_2": "square",
    "run_3": "triangle",
    "run_4": "diamond",
    "run_5": "star",
}
"""The marker of each optimizer and of each run."""


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
        The gradient and its tangent; the learning rate α and the step it makes; the place where
        the ground is level.
    lantern
        A warm light at night.
    gradient_descent, momentum, nesterov, adagrad, rmsprop, adam
        One role per optimizer, the same in every scene.
    run_1, run_2, run_3, run_4, run_5
        Several runs of one optimizer from several starts, and the basins that they end in.
    ground
        The ground below a curve, from near the paper to far from it.
    relief
        A lit surface from its lowest to its highest, in even steps of lightness, so that height
        also reads in grey. With paper, its map.
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
    run_1: str
    run_2: str
    run_3: str
    run_4: str
    run_5: str
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
        return _between(self.ground, height)

    def map_level(self, height: float) -> ManimColor:
        """Return a map's colour at `height`, from 0 to 1: of a surface that lies flat there."""
        return interpolate_color(
            _between(self.relief, height), ManimColor(self.paper), PAPER_IN_MAPS
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
    ink="#F6F4EC",
    faint="#B2B9C1",
    slope="#CF5A03",
    step="#FBE102",
    minimum="#679F86",
    lantern="#FFDCA8",
    gradient_descent="#41C5FF",
    momentum="#E1A461",
    nesterov="#DBFFB3",
    adagrad="#8474FF",
    rmsprop="#CC5A50",
    adam="#AD75A3",
    run_1="#8968F3",
    run_2="#DB9BFF",
    run_3="#A4DF9C",
    run_4="#367759",
    run_5="#A2658E",
    ground=("#131C27", "#1B2B3B", "#263D50", "#345266", "#47697C"),
    relief=RELIEF_DARK,
)

LIGHT = Theme(
    name="light",
    paper="#FCFBF7",
    ink="#121A26",
    faint="#424C60",
    slope="#701D00",
    step="#A79101",
    minimum="#33705E",
    lantern="#F2BE5C",
    gradient_descent="#0092FF",
    momentum="#8D6007",
    nesterov="#6E926B",
    adagrad="#5B26B1",
    rmsprop="#8A0129",
    adam="#D84D9A",
    run_1="#806AFF",
    run_2="#9402AD",
    run_3="#67712F",
    run_4="#2BA074",
    run_5="#C75699",
    ground=("#F7F6F0", "#E6EBEC", "#D0DBDF", "#B6C8CF", "#9BB3BE"),
    relief=RELIEF_LIGHT,
)


def _between(stops: Sequence[str], height: float) -> ManimColor:
    """Return the colour at `height`, from 0 to 1, on evenly spaced stops."""
    position = min(max(height, 0.0), 1.0) * (len(stops) - 1)
    lower = min(int(position), len(stops) - 2)
    return interpolate_color(
        ManimColor(stops[lower]), ManimColor(stops[lower + 1]), position - lower
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


def least_contrast(role: str) -> float:
    """Return the contrast that text of `role` must have with what is behind it (WCAG 2.1 AA)."""
    return WCAG_AA if role in ("ink", "faint") else WCAG_AA_LARGE
