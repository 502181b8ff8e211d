"""The picture of the rooms shows the imports as they are."""

import pytest

from docs.draw_architecture import PICTURE, Rooms, arrows, drawn, svg

RENEW = "the imports have changed: draw them with `python -m docs.draw_architecture`"


def test_the_picture_is_that_of_the_sources() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawn(), RENEW


def test_an_arrow_that_a_longer_way_stands_for_is_left_out() -> None:
    imports = {("cli", "run"), ("run", "build"), ("cli", "build"), ("cli", "elsewhere")}
    assert arrows(imports, {"cli", "run", "build"}) == [("cli", "run"), ("run", "build")]


def test_a_room_without_a_place_is_named() -> None:
    with pytest.raises(ValueError, match="no place for attic"):
        svg(Rooms({"attic": 1}, {}))
