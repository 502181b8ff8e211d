"""Scenes are plain manim: its own command line renders them, and so does its magic in Jupyter.

That manim's own renderer draws every frame of every scene is seen in
`tests/pipeline/render/test_incremental.py`; what is left is how manim finds and makes a scene.
"""

import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import av
import pytest
from manim.utils.module_ops import get_module, get_scene_classes_from_module

from scenes.catalog import CATALOG, Entry, by_name

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


def file_of(entry: Entry) -> Path:
    return ROOT.joinpath(*entry.module.split(".")).with_suffix(".py")


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.name)
def test_manim_finds_the_scene_in_its_file_and_can_begin_it(entry: Entry) -> None:
    [found] = get_scene_classes_from_module(get_module(file_of(entry)))
    assert found.__name__ == entry.scene
    inspect.signature(found).bind()  # manim gives no arguments


@pytest.mark.parametrize("name", ["geometric_decay", "marble_on_a_surface"])  # flat, and a surface
def test_manims_command_line_renders_a_scene(name: str, tmp_path: Path) -> None:
    entry = by_name()[name]
    run(tmp_path, "manim", "render", "-ql", *SMALL.split(), str(file_of(entry)), entry.scene)
    [video] = tmp_path.rglob(f"{entry.scene}.mp4")
    assert seconds_of(video) > 5  # a scene that has just been begun takes ten


def test_a_cell_in_jupyter_shows_a_video(tmp_path: Path) -> None:
    ours = by_name()["geometric_decay"]
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
