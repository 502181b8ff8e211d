"""One step of a descent, for all starts at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gdcore.arrays import BoolArray, FloatArray
from gdcore.landscape import Landscape
from gdcore.optimizer import State


@dataclass(frozen=True)
class Snapshot:
    """Where every start of the batch is at one step."""

    point: FloatArray
    value: FloatArray
    gradient: FloatArray
    memory: Mapping[str, FloatArray]

    def finite(self) -> BoolArray:
        """Tell for each start whether everything is, `(...)`."""
        fine = np.isfinite(self.value)
        for array in (self.point, self.gradient, *self.memory.values()):
            fine &= np.isfinite(array).all(axis=-1)
        return fine

    def where(self, moves: BoolArray, old: "Snapshot") -> "Snapshot":
        """Return this snapshot for the starts that move, and the old one for the rest."""
        if moves.all():
            return self
        wide = moves[..., np.newaxis]
        return Snapshot(
            np.where(wide, self.point, old.point),
            np.where(moves, self.value, old.value),
            np.where(wide, self.gradient, old.gradient),
            {name: np.where(wide, self.memory[name], old.memory[name]) for name in self.memory},
        )


def look(landscape: Landscape, point: FloatArray, state: State) -> Snapshot:
    """Return what there is at points, `(..., dim)`, on a landscape."""
    value, gradient = landscape.value_and_gradient(point)
    return Snapshot(point, value, gradient, state.memory)
