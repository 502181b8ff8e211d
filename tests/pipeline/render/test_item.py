"""Boxes of items: what has a pixel in common."""

from pipeline.render.item import around, meets


def test_edges_do_not_meet_and_a_union_holds_both() -> None:
    assert not meets((0, 0, 10, 10), [(10, 0, 20, 10), (0, 10, 10, 20)])
    assert meets((0, 0, 10, 10), [(30, 30, 40, 40), (9, 9, 20, 20)])
    assert around((0, 5, 10, 10), (2, 0, 12, 8)) == (0, 0, 12, 10)
