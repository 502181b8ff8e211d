"""Which beat an edit is about: the syntax trees of a scene before and after it, compared."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

BEAT = "beat"
CONSTRUCT = "construct"
NUMBERS = "numbers"
PLOT = "plot"
"""What a story calls its decorator, its table of contents, and the numbers that plot returns."""


@dataclass(frozen=True)
class SceneSource:
    """A scene's file, taken apart.

    Parameters
    ----------
    parts
        What each name stands for: the text of its syntax, without positions and comments.
    mentions
        The names that each name's definition mentions.
    beats
        The story's beats in the order in which they play.
    """

    parts: dict[str, tuple[str, ...]]
    mentions: dict[str, frozenset[str]]
    beats: tuple[str, ...]

    def reach(self, name: str) -> set[str]:
        """Return `name` and every name that it mentions, directly or through others."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self.mentions.get(current, ()))
        return found


def beat_under_change(old: str, new: str, scene: str) -> str | None:
    """Return the beat to look at after an edit, if the edit tells.

    A beat that was edited itself comes first, then one that is new, gone or elsewhere in the order
    of play, then the first beat that uses what was edited: a helper, a constant, a parameter, the
    plot, however many calls away.

    Parameters
    ----------
    old, new
        The file's text before and after.
    scene
        The name of the story's class.
    """
    before, after = outline(old, scene), outline(new, scene)
    if before is None or after is None:
        return None
    names = before.parts.keys() | after.parts.keys()
    changed = {name for name in names if before.parts.get(name) != after.parts.get(name)}
    edited = [beat for beat in after.beats if beat in changed]
    return (
        (edited[0] if edited else None)
        or _moved(before.beats, after.beats)
        or _user(after, changed)
    )


def outline(source: str, scene: str) -> SceneSource | None:
    """Take a scene's file apart; ``None`` where it is no Python or has no such class."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # a null byte is a ValueError
        return None
    story = next((node for node in _classes(tree.body) if node.name == scene), None)
    if story is None:
        return None
    found: dict[str, list[ast.AST]] = defaultdict(list)
    for name, node in _definitions(tree.body):
        found[name].append(node)
    beats = [node.name for node in _functions(story.body) if _caption(node) is not None]
    mentions = {name: _mentioned(nodes) for name, nodes in found.items()}
    mentions[NUMBERS] = mentions.get(NUMBERS, frozenset()) | {PLOT}
    for beat in beats:
        mentions[beat] |= {CONSTRUCT}
    parts = {name: tuple(map(ast.dump, nodes)) for name, nodes in found.items()}
    return SceneSource(parts, mentions, _in_order(story, beats))


def _moved(before: Sequence[str], after: Sequence[str]) -> str | None:
    """Return the first beat that plays where another one did."""
    pairs = enumerate(zip_longest(before, after))
    first = next((place for place, (one, other) in pairs if one != other), None)
    return after[min(first, len(after) - 1)] if first is not None and after else None


def _user(after: SceneSource, changed: set[str]) -> str | None:
    return next((beat for beat in after.beats if after.reach(beat) & changed), None)


def _definitions(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.AST]]:
    """Yield every name that a module binds, those in its classes too, with what it stands for."""
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            # what is in it counts by its own name: a parameter is more than its class
            for part in (*statement.bases, *statement.decorator_list):
                yield statement.name, part
            yield from _definitions(statement.body)
        elif isinstance(statement, ast.FunctionDef) and statement.name == CONSTRUCT:
            yield from _constructed(statement)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            yield from _imported(statement)
        else:
            for name in _bound(statement):
                yield name, statement


def _imported(statement: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, ast.AST]]:
    for alias in statement.names:
        alone: ast.stmt = ast.Import([alias])
        if isinstance(statement, ast.ImportFrom):
            alone = ast.ImportFrom(statement.module, [alias], statement.level)
        yield alias.asname or alias.name.partition(".")[0], alone


def _constructed(construct: ast.FunctionDef) -> Iterator[tuple[str, ast.AST]]:
    """Yield what the table of contents prepares; that it calls beats is told by their order."""
    for statement in construct.body:
        if isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Constant):
            called = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
            if not (len(called) == 1 and not called[0].args):
                yield CONSTRUCT, statement
        for name in _bound(statement):
            yield name, statement


def _bound(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return {statement.name}
    stored = [node for node in ast.walk(statement) if _is_stored(node)]
    return {node.id if isinstance(node, ast.Name) else getattr(node, "attr", "") for node in stored}


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store)


def _mentioned(nodes: Iterable[ast.AST]) -> frozenset[str]:
    names: set[str] = set()
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                names.add(part.id)
            elif isinstance(part, ast.Attribute):
                names.add(part.attr)
        if isinstance(node, ast.FunctionDef) and "{" in (_caption(node) or ""):
            names.add(NUMBERS)  # the caption quotes a fact
    return frozenset(names)


def _caption(function: ast.FunctionDef) -> str | None:
    """Return what is said over a beat; ``None`` for a function that is none."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith(BEAT):
            return ast.unparse(decorator)
    return None


def _in_order(story: ast.ClassDef, beats: Sequence[str]) -> tuple[str, ...]:
    construct = [node for node in _functions(story.body) if node.name == CONSTRUCT]
    nodes = [node for whole in construct for node in ast.walk(whole)]
    calls = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr in beats]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    return tuple(dict.fromkeys([*(call.attr for call in calls), *beats]))


def _classes(body: Iterable[ast.stmt]) -> Iterator[ast.ClassDef]:
    return (node for node in body if isinstance(node, ast.ClassDef))


def _functions(body: Iterable[ast.stmt]) -> Iterator[ast.FunctionDef]:
    return (node for node in body if isinstance(node, ast.FunctionDef))
