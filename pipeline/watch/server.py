"""The HTTP server of the watch page, on this machine alone."""

from __future__ import annotations

import hmac
import json
import secrets
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from importlib.resources import files
from typing import Any

from pipeline.local_server import SECONDS_TO_ASK, LocalServer
from pipeline.watch.session import Session
from pipeline.watch.view import beat_name, changed_view, moment

LARGEST_POST = 1 << 16

MOST_CONNECTIONS = 64
"""A browser has six at a time to one address; each has a thread of its own here."""

SECONDS_BETWEEN_SIGNS_OF_LIFE = 5.0
MADE = "/made/"
TOKEN, NONCE = "{{token}}", "{{nonce}}"
POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data:; media-src blob:; "
    f"script-src 'nonce-{NONCE}'; style-src 'nonce-{NONCE}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing comes from elsewhere, and no other page may show this one."""


class Server(LocalServer):
    """Serve one session to the browsers of this machine.

    Parameters
    ----------
    session
        What is watched.
    port
        Where to listen; any free one when 0.

    Raises
    ------
    UserError
        When something else listens there.
    """

    request_queue_size = 2048

    def __init__(self, session: Session, port: int = 0) -> None:
        self.session = session
        self.token = secrets.token_urlsafe()
        self._lock = threading.Lock()
        self._busy: dict[socket.socket, bool] = {}
        super().__init__(Handler, port)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread; of too many connections the one goes that was silent for longest."""
        with self._lock:
            full = len(self._busy) >= MOST_CONNECTIONS
            silent = next((idle for idle, busy in self._busy.items() if not busy), None)
            if full and silent is not None:
                del self._busy[silent]
                with suppress(OSError):
                    silent.shutdown(socket.SHUT_RDWR)  # its thread then hears the end
            if not full or silent is not None:
                self._busy[request] = False
        if full and silent is None:
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection, and let it count no more."""
        with self._lock:
            self._busy.pop(request, None)
        super().shutdown_request(request)

    def note(self, request: socket.socket, busy: bool) -> None:
        """Note whether a connection is being answered, or has yet to ask."""
        with self._lock:
            if request in self._busy:
                del self._busy[request]  # it now is the one that spoke last
                self._busy[request] = busy


class Handler(BaseHTTPRequestHandler):
    """Answer one request. Its path is looked up among known names, never on the disk."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = SECONDS_TO_ASK

    def parse_request(self) -> bool:
        """Read the head of a request; from then on it is answered."""
        understood = super().parse_request()
        self.server.note(self.connection, understood)
        return understood

    def handle_one_request(self) -> None:
        """Answer one request, and wait for the next one."""
        super().handle_one_request()
        self.server.note(self.connection, False)

    def do_GET(self) -> None:
        if not self._is_ours():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.path == "/":
            self._page()
        elif self.path == "/events":
            self._events()
        else:
            name = self.path.removeprefix(MADE) if self.path.startswith(MADE) else ""
            made = self.server.session.made(name)
            if made is None:
                self._refuse(HTTPStatus.NOT_FOUND)
            else:
                self._answer(*made)

    def do_POST(self) -> None:
        given = self.headers.get("X-Token", "")
        if not self._is_ours():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif not hmac.compare_digest(given.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.FORBIDDEN)
        elif self.path not in {"/view", "/place"}:
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            try:
                self._take(self._body())
            except (ValueError, TypeError, LookupError, RecursionError):
                self._refuse(HTTPStatus.BAD_REQUEST)
            else:
                self._answer("application/json", b"{}")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is for what the scene prints."""

    def _is_ours(self) -> bool:
        return self.headers.get("Host", "") in self.server.hosts

    def _body(self) -> dict[str, Any]:
        size = int(self.headers.get("Content-Length", "0"))
        if not 0 <= size <= LARGEST_POST:
            raise ValueError("too long")
        asked = json.loads(self.rfile.read(size))
        if not isinstance(asked, dict):
            raise ValueError("no object")
        return asked

    def _take(self, asked: Mapping[str, Any]) -> None:
        session = self.server.session
        if self.path == "/view":
            session.look(changed_view(session.view, asked))
        else:
            session.stand(beat_name(asked["beat"]), moment(asked["at"]))

    def _page(self) -> None:
        nonce = secrets.token_urlsafe()
        page = files("pipeline.watch").joinpath("page.html").read_text(encoding="utf-8")
        page = page.replace(TOKEN, self.server.token).replace(NONCE, nonce)
        policy = {"Content-Security-Policy": POLICY.replace(NONCE, nonce)}
        self._answer("text/html; charset=utf-8", page.encode(), policy)

    def _events(self) -> None:
        self._head(HTTPStatus.OK, "text/event-stream", {"Connection": "close"})
        version = -1
        while True:  # until the browser goes away, and writing fails
            version, state = self.server.session.wait(version, SECONDS_BETWEEN_SIGNS_OF_LIFE)
            line = ": here\n\n" if state is None else f"data: {json.dumps(state)}\n\n"
            self.wfile.write(line.encode())

    def _answer(self, kind: str, content: bytes, more: Mapping[str, str] | None = None) -> None:
        length = {"Content-Length": str(len(content))}
        self._head(HTTPStatus.OK, kind, {**length, **(more or {})})
        self.wfile.write(content)

    def _refuse(self, status: HTTPStatus) -> None:
        content = f"{status.phrase}\n".encode()
        # what was posted has not been read: the connection cannot go on
        close = {"Content-Length": str(len(content)), "Connection": "close"}
        self._head(status, "text/plain; charset=utf-8", close)
        self.wfile.write(content)

    def _head(self, status: HTTPStatus, kind: str, more: Mapping[str, str]) -> None:
        safe = {
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        self.send_response(status)
        for name, value in {"Content-Type": kind, **safe, **more}.items():
            self.send_header(name, value)
        self.end_headers()
