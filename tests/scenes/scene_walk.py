"""Walk through a scene frame by frame and look at what is on it, mostly without drawing."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from manim import (
    ManimColor,
    Mobject,
    SurroundingRectangle,
    ValueTracker,
    VMobject,
    Wait,
    config,
    tempconfig,
)
from manim.renderer.cairo_renderer import CairoRenderer

from scenes.catalog import Entry
from scenes.kit.charts.table import Row
from scenes.kit.landscape.marbles import Marble
from scenes.kit.story.scene import Params, StoryScene
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.text.numerals import MINUS, SUPERSCRIPTS
from scenes.kit.text.readout import Digits
from scenes.kit.text.text import Formula, Lettering
from scenes.kit.theme import THEMES, TOGETHER, active, contrast, least_contrast

Text = Lettering | Formula | Digits | Row
FRAMES_A_SECOND = 5
PICTURE_WIDTH, PICTURE_HEIGHT = 320, 180
THIN = 2.0
"""Stroke width below which a line is texture, such as a contour, and not a thing."""

SPACING = 0.1
VISIBLE = 0.5
"""Opacity from which a text counts as something to read."""


class Watcher(CairoRenderer):
    """Plays a scene without drawing it; calls `look` once for each frame that would be drawn."""

    look: Callable[[], None]

    def update_frame(self, *args: Any, **kwargs: Any) -> None:
        pass

    def save_static_frame_data(self, *args: Any, **kwargs: Any) -> None:
        pass

    def add_frame(self, frame: Any, num_frames: int = 1) -> None:
        if not self.skip_animations:
            self.time += num_frames / self.camera.frame_rate
            self.look()

    def picture(self, scene: StoryScene[Any], mobjects: list[Mobject]) -> np.ndarray:
        """Draw `mobjects` now: an RGB array ``(180, 320, 3)``."""
        self.static_image = None
        self.camera.reset()
        self.camera.capture_mobjects(mobjects)
        return self.camera.pixel_array[..., :3].copy()


@dataclass
class Walk:
    """What was seen on a walk through one scene in one theme."""

    scene: StoryScene[Any]
    rate: int = FRAMES_A_SECOND
    faults: list[str] = field(default_factory=list)
    ends: dict[str, np.ndarray] = field(default_factory=dict)
    contrasts: dict[str, float] = field(default_factory=dict)
    marbles: list[Marble] = field(default_factory=list)
    surface_marbles: list[SurfaceMarble] = field(default_factory=list)
    frames: int = 0
    asked: float | None = None
    """Second at which the scene's question was first read."""
    opening: list[Mobject] = field(default_factory=list)
    """What stands in the first frame besides text, and is not just arriving."""
    headlines: dict[str, str] = field(default_factory=dict)
    """What was the headline at each beat's end."""
    still: float = 0
    """Seconds in which nothing moved."""
    _moving: set[int] | None = None
    _texts: list[tuple[Text, bool]] | None = None

    @property
    def moving(self) -> set[int]:
        """The ids of all mobjects that an animation is just changing; found once a frame."""
        if self._moving is None:
            self._moving = animated_now(self.scene)
        return self._moving

    @property
    def texts(self) -> list[tuple[Text, bool]]:
        """Each text that can be read now, and whether it is on a plate; found once a frame."""
        if self._texts is None:
            self._texts = list(texts_on(self.scene, self.moving))
        return self._texts

    def turn(self) -> None:
        """Go on to a frame that nothing is known of yet."""
        self.frames += 1
        self._moving = self._texts = None

    def fault(self, sentence: str) -> None:
        """Note a fault once, with the beat and the second."""
        beat = self.scene._open[0].name if self.scene._open else "between beats"
        if not any(known.startswith(sentence) for known in self.faults):
            self.faults.append(f"{sentence}  [{beat}, {self.scene.time:.1f} s]")


