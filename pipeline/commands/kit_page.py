"""The page on the kit: every visual part with its picture, and the lines of code that draw it."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from pipeline.commands.snippets import as_picture
from pipeline.encode.png import Still
from pipeline.files import prepare, scratch_folder
from pipeline.job import THEME_NAMES, Job, ThemeName
from pipeline.presets import Canvas, Quality
from pipeline.scene_loading import load
from scenes import catalog

if TYPE_CHECKING:
    from pipeline.frame_sink import Boxes, Pixels

PAGE = Path("docs/kit.md")
PICTURES = Path("docs/kit")
PACKAGE = "docs.kit_examples"
ROOMS = ("text", "charts", "landscape", "races", "surface", "story")
TUTORIAL = "first_map"

SMALL = Quality(Canvas(608, 342, 5), "a picture beside code")
"""Of the whole frame, which a picture is cut out of."""

MARGIN = 10
"""Pixels of paper around what is drawn."""

PALETTES = (32, 48, 64, 96, 128, 192, 256)
PALETTE_LOSS = 0.8
"""Mean difference of a channel, of 255, that few colours may make; else more are taken."""

MOST_LINKS = 3
"""From a part to examples that show it: the first ones suffice."""

PREFACE = """\
# The kit

Every visual part, with a picture that it drew itself and the lines that make it.
`python render.py gallery` makes this page from [the examples](kit_examples), and the tests run
every one of them. [The table at the end](#every-part) tells where a part is seen.
"""

BEGINNING = """\
Save this as `my_scene.py` in the project's folder:

```python
{blank}
```

Put the lines of an example into `construct`, in place of the sentence there, and its imports at
the top. This draws what the scene ends on, into `media/images/my_scene/`, and without `-s` it makes
a video:

```sh
python -m manim render -s -qm my_scene.py MyScene
```
"""


@dataclass(frozen=True)
class Example:
    """Some lines of a scene, and the imports that they need.

    Parameters
    ----------
    entry
        The scene that it is a beat of.
    name
        The beat's name.
    sentence
        What it shows, in Markdown.
    code
        What a reader copies.
    """

    entry: catalog.Entry
    name: str
    sentence: str
    code: str

    @property
    def title(self) -> str:
        """Its heading."""
        return self.name.replace("_", " ").capitalize()

    def picture(self, theme: ThemeName) -> Path:
        """Return where its picture is kept."""
        return PICTURES / f"{self.entry.name}-{self.name}-{theme}.png"


@dataclass(frozen=True)
class Section:
    """One module of examples.

    Parameters
    ----------
    title
        Its heading.
    module
        Where its text and its code are.
    examples
        In the order of the file; none when the whole file is shown.
    """

    title: str
    module: ModuleType
    examples: tuple[Example, ...]

    @property
    def source(self) -> str:
        """The whole file but for the docstring, which is the section's text."""
        source = inspect.getsource(self.module)
        return "\n".join(source.splitlines()[ast.parse(source).body[0].end_lineno :]).strip()


@dataclass(frozen=True)
class Part:
    """A class or a function of the kit that scenes draw with."""

    module: str
    name: str
    sentence: str


def sections() -> list[Section]:
    """Return the examples in the page's order."""
    frame = importlib.import_module(f"{PACKAGE}.examples")
    found = []
    for name, title in frame.SECTIONS.items():
        module = importlib.import_module(f"{PACKAGE}.{name}")
        scenes = [
            part
            for part in vars(module).values()
            if inspect.isclass(part)
            and issubclass(part, frame.Examples)
            and part.__module__ == module.__name__
        ]
        made = (example for scene in scenes for example in _examples(module, scene, title))
        found.append(Section(title, module, tuple(made)))
    return found


def all_examples() -> list[Example]:
    """Return every example that has a picture."""
    return [example for section in sections() for example in section.examples]


def _examples(module: ModuleType, scene: Any, title: str) -> Iterator[Example]:
    source = inspect.getsource(module)
    lines, tree = source.splitlines(), ast.parse(source)
    methods = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    name = module.__name__.rpartition(".")[2]
    entry = catalog.Entry(name, scene.__name__, title, scene.__doc__, PACKAGE)
    for beat in scene.beats():
        method = methods[beat.name]
        body = textwrap.dedent("\n".join(lines[method.body[0].lineno - 1 : method.end_lineno]))
        code = f"{_imports(tree, method)}\n\n{body}"
        yield Example(entry, beat.name, beat.caption.format_map({}), code)


def _imports(tree: ast.Module, method: ast.FunctionDef) -> str:
    """Return the imports at the top of a module that a method needs."""
    used = {node.id for line in method.body for node in _names(line)}
    needed: list[ast.stmt] = []
    for line in tree.body:
        if isinstance(line, ast.Import | ast.ImportFrom):
            names = [alias for alias in line.names if (alias.asname or alias.name) in used]
            if names and isinstance(line, ast.ImportFrom):
                needed.append(ast.ImportFrom(line.module, names, line.level))
            elif names:
                needed.append(ast.Import(names))
    return "\n".join(map(ast.unparse, needed))


def _names(tree: ast.AST) -> list[ast.Name]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Name)]


