"""HTTP servers that listen on this machine alone, and answer to its own names alone."""

from __future__ import annotations

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pipeline.errors import UserError

ADDRESS = "127.0.0.1"

SECONDS_TO_ASK = 10.0
"""How long a connection may be silent, and how long a browser may take nothing."""


class LocalServer(ThreadingHTTPServer):
    """Serve the browsers of this machine, each request in a thread.

    Parameters
    ----------
    handler
        Answers a request; it must refuse those to another name than one of `hosts`.
    port
        Where to listen; any free one when 0.

    Raises
    ------
    UserError
        When something else listens there.
    """

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name != "nt"
    """So that a port can be used again at once; on Windows it would let others listen too."""

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int = 0) -> None:
        try:
            super().__init__((ADDRESS, port), handler)
        except (OSError, OverflowError) as error:
            raise UserError(
                f"Port {port} of {ADDRESS} is not free ({getattr(error, 'strerror', error)}): "
                "choose another --port, or none."
            ) from error

    @property
    def url(self) -> str:
        """What to open."""
        return f"http://{ADDRESS}:{self.server_port}/"

    @property
    def hosts(self) -> set[str]:
        """What a browser of this machine calls us; another name is another site's trick."""
        return {f"{name}:{self.server_port}" for name in (ADDRESS, "localhost")}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser that goes away is no problem of the one who serves."""
