"""The manifest of a video and the record of a scene: what is shown, frame by frame.

Frames are counted from the first one of the file; ``end_frame`` is the first one that is no
longer part of the stretch. Seconds are frames divided by the frame rate, nothing else.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

FORMAT: Literal[1] = 1
"""Raised when a field changes its meaning or goes."""

S = TypeVar("S", bound="Stretch")


PRELUDE = ""
"""The name of what is shown before the first beat."""


class Model(BaseModel):
    """Base of all parts: nothing unknown, nothing that JSON cannot say."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Stretch(Model):
    """From one frame up to, but without, another."""

    start_frame: int = Field(ge=0, description="first frame of it, from the file's start")
    end_frame: int = Field(ge=0, description="first frame after it")
    start: float = Field(ge=0, description="seconds at the first frame")
    end: float = Field(ge=0, description="seconds at the frame after it")

    @property
    def frames(self) -> int:
        """How many frames it takes."""
        return self.end_frame - self.start_frame

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return self.end - self.start


def times(start_frame: int, end_frame: int, fps: float) -> dict[str, Any]:
    """Return the fields of a stretch."""
    return {
        "start_frame": start_frame,
        "end_frame": end_frame,
        "start": start_frame / fps,
        "end": end_frame / fps,
    }


def moved(stretch: S, frames: int, fps: float) -> S:
    """Return a stretch that begins `frames` later."""
    new = times(stretch.start_frame + frames, stretch.end_frame + frames, fps)
    return stretch.model_copy(update=new)


class Caption(Stretch):
    """One or two lines of subtitles."""

    beat: str = Field(description="name of the beat that it belongs to")
    lines: tuple[str, ...] = Field(min_length=1, max_length=2, description="42 characters each")


class Beat(Stretch):
    """One named part of a scene."""

    name: str
    caption: str = Field(description="what is said over it")
    loop: bool = Field(description="whether looping pictures are made of it")
    still_frame: int = Field(ge=0, description="the frame that shows it best: its longest hold")
    rest_frame: int | None = Field(
        None,
        ge=0,
        description="its last frame before the picture is cleared for the next beat, if it is",
    )


class Stand(Stretch):
    """A marble at an iterate: it stands there, or passes it between two frames."""

    n: int = Field(ge=0, description="number of the iterate")
    point: tuple[float, ...] = Field(description="the iterate, in data units")
    value: float | None = Field(description="its loss; null when it is not finite")
    x: float = Field(description="where it projects, in pixels from the left edge of the picture")
    y: float = Field(description="the same from the top edge; a pixel's middle is at a half")
    covered: bool = Field(
        description="whether its middle was hidden meanwhile, such as by another marble"
    )
    exact: bool = Field(
        description="whether the marble stands there; if not, it passed since the frame before"
    )


class Marble(Model):
    """A marble on the screen and every iterate at which it was seen."""

    path: str = Field(description="label of the path that it follows")
    role: str = Field(description="colour role of the theme: the optimizer's")
    color: str = Field(pattern="^#[0-9A-F]{6}$")
    radius: float = Field(gt=0, description="in pixels, where it was seen first")
    lit: bool = Field(description="whether it is a ball in the light, which shades its colour")
    stands: tuple[Stand, ...]


class Iterate(Model):
    """One point of a path, and when a marble first was there."""

    n: int = Field(ge=0)
    point: tuple[float | None, ...] = Field(description="in data units; null: not finite")
    value: float | None
    frame: int | None = Field(description="when a marble first reached it; null: never shown")
    seconds: float | None


class Trajectory(Model):
    """One path of an optimizer, whole."""

    label: str
    landscape: str
    optimizer: str
    rate: float = Field(description="learning rate of the first step")
    outcome: str
    iterates: tuple[Iterate, ...]


class Part(Stretch):
    """One scene, or a title or end card, as it is in the file."""

    name: str
    kind: Literal["scene", "card"]
    title: str
    teaches: str
    params: dict[str, Any]
    seed: int = Field(description="what random numbers started from")
    facts: dict[str, float | int | str | None] = Field(description="numbers that captions quote")
    beats: tuple[Beat, ...]
    captions: tuple[Caption, ...]
    paths: tuple[Trajectory, ...]
    marbles: tuple[Marble, ...]


class AudioClip(Stretch):
    """One recording in the sound track; it starts with its beat."""

    scene: str
    beat: str
    source: str = Field(description="name of the recording, or the voice that spoke it")


class Manifest(Model):
    """A video and everything that is known of it."""

    format: Literal[1] = FORMAT
    kind: Literal["scene", "lecture"]
    title: str
    theme: Literal["dark", "light"]
    quality: str
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    fps: float = Field(gt=0)
    frames: int = Field(gt=0)
    seconds: float = Field(gt=0)
    burned_captions: bool
    versions: dict[str, str]
    parts: tuple[Part, ...] = Field(min_length=1)
    narration: tuple[AudioClip, ...]

    @property
    def captions(self) -> list[Caption]:
        """All captions in order."""
        return [caption for part in self.parts for caption in part.captions]


class Section(Model):
    """A beat with what is shown until the next one, or what is shown before the first."""

    name: str = Field(description="the beat; empty before the first one")
    frames: int = Field(gt=0)
    digest: str = Field(description="of what its frames show; empty when that is not known")


class SceneRecord(Model):
    """What a video of a scene holds and which segments it is put together from."""

    part: Part
    sections: tuple[Section, ...]

    @property
    def lengths(self) -> dict[str, float]:
        """Seconds of each section, by name."""
        fps = self.part.frames / self.part.seconds
        return {section.name: section.frames / fps for section in self.sections}
