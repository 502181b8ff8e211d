"""The things on the ground from frame to frame: what has not changed is not made again."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np

from scenes.kit.surface.props import Prop
from scenes.kit.surface.sheet import Shot
from scenes.kit.surface.things import Piece, Placed, piece_of, place


class Inventory:
    """Knows the pieces of the props, and makes those anew that may have changed."""

    def __init__(self) -> None:
        self._pieces: dict[Prop, Piece] = {}
        self._shot: Shot | None = None
        self._placed: dict[Piece, Placed] = {}
        self._contents: dict[Piece, bytes] = {}

    def content(self, props: Sequence[Prop]) -> bytes:
        """Return a hash of what the present pieces of `props` are, the same in every process."""
        pieces = self.pieces(props)
        known = self._contents
        self._contents = {piece: known.get(piece) or content_of(piece) for piece in pieces}
        return b"".join(self._contents.values())

    def pieces(self, props: Sequence[Prop]) -> list[Piece]:
        """Return the present pieces of `props`; one that has not changed is the same object."""
        self._pieces = {prop: self._piece(prop) for prop in props}
        return list(self._pieces.values())

    def keys(self, props: Sequence[Prop]) -> tuple[Hashable, ...]:
        """Return the keys of the present pieces of `props`, without making those that have one."""
        return tuple(
            self._piece(prop).key if state_of(prop) is None else key_of(prop) for prop in props
        )

    def _piece(self, prop: Prop) -> Piece:
        known = self._pieces.get(prop)
        state, key = state_of(prop), key_of(prop)
        if state is not None and known is not None and known.key == key:
            return known
        piece = piece_of(prop, key)
        if state is not None:
            return piece
        arrays = (piece.balls, *piece.mesh, piece.planes)
        drawn = tuple(array.tobytes() for array in arrays)
        piece = replace(piece, key=(prop, prop.role, drawn))
        return known if known is not None and known.key == piece.key else piece

    def placed(self, pieces: Sequence[Piece], shot: Shot) -> list[Placed]:
        """Return where pieces are on the screen."""
        known = self._placed if shot == self._shot else {}
        self._shot = shot
        self._placed = {piece: known.get(piece) or place(piece, shot) for piece in pieces}
        return list(self._placed.values())


def content_of(piece: Piece) -> bytes:
    """Return a hash of all that a piece is drawn from."""
    hashed = hashlib.blake2b(bytes([piece.casts_shade]), digest_size=16)
    for array in (piece.balls, *piece.mesh, piece.paint, piece.planes):
        hashed.update(repr(array.shape).encode())
        hashed.update(np.ascontiguousarray(array).data)
    return hashed.digest()


def state_of(prop: Prop) -> Hashable | None:
    """Return what decides how a prop is drawn, if it says so itself.

    A subclass may be drawn from more than its parent's state tells.
    """
    return prop.state() if "state" in vars(type(prop)) else None


def key_of(prop: Prop) -> tuple[Hashable, ...]:
    """Return the key of a prop that says what decides it."""
    return (prop, prop.role, state_of(prop))
