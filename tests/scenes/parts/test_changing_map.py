"""Between two maps there are contours of one ground at every moment."""

from __future__ import annotations

import numpy as np
import pytest

from gdcore import HIMMELBLAU, SHIFTED_BOWL
from scenes.kit.landscape.ground import ContourMap
from scenes.local_minima import BOWL_LEVELS, LEVELS, SEEN
from scenes.parts.changing_map import ChangingMap
from tests.scenes.kit.samples import in_data


@pytest.fixture(scope="module")
def maps() -> tuple[ContourMap, ContourMap]:
    return ContourMap(HIMMELBLAU, SEEN, LEVELS), ContourMap(SHIFTED_BOWL, SEEN, BOWL_LEVELS)


@pytest.mark.parametrize("end", [0, 1])
def test_at_its_ends_it_is_one_map_and_the_other(
    maps: tuple[ContourMap, ContourMap], end: int
) -> None:
    change = ChangingMap(*maps)
    change.share.set_value(end)
    change.update()
    landscape, levels = maps[end].landscape, maps[end].levels
    for line, level in zip(change.lines, levels, strict=True):
        data = in_data(SEEN, line.points[::4])
        slope = np.linalg.norm(landscape.gradient(data), axis=-1)
        off = np.abs(landscape.value(data) - level) / np.maximum(slope, 1)
        assert np.quantile(off, 0.95) < 0.05, "in data units"
    fills = [region.get_fill_color() for region in change.regions]
    assert fills == [region.get_fill_color() for region in maps[end].regions]


def test_on_the_way_it_moves_and_keeps_its_parts(maps: tuple[ContourMap, ContourMap]) -> None:
    change = ChangingMap(*maps)
    parts, places = change.get_family(), []
    for share in (0.0, 0.5, 1.0):
        change.share.set_value(share)
        change.update()
        places.append(change.regions[3].points)
    assert change.get_family() == parts, "what is drawn is taken from the parts it had at first"
    assert len({place.tobytes() for place in places}) == 3
