"""Exercises of a page: every answer is computed by gdcore when the page is made."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from gdcore import (
    BEALE,
    BOUNDED_SADDLE,
    HILL,
    HIMMELBLAU,
    PARABOLA,
    RAVINE,
    SHARP_AND_FLAT,
    SHIFTED_BOWL,
    GradientDescent,
    HeavyBall,
    UncorrectedAdam,
    basins_of_starts,
    descend,
    network,
    optimizers,
    random_starts,
    theory,
    two_moons,
)
from pipeline.site.labs import line_loss
from pipeline.video.texts import number

STARTS, SEED, MOST_STEPS = 100, 7, 5000

NEAR_ENOUGH = 0.1
"""Data units within which two valleys of the hill are one."""

LONGEST_IN_MENU = 24
"""Characters."""

REGIMES = tuple(regime.value for regime in theory.Regime)


@dataclass(frozen=True)
class Number:
    """A number to find.

    Parameters
    ----------
    label
        What one reads before the field.
    value, tolerance
        What is right, and how far off an answer may be.
    """

    label: str
    value: float
    tolerance: float
    is_long = False


@dataclass(frozen=True)
class Choice:
    """One of several answers to choose."""

    label: str
    right: str
    options: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Whether the answers are sentences, which a menu cuts off on a phone."""
        return max(map(len, self.options)) > LONGEST_IN_MENU


@dataclass(frozen=True)
class Exercise:
    """A question with its answer.

    Parameters
    ----------
    question
        Plain text.
    asked
        What is to be filled in.
    hint
        What a wrong answer gets.
    praise
        What a right one gets: why it is so.
    address
        The lab's setting that shows it; ``None`` where no lab does.
    """

    question: str
    asked: tuple[Number | Choice, ...]
    hint: str
    praise: str
    address: str | None = None

    @property
    def answer(self) -> list[str | dict[str, float]]:
        """What is right, as the page's scripts take it."""
        return [
            each.right
            if isinstance(each, Choice)
            else {"value": each.value, "tolerance": each.tolerance}
            for each in self.asked
        ]


def _curvatures(landscape: object) -> tuple[float, float]:
    hessian = landscape.hessian(landscape.minima[0])  # type: ignore[attr-defined]
    found = np.linalg.eigvalsh(hessian)
    return float(found[0]), float(found[-1])


(CURVATURE, _), (FLAT, STEEP) = _curvatures(PARABOLA), _curvatures(RAVINE)


def _decay() -> tuple[Exercise, ...]:
    rate, start, goal, steps = 0.1, 10.0, 0.01, 25
    needed = theory.steps_to_reach(goal, start, rate, CURVATURE)
    assert needed is not None, "0.1 converges on x²"
    factor = float(theory.multiplier(rate, CURVATURE))
    low, high = theory.rate_interval(1e-3, steps, 5.0, CURVATURE)
    return (
        Exercise(
            f"On x², from x = {start:g} with α = {rate:g}: after how many steps is |x| below "
            f"{goal:g} for the first time?",
            (Number("Steps", needed, 0.0),),
            f"Each step multiplies x by 1 − 2α = {factor:g}. The lab shows it from x = 5.",
            f"{start:g} · {factor:g}ⁿ is below {goal:g} from n = {needed} on.",
            "alpha=0.1&x0=5&steps=40",
        ),
        Exercise(
            f"On x² from x = 5, which α bring |x| below 0.001 within {steps} steps? "
            "It is an interval: give both ends.",
            (Number("Lowest α", low, 0.005), Number("Highest α", high, 0.005)),
            f"|1 − 2α| to the power of {steps} must shrink 5 to 0.001. "
            "That has two solutions: one below a half, one above.",
            f"From {low:.3f} to {high:.3f}: α and 1 − α shrink |x| alike.",
            f"alpha={low - 0.03:.2f}&steps={steps}",
        ),
    )


