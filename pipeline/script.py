"""What is to be said, beat by beat, under which name, and how much time there is for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.blame import blame
from pipeline.files import scratch_folder
from pipeline.job import Job
from pipeline.load import load
from pipeline.take import Take

if TYPE_CHECKING:
    from pipeline.store import Store


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


def script(jobs: Sequence[Job], store: Store) -> str:
    """Return the script of these scenes as text; those that are not known are run through.

    Parameters
    ----------
    jobs
        One for each scene, in the order in which they are shown.
    store
        Has, or keeps, what is known of them.
    """
    with scratch_folder("manim") as scratch:
        return "\n\n".join("\n".join(_scene(Take(job, store, False), scratch)) for job in jobs)


def _scene(take: Take, scratch: Path) -> Iterator[str]:
    job = take.job
    seconds = {beat.name: beat.seconds for beat in take.recipe(scratch).part.beats}
    yield f"{job.entry.title} ({sum(seconds.values()):.1f} s)"
    for line in lines_of(job):
        yield f"\n  {line.name}.wav  {seconds[line.beat]:.1f} s\n    {line.text}"
