"""Rectangles of pixels: few that cover many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.kit.surface.kernels.rectangle import Rectangle, merged

MOST = 12
SIDE = st.integers(0, 300)
BOX = st.tuples(SIDE, SIDE, st.integers(1, 200), st.integers(1, 200)).map(
    lambda edges: Rectangle(edges[0], edges[1], edges[0] + edges[2], edges[1] + edges[3])
)


@pytest.mark.parametrize("waste", [0, 2000, 4096])
@given(boxes=st.lists(BOX, max_size=40))
def test_merged_boxes_are_few_apart_and_cover_all(waste: int, boxes: list[Rectangle]) -> None:
    few = merged(boxes, waste, MOST)
    assert len(few) <= MOST
    assert bool(few) == bool(boxes)
    counted = np.zeros((500, 500), int)
    for left, top, right, bottom in few:
        counted[top:bottom, left:right] += 1
    assert counted.max(initial=0) <= 1
    assert all((counted[top:bottom, left:right] == 1).all() for left, top, right, bottom in boxes)


def test_boxes_far_apart_stay_small_and_near_ones_become_one() -> None:
    far = [Rectangle(0, 0, 10, 10), Rectangle(400, 400, 410, 410)]
    assert sorted(merged(far, 4096, MOST)) == far
    near = [Rectangle(0, 0, 10, 10), Rectangle(8, 0, 20, 10)]
    assert merged(near, 4096, MOST) == [Rectangle(0, 0, 20, 10)]


def test_edges_do_not_meet() -> None:
    box = Rectangle(0, 0, 10, 10)
    assert not box.meets(Rectangle(10, 0, 20, 10))
    assert not box.meets(Rectangle(0, 10, 10, 20))
    assert box.meets(Rectangle(9, 9, 20, 20))
    assert Rectangle(2, 3, 5, 7).area == 12
