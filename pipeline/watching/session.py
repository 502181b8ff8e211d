"""What is being looked at, what was drawn of it, and what happens when something is saved."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.job import THEME_NAMES
from pipeline.watching.changes import beat_under_change, outline
from pipeline.watching.commands import commands

if TYPE_CHECKING:
    from scenes.catalog import Entry

KEPT = 6
"""How many pictures and clips stay reachable: the page may still be fetching an older one."""

JUST_SAVED = 2.0
"""Seconds within which a file's own time tells when it was saved."""

ENDINGS = {"still": "image/png", "clip": "video/mp4"}


class Draws(Protocol):
    """Draws what is wished for, and tells the session what came of it."""

    def draw(self, wish: Mapping[str, Any]) -> None:
        """Ask for what is wished for; an older wish is dropped."""


@dataclass(frozen=True)
class View:
    """What the page looks at.

    Parameters
    ----------
    theme
        Name of the colours.
    beat
        Name of the beat; the first one when ``None``.
    follow
        Whether an edit of another beat leads there.
    settings
        Changed parameters: what would be typed after ``=``, by name.
    """

    theme: str
    beat: str | None
    follow: bool
    settings: Mapping[str, str]

    @property
    def typed(self) -> list[str]:
        """The changed parameters as ``--set`` takes them."""
        return [f"{name}={text}" for name, text in self.settings.items()]


class Session:
    """One scene, watched. Every method may be called from any thread.

    Parameters
    ----------
    entry
        The scene.
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
        self, entry: Entry, file: Path, folders: Iterable[Path], scratch: Path, view: View
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
        self._made: dict[str, tuple[str, bytes]] = {}
        self._shown: dict[str, Any] = {"phase": "drawing", "beats": [], "fields": {}, "values": {}}
        self._painter: Draws | None = None

    def begin(self, painter: Draws) -> None:
        """Have the first picture drawn, by whom all others will be."""
        with self._changed:
            self._painter = painter
            self._draw(time.time())

    def look(self, view: View, place: float | None = None) -> None:
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
        """Take what came of a wish."""
        with self._changed:
            if "fatal" in message or message.get("number", self._number) == self._number:
                self._take(message)
                self._tell()

    def made(self, name: str) -> tuple[str, bytes] | None:
        """Return the media type and the content of a picture or clip; nothing else has a name."""
        with self._changed:
            return self._made.get(name)

    def wait(self, version: int, seconds: float) -> tuple[int, dict[str, Any] | None]:
        """Return the state for the page when it is newer than `version`; nothing in `seconds`."""
        with self._changed:
            newer = self._changed.wait_for(lambda: self._version > version, seconds)
            return self._version, self._state() if newer else None

    def _draw(self, since: float) -> None:
        assert self._painter is not None, "begin() comes first"
        self._number += 1
        self._since = since
        self._shown |= {"phase": "drawing"}
        folder = self.scratch / str(self._number)
        folder.mkdir()
        beat, at = self._place
        wish = {
            "number": self._number,
            "entry": asdict(self.entry),
            "file": str(self.file),
            "folders": [str(part) for part in self.folders],
            "folder": str(folder),
            "changed": sorted(map(str, self._saved)),
            "strict": not self.answered.is_set(),
            "theme": self.view.theme,
            "beat": self.view.beat,
            "settings": self.view.typed,
            "at": at if beat == self.view.beat else None,
        }
        self._painter.draw(wish)
        self._tell()

    def _take(self, message: dict[str, Any]) -> None:
        if "scene" in message:
            self._describe(message["scene"])
        elif "values" in message:
            self._shown |= {"values": message["values"], "refused": None}
        elif "still" in message or "clip" in message:
            self._keep("still" if "still" in message else "clip", message)
        elif "captions" in message:
            captions = message["captions"]
            beats = [beat | {"caption": captions[beat["name"]]} for beat in self._shown["beats"]]
            self._shown |= {"beats": beats}
        elif "times" in message:
            self._shown |= {"beats": message["times"], "phase": "ready"}
        elif "refused" in message:
            self._shown |= {"refused": message["refused"], "trouble": None, "phase": "refused"}
        elif "trouble" in message:
            self._shown |= {"trouble": message["trouble"], "phase": "trouble"}
        elif "died" in message:
            what = f"The process that draws ended before its time (code {message['died']})."
            self._shown |= {"trouble": {"sentence": what, "traceback": ""}, "phase": "trouble"}
        if "fatal" in message:
            self.fatal = message["fatal"]
        elif "refused" in message and not self.answered.is_set():
            self.fatal = message["refused"]
        if message.keys() & {"fatal", "values", "refused", "trouble", "died"}:
            self.answered.set()

    def _describe(self, scene: dict[str, Any]) -> None:
        known = {beat["name"]: beat for beat in self._shown["beats"]}
        # until it is timed anew, a beat is as long as it was
        beats = [beat | known.get(beat["name"], {}) for beat in scene.pop("beats")]
        self._shown |= {**scene, "beats": beats}
        names = [beat["name"] for beat in beats]
        gone = self.view.beat not in names and self.answered.is_set()
        if names and (gone or self.view.beat is None):
            self.view = replace(self.view, beat=names[0])

    def _keep(self, kind: str, message: dict[str, Any]) -> None:
        name = f"{self._number}-{message[kind]}"
        folder = self.scratch / str(self._number)
        self._made[name] = (ENDINGS[kind], (folder / message[kind]).read_bytes())
        for old in list(self._made)[:-KEPT]:
            del self._made[old]
        self._shown[kind] = {
            "name": name,
            "number": self._number,
            "beat": message["beat"],
            "took": round(time.time() - self._since, 2),
            "cpu": message.get("cpu"),
        }
        self._shown |= {"trouble": None, "phase": "moving" if kind == "still" else "timing"}

    def _tell(self) -> None:
        self._version += 1
        self._changed.notify_all()

    def _state(self) -> dict[str, Any]:
        beat, at = self._place
        view = self.view
        at = at if beat == view.beat else None
        return {
            **self._shown,
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
    now = time.time()
    times = [file.stat().st_mtime for file in files if file.exists()]
    return max((when for when in times if 0 <= now - when < JUST_SAVED), default=now)
