"""The page is for this machine alone, and its addresses are names, never paths."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import UserError
from pipeline.local_server import ADDRESS
from pipeline.watch.server import LARGEST_POST, MOST_CONNECTIONS, Handler, Server
from pipeline.watch.session import Session
from pipeline.watch.view import PageView
from scenes.catalog import Entry
from tests.pipeline.disturbed_run import until
from tests.pipeline.watch.project import STORY

DISC = Entry("disc", "Disc", "A disc", "What a disc is.", "stories")
SECRET = b"a file beside what was made"


class Notes:
    """Draws nothing, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []

    def draw(self, options: Mapping[str, Any]) -> None:
        self.requests.append(dict(options))


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def session(tmp_path: Path, notes: Notes) -> Session:
    file = tmp_path / "disc.py"
    file.write_text(STORY, encoding="utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (tmp_path / "secret.png").write_bytes(SECRET)
    session = Session(DISC, file, [tmp_path], scratch, PageView("dark", "show_the_disc", True, {}))
    session.begin(notes)
    (scratch / "secret.png").write_bytes(SECRET)
    (scratch / "1" / "still.png").write_bytes(b"a picture")
    session.hear({"number": 1, "still": "still.png", "beat": "show_the_disc"})
    return session


@pytest.fixture
def server(session: Session) -> Iterator[Server]:
    server = Server(session)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    yield server
    server.shutdown()
    server.server_close()


def ask(
    server: Server,
    path: str,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
    host: str | None = None,
) -> tuple[int, bytes, Mapping[str, str]]:
    """Ask as no browser would: the path goes out as it is."""
    connection = HTTPConnection(ADDRESS, server.server_port, timeout=30)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.putrequest("GET" if body is None else "POST", path, skip_host=True)
    connection.putheader("Host", host or f"{ADDRESS}:{server.server_port}")
    if body is not None:
        connection.putheader("Content-Length", str(len(data)))
    for name, value in (headers or {}).items():
        connection.putheader(name, value)
    connection.endheaders(data if body is not None else None)
    answer = connection.getresponse()
    result = answer.status, answer.read(), dict(answer.getheaders())
    connection.close()
    return result


def post(server: Server, path: str, body: Any, **headers: str) -> int:
    return ask(server, path, {"X-Token": server.token, **headers}, body)[0]


def test_it_listens_on_this_machine_only(server: Server) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)}
    for other in {str(address) for address in others if not str(address).startswith("127.")}:
        with socket.socket(socket.AF_INET6 if ":" in other else socket.AF_INET) as outside:
            outside.settimeout(5)
            assert outside.connect_ex((other, server.server_port)) != 0


def test_what_was_made_is_served_by_its_name(server: Server) -> None:
    status, content, headers = ask(server, "/made/1-still.png")
    assert (status, content, headers["Content-Type"]) == (200, b"a picture", "image/png")


@pytest.mark.parametrize(
    "path",
    [
        "/made/../secret.png",
        "/made/1/still.png",
        "/made/1/../../secret.png",
        "/made/%2e%2e/secret.png",
        "/made/..%2fsecret.png",
        "/made//secret.png",
        "/made/secret.png",
        "/made/",
        "/../secret.png",
        "//secret.png",
        "/secret.png",
        "/page.html",
        "/pipeline/watching/page.html",
        "/?",
        "/made/1-still.png/..",
        "/made/\\..\\secret.png",
        "http://127.0.0.1/made/1-still.png",
        "/etc/passwd",
    ],
)
def test_no_path_leads_to_a_file(server: Server, path: str) -> None:
    status, content, _ = ask(server, path)
    assert status == 404
    assert SECRET not in content


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", "[::1]"]
)
@pytest.mark.parametrize("path", ["/", "/events", "/made/1-still.png"])
def test_another_name_for_this_machine_is_refused(server: Server, host: str, path: str) -> None:
    status, content, _ = ask(server, path, host=host.format(port=server.server_port))
    assert status == 421
    assert b"picture" not in content
    assert server.token.encode() not in content


def test_localhost_is_this_machine(server: Server) -> None:
    assert ask(server, "/", host=f"localhost:{server.server_port}")[0] == 200


@pytest.mark.parametrize("token", [{}, {"X-Token": ""}, {"X-Token": "guess"}, {"X-Token": "ä"}])
def test_nothing_changes_without_the_token(
    server: Server, notes: Notes, token: dict[str, str]
) -> None:
    assert ask(server, "/view", token, {"theme": "light"})[0] == 403
    assert len(notes.requests) == 1


def test_a_foreign_host_with_the_token_is_refused(server: Server, notes: Notes) -> None:
    headers = {"X-Token": server.token}
    assert ask(server, "/view", headers, {"theme": "light"}, host="evil.example")[0] == 421
    assert len(notes.requests) == 1


