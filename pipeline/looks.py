"""A hash of what frames show, made from what is to be drawn, without drawing it."""

from __future__ import annotations

import hashlib
from typing import Any

from manim import Camera, Mobject, Scene, VMobject
from manim.mobject.types.image_mobject import AbstractImageMobject


class Looks:
    """What a row of frames shows: equal digests on equal canvases mean equal frames."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=20)
        self._known = True

    def add(self, scene: Scene, camera: Camera, repeat: int) -> None:
        """Note the frame that the scene is now, shown `repeat` times."""
        moving = {id(part) for top in scene.moving_mobjects or () for part in top.get_family()}
        self._note(repeat, camera.background_color.to_hex(with_alpha=True))
        for place, tops in enumerate((scene.mobjects, scene.foreground_mobjects)):
            for part in (part for top in tops for part in top.get_family()):
                self._part(part, place, id(part) in moving)

    def digest(self) -> str:
        """Return the hash; nothing when something was shown that it does not know."""
        return self._hash.hexdigest() if self._known else ""

    def _part(self, part: Mobject, place: int, moves: bool) -> None:
        if not isinstance(part, VMobject):
            # a group or a tracker shows nothing itself; what an image shows is not known here
            self._known = self._known and (type(part) is Mobject or not part.has_points())
            self._known = self._known and not isinstance(part, AbstractImageMobject)
        elif part.has_points():
            self._note(place, moves, part.z_index, part.points.tobytes(), *_style(part))

    def _note(self, *facts: Any) -> None:
        for fact in facts:
            self._hash.update(fact if isinstance(fact, bytes) else repr(fact).encode())


def _style(part: VMobject) -> list[Any]:
    rgbas = (part.fill_rgbas, part.stroke_rgbas, part.background_stroke_rgbas)
    return [
        *(rgba.tobytes() for rgba in rgbas),
        (float(part.stroke_width), float(part.background_stroke_width), part.cap_style),
        (part.joint_type, part.sheen_factor, tuple(map(float, part.sheen_direction))),
    ]
