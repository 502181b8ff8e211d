"""A dark hillside in 3D whose cross-section is the hiker's hill, with stars, moon and shadow."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Circle, Difference, FadeIn, FadeOut, Rectangle, ValueTracker, VGroup, VMobject
from numpy.typing import ArrayLike

from gdcore import HILL, HILLSIDE, Landscape, Path
from scenes.kit import theme
from scenes.kit.charts.axes import Frame, dot_outlines
from scenes.kit.following import Following
from scenes.kit.landscape.ground import CURVE_SAMPLES, CurveLandscape
from scenes.kit.layout import BODY, HEADER, Slot
from scenes.kit.story.timing import glide
from scenes.kit.surface.annotations import SurfaceArrow, TangentPlane
from scenes.kit.surface.camera import SIDE_VIEW, OrbitCamera, fly, unit_of
from scenes.kit.surface.lighting import Look
from scenes.kit.surface.marbles import SurfaceMarble
from scenes.kit.surface.props import vanish
from scenes.kit.surface.relief import Relief
from scenes.kit.surface.stage import BEHIND_ALL, LandscapeStage
from scenes.kit.surface.terrain import Terrain, Window
from scenes.kit.types import FloatArray, Vector
from scenes.parts.fog import SCREEN, Fog, SeenCurve
from scenes.parts.hiker import Glow, Hiker, Lantern

STAR_RADII = (0.018, 0.03)
SCATTER = (np.sqrt(2), np.sqrt(3))
"""Multiples of these by squares, modulo one, fill the unit square evenly and look random."""


NEARBY = 1e-4
"""Data units over which the slope on the screen is taken."""

LAYERS = 16

DARKNESS = 0.045
"""Opacity of each layer; in the middle all lie on each other."""

_ANGLES = np.linspace(0, 2 * np.pi, 41)
_RIM: FloatArray = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=-1)

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


def backdrop(slot: Slot, height: float = 0.12) -> Rectangle:
    """Fill `slot` with a shade between paper and ground, `height` as for a ground's level."""
    sky = Rectangle(width=slot.width, height=slot.height, stroke_width=0)
    return sky.move_to(slot.center).set_fill(theme.active().level(height), opacity=1)


def stars(slot: Slot, count: int = 24) -> VGroup:
    """Scatter `count` small discs of two sizes over `slot`, always the same ones."""
    places = np.outer(np.arange(1, count + 1) ** 2, SCATTER) % 1
    spots = np.array([slot.point(*place) for place in places])
    group = VGroup()
    for which, radius in enumerate(STAR_RADII):
        some = VMobject(fill_color=theme.active().level(1), fill_opacity=1, stroke_width=0)
        some.points = dot_outlines(spots[which::2], radius)
        group.add(some)
    return group


def crescent(radius: float = 0.34) -> VMobject:
    """Return a waxing moon."""
    shadow = Circle(0.86 * radius).shift(radius * np.array([-0.42, 0.18, 0]))
    moon = Difference(Circle(radius), shadow)
    return moon.set_fill(theme.color("faint"), opacity=0.65).set_stroke(width=0)


def night_sky() -> VGroup:
    """Return stars beside the title and a moon in the corner."""
    beside = SCREEN.columns(1.2, 1)[1].rows(1, 3)[0].inset(right=1.6, top=0.3)
    return VGroup(stars(beside), HEADER.place(crescent(), 1, 0.8))


class SurfaceSection(CurveLandscape):
    """The curve in which a plane of constant y cuts a surface, and the ground below it.

    It follows the camera; seen by :meth:`side_view` it lies where `frame` puts the landscape, so
    that a surface can turn into a curve without a jump.

    Parameters
    ----------
    stage
        The surface, with a :func:`relief_like` the frame.
    landscape
        The section itself: a landscape with ``dim == 1``.
    frame
        Where it is to lie when it is seen from the side.
    y
        Where the surface is cut, in data units.
    """

    follows = (*CurveLandscape.follows, "stage")

    def __init__(
        self, stage: LandscapeStage, landscape: Landscape, frame: Frame, y: float = 0.0
    ) -> None:
        self.stage, self.y = stage, y
        super().__init__(landscape, frame)
        self.add_updater(lambda section: section.refresh())

    def below(self, point: ArrayLike) -> FloatArray:
        """Return the points of the surface ``(..., 2)`` at points ``(..., 1)``, in data units."""
        return np.insert(np.asarray(point, float), 1, self.y, axis=-1)

    def spot(self, point: ArrayLike) -> Vector:
        """Return where data points ``(..., 1)`` are on the screen now, shape ``(..., 3)``."""
        return self.stage.spot(self.below(point))

    def samples(self) -> Vector:
        """Return points of the whole curve as it is seen now, ``(n, 3)``."""
        return self.spot(np.linspace(*self.frame.x, CURVE_SAMPLES)[:, None])

    def slope(self, point: ArrayLike) -> float:
        """Return the slope of the curve as it is seen now, at one data point ``(1,)``."""
        nearby = np.asarray(point, float) + [[-NEARBY], [NEARBY]]
        before, after = self.spot(nearby)
        return float((after - before)[1] / (after - before)[0])

    def magnification(self, point: ArrayLike) -> float:
        """Return how many times larger things look at a data point ``(1,)`` than in the frame."""
        view, stage = self.stage.view, self.stage
        scale = view.focal / view.depth(stage.world(self.below(point)))
        return float(scale * stage.terrain.unit[0] / self.frame.scale[0])

    def refresh(self) -> None:
        """Lie where the surface is seen now."""
        points = self.samples()
        self.curve.set_points_as_corners(points)
        self.body.set_points_as_corners(self.outline(points))

    def side_view(self) -> OrbitCamera:
        """Return the camera from which the section lies in its frame."""
        frame, terrain, slot = self.frame, self.stage.terrain, self.stage.slot
        x, loss = frame.data_at(slot.center)
        focus = (*terrain.flat([x, self.y]), float(terrain.relief.heights(loss)))
        zoom = frame.scale[0] / terrain.unit[0] / unit_of(slot)
        return OrbitCamera(*SIDE_VIEW, zoom=float(zoom), focus=focus)


def relief_like(frame: Frame, landscape: Landscape, window: Window) -> Relief:
    """Return the relief of a surface in a window that is as tall for its width as the frame."""
    terrain = Terrain(landscape, window)
    across, up = frame.scale
    rise = terrain.relief.high - terrain.relief.low
    return Relief(float(terrain.unit[0]) * up / across * rise)


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
        stage, point = self.place.stage, self.place.point
        for disc, radius in zip(self, self.radii, strict=True):
            disc.set_points_as_corners(stage.spot(point + radius * _RIM))


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
