"""All landscapes of the course, by name."""

from gdcore.classics import BEALE, ROSENBROCK
from gdcore.landscape import Landscape
from gdcore.many_minima import HIMMELBLAU, SIX_HUMP_CAMEL, STYBLINSKI_TANG
from gdcore.quadratics import (
    PARABOLA,
    RAVINE,
    ROUND_BOWL,
    SHIFTED_BOWL,
    TURNED_RAVINE,
    quadratic_bowl,
)
from gdcore.saddles import BOUNDED_SADDLE, MONKEY_SADDLE, SADDLE
from gdcore.sampled import landscape_from, landscape_from_grid
from gdcore.wells import (
    DOUBLE_WELL,
    DOUBLE_WELL_2D,
    HILL,
    HILLSIDE,
    PLATEAU,
    QUARTIC,
    SHARP_AND_FLAT,
    TWO_WELLS,
)

LANDSCAPES: dict[str, Landscape] = {
    landscape.name: landscape
    for landscape in (
        PARABOLA,
        ROUND_BOWL,
        RAVINE,
        TURNED_RAVINE,
        SHIFTED_BOWL,
        SADDLE,
        BOUNDED_SADDLE,
        MONKEY_SADDLE,
        PLATEAU,
        QUARTIC,
        DOUBLE_WELL,
        DOUBLE_WELL_2D,
        SHARP_AND_FLAT,
        HILL,
        HILLSIDE,
        TWO_WELLS,
        BEALE,
        HIMMELBLAU,
        ROSENBROCK,
        STYBLINSKI_TANG,
        SIX_HUMP_CAMEL,
    )
}

__all__ = [
    "BEALE",
    "BOUNDED_SADDLE",
    "DOUBLE_WELL",
    "DOUBLE_WELL_2D",
    "HILL",
    "HILLSIDE",
    "HIMMELBLAU",
    "LANDSCAPES",
    "MONKEY_SADDLE",
    "PARABOLA",
    "PLATEAU",
    "QUARTIC",
    "RAVINE",
    "ROSENBROCK",
    "ROUND_BOWL",
    "SADDLE",
    "SHARP_AND_FLAT",
    "SHIFTED_BOWL",
    "SIX_HUMP_CAMEL",
    "STYBLINSKI_TANG",
    "TURNED_RAVINE",
    "TWO_WELLS",
    "Landscape",
    "landscape_from",
    "landscape_from_grid",
    "quadratic_bowl",
]
