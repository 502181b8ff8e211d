"""Where the landscapes and the optimizers of a lecture come from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gdcore.landscapes import LANDSCAPES
from scenes.kit.story.scene import Plot

OPTIMIZERS = {
    "gradient descent": "Cauchy, Méthode générale pour la résolution des systèmes (1847)",
    "noisy gradient descent": "Robbins and Monro, A stochastic approximation method (1951)",
    "momentum": "Polyak, Some methods of speeding up the convergence of iteration (1964)",
    "Nesterov momentum": "Nesterov, A method with convergence rate O(1/k²) (1983)",
    "AdaGrad": "Duchi, Hazan and Singer, Adaptive subgradient methods (2011)",
    "RMSProp": "Tieleman and Hinton, Neural networks for machine learning, lecture 6.5 (2012)",
    "Adadelta": "Zeiler, ADADELTA: an adaptive learning rate method (2012)",
    "Adam": "Kingma and Ba, Adam: a method for stochastic optimization (2015)",
    "AdamW": "Loshchilov and Hutter, Decoupled weight decay regularization (2019)",
}
"""Sources of the update rules, by the optimizer's name."""

OWN = "made for this course"
"""How the source of a landscape begins that nobody else has to be thanked for."""


def sources_of(plots: Iterable[Plot]) -> tuple[str, ...]:
    """Return the source of everything that moves or is walked on in `plots`, each once."""
    found: dict[str, None] = {}
    for path in (path for plot in plots for path in plot.paths.values()):
        landscape = LANDSCAPES.get(path.landscape)
        for source in (OPTIMIZERS.get(path.optimizer), landscape and landscape.source):
            if source and not source.startswith(OWN):
                found[source] = None
    return tuple(sorted(found, key=year))


def year(source: str) -> int:
    """Return the year in brackets of a source; 0 when it has none."""
    found = re.search(r"\((\d{4})\)", source)
    return int(found[1]) if found else 0
