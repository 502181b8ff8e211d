"""Scenes are plain manim: its own command line renders them, and so does its magic in Jupyter."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import av
import pytest

from scenes.catalog import CATALOG, Entry

ROOT = Path(__file__).parents[2]
SIZE = (128, 72)
RATE = 2
"""Frames a second: enough to go through every play of a scene."""

SMALL = f"-r {SIZE[0]},{SIZE[1]} --fps {RATE} --disable_caching --progress_bar none -v ERROR"

CELL = f"""\
%%manim {SMALL} Turn

class Turn(Scene):
    def construct(self):
        self.play(Rotate(Square(), PI), run_time=2)
        self.wait(1)
"""


def run(folder: Path, *words: str, typed: str = "") -> str:
    """Run a Python module in a folder, with `typed` on its standard input; it must go well."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "IPYTHONDIR": str(folder / "profile"),
    }
    result = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env=environment, input=typed,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def seconds_of(video: Path) -> float:
    """Return the length of a video, which must have the size asked for and show something."""
    with av.open(str(video)) as file:
        stream = file.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (*SIZE, RATE)
        frames = [frame.to_ndarray(format="gray") for frame in file.decode(stream)]
    assert any(int(frame.max()) - int(frame.min()) > 100 for frame in frames)
    return len(frames) / RATE


def video_in(outputs: list[dict[str, str]]) -> Path:
    """Return the video that a cell shows; there must be one."""
    [page] = [output["text/html"] for output in outputs if "text/html" in output]
    found = re.search(r'<video src="([^"]+)"', page)
    assert found is not None, page
    return Path(found[1])


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.name)
def test_manims_command_line_renders_every_scene(entry: Entry, tmp_path: Path) -> None:
    file = ROOT.joinpath(*entry.module.split(".")).with_suffix(".py")
    run(tmp_path, "manim", "render", "-ql", *SMALL.split(), str(file), entry.scene)
    [video] = tmp_path.rglob(f"{entry.scene}.mp4")
    assert seconds_of(video) > 5  # a scene that has just been begun takes ten


def test_a_cell_in_jupyter_shows_a_video(tmp_path: Path) -> None:
    [ours] = [entry for entry in CATALOG if entry.name == "geometric_decay"]
    cells = [
        "from manim import *",
        CELL,
        f"from {ours.module} import {ours.scene}",
        f"%manim {SMALL} {ours.scene}",
    ]
    typed = json.dumps(cells)
    shown = json.loads(run(tmp_path, "tests.scenes.notebook", typed=typed))
    assert shown[0] == shown[2] == []
    assert seconds_of(tmp_path / video_in(shown[1])) == 3.0
    assert seconds_of(tmp_path / video_in(shown[3])) > 20
