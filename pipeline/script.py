"""What is to be said, beat by beat, under which name, and how much time there is for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.blame import blame
from pipeline.draw import time_beats
from pipeline.files import scratch_folder
from pipeline.job import Job
from pipeline.load import load


@dataclass(frozen=True)
class Line:
    """What is said over one beat.

    Parameters
    ----------
    scene, beat
        Their names.
    text
        The caption with its numbers.
    """

    scene: str
    beat: str
    text: str

    @property
    def name(self) -> str:
        """What its recording is called, without the ending."""
        return f"{self.scene}-{self.beat}"


def lines_of(job: Job) -> list[Line]:
    """Return what is said over each beat that a job draws.

    Raises
    ------
    SceneError
        When the scene cannot compute its numbers.
    """
    scene = load(job.entry)
    try:
        facts = scene.plot(job.params).facts
        return [
            Line(job.entry.name, beat.name, beat.caption.format_map(facts))
            for beat in scene.beats()
            if job.beats is None or beat.name in job.beats
        ]
    except Exception as error:
        raise blame(error, job.entry, None) from error


def script(jobs: Sequence[Job]) -> str:
    """Return the script of these scenes as text; the scenes are run through to time them.

    Parameters
    ----------
    jobs
        One for each scene, in the order in which they are shown.
    """
    with scratch_folder("manim") as scratch:
        return "\n\n".join("\n".join(_scene(job, scratch)) for job in jobs)


def _scene(job: Job, scratch: Path) -> Iterator[str]:
    seconds = {beat.name: beat.end - beat.start for beat in time_beats(job, scratch)}
    yield f"{job.entry.title} ({sum(seconds.values()):.1f} s)"
    for line in lines_of(job):
        yield f"\n  {line.name}.wav  {seconds[line.beat]:.1f} s\n    {line.text}"
