"""Ways in which a descent can go, each with a sentence that says it."""

from enum import Enum
from typing import Self


class Manner(Enum):
    """One of a few ways in which a descent can go. `sentence` is fit for a caption."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Self:
        """Make a member whose value is `value` and that carries `sentence`."""
        member = object.__new__(cls)
        member._value_ = value
        member.sentence = sentence
        return member
