"""Small pictures of whole walks, to stand side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import ValueTracker, VGroup

from gdcore import Landscape, Path
from scenes.kit.baselines import stand_on
from scenes.kit.landscapes import CurveLandscape, Ground
from scenes.kit.layout import Slot
from scenes.kit.lettering import Formula, Lettering, label
from scenes.kit.marbles import Marble, Trail, following
from scenes.kit.readouts import Readout
from scenes.kit.stage import Frame, Interval

HEAD = 0.6
FOOT = 1.2
"""Scene units above the picture for its heading; below it for the number and a verdict."""


class LeavingMarble(Marble):
    """A marble that stays away once it has left its slot, though its path crosses it again.

    A diverging walk leaps from one side to the other; what flew through the picture with each
    leap would look like a second marble.
    """

    def __init__(self, ground: Ground, path: Path, step: ValueTracker) -> None:
        outside = np.flatnonzero(~ground.frame.contains(ground.spot(path.points)))
        self.leaves = int(outside[0]) if len(outside) else path.steps + 1
        super().__init__(ground, path, step)

    def refresh(self) -> None:
        """Stand where the path says; be gone from the first iterate outside on."""
        super().refresh()
        if self.step.get_value() >= self.leaves:
            self.set_opacity(0)
            self._faded = True


class Panel(VGroup):
    """One walk on a curve: what it is called, the marble and its trail, and where it is.

    Parameters
    ----------
    slot
        Where it stands.
    landscape
        A landscape with ``dim == 1``.
    window
        Data shown, across and up; panels side by side share it.
    path
        The walk.
    step
        The tracker that tells how far it is; panels that walk together share it.
    decimals
        Of the number below it.

    Attributes
    ----------
    head, body
        Its learning rate above, and all the rest.
    """

    def __init__(
        self,
        slot: Slot,
        landscape: Landscape,
        window: tuple[Interval, Interval],
        path: Path,
        step: ValueTracker,
        decimals: int = 2,
    ) -> None:
        self.slot = slot
        frame = Frame(slot.inset(top=HEAD, bottom=FOOT), *window)
        self.ground = CurveLandscape(landscape, frame)
        self.marble = LeavingMarble(self.ground, path, step)
        self.trail = Trail(self.marble)
        self.head = Formula(f"alpha = {path.learning_rate:g}", role="step")
        stand_on(self.head, frame.slot.point(0.5, 1) + [0, 0.22, 0])
        self.number = self._number(path, decimals)
        self.body = VGroup(self.ground, self.number, self.trail, self.marble)
        super().__init__(self.head, self.body)

    def verdict(self, text: str, role: str = "ink") -> Lettering:
        """Return a few words to stand below the number."""
        return stand_on(label(f"*{text}*", role), self.slot.point(0.5, 0) + [0, 0.12, 0])

    def _number(self, path: Path, decimals: int) -> Readout:
        # laid out for the longest number of the walk, so that it is centred and never grows
        x = path.points[:, 0]
        value = following(self.marble, lambda walked, n: float(walked.points[n, 0]))
        number = Readout(
            "x",
            value,
            decimals=decimals,
            whole=len(f"{np.abs(x).max():.0f}"),
            signed=bool((x < 0).any()),
        )
        number.move_to(self.slot.point(0.5, 0) + [0, 0.75, 0])
        return number


def side_by_side(
    area: Slot,
    landscape: Landscape,
    window: tuple[Interval, Interval],
    paths: Sequence[Path],
    step: ValueTracker,
    decimals: int = 2,
) -> list[Panel]:
    """Return one panel for each path, in equal columns of `area`; the rest is as for `Panel`."""
    slots = area.columns(*[1] * len(paths))
    return [
        Panel(slot, landscape, window, path, step, decimals)
        for slot, path in zip(slots, paths, strict=True)
    ]
