"""Record how torch trains small networks, for the tests to compare with.

Needs torch and NumPy; torch is not a dependency of the project. In an environment that has both:

    python tests/gdcore/record_torch_training.py
"""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

FILE = Path(__file__).with_name("torch_training.json")
STEPS = 100
RECORDED_STEPS = (1, 2, 5, 20, 50, 100)
EXAMPLES, FEATURES = 30, 2
BATCH = 7

ACTIVATIONS = {"tanh": torch.nn.Tanh, "ReLU": torch.nn.ReLU}
LOSSES = {"cross-entropy": torch.nn.BCEWithLogitsLoss, "squared error": torch.nn.MSELoss}

# Widths, activation, loss, penalty; then name and arguments in gdcore, the same in torch, batches.
SGD, ADAM = torch.optim.SGD, torch.optim.Adam
RUNS = [
    ((5,), "tanh", "cross-entropy", 0.0, "GradientDescent", {}, SGD, {}, 0.3, False),
    ((6, 4), "tanh", "cross-entropy", 0.0, "HeavyBall", {}, SGD, {"momentum": 0.9}, 0.1, False),
    ((6, 4), "tanh", "cross-entropy", 0.01, "Adam", {}, ADAM, {}, 0.05, False),
    ((8,), "ReLU", "cross-entropy", 0.0, "Adam", {}, ADAM, {}, 0.02, False),
    ((7, 3, 4), "ReLU", "squared error", 0.0, "GradientDescent", {}, SGD, {}, 0.05, False),
    ((), "tanh", "cross-entropy", 0.0, "GradientDescent", {}, SGD, {}, 0.5, False),
    ((5, 5), "tanh", "cross-entropy", 0.0, "GradientDescent", {}, SGD, {}, 0.2, True),
    ((5, 5), "tanh", "squared error", 0.0, "Adam", {}, ADAM, {}, 0.02, True),
]


def layers_of(widths: tuple[int, ...], activation: str) -> torch.nn.Sequential:
    layers: list[torch.nn.Module] = []
    for inputs, outputs in pairwise((FEATURES, *widths)):
        layers += [torch.nn.Linear(inputs, outputs), ACTIVATIONS[activation]()]
    layers.append(torch.nn.Linear((FEATURES, *widths)[-1], 1))
    return torch.nn.Sequential(*layers).double()


def recorded(run: tuple, inputs: np.ndarray, targets: np.ndarray, seed: int) -> dict[str, object]:
    widths, activation, loss, penalty, name, arguments, kind, options, rate, in_batches = run
    chance = np.random.default_rng(seed)
    model, measure = layers_of(widths, activation), LOSSES[loss]()
    parameters = list(model.parameters())
    start = 0.7 * chance.standard_normal(sum(part.numel() for part in parameters))
    torch.nn.utils.vector_to_parameters(torch.tensor(start), parameters)
    optimizer = kind(parameters, lr=rate, weight_decay=penalty, **options)
    x, y = torch.tensor(inputs), torch.tensor(targets)
    batches = [chance.choice(EXAMPLES, BATCH, replace=False).tolist() for _ in range(STEPS)]
    points, losses = {}, {}
    for step in range(1, STEPS + 1):
        some = batches[step - 1] if in_batches else slice(None)
        optimizer.zero_grad()
        measure(model(x[some])[:, 0], y[some]).backward()
        optimizer.step()
        if step in RECORDED_STEPS:
            points[step] = torch.nn.utils.parameters_to_vector(parameters).tolist()
            losses[step] = measure(model(x)[:, 0], y).item()
    return {
        "widths": widths,
        "activation": activation,
        "loss": loss,
        "penalty": penalty,
        "optimizer": name,
        "arguments": {"learning_rate": rate, **arguments},
        "start": start.tolist(),
        "batches": batches if in_batches else None,
        "points": points,
        "losses": losses,
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    chance = np.random.default_rng(0)
    inputs = chance.standard_normal((EXAMPLES, FEATURES))
    targets = (inputs[:, 0] * inputs[:, 1] > 0).astype(np.float64)
    runs = [recorded(run, inputs, targets, seed) for seed, run in enumerate(RUNS)]
    record = {
        "torch": torch.__version__,
        "inputs": inputs.tolist(),
        "targets": targets.tolist(),
        "runs": runs,
    }
    FILE.write_text(json.dumps(record) + "\n", encoding="utf-8")
