"""What is kept is harmed in every way: it is made again, and the files are the same."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.cache.store import FOLDER
from tests.harmed_files import become_a_folder, cut, empty, flip
from tests.pipeline.command_line import invoke
from tests.pipeline.disturbed_run import Ordeal, contents
from tests.pipeline.edited_story import Guest, guest, guest_in

__all__ = ["guest"]  # a fixture

WORDS = ("guest", "-q", "draft", "--beat", "first", "--output", "out", "--workers", 1)
VIDEO = ("video", *WORDS)
GIF = ("gif", "guest", "--beat", "first", "--width", 160, "--output", "out")
KINDS = ("notes", "records", "segments")


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def lead_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def lead_to_a_folder(path: Path) -> None:
    path.unlink()
    path.symlink_to("..", target_is_directory=True)


def lead_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def lead_to_a_device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


HARMS = (
    *(cut, flip, lengthen, empty, become_a_folder),
    *(lead_nowhere, lead_to_a_folder, lead_to_itself, lead_to_a_device),
)


@pytest.fixture(scope="module")
def filmed_guest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guest]:
    """Write a story, make its video and its GIF once: who harms what is kept has it made again."""
    folder = tmp_path_factory.mktemp("filmed")
    with guest_in(folder) as story, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv(FOLDER, str(folder / "cache"))
        story.run(*VIDEO)
        story.run(*GIF)
        shutil.copytree("cache", "whole cache")
        patch.undo()
        yield story


@pytest.fixture
def kept(filmed_guest: Guest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work beside that story, and have all that was kept, whole: return the cache."""
    folder = filmed_guest.package.parent
    cache = folder / "cache"
    shutil.rmtree(cache)  # the test before may have left less than there was
    shutil.copytree(folder / "whole cache", cache)
    monkeypatch.chdir(folder)
    monkeypatch.setenv(FOLDER, str(cache))
    return cache


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_harmed_entries_are_made_again(
    kind: str, harm: Callable[[Path], None], filmed_guest: Guest, kept: Path
) -> None:
    before = contents(Path("out"))
    entries = sorted(kept.glob(f"{kind}/*/*"))
    assert entries
    for path in entries:
        harm(path)
    Path("out/guest-first.mp4").unlink()
    result = filmed_guest.run(*VIDEO)
    assert contents(Path("out")) == before
    assert len(filmed_guest.drawn) == (kind == "segments")
    words = [line for line in result.stderr.splitlines() if line]
    assert all(line.endswith("was damaged: it is removed and made anew.") for line in words)
    invoke("cache", "--verify")  # what nobody has asked for is found by this
    assert "Every entry is whole." in invoke("cache", "--verify").stdout


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_harmed_pictures_are_made_again(
    harm: Callable[[Path], None], filmed_guest: Guest, kept: Path
) -> None:
    before = contents(Path("out"))
    entries = list(kept.glob("files/*/*"))
    assert entries
    for path in entries:
        harm(path)
    Path("out/guest-first.gif").unlink()
    filmed_guest.run(*GIF)
    assert contents(Path("out")) == before


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_harmed_entries_are_found_and_pruned(
    harm: Callable[[Path], None], filmed_guest: Guest, kept: Path
) -> None:
    for path in list(kept.glob("*/*/*")):
        harm(path)
    assert invoke("cache").exit_code == 0
    result = invoke("cache", "--prune", "--max-gb", 0)
    assert result.exit_code == 0, result.stderr
    assert not [path for path in kept.glob("*/*/*") if path.lstat().st_size]
    filmed_guest.run("still", *WORDS)


@pytest.mark.parametrize("place", [".", "unfinished", "segments", "notes", "records"])
def test_file_in_a_folders_place_is_one_sentence(place: str, guest: Guest, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    (kept if place != "." else tmp_path).mkdir(exist_ok=True)
    (kept / place).write_text("no folder")
    result = invoke("video", "demo", "-q", "draft", "--output", "out", "--cache", kept)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: The cache in {kept} cannot be used (")
    assert result.stderr.count("\n") == 1
    assert not list(Path("out").glob("*"))


@pytest.mark.parametrize(
    "harm", [cut, become_a_folder, lead_to_a_device], ids=lambda harm: harm.__name__
)
def test_harmed_kernels_do_not_stop_a_video(harm: Callable[[Path], None], tmp_path: Path) -> None:
    ordeal = Ordeal(tmp_path)
    environment = {"env": {"XDG_CACHE_HOME": str(tmp_path / "user")}}
    words = ("video", "demo", "-q", "draft", "--output", "out", "--no-cache")
    ordeal.run(*words, **environment)
    kernels = sorted(tmp_path.glob("user/*/kernels-*/*.nbc"))
    before = [path.read_bytes() for path in kernels]
    assert kernels
    for path in kernels:
        harm(path)
    assert ordeal.run(*words, **environment) == ""
    assert [len(path.read_bytes()) for path in kernels] == [len(each) for each in before]
