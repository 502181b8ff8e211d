"""What lies beside a video is made one after the other, and memory holds no more than it must."""

import weakref
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.video import assemble
from tests.pipeline.sample_manifests import alone, part


def test_sound_is_let_go_of_before_pictures_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[weakref.ref[npt.NDArray[np.float32]]] = []
    alive: dict[str, bool] = {}

    def sound() -> npt.NDArray[np.float32]:
        samples = np.zeros(48_000, np.float32)
        kept.append(weakref.ref(samples))
        return samples

    def note(what: str) -> Any:
        def noting(*_: Any) -> dict[str, Any]:
            alive[what] = kept[0]() is not None
            return {}

        return noting

    for name in ("join", "_stills", "_poster"):
        monkeypatch.setattr(assemble, name, note(name))
    assemble.write_set(tmp_path, "walk", [], alone(part("walk", {"walk": 10.0})), sound)
    assert alive == {"join": True, "_stills": False, "_poster": False}
