"""Import a scene, and say what to install or to mend when that fails."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any

from pipeline.blame import blame
from pipeline.errors import SceneError, UserError

if TYPE_CHECKING:
    from scenes.catalog import Entry
    from scenes.kit.story import StoryScene

APT_LINE = "sudo apt-get install gcc pkg-config libcairo2-dev libpango1.0-dev"
"""What installs the system libraries that pycairo and manimpango are built on."""

PIP_LINE = "pip install -e ."
"""What installs the Python packages, from the project's folder."""

SYSTEM_LIBRARIES = ("cairo", "pango", "glib", "gobject", "harfbuzz", "fontconfig", "freetype")


def load(entry: Entry) -> type[StoryScene[Any]]:
    """Import the scene of a catalogue entry, and manim with it (seconds, the first time).

    Raises
    ------
    UserError
        When a package or one of the system's libraries is missing.
    SceneError
        When the scene's own file does not import.
    """
    try:
        module = importlib.import_module(entry.module)
        scene: type[StoryScene[Any]] = getattr(module, entry.scene)
    except ImportError as error:
        if error.name == entry.module:
            raise SceneError(f"{entry.name} failed: there is no module {entry.module}.") from error
        missing = how_to_install(error)
        if missing is None or _is_own(error, entry):
            raise blame(error, entry, None) from error
        raise UserError(missing) from error
    except Exception as error:
        raise blame(error, entry, None) from error
    return scene


def missing_part(error: ImportError) -> tuple[str, str] | None:
    """Return what is missing and the line that installs it, if `error` tells."""
    library = re.search(r"(lib[\w.+-]+\.(?:so|dylib|dll)[\w.]*)", str(error))
    if library:
        ours = any(name in library[1] for name in SYSTEM_LIBRARIES)
        line = APT_LINE if ours else "install it with your system's package manager"
        return f"The system library {library[1]} is missing", line
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        return f"The Python package {package!r} is missing", PIP_LINE
    return None


def how_to_install(error: ImportError) -> str | None:
    """Return the sentence that says how to get what could not be imported, if that is known."""
    missing = missing_part(error)
    return f"{missing[0]}; to install it: {missing[1]}" if missing else None


def _is_own(error: ImportError, entry: Entry) -> bool:
    # a scene that imports a name that another of our files lacks is mended, not installed
    top = (error.name or "").partition(".")[0]
    return top in {"scenes", "gdcore", entry.module.partition(".")[0]}
