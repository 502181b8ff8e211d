"""The measures of a place: from the axis up to the hill, and named."""

import numpy as np

from gdcore import HILL
from scenes.kit.landscapes import CurveLandscape
from scenes.kit.measures import Measures
from scenes.kit.stage import Frame
from scenes.kit.theme import color
from tests.scenes.kit.samples import SLOT


def test_the_drop_goes_from_the_hill_to_its_axis() -> None:
    frame = Frame(SLOT, (0, 3), (-0.5, 3))
    ground = CurveLandscape(HILL, frame)
    measures = Measures(ground, [1.2], (0.5, 2.5), "momentum")
    np.testing.assert_allclose(measures.drop.get_start(), ground.spot([1.2]), atol=1e-9)
    np.testing.assert_allclose(measures.drop.get_end(), frame.at(1.2, 0), atol=1e-6)
    np.testing.assert_allclose(measures.axis.get_start(), frame.at(0.5, 0), atol=1e-9)
    np.testing.assert_allclose(measures.axis.get_end(), frame.at(2.5, 0), atol=1e-9)
    foot = frame.at(1.2, 0)
    assert measures.theta.get_top()[1] < foot[1] < measures.loss.get_bottom()[1]
    assert abs(measures.theta.get_center()[0] - foot[0]) < 0.02
    assert measures.theta.get_fill_color() == color("momentum")
