"""Narration: recordings of the script, found and checked, or spoken offline by espeak-ng."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import av
import click

from pipeline.errors import UserError, did_you_mean
from pipeline.files import scratch_folder
from pipeline.job import Job
from pipeline.scene_loading import Line, lines_of
from pipeline.video.audio import AAC_RATE, SILENCE, measure, read

PROGRAM = "espeak-ng"
VOICE = "en-us"
WORDS_A_MINUTE = 150
PATIENCE = 60.0
"""Seconds in which a sentence must have been spoken."""

SPOKEN = {
    "α": " alpha ",
    "β": " beta ",
    "θ": " theta ",
    "λ": " lambda ",
    "∇": " the gradient of ",
    "²": " squared ",
    "³": " cubed ",
    "½": " one half ",
    "−": " minus ",
    "×": " times ",
    "·": " times ",
    "=": " equals ",
    "≈": " is about ",
    "<": " is less than ",
    ">": " is greater than ",
    "…": ", ",
}

ESPEAK = "espeak"
ENDINGS = (".wav", ".flac")

BREATH = 0.3
"""Seconds of silence after what is said, before the next beat begins."""


def spoken(text: str) -> str:
    """Return a caption as it is read aloud: signs become words."""
    text = re.sub(r"\|([^|]+)\|", r" the size of \1 ", text)
    for sign, words in SPOKEN.items():
        text = text.replace(sign, words)
    return re.sub(r"\s+([,.:;?!])", r"\1", re.sub(r"\s+", " ", text)).strip()


def speak(line: Line, folder: Path) -> Path:
    """Write a line as a WAV file in `folder` and return where it is.

    Raises
    ------
    UserError
        When espeak-ng is not installed or fails.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise UserError(
            f"{PROGRAM} is not installed: sudo apt-get install {PROGRAM}, "
            "or give --narration a folder with recordings."
        )
    path = folder / f"{line.name}.wav"
    command = [program, "-v", VOICE, "-s", str(WORDS_A_MINUTE), "-w", str(path), "--stdin"]
    result = subprocess.run(
        command,
        input=spoken(line.text).encode(),
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    if result.returncode or not path.is_file():
        reason = result.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise UserError(f"{PROGRAM} could not say {line.name} ({reason or 'no reason given'}).")
    return path


class UnusableError(Exception):
    """A recording that is not there or cannot be used, in one sentence."""


@dataclass(frozen=True)
class Narration:
    """Who speaks.

    Parameters
    ----------
    source
        A folder with recordings, or ``espeak``; nobody when left out.
    allow_missing
        Whether a beat without a usable recording passes in silence.
    """

    source: str | None = None
    allow_missing: bool = False


@contextmanager
def narrated(jobs: Sequence[Job], narration: Narration) -> Iterator[list[Job]]:
    """Give each job its recordings; its beats wait until they have been heard.

    Parameters
    ----------
    jobs
        What is to be drawn.
    narration
        Who speaks.

    Yields
    ------
    list of Job
        The same jobs; what espeak said is there for as long as the block runs.

    Raises
    ------
    UserError
        When recordings are missing or broken, all of them named, unless that is allowed.
    """
    if narration.source is None:
        yield list(jobs)
    elif narration.source == ESPEAK:
        with scratch_folder("voice") as spoken:
            yield _given(jobs, lambda line: speak(line, spoken), narration)
    else:
        folder = Path(narration.source)
        if not folder.is_dir():
            what = "that is a file" if folder.exists() else "there is no such folder"
            hint = did_you_mean(narration.source, [ESPEAK])
            raise UserError(
                f"--narration {narration.source}: {what}.{hint} "
                f"Give a folder with recordings, or {ESPEAK}."
            )
        yield _given(jobs, lambda line: _find(line, folder), narration)


def _given(
    jobs: Sequence[Job], recording: Callable[[Line], Path], narration: Narration
) -> list[Job]:
    problems: list[str] = []
    ready = []
    for job in jobs:
        holds, recordings = {}, {}
        for line in lines_of(job):
            try:
                path = recording(line)
                holds[line.beat] = _seconds(path) + BREATH
                recordings[line.beat] = path
            except UnusableError as error:
                problems.append(str(error))
        ready.append(replace(job, holds=holds, recordings=recordings))
    if problems and not narration.allow_missing:
        raise UserError(
            "\n".join(problems) + "\nTo go on in silence there: --allow-missing-narration."
        )
    for problem in problems:
        click.echo(f"Silence: {problem}", err=True)
    return ready


def _find(line: Line, folder: Path) -> Path:
    for ending in ENDINGS:
        path = folder / (line.name + ending)
        if path.is_file():
            return path
    others = [path.stem for path in folder.iterdir() if path.suffix.lower() in ENDINGS]
    hint = did_you_mean(line.name, others).replace("Did you mean", "Is it")
    raise UnusableError(f"{folder / line.name}.wav (or .flac) is missing.{hint}")


def _seconds(path: Path) -> float:
    try:
        samples = read(path)
    except (OSError, av.FFmpegError) as error:
        reason = error.strerror if isinstance(error, OSError | av.FFmpegError) else ""
        raise UnusableError(f"{path} is broken ({reason or error}).") from error
    if not len(samples) or measure(samples)[0] <= SILENCE:
        raise UnusableError(f"{path} is broken: nothing can be heard in it.")
    return len(samples) / AAC_RATE
