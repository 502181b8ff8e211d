"""Record what the PyTorch program on the screen prints, for the tests to compare with.

Needs torch, which is not a dependency of the project. In an environment that has it:

    PYTHONPATH=. python tests/scenes/record_torch_loop.py
"""

import json
import subprocess
import sys
from pathlib import Path

import torch

from scenes.parts.programs import program

FILE = Path(__file__).with_name("torch_loop.json")
SETTINGS = [(5.0, 0.1, 25), (1.0, 0.02, 5), (5.0, 0.12, 25), (1.0, 0.12, 25), (3.7, 0.055, 12)]
OTHERS = (-3.0, 2.0)
MANY = [round(0.173 * n - 5, 3) for n in range(58)]


def printed(source: str) -> str:
    command = [sys.executable, "-c", source]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def slopes(start: float) -> list[float]:
    x = torch.tensor([start, *OTHERS], requires_grad=True)
    (x**2).sum().backward()
    return x.grad.tolist()


def recorded(start: float, rate: float, steps: int, numbers: list[float]) -> dict[str, object]:
    source = program("PyTorch", start, rate, steps).source
    source = source.replace(repr([start, *OTHERS]), repr(numbers))
    return {
        "start": start,
        "learning_rate": rate,
        "steps": steps,
        "numbers": numbers,
        "source": source,
        "printed": printed(source),
        "slopes": slopes(start),
    }


if __name__ == "__main__":
    runs = [recorded(*settings, [settings[0], *OTHERS]) for settings in SETTINGS]
    runs.append(recorded(*SETTINGS[0], MANY))
    record = {"torch": torch.__version__, "runs": runs}
    FILE.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
