"""Colours by role: they can be read, told apart, and climb with the ground."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st
from manim import ManimColor

from scenes.kit import theme
from scenes.kit.theme import (
    DARK,
    DASHES,
    LIGHT,
    OPTIMIZERS,
    RUNS,
    SHAPES,
    THEMES,
    TOGETHER,
    WCAG_AA,
    Theme,
    contrast,
    least_contrast,
    luminance,
)
from tests.scenes.kit.samples import PROPERTY, shares

ROLES = tuple(dict.fromkeys(role for roles in TOGETHER.values() for role in roles))

EYES = {"normal": None, "protanopia": "protan", "deuteranopia": "deutan", "tritanopia": "tritan"}
"""ColorAide's filter for each."""

TOLD_APART = 15.0
"""ΔE (CIEDE2000) by which two roles that may be on the screen together differ for every eye."""

ALONE = {"slope": (35, 55), "momentum": (65, 90), "step": (95, 115), "gradient_descent": (228, 262)}
"""Orange, gold, yellow and blue: OKLCH hues that one role each has to itself, in degrees."""

both_themes = pytest.mark.parametrize("colors", [DARK, LIGHT], ids=lambda colors: colors.name)


def seen(colors: Theme, role: str, eye: str) -> Color:
    """Return a role's colour as `eye` sees it (Machado, Oliveira and Fernandes, 2009)."""
    color, cone = Color(colors.color(role).to_hex()), EYES[eye]
    return color if cone is None else color.filter(cone, 1, method="machado").clip("srgb")


def differences(colors: Theme, roles: Sequence[str], eye: str) -> dict[tuple[str, str], float]:
    """Return ΔE2000 by pair of roles."""
    as_seen = {role: seen(colors, role, eye) for role in roles}
    return {
        (one, other): as_seen[one].delta_e(as_seen[other], method="2000")
        for one, other in itertools.combinations(roles, 2)
    }


@both_themes
@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("together", TOGETHER)
def test_roles_on_the_screen_together_are_told_apart(
    colors: Theme, together: str, eye: str
) -> None:
    apart = differences(colors, TOGETHER[together], eye)
    one, other = min(apart, key=lambda pair: apart[pair])
    assert apart[one, other] >= TOLD_APART, f"{one} and {other}: ΔE {apart[one, other]:.2f}"


def test_differences_are_those_of_sharma_s_table() -> None:
    """Source: Sharma, Wu and Dalal, The CIEDE2000 color-difference formula (2005), table 1."""
    for one, other, expected in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ):
        found = Color("lab-d65", one).delta_e(Color("lab-d65", other), method="2000")
        assert found == pytest.approx(expected, abs=1e-4)


@both_themes
@pytest.mark.parametrize("role", ALONE)
def test_the_hues_of_the_contract_belong_to_one_role_each(colors: Theme, role: str) -> None:
    low, high = ALONE[role]
    others = (other for other in ROLES if other not in ("ink", "faint"))
    hues = {other: Color(colors.color(other).to_hex()).convert("oklch")["hue"] for other in others}
    assert [other for other, hue in hues.items() if low <= hue <= high] == [role]


@pytest.mark.parametrize("roles", [OPTIMIZERS, RUNS], ids=["optimizers", "runs"])
def test_lines_and_markers_are_told_apart_without_colour(roles: tuple[str, ...]) -> None:
    assert len({DASHES[role] for role in roles}) == len(roles)
    assert all(len(DASHES[role]) % 2 == 0 for role in roles)
    assert len({SHAPES[role] for role in roles}) == len(roles)


@both_themes
@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_be_read_on_paper(colors: Theme, role: str) -> None:
    ratio = contrast(colors.color(role).to_rgb(), colors.color("paper").to_rgb())
    assert ratio >= least_contrast(role), f"{role} has {ratio:.2f}:1"


@pytest.mark.parametrize("role", [role for role in ROLES if role not in RUNS])
def test_small_text_can_be_read_on_dark_paper_but_in_the_runs_colours(role: str) -> None:
    assert contrast(DARK.color(role).to_rgb(), DARK.color("paper").to_rgb()) >= WCAG_AA


@both_themes
def test_ink_can_be_read_wherever_the_ground_is_highest_or_lowest(colors: Theme) -> None:
    for height in (0, 1):
        assert contrast(colors.color("ink").to_rgb(), colors.level(height).to_rgb()) >= WCAG_AA


@both_themes
@PROPERTY
@given(st.lists(shares, min_size=2, max_size=6, unique=True))
def test_higher_ground_is_farther_from_paper(colors: Theme, heights: list[float]) -> None:
    paper = colors.color("paper").to_rgb()
    ratios = [contrast(colors.level(height).to_rgb(), paper) for height in sorted(heights)]
    assert ratios == sorted(ratios)


@both_themes
def test_the_levels_of_the_ground_are_its_stops(colors: Theme) -> None:
    heights = np.linspace(0, 1, len(colors.ground))
    assert [colors.level(height) for height in heights] == [ManimColor(c) for c in colors.ground]
    between = [luminance(colors.level(height).to_rgb()) for height in np.linspace(0, 1, 41)]
    steps = np.diff(between)
    assert (steps > 0).all() or (steps < 0).all()


@both_themes
@pytest.mark.parametrize(("height", "same_as"), [(-3.0, 0.0), (1.5, 1.0)])
def test_heights_beyond_the_ramp_stay_on_it(colors: Theme, height: float, same_as: float) -> None:
    assert colors.level(height) == colors.level(same_as)


@pytest.mark.parametrize("role", ["mauve", "ground", "name"])
def test_an_unknown_role_is_refused_with_the_known_ones(role: str) -> None:
    with pytest.raises(KeyError) as refused:
        DARK.color(role)
    sentence = str(refused.value)
    assert repr(role) in sentence
    assert all(known in sentence for known in ("paper", *ROLES))
    assert "ground" not in sentence.replace(repr(role), "")


def test_the_two_themes_have_the_names_that_they_are_found_by() -> None:
    assert {name: colors.name for name, colors in THEMES.items()} == {
        "dark": "dark",
        "light": "light",
    }
    assert luminance(DARK.color("paper").to_rgb()) < 0.05
    assert luminance(LIGHT.color("paper").to_rgb()) > 0.8


def test_parts_take_their_colours_from_the_active_theme() -> None:
    assert theme.color("momentum") == ManimColor(DARK.momentum)
    theme.activate(LIGHT)
    assert theme.active() is LIGHT
    assert theme.color("momentum") == ManimColor(LIGHT.momentum)


def test_contrast_is_what_wcag_says_it_is() -> None:
    black, white, grey = (0, 0, 0), (1, 1, 1), (0x77 / 255,) * 3
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, black) == pytest.approx(21)
    assert contrast(grey, white) == pytest.approx(4.48, abs=0.005)  # the well-known near miss
    assert luminance((1, 0, 0)) == pytest.approx(0.2126)
