"""Many scenes, some of them in trouble, a person who loses patience."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from pipeline.build.video import VideoBuild, video_spec
from pipeline.commands.plan import plan_videos
from pipeline.commands.request import Request, RunOptions, VideoOptions
from pipeline.encode.mp4 import Video
from pipeline.job import Failure, Job, Listener, Outcome, Progress, Result
from pipeline.presets import QUALITIES
from pipeline.run import pool
from pipeline.run.pool import Pool
from pipeline.run.scheduler import Scheduler
from scenes.catalog import Entry
from tests.pipeline.command_line import files_in, invoke
from tests.pipeline.forking import Forked
from tests.pipeline.stories import DEMO, DYING, EMPTY, STUMBLING

pytestmark = pytest.mark.usefixtures("folder")

PATIENCE = 60.0
PROMPT = 2.5
SMALL_FILES = """
import resource, sys
from tests.pipeline.render_stories import main
sys.dont_write_bytecode = True  # modules that are cut off would be kept
resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))
main()
"""
"""The command line in a process that may write files of so many bytes at most."""


def jobs(*entries: Entry, output: str = "out", beats: Sequence[str] = ()) -> list[Job]:
    request = Request(entries, beats=tuple(beats), output=Path(output))
    return plan_videos(request, VideoOptions("draft")).jobs


def run(jobs: Sequence[Job], workers: int, listener: Listener) -> list[Outcome]:
    """Draw them whatever is kept."""
    store = RunOptions().store()
    videos = [VideoBuild(video_spec(job), store, True) for job in jobs]
    return Scheduler(videos, lambda scratch: nullcontext(Pool(scratch, workers)), listener).run()


def ignore(number: int, message: Progress | Outcome) -> None:
    """Listen to nothing."""


def until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def is_running(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_result_says_what_was_made(folder: Path) -> None:
    [job] = jobs(DEMO)
    [result] = run([job], 1, ignore)
    assert isinstance(result, Result)
    assert result.path == Path("out/demo.mp4")
    assert result.bytes == (folder / "out" / "demo.mp4").stat().st_size
    assert (result.scene, result.frames) == ("demo", 61)
    assert result.duration == pytest.approx(61 / 15)
    assert [beat.name for beat in result.beats] == ["draw_it", "turn_it", "let_it_go"]
    assert 0 < result.took < PATIENCE


def test_two_workers_make_the_same_bytes_as_one(folder: Path) -> None:
    for number_of_workers, output in ((1, "one"), (2, "two")):
        copies = [jobs(DEMO, output=f"{output}/{number}")[0] for number in range(2)]
        outcomes = run(copies, number_of_workers, ignore)
        assert all(isinstance(outcome, Result) for outcome in outcomes)
    made = [path.read_bytes() for path in sorted(folder.rglob("demo.mp4"))]
    assert len(made) == 4
    assert len(set(made)) == 1


def test_workers_that_cannot_be_forked_make_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(jobs(DEMO, output="forked", beats=["draw_it"]), 1, ignore)
    monkeypatch.setattr(pool, "START_METHOD", "spawn")
    [outcome] = run(jobs(DEMO, output="spawned", beats=["draw_it"]), 1, ignore)
    assert isinstance(outcome, Result), outcome
    forked, spawned = (folder / name / "demo-draw_it.mp4" for name in ("forked", "spawned"))
    assert forked.read_bytes() == spawned.read_bytes()


def test_failures_do_not_stop_the_others_and_keep_their_place() -> None:
    told: list[tuple[int, Progress | Outcome]] = []
    outcomes = run(jobs(STUMBLING, DYING, DEMO), 2, lambda *word: told.append(word))
    heard = [message for _, message in told]
    assert {number for number, message in told if message.scene == "demo"} == {2}
    stumbled, died, made = outcomes
    assert isinstance(stumbled, Failure)
    assert "stumbling.py" in stumbled.message
    assert "Traceback" in stumbled.details
    assert isinstance(died, Failure)
    assert "was killed by SIGKILL" in died.message
    assert "memory" in died.message
    assert isinstance(made, Result)
    assert {outcome for outcome in heard if not isinstance(outcome, Progress)} == set(outcomes)
    beats = [word.beat for word in heard if isinstance(word, Progress) and word.scene == "demo"]
    assert list(dict.fromkeys(beats)) == ["draw_it", "turn_it", "let_it_go"]


def test_outcomes_come_in_the_order_asked_for() -> None:
    outcomes = run(jobs(DEMO, EMPTY), 2, ignore)  # the second one is over sooner
    assert [outcome.scene for outcome in outcomes] == ["demo", "empty"]


@pytest.mark.parametrize("entry", [STUMBLING, DYING])
def test_failure_leaves_the_old_file_and_no_other(entry: Entry, folder: Path) -> None:
    [job] = jobs(entry)
    job.path.write_text("old")
    [outcome] = run([job], 1, ignore)
    assert isinstance(outcome, Failure)
    assert job.path.read_text() == "old"
    assert files_in(folder) == {str(job.path)}


def test_listener_that_raises_stops_the_workers(folder: Path) -> None:
    def interrupt(number: int, message: Progress | Outcome) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(jobs(DEMO), 1, interrupt)
    assert files_in(folder) == set()


@pytest.mark.parametrize(
    ("number", "code", "to_all"),
    [(signal.SIGINT, 130, True), (signal.SIGINT, 130, False), (signal.SIGTERM, 143, False)],
)
def test_interrupted_it_leaves_at_once_and_cleanly(
    number: signal.Signals, code: int, to_all: bool, folder: Path
) -> None:
    target = folder / "out" / "sleeping.mp4"
    target.parent.mkdir()
    target.write_text("old")
    words = ("video", "sleeping", "demo", "-q", "draft", "--output", "out", "--workers", 2)
    process = Forked(words, folder, os.environ)
    both = (folder / "asleep", folder / "out" / "demo.mp4")
    until(lambda: all(file.exists() for file in both))  # both at once, then
    interrupted = time.monotonic()
    if to_all:  # as a terminal does
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    _, errors = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - interrupted < PROMPT
    assert process.returncode == code
    assert not is_running(process.pid)
    assert "Traceback" not in errors
    assert target.read_text() == "old"
    left = {name for name in files_in(folder) if not name.startswith("out/demo")}
    assert left == {"asleep", "out/sleeping.mp4"}


def test_workers_do_not_outlive_a_killed_parent(folder: Path, cache: Path) -> None:
    words = ("video", "demo", "-q", "medium", "--set", "steps=10", "--output", "out")
    process = Forked(words, folder, os.environ)
    until(lambda: any(name.startswith("segments") for name in files_in(cache)))
    process.kill()
    process.communicate()
    until(lambda: not is_running(process.pid))
    assert files_in(folder) == set()


def test_limit_of_a_files_size_is_one_sentence(folder: Path) -> None:
    words = ("video", "demo", "-q", "draft", "--output", "out")
    process = Forked(words, folder, os.environ, SMALL_FILES.format(most=5000))
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert errors.startswith("Error: A file may have 5,000 bytes at most here, and one needs more")
    assert errors.count("\n") == 1
    assert files_in(folder) == set()


@pytest.mark.parametrize("verb", ["gif", "still"])
def test_limit_of_a_files_size_is_one_sentence_for_pictures_too(verb: str, folder: Path) -> None:
    words = (verb, "demo", "--beat", "draw_it", "--output", "out")
    process = Forked(words, folder, os.environ, SMALL_FILES.format(most=500))
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert errors.startswith("Error: A file may have 500 bytes at most here, and one needs more")
    assert "ulimit -f" in errors
    assert files_in(folder) == set()


def test_job_says_what_it_draws() -> None:
    [job] = jobs(DEMO, beats=["turn_it"])
    assert job.format == Video(QUALITIES["draft"])
    assert (job.beats, job.theme) == (("turn_it",), "dark")
    assert job.path == Path("out/demo-turn_it.mp4")


def test_killed_worker_is_reported_by_the_command_line() -> None:
    result = invoke("video", "dying", "-q", "draft")
    assert result.exit_code == 1
    assert "dying.py: the process that drew it was killed by SIGKILL" in result.stderr
