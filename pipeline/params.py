"""Scene parameters from ``--set name=value``: validated by the scene's model, never evaluated."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from pipeline.errors import UserError, did_you_mean
from pipeline.scene_loading import load, owners, scene_and_name

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from scenes.catalog import Entry
    from scenes.kit.story.scene import Params

Schema = Mapping[str, Any]

LOWER = {"minimum": "{}", "exclusiveMinimum": "above {}"}
UPPER = {"maximum": "{}", "exclusiveMaximum": "below {}"}

IN_OUR_WORDS = {
    r"Unable to parse input string as an integer, exceeded maximum size": "it has too many digits",
    r"Input should": "it should",
    r", unable to parse .*": "",
    r"a valid (tuple|list)": "a list",
    r"Field required": "a value is missing",
    r"(Tuple|List) (should have at \w+ \d+) items? after validation": r"it \2 entries",
}
"""What pydantic complains of, and how it is said here."""

BEYOND = "beyond"
"""What a field's schema may say of values outside its range: where they are shown."""

LONGEST_SHOWN = 60
"""Characters of a wrong value that are repeated."""


def parse_settings(
    entry: Entry, model: type[Params], texts: Sequence[str], asked: Sequence[Entry] = ()
) -> Params:
    """Return a scene's parameters with these changes.

    Parameters
    ----------
    model
        Its parameters' type.
    texts
        ``name=value`` each, or ``scene.name=value``; of two with the same name the later one
        counts.
    asked
        The scenes asked for; this one alone when left out.

    Raises
    ------
    UserError
        When a text has no ``=``, a scene or a name is unknown or a value is not allowed; the
        message gives what is.
    """
    fields = fields_of(model)
    values: dict[str, Any] = {}
    for text in settings_of(entry, asked or (entry,), texts):
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            raise UserError(f"--set {text!r} is not of the form name=value.")
        if name not in fields:
            for_all = text in texts  # no scene stood before it
            raise UserError(
                (for_all and _elsewhere(name, entry, asked))
                or f"{entry.name} has no parameter {name!r}.{did_you_mean(name, fields)}\n"
                f"{parameter_list(entry, fields)}"
            )
        values[name] = _read(value, fields[name])
    try:
        return model.model_validate(values)
    except ValidationError as error:
        wrong: dict[Any, str] = {}  # one sentence each, also where several forms are allowed
        for detail in error.errors():
            wrong.setdefault(detail["loc"][:1], _sentence(detail, fields))
        raise UserError(f"{entry.name}: {' '.join(wrong.values())}") from error


def settings_of(entry: Entry, asked: Sequence[Entry], texts: Sequence[str]) -> list[str]:
    """Return what is set in one scene, ``name=value`` each, of what is set in all of `asked`.

    Parameters
    ----------
    texts
        ``name=value`` for every scene, or ``scene.name=value`` for one.

    Raises
    ------
    UserError
        When a scene is none of `asked`.
    """
    own = []
    for text in texts:
        left, equals, value = text.partition("=")
        scene, name = scene_and_name(left, asked) if equals else ("", text)
        nothing = value.strip() == "{}" and name in {one.name for one in asked}
        if scene in ("", entry.name) and not nothing:  # a file may have an object for a scene
            own.append(f"{name}={value}" if scene else text)
    return own


def _elsewhere(name: str, entry: Entry, asked: Sequence[Entry]) -> str:
    """Return the sentence for a name that some of the scenes asked for have, and this one not."""
    found = owners(name, asked, lambda scene: fields_of(scene.params_type()))
    if len(asked) < 2 or not found:
        return ""
    which = " or ".join(found)
    return f"{entry.name} has no parameter {name!r}: say of which scene it is, as {which}."


def parameters_as_text(entry: Entry, schema: bool) -> str:
    """Return what may be changed in a scene: a line for each parameter, or a JSON schema.

    Raises
    ------
    UserError
        When the scene's file is broken.
    """
    model = load(entry).params_type()
    if schema:
        return json.dumps(schema_of(entry, model), indent=2, ensure_ascii=False)
    return parameter_list(entry, fields_of(model))


