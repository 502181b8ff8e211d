"""Rectangles of pixels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.render.item import MOST, area, meets, merged

SIDE = st.integers(0, 300)
BOX = st.tuples(SIDE, SIDE, st.integers(1, 200), st.integers(1, 200)).map(
    lambda edges: (edges[0], edges[1], edges[0] + edges[2], edges[1] + edges[3])
)


@given(st.lists(BOX, max_size=40))
def test_merged_boxes_are_few_apart_and_cover_all(boxes: list[tuple[int, int, int, int]]) -> None:
    few = merged(boxes)
    assert len(few) <= MOST
    assert bool(few) == bool(boxes)
    counted = np.zeros((500, 500), int)
    for left, top, right, bottom in few:
        counted[top:bottom, left:right] += 1
    assert counted.max(initial=0) <= 1
    assert all((counted[top:bottom, left:right] == 1).all() for left, top, right, bottom in boxes)


def test_boxes_far_apart_stay_small() -> None:
    far = [(0, 0, 10, 10), (400, 400, 410, 410)]
    assert sorted(merged(far)) == far
    assert merged([(0, 0, 10, 10), (8, 0, 20, 10)]) == [(0, 0, 20, 10)]


def test_edges_do_not_meet() -> None:
    assert not meets((0, 0, 10, 10), [(10, 0, 20, 10), (0, 10, 10, 20)])
    assert meets((0, 0, 10, 10), [(30, 30, 40, 40), (9, 9, 20, 20)])
    assert area((2, 3, 5, 7)) == 12