def _regimes() -> tuple[Exercise, ...]:
    rates = (0.01, 0.1, 0.5, 1.0, 1.1)
    limit = theory.largest_stable_rate(CURVATURE)
    calm, wild = 0.01, 0.03
    flattest, steepest = (theory.largest_stable_rate(1.0) / rate for rate in (wild, calm))
    above = (
        "the factor 1 − 2α is below −1, so each step lands farther away than the one before",
        "the gradient is no longer computed correctly",
        "the steps become too short to arrive",
    )
    return (
        Exercise(
            "What does a marble on x² do at each of these α?",
            tuple(
                Choice(f"α = {rate:g}", theory.regime(rate, CURVATURE).value, REGIMES)
                for rate in rates
            ),
            "Work out 1 − 2α for each: its sign says on which side the next step lands, its size "
            "whether that is nearer.",
            "The factors are "
            + ", ".join(f"{float(theory.multiplier(rate, CURVATURE)):g}" for rate in rates).replace(
                "-", "−"
            )
            + ".",
            "alpha=0.9",
        ),
        Exercise(
            f"Above α = {limit:g} it flies off. Why?",
            (Choice("Because", above[0], (above[1], above[0], above[2])),),
            "Set α just above and look at the first three steps.",
            "What is multiplied by the same factor again and again grows when that is larger than "
            "1 in size.",
            f"alpha={1.05 * limit:g}&steps=14",
        ),
        Exercise(
            f"A training run goes well at α = {calm:g}. At α = {wild:g} its loss turns NaN. "
            "Between which values was the largest curvature, if it was a quadratic?",
            (
                Number("Lowest curvature", flattest, 0.5),
                Number("Highest curvature", steepest, 0.5),
            ),
            "Gradient descent is stable below 2 divided by the curvature.",
            f"Between {flattest:.1f} and {steepest:.0f}: 2/{wild:g} and 2/{calm:g}. "
            "Less curvature, and tripling α does no harm.",
            "alpha=1.04&steps=40",
        ),
    )


def _momentum() -> tuple[Exercise, ...]:
    beta = 0.7
    plain = theory.largest_stable_rate(STEEP)
    heavy = theory.largest_stable_rate(STEEP, "momentum", beta)
    return (
        Exercise(
            f"In the ravine the curvature is {FLAT:g} along the floor and {STEEP:g} across it. "
            f"Above which α does each diverge?",
            (
                Number("Gradient descent", plain, 0.0005),
                Number(f"Momentum with β = {beta:g}", heavy, 0.0005),
            ),
            f"The steepest direction decides: 2/{STEEP:g} for one, 2(1 + β)/{STEEP:g} for the "
            "other.",
            f"{plain:g} and {heavy:g}: momentum also allows longer steps.",
            f"alpha={plain + 0.004:g}&beta={beta:g}",
        ),
    )


def _nesterov() -> tuple[Exercise, ...]:
    beta = 0.9
    limit = theory.largest_stable_rate(STEEP, "Nesterov momentum", beta)
    heavy = theory.largest_stable_rate(STEEP, "momentum", beta)
    better = ("Nesterov", "Momentum", "Both the same")
    return (
        Exercise(
            f"In the ravine, steepest curvature {STEEP:g}, with β = {beta:g}: what is the largest "
            "stable α of Nesterov's momentum, and which of the two methods allows the larger one?",
            (
                Number("Largest α", limit, 0.0005),
                Choice("The larger one", better[1] if heavy > limit else better[0], better),
            ),
            "Raise α slowly with both ticked, and see which of them leaves first.",
            f"{number(limit)} against {number(heavy)}: looking ahead brakes, and costs stability.",
            f"alpha=0.06&beta={beta:g}",
        ),
    )


def _saddle() -> tuple[Exercise, ...]:
    rate, near = 0.1, 1e-3
    first = theory.saddle_escape_steps(near, rate)
    nearer = theory.saddle_escape_steps(near**2, rate)
    assert first is not None and nearer is not None, "no start on the ridge"
    return (
        Exercise(
            f"On x² − y² with α = {rate:g}: after how many steps is |y| at least 1, from "
            f"y = {near:g}, and from y = {number(near**2)}?",
            (Number(f"From {near:g}", first, 0.0), Number("A thousand times nearer", nearer, 0.0)),
            "y grows by the factor 1 + 2α a step: count how many factors it takes.",
            f"{first} and {nearer}: a thousand times nearer costs as many steps again, not a "
            "thousand times as many.",
            f"alpha={rate:g}&y0={near:g}&steps=60",
        ),
    )


