"""Frames as manim hands them over, drawn without manim."""

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

PAPER = (15, 20, 27, 255)
INK = (240, 176, 48, 255)


def drawing(width: int, height: int, place: int, ink: tuple[int, ...] = INK) -> Pixels:
    """Return paper with a box on it, `place` pixels from the left."""
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[:] = PAPER
    pixels[height // 4 : height // 2, place : place + width // 8] = ink
    return pixels
