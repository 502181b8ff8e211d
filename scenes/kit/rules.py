"""Update rules, their parts in the colours that the same things have in the pictures."""

from __future__ import annotations

from scenes.kit.lettering import BODY, Formula

ROLES = {
    "rate": "step",
    "slope": "slope",
    "velocity": "momentum",
    "kept": "momentum",
}
"""Colour role by the name of a part."""


def rule(source: str, size: float = BODY) -> Formula:
    """Set an update rule: ``"theta arrow.l theta - {{ alpha : rate }} {{ nabla L : slope }}"``.

    Parameters
    ----------
    source
        Typst mathematics; the parts named as in `ROLES` take their colours.
    size
        One of the type scale.
    """
    roles = {name: role for name, role in ROLES.items() if f": {name} }}}}" in source}
    return Formula(source, size=size, roles=roles)
