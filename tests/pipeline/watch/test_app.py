"""The command, in processes of its own: it starts, draws what was saved, and leaves nothing."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.watch.app import WarmProcess
from pipeline.watch.worker import COMPILED
from scenes.catalog import Entry
from tests.pipeline.watch.project import PATIENCE, ROOT, Project, address

DISC = Entry("disc", "Disc", "A disc", "What a disc is.", "stories")
pytestmark = pytest.mark.xdist_group("watched project")  # one copy, which is changed
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("project"))


class Listener:
    """Has requests drawn, and waits for what comes of them.

    Parameters
    ----------
    project
        Where the story is.
    scratch
        Where pictures go.
    forks
        Whether the warm process forks.
    """

    def __init__(self, project: Project, scratch: Path, forks: bool) -> None:
        self.project, self.scratch = project, scratch
        self.heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self.warm_process = WarmProcess(self.heard.put, forks)

    def draw(self, number: int, **changes: Any) -> Path:
        """Ask for a picture, and return where it is going to be."""
        folder = self.scratch / str(number)
        folder.mkdir()
        story = str(self.project.story)
        options = {
            **{"number": number, "entry": asdict(DISC), "file": story, "folder": str(folder)},
            **{"folders": [str(self.project.folder)], "changed": [story], "strict": False},
            **{"theme": "dark", "beat": "show_the_disc", "settings": [], "at": None},
        }
        self.warm_process.draw(options | changes)
        return folder

    def until(self, number: int, word: str) -> dict[str, Any]:
        """Wait for a message about that request which has that word."""
        while True:
            message = self.heard.get(timeout=PATIENCE)
            if message["number"] == number and word in message:
                return message
            if message["number"] == number:
                assert not message.keys() & {"trouble", "died", "fatal"}, message


@contextmanager
def listening(
    project: Project, scratch: Path, monkeypatch: pytest.MonkeyPatch, forks: bool
) -> Iterator[Listener]:
    monkeypatch.syspath_prepend(str(project.folder))  # where the warm process finds the story
    listener = Listener(project, scratch, forks)
    try:
        yield listener
    finally:
        listener.warm_process.close()


def ink(folder: Path) -> float:
    """Return the share of a still that is not paper."""
    with Image.open(folder / "still.png") as still:
        assert still.size == (1280, 720)
        grey = np.asarray(still.convert("L"), float)
    return float((np.abs(grey - grey[0, 0]) > 60).mean())


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


@pytest.mark.parametrize("forks", [pytest.param(True, marks=ONLY_LINUX), False])
def test_what_was_saved_last_is_drawn(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forks: bool
) -> None:
    with listening(project, tmp_path, monkeypatch, forks) as listener:
        small = listener.draw(1)
        listener.until(1, "times")
        # as long as before, and within the second by which Python tells bytecode apart
        for number, factor in ((2, "1.5"), (3, "2.0")):
            first = listener.project.story.stat()
            new = f"Circle({factor} * self.params.radius,"
            text = listener.project.story.read_text(encoding="utf-8")
            start = text.index("Circle(", text.index("self.disc"))
            end = text.index("radius,", start) + len("radius,")
            listener.project.story.write_text(text[:start] + new + text[end:], encoding="utf-8")
            os.utime(listener.project.story, ns=(first.st_atime_ns, first.st_mtime_ns))
            large = listener.draw(number)
            listener.until(number, "still")
            assert ink(large) == pytest.approx(float(factor) ** 2 * ink(small), rel=0.05)
        listener.until(3, "clip")
        assert (large / "clip.mp4").stat().st_size > 0
        times = listener.until(3, "times")["times"]
        assert [beat["name"] for beat in times] == ["show_the_disc", "show_the_square"]
        listener.project.save("Circle(2.0 * self.params.radius,", "Circle(self.params.radius,")


@pytest.mark.parametrize("forks", [pytest.param(True, marks=ONLY_LINUX), False])
def test_a_newer_wish_ends_the_older_one(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forks: bool
) -> None:
    with listening(project, tmp_path, monkeypatch, forks) as listener:
        listener.draw(1)
        listener.until(1, "still")
        listener.draw(2, beat="show_the_square", settings=["filled=false"])
        listener.until(2, "times")
        numbers = []
        while not listener.heard.empty():
            numbers.append(listener.heard.get()["number"])
        assert 1 not in numbers


@ONLY_LINUX
def test_a_child_that_dies_is_told_and_the_next_one_draws(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(project, tmp_path, monkeypatch, True) as listener:
        project.save("FadeIn(self.disc), ", "FadeIn(die()), ")
        project.save("class Disc(", "def die():\n    import os\n    os.abort()\n\n\nclass Disc(")
        listener.draw(1)
        died = queue_until_died(listener)
        assert died == -signal.SIGABRT
        project.save("FadeIn(die()), ", "FadeIn(self.disc), ")
        listener.draw(2)
        listener.until(2, "still")


@ONLY_LINUX
def test_damaged_bytecode_is_made_anew(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(project, tmp_path, monkeypatch, True) as listener:
        listener.draw(1, changed=[])
        listener.until(1, "done")
        bytecode = list((tmp_path / COMPILED).rglob("*.pyc"))
        assert bytecode
        for path in bytecode:
            path.write_bytes(path.read_bytes()[:40])
        listener.draw(2, changed=[])
        listener.until(2, "done")
        assert (tmp_path / "2" / "still.png").exists()


def queue_until_died(listener: Listener) -> int:
    while True:
        message = listener.heard.get(timeout=PATIENCE)
        if "died" in message:
            return int(message["died"])


def test_the_warm_process_has_nothing_of_the_scenes() -> None:
    assert said_by_warm("print([m for m in sys.modules if m.split('.')[0] in EDITED])") == "[]"


def test_for_a_still_nothing_of_others_is_imported_after_the_warm_process(tmp_path: Path) -> None:
    """What a fork imports, each fork after it imports again: a still with a surface has it all."""
    code = (
        "from dataclasses import asdict\n"
        "from pathlib import Path\n"
        "before = set(sys.modules)\n"
        "from pipeline.watch.preview import answer\n"
        "from scenes.catalog import by_name\n"
        "entry = asdict(by_name()['marble_on_a_surface'])\n"
        "request = dict(entry=entry, settings=[], theme='dark', beat=None, at=None, strict=False)\n"
        "def say(message):\n"
        "    if 'still' in message:\n"
        "        new = set(sys.modules) - before\n"
        "        print([name for name in new if name.split('.')[0] not in KNOWN])\n"
        "        sys.stdout.flush()\n"
        "        os._exit(0)\n"
        f"answer(request, Path({str(tmp_path)!r}), say)\n"
    )
    assert said_by_warm(code) == "[]"


def said_by_warm(code: str) -> str:
    """Return what a process prints that is as ready as the warm one and then runs `code`."""
    ready = (
        "import os, sys, pipeline.watch.worker as warm\n"
        "EDITED = ('scenes', 'gdcore')\n"
        "KNOWN = {*EDITED, 'pipeline', *sys.stdlib_module_names}\n"
        "warm.make_ready()\n"
    )
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ready + code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()


@ONLY_LINUX
def test_ctrl_c_ends_everything_and_leaves_nothing(project: Project, tmp_path: Path) -> None:
    process = project.start(TMPDIR=str(tmp_path))
    address(process)
    assert eventually(lambda: len(descendants(process.pid)) >= 1)
    family = descendants(process.pid)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("watch-")]
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    took = time.monotonic() - started
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert took < 2 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), 5)
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith("watch-")]


def descendants(process: int) -> set[int]:
    """Return the processes that a process started, and those that they did."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has just ended
            continue
    found = {pid for pid, parent in parents.items() if parent == process}
    for child in [*found]:
        found |= descendants(child)
    return found


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--set", "radius=7"], "disc: radius=7 is not allowed"),
        (["--set", "radios=2"], "disc has no parameter 'radios'. Did you mean 'radius'?"),
        (["--set", "radius"], "--set 'radius' is not of the form name=value."),
        (["--beat", "show_the_disk"], "disc has no beat 'show_the_disk'. Did you mean"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_not_allowed_is_said_in_one_sentence(
    project: Project, arguments: list[str], sentence: str
) -> None:
    process = project.start(*arguments)
    output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert errors.startswith(f"Error: {sentence}")
    assert output == ""
