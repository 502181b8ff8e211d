"""The course in order. Importing this does not import manim, so that listing it is instant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One scene of the course.

    Parameters
    ----------
    name
        What the command line calls it; also its module's name and its file's.
    scene
        The class in that module.
    title
        What the viewer reads.
    teaches
        One sentence for lists and tables.
    package
        Where its module is.
    question
        What the scene opens with, and the one before it in the course ends on; Typst markup.
    """

    name: str
    scene: str
    title: str
    teaches: str
    package: str = "scenes"
    question: str = ""

    @property
    def module(self) -> str:
        """The module to import when the scene is drawn."""
        return f"{self.package}.{self.name}"


CATALOG: tuple[Entry, ...] = (
    Entry(
        "marble_on_a_surface",
        "MarbleOnASurface",
        "A marble on a surface",
        "Each line is a point on a surface, its loss the height; gradient descent slides down it.",
        question="Which line fits best, and who finds it?",
    ),
    Entry(
        "hiker_on_a_hill",
        "HikerOnAHill",
        "A hiker on a hill",
        "Feel the slope, turn the other way, step, repeat: gradient descent without a map.",
        question="How do you find down when you cannot see?",
    ),
    Entry(
        "geometric_decay",
        "GeometricDecay",
        "Geometric decay",
        "On x², every step multiplies the distance to the minimum by 1 − 2α.",
        question="How fast does it get to the bottom?",
    ),
    Entry(
        "learning_rate_regimes",
        "LearningRateRegimes",
        "Learning-rate regimes",
        "One number decides between creeping, landing, zigzag, bouncing and flying off.",
        question="How long should a step be?",
    ),
    Entry(
        "momentum_versus_vanilla",
        "MomentumVersusVanilla",
        "Momentum versus vanilla",
        "In a ravine momentum gathers speed along the floor; too much of it is slower than none.",
        question="What if only one way is steep?",
    ),
    Entry(
        "nesterov_looks_ahead",
        "NesterovLooksAhead",
        "Nesterov looks ahead",
        "Momentum that feels the slope where its velocity leads brakes before the turn.",
        question="Why not look before you leap?",
    ),
    Entry(
        "adaptive_rates",
        "AdaptiveRates",
        "Adaptive rates",
        "Each coordinate gets its own α, which helps in a ravine only if it lies along an axis.",
        question="Why should every direction get the same α?",
    ),
    Entry(
        "saddle_points",
        "SaddlePoints",
        "Saddle points",
        "Leaving a saddle takes a number of steps that grows with the log of how close you start.",
        question="Flat, but not the bottom: what happens there?",
    ),
    Entry(
        "plateau",
        "Plateau",
        "Plateau",
        "Where the slope fades, hundreds of steps do little, and the loss looks like a minimum's.",
        question="What if the slope is nearly nothing?",
    ),
    Entry(
        "local_minima",
        "LocalMinima",
        "Local minima",
        "The same algorithm, the same α, another start: another answer, unless the loss is convex.",
        question="Does the start decide the answer?",
    ),
    Entry(
        "optimizer_race",
        "OptimizerRace",
        "Optimizer race",
        "Which optimizer is first depends on α and on the landscape: none wins everywhere.",
        question="Which optimizer wins?",
    ),
    Entry(
        "training_loop",
        "TrainingLoop",
        "The training loop",
        "A network's dials are the marble's place: forward, loss, backward, update, and again.",
        question="What has a marble to do with a network?",
    ),
    Entry(
        "line_fitting",
        "LineFitting",
        "Line fitting",
        "The loss of a line is a ravine; with x standardised it is round, and one step is enough.",
        question="Why is a simple line slow to fit?",
    ),
    Entry(
        "stochastic_descent",
        "StochasticDescent",
        "Stochastic descent",
        "A few points guess the gradient of all: cheap far away, but near the answer only noise.",
        question="Must every step see all the data?",
    ),
    Entry(
        "learning_rate_schedules",
        "LearningRateSchedules",
        "Learning-rate schedules",
        "With noise, a large α arrives early and a small one ends near: turn α down on the way.",
        question="Should α stay the same all the way?",
    ),
    Entry(
        "three_implementations",
        "ThreeImplementations",
        "Three implementations",
        "The same loop as plain Python, NumPy and PyTorch: one value runs through all three.",
        question="How many lines of code is it?",
    ),
    Entry(
        "network_landscape",
        "NetworkLandscape",
        "The network landscape",
        "The loss of a trained network is a hill, and the marble on it is all of its parameters.",
        question="What does the hill of a network look like?",
    ),
)


def by_name() -> dict[str, Entry]:
    """Return the catalogue as a dictionary from name to entry."""
    return {entry.name: entry for entry in CATALOG}


def words_of(name: str) -> tuple[str, str, str]:
    """Return a scene's title, the question it opens with, and the one it leads to, if any."""
    entry = by_name()[name]
    following = CATALOG[CATALOG.index(entry) + 1 :]
    return entry.title, entry.question, following[0].question if following else ""
