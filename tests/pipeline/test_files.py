"""Files are complete or not there."""

import errno
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, get_ident

import pytest

import pipeline.files
from pipeline.cache.store import FOLDER
from pipeline.errors import UserError
from pipeline.files import (
    clear_leftovers,
    complete,
    complete_set,
    full_disk,
    is_full,
    part_of,
    prepare,
    unwritable,
)
from scenes.kit.kept_files import no_room_to_keep
from tests.pipeline.command_line import files_in, invoke
from tests.pipeline.disturbed_run import (
    Ordeal,
    contents,
    listens,
    locked,
    opens,
    small_disk,
    until,
)

NOBODY = 65534
VIDEOS = ("video", "demo", "rolling", "-q", "draft", "--output", "out")


def test_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "video.mp4"
    with complete(target) as part:
        part.write_text("new")
        assert not target.exists()
        assert part.parent == tmp_path
    assert target.read_text() == "new"
    with complete(target) as part:
        part.write_text("newer")
        assert target.read_text() == "new"
    assert target.read_text() == "newer"
    assert files_in(tmp_path) == {"video.mp4"}


def write_set(folder: Path, text: str, *stills: str) -> None:
    """Write a video with stills into a folder."""
    (folder / "stills").mkdir()
    for name in ("video.mp4", "video.json", *(f"stills/{still}" for still in stills)):
        (folder / name).write_text(text)


def test_set_is_renewed_file_by_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "video.mp4"
    with complete_set(target) as part:
        write_set(part, "old", "1.png", "2.png", "3.png")
    lasting = files_in(tmp_path) - {"stills/3.png"}
    replace, moved = Path.replace, []

    def watched(path: Path, place: Path) -> Path:
        assert all((tmp_path / name).exists() for name in lasting), "one was gone for a while"
        moved.append(str(place.relative_to(tmp_path)))
        return replace(path, place)

    monkeypatch.setattr(Path, "replace", watched)
    with complete_set(target) as part:
        write_set(part, "new", "1.png", "2.png")
    assert files_in(tmp_path) == lasting
    assert {(tmp_path / name).read_text() for name in lasting} == {"new"}
    assert set(moved) == lasting
    assert moved[-1] == "video.mp4"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no locks for folders")