def _minima() -> tuple[Exercise, ...]:
    def answers(landscape: object, rate: float) -> int:
        starts = random_starts(landscape, STARTS, SEED)  # type: ignore[arg-type]
        found = basins_of_starts(landscape, GradientDescent(rate), starts, MOST_STEPS)  # type: ignore[arg-type]
        return len(set(found.tolist()))

    bowl, many = answers(SHIFTED_BOWL, 0.1), answers(HIMMELBLAU, 0.002)
    goal = tuple(SHIFTED_BOWL.minima[0])
    yes = ("yes, from each of them", "from some of them only", "no")
    return (
        Exercise(
            f"{STARTS} marbles at random on (x − 3)² + (y + 2)², α = 0.1. Do they find "
            f"({goal[0]:g}, {number(goal[1])}), and how many different answers are there? "
            "How many on Himmelblau's function?",
            (
                Choice("They find it", yes[0] if bowl == 1 else yes[1], yes),
                Number("Answers on the bowl", bowl, 0.0),
                Number("Answers on Himmelblau's function", many, 0.0),
            ),
            "Drop some marbles on each of the two maps and count where they end.",
            "A convex function has one answer, whatever the start; others may have several.",
            "lab=Himmelblau&marbles=-4,4;4,-4;-4,-4;3,3",
        ),
    )


def _line() -> tuple[Exercise, ...]:
    # here, since this imports manim; whoever makes the page has
    from scenes.marble_on_a_surface import BEST  # noqa: PLC0415

    slope, intercept = (float(each) for each in BEST)
    return (
        Exercise(
            "Where does gradient descent on the mean squared error end in the film: which line, "
            "y = mx + b?",
            (Number("m", slope, 0.06), Number("b", intercept, 0.06)),
            "Read it off where the marble comes to rest in the bowl.",
            f"m = {number(slope)}, b = {number(intercept)}: the line of least squares, whatever "
            "the start.",
        ),
    )


def _fitting() -> tuple[Exercise, ...]:
    loss = line_loss()
    slope, intercept = loss.minima[0].tolist()
    flat, steep = _curvatures(loss)
    limit = theory.largest_stable_rate(steep)
    return (
        Exercise(
            "Which line does gradient descent on the mean squared error approach in the film, "
            "y = mx + b?",
            (Number("m", slope, 0.02), Number("b", intercept, 0.05)),
            "Let it run for as many steps as the lab has, or set α to the best: (x, y) on the "
            "map is (m, b).",
            f"m = {number(slope)}, b = {number(intercept)}: the line of least squares.",
            "alpha=0.08&steps=2000",
        ),
        Exercise(
            f"The loss curves by {number(flat)} along its ravine and by {number(steep)} across. "
            "Above which α does it diverge, and how many times steeper is one way than the other?",
            (Number("Largest stable α", limit, 0.0005), Number("Times steeper", steep / flat, 1.0)),
            "The steeper way decides: 2 divided by its curvature.",
            f"2/{number(steep)} = {number(limit)}, and the condition number is "
            f"{number(theory.condition_number(flat, steep))}.",
            f"alpha={limit * 0.99:.4f}&steps=200",
        ),
    )


def _schedules() -> tuple[Exercise, ...]:
    rates, curvature, deviation = (0.4, 0.1), 1.0, 1.0
    floors = [theory.noise_floor(rate, curvature, deviation**2) for rate in rates]
    return (
        Exercise(
            f"Curvature {curvature:g}, noise of variance {deviation**2:g}, α constant. At which "
            "variance of x does a cloud of marbles settle?",
            tuple(
                Number(f"With α = {rate:g}", floor, 0.005)
                for rate, floor in zip(rates, floors, strict=True)
            ),
            "It settles at ασ²/(λ(2 − αλ)): what a step takes away, the noise puts back.",
            f"{number(floors[0])} and {number(floors[1])}: a smaller α ends nearer, and takes "
            "longer.",
            f"alpha={rates[0]:g}&sigma=1",
        ),
    )


