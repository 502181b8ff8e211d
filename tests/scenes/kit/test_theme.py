"""Colours by role: they can be read, told apart, and climb with the ground."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import ManimColor

from scenes.kit import theme
from scenes.kit.theme import DARK, LIGHT, THEMES, Theme, contrast, luminance
from tests.scenes.kit.samples import PROPERTY, shares

OPTIMIZERS = ("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
ROLES = ("ink", "faint", "slope", "step", "minimum", *OPTIMIZERS)
WCAG_AA = 4.5

CONE_LOSSES = {
    "none": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
"""What becomes of linear RGB where one kind of cone is missing.

Source: Machado, Oliveira and Fernandes, A physiologically-based model for simulation of color
vision deficiency, IEEE TVCG 15 (2009), severity 1.0.
"""

SRGB_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
"""Linear sRGB to CIE XYZ under D65 (IEC 61966-2-1)."""

FAR_APART = 40.0
"""ΔE (CIE 1976) by which the two that share most scenes must differ for every viewer."""

TOLD_APART = 20.0
"""ΔE by which any two optimizers must differ for a viewer with all cones."""

both_themes = pytest.mark.parametrize("colors", [DARK, LIGHT], ids=lambda colors: colors.name)


def seen(colors: Theme, role: str, loss: str) -> np.ndarray:
    """Return the CIE L*a*b* coordinates of a role, as seen without some cones."""
    channels = np.array(colors.color(role).to_rgb())
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    perceived = np.clip(CONE_LOSSES[loss] @ linear, 0, 1)
    share = SRGB_TO_XYZ @ perceived / SRGB_TO_XYZ.sum(axis=1)
    knee = 6 / 29
    x, y, z = np.where(share > knee**3, np.cbrt(share), share / (3 * knee**2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(colors: Theme, one: str, other: str, loss: str) -> float:
    return float(np.linalg.norm(seen(colors, one, loss) - seen(colors, other, loss)))


def test_the_simulation_leaves_grey_as_it_is() -> None:
    for loss in CONE_LOSSES.values():
        np.testing.assert_allclose(loss.sum(axis=1), 1, atol=2e-6)


@both_themes
@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_be_read_on_paper(colors: Theme, role: str) -> None:
    ratio = contrast(colors.color(role).to_rgb(), colors.color("paper").to_rgb())
    assert ratio >= WCAG_AA, f"{role} has {ratio:.2f}:1"


@both_themes
def test_ink_can_be_read_wherever_the_ground_is_highest_or_lowest(colors: Theme) -> None:
    for height in (0, 1):
        assert contrast(colors.color("ink").to_rgb(), colors.level(height).to_rgb()) >= WCAG_AA


@both_themes
@pytest.mark.parametrize("loss", CONE_LOSSES)
def test_vanilla_and_momentum_differ_for_every_viewer(colors: Theme, loss: str) -> None:
    assert difference(colors, "gradient_descent", "momentum", loss) >= FAR_APART


@both_themes
def test_no_two_optimizers_look_alike(colors: Theme) -> None:
    pairs = itertools.combinations(OPTIMIZERS, 2)
    alike = [pair for pair in pairs if difference(colors, *pair, "none") < TOLD_APART]
    assert not alike


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
