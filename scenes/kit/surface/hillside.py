"""A hiker with a lantern on a dark hillside, whose section is the hill of the stories."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, ValueTracker, VGroup

from gdcore import HILL, HILLSIDE, Path
from scenes.kit.fog import SCREEN, Fog, SeenCurve
from scenes.kit.hiker import Hiker
from scenes.kit.lantern import Glow, Lantern
from scenes.kit.layout import BODY, HEADER
from scenes.kit.sky import backdrop, night_sky
from scenes.kit.stage import Frame
from scenes.kit.surface.camera import OrbitCamera, fly
from scenes.kit.surface.look import Look
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.surface.picture import BEHIND_ALL
from scenes.kit.surface.props import vanish
from scenes.kit.surface.section import SurfaceSection, relief_like
from scenes.kit.surface.shadow import ContactShadow
from scenes.kit.surface.signs import SurfaceArrow, TangentPlane
from scenes.kit.surface.stage import LandscapeStage
from scenes.kit.types import FloatArray
from scenes.kit.walk import glide

FRAME = Frame(SCREEN.inset(top=SCREEN.top - HEADER.bottom), HILL.window[0], (-0.46, 2.8))
"""Where the section lies when it is seen from the side."""

WINDOW = ((-0.8, 6.2), (-3.5, 3.5))
"""What there is of the surface, in data units: more than one sees, but not the deeper valley."""

CONTOURS = 31
REACH, LAMPLIGHT = 0.35, (0.0, 0.0, 0.1)
"""How far the light reaches, and where it is above the ground underfoot, in world units."""

AFAR, NEAR = (-150.0, 52.0, 1.3), (-110.0, 19.0, 2.9)
"""Azimuth, elevation and zoom of the camera at first, and then."""

DISTANCE, MIDDLE = 4.5, BODY.point(0.75, 0.5)
"""How far the camera is from the hiker, in world units, and where the hiker is on the screen."""

ARROW_RADIUS, PLANE_HALF, SHADOW_RADIUS = 0.011, 0.1, 0.24
"""The last in data units, the others in world units."""

SKY, GROUND, FOG, WALKER = 2 * BEHIND_ALL, -2.0, -1.0, 1.0
"""What lies above what: the surface is before the sky, and all else before the fog."""


class DarkHillside:
    """The hillside on the whole screen, at night, and who stands on its section.

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
        behind = backdrop(SCREEN)
        self.sky, mist = VGroup(behind, night_sky()).set_z_index(SKY), behind.get_fill_color()
        relief, look = relief_like(FRAME, HILLSIDE, WINDOW), Look(floor=None, mist=mist)
        self.stage = LandscapeStage(HILLSIDE, SCREEN, WINDOW, relief, CONTOURS, look=look)
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

    def _dressed(self) -> VGroup:
        """Return the hiker with shadow and light."""
        self.hiker.disc.set_opacity(0)  # on a curve the feet touch there, here it would float
        self.light = VGroup(Lantern(self.hiker).set_z_index(WALKER), Glow(self.hiker))
        self.shadow = ContactShadow(self.underfoot, SHADOW_RADIUS)
        return VGroup(self.shadow, self.hiker.set_z_index(WALKER), self.light)

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
        """Return the animations that take away what lies before the section, and bring the sky."""
        for part in (self.section, self.seen):  # what fades in does not follow the camera
            part.refresh()
        opened = VGroup(self.sky, self.section.set_z_index(GROUND), self.seen)
        return [
            FadeIn(*opened, run_time=seconds),
            glide(self.stage.look.haze, 1, seconds),
            glide(self.stage.front, self.section.y, seconds),
        ]

    def turn_aside(self, seconds: float) -> list[Any]:
        """Return the animations after which the section lies in its frame."""
        return fly(self.stage.camera, self.section.side_view(), seconds, whole=False)

    def flatten(self, seconds: float) -> list[Any]:
        """Return the animations that leave nothing but the section, which then lies still."""
        self.section.clear_updaters()
        disc: Any = self.hiker.disc  # manim types `animate` as what it animates
        leaving = FadeOut(self.stage, self.shadow, run_time=seconds)
        feet = disc.animate(run_time=seconds).set_opacity(1)
        return [leaving, vanish(self.arrow, seconds), feet]
