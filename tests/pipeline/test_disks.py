"""Disks that are full or locked: one sentence that names the place, nothing half-written."""

import os
import shutil
from pathlib import Path

import pytest

from tests.pipeline.command_line import invoke
from tests.pipeline.ordeal import Ordeal, contents, listens, locked, small_disk, until

NOBODY = 65534
VIDEOS = ("video", "demo", "rolling", "-q", "draft", "--output", "out")


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
def test_full_cache(size: str, ordeal: Ordeal) -> None:
    with small_disk(ordeal.cache, f"size={size}"):
        errors = ordeal.run(*VIDEOS, code=1)
        assert f"No room left on the disk while writing to {ordeal.cache}" in sentence(errors)
        assert "--cache" in errors
        assert ordeal.litter == set()
        assert ordeal.run("cache", "--verify") == ""


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
