"""A run of the command line that is to be disturbed, and what must hold whatever happens."""

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import av
import pytest
from PIL import Image

from pipeline.cache.store import FOLDER, Store
from tests.pipeline.command_line import files_in, start
from tests.pipeline.drawn_beats import noted
from tests.pipeline.forking import Forked
from tests.pipeline.render_stories import LOG

PATIENCE = 60.0
NOTHING: Mapping[str, str] = MappingProxyType({})

WORDS = ("video", "demo", "rolling", "-q", "draft", "--output", "out", "--workers", 2)
OLD, NEW = (("--burn-captions",), ())
"""What is there before, and what is made when it is disturbed; the files' names are the same."""


class Ordeal:
    """A folder in which a run is started, with a cache and temporary files of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out, self.cache, self.temporary = (folder / n for n in ("out", "cache", "temporary"))
        self.log = folder / "log"
        self.sessions: set[int] = set()
        for each in (self.out, self.cache, self.temporary):
            each.mkdir(parents=True, exist_ok=True)

    def start(self, *words: object, env: Mapping[str, str] = NOTHING, program: str = "") -> Forked:
        """Start the command line, or a program, in a session of its own."""
        process = Forked(words, self.folder, {**os.environ, **self._own(), **env}, program)
        self.sessions.add(process.pid)
        return process

    def start_anew(self, *words: object) -> subprocess.Popen[str]:
        """Start it in a process that has nothing imported yet, and ends as Python ends."""
        process = start(*words, cwd=self.folder, start_new_session=True, env=self._own())
        self.sessions.add(process.pid)
        return process

    def _own(self) -> dict[str, str]:
        self.log.unlink(missing_ok=True)
        own = {FOLDER: self.cache, "TMPDIR": self.temporary, LOG: self.log}
        return {name: str(value) for name, value in own.items()}

    def run(self, *words: object, code: int = 0, env: Mapping[str, str] = NOTHING) -> str:
        """Run it undisturbed and return what it says on standard error; no traceback, ever."""
        process = self.start(*words, env=env)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == code, errors
        assert "Traceback" not in errors
        return errors

    def processes(self) -> list[int]:
        """Return all processes of its runs that live, wherever they are in the tree."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):  # it may just have ended
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                    state, session = fields[0], int(fields[3])
                    if session in self.sessions and state != "Z":
                        found.append(int(entry.name))
        return found

    def gone(self) -> bool:
        """Tell whether none of its processes is left."""
        return not self.processes()

    @property
    def drawn(self) -> list[str]:
        """The beats of which frames were drawn since it was started last."""
        return noted(self.log)

    @property
    def segments(self) -> dict[Path, int]:
        """The kept segments, with a number that changes when one is written again."""
        return {path: path.stat().st_ino for path in self.cache.glob("segments/*/*")}

    @property
    def litter(self) -> set[str]:
        """What is half-written, anywhere."""
        places = (self.out, self.cache / "unfinished", self.temporary)
        left = {path for place in places for path in place.rglob("*")}
        return {
            str(path) for path in left if ".part" in str(path) or self.temporary in path.parents
        }


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file that shows, by its name."""
    names = {name for name in files_in(folder) if ".part" not in name}
    return {name: (folder / name).read_bytes() for name in names}


def until(happens: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for something that must happen."""
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def opens(path: Path) -> bool:
    """Open a file and read all that is in it."""
    if path.suffix == ".mp4":
        with av.open(str(path)) as file:
            return sum(1 for _ in file.decode(video=0)) == file.streams.video[0].frames > 0
    if path.suffix == ".png":
        with Image.open(path) as image:
            image.load()
        return True
    text = path.read_text()
    return bool(json.loads(text) if path.suffix == ".json" else text)


def whole(ordeal: Ordeal, allowed: list[dict[str, bytes]]) -> bool:
    """Tell whether every file is one of those allowed, none is missing, and the cache is whole."""
    found = contents(ordeal.out)
    kept = all(any(each.get(n) == found[n] for each in allowed) for n in found)
    return kept and found.keys() >= allowed[0].keys() and Store(ordeal.cache).verify() == []


def listens(process: Forked) -> bool:
    """Tell whether a process has come so far that it hears requests to terminate."""
    caught = re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{process.pid}/status").read_text())
    return process.poll() is not None or bool(
        caught and int(caught[1], 16) & 1 << (signal.SIGTERM - 1)
    )


def instants(seed: int, rounds: int, longest: float) -> Iterator[float]:
    """Yield seconds at random, and print them, so that what fails can be done again."""
    dice = random.Random(seed)
    for number in range(rounds):
        seconds = dice.uniform(0.0, longest)
        print(f"seed {seed}, round {number}: after {seconds:.3f} s")
        yield seconds


@contextlib.contextmanager
def small_disk(folder: Path, *options: str) -> Iterator[Path]:
    """Put a file system of its own at `folder`; skip the test where that is not allowed."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(reason := f"no file system can be mounted here ({error})")
        pytest.skip(reason)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def locked(folder: Path) -> None:
    """Make a mounted file system one that can only be read."""
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)


def end(processes: list[int]) -> None:
    """Kill them, as nothing can prevent."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
