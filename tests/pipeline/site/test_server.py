"""The site's server gives out its folder, in parts where asked, and nothing else to nobody else."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.site.server import Server

PAGE, FILM = b"<!doctype html>here", bytes(range(256)) * 1000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "site"
    (folder / "media").mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "media" / "film.mp4").write_bytes(FILM)
    (folder / "notes.txt").write_text("mine")
    (folder / ".hidden.html").write_text("mine")
    (tmp_path / "secret.html").write_text("mine")
    (folder / "link.html").symlink_to(tmp_path / "secret.html")
    server = Server(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def ask(
    server: Server, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=named)
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


@pytest.mark.parametrize("path", ["/", "/index.html", "/index.html?x=1"])
def test_a_page_is_given_out(server: Server, path: str) -> None:
    status, headers, content = ask(server, path)
    assert (status, content) == (200, PAGE)
    assert headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=1000-", 1000, len(FILM)),
        ("bytes=-500", len(FILM) - 500, len(FILM)),
        ("bytes=255900-999999", 255_900, len(FILM)),
    ],
)
def test_a_range_of_a_film_is_given_out(server: Server, asked: str, start: int, end: int) -> None:
    status, headers, content = ask(server, "/media/film.mp4", Range=asked)
    assert status == 206
    assert content == FILM[start:end]
    assert headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(FILM)}"


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=20-10", "bytes=-0"])
def test_a_range_that_is_not_there_is_refused(server: Server, asked: str) -> None:
    status, headers, _ = ask(server, "/media/film.mp4", Range=asked)
    assert status == 416
    assert headers["Content-Range"] == f"bytes */{len(FILM)}"


@pytest.mark.parametrize("asked", ["lines=1-2", "bytes=1-2,4-5", "bytes=-", "bytes=a-b"])
def test_a_range_of_another_kind_is_the_whole(server: Server, asked: str) -> None:
    status, _, content = ask(server, "/media/film.mp4", Range=asked)
    assert (status, content) == (200, FILM)


def test_the_head_alone_has_no_content(server: Server) -> None:
    status, headers, content = ask(server, "/media/film.mp4", "HEAD")
    assert (status, headers["Content-Length"], content) == (200, str(len(FILM)), b"")


@pytest.mark.parametrize(
    "path",
    [
        *("/../secret.html", "/%2e%2e/secret.html", "/media/../../secret.html", "/link.html"),
        *(
            "/media/../index.html",
            "/notes.txt",
            "/.hidden.html",
            "/media",
            "/none.html",
            "/%00.html",
            "/%ff.html",
        ),
        *("//secret.html", "/" + "a" * 5000 + ".html"),
    ],
)
def test_nothing_else_is_given_out(server: Server, path: str) -> None:
    status, _, content = ask(server, path)
    assert status == 404
    assert b"mine" not in content


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1", "localhost:1", ""])
def test_another_name_of_the_host_is_refused(server: Server, host: str) -> None:
    assert ask(server, "/", Host=host)[0] == 421


def test_nothing_can_be_sent_to_it(server: Server) -> None:
    assert ask(server, "/", "POST")[0] == 501


def test_a_port_that_is_taken_is_said(server: Server, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^Port \d+ of 127.0.0.1 is not free .*--port, or none\.$"):
        Server(tmp_path, server.server_port)
