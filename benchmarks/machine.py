"""What the numbers were measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("manim", "numpy", "contourpy", "isosurfaces", "av", "pillow", "pycairo", "typst")


def machine() -> dict[str, str]:
    """Return the processor, the system and the versions that the numbers depend on."""
    return {
        "CPU": f"{_processor()}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }


def _processor() -> str:
    known = Path("/proc/cpuinfo")  # platform knows the model only outside Linux
    if known.exists():
        for line in known.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
