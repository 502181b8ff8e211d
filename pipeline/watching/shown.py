"""What the page shows: pictures, beats, parameters, and what went wrong."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

KEPT = 6
"""How many pictures and clips stay reachable: the page may still be fetching an older one."""

MEDIA_TYPES = {"still": "image/png", "clip": "video/mp4"}


class Shown:
    """What came of the wishes so far.

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
        """Take what came of a wish.

        Parameters
        ----------
        message
            What :func:`pipeline.watching.drawing.answer` or the warm process says.
        number
            The wish's.
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
            what = f"The process that draws ended before its time (code {message['died']})."
            state |= {"trouble": {"sentence": what, "traceback": ""}, "phase": "trouble"}

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
