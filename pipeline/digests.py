"""What the frames of each beat show, as one short text a beat."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.display import Shown


class BeatDigests:
    """Adds up what is shown, frame by frame.

    Attributes
    ----------
    by_beat
        A text for each beat that is over: equal texts mean equal frames on a canvas of one size,
        whatever was shown before.
    """

    def __init__(self) -> None:
        self.by_beat: dict[str, str] = {}
        self._hashed = hashlib.blake2b(digest_size=32)
        self._frame, self._repeat = b"", 0
        self._shown: object = None

    def note(self, shown: Shown, repeat: int) -> None:
        """Note what is shown for `repeat` frames."""
        same = self._shown
        if isinstance(same, tuple) and same[0] is shown.backdrop and same[1] == shown.items:
            self._repeat += repeat
            return
        self._shown = (shown.backdrop, shown.items)
        self.note_frame(b"".join((shown.backdrop.digest, *(i.digest for i in shown.items))), repeat)

    def note_frame(self, frame: bytes, repeat: int) -> None:
        """Note a frame by what stands for it, shown `repeat` times."""
        if frame != self._frame:
            self._flush()
            self._frame = frame
        self._repeat += repeat

    def close(self, beat: str) -> None:
        """End a beat; nothing happens when it showed nothing."""
        self._flush()
        if self._repeat or self._frame:
            self._shown, self._frame, self._repeat = None, b"", 0
            self.by_beat[beat] = self._hashed.hexdigest()
            self._hashed = hashlib.blake2b(digest_size=32)

    def _flush(self) -> None:
        if self._repeat:
            self._hashed.update(len(self._frame).to_bytes(8, "little"))
            self._hashed.update(self._frame)
            self._hashed.update(self._repeat.to_bytes(8, "little"))
            self._repeat = 0
