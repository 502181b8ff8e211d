"""One file, when its encoder is in trouble."""

import errno
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from pipeline.build.picture import make
from pipeline.errors import SceneError, UserError
from pipeline.job import Frames
from pipeline.presets import QUALITIES, Canvas
from scenes.catalog import Entry
from tests.pipeline.collected_frames import job
from tests.pipeline.command_line import files_in
from tests.pipeline.stories import DEMO, STUMBLING


@dataclass
class Trouble:
    """A format, and the sink it opens, that raises where it is told to."""

    where: str
    problem: Exception
    path: Path = Path()
    abandoned: int = 0
    suffix: str = ".mp4"
    frames: Frames = "all"
    origin: tuple[int, int] = (0, 0)
    segmented: bool = False
    canvas: Canvas = field(default=QUALITIES["draft"].canvas)

    def open(self, path: Path) -> "Trouble":
        path.write_text("half")
        return self.meet("open")

    def open_beat(self, name: str) -> None:
        self.meet("open_beat")

    def write(self, pixels: object, repeat: int, changed: object = None) -> None:
        self.meet("write")

    def close(self) -> float:
        self.meet("close")
        return 4.0

    def abandon(self) -> None:
        self.abandoned += 1

    def meet(self, where: str) -> "Trouble":
        if where == self.where:
            raise self.problem
        return self


def attempt(folder: Path, trouble: Trouble, entry: Entry = DEMO) -> None:
    asked = replace(job(entry), format=trouble, path=folder / "out.mp4")
    make(asked, folder / "scratch", lambda beat, frames: None)


@pytest.mark.parametrize("where", ["open", "write", "close"])
def test_full_disk_is_said_wherever_it_is_met(where: str, folder: Path) -> None:
    trouble = Trouble(where, OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(UserError, match="No room left on the disk"):
        attempt(folder, trouble)
    assert trouble.abandoned == (where != "open")
    assert files_in(folder) == set()


@pytest.mark.parametrize("where", ["write", "close"])
def test_other_trouble_of_the_encoder_is_not_the_scenes(where: str, folder: Path) -> None:
    trouble = Trouble(where, ValueError("no such colour"))
    with pytest.raises(UserError, match=r"encoded \(no such colour\)") as raised:
        attempt(folder, trouble)
    assert not isinstance(raised.value, SceneError)
    assert trouble.abandoned == 1
    assert files_in(folder) == set()


def test_scene_that_raises_abandons_the_file(folder: Path) -> None:
    trouble = Trouble("never", ValueError())
    with pytest.raises(SceneError):
        attempt(folder, trouble, STUMBLING)
    assert trouble.abandoned == 1
    assert files_in(folder) == set()


def test_without_trouble_the_file_is_there(folder: Path) -> None:
    attempt(folder, Trouble("never", ValueError()))
    assert (folder / "out.mp4").read_text() == "half"