def walk_through(
    entry: Entry,
    theme: str,
    look: Callable[[Walk], None],
    params: Params | None = None,
    with_ends: bool = True,
    draw_end: Callable[[Watcher, StoryScene[Any], list[Mobject]], np.ndarray] = Watcher.picture,
    rate: int = FRAMES_A_SECOND,
) -> Walk:
    """Play the scene of `entry`; call `look` each frame and keep a picture of each beat's end.

    Those pictures are all that is drawn; `with_ends` says whether they are, and `draw_end` draws
    them. There are `rate` frames a second.
    """
    module = importlib.import_module(entry.module)
    scene_class = getattr(module, entry.scene)

    class Watched(scene_class):  # type: ignore[misc, valid-type]
        def close_beat(self) -> None:
            name = self._open[0].name
            super().close_beat()
            walk.headlines[name] = self._said.text if self._said else ""
            if with_ends:
                walk.ends[name] = draw_end(watcher, self, self.mobjects)

    options = {
        "pixel_width": PICTURE_WIDTH,
        "pixel_height": PICTURE_HEIGHT,
        "frame_rate": rate,
        "dry_run": True,
        "disable_caching": True,
        "progress_bar": "none",
        "verbosity": "ERROR",
    }
    with tempconfig(options):
        watcher = Watcher()
        walk = Walk(Watched(params=params, theme=THEMES[theme], renderer=watcher), rate)

        def look_once() -> None:
            walk.turn()
            if walk.frames == 1:
                walk.opening = pictures_on(walk.scene)
            moving = [a for a in walk.scene.animations or [] if not isinstance(a, Wait)]
            walk.still += 0 if moving else 1 / rate
            if walk.asked is None and walk.scene._said is not None:
                walk.asked = walk.scene.time
            look(walk)

        watcher.look = look_once
        walk.scene.render()
    return walk


def texts_on(
    scene: StoryScene[Any], moving: Container[int] | None = None
) -> Iterator[tuple[Text, bool]]:
    """Yield each text that can be read now, and whether it stands on a plate of paper."""
    moving = animated_now(scene) if moving is None else moving
    for top in scene.mobjects:
        yield from _texts_in(top, moving, plated=False)


def _texts_in(
    mobject: Mobject, moving: Container[int], plated: bool
) -> Iterator[tuple[Text, bool]]:
    if id(mobject) in moving:
        return
    if isinstance(mobject, Text):
        if opacity_of(mobject) >= VISIBLE:
            yield mobject, plated
        return
    if mobject.submobjects:
        plates = (type(part).__name__ == "BackgroundRectangle" for part in mobject.submobjects)
        plated = plated or any(plates)
        for part in mobject.submobjects:
            yield from _texts_in(part, moving, plated)


def parts_of(*mobjects: Mobject) -> Iterator[Mobject]:
    """Yield these and all their parts, each once: as manim's families, found faster."""
    seen: set[int] = set()
    left = [*reversed(mobjects)]
    while left:
        part = left.pop()
        if id(part) not in seen:
            seen.add(id(part))
            yield part
            left += reversed(part.submobjects)


def animated_now(scene: StoryScene[Any]) -> set[int]:
    """Return the ids of all mobjects that an animation is just changing."""
    mobjects = [animation.mobject for animation in scene.animations or [] if animation.mobject]
    return {id(part) for part in parts_of(*mobjects)}


def pictures_on(scene: StoryScene[Any]) -> list[Mobject]:
    """Return all that can be seen now and is no text, besides what is arriving or leaving."""
    moving = animated_now(scene)
    texts = {id(part) for text, _ in texts_on(scene) for part in text.get_family()}
    return [
        part
        for top in scene.mobjects
        for part in top.family_members_with_points()
        if id(part) not in moving | texts and not isinstance(part, ValueTracker)
    ]


def glyphs_of(text: Text) -> list[VMobject]:
    """Return the parts of a text that have outlines."""
    return [p for p in parts_of(text) if isinstance(p, VMobject) and len(p.points)]


def opacity_of(text: Text) -> float:
    """Return how opaque a text is; 0 where it has no outlines."""
    return max((float(glyph.get_fill_opacity()) for glyph in glyphs_of(text)), default=0.0)


