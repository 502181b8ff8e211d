"""The labs: which scene has which landscape, and what one may change there.

Each scene has a row in `LABS`. Of a scene's numbers only those that are no parameters are written
here, as most starts: defaults and ranges are those of its parameters, what is known of a landscape
is gdcore's.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from gdcore import (
    BEALE,
    BOUNDED_SADDLE,
    DOUBLE_WELL,
    DOUBLE_WELL_2D,
    HILL,
    HILLSIDE,
    HIMMELBLAU,
    LANDSCAPES,
    PARABOLA,
    PLATEAU,
    QUARTIC,
    RAVINE,
    ROSENBROCK,
    SADDLE,
    SHARP_AND_FLAT,
    SHIFTED_BOWL,
    TURNED_RAVINE,
    TWO_WELLS,
    Landscape,
    Path,
    landscape_from_grid,
    least_squares,
    theory,
)
from gdcore.critical_points import Kind, find_critical_points
from pipeline.captions import words
from pipeline.params import fields_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.site.ring import Standing
    from scenes.kit.layout import Slot
    from scenes.kit.story.scene import Params
    from scenes.kit.surface.stage import LandscapeStage
    from scenes.parts.network_hill import Shadow

Coordinate = str | float


@dataclass(frozen=True)
class Rule:
    """An update rule that a lab may offer.

    Parameters
    ----------
    rule
        Its class in gdcore and in the page's ``gdcore/optimizers``.
    label
        What one reads.
    role
        Colour role of the theme, and its key in an address.
    method
        What `gdcore.theory` calls it, if it knows how large its α may be.
    """

    rule: str
    label: str
    role: str
    method: str = ""


RULES: dict[str, Rule] = {
    rule.role: rule
    for rule in (
        Rule("GradientDescent", "Gradient descent", "gradient_descent", "gradient descent"),
        Rule("HeavyBall", "Momentum", "momentum", "momentum"),
        Rule("Nesterov", "Nesterov", "nesterov", "Nesterov momentum"),
        Rule("AdaGrad", "AdaGrad", "adagrad"),
        Rule("RMSProp", "RMSProp", "rmsprop"),
        Rule("Adam", "Adam", "adam"),
    )
}
ALL = tuple(RULES)
WITH_MOMENTUM = ("momentum", "nesterov")

SPARE = 1.1
"""How far α goes beyond the largest rate at which anything that is offered is stable."""

DIVISIONS = 400
"""Places that a slider has, about."""

TEMPERATE = 10
"""How many times its first value α goes up to, where no curvature says how large it may be."""

GRID = 41
"""Places a side at which the page knows a landscape that has no formula there."""

WALL_PLACES = 10 * (GRID - 1) + 1
"""A side at which the curvature of such a landscape is looked at: the knots, and between them."""

DIGITS = 7
"""Of a loss at such a place."""

FEWEST_STEPS = 100
"""How far the number of steps goes at least."""

PLACES = ("x0", "y0")
LETTERS = {"alpha": "α", "beta": "β", "x0": "x₀", "y0": "y₀", "steps": "n", "sigma": "σ"}


@dataclass(frozen=True)
class Recorded:
    """A training of the film, cast onto a plane through the loss of its network.

    Parameters
    ----------
    training
        As it was, ``(steps + 1, parameters)``, with the network's losses.
    cast
        Its points on the plane, ``(steps + 1, 2)``, with the losses of the ground below.
    """

    training: Path
    cast: Path

    def data(self) -> dict[str, Any]:
        """Return it as the page takes it: points and both losses, with digits enough to show."""
        return {
            "parameters": self.training.points.shape[1],
            "points": np.round(self.cast.points, 4).tolist(),
            "losses": np.round(self.training.values, 5).tolist(),
            "below": np.round(self.cast.values, 5).tolist(),
        }


@dataclass(frozen=True)
class Lab:
    """A landscape to play with.

    Parameters
    ----------
    made
        Where the marbles run: a landscape of gdcore, or a function that makes a quadratic one, or
        one through `GRID` by `GRID` losses.
    rates
        The scene's parameters that are α on this landscape; the first gives the default. Or a
        number alone, where the curvature of a minimum says nothing of the walls around it.
    start
        Where the first marble is dropped: for each coordinate a parameter, or a number.
    steps
        A parameter of the scene, or a number.
    rules
        Those that are offered, by role.
    ticked
        Those that run at first.
    momentum
        The scene's parameter that is β, or the number that it has there; nothing if it has none.
    noise
        The scene's parameter that is σ, or a number; nothing if it has none.
    noisy
        Whether there is noise at first.
    own_rates
        The scene's parameters that are α of some rules alone, by role.
    standing
        How the film shows it in three dimensions, if it does; for one lab of a scene at most.
    recorded
        A training that the film casts onto it, to be gone along.
    """

    made: Landscape | Callable[[], Landscape]
    rates: tuple[str, ...] | float
    start: tuple[Coordinate, ...]
    steps: str | int
    rules: tuple[str, ...] = ALL
    ticked: tuple[str, ...] = ("gradient_descent",)
    momentum: str | float = ""
    noise: str | float = ""
    noisy: bool = False
    own_rates: Mapping[str, str] = field(default_factory=dict)
    standing: Callable[[], Standing] | None = None
    recorded: Callable[[], Recorded] | None = None

    @cached_property
    def landscape(self) -> Landscape:
        """Where the marbles run."""
        return self.made if isinstance(self.made, Landscape) else self.made()


def line_loss() -> Landscape:
    """Return the loss of a line through the points of `line_fitting`, as the film has them."""
    # here, as in the two below, since a scene imports manim; whoever makes a page has
    from scenes.line_fitting import LineFittingParams, data_of  # noqa: PLC0415

    return least_squares(data_of(LineFittingParams()))


def three_point_loss() -> Landscape:
    """Return the bowl of `marble_on_a_surface`: the loss of a line through three points."""
    from scenes.marble_on_a_surface import LOSS  # noqa: PLC0415

    return LOSS


def noisy_bowl() -> Landscape:
    """Return the bowl on which the clouds of `learning_rate_schedules` settle."""
    from scenes.parts.noisy_cloud import BOWL  # noqa: PLC0415

    return BOWL


@functools.cache
def network_cut() -> Landscape:
    """Return the hill of `network_landscape` along its training's path, through fewer losses.

    Its window is as high as a map is: a spline knows nothing of what lies beyond.
    """
    from pipeline.site.contours import seen  # noqa: PLC0415

    exact = network_shadow().cut.exact
    window = seen(*exact.window)
    places = np.meshgrid(*(np.linspace(*side, GRID) for side in window))
    losses = exact.value(np.stack(places, axis=-1))
    ground = landscape_from_grid(
        _rounded(losses), window, name=exact.name, formula=exact.formula, source=exact.source
    )
    flat = find_critical_points(ground)
    minima, saddles = (
        np.array([each.point for each in flat if each.kind is kind]).reshape(-1, 2)
        for kind in (Kind.MINIMUM, Kind.SADDLE)
    )
    return replace(ground, minima=minima, saddles=saddles)


def network_shadow() -> Shadow:
    """Return the cut of `network_landscape` along its training's path, and the path's shadow."""
    from scenes.network_landscape import NetworkLandscapeParams, hill_of  # noqa: PLC0415

    params = NetworkLandscapeParams()
    return hill_of(params.seed, params.directions)[2]


def network_training() -> Recorded:
    """Return the training that rolls down the hill of `network_landscape`."""
    from scenes.network_landscape import NOISE, RATE, NetworkLandscapeParams  # noqa: PLC0415
    from scenes.parts.moons_training import DESCENT, trainings  # noqa: PLC0415

    training = trainings(NOISE, NetworkLandscapeParams().seed, RATE)[DESCENT]
    return Recorded(training, network_shadow().path)


def standing_cut() -> Standing:
    """Return how `network_landscape` shows its hill along the training's path."""
    from pipeline.site.ring import Standing  # noqa: PLC0415
    from scenes.kit.layout import PICTURE  # noqa: PLC0415
    from scenes.network_landscape import ELEVATION, along_the_path  # noqa: PLC0415
    from scenes.parts.network_hill import open_side  # noqa: PLC0415

    ground = replace(network_cut(), window=network_shadow().cut.ground.window)

    def stage(slot: Slot) -> LandscapeStage:
        return along_the_path(ground, slot)

    return Standing(stage, open_side(stage(PICTURE)), ELEVATION)


