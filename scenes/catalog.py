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
    """

    name: str
    scene: str
    title: str
    teaches: str
    package: str = "scenes"

    @property
    def module(self) -> str:
        """The module to import when the scene is drawn."""
        return f"{self.package}.{self.name}"


CATALOG: tuple[Entry, ...] = (
    Entry(
        "marble_on_a_surface",
        "MarbleOnASurface",
        "A marble on a surface",
        "A marble that rolls downhill is gradient descent; where it starts decides where it ends.",
    ),
    Entry(
        "hiker_on_a_hill",
        "HikerOnAHill",
        "A hiker on a hill",
        "Feel the slope, turn the other way, step, repeat: gradient descent without a map.",
    ),
    Entry(
        "geometric_decay",
        "GeometricDecay",
        "Geometric decay",
        "On x², every step multiplies the distance to the minimum by 1 − 2α.",
    ),
    Entry(
        "learning_rate_regimes",
        "LearningRateRegimes",
        "Learning-rate regimes",
        "One number decides between creeping, landing, zigzag, bouncing and flying off.",
    ),
    Entry(
        "saddle_points",
        "SaddlePoints",
        "Saddle points",
        "Leaving a saddle takes a number of steps that grows with the log of how close you start.",
    ),
    Entry(
        "momentum_versus_vanilla",
        "MomentumVersusVanilla",
        "Momentum versus vanilla",
        "In a ravine momentum gathers speed along the floor; too much of it is slower than none.",
    ),
)


def by_name() -> dict[str, Entry]:
    """Return the catalogue as a dictionary from name to entry."""
    return {entry.name: entry for entry in CATALOG}