def box_of(text: Text) -> np.ndarray:
    """Return the lower left and the upper right corner of a text's outlines, shape ``(2, 2)``."""
    points = np.concatenate([glyph.points for glyph in glyphs_of(text)])[:, :2]
    return np.array([points.min(axis=0), points.max(axis=0)])


def strokes_on(
    scene: StoryScene[Any], moving: Container[int] | None = None
) -> Iterator[tuple[VMobject, np.ndarray]]:
    """Yield each line that can be seen now, with points along it, shape ``(n, 2)``."""
    moving = animated_now(scene) if moving is None else moving
    readable = [text for top in scene.mobjects for text, _ in _texts_in(top, (), plated=False)]
    lettered = {id(part) for part in parts_of(*readable)}
    for part in parts_of(*scene.mobjects):
        if not isinstance(part, VMobject) or not len(part.points):
            continue
        if isinstance(part, SurroundingRectangle) or id(part) in moving or id(part) in lettered:
            continue  # the one frames a part of a formula on purpose
        if part.get_stroke_width() >= THIN and part.get_stroke_opacity() >= VISIBLE:
            yield part, along(part.points)


def along(points: np.ndarray) -> np.ndarray:
    """Return points on a chain of cubic Béziers, at most `SPACING` apart on straight pieces."""
    starts, ends = points[0::4, :2], points[3::4, :2]
    longest = float(np.linalg.norm(ends - starts, axis=1).max(initial=0.0))
    shares = np.linspace(0, 1, max(3, int(longest / SPACING)))[:, None, None]
    cubic = points.reshape(-1, 4, points.shape[1])[..., :2]
    rest = 1 - shares
    a, b, c, d = (cubic[:, k] for k in range(4))
    on_curve = rest**3 * a + 3 * rest**2 * shares * b + 3 * rest * shares**2 * c + shares**3 * d
    return np.asarray(on_curve.reshape(-1, 2))


def name_of(text: Text) -> str:
    """Return what a text says, for messages."""
    match text:
        case Digits():
            return f"the number {text.shown.strip()}"
        case Row():
            return f"the row {' | '.join(text.texts)}"
        case _:
            return repr(text.text)


def value_shown(digits: Digits) -> float:
    """Return the number that a readout shows, read back from its characters."""
    mantissa, _, power = digits.shown.strip().partition("×10")
    signs = {small: sign for sign, small in SUPERSCRIPTS.items()}
    exponent = "".join(signs[small] for small in power)
    return float(f"{mantissa}e{exponent or 0}".replace(MINUS, "-").replace("∞e0", "inf"))


def contrast_of(text: Text, behind: np.ndarray) -> float:
    """Return the least contrast of a text with what is drawn behind it, by that which it needs.

    `behind` is a picture of the frame without its texts. A fifth of the pixels may be darker or
    lighter than what counts: a thin line that passes is not the ground that a text stands on.
    """
    unit = PICTURE_HEIGHT / config.frame_height
    (left, bottom), (right, top) = box_of(text)
    columns = slice(
        max(0, int((left + config.frame_width / 2) * unit)),
        int((right + config.frame_width / 2) * unit) + 1,
    )
    rows = slice(
        max(0, int((config.frame_height / 2 - top) * unit)),
        int((config.frame_height / 2 - bottom) * unit) + 1,
    )
    codes = behind[rows, columns].reshape(-1, 3) @ np.array([1 << 16, 1 << 8, 1])
    shades, which = np.unique(codes, return_inverse=True)  # few: most of it is paper
    ground = np.stack([shades >> 16, shades >> 8 & 255, shades & 255], axis=1) / 255
    ratios = []
    for color in {glyph.get_fill_color() for glyph in glyphs_of(text)}:
        of_shades = np.array([contrast(color.to_rgb(), shade) for shade in ground])
        ratios.append(float(np.quantile(of_shades[which], 0.2)) / needed(color))
    return min(ratios)


def needed(color: ManimColor) -> float:
    """Return the contrast that text in `color` needs; in no role's colour, that of ink."""
    roles = {role for together in TOGETHER.values() for role in together}
    meant = (role for role in roles if active().color(role).to_hex() == color.to_hex())
    return least_contrast(next(meant, "ink"))
