"""``render.py new``: write a scene to start from, its test, and its entry in the catalogue."""

from __future__ import annotations

import ast
import importlib.resources
import keyword
import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from string import Template

import numpy as np

from gdcore import LANDSCAPES, GradientDescent, Landscape, descend
from gdcore import Path as Trajectory
from pipeline.errors import UserError, did_you_mean
from pipeline.files import complete, reason
from scenes.catalog import CATALOG

ROOT = Path(__file__).parents[2]
STEPS = 20
LONGEST_NAME = 32
QUESTION = "Which way is down?"
STARTS = 9
"""Starts tried on each axis for the first path."""


@dataclass(frozen=True)
class Beginning:
    """A path that a first picture can show.

    Parameters
    ----------
    start
        Data point, shape ``(dim,)``.
    rate
        Learning rate.
    steps
        How many are shown.
    path
        Where gradient descent goes from there.
    """

    start: tuple[float, ...]
    rate: float
    steps: int
    path: Trajectory

    @property
    def drop(self) -> float:
        """How much lower it ends."""
        return float(self.path.values[0] - self.path.values[self.steps])


def write_new_scene(name: str, landscape: str, root: Path = ROOT) -> list[Path]:
    """Write a scene, its test, and its lines in the catalogue and the contracts.

    Parameters
    ----------
    name
        What the command line will call it; also the module's name.
    landscape
        A name in :data:`gdcore.LANDSCAPES`.
    root
        The project's folder.

    Returns
    -------
    list of Path
        The files written, the scene first.

    Raises
    ------
    UserError
        When a name cannot be used or a file cannot be written; then nothing is written.
    """
    _check_name(name, root)
    texts = _texts(name, _landscape(landscape), root)
    try:
        with ExitStack() as finished:  # when all of them are
            for path, text in texts.items():
                part = finished.enter_context(complete(path))
                part.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(f"Nothing was written to {root} ({reason(root, error)}).") from error
    return list(texts)


def beginning(landscape: Landscape) -> Beginning:
    """Return the path on `landscape` that goes down furthest before it leaves the window.

    The rate is half of one over the largest curvature in the window, so that no step overshoots.
    """
    axes = [
        np.linspace(low, high, STARTS + 2)[1:-1] + 0.03 * (high - low)  # not on a line of symmetry
        for low, high in landscape.window
    ]
    starts = np.round(np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, landscape.dim), 2)
    curvature = float(np.abs(np.linalg.eigvalsh(landscape.hessian(starts))).max())
    rate = float(f"{0.5 / curvature:.1g}")
    paths = descend(landscape, GradientDescent(rate), starts, STEPS)
    each = (_shown(landscape, paths.select(n)) for n in range(len(starts)))
    return max(each, key=lambda shown: shown.drop)


def _shown(landscape: Landscape, path: Trajectory) -> Beginning:
    """Return what is to be seen of a path: all of it, or up to where it leaves the window."""
    low, high = np.array(landscape.window).T
    outside = np.flatnonzero(~((path.points >= low) & (path.points <= high)).all(axis=-1))
    steps = int(outside[0]) - 1 if len(outside) else path.steps
    return Beginning(tuple(path.points[0].tolist()), path.learning_rate, steps, path)


def _check_name(name: str, root: Path) -> None:
    plain = re.fullmatch("[a-z][a-z0-9]*(_[a-z0-9]+)*", name, re.ASCII)
    if not plain or keyword.iskeyword(name) or len(name) > LONGEST_NAME:
        raise UserError(
            f"A scene cannot be called {name!r}: use small letters, digits and single "
            f"underscores, as in walking_downhill, and {LONGEST_NAME} characters at most."
        )
    taken = [entry.name for entry in CATALOG] + ["all", "catalog", "kit", "cards"]
    test = root / "tests" / "scenes" / f"test_{name}.py"
    if name in taken or (root / "scenes" / f"{name}.py").exists() or test.exists():
        raise UserError(f"The name {name} is taken: choose another one.")


def _landscape(name: str) -> Landscape:
    known = {key.lower().replace(" ", "_").replace("-", "_"): key for key in LANDSCAPES}
    key = known.get(name.lower().replace(" ", "_").replace("-", "_"))
    if key is None:
        hint = did_you_mean(name, known)
        raise UserError(f"No landscape is called {name!r}.{hint} Landscapes: {', '.join(known)}.")
    return LANDSCAPES[key]


def _texts(name: str, landscape: Landscape, root: Path) -> dict[Path, str]:
    scene = "".join(word.capitalize() for word in name.split("_"))
    title = name.replace("_", " ").capitalize()
    teaches = f"Gradient descent on the {landscape.name}, from one start."
    words = {"name": name, "scene": scene, "teaches": teaches, **_numbers(landscape)}
    texts = {
        root / "scenes" / f"{name}.py": _filled("scene", words),
        root / "tests" / "scenes" / f"test_{name}.py": _filled("test", words),
    }
    entry = f'    Entry(\n        "{name}",\n        "{scene}",\n        "{title}",\n'
    entry += f'        "{teaches}",\n        question="{QUESTION}",\n    ),\n'
    for file, mark, line in (
        ("scenes/catalog.py", "\n)\n\n\ndef by_name", "\n" + entry.rstrip("\n")),
        ("pyproject.toml", f'"scenes.{CATALOG[-1].name}"', f'"scenes.{name}", '),
    ):
        texts[root / file] = _with_line(root / file, mark, line)
    return texts


def _with_line(path: Path, mark: str, line: str) -> str:
    """Return the text of a file with `line` before `mark`."""
    text = path.read_text(encoding="utf-8")
    if text.count(mark) != 1:
        raise UserError(f"{path} has no place for a new scene: it lacks {mark.strip()!r}.")
    before, after = text.split(mark)
    return before + line + mark + after


def _filled(template: str, words: dict[str, str]) -> str:
    source = importlib.resources.files("pipeline.commands.templates") / f"{template}.py.txt"
    text = Template(source.read_text(encoding="utf-8")).substitute(words)
    ast.parse(text)
    return text


def _numbers(landscape: Landscape) -> dict[str, str]:
    first = beginning(landscape)
    start = first.start if landscape.dim > 1 else first.start[0]
    digits = len(f"{np.abs(first.path.values[: first.steps + 1]).max():.0f}")
    return {
        "landscape": landscape.name,
        "view": "MapView" if landscape.dim > 1 else "CurveView",
        "joined": "" if landscape.dim > 1 else ", line=False",
        "start": repr(start),
        "rate": repr(first.rate),
        "fastest": repr(2 * first.rate),
        "steps": str(first.steps),
        "digits": str(digits),
    }