def _loops() -> tuple[Exercise, ...]:
    rate, steps, starts = 0.1, 25, (5.0, -3.0, 2.0)
    ends = [float(theory.quadratic_iterate(x, rate, CURVATURE, steps)) for x in starts]
    return (
        Exercise(
            f"{steps} steps on x² with α = {rate:g}: what becomes of the numbers "
            f"{', '.join(number(x) for x in starts)}?",
            tuple(
                Number(f"From {number(start)}", end, 0.0005)
                for start, end in zip(starts, ends, strict=True)
            ),
            "Run one of the three programs, or multiply by 1 − 2α as many times.",
            f"{', '.join(number(end) for end in ends)}: each is multiplied by the same number.",
            f"alpha={rate:g}&steps={steps}&x0={starts[1]:g}",
        ),
    )


def _hiker() -> tuple[Exercise, ...]:
    rate, start = 0.3, 2.7
    end = float(descend(HILL, GradientDescent(rate), start, 200).points[-1, 0])
    deepest = float(HILL.minima[HILL.value(HILL.minima).argmin(), 0])
    found = "yes" if abs(end - deepest) < NEAR_ENOUGH else "no"
    return (
        Exercise(
            f"The hiker starts at {start:g} with α = {rate:g}. Where does he come to rest, and is "
            "that the deepest place?",
            (
                Number("He rests at", end, 0.02),
                Choice("The deepest place", found, ("yes", "no")),
            ),
            "Let the marble run, and look at the other valley.",
            f"He rests at {number(end)}; the deepest place is at {number(deepest)}, behind a ridge "
            "that no step downhill crosses.",
            f"alpha={rate:g}&x0={start:g}",
        ),
    )


def _plateau() -> tuple[Exercise, ...]:
    start, end, rates = 3.5, 0.1, (0.1, 0.5)
    steps = [theory.plateau_steps(start, end, rate) for rate in rates]
    return (
        Exercise(
            f"On the plateau −exp(−r²/2), from r = {start:g} to r = {end:g}: about how many steps "
            f"does gradient descent take?",
            tuple(
                Number(f"With α = {rate:g}", each, 0.05 * each)
                for rate, each in zip(rates, steps, strict=True)
            ),
            "Set y₀ to 0, x₀ to 3.5, and as many steps as there are; then read it off the loss.",
            f"About {steps[0]:.0f} and {steps[1]:.0f}: where the slope is all but 0, time is what "
            "it costs, and α is the only price.",
            f"alpha={rates[1]:g}&x0={start:g}&y0=0&steps=300&rules=gradient_descent",
        ),
    )


def _adaptive() -> tuple[Exercise, ...]:
    rate, start = 0.5, (-10.0, 1.0)
    corrected, raw = (
        float(abs(np.diff(descend(RAVINE, rule(rate), start, 1).points[:, 0])[0]))
        for rule in (optimizers.Adam, UncorrectedAdam)
    )
    return (
        Exercise(
            f"Adam with α = {rate:g} starts at (−10, 1) in the ravine. How long is its first step "
            "along x, and how long would it be without bias correction?",
            (Number("With it", corrected, 0.005), Number("Without it", raw, 0.02)),
            "Let it take one step, and look where it is. Without the correction the averages have "
            "1 − β₁ and 1 − β₂ of what they should have.",
            f"{number(corrected)}, which is α, whatever the slope; and {number(raw)}, which is "
            "(1 − β₁)/√(1 − β₂) times α.",
            f"alpha_adam={rate:g}&rules=adam&steps=1",
        ),
    )