def fields_of(model: type[Params]) -> dict[str, Schema]:
    """Return the JSON schema of each parameter, references filled in."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    return {
        name: definitions.get(field.get("$ref", "").removeprefix("#/$defs/"), {}) | field
        for name, field in schema.get("properties", {}).items()
    }


def schema_of(entry: Entry, model: type[Params]) -> dict[str, Any]:
    """Return the JSON schema of a scene's ``--set-file``, which editors complete from."""
    schema = model.model_json_schema()
    properties = {"$schema": {"type": "string"}, **schema.get("properties", {})}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": f"Parameters of {entry.name}",
        "properties": properties,
    }


def parameter_list(entry: Entry, fields: Mapping[str, Schema]) -> str:
    """Return one line for every parameter with its range, meaning and default."""
    if not fields:
        return f"{entry.name} has no parameters."
    lines = [f"  {name}: {describe(field)}" for name, field in fields.items()]
    return "\n".join([f"The parameters of {entry.name}:", *lines])


def describe(field: Schema) -> str:
    """Return what a parameter may be, what it means and what it is when nothing is set."""
    remarks = [field["description"]] if "description" in field else []
    if "default" in field:
        remarks.append(f"default {json.dumps(field['default'], ensure_ascii=False)}")
    return f"{_allowed(field)} ({'; '.join(remarks)})" if remarks else _allowed(field)


def _allowed(field: Schema) -> str:
    if "enum" in field:
        return "one of " + ", ".join(map(str, field["enum"]))
    if "anyOf" in field:
        return " or ".join(_allowed(option) for option in field["anyOf"])
    if field.get("type") == "array":
        return _list(field)
    kind = {"string": "text", "boolean": "true or false", "null": "null"}.get(
        field.get("type", "value"), field.get("type", "value")
    )
    low = next((text.format(field[key]) for key, text in LOWER.items() if key in field), None)
    high = next((text.format(field[key]) for key, text in UPPER.items() if key in field), None)
    return _ranged(str(kind), low, high)


def _ranged(kind: str, low: str | None, high: str | None) -> str:
    if low and high:
        return f"{kind} from {low} to {high}" if _plain(low, high) else f"{kind} {low} to {high}"
    if low:
        return f"{kind} {low}" if not _plain(low) else f"{kind} from {low}"
    if high:
        return f"{kind} {high}" if not _plain(high) else f"{kind} up to {high}"
    return kind


def _list(field: Schema) -> str:
    parts = field.get("prefixItems", [])
    if parts:
        return f"[{', '.join(map(_allowed, parts))}]"
    return f"list of {_allowed(field['items'])}" if field.get("items") else "list"


def _plain(*bounds: str) -> bool:
    return not any(bound.startswith(("above", "below")) for bound in bounds)


def _read(value: str, field: Schema) -> Any:
    # pydantic reads numbers and truth values from text; only lists and nothing need help
    if value == "null" and {"type": "null"} in field.get("anyOf", ()):
        return None
    if field.get("type") != "array":
        return value
    try:
        return json.loads(value if value.startswith("[") else f"[{value}]")
    except (ValueError, RecursionError):  # also of a number with too many digits
        return value


def _sentence(detail: ErrorDetails, fields: Mapping[str, Schema]) -> str:
    name = str(detail["loc"][0]) if detail["loc"] else ""
    complaint = re.sub("^(Value error|Assertion failed), ", "", detail["msg"])
    for theirs, ours in IN_OUR_WORDS.items():
        complaint = re.sub(theirs, ours, complaint)
    if name not in fields:
        return f"{complaint}."
    given = str(detail["input"])
    if len(given) > LONGEST_SHOWN:
        given = f"{given[:LONGEST_SHOWN]}…"
    beyond = f" {fields[name][BEYOND]}" if BEYOND in fields[name] else ""
    return f"{name}={given} is not allowed: {complaint}. {name}: {describe(fields[name])}.{beyond}"