def page() -> str:
    """Return the page in Markdown; the pictures' widths are those of the files that are there."""
    written = [PREFACE]
    for section in sections():
        written.append(f"## {section.title}\n\n{inspect.getdoc(section.module)}\n")
        if section.module.__name__.endswith(TUTORIAL):
            blank = importlib.import_module(f"{PACKAGE}.blank")
            written.append(BEGINNING.format(blank=inspect.getsource(blank).strip()))
        written += map(_with_picture, section.examples)
        if not section.examples:
            written.append(f"```python\n{section.source}\n```\n")
    return "\n".join([*written, _index()])


def _with_picture(example: Example) -> str:
    dark, light = (example.picture(theme) for theme in THEME_NAMES)
    with Image.open(light) as picture:
        width = picture.width
    files = {"dark": dark.relative_to(PAGE.parent), "light": light.relative_to(PAGE.parent)}
    shown = as_picture(f"{example.title}: {_first(example.sentence)}", files, width)
    return (
        f"### {example.title}\n\n{example.sentence}\n\n{shown}\n\n```python\n{example.code}\n```\n"
    )


def _first(text: str) -> str:
    """Return the first sentence of a text without Markdown."""
    return re.split(r"(?<=\.) ", text.replace("`", ""))[0]


def _index() -> str:
    shown, elsewhere = shown_in(), shown_elsewhere()
    rows = []
    for part in parts():
        file = f"../{part.module.replace('.', '/')}.py"
        titles = shown.get((part.module, part.name), ())
        links = [f"[{title}](#{title.lower().replace(' ', '-')})" for title in titles[:MOST_LINKS]]
        where = ", ".join(links) or elsewhere.get(part.name, "")
        rows.append(f"| [`{part.name}`]({file}) | {part.sentence} | {where} |")
    head = "## Every part\n\n| part | what it is | where it is seen |\n|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def shown_elsewhere() -> Mapping[str, str]:
    """Return the parts that have no example of their own, and where they are seen."""
    elsewhere: Mapping[str, str] = importlib.import_module(f"{PACKAGE}.examples").SHOWN_ELSEWHERE
    return elsewhere


def shown_in() -> dict[tuple[str, str], list[str]]:
    """Return the titles of the examples that show a part, by its module and name."""
    shown: dict[tuple[str, str], list[str]] = {}
    for section in sections():
        codes = {example.title: example.code for example in section.examples}
        for title, code in (codes or {section.title: section.source}).items():
            for part in _imported(code):
                shown.setdefault(part, []).append(title)
    return shown


def _imported(code: str) -> set[tuple[str, str]]:
    lines = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom)]
    return {(line.module or "", alias.name) for line in lines for alias in line.names}


def parts() -> list[Part]:
    """Return what scenes draw with: what is drawn, what returns such, what a scene imports."""
    found = []
    imported = _imported_by_scenes()
    for room in ROOMS:
        package = importlib.import_module(f"scenes.kit.{room}")
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            for name, part in vars(module).items():
                own = getattr(part, "__module__", None) == info.name and not name.startswith("_")
                if not own or not (inspect.isclass(part) or inspect.isfunction(part)):
                    continue
                if _is_drawn(part) or (info.name, name) in imported:
                    found.append(Part(info.name, name, _summary(part)))
    return found


def _summary(part: Callable[..., Any]) -> str:
    line = (inspect.getdoc(part) or "").partition("\n")[0].replace("|", "\\|")
    return re.sub(r"(?::\w+:)?`+([^`]+)`+", r"`\1`", line)