def standing_hillside() -> Standing:
    """Return how `hiker_on_a_hill` shows its hillside, whole and from farther away."""
    from pipeline.site.ring import Standing  # noqa: PLC0415
    from scenes.kit.surface.terrain import LEVELS  # noqa: PLC0415
    from scenes.parts.night_hillside import AFAR, hillside  # noqa: PLC0415

    azimuth, elevation, _ = AFAR
    x, y = HILLSIDE.window
    return Standing(lambda slot: hillside(slot, (x, y), LEVELS), azimuth, elevation)


def standing_trough() -> Standing:
    """Return how `local_minima` shows the trough whose section is its curve."""
    from pipeline.site.ring import Standing  # noqa: PLC0415
    from scenes.local_minima import curve  # noqa: PLC0415
    from scenes.parts.trough import FROM, below_the_top, trough  # noqa: PLC0415

    frame = below_the_top(curve())
    return Standing(lambda slot: trough(frame, slot), *FROM)


def standing_wells() -> Standing:
    """Return how `marble_on_a_surface` shows its two wells."""
    from pipeline.site.ring import Standing  # noqa: PLC0415
    from scenes.kit.surface.camera import AZIMUTH  # noqa: PLC0415
    from scenes.marble_on_a_surface import HIGH_VIEW, two_wells  # noqa: PLC0415

    return Standing(two_wells, AZIMUTH, HIGH_VIEW)


