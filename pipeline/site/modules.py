"""The page's scripts: ES modules that a page holds itself, so that it works from a file.

Browsers import no module from ``file://``. An import map gives each its text as a ``data:`` URL
under the name that the others import it by: ``gdcore/descent``.
"""

from __future__ import annotations

import base64
import functools
import json
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

IMPORT = re.compile(r'^import\b[^;"]*"([\w./-]+)";', re.MULTILINE)

SITE = "pipeline.site"


@functools.cache
def sources(package: str = SITE) -> dict[str, str]:
    """Return the text of every module by its name, its path below ``js`` without the ending."""
    return dict(_sources(files(package).joinpath("js"), ""))


def _sources(folder: Traversable, above: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _sources(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(".js"):
            yield above + entry.name.removesuffix(".js"), entry.read_text(encoding="utf-8")


def closure(names: Iterable[str], package: str = SITE) -> list[str]:
    """Return these modules and all that they import, each once, in the order of their names.

    Parameters
    ----------
    package
        In whose folder ``js`` all of them are.

    Raises
    ------
    KeyError
        When one of them is not there.
    """
    found: set[str] = set()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += IMPORT.findall(sources(package)[name])
    return sorted(found)


def import_map(*names: str, package: str = SITE) -> str:
    """Return the import map, as JSON, of these modules and of all that they import."""
    texts = sources(package)
    return json.dumps(
        {"imports": {name: _address(texts[name]) for name in closure(names, package)}}
    )


def _address(text: str) -> str:
    code = base64.b64encode(text.encode()).decode()
    return f"data:text/javascript;charset=utf-8;base64,{code}"