def test_the_page_changes_what_is_looked_at(server: Server, notes: Notes) -> None:
    change = {"theme": "light", "beat": "show_the_square", "settings": {"radius": "2"}}
    assert post(server, "/view", change) == 200
    options = notes.requests[-1]
    assert (options["theme"], options["beat"], options["settings"]) == (
        "light",
        "show_the_square",
        ["radius=2"],
    )


def test_the_still_is_of_the_second_at_which_the_clip_stands(
    server: Server, notes: Notes, session: Session
) -> None:
    assert post(server, "/place", {"beat": "show_the_disc", "at": 0.25}) == 200
    session.sources_changed({session.file})
    assert notes.requests[-1]["at"] == 0.25
    assert post(server, "/view", {"beat": "show_the_square"}) == 200
    assert notes.requests[-1]["at"] is None


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/view", b"no json"),
        ("/view", b"[" * 50_000),
        ("/view", [1]),
        ("/view", {"folder": "/etc"}),
        ("/view", {"theme": "pink"}),
        ("/view", {"theme": ["dark"]}),
        ("/view", {"beat": 1}),
        ("/view", {"follow": "yes"}),
        ("/view", {"settings": ["radius=2"]}),
        ("/view", {"settings": {"radius": 2}}),
        ("/place", {"beat": "show_the_disc"}),
        ("/place", {"beat": "show_the_disc", "at": "1"}),
        ("/place", {"beat": "show_the_disc", "at": True}),
        ("/place", {"beat": "show_the_disc", "at": -1}),
        ("/place", {"beat": "show_the_disc", "at": float("nan")}),
        ("/view", b" " * (LARGEST_POST + 1)),
    ],
    ids=lambda value: str(value)[:40],  # some are thousands of characters long
)
def test_what_no_page_of_ours_would_ask_is_refused(
    server: Server, notes: Notes, path: str, body: Any
) -> None:
    try:
        assert post(server, path, body) == 400
    except ConnectionError:
        assert isinstance(body, bytes)  # we hung up before all of it had come
    assert len(notes.requests) == 1


def test_an_unknown_post_is_refused(server: Server) -> None:
    assert post(server, "/made/1-still.png", {}) == 404


def test_the_page_takes_nothing_from_elsewhere(server: Server) -> None:
    status, page, headers = ask(server, "/")
    assert status == 200
    assert server.token.encode() in page
    assert b"{{" not in page
    assert b"https://" not in page
    assert b"http://" not in page
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    assert "unsafe" not in policy


def test_events_begin_with_the_present_state(server: Server) -> None:
    connection = HTTPConnection(ADDRESS, server.server_port, timeout=30)
    connection.request("GET", "/events")
    answer = connection.getresponse()
    state = json.loads(answer.readline().removeprefix(b"data: "))
    assert state["still"]["name"] == "1-still.png"
    assert state["commands"]["video"] == "python render.py video disc --beat show_the_disc"
    connection.close()


def test_a_port_that_is_taken_is_said_in_one_sentence(server: Server, session: Session) -> None:
    with pytest.raises(UserError, match=f"Port {server.server_port} of 127.0.0.1 is not free"):
        Server(session, server.server_port)


def threads() -> int:
    return sum("process_request" in thread.name for thread in threading.enumerate())


def opened(server: Server, count: int) -> list[socket.socket]:
    """Open connections that ask for half of something."""
    connections = []
    for _ in range(count):
        connections.append(socket.create_connection((ADDRESS, server.server_port), timeout=30))
        connections[-1].sendall(b"GET / HTTP/1.1\r\nHost:")
    return connections


def test_half_open_connections_take_few_threads_and_stop_nobody(server: Server) -> None:
    connections = opened(server, 1500)
    try:
        assert threads() <= MOST_CONNECTIONS + 10  # some are about to end
        status, content, _ = ask(server, "/made/1-still.png")
        assert (status, content) == (200, b"a picture")
    finally:
        for connection in connections:
            connection.close()
    until(lambda: threads() == 0)


def test_silent_connection_is_closed_in_time(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "timeout", 0.2)
    [connection] = opened(server, 1)
    with connection:
        assert connection.recv(1) == b""


def test_connections_that_are_answered_are_not_closed(server: Server) -> None:
    connections = []
    for _ in range(MOST_CONNECTIONS):
        connection = HTTPConnection(ADDRESS, server.server_port, timeout=30)
        connection.request("GET", "/events")
        assert connection.getresponse().readline().startswith(b"data: ")
        connections.append(connection)
    with socket.create_connection((ADDRESS, server.server_port), timeout=30) as refused:
        assert refused.recv(1) == b""
    for connection in connections:
        connection.close()