def _imported_by_scenes() -> set[tuple[str, str]]:
    folder = Path(catalog.__file__).parent
    files = [path for path in folder.rglob("*.py") if (folder / "kit") not in path.parents]
    return {part for path in files for part in _imported(path.read_text(encoding="utf-8"))}


def _is_drawn(part: Any) -> bool:
    """Tell whether something of this type, or what a function returns, is drawn."""
    from manim import Mobject  # noqa: PLC0415 - it takes seconds

    from scenes.kit.surface.props import Prop  # noqa: PLC0415 - as above

    if inspect.isfunction(part):
        return _is_drawn(typing.get_type_hints(part).get("return"))
    if isinstance(part, typing.TypeVar):
        return _is_drawn(part.__bound__)
    if isinstance(part, type):
        return issubclass(part, Mobject | Prop)
    return any(map(_is_drawn, typing.get_args(part)))


def unseen() -> list[str]:
    """Return a sentence for each part that has no example, saying what to do."""
    shown, elsewhere = shown_in(), shown_elsewhere()
    return [
        f"{part.module}.{part.name} has no example: write a method that draws it in "
        f"docs/kit_examples/{part.module.split('.')[2]}.py and run `python render.py gallery`, "
        "or say in SHOWN_ELSEWHERE of docs/kit_examples/examples.py where it is seen."
        for part in parts()
        if (part.module, part.name) not in shown and part.name not in elsewhere
    ]


class LastFrame:
    """A sink that keeps the frame that came last."""

    pixels: Pixels

    def open_beat(self, name: str) -> None:
        """Beats leave no mark."""

    def write(self, pixels: Pixels, repeat: int, changed: Boxes = None) -> None:
        self.pixels = pixels[..., :3].copy()

    def close(self) -> float:
        return 0.0

    def abandon(self) -> None:
        """Nothing is kept open."""


def draw_example(example: Example, theme: ThemeName, scratch: Path) -> Pixels:
    """Return the whole frame that an example ends on, of shape ``(height, width, 3)``."""
    from pipeline.render.play import draw  # noqa: PLC0415 - manim takes seconds

    params = load(example.entry).params_type()()
    still, path = Still(SMALL), example.picture(theme)
    sink = LastFrame()
    job = Job(example.entry, params, theme, (example.name,), still, path)
    draw(job, sink, scratch, lambda beat, frames: None)
    return sink.pixels


def cut_out(frame: Pixels) -> Pixels:
    """Return the part of a frame that is not paper, with a margin around it."""
    drawn = (frame != frame[0, 0]).any(axis=2)
    window = []
    for axis in (1, 0):
        there = np.flatnonzero(drawn.any(axis=axis))
        window.append(slice(max(int(there[0]) - MARGIN, 0), int(there[-1]) + 1 + MARGIN))
    return frame[tuple(window)]


def save(picture: Pixels, path: Path) -> None:
    """Write a PNG with as few colours as suffice."""
    for colours in PALETTES:
        few = Image.fromarray(picture).quantize(
            colours, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE
        )
        difference = np.asarray(few.convert("RGB")).astype(int) - picture
        if np.abs(difference).mean() <= PALETTE_LOSS:
            break
    few.save(path, format="PNG", optimize=True)


def renew_pictures(settle: Callable[[Path, Path], str]) -> list[tuple[str, int, str]]:
    """Draw every example in both themes, and take away pictures that none of them draws.

    Parameters
    ----------
    settle
        Puts a new file into a folder unless the same is there, and says what it did.

    Returns
    -------
    list of tuple
        For each picture its path, its size in bytes, and what was done.
    """
    prepare(PICTURES / "any")
    rows = []
    with scratch_folder("kit") as scratch:
        for example in all_examples():
            for theme in THEME_NAMES:
                kept = example.picture(theme)
                fresh = scratch / kept.name
                save(cut_out(draw_example(example, theme, scratch)), fresh)
                rows.append((kept.as_posix(), fresh.stat().st_size, settle(fresh, PICTURES)))
    wanted = {path for path, _, _ in rows}
    for path in PICTURES.glob("*.png"):
        if path.as_posix() not in wanted:
            path.unlink()
            rows.append((path.as_posix(), 0, "removed"))
    return rows