def standing_ravine() -> Standing:
    """Return how `momentum_versus_vanilla` shows its ravine."""
    from pipeline.site.ring import Standing  # noqa: PLC0415
    from scenes.momentum_versus_vanilla import VIEWS, ravine  # noqa: PLC0415

    return Standing(ravine, *VIEWS[-1])


def standing_saddle() -> Standing:
    """Return how `saddle_points` shows its saddle."""
    from pipeline.site.ring import Standing  # noqa: PLC0415
    from scenes.saddle_points import VIEWS, saddle  # noqa: PLC0415

    return Standing(saddle, *VIEWS[-1])


def standing_plain() -> Standing:
    """Return how `plateau` shows the well in its plain."""
    from pipeline.site.ring import Standing  # noqa: PLC0415
    from scenes.plateau import VIEWS, well  # noqa: PLC0415

    return Standing(well, *VIEWS[-1])


def standing_valley() -> Standing:
    """Return how `optimizer_race` shows Beale's function."""
    from pipeline.site.ring import Standing  # noqa: PLC0415
    from scenes.optimizer_race import VIEWS, valley  # noqa: PLC0415

    return Standing(valley, *VIEWS[-1])


BOTH = ("gradient_descent", "momentum")
STEADY = (*BOTH, "nesterov", "adam")
"""Without RMSProp, which never rests: where the slope is 0 but for rounding, rounding steers it."""

ADAPTIVE = {"adagrad": "adagrad_rate", "rmsprop": "rmsprop_rate", "adam": "adam_rate"}

