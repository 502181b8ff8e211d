"""All optimizers of the course."""

from gdcore.adam import Adam, AdamW
from gdcore.adaptive import Adadelta, AdaGrad, RMSProp
from gdcore.first_order import GradientDescent, NoisyGradientDescent
from gdcore.momentum import HeavyBall, Nesterov, NesterovLookAhead
from gdcore.optimizer import Memory, Optimizer, State

__all__ = [
    "AdaGrad",
    "Adadelta",
    "Adam",
    "AdamW",
    "GradientDescent",
    "HeavyBall",
    "Memory",
    "Nesterov",
    "NesterovLookAhead",
    "NoisyGradientDescent",
    "Optimizer",
    "RMSProp",
    "State",
]
