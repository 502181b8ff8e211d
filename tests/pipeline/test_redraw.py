"""Drawing only what changed: the same bytes as manim's own frames."""

from functools import partial
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import pytest
from manim import BLUE, LEFT, RED, RIGHT, ImageMobject, Line, Mobject, Scene, Square

from pipeline.boxes import area
from pipeline.load import load
from pipeline.qualities import Canvas
from scenes.catalog import CATALOG, Entry
from tests.pipeline.manims_own import by_manim, by_us, walked
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
    scene, canvas = load(entry), Canvas(128, 72, 4)
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


def test_little_is_drawn_when_little_moves(tmp_path: Path) -> None:
    drawn, _ = by_us(motion.Holds, SMALL, tmp_path)
    first, *others = drawn.changed
    assert first is None
    shares = [sum(map(area, boxes)) / (256 * 144) for boxes in others if boxes is not None]
    assert len(shares) == len(others)
    assert max(shares) < 0.5
