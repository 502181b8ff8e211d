"""The way of a path over the ground: as long as it is walked, not as the crow flies."""

from __future__ import annotations

import itertools

import numpy as np

from gdcore import Path
from scenes.kit.surface.terrain import Terrain
from scenes.kit.types import FloatArray

PIECE = 0.012
"""World units on the ground between two samples of the way."""

MOST_PIECES = 96
"""Samples of a single step at most."""


class Way:
    """The straight steps of a path, laid on the ground.

    Between two iterates the way is above the straight line that joins them, and a share of the
    step is a share of its length on the ground: a marble keeps its speed uphill and down.

    Parameters
    ----------
    terrain
        The ground.
    path
        A single path, in data units.
    """

    def __init__(self, terrain: Terrain, path: Path) -> None:
        points = np.asarray(path.points)
        ends = terrain.world(points)
        straight = np.linalg.norm(np.diff(ends, axis=0), axis=1)
        coarse = self._lengths(terrain, points)
        pieces = np.clip(np.ceil(np.maximum(coarse, straight) / PIECE), 1, MOST_PIECES)
        self.first = np.concatenate([[0], np.cumsum(pieces)]).astype(int)
        """Sample at which each iterate is, ``(steps + 1,)``."""
        self.points = np.concatenate(
            [
                *(
                    a + (b - a) * np.arange(n)[:, None] / n
                    for (a, b), n in zip(itertools.pairwise(points), pieces, strict=True)
                ),
                points[-1:],
            ]
        )
        """Samples in data units, ``(n, 2)``."""
        self.world = terrain.world(self.points)
        """Samples in the world, ``(n, 3)``, at full relief."""
        self.slopes = terrain.slopes(self.points)
        """Slopes of the ground at the samples, ``(n, 2)``, at full relief."""
        lengths = np.linalg.norm(np.diff(self.world, axis=0), axis=1)
        self.walked: FloatArray = np.concatenate([[0.0], np.cumsum(lengths)])
        """World units along the ground up to each sample, ``(n,)``."""

    @staticmethod
    def _lengths(terrain: Terrain, points: FloatArray, pieces: int = 8) -> FloatArray:
        shares = np.linspace(0, 1, pieces + 1)[:, None, None]
        lines = terrain.world(points[:-1] + shares * np.diff(points, axis=0))
        return np.asarray(np.linalg.norm(np.diff(lines, axis=0), axis=-1).sum(axis=0))

    @property
    def steps(self) -> int:
        """Steps of the path."""
        return len(self.first) - 1

    def sample(self, step: float) -> float:
        """Return where a step, which need not be whole, is among the samples; as fine."""
        step = min(max(step, 0.0), float(self.steps))
        n = min(int(step), self.steps - 1)
        first, last = self.first[n], self.first[n + 1]
        if step - n in (0.0, 1.0):
            return float(last if step - n else first)
        walked = self.walked[first : last + 1]
        if walked[-1] == walked[0]:
            return float(first)
        length = walked[0] + (step - n) * (walked[-1] - walked[0])
        return float(np.interp(length, walked, np.arange(first, last + 1)))

    def point(self, step: float) -> FloatArray:
        """Return the data point ``(2,)`` at a step; at a whole step it is the iterate itself."""
        return self._at(self.points, self.sample(step))

    def up_to(self, step: float, standing: float) -> tuple[FloatArray, FloatArray]:
        """Return the way so far, ``(n, 3)``, and the unit normals of the ground along it.

        Parameters
        ----------
        step
            How far it is walked; need not be whole.
        standing
            Share of the relief that stands up.
        """
        at = self.sample(step)
        whole = int(np.ceil(at))
        line, slopes = (
            np.concatenate([samples[:whole], self._at(samples, at)[None]])
            for samples in (self.world, self.slopes)
        )
        normals = np.concatenate([-standing * slopes, np.ones((len(slopes), 1))], axis=1)
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        return line * (1, 1, standing), normals

    @staticmethod
    def _at(samples: FloatArray, at: float) -> FloatArray:
        n = min(int(at), len(samples) - 2)
        here, there, share = samples[n], samples[n + 1], at - n
        between = here if share == 0 else there if share == 1 else here + share * (there - here)
        return np.asarray(between)
