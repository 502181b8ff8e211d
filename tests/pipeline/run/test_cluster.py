"""Units on a real Dask cluster: the same files, whoever draws them and whoever is lost."""

import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.build.scene import DrawChunk
from pipeline.build.tasks import Task
from pipeline.commands import execute as execution
from pipeline.errors import UserError
from pipeline.job import Listener, Outcome, Progress
from pipeline.run.cluster import connect
from pipeline.run.cluster import worker as cluster_worker
from pipeline.run.cluster.executor import ClusterExecutor
from pipeline.run.cluster.worker import Sources, objection, sources
from pipeline.sources import OWN
from tests.pipeline.command_line import ROOT, files_in, invoke, start
from tests.pipeline.dask_cluster import HERE, Farm, until
from tests.pipeline.stories import DEMO

pytestmark = [pytest.mark.usefixtures("folder"), pytest.mark.xdist_group("cluster")]

PROMPT = 2.5
DRAFT = ("-q", "draft", "--output", "out")
LONG = ("demo", "rolling", "-q", "low")


WITHOUT_THE_COURSE = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"gdcore", "scenes", "pipeline", "tests"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Refuse())
"""
"""What Python runs first on a machine where the course is not installed."""


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """Start a scheduler, for workers to be added."""
    farm = Farm(tmp_path_factory.mktemp("farm"))
    yield farm
    farm.close()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the beats that are sent to workers."""
    beats: list[str] = []
    begin = ClusterExecutor.start

    def note(self: ClusterExecutor, number: int, task: Task) -> None:
        beats.extend(task.chunk.beats if isinstance(task, DrawChunk) else ())
        begin(self, number, task)

    monkeypatch.setattr(ClusterExecutor, "start", note)
    return beats


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Progress | Outcome]:
    """Listen in the place of the bars."""
    words: list[Progress | Outcome] = []

    @contextmanager
    def listening(labels: Sequence[str], lines: object = None) -> Iterator[Listener]:
        yield lambda number, word: words.append(word)

    monkeypatch.setattr(execution, "shown_progress", listening)
    return words


def made(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files_in(folder)}


def segments(cache: Path) -> list[Path]:
    return [path for path in cache.glob("segments/*/*") if path.is_file()]


def test_killed_worker_makes_no_difference(farm: Farm, folder: Path) -> None:
    local = invoke("video", *LONG, "--output", "local", "--cache", "one")
    assert local.exit_code == 0, local.output
    workers = farm.have(2)
    words = ("video", *LONG, "--output", "far", "--cache", "two", "--cluster", farm.address)
    process = start(*words, cwd=folder)
    until(lambda: all(worker.draws for worker in workers))
    workers[0].kill()
    assert workers[0].draws  # what it was writing is left
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert errors == ""
    assert made(folder / "far") == made(folder / "local")


def test_only_what_is_missing_is_drawn(
    farm: Farm, sent: list[str], heard: list[Progress | Outcome], folder: Path, cache: Path
) -> None:
    farm.have(2)
    words = ("video", "demo", *DRAFT, "--cluster", farm.address)
    first = invoke(*words)
    assert first.exit_code == 0, first.output
    assert {"draw_it", "turn_it", "let_it_go"} <= set(sent)
    beats = dict.fromkeys(word.beat for word in heard if isinstance(word, Progress))
    assert list(beats) == ["draw_it", "turn_it", "let_it_go"]
    assert max(word.frames for word in heard if isinstance(word, Progress)) == 61
    before = made(folder / "out")
    sent.clear()
    max(segments(cache), key=lambda path: path.stat().st_size).unlink()
    shutil.rmtree("out")
    assert invoke(*words).exit_code == 0
    assert len(sent) == 1
    assert made(folder / "out") == before


def test_unit_that_fails_twice_stops_the_run_and_keeps_what_is_done(
    farm: Farm, folder: Path, cache: Path
) -> None:
    farm.have(2)
    process = start("video", "stumbling", *DRAFT, "--cluster", farm.address, cwd=folder)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" in errors
    assert "# THE STONE" in errors
    last = errors.splitlines()[-1]
    assert last.startswith("Error: stumbling failed: beat stumble, ")
    assert "RuntimeError: a stone (twice: on tcp://" in last
    first, second = (part.split()[0] for part in last.split("on tcp://")[1:])
    assert first != second
    assert len(segments(cache)) == 1
    assert files_in(folder) == set()


def test_ctrl_c_ends_the_run_and_the_drawing(farm: Farm, folder: Path) -> None:
    workers = farm.have(2)
    words = ("video", "demo", "-q", "4k", "--set", "steps=10", "--output", "out")
    process = start(*words, "--cluster", farm.address, cwd=folder)
    until(lambda: any(worker.draws for worker in workers))
    interrupted = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert time.monotonic() - interrupted < PROMPT
    assert process.returncode == 130
    assert errors == "Interrupted: what was complete is there, nothing half-written.\n"
    until(lambda: not any(worker.draws for worker in workers))
    assert files_in(folder) == set()


def test_lost_scheduler_is_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, folder: Path
) -> None:
    farm = Farm(tmp_path_factory.mktemp("lost"))
    try:
        [worker] = farm.have(1)
        words = ("video", "sleeping", "-q", "draft", "--output", "out")
        process = start(*words, "--cluster", farm.address, cwd=folder)
        until((worker.folder / "asleep").exists)
        farm.lose_scheduler()
        _, errors = process.communicate(timeout=60)
    finally:
        farm.close()
    assert process.returncode == 1
    assert errors == (
        "Error: The cluster's scheduler was lost: start it and go on; what was drawn is kept.\n"
    )


