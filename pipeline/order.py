"""What can be made: the contract between those who know what is left to do and who does it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pipeline.job import Failure, Job, Outcome
    from pipeline.task import Task
    from scenes.catalog import Entry


class Order(Protocol):
    """One thing to make, of one job or more; it says what is to be done next."""

    @property
    def jobs(self) -> Sequence[Job]:
        """What is drawn for it."""

    @property
    def asked(self) -> Sequence[Entry]:
        """The scenes that were asked for."""

    @property
    def labels(self) -> Sequence[str]:
        """What each job is called where progress is shown."""

    @property
    def note(self) -> Mapping[str, Any]:
        """What is enough to make it again from what is kept."""

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """What came of it; nothing before it is done."""

    def next(self, busy: Collection[int]) -> list[tuple[int, Task]]:
        """Return what can be started; nothing when all is done and there are outcomes."""

    def heard(self, place: int, value: Any, seconds: float) -> None:
        """Take what a task for a job returned, and the seconds since the first one began."""

    def failed(self, place: int, failure: Failure) -> None:
        """Take that the job at `place` cannot be done."""
