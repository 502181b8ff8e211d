"""What comes before the first scene of a lecture and after the last. Does not import manim."""

from scenes.catalog import Entry

COURSE = "Gradient descent, animated"

OPENING = Entry(
    "opening", "Opening", COURSE, "What the lecture is called and what is in it.", __name__
)
CLOSING = Entry(
    "closing", "Closing", "Sources", "Where it comes from, and the licences of its type.", __name__
)
