"""The state of a watch session: what the page shows, and what a save sets off."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.job import THEME_NAMES
from pipeline.watch.edited_beat import beat_under_change, outline
from pipeline.watch.view import PageView, commands
from pipeline.watch.worker import COMPILED

if TYPE_CHECKING:
    from scenes.catalog import Entry

KEPT = 6
"""How many pictures and clips stay reachable: the page may still be fetching an older one."""

MEDIA_TYPES = {"still": "image/png", "clip": "video/mp4"}


JUST_SAVED = 2.0
"""Seconds within which a file's own time tells when it was saved."""


class PageState:
    """What came of the requests so far.

    Attributes
    ----------
    state
        What the page is told, ready for JSON.
    """

    def __init__(self) -> None:
        self.state: dict[str, Any] = {"phase": "drawing", "beats": [], "fields": {}, "values": {}}
        self._made: dict[str, tuple[str, bytes]] = {}

    @property
    def beats(self) -> list[str]:
        """The names of the beats."""
        return [beat["name"] for beat in self.state["beats"]]

    def made(self, name: str) -> tuple[str, bytes] | None:
        """Return the media type and the content of a picture or clip; nothing else has a name."""
        return self._made.get(name)

    def expect(self) -> None:
        """Note that something is being drawn; what is shown stays until it is there."""
        self.state |= {"phase": "drawing"}

    def take(self, message: dict[str, Any], number: int, folder: Path, since: float) -> None:
        """Take what came of a request.

        Parameters
        ----------
        message
            What :func:`pipeline.watch.preview.answer` or the warm process says.
        number
            The request's.
        folder
            Where its pictures are.
        since
            When it was made, in seconds since 1970.
        """
        state = self.state
        if "scene" in message:
            self._describe(message["scene"])
        elif "values" in message:
            state |= {"values": message["values"], "refused": None}
        elif "captions" in message:
            said = message["captions"]
            state["beats"] = [beat | {"caption": said[beat["name"]]} for beat in state["beats"]]
        elif "still" in message or "clip" in message:
            self._keep("still" if "still" in message else "clip", message, number, folder, since)
        elif "times" in message:
            state |= {"beats": message["times"], "phase": "ready"}
        elif "refused" in message:
            state |= {"refused": message["refused"], "trouble": None, "phase": "refused"}
        elif "trouble" in message:
            state |= {"trouble": message["trouble"], "phase": "trouble"}
        elif "died" in message:
            sentence = f"The process that draws ended before its time (code {message['died']})."
            state |= {"trouble": {"sentence": sentence, "traceback": ""}, "phase": "trouble"}

    def _describe(self, scene: dict[str, Any]) -> None:
        known = {beat["name"]: beat for beat in self.state["beats"]}
        # until it is timed anew, a beat is as long as it was, and says the same numbers
        beats = [beat | known.get(beat["name"], {}) for beat in scene["beats"]]
        self.state |= {**scene, "beats": beats}

    def _keep(
        self, kind: str, message: dict[str, Any], number: int, folder: Path, since: float
    ) -> None:
        name = f"{number}-{message[kind]}"
        self._made[name] = (MEDIA_TYPES[kind], (folder / message[kind]).read_bytes())
        for old in list(self._made)[:-KEPT]:
            del self._made[old]
        self.state[kind] = {
            "name": name,
            "number": number,
            "beat": message["beat"],
            "took": round(time.time() - since, 2),
            "cpu": message.get("cpu"),
        }
        self.state |= {"trouble": None, "phase": "moving" if kind == "still" else "timing"}


class Draws(Protocol):
    """Draws what is requested, and tells the session what came of it."""

    def draw(self, request: Mapping[str, Any]) -> None:
        """Ask for what is requested; an older request is dropped."""