def test_scheduler_lost_before_anything_is_drawn_is_one_sentence(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    farm = Farm(tmp_path_factory.mktemp("lost early"))
    try:
        farm.have(1)
        connect.quiet()
        with connect.connected(farm.address) as client:
            farm.lose_scheduler()
            with pytest.raises(UserError, match=r"^The cluster's scheduler was lost: start it "):
                connect.turn_away(client, farm.address, sources([DEMO.module]))
    finally:
        farm.close()


def test_lecture_on_a_cluster_here_is_the_same(folder: Path) -> None:
    words = ("lecture", "--scenes", "rolling", "-q", "draft")
    assert invoke(*words, "--output", "out", "--cache", "one").exit_code == 0
    here = ("--output", "here", "--cluster", "local", "--workers", 2, "--cache", "two")
    result = invoke(*words, *here)
    assert result.exit_code == 0, result.output
    assert made(folder / "here") == made(folder / "out")


def test_worker_with_other_sources_is_refused(
    tmp_path_factory: pytest.TempPathFactory, folder: Path
) -> None:
    other = tmp_path_factory.mktemp("other")
    for package in (*OWN, "tests"):
        ignored = shutil.ignore_patterns("__pycache__", "frames")
        shutil.copytree(ROOT / package, other / package, ignore=ignored)
    with (other / "scenes" / "kit" / "theme.py").open("a") as theme:
        theme.write("# another colour\n")
    farm = Farm(tmp_path_factory.mktemp("mixed"))
    try:
        farm.have(1)
        farm.have(2, other)
        result = invoke("video", "demo", *DRAFT, "--cluster", farm.address)
    finally:
        farm.close()
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: Worker tcp://127.0.0.1:")
    assert result.stderr.endswith(
        "has another scenes/kit/theme.py: install the same version of the course there.\n"
    )
    assert files_in(folder) == set()


def test_scheduler_without_workers_and_a_worker_without_the_course(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "SECONDS_TO_ANSWER", 0.5)
    farm = Farm(tmp_path_factory.mktemp("idle"))
    try:
        result = invoke("video", "demo", *DRAFT, "--cluster", farm.address)
        assert result.exit_code == 1
        assert result.stderr == (
            f"Error: The scheduler at {farm.address} has no workers: start some with "
            f"`dask worker {farm.address} --nthreads 1 --nworkers auto`.\n"
        )
        monkeypatch.setattr(connect, "SECONDS_TO_ANSWER", 20.0)
        (farm.folder / "sitecustomize.py").write_text(WITHOUT_THE_COURSE, encoding="utf-8")
        farm.have(1, farm.folder)
        result = invoke("video", "demo", *DRAFT, "--cluster", farm.address)
        assert result.exit_code == 1
        assert "cannot import the course or what it needs (" in result.stderr
        assert result.stderr.count("\n") == 1
    finally:
        farm.close()


def test_no_scheduler_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "SECONDS_TO_ANSWER", 0.5)
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind((HERE, 0))
        address = f"tcp://{HERE}:{taken.getsockname()[1]}"
        result = invoke("video", "demo", *DRAFT, "--cluster", address)
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: No scheduler answers at {address}: start one with `dask scheduler`, "
        "or mend the address.\n"
    )


@pytest.mark.parametrize(
    "address",
    ["", "host:8786", "http://host:8786", "tcp://host", "tcp://:1", "tcp://h:x", "tcp://["],
)
def test_what_is_no_address_is_one_sentence(address: str) -> None:
    result = invoke("video", "demo", *DRAFT, "--cluster", address)
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: --cluster {address!r} is not the address of a scheduler: "
        "give tcp://host:8786, or local.\n"
    )


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = invoke("video", "demo", *DRAFT, "--cluster", "local")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: --cluster needs Dask; to install it: pip install -e '.[cluster]'\n"
    )


@pytest.fixture
def expected(monkeypatch: pytest.MonkeyPatch) -> Sources:
    """Return what this process draws with, as seen for the first time."""
    monkeypatch.setattr(cluster_worker, "_loaded", {})
    return sources([DEMO.module])


def changed(expected: Sources, change: dict[str, str]) -> Sources:
    return replace(expected, named={**expected.named, **change})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"gdcore/new.py": "1"}, "has no gdcore/new.py: install the same"),
        ({"gdcore/path.py": "1"}, "has another gdcore/path.py: install the same"),
        ({"tests/pipeline/stories/demo.py": "1"}, "has another tests/pipeline/stories/demo.py"),
        ({"manim": "0.1"}, "and 0.1 is used here: install the same there"),
    ],
)
def test_objection_names_what_differs(change: dict[str, str], said: str, expected: Sources) -> None:
    found = objection(changed(expected, change))
    assert found.startswith(said) if "used" not in said else found.endswith(said)
    assert bool(found) == bool(said)


def test_what_was_imported_before_it_changed_is_not_used(
    expected: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not objection(expected)
    later = changed(expected, {"scenes/kit/theme.py": "1"})
    monkeypatch.setattr(cluster_worker, "sources", lambda modules: later)
    assert objection(later) == (
        "was started before scenes/kit/theme.py was changed: start it again"
    )


def test_worker_with_many_threads_is_refused(expected: Sources) -> None:
    assert "start it with --nthreads 1" in objection(expected, threads=4)