def _race() -> tuple[Exercise, ...]:
    rate, near, most = 0.01, 0.01, 2000
    rules = {
        "Gradient descent": GradientDescent(rate),
        "Momentum": HeavyBall(rate),
        "Adam": optimizers.Adam(rate),
    }
    steps = {
        name: descend(BEALE, rule, (1.0, 1.0), most).settles_within(near, BEALE.minima[0]) or most
        for name, rule in rules.items()
    }
    first = min(steps, key=lambda name: steps[name])
    return (
        Exercise(
            f"On Beale's function from (1, 1), all with α = {rate:g}: which is the first to stay "
            f"within {near:g} of the minimum, and after how many steps?",
            (Choice("The first", first, tuple(rules)), Number("Its steps", steps[first], 0.0)),
            "Tick all three, and read what is said of each.",
            f"{first}, after {steps[first]}. With an α of its own for each, the order is another.",
            f"alpha={rate:g}&rules=gradient_descent,momentum,adam&steps=400",
        ),
    )


def _training() -> tuple[Exercise, ...]:
    # here, as in the others below, since a scene imports manim; whoever makes the page has
    from scenes.parts.moons_training import WIDTHS, moons_network  # noqa: PLC0415
    from scenes.training_loop import (  # noqa: PLC0415
        TWO_RATE,
        TWO_START,
        TrainingLoopParams,
    )

    slopes = HIMMELBLAU.gradient(np.array(TWO_START))
    end = descend(HIMMELBLAU, GradientDescent(TWO_RATE), TWO_START, 1).points[-1]
    dials = moons_network(TrainingLoopParams().noise, TrainingLoopParams().seed).dim
    x, y = (number(each) for each in TWO_START)
    return (
        Exercise(
            f"One lap of the loop by hand: both dials stand at ({x}, {y}) on Himmelblau's "
            f"function, (x² + y − 11)² + (x + y² − 7)², and α = {TWO_RATE:g}. What are the two "
            "slopes, and where do the dials stand after one step?",
            (
                Number("Slope of x", float(slopes[0]), 0.5),
                Number("Slope of y", float(slopes[1]), 0.5),
                Number("x after the step", float(end[0]), 0.01),
                Number("y after the step", float(end[1]), 0.01),
            ),
            "The slope of x is 4x(x² + y − 11) + 2(x + y² − 7), that of y is alike. Then each "
            "dial moves against its own slope, α times as far.",
            f"Slopes {number(slopes[0])} and {number(slopes[1])}, so the step leads to "
            f"({number(end[0])}, {number(end[1])}).",
            "steps=1",
        ),
        Exercise(
            f"The network of the film has 2 inputs, hidden layers of {WIDTHS[0]} and {WIDTHS[1]} "
            "units, and one output. How many dials does it have? And how many forward passes would "
            "all their slopes cost if one turned each a little, by itself, and compared?",
            (Number("Dials", dials, 0.0), Number("Forward passes", dials + 1, 0.0)),
            "Every unit has a weight for each of its inputs, and a bias. To compare, one pass with "
            "no dial turned is needed too.",
            f"{dials} dials and {dials + 1} passes. Backpropagation needs one pass forward and one "
            "back, however many dials there are.",
        ),
    )


def _hill_of_a_network() -> tuple[Exercise, ...]:
    from scenes.network_landscape import NetworkLandscapeParams  # noqa: PLC0415

    params = NetworkLandscapeParams()
    data = two_moons(8, params.seed)
    narrow, wide = (network(data, (units,)).dim for units in (params.narrow, params.wide))
    twins = math.factorial(params.narrow) * 2**params.narrow
    return (
        Exercise(
            "Two inputs, one hidden layer, one output: how many directions has the landscape of "
            f"the loss with {params.narrow} hidden units, and with {params.wide}?",
            (
                Number(f"With {params.narrow}", narrow, 0.0),
                Number(f"With {params.wide}", wide, 0.0),
            ),
            "Each hidden unit has two weights, a bias, and a weight to the output; the output has "
            "a bias of its own.",
            f"{narrow} and {wide}. Any picture shows two of them.",
        ),
        Exercise(
            f"Hidden units may change places, and one of tanh may change the sign of all its "
            f"weights and its bias: the output stays the same. How many minima of the network with "
            f"{params.narrow} hidden units are copies of one, with itself?",
            (Number("Copies", twins, 0.0),),
            f"{params.narrow} units stand in {math.factorial(params.narrow)} orders, and each has "
            "two signs.",
            f"{params.narrow}! · 2^{params.narrow} = {twins}: a network's landscape has many "
            "valleys of the same depth.",
        ),
    )


