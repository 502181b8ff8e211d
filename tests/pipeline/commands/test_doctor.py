"""The doctor."""

import importlib
import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from pipeline.commands import doctor
from pipeline.scene_loading import APT_LINE, PIP_LINE
from scenes.kit.kept_files import sealed
from tests.pipeline.command_line import invoke, start

Usage = namedtuple("Usage", "total used free")


def stub_without_cairo(folder: Path) -> Path:
    """Return a folder that hides cairo from Python, as a missing library does."""
    stub = folder / "stub"
    stub.mkdir()
    (stub / "cairo.py").write_text("raise ImportError('libcairo.so.2: cannot open shared object')")
    return stub


@pytest.fixture(autouse=True)
def users_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test an empty cache of a user."""
    base = tmp_path_factory.mktemp("user")
    monkeypatch.setenv("XDG_CACHE_HOME", str(base))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    return base / "gradient-descent-course"


def test_damaged_kernels_texts_and_results_are_named_and_removed(users_cache: Path) -> None:
    kernels, texts = users_cache / "kernels-2-0123", users_cache / "type"
    results = users_cache / "results"
    for place in (kernels, texts, results):
        place.mkdir(parents=True)
    (kernels / "yuv.luma-1.nbc").write_bytes(sealed(b"code"))
    assert doctor.check_kept() == doctor.Check("user's cache", "1 file, whole")
    damaged = [kernels / "yuv.chroma-2.nbc", texts / "f00.npz", results / "0.npz.sealed"]
    for path in damaged:
        path.write_bytes(b"half")
    check = doctor.check_kept()
    assert check.found == f"{damaged[0]} is damaged and 2 more"
    assert check.remedy == "python render.py cache --verify"
    result = invoke("cache", "--verify")
    assert result.exit_code == 1
    for path in damaged:
        assert f"{path} was damaged: it is removed, and made anew" in result.stderr
        assert not path.exists()
    result = invoke("cache", "--verify")
    assert result.exit_code == 0
    assert "Every entry is whole." in result.stdout
    assert doctor.check_kept().found == "1 file, whole"


def test_healthy_machine_is_told_so(folder: Path) -> None:
    result = invoke("doctor")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[-1] == "All is well."
    assert all(line.startswith("ok ") for line in lines[:-1])
    for name in ("Python", "manim", "pycairo", "manimpango", "av", "libx264", "gif", "Typst"):
        assert any(name in line for line in lines), name
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["file", "file/in"])
def test_file_in_the_way_of_the_folder_is_named(name: str, folder: Path) -> None:
    (folder / "file").touch()
    check = doctor.check_folder(folder / name)
    assert check.found == f"{folder / 'file'} is a file, not a folder"
    assert "--output" in check.remedy
    assert [path.name for path in folder.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("problem", "found", "remedy"),
    [
        (
            ImportError("libpango.so.0: cannot"),
            "The system library libpango.so.0 is missing",
            APT_LINE,
        ),
        (ModuleNotFoundError("no", name="av"), "The Python package 'av' is missing", PIP_LINE),
        (ImportError("half installed"), "half installed", "the line"),
        (RuntimeError("broken"), "RuntimeError: broken", "the line"),
    ],
)
def test_part_that_does_not_import_is_named_with_what_mends_it(
    problem: Exception, found: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(module: str) -> None:
        raise problem

    monkeypatch.setattr(importlib, "import_module", fail)
    check = doctor.check_package("av", "av", "the line")
    assert (check.found, check.remedy) == (found, remedy)


def test_doctor_without_cairo_goes_on_with_the_rest(folder: Path) -> None:
    process = start("doctor", path=str(stub_without_cairo(folder)), cwd=folder)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert errors == ""
    assert "FAILED  pycairo             The system library libcairo.so.2 is missing" in output
    assert output.count(f"-> {APT_LINE}\n") == 2  # for manim too, which stands on it
    assert "ok      typst" in output
    assert output.endswith("2 of 21 checks failed.\n")


def test_video_without_cairo_is_one_sentence_with_the_apt_line(folder: Path) -> None:
    process = start("video", "demo", path=str(stub_without_cairo(folder)), cwd=folder)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert errors.startswith("Error: The system library libcairo.so.2 is missing; ")
    assert APT_LINE in errors
    assert errors.count("\n") == 1
    assert not (folder / "media").exists()


def test_old_python_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 1, "final", 0))
    check = doctor.check_python()
    assert check.found == "3.10.1"
    assert check.remedy == "install Python 3.11 or newer"


def test_picture_that_pillow_cannot_write_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def check() -> doctor.Check:
        return doctor.check_works("avif", lambda: doctor.find_in_pillow("avif"), "the line")

    assert check().remedy == ""
    monkeypatch.setattr("PIL.features.version", lambda kind: None)
    assert check().remedy == "the line"
    assert "without avif" in check().found


def test_encoder_that_is_not_there_fails() -> None:
    check = doctor.check_works("encoder", lambda: doctor.find_encoder("libx999"), "the line")
    assert check.remedy == "the line"
    assert "libx999" in check.found


def test_folder_that_takes_no_files_fails(folder: Path) -> None:
    Path("media").write_text("not a folder")
    check = doctor.check_folder(Path("media"))
    assert "--output" in check.remedy


def test_little_room_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10, 9, 1_500_000_000))
    check = doctor.check_room(Path("media"))
    assert check.found == "1.5 GB"
    assert "2 GB" in check.remedy
