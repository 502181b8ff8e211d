"""The workers of a cluster, who come and go."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pipeline.errors import UserError

if TYPE_CHECKING:
    from distributed import Client

SECONDS_BETWEEN_ROLL_CALLS = 0.5
"""Each tells the names of all workers: a hundred of them need not be asked more often."""

KEPT = "what was drawn is kept"


class Workforce:
    """Who can draw, as of the last look.

    Parameters
    ----------
    client
        The connection.
    patience
        Seconds without any worker after which the run ends.
    """

    def __init__(self, client: Client, patience: float) -> None:
        self._client = client
        self._patience = patience
        self._looked = -float("inf")
        self._seen = time.monotonic()
        self.addresses: frozenset[str] = frozenset()
        self.look()

    def look(self) -> None:
        """Call the roll, unless that was done just now.

        Raises
        ------
        UserError
            When the scheduler is lost, or nobody has come for too long.
        """
        now = time.monotonic()
        if self._client.status != "running":
            raise lost()
        if now - self._looked < SECONDS_BETWEEN_ROLL_CALLS:
            return
        try:
            self.addresses = frozenset(self._client.scheduler_info(n_workers=-1)["workers"])
        except OSError as error:
            raise lost() from error
        self._looked = now
        if self.addresses:
            self._seen = now
        elif now - self._seen > self._patience:
            raise UserError(f"No worker is left on the cluster: start some and go on; {KEPT}.")


def lost() -> UserError:
    """Return the sentence for a scheduler that is gone."""
    return UserError(f"The cluster's scheduler was lost: start it and go on; {KEPT}.")