def _stochastic() -> tuple[Exercise, ...]:
    from scenes.stochastic_descent import (  # noqa: PLC0415
        AWAY,
        RIDGE,
        RIDGE_NOISE,
        RIDGE_RATE,
        StochasticDescentParams,
    )

    params = StochasticDescentParams()
    epoch = params.points // params.batch
    ridge = float(np.linalg.eigvalsh(BOUNDED_SADDLE.hessian(BOUNDED_SADDLE.saddles[0]))[0])
    freed = theory.noise_escape_steps(AWAY, RIDGE_RATE, ridge, RIDGE_NOISE**2)
    assert freed is not None, "there is noise"
    sharp, flat = (float(SHARP_AND_FLAT.hessian(each)[0, 0]) for each in SHARP_AND_FLAT.minima)
    limits = [theory.largest_stable_rate(curvature) for curvature in (sharp, flat)]
    return (
        Exercise(
            f"{params.points} points, batches of {params.batch}: how many steps is an epoch, the "
            "time in which every point is looked at once? And with one point at a time?",
            (
                Number(f"Batches of {params.batch}", epoch, 0.0),
                Number("One at a time", params.points, 0.0),
            ),
            "Divide the points by the size of a batch.",
            f"{epoch} and {params.points}: as much work as one step that sees all points.",
        ),
        Exercise(
            f"On the ridge y = 0 of x²/2 + y⁴/4 − y²/2 the slope along y is 0. With noise of "
            f"deviation {RIDGE_NOISE:g} on the slope and α = {RIDGE_RATE:g}: after how many steps "
            f"is a marble off the ridge by {AWAY:g}, as a standard deviation near the ridge?",
            (Number("Steps", freed, 1.0),),
            f"Near the ridge y grows by 1 + α a step, and each step adds noise of α times "
            f"{RIDGE_NOISE:g}. Add up the variances.",
            f"After {freed}. Without noise it would stay for ever.",
            f"lab=bounded+saddle&alpha={RIDGE_RATE:g}&x0={RIDGE[0]:g}&y0=0&sigma={RIDGE_NOISE:g}"
            f"&steps={freed}",
        ),
        Exercise(
            f"One well is sharp, curvature {number(sharp)}, the other flat, curvature "
            f"{number(flat)}. Without noise: from which α on can no marble stay in each?",
            (
                Number("In the sharp one", limits[0], 0.005),
                Number("In the flat one", limits[1], 0.05),
            ),
            "2 divided by the curvature: try it in the lab, with σ = 0 and a start close to the "
            "sharp well.",
            f"{number(limits[0])} and {number(limits[1])}: a large α leaves the sharp well and "
            "stays in the flat one. Noise does the same at smaller α.",
            "lab=sharp+and+flat&alpha=0.23&sigma=0&x0=-1.09&steps=400",
        ),
    )


EXERCISES: Mapping[str, Callable[[], tuple[Exercise, ...]]] = {
    "marble_on_a_surface": _line,
    "hiker_on_a_hill": _hiker,
    "plateau": _plateau,
    "adaptive_rates": _adaptive,
    "optimizer_race": _race,
    "geometric_decay": _decay,
    "learning_rate_regimes": _regimes,
    "momentum_versus_vanilla": _momentum,
    "nesterov_looks_ahead": _nesterov,
    "saddle_points": _saddle,
    "local_minima": _minima,
    "line_fitting": _fitting,
    "learning_rate_schedules": _schedules,
    "three_implementations": _loops,
    "training_loop": _training,
    "stochastic_descent": _stochastic,
    "network_landscape": _hill_of_a_network,
}
"""Which scene has which; one without a row has none."""


def exercises_of(scene: str) -> tuple[Exercise, ...]:
    """Return the exercises of a scene, if it has any."""
    return EXERCISES[scene]() if scene in EXERCISES else ()
