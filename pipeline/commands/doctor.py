"""``render.py doctor``: check what is installed, what works, and say what mends the rest.

Everything examined is imported by name, since any of it may be missing.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UserError
from pipeline.files import in_the_way, prepare
from pipeline.scene_loading import APT_LINE, PIP_LINE, missing_part
from scenes.kit.kernel_folder import kept_kernels, kernels_base, shared

OLDEST_PYTHON = (3, 11)

PACKAGES = {
    "numpy": "numpy",
    "scipy": "scipy",
    "manim": "manim",
    "typst": "typst",
    "contourpy": "contourpy",
    "click": "click",
    "pydantic": "pydantic",
    "rich": "rich",
    "av": "av",
    "PIL": "pillow",
}
"""What is imported, and the package that it comes in."""

SYSTEM_PACKAGES = {"cairo": "pycairo", "manimpango": "manimpango"}
"""The same, for those that need libraries of the system."""

ROOM_WANTED = 2_000_000_000
"""Bytes that a course in 4K may take."""


@dataclass(frozen=True)
class Check:
    """One thing examined.

    Parameters
    ----------
    name
        What it is.
    found
        Its version, or what is wrong.
    remedy
        The line that mends it; nothing when it is well.
    """

    name: str
    found: str
    remedy: str = ""


def examine(media: Path) -> int:
    """Check everything and print a table.

    Parameters
    ----------
    media
        The folder that videos will go to.

    Returns
    -------
    int
        The exit code: 0 when all is well.
    """
    checks = list(check_all(media))
    width = max(len(check.name) for check in checks)
    for check in checks:
        state = "FAILED" if check.remedy else "ok"
        click.echo(f"{state:6}  {check.name:{width}}  {check.found}")
        if check.remedy:
            click.echo(f"{'':6}  {'':{width}}  -> {check.remedy}")
    failed = sum(bool(check.remedy) for check in checks)
    click.echo(f"{failed} of {len(checks)} checks failed." if failed else "All is well.")
    return 1 if failed else 0


def check_all(media: Path) -> Iterator[Check]:
    """Yield every check, in the order in which their remedies should be tried."""
    yield check_python()
    for module, package in SYSTEM_PACKAGES.items():
        yield check_package(module, package, APT_LINE)
    for module, package in PACKAGES.items():
        yield check_package(module, package, PIP_LINE)
    yield check_works("Typst sets a glyph", set_a_glyph, "pip install --force-reinstall typst")
    for codec in ("libx264", "gif"):
        remedy = "pip install --force-reinstall --only-binary av av"
        yield check_works(f"encoder {codec}", partial(find_encoder, codec), remedy)
    for kind in ("webp", "avif"):
        remedy = "pip install --force-reinstall --only-binary pillow pillow"
        yield check_works(f"encoder {kind}", partial(find_in_pillow, kind), remedy)
    yield check_kept()
    yield check_folder(media)
    yield check_room(media)


def check_python() -> Check:
    """Check Python's version."""
    found = ".".join(map(str, sys.version_info[:3]))
    oldest = ".".join(map(str, OLDEST_PYTHON))
    old = sys.version_info[:2] < OLDEST_PYTHON
    return Check("Python", found, f"install Python {oldest} or newer" if old else "")


def check_package(module: str, package: str, remedy: str) -> Check:
    """Check that a module can be imported, and what version its package has."""
    try:
        importlib.import_module(module)
        return Check(package, importlib.metadata.version(package))
    except ImportError as error:
        what, line = missing_part(error) or (str(error), remedy)
        return Check(package, what, line)
    except Exception as error:
        return Check(package, f"{type(error).__name__}: {error}", remedy)


def check_works(name: str, act: Callable[[], str], remedy: str) -> Check:
    """Check that something can be done."""
    try:
        return Check(name, act())
    except Exception as error:
        return Check(name, f"{type(error).__name__}: {error}", remedy)


def set_a_glyph() -> str:
    """Set one formula with Typst, in its own fonts, and return how large it came out."""
    typst: Any = importlib.import_module("typst")
    page = b"#set page(width: auto, height: auto)\n$alpha$"
    drawn = typst.compile(page, format="svg", ignore_system_fonts=True)
    return f"{len(drawn)} bytes of SVG"


def find_encoder(name: str) -> str:
    """Return what an encoder of PyAV's FFmpeg is called in full."""
    av: Any = importlib.import_module("av")
    return str(av.Codec(name, "w").long_name)


def find_in_pillow(kind: str) -> str:
    """Return the version of what Pillow writes a kind of picture with."""
    features: Any = importlib.import_module("PIL.features")
    version = features.version(kind)
    if version is None:
        raise RuntimeError(f"Pillow was built without {kind}")
    return str(version)


def check_kept() -> Check:
    """Check what is kept between runs apart from the cache: code, set texts, results."""
    name = "user's cache"
    try:
        place = kernels_base()
        problem = shared(place)
        outlines: Any = importlib.import_module("scenes.kit.text.outlines")
        results: Any = importlib.import_module("scenes.kit.kept_results")
        states = [*kept_kernels(), *outlines.kept_outlines(), *results.kept_results()]
    except Exception as error:  # NumPy may be missing, which has a line of its own
        return Check(name, f"not checked ({error})")
    if problem:
        remedy = "remove that, or take the right to write to it from all others"
        return Check(name, f"not used for compiled code: {problem}", remedy)
    damaged = [path for path, whole in states if not whole]
    if damaged:
        more = f" and {len(damaged) - 1} more" if len(damaged) > 1 else ""
        return Check(name, f"{damaged[0]} is damaged{more}", "python render.py cache --verify")
    return Check(name, "1 file, whole" if len(states) == 1 else f"{len(states)} files, all whole")


def check_folder(media: Path) -> Check:
    """Check that files can be written to a folder, which is removed again if it was not there."""
    why = in_the_way(media)
    if why is None:
        anchor = _existing_parent(media)
        try:
            with tempfile.TemporaryDirectory(dir=anchor):
                prepare(anchor / "check")
        except (UserError, OSError) as error:
            why = getattr(error, "strerror", None) or str(error)
    if why is not None:
        return Check(f"folder {media}", why, "choose another folder with --output")
    return Check(f"folder {media}", "takes files")


def check_room(media: Path) -> Check:
    """Check how much room is left for videos."""
    free = shutil.disk_usage(_existing_parent(media)).free
    remedy = f"free some space: a whole course takes up to {ROOM_WANTED / 1e9:.0f} GB"
    return Check("free room", f"{free / 1e9:.1f} GB", remedy if free < ROOM_WANTED else "")


def _existing_parent(folder: Path) -> Path:
    absolute = folder.absolute()
    return next(path for path in (absolute, *absolute.parents) if path.is_dir())
