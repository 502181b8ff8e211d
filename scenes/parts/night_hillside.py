"""A hillside in fog whose cross-section is the hiker's hill: by night, or by day on light paper."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Circle, Difference, FadeOut, Group, Rectangle, ValueTracker, VGroup, VMobject

from gdcore import HILL, HILLSIDE, Path
from scenes.kit import theme
from scenes.kit.charts.axes import Frame, dot_outlines
from scenes.kit.following import Following
from scenes.kit.layout import BODY, HEADER, PICTURE, Slot
from scenes.kit.story.timing import glide
from scenes.kit.surface.annotations import SurfaceArrow, TangentPlane
from scenes.kit.surface.camera import OrbitCamera, fly
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.surface.props import vanish
from scenes.kit.surface.section import SurfaceSection, relief_like
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.surface.terrain import Window
from scenes.kit.types import FloatArray
from scenes.parts.fog import SCREEN, Fog, SeenCurve
from scenes.parts.hiker import Glow, Hiker, Lantern

STAR_RADII = (0.018, 0.03)
SCATTER = (np.sqrt(2), np.sqrt(3))
"""Multiples of these by squares, modulo one, fill the unit square evenly and look random."""


LAYERS = 16

DARKNESS = 0.045
"""Opacity of each layer; in the middle all lie on each other."""

_ANGLES = np.linspace(0, 2 * np.pi, 41)
_RIM: FloatArray = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=-1)

FRAME = Frame(SCREEN.inset(top=SCREEN.top - HEADER.bottom), HILL.window[0], (-0.98, 2.8))
"""Where the section lies when it is seen from the side: loss 0 is above the subtitles."""

WINDOW = ((-0.8, 6.2), (-3.5, 3.5))
"""What there is of the surface, in data units: more than one sees, but not the deeper valley."""

CONTOURS = 31

REACH, LAMPLIGHT = 0.4, (0.0, 0.0, 0.1)
"""How far the light reaches, and where it is above the ground underfoot, in world units."""

AFAR, NEAR = (-150.0, 45.0, 2.2), (-110.0, 21.0, 3.4)
"""Azimuth, elevation and zoom of the camera at first, and then."""

DISTANCE, MIDDLE = 4.5, BODY.point(0.68, 0.42)
"""How far the camera is from the hiker, in world units, and where the hiker is on the screen."""

CLOSE_UP, VALLEY_SPOT = 1.4, BODY.point(0.58, 0.13)
"""How much larger than in its frame the section is first seen, and where its bottom is then."""

ARROW_RADIUS, PLANE_HALF, SHADOW_RADIUS = 0.011, 0.1, 0.24
"""The last in data units, the others in world units."""

HALO, HALO_OPACITY = 2.2, 0.035
"""Radii of the sun from its rim to where its light ends; opacity of each ring at most."""

ABOVE_THE_VALLEY = PICTURE.point(0.2, 0.8)
STARRY = Slot(PICTURE.left, 0, 0, PICTURE.top).inset(left=0.4, right=0.6, top=0.2)
"""Where sun or moon and the stars stand: over the deeper valley, for the rule is beside it."""

AIR, SKY, GROUND, FOG, WALKER, ABOVE_ALL = -4.0, -3.0, -2.0, -1.0, 1.0, 2.0
"""What lies above what: the surface is behind all, and who walks is before the fog."""


def stars(slot: Slot, count: int = 30) -> VGroup:
    """Scatter `count` small discs of two sizes over `slot`, always the same ones."""
    places = np.outer(np.arange(1, count + 1) ** 2, SCATTER) % 1
    spots = np.array([slot.point(*place) for place in places])
    group = VGroup()
    for which, radius in enumerate(STAR_RADII):
        some = VMobject(fill_color=theme.color("faint"), fill_opacity=1, stroke_width=0)
        some.points = dot_outlines(spots[which::2], radius)
        group.add(some)
    return group


def crescent(radius: float = 0.34) -> VMobject:
    """Return a waxing moon."""
    shadow = Circle(0.86 * radius).shift(radius * np.array([-0.42, 0.18, 0]))
    moon = Difference(Circle(radius), shadow)
    return moon.set_fill(theme.color("faint"), opacity=0.65).set_stroke(width=0)


def sun(radius: float = 0.42) -> VGroup:
    """Return a pale sun: a white disc, and rings around it that fade into the paper."""
    rings = VGroup()
    for share in np.linspace(1, 0, LAYERS, endpoint=False):
        ring = Circle(radius * (1 + HALO * share), fill_color=theme.color("lantern"))
        rings.add(ring.set_fill(opacity=HALO_OPACITY * (1 - share)).set_stroke(width=0))
    disc = Circle(radius, fill_color="#FFFFFF", fill_opacity=1, stroke_width=0)
    return VGroup(rings, disc)


def backdrop() -> Rectangle:
    """Return the air that a lantern or the day lights: a little lighter than the fog around it."""
    air = Rectangle(width=SCREEN.width, height=SCREEN.height, stroke_width=0)
    lit = theme.active().level(0.12) if is_night() else "#FFFFFF"
    return air.move_to(SCREEN.center).set_fill(lit, opacity=1)


def open_sky() -> VGroup:
    """Return what is seen above the hill without fog: stars and a moon, or by day the sun."""
    if not is_night():
        return VGroup(sun().move_to(ABOVE_THE_VALLEY))
    return VGroup(stars(STARRY), crescent().move_to(ABOVE_THE_VALLEY))


def is_night() -> bool:
    """Tell whether it is night: it is day on light paper, where no moon belongs."""
    return theme.active().name == "dark"


class ContactShadow(Following, VGroup):
    """Discs on the ground around a place, the inner ones on top of the outer ones.

    Parameters
    ----------
    place
        A marble on the surface, which need not be drawn.
    radius
        Of the outermost disc, in data units.
    """

    follows = ("place",)

    def __init__(self, place: SurfaceMarble, radius: float) -> None:
        self.place = place
        self.radii = radius * np.linspace(1, 0.1, LAYERS)
        disc = VMobject(fill_color="#000000", fill_opacity=DARKNESS, stroke_width=0)
        super().__init__(*(disc.copy() for _ in self.radii))
        self.refresh()
        self.add_updater(lambda shadow: shadow.refresh())

    def refresh(self) -> None:
        """Lie on the ground where the place is now."""
        rims = self.place.point + self.radii[:, None, None] * _RIM
        for disc, rim in zip(self, self.place.stage.spot(rims), strict=True):
            disc.set_points_as_corners(rim)


def hillside(
    slot: Slot = SCREEN, window: Window = WINDOW, contours: int = CONTOURS
) -> LandscapeStage:
    """Return the hillside as it stands in the fog, and without fog in the lab."""
    relief, look = relief_like(FRAME, HILLSIDE, window), Look(floor=None)
    return LandscapeStage(HILLSIDE, slot, window, relief, contours, look=look)


class FoggyHillside:
    """The hillside on the whole screen, in fog, and who stands on its section.

    Parameters
    ----------
    path, above
        The same trajectory on the section and on the surface.
    step, facing, share, lift
        The trackers of how far the hiker is and looks, see :class:`Hiker`, of what the gradient
        is multiplied by, and of the :class:`Fog`.
    """

    def __init__(
        self,
        path: Path,
        above: Path,
        step: ValueTracker,
        facing: ValueTracker,
        share: ValueTracker,
        lift: ValueTracker,
    ) -> None:
        self.air, self.sky = backdrop().set_z_index(AIR), open_sky().set_z_index(SKY)
        self.stage = hillside()
        look = self.stage.look
        self.section = SurfaceSection(self.stage, HILL, FRAME)
        self.section.remove(self.section.curve)
        self.underfoot = SurfaceMarble(self.stage, above, step)
        """What stands on the surface as the hiker does; it is not drawn."""
        self.share, self.lift = share, lift
        look.night.set_value(1)
        look.reach.set_value(REACH)
        look.lantern = lambda: self.stage.world(self.underfoot.point) + LAMPLIGHT
        self.stage.camera = self.seen_from(*AFAR)
        self.hiker = Hiker(self.section, path, step, facing)
        self.someone = self._dressed()
        self.fog = Fog(self.hiker, lift).set_z_index(FOG)
        self.seen = SeenCurve(self.section, self.fog).set_z_index(GROUND)
        self.arrow = SurfaceArrow(self.stage, self.gradient, "slope", ARROW_RADIUS)
        self.plane = TangentPlane(self.underfoot, half=PLANE_HALF)
        self.stage.put(self.plane, self.arrow, away=True)

    def _dressed(self) -> Group:
        """Return the hiker with shadow and light."""
        self.hiker.disc.set_opacity(0)  # on a curve the feet touch there, here it would float
        self.light = Group()  # by day the blindfold alone is enough, and no lantern is lit
        if is_night():
            self.light.add(Lantern(self.hiker).set_z_index(WALKER), Glow(self.hiker))
        self.shadow = ContactShadow(self.underfoot, SHADOW_RADIUS)
        return Group(self.shadow, self.hiker.set_z_index(WALKER), self.light)

    def gradient(self) -> tuple[FloatArray, FloatArray]:
        """Return start and tip, ``(2,)`` each, of the share of the gradient, in data units."""
        point = self.underfoot.point
        return point, point + self.share.get_value() * HILLSIDE.gradient(point)

    def seen_from(self, azimuth: float, elevation: float, zoom: float) -> OrbitCamera:
        """Return the camera that has the hiker in the middle of the free space."""
        camera = OrbitCamera(azimuth, elevation, zoom, distance=DISTANCE)
        return camera.aim(self.stage.world(self.underfoot.point), MIDDLE, SCREEN)

    def approach(self, seconds: float) -> list[Any]:
        """Return the animations that bring the camera near the hiker."""
        return fly(self.stage.camera, self.seen_from(*NEAR), seconds, whole=False)

    def cut_open(self, seconds: float) -> list[Any]:
        """Return the animations that cut away what lies before the section, from the fog on.

        Add :attr:`face` to the scene first: it is the ground as it is cut open, and it stays.
        """
        return [
            glide(self.stage.front, self.section.y, seconds),
            vanish(self.arrow, seconds / 2),
        ]

    @property
    def face(self) -> VGroup:
        """The cut ground and its edge, as far as it is seen; below the fog."""
        for part in (self.section, self.seen):
            part.refresh()
        return VGroup(self.section.set_z_index(GROUND), self.seen)

    def turn_aside(self, seconds: float) -> list[Any]:
        """Return the animations that look at the section from the side, from near.

        What lies behind it leaves into the fog.
        """
        near = self.section.side_view()
        near.zoom.set_value(CLOSE_UP * near.zoom.get_value())
        valley = self.section.below(HILL.minima[HILL.value(HILL.minima).argmax()])
        near.aim(self.stage.world(valley), VALLEY_SPOT, SCREEN)
        swallowed = glide(self.stage.look.reach, 0, seconds)
        disc: Any = self.hiker.disc  # manim types `animate` as what it animates
        feet = disc.animate(run_time=seconds).set_opacity(1)
        leaving = FadeOut(self.shadow, run_time=seconds / 2)
        flight = fly(self.stage.camera, near, seconds, whole=False)
        return [*flight, swallowed, leaving, feet]

    def pull_back(self, seconds: float) -> list[Any]:
        """Return the animations after which the section lies in its frame."""
        return fly(self.stage.camera, self.section.side_view(), seconds, whole=False)
