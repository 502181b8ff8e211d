"""Signals: Ctrl-C, a closed terminal and SIGTERM all end the same way, and clean up first."""

from __future__ import annotations

import atexit
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

REQUESTS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


REPEATED = 5.0
"""Seconds in which further requests mean the first one: who presses twice must not stop the
clearing up. Later ones count again, since a library may have swallowed the first."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Let each request to stop leave through the same door, once."""
    heard = -math.inf

    def leave(number: int, _frame: object) -> None:
        nonlocal heard
        if time.monotonic() < heard + REPEATED:
            return
        heard = time.monotonic()
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    with _heard_by(leave, REQUESTS):
        yield


def deaf() -> Callable[[], object]:
    """Hear no more Ctrl-C, nor when the process ends and waits for its children.

    Returns
    -------
    again
        Lets it be heard until then.
    """
    again = partial(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT))
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return again


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off every request to stop until the block has ended.

    A process that is forked in it hears none of them until it asks to.
    """
    kept: list[int] = []
    with _heard_by(lambda number, _frame: kept.append(number), REQUESTS):
        yield
    if kept:
        signal.raise_signal(kept[0])


@contextmanager
def _heard_by(handler: Callable[[int, object], None], numbers: tuple[int, ...]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # Python lets no other thread listen
        return
    # what a shell told us to ignore stays ignored
    heard = [number for number in numbers if signal.getsignal(number) not in {signal.SIG_IGN, None}]
    before = {number: signal.signal(number, handler) for number in heard}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
