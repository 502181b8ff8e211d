"""Draw a story in this process and keep its frames."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.encode.mp4 import Video
from pipeline.job import Format, Job
from pipeline.params import parse_settings
from pipeline.presets import QUALITIES
from pipeline.render.compositor import Compositor
from pipeline.render.display_list import DisplayList
from pipeline.render.play import Drawn, draw
from pipeline.scene_loading import load
from scenes.catalog import Entry
from tests.pipeline.stories import DEMO

DRAFT = QUALITIES["draft"]


class Collector:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.frames: list[npt.NDArray[np.uint8]] = []
        self.starts: dict[str, int] = {}

    def open_beat(self, name: str) -> None:
        self.starts[name] = len(self.frames)

    def write(self, pixels: npt.NDArray[np.uint8], repeat: int, changed: object = None) -> None:
        self.frames += [pixels.copy()] * repeat

    def close(self) -> float:
        raise AssertionError("drawing does not close its sink")

    def abandon(self) -> None:
        raise AssertionError("drawing does not abandon its sink")


def job(
    entry: Entry = DEMO,
    beats: Sequence[str] | None = None,
    form: Format | None = None,
    settings: Sequence[str] = (),
) -> Job:
    """Return what is to be drawn, in draft quality and dark colours."""
    params = parse_settings(entry, load(entry).params_type(), settings)
    wanted = None if beats is None else tuple(beats)
    return Job(entry, params, "dark", wanted, form or Video(DRAFT), Path("unused"))


def collect(tmp_path: Path, asked: Job) -> tuple[Collector, Drawn]:
    """Draw it and return its frames."""
    sink = Collector()
    drawn = draw(asked, sink, tmp_path, lambda beat, frames: None)
    return sink, drawn


@contextmanager
def counting_frames(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count how often a frame is really brought up to date."""
    drawn: list[int] = []
    original = Compositor.paint

    def paint(compositor: Compositor, shown: DisplayList) -> object:
        drawn.append(1)
        return original(compositor, shown)

    with monkeypatch.context() as patch:
        patch.setattr(Compositor, "paint", paint)
        yield drawn
