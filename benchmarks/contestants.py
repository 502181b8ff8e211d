"""Two ways to render the same scenes, each a command of its own, and what they cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import ROOT, SHOWS, file_of
from benchmarks.early_end import command
from benchmarks.lossless import CODEC, LOSSLESS, PIXELS
from render import cli

RIVAL = "manim render -qh --disable_caching"
WORKERS = 2

KEEP_ALL = ["--video-codec", CODEC, "--pixel-format", PIXELS]
KEEP_ALL += [word for item in LOSSLESS.items() for word in ("--encoder-option", "=".join(item))]
"""What makes manim keep every frame without loss."""


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds on the clock, seconds of CPU, and the largest process in MiB."""

    wall: float
    cpu: float
    memory: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.memory, other.memory))


@dataclass(frozen=True)
class Rendering:
    """What is rendered, and where to.

    Parameters
    ----------
    names
        Of scenes.
    seconds
        After which each ends; ``None`` for the whole.
    folder
        For all files.
    """

    names: tuple[str, ...]
    seconds: float | None
    folder: Path

    def ours(self, settings: str) -> tuple[Cost, dict[str, int]]:
        """Render all with our pipeline, two at once; return the cost and each one's frames."""
        words = [sys.executable, "-m", "benchmarks.rendering", *self.names]
        words += ["--folder", str(self.folder / settings), "--settings", settings]
        words += ["--workers", str(WORKERS)]
        if self.seconds is not None:
            words += ["--seconds", str(self.seconds)]
        cost, said = timed(words, self.folder / f"{settings}.jsonl")
        shown = [json.loads(line) for line in said.splitlines()]
        memory = max(show["memory"] for show in shown)
        return Cost(cost.wall, cost.cpu, memory), {show["name"]: show["frames"] for show in shown}

    def manims(self, settings: str, *options: str) -> dict[str, Cost]:
        """Render one after the other with manim, as one would who types it."""
        costs = {}
        for name in self.names:
            words = [*command(self.seconds), "render", "-qh", "--disable_caching"]
            words += ["--media_dir", str(self.folder / "media"), "--progress_bar", "none"]
            words += [*options, "-o", f"{settings}-{name}.mp4"]
            words += [str(file_of(SHOWS[name])), SHOWS[name].scene]
            costs[name], _ = timed(words, self.folder / "manim.log")
        return costs

    def command(self, purpose: str) -> Cost:
        """Render all with ``render.py video``, which adds captions, pictures and a manifest."""
        words = [sys.executable, str(ROOT / "render.py"), "video", *self.names, "-q", "high"]
        words += ["--for", purpose, "--workers", str(WORKERS), *drawing_anew()]
        words += ["--output", str(self.folder / "command")]
        return timed(words, self.folder / "command.log")[0]

    def file(self, settings: str, name: str) -> Path:
        """Return where our file of a scene is."""
        return self.folder / settings / f"{name}.mp4"

    def manims_file(self, settings: str, name: str) -> Path:
        """Return where manim's file of a scene is."""
        stem = f"{settings}-{name}.mp4"
        return self.folder / "media" / "videos" / name / "1080p60" / stem


def drawing_anew() -> list[str]:
    """Return what is typed so that nothing is taken from an earlier run."""
    options = {word for option in cli.commands["video"].params for word in option.opts}
    return ["--no-cache"] if "--no-cache" in options else []


def timed(words: Sequence[str], output: Path, project: Path = ROOT) -> tuple[Cost, str]:
    """Run a command to its end; return what it took with all its children, and what it printed.

    Parameters
    ----------
    words
        What is typed.
    output
        A file for what it prints; what it prints on standard error is beside it.
    project
        The folder to run it in, from which it takes the project's packages.

    Raises
    ------
    RuntimeError
        When it fails; with the last that it printed.
    """
    environment = {**os.environ, "PYTHONPATH": str(project)}
    errors = output.with_suffix(".err")
    start = time.monotonic()
    with output.open("w") as out, errors.open("w") as err:
        process = subprocess.Popen(words, cwd=project, env=environment, stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - start
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} failed: {errors.read_text()[-2000:]}")
    cost = Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
    return cost, output.read_text()
