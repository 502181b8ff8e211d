"""Every size, frame rate and encoder setting that has a name."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Canvas:
    """What is drawn on.

    Parameters
    ----------
    width, height
        In pixels.
    fps
        Frames a second.
    paper
        Whether there is the theme's paper behind the drawing, or nothing.
    """

    width: int
    height: int
    fps: float
    paper: bool = True


@dataclass(frozen=True)
class Quality:
    """A named compromise between time and sharpness.

    Parameters
    ----------
    canvas
        Size and frame rate.
    crf
        x264's constant rate factor: lower is better and larger; at 18 nothing is seen to be lost.
    preset
        x264's effort: slower is smaller.
    use
        What it is for, in a few words.
    """

    canvas: Canvas
    crf: int
    preset: str
    use: str


QUALITIES: dict[str, Quality] = {
    "draft": Quality(Canvas(426, 240, 15), 28, "ultrafast", "is the timing right?"),
    "low": Quality(Canvas(854, 480, 15), 26, "veryfast", "a quick look"),
    "medium": Quality(Canvas(1280, 720, 30), 21, "medium", "reviews and chat"),
    "high": Quality(Canvas(1920, 1080, 60), 18, "medium", "a lecture"),
    "2k": Quality(Canvas(2560, 1440, 60), 18, "medium", "a large screen"),
    "4k": Quality(Canvas(3840, 2160, 60), 18, "medium", "an archive, a lecture hall"),
}

DEFAULT_QUALITY = "medium"

PictureKind = Literal["gif", "webp", "avif", "png"]
PICTURE_KINDS: tuple[PictureKind, ...] = ("gif", "webp", "avif", "png")

PICTURE_RATES = (10.0, 12.5, 20.0, 25.0, 50.0)
"""Frame rates whose frames last a whole number of the GIF format's centiseconds."""

DEFAULT_PICTURE_WIDTH = 640
DEFAULT_PICTURE_RATE = 20.0
PICTURE_WIDTHS = (120, 1920)
"""The narrowest and the widest picture for a page, in pixels."""

DEFAULT_HOLD = 1.0
LONGEST_HOLD = 60.0
"""Seconds that a loop's last picture stays before it starts again."""
