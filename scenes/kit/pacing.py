"""How long things take, in seconds: one place for the rhythm of the course."""

READING_SPEED = 15.0
"""Characters a second that a viewer reads comfortably."""

SHORTEST_CAPTION = 1.2
"""Seconds that even the shortest caption stays."""

QUICK = 0.4
"""A label that appears or fades."""

STEADY = 0.8
"""A thing that is drawn or moved while the eye follows."""

SLOW = 1.4
"""A change that carries the idea of the beat."""

HOLD = 1.0
"""A pause on what must be read."""

FIRST_STEPS = 3
"""Steps of a walk that are shown slowly, before the viewer knows what a step is."""

SLOW_STEP = 0.8
FAST_STEP = 0.3


def reading_time(text: str) -> float:
    """Seconds that `text` must stay on the screen to be read."""
    return max(SHORTEST_CAPTION, len(text) / READING_SPEED)


def step_time(n: int) -> float:
    """Seconds for step `n` (0-based) of a walk: slow for the first three, then faster."""
    return SLOW_STEP if n < FIRST_STEPS else FAST_STEP


def hurried(n: int) -> float:
    """Return seconds for step `n` of a long walk: slow at first, then faster and faster."""
    return max(0.07, 0.6 * 0.86**n)
