"""The story in numbers: the paths that a scene walks and the facts that it quotes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from gdcore import Path

Fact = float | int | str
V = TypeVar("V")


def _frozen(mapping: Mapping[str, V]) -> Mapping[str, V]:
    return MappingProxyType(dict(mapping))


@dataclass(frozen=True)
class Plot:
    """Everything a scene shows that is a number, computed before anything is drawn.

    Parameters
    ----------
    paths
        The trajectories of the scene by label, each computed by :func:`gdcore.descend`.
    facts
        Single numbers that captions and formulas quote, by name. Captions format them:
        ``"{factor:.1f}"``.
    """

    paths: Mapping[str, Path]
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "paths", _frozen(self.paths))
        object.__setattr__(self, "facts", _frozen(self.facts))
