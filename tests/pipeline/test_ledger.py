"""What an error costs in a GIF, after what was lost so far."""

import pytest

from pipeline.clip import Clip, Shot
from pipeline.ledger import ALLOWED, EXACT, LEAST, MOST, STRICT, Ledger

SIDE = 10
PIXELS = SIDE * SIDE


def ledger(*times: int) -> Ledger:
    return Ledger(Clip(SIDE, SIDE, 4, tuple(Shot(b"", time) for time in times)))


def noted(share: float, seconds: int = 100) -> float:
    """Return the price after so much of what is allowed was lost for so long."""
    book = ledger(200, 200)
    book.note(round(share * ALLOWED * PIXELS), PIXELS, 100 * seconds)
    return book.price


def test_price_rises_with_what_was_lost_as_far_as_it_helps() -> None:
    prices = [noted(share) for share in (0.0, 0.9, 1.0, 1.1, 1.4, 9.0)]
    assert prices == sorted(prices)
    assert prices[-1] / prices[0] == pytest.approx((MOST / LEAST) ** STRICT)
    assert noted(90.0) == noted(9.0)


def test_longer_clip_pays_less_for_a_moment() -> None:
    assert ledger(100, 100).price == pytest.approx(4 * ledger(400, 400).price)


def test_first_pictures_weigh_little() -> None:
    assert noted(9.0, seconds=1) > noted(1.0)
    book = ledger(200, 200)
    fresh = book.price
    book.note(round(9 * ALLOWED * PIXELS), PIXELS, 1)
    assert fresh < book.price < 2 * fresh


def test_single_picture_is_exact() -> None:
    assert ledger(100).price >= EXACT * LEAST**STRICT