LABS: Mapping[str, tuple[Lab, ...]] = {
    "marble_on_a_surface": (
        Lab(TWO_WELLS, ("rate",), (1.7, 0.9), 60, standing=standing_wells),
        Lab(three_point_loss, ("bowl_rate",), (-0.4, -0.8), "steps", rules=STEADY),
    ),
    "hiker_on_a_hill": (
        Lab(HILL, ("learning_rate",), ("start",), 30),
        Lab(HILLSIDE, ("learning_rate",), ("start", 0.0), 30, standing=standing_hillside),
    ),
    "geometric_decay": (Lab(PARABOLA, ("learning_rate",), ("start",), "steps"),),
    "learning_rate_regimes": (
        Lab(PARABOLA, ("slow_rate", "bold_rate", "wild_rate"), ("start",), "steps"),
    ),
    "momentum_versus_vanilla": (
        Lab(
            RAVINE,
            ("learning_rate", "rescue_rate"),
            ("start_x", "start_y"),
            100,
            ticked=BOTH,
            momentum="momentum",
            standing=standing_ravine,
        ),
    ),
    "nesterov_looks_ahead": (
        Lab(
            RAVINE,
            ("learning_rate", "high_rate"),
            ("start_x", "start_y"),
            100,
            ticked=("momentum", "nesterov"),
            momentum="momentum",
        ),
    ),
    "adaptive_rates": (
        Lab(
            RAVINE,
            ("learning_rate",),
            ("start_x", "start_y"),
            100,
            ticked=("gradient_descent", "adagrad", "adam"),
            momentum=0.7,
            own_rates=ADAPTIVE,
        ),
        Lab(
            TURNED_RAVINE,
            ("learning_rate",),
            (-7.8, -6.4),
            100,
            ticked=("gradient_descent", "adagrad", "adam"),
            momentum=0.7,
            own_rates=ADAPTIVE,
        ),
    ),
    "saddle_points": (
        Lab(
            SADDLE,
            ("learning_rate",),
            ("start", -0.1),
            40,
            noise="noise",
            standing=standing_saddle,
        ),
    ),
    "plateau": (
        Lab(
            PLATEAU,
            ("learning_rate",),
            ("start", 1.0),
            400,
            ticked=BOTH,
            momentum="momentum",
            standing=standing_plain,
        ),
    ),
    "local_minima": (
        Lab(DOUBLE_WELL, ("learning_rate",), ("right",), 100, momentum="momentum"),
        Lab(
            DOUBLE_WELL_2D,
            ("learning_rate",),
            ("right", 1.1),
            100,
            momentum="momentum",
            standing=standing_trough,
        ),
        Lab(HIMMELBLAU, ("map_rate",), (0.0, 0.0), 100),
        Lab(SHIFTED_BOWL, (), (-1.0, 2.0), 40),
    ),
    "optimizer_race": (
        Lab(
            BEALE,
            ("learning_rate",),
            ("start_x", "start_y"),
            200,
            ticked=("gradient_descent", "momentum", "nesterov"),
            standing=standing_valley,
        ),
        Lab(ROSENBROCK, (), (-1.2, 1.0), 400, ticked=("momentum", "nesterov")),
    ),
    "training_loop": (Lab(HIMMELBLAU, (), (-0.4, -1.6), 60),),
    "line_fitting": (Lab(line_loss, ("learning_rate",), (0.0, 0.0), "steps"),),
    "learning_rate_schedules": (
        Lab(noisy_bowl, ("learning_rate",), (-4.8, 1.4), "steps", noise="noise", noisy=True),
        Lab(QUARTIC, ("warm_rate",), ("warm_start",), 60),
    ),
    "stochastic_descent": (
        Lab(BOUNDED_SADDLE, (), (1.5, 0.0), 50, noise=0.5, noisy=True),
        Lab(SHARP_AND_FLAT, (), (-1.0,), 400, noise=2.5, noisy=True),
    ),
    "network_landscape": (
        Lab(
            network_cut,
            0.5,
            (-5.93, -1.73),
            200,
            rules=STEADY,
            standing=standing_cut,
            recorded=network_training,
        ),
    ),
    "three_implementations": (Lab(PARABOLA, ("learning_rate",), ("start",), "steps"),),
}


def check(name: str, lab: Lab, fields: Mapping[str, Any]) -> None:
    """Refuse a lab that names a parameter which its scene does not have.

    Raises
    ------
    KeyError
        With the name.
    """
    named = [
        *filmed_rates(lab),
        *lab.start,
        lab.steps,
        lab.momentum,
        lab.noise,
        *lab.own_rates.values(),
    ]
    for parameter in named:
        if isinstance(parameter, str) and parameter and parameter not in fields:
            raise KeyError(f"{name} has no parameter {parameter!r} for its lab")


def filmed_rates(lab: Lab) -> tuple[str, ...]:
    """Return the scene's parameters that are α of a lab."""
    return lab.rates if isinstance(lab.rates, tuple) else ()


def known_landscape(landscape: Landscape) -> dict[str, Any]:
    """Return what there is to know of a landscape besides its functions, as JSON knows it."""
    return {
        "name": landscape.name,
        "dim": landscape.dim,
        "minima": landscape.minima.tolist(),
        "saddles": landscape.saddles.tolist(),
        "window": [list(interval) for interval in landscape.window],
        **_made_of(landscape),
    }


def _made_of(landscape: Landscape) -> dict[str, Any]:
    """Return what the page makes the functions of, where it has none of this name."""
    if landscape.name in LANDSCAPES:
        return {"quadratic": None, "grid": None}
    if _is_quadratic(landscape):
        return {"quadratic": _quadratic(landscape), "grid": None}
    return {"quadratic": None, "grid": _grid(landscape)}


