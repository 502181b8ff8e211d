"""A video in pieces: each beat encoded on its own, so that its bytes depend on it alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.recipe import PRELUDE

if TYPE_CHECKING:
    from pipeline.mp4 import Video
    from pipeline.sinks import Boxes, FrameSink, Pixels

Finished = Callable[[str, Path], None]
"""Told the name of a beat and the file with its frames, which is then removed."""


class PieceSink:
    """Make a file of every beat.

    Parameters
    ----------
    form
        The kind of video.
    folder
        Where the files are while they are written.
    finished
        Takes each when it is complete.
    """

    def __init__(self, form: Video, folder: Path, finished: Finished) -> None:
        self._form = form
        self._path = folder / f"piece{form.suffix}"
        self._finished = finished
        self._beat = PRELUDE
        self._sink: FrameSink | None = None

    def open_beat(self, name: str) -> None:
        self._end()
        self._beat = name

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        if self._sink is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._sink = self._form.open(self._path)
            if self._beat != PRELUDE:
                self._sink.open_beat(self._beat)
            changed = None  # this file has not seen the frame before
        self._sink.write(pixels, repeat, changed)

    def close(self) -> float:
        self._end()
        return 0.0

    def abandon(self) -> None:
        if self._sink is not None:
            self._sink.abandon()
            self._sink = None
        self._path.unlink(missing_ok=True)

    def _end(self) -> None:
        if self._sink is None:
            return
        self._sink.close()
        self._sink = None
        self._finished(self._beat, self._path)
        self._path.unlink()
