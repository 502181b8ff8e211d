"""Connect to a Dask cluster, and refuse workers with other sources or versions."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.errors import UserError
from pipeline.run.cluster.local import local_cluster

if TYPE_CHECKING:
    from distributed import Client

    from pipeline.run.cluster.executor import ClusterExecutor
    from pipeline.run.cluster.worker import Sources

LOCAL = "local"
SECONDS_TO_ANSWER = 5.0
SECONDS_TO_LEAVE = 1.0
EXTRA = "pip install -e '.[cluster]'"


@contextmanager
def cluster(
    address: str, modules: Sequence[str], most: int, chosen: bool, scratch: Path
) -> Iterator[ClusterExecutor]:
    """Connect, and leave in the end.

    Parameters
    ----------
    address
        ``tcp://host:port`` of a scheduler, or ``local`` for workers on this machine.
    modules
        Where the scenes are, for a look at their sources.
    most
        How many processes work on this machine.
    chosen
        Whether that was typed; it then limits what a cluster elsewhere does at once, too.
    scratch
        A folder for what a local cluster writes.

    Raises
    ------
    UserError
        When there is no such cluster, or one of its workers must not draw.
    """
    check(address)
    try:
        import distributed  # noqa: F401, PLC0415
    except ImportError as error:
        raise UserError(f"--cluster needs Dask; to install it: {EXTRA}") from error
    # here, since they need it
    from pipeline.run.cluster.executor import ClusterExecutor  # noqa: PLC0415
    from pipeline.run.cluster.worker import sources  # noqa: PLC0415
    from pipeline.run.pool import Pool  # noqa: PLC0415

    quiet()
    local = address == LOCAL
    started = local_cluster(most, scratch / LOCAL) if local else nullcontext(address)
    with started as found, connected(found) as client:
        expected = sources(modules)
        turn_away(client, found, expected)
        # threads of the connection run in this process: nothing may be forked from it
        pool = Pool(scratch, most, "spawn")
        yield ClusterExecutor(client, expected, pool, most if chosen else None)


def check(address: str) -> None:
    """Refuse what is no address.

    Raises
    ------
    UserError
        With what an address looks like.
    """
    if address == LOCAL:
        return
    try:
        parts = urlsplit(address)
        whole = parts.scheme == "tcp" and parts.hostname and parts.port and not parts.path
    except ValueError:
        whole = False
    if not whole:
        raise UserError(
            f"--cluster {address!r} is not the address of a scheduler: "
            "give tcp://host:8786, or local."
        )


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """Connect to a scheduler.

    Raises
    ------
    UserError
        When none answers.
    """
    from distributed import Client  # noqa: PLC0415

    try:
        client = Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise UserError(
            f"No scheduler answers at {address}: start one with `dask scheduler`, "
            "or mend the address."
        ) from error
    try:
        yield client
    finally:
        client.close(SECONDS_TO_LEAVE)


def turn_away(client: Client, address: str, expected: Sources) -> None:
    """Look at every worker.

    Raises
    ------
    UserError
        When there is none, or one must not draw: it says which, and why. When the scheduler is
        lost meanwhile.
    """
    from pipeline.run.cluster.executor import lost, workers_of  # noqa: PLC0415
    from pipeline.run.cluster.worker import look  # noqa: PLC0415

    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not workers_of(client):
        if time.monotonic() > deadline:
            raise UserError(
                f"The scheduler at {address} has no workers: start some with "
                f"`dask worker {address} --nthreads 1 --nworkers auto`."
            )
        time.sleep(0.1)
    try:
        answers = client.run(look, expected, on_error="return")
    except OSError as error:
        raise lost() from error
    for worker, found in answers.items():
        why = found if isinstance(found, str) else _trouble(found)
        if why:
            raise UserError(f"Worker {worker} {why}.")


def _trouble(error: Exception) -> str:
    if isinstance(error, OSError):  # it has left meanwhile
        return ""
    if "ModuleNotFoundError" in f"{type(error).__name__} {error}":  # Dask may have wrapped it
        return f"cannot import the course or what it needs ({error}): install it there"
    return f"could not be looked at ({type(error).__name__}: {error})"


def quiet() -> None:
    """Let Dask say nothing: what matters is said in one sentence."""
    for name in ("distributed", "distributed.client", "distributed.scheduler"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
