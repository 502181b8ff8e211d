"""Load a scene, and turn what it raises into one sentence: which beat, which line, what to do."""

from __future__ import annotations

import importlib
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import SceneError, UserError, did_you_mean, nearest
from pipeline.job import Job
from pipeline.sources import short

if TYPE_CHECKING:
    from scenes.catalog import Entry
    from scenes.kit.story.scene import StoryScene


APT_LINE = "sudo apt-get install gcc pkg-config libcairo2-dev libpango1.0-dev"
"""What installs the system libraries that pycairo and manimpango are built on."""

PIP_LINE = "pip install -e ."
"""What installs the Python packages, from the project's folder."""

SYSTEM_LIBRARIES = ("cairo", "pango", "glib", "gobject", "harfbuzz", "fontconfig", "freetype")


def check_beats(
    entry: Entry, scene: type[StoryScene[Any]], names: Sequence[str]
) -> tuple[str, ...] | None:
    """Return the wanted beats in the scene's order, ``None`` when all are.

    Raises
    ------
    UserError
        When the scene has no beat of a name.
    """
    known = [beat.name for beat in scene.beats()]
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            raise UserError(
                f"{entry.name} has no beat {name!r}.{hint} Its beats: {', '.join(known) or 'none'}."
            )
    return tuple(name for name in known if name in names) if names else None


def scene_and_name(text: str, asked: Sequence[Entry]) -> tuple[str, str]:
    """Return the two parts of ``scene.name``; a name that stands alone has no scene.

    Parameters
    ----------
    asked
        The scenes that may be meant.

    Raises
    ------
    UserError
        When the scene is none of them.
    """
    scene, dot, name = (part.strip() for part in text.partition("."))
    if not dot:
        return "", scene
    known = [entry.name for entry in asked]
    if scene not in known:
        raise UserError(
            f"{text}: {scene!r} is none of the scenes asked for.{did_you_mean(scene, known)} "
            f"They are: {', '.join(known)}."
        )
    return scene, name


def left_out_beats(
    entry: Entry, scene: type[StoryScene[Any]], texts: Sequence[str], asked: Sequence[Entry]
) -> tuple[str, ...]:
    """Return the beats of a scene that are to be left out, in the scene's order.

    Parameters
    ----------
    texts
        ``scene.beat`` each, or a beat alone where one scene is asked for.
    asked
        The scenes asked for.

    Raises
    ------
    UserError
        When there is no such scene or beat, or no telling whose beat it is.
    """
    names = []
    for text in texts:
        whose, name = scene_and_name(text, asked)
        if not whose and len(asked) > 1:
            found = owners(text, asked, lambda one: [beat.name for beat in one.beats()])
            raise UserError(
                f"--without-beat {text} does not say of which scene: write "
                f"{' or '.join(found) or f'{entry.name}.{text}'}."
            )
        if whose in ("", entry.name):
            names.append(name)
    return check_beats(entry, scene, names) or ()


def owners(
    name: str,
    asked: Sequence[Entry],
    names_in: Callable[[type[StoryScene[Any]]], Iterable[str]],
) -> list[str]:
    """Return ``scene.name`` for the scenes that have a thing of this name, else of the nearest.

    Parameters
    ----------
    asked
        The scenes to look through; broken ones are passed over.
    names_in
        Returns the names of such things in a scene.
    """
    found: dict[str, list[str]] = {}
    for entry in asked:
        with suppress(SceneError):  # whoever makes it says so
            for one in names_in(load(entry)):
                found.setdefault(one, []).append(f"{entry.name}.{one}")
    meant = name if name in found else nearest(name, found)
    return [] if meant is None else found[meant]


@dataclass(frozen=True)
class Line:
    """What is said over one beat.

    Parameters
    ----------
    scene, beat
        Their names.
    text
        The caption with its numbers.
    """

    scene: str
    beat: str
    text: str

    @property
    def name(self) -> str:
        """What its recording is called, without the ending."""
        return f"{self.scene}-{self.beat}"


def lines_of(job: Job) -> list[Line]:
    """Return what is said over each beat that a job draws.

    Raises
    ------
    SceneError
        When the scene cannot compute its numbers.
    """
    scene = load(job.entry)
    try:
        facts = scene.plot(job.params).facts
        return [
            Line(job.entry.name, beat.name, beat.text(facts))
            for beat in scene.beats()
            if job.beats is None or beat.name in job.beats
        ]
    except Exception as error:
        raise blame(error, job.entry, None) from error


def blame(error: BaseException, entry: Entry, beat: str | None) -> SceneError:
    """Describe what a scene raised.

    Parameters
    ----------
    error
        What was raised, with its traceback.
    beat
        The beat that was open, if one was.

    Returns
    -------
    SceneError
        One sentence with the scene, the beat, the innermost line of the scene's own file and the
        error; the traceback as its details.
    """
    where = f"beat {beat}, " if beat else ""
    what = _first_line(error)
    message = f"{entry.name} failed: {where}{_line(error, entry)}: {what}"
    return SceneError(message, "".join(traceback.format_exception(error)))


def _line(error: BaseException, entry: Entry) -> str:
    if isinstance(error, SyntaxError) and error.filename:
        return f"{short(error.filename)}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_in(frame.filename, entry)]
    blamed = (own or frames)[-1]  # what was caught has a frame at least: the one that caught it
    return f"{short(blamed.filename)}:{blamed.lineno}"


def _is_in(filename: str, entry: Entry) -> bool:
    module = sys.modules.get(entry.module)
    own = getattr(module, "__file__", None)
    # the module is not in sys.modules any more when its import failed
    return filename == own if own else Path(filename).stem == entry.module.rpartition(".")[2]


def _first_line(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    try:
        text = str(error).strip().partition("\n")[0]
    except Exception:  # what a scene raises may not even know what to say
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


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