def _grid(landscape: Landscape) -> list[list[float]]:
    """Return the losses that a spline goes through, rows along the second axis."""
    window = landscape.window
    if landscape.dim == 2:
        places = np.meshgrid(*(np.linspace(*side, GRID) for side in window))
        losses = _rounded(landscape.value(np.stack(places, axis=-1)))
        between = np.stack(np.meshgrid(*(np.linspace(*side, 3 * GRID) for side in window)), axis=-1)
        spline = landscape_from_grid(losses, window).value(between)
        if np.allclose(spline, landscape.value(between), rtol=1e-9, atol=1e-12):
            return [[float(loss) for loss in row] for row in losses]
    raise ValueError(
        f"{landscape.name} is no landscape of gdcore, not quadratic, and no spline through "
        f"{GRID} by {GRID} losses of {DIGITS} digits"
    )


def _rounded(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return losses with so few digits that a page holds many of them."""
    short = [float(f"{loss:.{DIGITS}g}") for loss in losses.ravel()]
    return np.array(short).reshape(losses.shape)


def _quadratic(landscape: Landscape) -> dict[str, Any]:
    """Return what makes a bowl: its Hessian, its minimum, and the loss there."""
    (center,) = landscape.minima
    return {
        "hessian": landscape.hessian(center).tolist(),
        "center": center.tolist(),
        "lowest": float(landscape.value(center)),
    }


def lab_data(name: str, lab: Lab, model: type[Params]) -> dict[str, Any]:
    """Return a lab as the page takes it: its controls, and what is known of its landscape.

    Parameters
    ----------
    name
        The scene's.
    model
        Its parameters' type.
    """
    fields = fields_of(model)
    check(name, lab, fields)
    return {
        "scene": name,
        "landscape": known_landscape(lab.landscape),
        **_theory(lab),
        "rules": [vars(RULES[role]) for role in lab.rules],
        "ticked": list(lab.ticked),
        "controls": _controls(lab, fields),
        "recorded": lab.recorded().data() if lab.recorded else None,
    }


def _theory(lab: Lab) -> dict[str, Any]:
    """Return what theory says of α: words, and the curvatures that the page computes it from.

    Gradient descent with α < 2/λ lowers the loss at every step where no curvature is above λ.
    Source: Nesterov, Lectures on Convex Optimization (2018), section 1.2.3.
    """
    ground, steepest = lab.landscape, None
    curvatures = _curvatures(ground)
    if not len(ground.minima):
        words = "Theory knows no stable α here: there is no minimum to settle in."
    elif curvatures is None:
        words = (
            "Theory knows no largest stable α here: the curvature λ is 0 at the minimum, where 2/λ"
            " has no bound, and grows away from it."
        )
    elif isinstance(lab.rates, tuple):
        near = "" if _is_quadratic(ground) else f"near the minimum{_first_of(ground.minima)}, "
        words = f"{near}theory says".capitalize()
    else:
        (_, least), steepest, curvatures = curvatures, _steepest(ground), None
        words = (
            "Theory knows no largest stable α here. It is 2/λ where the curvature is λ: at the"
            f" minimum of this cut λ = {least:.2g} at most, and 2/λ = {2 / least:.2g}, but its"
            f" walls bend up to λ = {steepest:.2g}. With any α below 2/λ = {2 / steepest:.2g},"
            " gradient descent goes down at every step, wherever it starts on the map."
        )
    return {"theory": words, "curvatures": curvatures, "steepest": steepest}


def _first_of(minima: NDArray[np.float64]) -> str:
    """Return where the first minimum is, if there are others."""
    if len(minima) == 1:
        return ""
    numbers = [f"{number:.3g}".replace("-", "−") for number in minima[0]]
    return f" at x = {numbers[0]}" if len(numbers) == 1 else f" at ({', '.join(numbers)})"


def _steepest(landscape: Landscape) -> float:
    """Return the largest curvature in the window."""
    places = np.meshgrid(*(np.linspace(*side, WALL_PLACES) for side in landscape.window))
    return float(np.linalg.eigvalsh(landscape.hessian(np.stack(places, axis=-1))).max())


def _curvatures(landscape: Landscape) -> list[float] | None:
    """Return the smallest and largest curvature at the first minimum, if it is not flat there."""
    if not len(landscape.minima):
        return None
    found = np.linalg.eigvalsh(landscape.hessian(landscape.minima[0]))
    return [float(found[0]), float(found[-1])] if found[0] > 0 else None


def _is_quadratic(landscape: Landscape) -> bool:
    """Tell whether the curvature is the same at three places of the window."""
    low, high = np.array(landscape.window).T
    first, *others = landscape.hessian(low + np.array([[0.0], [0.45], [1.0]]) * (high - low))
    return all(bool(np.allclose(first, other)) for other in others)


def _controls(lab: Lab, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what one may change: each with its ends, and with what the film takes of it."""

    def control(key: str, what: str, source: str | float, low: float, high: float) -> Any:
        step = 1 if key == "steps" else _readable((high - low) / DIVISIONS)
        films = [_film(source, fields)] if isinstance(source, str) and source else []
        value = films[0]["value"] if films else source
        return {
            **{"key": key, "letter": LETTERS[key], "what": what, "value": value},
            **{"low": low, "high": high, "step": step, "films": films},
        }

    filmed = filmed_rates(lab)
    if isinstance(lab.rates, tuple):
        highest = _highest_rate(lab, fields)
        rate = filmed[0] if filmed else _readable(highest / 10)
    else:
        rate, highest = lab.rates, TEMPERATE * lab.rates
    controls = [control("alpha", "learning rate", rate, 0, highest)]
    controls[0]["films"] = [_film(parameter, fields) for parameter in filmed]
    controls[0]["needs"] = [role for role in lab.rules if role not in lab.own_rates]
    for role, parameter in lab.own_rates.items():
        high = 2 * float(fields[parameter]["maximum"])
        own = control("alpha", f"of {RULES[role].label}", parameter, 0, high)
        controls.append(own | {"key": f"alpha_{role}", "needs": [role]})
    for each in controls:
        each["low"] = each["step"]  # α is above 0
    if set(lab.rules) & set(WITH_MOMENTUM):
        controls.append(control("beta", "momentum", lab.momentum or 0.9, 0, 0.99))
        controls[-1]["needs"] = list(WITH_MOMENTUM)
    place: list[float] = []
    for key, source, (low, high) in zip(PLACES, lab.start, lab.landscape.window, strict=False):
        controls.append(control(key, "start", source, low, high))
        place.append(controls[-1]["value"])
    steps = control("steps", "steps", lab.steps, 1, 1)
    steps["high"] = max(FEWEST_STEPS, 2 * int(steps["value"]))
    slope = float(np.linalg.norm(lab.landscape.gradient(np.array(place))))
    noise = control("sigma", "noise", lab.noise or 0.0, 0, _readable(slope or 1.0))
    if lab.noisy:
        noise["high"] = max(noise["high"], noise["value"])
    else:
        noise["value"] = 0.0  # the film has it in one beat only
    return [*controls, steps, noise]


def _highest_rate(lab: Lab, fields: Mapping[str, Any]) -> float:
    """Return where α ends: beyond what is stable, and not before what the film takes."""
    points = lab.landscape.minima if len(lab.landscape.minima) else lab.landscape.saddles
    steepest = float(np.abs(np.linalg.eigvalsh(lab.landscape.hessian(points[:1]))).max())
    methods: list[Any] = [RULES[role].method for role in lab.ticked if RULES[role].method]
    limits = [theory.largest_stable_rate(steepest, method) for method in methods if steepest]
    filmed = [float(fields[parameter]["maximum"]) for parameter in filmed_rates(lab)]
    highest = max([*(SPARE * limit for limit in limits), *filmed])
    step = _readable(highest / DIVISIONS)
    return float(f"{math.ceil(highest / step) * step:.12g}")


def _film(parameter: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a parameter of the scene as far as the page has to know it."""
    field = fields[parameter]
    return {
        "parameter": parameter,
        "what": words(parameter).lower(),
        "low": field.get("minimum"),
        "high": field.get("maximum"),
        "value": field["default"],
    }


def _readable(number: float) -> float:
    """Return the next lower of 1, 2, 5, 10, 20, … and their tenths, so that values can be read."""
    power = 10.0 ** math.floor(math.log10(number))
    return float(f"{max(k for k in (1, 2, 5) if k * power <= number * (1 + 1e-9)) * power:.12g}")
