"""A request to stop is heard once: what clears up after it is not stopped in turn."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pipeline import signals


@contextmanager
def clearing_up(number: signal.Signals, times: int) -> Iterator[list[int]]:
    """Ask to stop again and again while the block's end clears up; it tells how far it came."""
    reached: list[int] = []
    try:
        yield reached
    finally:
        for time in range(times):
            signal.raise_signal(number)
            reached.append(time)


@pytest.mark.parametrize("number", signals.REQUESTS, ids=lambda number: number.name)
def test_the_first_request_stops_and_the_next_ones_mean_the_same(number: signal.Signals) -> None:
    kind = KeyboardInterrupt if number == signal.SIGINT else SystemExit
    with pytest.raises(kind) as error, signals.stoppable(), clearing_up(number, 3) as reached:
        signal.raise_signal(number)
    assert reached == [0, 1, 2], error


def test_a_request_that_a_library_swallowed_can_be_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signals, "REPEATED", 0.0)
    with pytest.raises(KeyboardInterrupt), signals.stoppable():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
