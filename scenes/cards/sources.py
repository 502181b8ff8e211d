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
    "Adam without bias correction": (
        "Kingma and Ba, Adam: a method for stochastic optimization (2015)"
    ),
    "AdamW": "Loshchilov and Hutter, Decoupled weight decay regularization (2019)",
}
"""Sources of the update rules, by the optimizer's name."""

TEXTS = (
    "Goodfellow, Bengio and Courville, Deep Learning (2016)",
    "Ruder, An overview of gradient descent optimization algorithms (2016)",
    "Goh, Why momentum really works (2017)",
    "Zhang, Lipton, Li and Smola, Dive into Deep Learning (2023)",
)
"""What the course is built on, and where to read on."""

TERMS = {
    "backpropagation": "the chain rule, from the loss back to every parameter",
    "neural network": "weighted sums, each bent by a simple curve, layer after layer",
}
"""What to look up next, each in a few words."""

OWN = "made for this course"
"""How the source of a landscape begins that nobody else has to be thanked for."""


def sources_of(plots: Iterable[Plot]) -> tuple[str, ...]:
    """Return what `plots` name and the source of all that moves or is walked on, each once."""
    found: dict[str, None] = {}
    for plot in plots:
        found |= dict.fromkeys(plot.sources)
        for path in plot.paths.values():
            landscape = LANDSCAPES.get(path.landscape)
            for source in (OPTIMIZERS.get(path.optimizer), landscape and landscape.source):
                if source and not source.startswith(OWN):
                    found[source] = None
    return tuple(sorted(found, key=year))


def year(source: str) -> int:
    """Return the year in brackets of a source; 0 when it has none."""
    found = re.search(r"\((\d{4})\)", source)
    return int(found[1]) if found else 0