class Session:
    """One scene, watched. Every method may be called from any thread.

    Parameters
    ----------
    file
        Its file.
    folders
        Where the project's sources are.
    scratch
        An empty folder for what is drawn.
    view
        What to look at first.
    """

    def __init__(
        self, entry: Entry, file: Path, folders: Iterable[Path], scratch: Path, view: PageView
    ) -> None:
        self.entry, self.file, self.folders, self.scratch = entry, file, [*folders], scratch
        self.view = view
        self.fatal: str | None = None
        self.answered = threading.Event()
        self._changed = threading.Condition(threading.RLock())
        self._version = self._number = 0
        self._since = time.time()
        self._place: tuple[str | None, float | None] = (None, None)
        self._saved: set[Path] = set()
        self._outline_of = self._read()
        self._shown = PageState()
        self._warm_process: Draws | None = None

    def begin(self, warm_process: Draws) -> None:
        """Have the first picture drawn, by whom all others will be."""
        with self._changed:
            self._warm_process = warm_process
            self._draw(time.time())

    def look(self, view: PageView, place: float | None = None) -> None:
        """Look at something else, or at another second of it."""
        with self._changed:
            if view == self.view:
                return
            if view.beat != self.view.beat:
                self._place = (view.beat, place)
            self.view = view
            self._draw(time.time())

    def stand(self, beat: str | None, at: float | None) -> None:
        """Note at which second of which beat the page's clip stands; ``None`` for its end."""
        with self._changed:
            if self._place != (beat, at):
                self._place = (beat, at)
                self._tell()

    def sources_changed(self, files: set[Path]) -> None:
        """Draw what was saved: the beat under the change, if the scene's own file tells."""
        with self._changed:
            self._saved |= files
            if self.file in files:
                before, self._outline_of = self._outline_of, self._read() or self._outline_of
                beat = beat_under_change(before, self._outline_of, self.entry.scene)
                if beat and self.view.follow:
                    self.view = replace(self.view, beat=beat)
            self._draw(_saved_at(files))

    def hear(self, message: dict[str, Any]) -> None:
        """Take what came of a request."""
        with self._changed:
            if "died" in message:  # bytecode with a flipped bit can end Python
                shutil.rmtree(self.scratch / COMPILED, ignore_errors=True)
            if "fatal" in message or message.get("number", self._number) == self._number:
                self._take(message)
                self._tell()

    def made(self, name: str) -> tuple[str, bytes] | None:
        """Return the media type and the content of a picture or clip; nothing else has a name."""
        with self._changed:
            return self._shown.made(name)

    def wait(self, version: int, seconds: float) -> tuple[int, dict[str, Any] | None]:
        """Return the state for the page when it is newer than `version`; nothing in `seconds`."""
        with self._changed:
            newer = self._changed.wait_for(lambda: self._version > version, seconds)
            return self._version, self._state() if newer else None

    def _draw(self, since: float) -> None:
        assert self._warm_process is not None, "begin() comes first"
        self._number += 1
        self._since = since
        self._shown.expect()
        # the last one's process may still write to its folder, the one before has been ended
        shutil.rmtree(self.scratch / str(self._number - 2), ignore_errors=True)
        self._folder.mkdir()
        beat, at = self._place
        request = {
            "number": self._number,
            "entry": asdict(self.entry),
            "file": str(self.file),
            "folders": [str(part) for part in self.folders],
            "folder": str(self._folder),
            "changed": sorted(map(str, self._saved)),
            "strict": not self.answered.is_set(),
            "theme": self.view.theme,
            "beat": self.view.beat,
            "settings": self.view.typed,
            "at": at if beat == self.view.beat else None,
        }
        self._warm_process.draw(request)
        self._tell()

    def _take(self, message: dict[str, Any]) -> None:
        self._shown.take(message, self._number, self._folder, self._since)
        if "scene" in message:
            names = self._shown.beats
            gone = self.view.beat not in names and self.answered.is_set()
            if names and (gone or self.view.beat is None):
                self.view = replace(self.view, beat=names[0])
        if "fatal" in message:
            self.fatal = message["fatal"]
        elif "refused" in message and not self.answered.is_set():
            self.fatal = message["refused"]
        if message.keys() & {"fatal", "values", "refused", "trouble", "died"}:
            self.answered.set()

    @property
    def _folder(self) -> Path:
        return self.scratch / str(self._number)

    def _tell(self) -> None:
        self._version += 1
        self._changed.notify_all()

    def _state(self) -> dict[str, Any]:
        beat, at = self._place
        view = self.view
        at = at if beat == view.beat else None
        return {
            **self._shown.state,
            "number": self._number,
            "scene": self.entry.name,
            "view": {**asdict(view), "themes": THEME_NAMES},
            "commands": commands(self.entry.name, view.typed, view.theme, view.beat, at),
        }

    def _read(self) -> str:
        """Return the scene's text where it can be taken apart: half-written files tell nothing."""
        try:
            text = self.file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""
        return text if outline(text, self.entry.scene) else ""


def _saved_at(files: Iterable[Path]) -> float:
    now, times = time.time(), []
    for file in files:
        with suppress(OSError):  # it may be gone
            times.append(file.stat().st_mtime)
    return max((when for when in times if 0 <= now - when < JUST_SAVED), default=now)
