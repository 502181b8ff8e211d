"""Record what torch.optim does, for the tests to compare with.

Needs torch, which is not a dependency of the project. In an environment that has it:

    python tests/gdcore/record_torch_paths.py
"""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch.optim import lr_scheduler

RECORDED_STEPS = (1, 2, 5, 10, 50, 100, 200)
FILE = Path(__file__).with_name("torch_paths.json")


def ravine(p: torch.Tensor) -> torch.Tensor:
    return (p[0] ** 2 + 25 * p[1] ** 2) / 2


def himmelblau(p: torch.Tensor) -> torch.Tensor:
    return (p[0] ** 2 + p[1] - 11) ** 2 + (p[0] + p[1] ** 2 - 7) ** 2


LANDSCAPES = {"ravine": (ravine, (-10.0, 1.0)), "Himmelblau": (himmelblau, (-1.0, 0.5))}

# Name and arguments in gdcore, then the same in torch.
OPTIMIZERS = [
    ("GradientDescent", {}, torch.optim.SGD, {}),
    ("HeavyBall", {"momentum": 0.9}, torch.optim.SGD, {"momentum": 0.9}),
    ("HeavyBall", {"momentum": 0.5}, torch.optim.SGD, {"momentum": 0.5}),
    ("Nesterov", {}, torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
    ("AdaGrad", {}, torch.optim.Adagrad, {}),
    ("RMSProp", {}, torch.optim.RMSprop, {"alpha": 0.9}),
    ("RMSProp", {"rho": 0.99}, torch.optim.RMSprop, {}),
    ("Adam", {}, torch.optim.Adam, {}),
    ("Adam", {"beta1": 0.5, "beta2": 0.9}, torch.optim.Adam, {"betas": (0.5, 0.9)}),
    ("AdamW", {}, torch.optim.AdamW, {}),
    ("AdamW", {"weight_decay": 0.5}, torch.optim.AdamW, {"weight_decay": 0.5}),
    ("Adadelta", {}, torch.optim.Adadelta, {}),
]
# A learning rate at which none of them diverges on either landscape.
SMALL = 0.005
LARGE = 0.1
TAKES_LARGE = ("AdaGrad", "Adam", "AdamW")


def rate_of(name: str) -> float:
    if name == "Adadelta":
        return 1.0
    return LARGE if name in TAKES_LARGE else SMALL


def path(
    loss: Callable[[torch.Tensor], torch.Tensor],
    start: tuple[float, ...],
    make: Callable[[list[torch.Tensor]], torch.optim.Optimizer],
) -> dict[int, list[float]]:
    point = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = make([point])
    recorded = {}
    for step in range(1, max(RECORDED_STEPS) + 1):
        optimizer.zero_grad()
        loss(point).backward()
        optimizer.step()
        if step in RECORDED_STEPS:
            recorded[step] = point.detach().tolist()
    return recorded


def all_paths() -> list[dict[str, object]]:
    recorded = []
    for landscape, (loss, start) in LANDSCAPES.items():
        for name, arguments, torch_class, torch_arguments in OPTIMIZERS:
            make = partial(torch_class, lr=rate_of(name), **torch_arguments)
            recorded.append(
                {
                    "optimizer": name,
                    "arguments": {"learning_rate": rate_of(name), **arguments},
                    "landscape": landscape,
                    "start": start,
                    "points": path(loss, start, make),
                }
            )
    return recorded


def rates(
    make: Callable[[torch.optim.Optimizer], lr_scheduler.LRScheduler], initial: float, steps: int
) -> list[float]:
    point = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([point], lr=initial)
    scheduler = make(optimizer)
    recorded = []
    for _ in range(steps):
        recorded.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return recorded


def warm_up_then_cosine(optimizer: torch.optim.Optimizer) -> lr_scheduler.LRScheduler:
    climb = lr_scheduler.LinearLR(optimizer, start_factor=0.1, total_iters=5)
    fall = lr_scheduler.CosineAnnealingLR(optimizer, T_max=15, eta_min=0.01)
    return lr_scheduler.SequentialLR(optimizer, [climb, fall], milestones=[5])


# Name and arguments in gdcore, then torch's scheduler.
SCHEDULES = [
    (
        "StepDecay",
        {"initial": 0.5, "factor": 0.3, "every": 4},
        lambda optimizer: lr_scheduler.StepLR(optimizer, step_size=4, gamma=0.3),
    ),
    (
        "Exponential",
        {"initial": 0.5, "factor": 0.9},
        lambda optimizer: lr_scheduler.ExponentialLR(optimizer, gamma=0.9),
    ),
    (
        "Cosine",
        {"initial": 0.5, "steps": 20, "final": 0.01},
        lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, T_max=20, eta_min=0.01),
    ),
    (
        "LinearWarmup",
        {"peak": 0.5, "warmup": 8, "start_fraction": 0.2},
        lambda optimizer: lr_scheduler.LinearLR(optimizer, start_factor=0.2, total_iters=8),
    ),
    ("WarmupCosine", {"peak": 0.5, "warmup": 5, "steps": 20, "final": 0.01}, warm_up_then_cosine),
]


def all_schedules() -> list[dict[str, object]]:
    return [
        {"schedule": name, "arguments": arguments, "rates": rates(make, 0.5, 21)}
        for name, arguments, make in SCHEDULES
    ]


if __name__ == "__main__":
    record = {
        "torch": torch.__version__,
        "paths": all_paths(),
        "schedules": all_schedules(),
    }
    FILE.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
