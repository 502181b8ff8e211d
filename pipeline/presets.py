"""Presets: every size, frame rate and encoder setting that has a name."""

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
    """A named size and frame rate.

    Parameters
    ----------
    canvas
        Size and frame rate.
    use
        What it is for, in a few words.
    """

    canvas: Canvas
    use: str


QUALITIES: dict[str, Quality] = {
    "draft": Quality(Canvas(426, 240, 15), "is the timing right?"),
    "low": Quality(Canvas(854, 480, 15), "a quick look"),
    "medium": Quality(Canvas(1280, 720, 30), "reviews and chat"),
    "high": Quality(Canvas(1920, 1080, 60), "a lecture"),
    "2k": Quality(Canvas(2560, 1440, 60), "a large screen"),
    "4k": Quality(Canvas(3840, 2160, 60), "a lecture hall"),
}

DEFAULT_QUALITY = "medium"


@dataclass(frozen=True)
class Purpose:
    """What a video is for, and how x264 encodes it then.

    Parameters
    ----------
    preset
        x264's effort: what it leaves untried makes it faster, and the file larger.
    rate
        Name of the scale on which loss is counted: ``qp``, the same everywhere, or ``crf``, which
        looks ahead and spends more where it lasts.
    loss
        On that scale: lower is better and larger.
    tools
        What else differs from the preset, as x264 names it.
    use
        What it is for, in a few words.
    """

    preset: str
    rate: Literal["qp", "crf"]
    loss: int
    tools: str
    use: str


IN_ORDER = "bframes=0"
"""Each picture refers to earlier ones only, so that a video can be cut and joined anywhere."""

AT_ONCE = f"{IN_ORDER}:ref=1:rc-lookahead=0:mbtree=0:scenecut=0:weightp=0"
"""Each picture is encoded as it comes, from the one before it."""

PURPOSES: dict[str, Purpose] = {
    "edit": Purpose("ultrafast", "qp", 24, f"{AT_ONCE}:8x8dct=1", "to see a change soon"),
    "share": Purpose("veryfast", "qp", 22, f"{AT_ONCE}:subme=0", "to show and to send"),
    "archive": Purpose("medium", "crf", 12, IN_ORDER, "to keep and to edit: no loss is seen"),
}
"""Chosen by measurement: the figures are in ``benchmarks/README.md``."""

DEFAULT_PURPOSE = "share"

PictureKind = Literal["gif", "webp", "avif", "png", "mp4", "webm"]
PICTURE_KINDS: tuple[PictureKind, ...] = ("gif", "webp", "avif", "png")
LOOP_KINDS: tuple[PictureKind, ...] = ("mp4", "webm")
"""Kinds of which a page shows a loop with ``<video>``."""

SlideForm = Literal["html", "pdf", "pptx"]
SLIDE_FORMS: tuple[SlideForm, ...] = ("html", "pdf", "pptx")
SLIDES_PER_PAGE = (1, 4)

PICTURE_RATES = (10.0, 12.5, 20.0, 25.0, 50.0)
"""Frame rates whose frames last a whole number of the GIF format's centiseconds."""

DEFAULT_PICTURE_WIDTH = 640
DEFAULT_PICTURE_RATE = 20.0
PICTURE_WIDTHS = (120, 1920)
"""The narrowest and the widest picture for a page, in pixels."""

DEFAULT_HOLD = 1.0
LONGEST_HOLD = 60.0
"""Seconds that a loop's last picture stays before it starts again."""
