"""Drawings without paper: colours and cover of what is drawn, on any page."""

import numpy as np
import pytest

from pipeline.encode.alpha import cut_out, cut_paper, without_paper
from tests.pipeline.synthetic_frames import INK, PAPER, Pixels, drawing

HEX = "#0F141B"


def edge(covers: list[int]) -> Pixels:
    """Return one row of ink on paper, covered so much, as Cairo leaves it."""
    share = np.array(covers)[:, np.newaxis] / 255
    row = np.rint(share * np.array(INK[:3]) + (1 - share) * np.array(PAPER[:3]))
    return np.dstack([row[np.newaxis], np.array([covers])]).astype(np.uint8)


def test_colour_of_the_ink_is_found_under_the_paper() -> None:
    found = without_paper(edge([0, 64, 128, 200, 255]))[0]
    assert found[:, 3].tolist() == [0, 64, 128, 200, 255]
    assert np.abs(found[1:, :3].astype(int) - INK[:3]).max() <= 2  # half a level, times 255 / 64
    assert found[0].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("page", [(255, 255, 255), (64, 48, 74)])
def test_picture_on_another_page_is_ink_on_that_page(page: tuple[int, ...]) -> None:
    covers = [0, 10, 64, 128, 255]
    found = without_paper(edge(covers))[0].astype(float)
    share = np.array(covers)[:, np.newaxis] / 255
    shown = share * found[:, :3] + (1 - share) * page
    assert np.abs(shown - (share * INK[:3] + (1 - share) * page)).max() <= 1


def test_gif_pixels_are_covered_or_not() -> None:
    row = edge([0, 8, 64, 255])
    cut = cut_out(row)[0]
    assert cut[:, 3].tolist() == [0, 0, 255, 255]
    assert cut[2, :3].tolist() == row[0, 2, :3].tolist()  # as on paper: a smooth edge


def test_drawn_paper_is_paper() -> None:
    picture = drawing(64, 32, 8)  # paper and ink, all covered
    cut = cut_paper(picture, HEX)
    assert (cut[..., 3] == 0).sum() == (picture[..., :3] == PAPER[:3]).all(-1).sum()
    assert (cut[..., 3] == 255).sum() == (picture[..., :3] == INK[:3]).all(-1).sum() > 0
    assert np.array_equal(cut[..., :3], picture[..., :3])


def test_ring_of_paper_on_a_map_is_ink_and_a_mask_is_not() -> None:
    picture = np.zeros((180, 320, 4), np.uint8)
    picture[..., :3] = PAPER[:3]
    picture[20:160, 20:300] = INK
    ring, mask = (slice(60, 100), slice(60, 61)), (slice(60, 120), slice(200, 260))
    picture[ring] = picture[mask] = PAPER
    cut = cut_paper(picture, HEX)
    assert (cut[ring][..., 3] == 255).all()
    assert (cut[mask][..., 3] == 0).all()


def test_ring_of_paper_on_nothing_leaves_no_dark_edge() -> None:
    rows, columns = np.indices((180, 320))
    away = np.hypot(rows - 90, columns - 160)
    picture = np.zeros((180, 320, 4), np.uint8)
    covered = np.clip(34.5 - away, 0, 1)[..., np.newaxis]  # by a ring of paper around a disc
    ink = np.clip(30.5 - away, 0, 1)[..., np.newaxis]
    picture[..., :3] = np.rint(ink * INK[:3] + (1 - ink) * PAPER[:3])
    picture[..., 3:] = np.rint(255 * covered)
    found = without_paper(cut_paper(picture, HEX)).astype(float)
    share = found[..., 3:] / 255
    on_white = share * found[..., :3] + (1 - share) * 255
    expected = ink * INK[:3] + (1 - ink) * 255
    assert np.abs(on_white - expected).max() <= 3


def test_paper_between_letters_on_a_mask_is_cut() -> None:
    picture = np.empty((180, 320, 4), np.uint8)
    picture[:] = PAPER
    for left in range(100, 200, 6):  # strokes
        picture[80:92, left : left + 3] = INK
    cut = cut_paper(picture, HEX)
    assert (cut[..., 3] == 0).sum() == (picture[..., :3] == PAPER[:3]).all(-1).sum()


def test_paper_that_stays_is_left_alone() -> None:
    picture = drawing(64, 32, 8)
    for same in (cut_out(picture), without_paper(picture)):
        assert np.array_equal(same, picture)
