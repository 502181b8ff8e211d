"""``render.py site --serve``: the folder over HTTP on this machine alone, with byte ranges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from pipeline.local_server import SECONDS_TO_ASK, LocalServer

START_PAGE = "index.html"
PIECE = 1 << 16

KINDS: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".webp": "image/webp",
    ".json": "application/json",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "text/plain; charset=utf-8",
}
"""What a site is made of; nothing else is given out."""

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Server(LocalServer):
    """Serve a folder to the browsers of this machine.

    Parameters
    ----------
    folder
        What is given out; nothing beside it is.
    port
        Where to listen; any free one when 0.

    Raises
    ------
    UserError
        When something else listens there.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder.resolve()
        super().__init__(Handler, port)


class Handler(BaseHTTPRequestHandler):
    """Answer one request with a file of the folder, or with a part of it."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = SECONDS_TO_ASK

    def do_GET(self) -> None:
        self._answer(with_content=True)

    def do_HEAD(self) -> None:
        self._answer(with_content=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is for what was made."""

    def _answer(self, with_content: bool) -> None:
        if self.headers.get("Host", "") not in self.server.hosts:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
            return
        path = self._file()
        if path is None:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        with path.open("rb") as file:
            size = path.stat().st_size
            part = self._range(size)
            if part is None:
                self._refuse(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, size)
                return
            start, end, status = part
            more = {"Content-Range": f"bytes {start}-{end - 1}/{size}"}
            self._head(
                status, KINDS[path.suffix], end - start, more if status != HTTPStatus.OK else {}
            )
            if with_content:
                self._send(file, start, end)

    def _file(self) -> Path | None:
        """Return the file that is asked for, if the site has it."""
        try:
            asked = unquote(urlsplit(self.path).path, errors="strict").lstrip("/") or START_PAGE
            path = (self.server.folder / asked).resolve()
            inside = path.is_relative_to(self.server.folder)
            hidden = any(part.startswith(".") for part in Path(asked).parts)
            return (
                path if inside and not hidden and path.suffix in KINDS and path.is_file() else None
            )
        except (ValueError, OSError):  # no name of a file
            return None

    def _range(self, size: int) -> tuple[int, int, HTTPStatus] | None:
        """Return what is to be sent of so many bytes; ``None`` where that is not there."""
        asked = self.headers.get("Range")
        found = RANGE.fullmatch(asked.strip()) if asked else None
        if found is None or not any(found.groups()):
            return 0, size, HTTPStatus.OK  # a range of another kind may be passed over
        first, last = found.groups()
        start = int(first) if first else max(0, size - int(last))
        end = min(size, int(last) + 1) if first and last else size
        return (start, end, HTTPStatus.PARTIAL_CONTENT) if start < end else None

    def _send(self, file: BinaryIO, start: int, end: int) -> None:
        file.seek(start)
        left = end - start
        while left > 0 and (piece := file.read(min(PIECE, left))):
            self.wfile.write(piece)
            left -= len(piece)

    def _refuse(self, status: HTTPStatus, size: int | None = None) -> None:
        content = f"{status.phrase}\n".encode()
        more = {} if size is None else {"Content-Range": f"bytes */{size}"}
        self._head(status, "text/plain; charset=utf-8", len(content), more)
        if self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, status: HTTPStatus, kind: str, length: int, more: Mapping[str, str]) -> None:
        safe = {
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Accept-Ranges": "bytes",
        }
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(length),
            **safe,
            **more,
        }.items():
            self.send_header(name, value)
        self.end_headers()
