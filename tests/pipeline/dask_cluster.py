"""A real scheduler and real workers on this machine, to draw with and to kill."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.pipeline.command_line import ROOT

HERE = "127.0.0.1"
PATIENCE = 30.0


def until(happens: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


@dataclass
class Worker:
    """A process and the folder of its temporary files."""

    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def draws(self) -> bool:
        return any(self.folder.glob(".manim-*"))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass
class Farm:
    """A scheduler and its workers, each of them one process that nobody starts again."""

    folder: Path
    workers: list[Worker] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._joined = 0
        address = self.folder / "scheduler.json"
        self._log = (self.folder / "log").open("ab")
        words = ["scheduler", "--port", "0", "--scheduler-file", str(address)]
        self._scheduler = self._start(words, self.folder, ROOT)
        until(lambda: address.exists() and address.read_text().endswith("}"))
        self.address: str = json.loads(address.read_text())["address"]

    def have(self, count: int, source: Path = ROOT, options: Sequence[str] = ()) -> list[Worker]:
        """Start workers until there are `count`, and return all of them."""
        self.workers = [one for one in self.workers if one.process.poll() is None]
        while len(self.workers) < count:
            folder = self.folder / f"worker-{time.monotonic_ns()}"
            folder.mkdir()
            words = ["worker", self.address, "--no-nanny", *(options or ["--nthreads", "1"])]
            words += ["--local-directory", str(folder / "dask")]
            self.workers.append(Worker(self._start(words, folder, source), folder))
            self._joined += 1
        # a run that starts before a worker has joined does without it
        until(lambda: (self.folder / "log").read_text().count("Registered to") >= self._joined)
        return self.workers

    def close(self) -> None:
        for worker in self.workers:
            worker.kill()
        self.lose_scheduler()
        self._log.close()

    def lose_scheduler(self) -> None:
        self._scheduler.kill()
        self._scheduler.wait()

    def _start(self, words: list[str], folder: Path, source: Path) -> subprocess.Popen[bytes]:
        options = ["--host", HERE, "--dashboard-address", f"{HERE}:0"]
        others = [path for path in sys.path if path and Path(path) != ROOT]
        path = os.pathsep.join([str(source), *others])
        environment = {**os.environ, "PYTHONPATH": path, "TMPDIR": str(folder)}
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words, *options],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
