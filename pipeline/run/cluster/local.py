"""A Dask cluster on this machine alone; it lives for as long as its standard input is open.

A process of its own, so that Ctrl-C does not meet it and it is gone at once when it is killed: its
workers end with it, and it ends with whoever started it.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import UserError

HERE = "127.0.0.1"

# a chunk whose worker is lost is drawn once more, and not a third time
SETTINGS = {"distributed.scheduler.allowed-failures": 1}


@contextmanager
def local_cluster(count: int, scratch: Path) -> Iterator[str]:
    """Start a scheduler and workers, and end them.

    Parameters
    ----------
    count
        How many workers, each of which draws one chunk at a time.
    scratch
        A folder for all that they write.

    Yields
    ------
    str
        The scheduler's address.

    Raises
    ------
    UserError
        When it does not start.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    path = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-m", __name__, str(count), str(scratch)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(scratch)},
        start_new_session=True,
    ) as process:
        assert process.stdout is not None, "it is a pipe"
        try:
            address = process.stdout.readline().strip()
            if not address:
                raise UserError(
                    "The cluster on this machine did not start: "
                    f"`{sys.executable} -m {__name__} {count} .` says why."
                )
            yield address
        finally:
            process.kill()


def serve(count: int, folder: str) -> None:
    """Run a scheduler and `count` workers, print the address, and wait for the end of the input."""
    import dask  # noqa: PLC0415
    from distributed import LocalCluster  # noqa: PLC0415

    with (
        dask.config.set(SETTINGS),
        LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            host=HERE,
            dashboard_address=f"{HERE}:0",
            worker_dashboard_address=f"{HERE}:0",
            local_directory=folder,
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
