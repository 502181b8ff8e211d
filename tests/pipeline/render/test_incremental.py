"""Drawing only what changed: the same bytes as manim's own frames."""

from collections.abc import Hashable
from functools import partial
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt
import pytest
from manim import (
    BLUE,
    LEFT,
    RED,
    RIGHT,
    Camera,
    Dot,
    ImageMobject,
    Line,
    Mobject,
    Scene,
    Square,
)
from manim.mobject.types.image_mobject import AbstractImageMobject

from pipeline.presets import Canvas
from pipeline.scene_loading import load
from scenes.catalog import CATALOG, Entry
from scenes.kit.layout import Slot
from scenes.kit.surface.kernels.rectangle import Rectangle
from scenes.kit.surface.stage import SlotImage
from tests.pipeline.manim_reference import by_manim, by_us, walked
from tests.pipeline.plain import cameras, colors, motion, order, strokes, timing
from tests.pipeline.stories import DEMO

SMALL = Canvas(256, 144, 10)
FILES = (cameras, colors, motion, order, strokes, timing)
PLAIN = [
    scene
    for file in FILES
    for scene in vars(file).values()
    if isinstance(scene, type) and issubclass(scene, Scene) and scene.__module__ == file.__name__
]

pytestmark = [
    # manim's own: it hands Pillow arguments that Pillow will not take for ever
    pytest.mark.filterwarnings("ignore:'mode' parameter for changing:DeprecationWarning"),
]


@pytest.mark.parametrize("scene", PLAIN, ids=lambda scene: scene.__name__)
def test_plain_scenes_look_as_manim_draws_them(scene: type[Scene], tmp_path: Path) -> None:
    drawn, digests = by_us(scene, SMALL, tmp_path)
    own = by_manim(scene, SMALL, tmp_path)
    assert len(drawn.frames) == len(own)
    pairs = zip(drawn.frames, own, strict=True)
    assert [number for number, (ours, theirs) in enumerate(pairs) if ours != theirs] == []
    assert walked(scene, SMALL, tmp_path) == digests


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.name)
def test_stories_look_as_manim_draws_them(entry: Entry, tmp_path: Path) -> None:
    scene, canvas = load(entry), Canvas(128, 72, 2)  # enough to go through every play
    drawn, digests = by_us(scene, canvas, tmp_path)
    assert drawn.frames == by_manim(scene, canvas, tmp_path)
    assert walked(scene, canvas, tmp_path) == digests
    assert list(digests) == [beat.name for beat in scene.beats()]


class Slide(Scene):
    """A square over a line; everything about it can be changed by a hair."""

    hair: ClassVar[dict[str, float]] = {}

    def construct(self) -> None:
        shift, width, opacity, paper, turn = (
            self.hair.get(name, 0.0) for name in ("shift", "width", "opacity", "paper", "turn")
        )
        self.camera.background_opacity = 1 - paper
        line = Line(3 * LEFT, 3 * RIGHT, stroke_width=4 + width)
        square = Square(fill_opacity=0.5 + opacity).set_color([RED, BLUE]).shift(shift * RIGHT)
        image = ImageMobject(np.full((4, 4), 100 + round(self.hair.get("image", 0)), np.uint8))
        self.add(image, line, square)
        self.play(square.animate.rotate(1 + turn), run_time=0.5)
        self.wait(0.5 + self.hair.get("wait", 0))


def digest(tmp_path: Path, **hair: float) -> str:
    """Return the digest of the slide with something changed."""
    scene = type("Slide", (Slide,), {"hair": hair})
    [text] = walked(scene, SMALL, tmp_path).values()
    return text


@pytest.mark.parametrize(
    ("name", "much"),
    [("shift", 1e-12), ("width", 1e-9), ("opacity", 1e-12), ("turn", 1e-12), ("paper", 0.01),
     ("image", 1.0), ("wait", 0.1)],
)  # fmt: skip
def test_a_hair_changes_the_digest(name: str, much: float, tmp_path: Path) -> None:
    assert digest(tmp_path) == digest(tmp_path, **{name: 0.0})
    assert digest(tmp_path) != digest(tmp_path, **{name: much})


def test_the_order_changes_the_digest(tmp_path: Path) -> None:
    class Swapped(Slide):
        def add(self, *mobjects: Mobject) -> Self:
            return super().add(*reversed(mobjects))

    assert digest(tmp_path) not in walked(Swapped, SMALL, tmp_path).values()


def test_beats_alone_have_the_digests_and_frames_of_the_whole(tmp_path: Path) -> None:
    scene = load(DEMO)
    whole, digests = by_us(scene, SMALL, tmp_path)
    for name, text in digests.items():
        alone, own = by_us(partial(scene, only=[name]), SMALL, tmp_path)
        start = whole.starts[name]
        assert alone.frames == whole.frames[start : start + len(alone.frames)]
        assert own == {name: text}


class Lamp(SlotImage):
    """A picture that draws itself, brighter and brighter, and can say so."""

    def __init__(self, told: bytes = b"lamp") -> None:
        super().__init__(Slot(-6, -3, 0, 3))
        self.light, self.told, self.drawn = 0, told, 0
        self.add_updater(lambda lamp: lamp.brighten())

    def brighten(self) -> None:
        self.light = min(self.light + 20, 100)

    def state(self) -> Hashable:
        return (object.__hash__(self), self.light)

    def fingerprint(self) -> bytes:
        return self.told + bytes([self.light])


class LampCamera(Camera):
    """Draws lamps as they are now."""

    def display_image_mobject(
        self, image_mobject: AbstractImageMobject, pixel_array: npt.NDArray[np.uint8]
    ) -> None:
        assert isinstance(image_mobject, Lamp)
        image_mobject.drawn += 1
        pixel_array[30:100, 30:100] //= 2
        pixel_array[30:100, 30:100] += np.uint8(image_mobject.light)


class Lit(Scene):
    """A dot crosses a lamp that grows brighter, then stays as it is."""

    lamp: Lamp
    told = b"lamp"

    def setup(self) -> None:
        self.renderer.camera = LampCamera()

    def construct(self) -> None:
        self.lamp = Lamp(self.told)
        dot = Dot(4 * LEFT, radius=0.5, fill_opacity=0.5)
        self.add(self.lamp, dot)
        self.play(dot.animate.shift(8 * RIGHT), run_time=2)


def test_a_picture_that_tells_its_state_is_drawn_when_it_must_be(tmp_path: Path) -> None:
    lamps: list[Lamp] = []

    class Watched(Lit):
        def tear_down(self) -> None:
            lamps.append(self.lamp)

    drawn, digests = by_us(Watched, SMALL, tmp_path)
    assert drawn.frames == by_manim(Watched, SMALL, tmp_path)
    assert walked(Watched, SMALL, tmp_path) == digests
    ours, manims, walkers = (lamp.drawn for lamp in lamps)
    assert walkers == 0
    assert ours < manims == 20
    other = type("Lit", (Lit,), {"told": b"candle"})
    assert walked(other, SMALL, tmp_path) != digests


def test_little_is_drawn_when_little_moves(tmp_path: Path) -> None:
    drawn, _ = by_us(motion.Holds, SMALL, tmp_path)
    first, *others = drawn.changed
    assert first is None
    shares = [
        sum(Rectangle(*box).area for box in boxes) / (256 * 144)
        for boxes in others
        if boxes is not None
    ]
    assert len(shares) == len(others)
    assert max(shares) < 0.5
