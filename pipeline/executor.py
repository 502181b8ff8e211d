"""Where tasks are done: the contract between those who hand them out and those who do them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pipeline.task import Message, Task


class Executor(Protocol):
    """Does tasks, each under a number, and has word of them."""

    @property
    def places(self) -> int:
        """How many tasks can be done at once, as things are now."""

    @property
    def running(self) -> set[int]:
        """The numbers of the tasks that run."""

    def start(self, number: int, task: Task) -> None:
        """Start a task."""

    def listen(self) -> Iterator[tuple[int, Message]]:
        """Wait a while for word of any task, and yield it; one that is over runs no more."""

    def stop(self, numbers: Iterable[int]) -> None:
        """End these tasks; nothing is heard of them any more."""


class Opening(Protocol):
    """Opens an executor for the time of one run."""

    def __call__(self, scratch: Path) -> AbstractContextManager[Executor]:
        """Return one that stops its tasks when its block ends; `scratch` is for its files."""