@pytest.mark.parametrize("name", ["a.json", "a-stills"])
def test_what_stands_in_a_sets_way_is_named_and_all_is_as_before(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("old")
    kind = "folder" if name == "a.json" else "file"
    (tmp_path / name).mkdir() if kind == "folder" else (tmp_path / name).write_text("mine")
    said = rf"^Cannot write .*{name}: there is a {kind} of that name; move it away.$"
    with pytest.raises(UserError, match=said), complete_set(tmp_path / "a.mp4") as part:
        (part / "a.mp4").write_text("new")
        (part / "a.json").write_text("new")
        (part / "a-stills").mkdir()
    assert {path.name for path in tmp_path.iterdir()} == {"a.mp4", name}
    assert (tmp_path / "a.mp4").read_text() == "old"


def test_two_sets_of_one_name_at_once_do_not_mix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, first_moved, second_done = tmp_path / "video.mp4", Event(), Event()
    # two runs have two numbers; these two have one
    monkeypatch.setattr(
        pipeline.files, "part_of", lambda path: path.with_name(f".{path.name}.{get_ident()}.part")
    )
    replace = Path.replace

    def slow(path: Path, place: Path) -> Path:
        moved = replace(path, place)
        if moved.read_text() == "first" and not first_moved.is_set():
            first_moved.set()
            second_done.wait(0.5)  # it is not: it waits for us
        return moved

    def second() -> None:
        with complete_set(target) as part:
            write_set(part, "second", "2.png")
            assert first_moved.wait(10)
        second_done.set()

    monkeypatch.setattr(Path, "replace", slow)
    with ThreadPoolExecutor() as others:
        waiting = others.submit(second)
        with complete_set(target) as part:
            write_set(part, "first", "1.png")
        waiting.result()
    names = files_in(tmp_path)
    assert names == {"video.mp4", "video.json", "stills/2.png"}
    assert {(tmp_path / name).read_text() for name in names} == {"second"}


def test_leftover_of_a_process_with_our_number_is_no_hindrance(tmp_path: Path) -> None:
    target = tmp_path / "video.mp4"
    write_set(tmp_path, "old", "1.png")
    part_of(target).mkdir()
    (part_of(target) / "half").touch()
    with complete_set(target) as part:
        (part / "video.mp4").write_text("new")
    assert files_in(tmp_path) == {"video.mp4", "video.json", "stills/1.png"}
    assert target.read_text() == "new"


@pytest.mark.parametrize("problem", [ValueError, KeyboardInterrupt, SystemExit])
def test_old_file_stays_when_the_block_raises(tmp_path: Path, problem: type[BaseException]) -> None:
    target = tmp_path / "video.mp4"
    target.write_text("old")
    with pytest.raises(problem), complete(target) as part:
        part.write_text("half")
        raise problem
    assert target.read_text() == "old"
    assert files_in(tmp_path) == {"video.mp4"}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only Linux tells of those not waited for")
def test_leftover_of_a_process_that_nobody_waited_for_is_cleared(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and is still listed
    part = part_of(tmp_path / "film.mp4")
    left = part.with_name(part.name.replace(f"{os.getpid()}.part", f"{child.pid}.part"))
    left.touch()
    clear_leftovers(tmp_path)
    assert not left.exists()
    child.wait()


def test_leftovers_of_the_dead_are_cleared_and_only_those(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    with complete(tmp_path / "video.mp4") as living:
        living.touch()
        dead = living.with_name(living.name.replace(f"-{os.getpid()}.", f"-{child.pid}."))
        foreign = tmp_path / f".video.mp4.elsewhere-{child.pid}.part"
        unrelated = tmp_path / ".notes.part"
        for path in (dead, foreign, unrelated):
            path.touch()
        clear_leftovers(tmp_path)
        assert files_in(tmp_path) == {living.name, foreign.name, unrelated.name}


def test_clearing_a_folder_that_is_not_there_is_no_problem(tmp_path: Path) -> None:
    clear_leftovers(tmp_path / "nowhere")


def test_prepare_makes_the_folder_and_nothing_else(tmp_path: Path) -> None:
    prepare(tmp_path / "a" / "b" / "video.mp4")
    assert (tmp_path / "a" / "b").is_dir()
    assert files_in(tmp_path) == set()


def test_prepare_refuses_a_file_in_the_folders_place(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("not a folder")
    for folder in (tmp_path / "media", tmp_path / "media" / "videos"):
        with pytest.raises(UserError, match=r"Cannot write to .*\(.*media is a file, not a folder"):
            prepare(folder / "video.mp4")


def test_prepare_refuses_a_folder_in_the_files_place(tmp_path: Path) -> None:
    (tmp_path / "video.mp4").mkdir()
    with pytest.raises(UserError, match="there is a folder of that name"):
        prepare(tmp_path / "video.mp4")


def test_prepare_refuses_a_folder_that_takes_nothing() -> None:
    if not Path("/proc/self").is_dir():
        pytest.skip("needs /proc, which even root cannot write to")
    with pytest.raises(UserError, match="Cannot write to /proc"):
        prepare(Path("/proc/video.mp4"))


def test_prepare_refuses_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="too long"):
        prepare(tmp_path / ("x" * 300))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disks_are_recognised_however_deep(number: int) -> None:
    error = RuntimeError("outer")
    error.__cause__ = ValueError("middle")
    error.__cause__.__context__ = OSError(number, "full")
    assert is_full(error)
    assert not is_full(OSError(errno.EACCES, "no"))


def test_full_disk_names_the_folder_and_the_way_out() -> None:
    sentence = str(unwritable(Path("media"), OSError(errno.ENOSPC, "No space")))
    assert sentence == str(full_disk(Path("media")))
    assert "No room left on the disk while writing to media" in sentence
    assert "--output" in sentence


@pytest.fixture
def ordeal(tmp_path: Path) -> Ordeal:
    return Ordeal(tmp_path)


def sentence(errors: str) -> str:
    """Return what is said, once for each thing that failed."""
    lines = errors.strip().splitlines()
    assert all(line.startswith("Error: ") for line in lines), errors
    assert len(lines) == len(set(lines))
    return lines[0]


@pytest.mark.parametrize("size", ["16k", "40k", "90k"])
def test_full_output_folder(size: str, ordeal: Ordeal) -> None:
    with small_disk(ordeal.out, f"size={size}"):
        (ordeal.out / "demo.mp4").write_bytes(b"old")
        errors = ordeal.run(*VIDEOS, code=1)
        assert "No room left on the disk while writing to out" in sentence(errors)
        assert ordeal.litter == set()
        made = contents(ordeal.out)
        videos = {name for name in made if name.endswith(".mp4")}
        finished = videos - ({"demo.mp4"} if made["demo.mp4"] == b"old" else set())
        assert len(made) > len(videos) if finished else made == {"demo.mp4": b"old"}
    ordeal.run(*VIDEOS)
    assert ordeal.drawn == [], "what was drawn is kept"


def test_scene_that_needs_no_room_is_finished(ordeal: Ordeal) -> None:
    with small_disk(ordeal.out, "size=2m"):
        ordeal.run("video", "rolling", "-q", "draft", "--output", "out")
        before = contents(ordeal.out)
        free = shutil.disk_usage(ordeal.out).free
        (ordeal.out / "ballast").write_bytes(bytes(free - 8192))
        errors = ordeal.run(*VIDEOS, code=1)
        assert "1 of 2 scenes failed: demo." in errors
        assert before.items() <= contents(ordeal.out).items()
        assert ordeal.litter == set()


@pytest.mark.parametrize("size", ["8k", "48k", "100k"])
def test_full_cache_stops_nothing(size: str, ordeal: Ordeal) -> None:
    with small_disk(ordeal.cache, f"size={size}"):
        errors = ordeal.run(*VIDEOS)
        assert errors == no_room_to_keep(ordeal.cache) + "\n"
        assert ordeal.litter == set()
        assert ordeal.run("cache", "--verify") == ""
        made = contents(ordeal.out)
    assert all(opens(path) for path in ordeal.out.glob("*.mp4"))
    ordeal.run(*VIDEOS)
    assert contents(ordeal.out) == made


@pytest.mark.parametrize(
    ("verb", "files"),
    [
        (("still", "demo", "--output", "out"), 1),
        (("gif", "demo", "--width", "160", "--output", "out"), 1),
        (("script", "--scenes", "demo"), 0),
    ],
)
def test_full_users_cache_stops_nothing(verb: tuple[str, ...], files: int, ordeal: Ordeal) -> None:
    users = ordeal.folder / "user"
    with small_disk(users, "size=24k"):
        own = {"XDG_CACHE_HOME": str(users), FOLDER: ""}
        errors = ordeal.run(*verb, env=own)
        assert errors in {"", no_room_to_keep(users / "gradient-descent-course") + "\n"}
        assert ordeal.litter == set()
        assert len(contents(ordeal.out)) == files


def test_full_disk_below_kernels_alone_stops_nothing(ordeal: Ordeal) -> None:
    users = ordeal.folder / "user"
    with small_disk(users, "size=24k"):
        errors = ordeal.run(*VIDEOS, env={"XDG_CACHE_HOME": str(users)})
        assert errors == no_room_to_keep(users / "gradient-descent-course") + "\n"
        assert ordeal.litter == set()
    assert (ordeal.out / "demo.mp4").exists()


def test_full_cache_and_full_temporary_files_are_named(ordeal: Ordeal) -> None:
    with small_disk(ordeal.cache, "size=16k"), small_disk(ordeal.temporary, "size=24k"):
        errors = ordeal.run(*VIDEOS, code=1)
        assert f"Error: No room left on the disk while writing to {ordeal.cache}: free" in errors
        assert str(ordeal.temporary) in errors
        assert contents(ordeal.out) == {}


@pytest.mark.parametrize("size", ["4k", "16k"])
def test_full_folder_for_temporary_files(size: str, ordeal: Ordeal) -> None:
    with small_disk(ordeal.temporary, f"size={size}"):
        process = ordeal.start(*VIDEOS)
        until(lambda: process.poll() is not None)
        errors = process.communicate()[1]
        assert "Traceback" not in errors
        assert ordeal.litter == set()
        if process.returncode:  # Python takes another folder when it finds this one full
            assert "No room left on the disk" in sentence(errors)
            assert f"temporary files to {ordeal.temporary}:" in sentence(errors)
            assert contents(ordeal.out) == {}


@pytest.mark.parametrize("verb", [("gif", "demo", "--width", "160"), ("still", "demo")])
def test_full_disk_under_pictures(verb: tuple[str, ...], ordeal: Ordeal) -> None:
    with small_disk(ordeal.out, "size=4k"):
        (ordeal.out / "ballast").write_bytes(bytes(4096))
        errors = ordeal.run(*verb, "--output", "out", code=1)
        assert "No room left on the disk while writing to out" in sentence(errors)
        assert set(contents(ordeal.out)) == {"ballast"}
        assert ordeal.litter == set()


def test_locked_output_folder(ordeal: Ordeal) -> None:
    with small_disk(ordeal.out, "size=1m"):
        (ordeal.out / "demo.mp4").write_bytes(b"old")
        locked(ordeal.out)
        errors = ordeal.run(*VIDEOS, code=1)
        assert sentence(errors).startswith("Error: Cannot write to out (Read-only file system)")
        assert contents(ordeal.out) == {"demo.mp4": b"old"}
        assert ordeal.drawn == [], "it is said before anything is drawn"


def test_locked_cache(ordeal: Ordeal) -> None:
    with small_disk(ordeal.cache, "size=1m"):
        locked(ordeal.cache)
        errors = ordeal.run(*VIDEOS, code=1)
        assert sentence(errors).startswith(f"Error: The cache in {ordeal.cache} cannot be used (")
        assert contents(ordeal.out) == {}


def test_disk_that_is_locked_while_it_is_drawn(ordeal: Ordeal) -> None:
    with small_disk(ordeal.out, "size=1m"):
        process = ordeal.start(*VIDEOS)
        until(lambda: listens(process) and bool(ordeal.drawn))
        locked(ordeal.out)
        errors = process.communicate()[1]
        assert process.returncode == 1
        assert "Cannot write to out (" in sentence(errors)
        assert contents(ordeal.out) == {}


def test_cache_of_somebody_else(ordeal: Ordeal) -> None:
    if os.geteuid():
        print(reason := "only root can become somebody else")
        pytest.skip(reason)
    assert invoke("cache").exit_code == 0  # what this imports, somebody else may not read
    ordeal.cache.chmod(0o700)
    os.seteuid(NOBODY)
    try:
        result = invoke("cache", "--cache", ordeal.cache)
    finally:
        os.seteuid(0)
    assert result.exit_code == 1
    assert sentence(result.stderr).startswith(
        f"Error: The cache in {ordeal.cache} cannot be used ("
    )
    assert "Permission denied" in result.stderr
