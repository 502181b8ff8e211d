"""Errors that a person can put right, each said in one sentence."""

import difflib
from collections.abc import Iterable


class UserError(Exception):
    """A problem whose message tells the person at the keyboard what to do about it.

    Parameters
    ----------
    message
        One clear sentence, without a traceback.
    details
        The traceback behind it, shown with ``--traceback`` only.
    """

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message, details)
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return self.message


class SceneError(UserError):
    """A problem of one scene's own code; the other scenes can still be rendered."""


class TooLargeError(Exception):
    """No way to write a picture is small enough for the limit that was set."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that `name` was probably meant to be, if any comes near."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    matches = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"``, or nothing when no name is near."""
    match = nearest(name, known)
    return f" Did you mean {match!r}?" if match else ""


def chain(error: BaseException) -> Iterable[BaseException]:
    """Yield `error` and the errors that led to it."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__
