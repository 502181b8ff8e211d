"""The triangle of a step grows into the step; a close-up shows what it was asked for."""

import numpy as np
from manim import VMobject

from gdcore import RAVINE, NesterovLookAhead, descend
from scenes.kit.layout import BODY, PICTURE
from scenes.parts.nesterov_steps import CloseUp, StepTriangle, corrections, look_aheads

PATH = descend(RAVINE, NesterovLookAhead(0.03, 0.9), [-10.0, 1.0], 4)
CORNERS = np.stack([PATH.points[1], look_aheads(PATH)[1], PATH.points[2]])
CLOSE = CloseUp(RAVINE, PICTURE, BODY, CORNERS)


def triangle(felt_ahead: bool) -> StepTriangle:
    start, ahead, end = CORNERS
    return StepTriangle(CLOSE.ground, start, ahead, end, "nesterov", felt_ahead)


def tip_of(arrow: VMobject) -> np.ndarray:
    return np.asarray(arrow.points[12])  # the outline's third line ends at the tip


def test_the_close_up_shows_all_points_where_text_may_stand() -> None:
    spots = CLOSE.ground.spot(CORNERS)
    low, high = BODY.point(0, 0), BODY.point(1, 1)
    assert ((spots[:, :2] > low[:2]) & (spots[:, :2] < high[:2])).all()
    across, up = CLOSE.frame.scale
    np.testing.assert_allclose(across, up, err_msg="a slope is square to its contour")


def test_nothing_is_drawn_before_it_is_told() -> None:
    assert all(len(part.points) == 0 for part in triangle(felt_ahead=True))


def test_velocity_and_push_add_up_to_the_step() -> None:
    drawn = triangle(felt_ahead=True)
    for tracker in (drawn.leapt, drawn.pushed, drawn.summed):
        tracker.set_value(1)
    drawn.update()
    _, ahead, end = CLOSE.ground.spot(CORNERS)
    for arrow, tip in ((drawn.kept, ahead), (drawn.push, end), (drawn.step, end)):
        np.testing.assert_allclose(tip_of(arrow), tip, atol=1e-9)


def test_a_push_that_is_felt_at_the_start_is_carried_to_the_tip() -> None:
    drawn = triangle(felt_ahead=False)
    drawn.pushed.set_value(1)
    drawn.update()
    start, ahead, end = CLOSE.ground.spot(CORNERS)
    np.testing.assert_allclose(tip_of(drawn.push), start + end - ahead, atol=1e-9)
    drawn.carried.set_value(1)
    drawn.update()
    np.testing.assert_allclose(tip_of(drawn.push), end, atol=1e-9)


def test_each_ring_is_where_its_steps_slope_is_felt() -> None:
    drawn = corrections(CLOSE.ground, PATH, range(3))
    assert len(drawn) == 3
    for n, (arrow, ring) in enumerate(drawn):
        spot = CLOSE.ground.spot(look_aheads(PATH)[n])
        np.testing.assert_allclose(ring.get_center(), spot, atol=1e-6)
        np.testing.assert_allclose(tip_of(arrow), CLOSE.ground.spot(PATH.points[n + 1]), atol=1e-9)
