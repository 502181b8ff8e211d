"""Several values of a parameter in one ``--set``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.errors import UserError

if TYPE_CHECKING:
    from pipeline.settings import Schema

FEWEST, MOST = 2, 9


def swept(
    settings: Sequence[str], fields: Mapping[str, Schema]
) -> tuple[str, list[str], list[str]]:
    """Return the parameter that has several values, these values, and the other settings.

    Parameters
    ----------
    settings
        ``name=value`` or ``name=value,value,…`` each; of two with one name the later one counts.
    fields
        The JSON schemas of the scene's parameters.

    Raises
    ------
    UserError
        When it is not one parameter that has two to nine values.
    """
    typed = {text.partition("=")[0].strip(): text for text in settings}
    split = {
        name: values_in(text.partition("=")[2], fields.get(name, {}))
        for name, text in typed.items()
    }
    several = [name for name, values in split.items() if len(values) > 1]
    if not several:
        name = next((name for name in split if name in fields), next(iter(fields), "name"))
        raise UserError(
            f"A sweep needs {FEWEST} to {MOST} values of a parameter, with commas between them: "
            f"--set {name}=…,…"
        )
    if len(several) > 1:
        raise UserError(
            f"A sweep goes over one parameter: {' and '.join(several)} have several values each."
        )
    [name] = several
    if len(split[name]) > MOST:
        raise UserError(
            f"{name} has {len(split[name])} values: {MOST} at most can be told apart side by side."
        )
    return name, split[name], [text for other, text in typed.items() if other != name]


def values_in(text: str, field: Schema) -> list[str]:
    """Return the values in a text: with commas between them, or a JSON list of them.

    A parameter that is a list itself has its values in brackets: ``[0.1, 1],[0.2, 1]``.
    """
    depth = _depth_of(field)
    try:
        found = json.loads(f"[{text}]")
    except json.JSONDecodeError:
        found = None
    if found is not None and len(found) == 1 and _depth(found[0]) == depth + 1:
        [found] = found
    if depth or any(isinstance(value, list) for value in found or ()):
        one_each = found is not None and _depth(found) == depth + 1
        return [json.dumps(value) for value in found] if one_each else [text]
    if found is not None and text.strip().startswith("["):
        return [value if isinstance(value, str) else json.dumps(value) for value in found]
    return [value.strip() for value in text.split(",")]


def _depth_of(field: Schema) -> int:
    """Return how deep lists are nested in what a parameter may be; 0 for a single value."""
    options = field.get("anyOf", [field])
    inside = [option.get("items") or option.get("prefixItems", [{}])[0] for option in options]
    return max(
        1 + _depth_of(item) if option.get("type") == "array" else 0
        for option, item in zip(options, inside, strict=True)
    )


def _depth(value: Any) -> int:
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0
