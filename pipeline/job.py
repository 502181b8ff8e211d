"""Jobs, formats and results: what is to be rendered, checked before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from pipeline.presets import Canvas

if TYPE_CHECKING:
    from pipeline.frame_sink import FrameSink
    from scenes.catalog import Entry
    from scenes.kit.story.scene import Params

ThemeName = Literal["dark", "light"]
THEME_NAMES: tuple[ThemeName, ...] = ("dark", "light")


@runtime_checkable
class Remarking(Protocol):
    """A sink that had to choose, and says what it chose."""

    remark: str


@runtime_checkable
class Labelling(Protocol):
    """A sink that writes more than frames: what they are of."""

    def label(self, job: Job, beats: Sequence[BeatTime]) -> None:
        """Take what was drawn, and when each beat is on the screen."""


@dataclass(frozen=True)
class LastFrame:
    """Only the frame that the beats end on is drawn."""


@dataclass(frozen=True)
class FrameAt:
    """Only the frame is drawn that is shown after so many seconds."""

    seconds: float


@dataclass(frozen=True)
class SampledFrames:
    """Some frames of each beat are drawn.

    Parameters
    ----------
    numbers
        Returns the numbers of the frames of a beat that was timed; none of one that is passed by.
    """

    numbers: Callable[[BeatTime], Sequence[int]]


Frames = Literal["all"] | LastFrame | FrameAt | SampledFrames
"""Which frames of the wanted beats a format takes."""


class Format(Protocol):
    """A kind of file, with its settings."""

    @property
    def suffix(self) -> str:
        """The file name's ending, with the dot."""

    @property
    def canvas(self) -> Canvas:
        """The size and rate at which the scene is drawn."""

    @property
    def frames(self) -> Frames:
        """Which frames are drawn."""

    @property
    def origin(self) -> tuple[int, int]:
        """Where the drawn picture's upper left corner is in the whole one, in pixels."""

    @property
    def segmented(self) -> bool:
        """Whether it is made of segments, one for each beat, which are kept."""

    def open(self, path: Path) -> FrameSink:
        """Start a file at `path`."""


@dataclass(frozen=True)
class Job:
    """One file to make.

    Parameters
    ----------
    params
        Its validated parameters.
    theme
        Name of the colours.
    beats
        Names of the beats to draw; ``None`` for all.
    format
        The kind of file with its settings.
    path
        Where the finished file appears.
    holds
        Seconds that a beat lasts at least, by name: as long as what is said over it.
    recordings
        What is said, by beat: sound files.
    """

    entry: Entry
    params: Params
    theme: ThemeName
    beats: tuple[str, ...] | None
    format: Format
    path: Path
    holds: Mapping[str, float] = field(default_factory=dict)
    recordings: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class BeatTime:
    """When a beat is on the screen, in seconds from the file's start."""

    name: str
    caption: str
    start: float
    end: float


@dataclass(frozen=True)
class Result:
    """A file that was made.

    Parameters
    ----------
    duration
        Seconds that it plays; 0 for a still.
    bytes
        Its size.
    frames
        How many were drawn or held.
    beats
        When each beat is on the screen.
    took
        Seconds that it took to make.
    remark
        What the encoder chose where it had to, in a few words.
    unchanged
        Whether it was there already.
    why
        Why frames that were drawn before were drawn anew, in a few words.
    """

    scene: str
    path: Path
    duration: float
    bytes: int
    frames: int
    beats: tuple[BeatTime, ...]
    took: float
    remark: str = ""
    unchanged: bool = False
    why: str = ""


@dataclass(frozen=True)
class Failure:
    """A file that was not made, and why, in one sentence.

    Parameters
    ----------
    details
        The traceback, or nothing.
    """

    scene: str
    message: str
    details: str = ""


@dataclass(frozen=True)
class Progress:
    """How far a scene has come.

    Parameters
    ----------
    beat
        The beat being drawn.
    frames
        Frames drawn so far.
    total
        Frames that there will be, as far as that is known.
    """

    scene: str
    beat: str
    frames: int
    total: int | None = None


Outcome = Result | Failure

Listener = Callable[[int, Progress | Outcome], None]
"""Told the number of a job, and how far it has come or what came of it."""
