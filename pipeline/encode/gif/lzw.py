"""LZW coding for GIF with a choice of symbols for each pixel: each code covers as many as it can.

Source: CompuServe, Graphics Interchange Format 89a (1990), appendix F. The search through the tree
of codes follows ``--lossy`` of E. Kohler's gifsicle; here errors have a price, not only a limit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.encode.gif.matching import NEVER, NOTHING, Area, Candidates, Floats, Ints, error_of
from pipeline.encode.jit import compiled

WIDEST = 12
CODES = 1 << WIDEST
"""As many as fit into twelve bits; then a new table begins. Keeping a full one gained nothing."""


@compiled()
def pack(codes: npt.NDArray[np.int32], size: int, packed: npt.NDArray[np.uint8]) -> int:
    """Write codes of growing width, the lowest bits first; return how many bytes that takes."""
    clear, width, free = 1 << size, size + 1, 0
    store, held, length = 0, 0, 0
    for code in codes:
        store |= code << held
        held += width
        while held > 0 and (held >= 8 or code == clear + 1):
            packed[length], length = store & 255, length + 1
            store, held = store >> 8, held - 8
        if code == clear:
            width, free = size + 1, clear + 1
        elif free < CODES:
            free += 1
            if free == 1 << width and width < WIDEST:
                width += 1
    return length


class Tree(NamedTuple):
    """Strings by code, each its parent's with one symbol more, and what a search keeps in mind."""

    child: Ints
    sibling: Ints
    parent: Ints
    symbol: Ints
    found: Ints
    ends: Ints
    worth: Floats


@compiled()
def _begin(
    area: Area, candidates: Candidates, size: int, gain: float, start: int, tree: Tree
) -> int:
    """Note the strings of one symbol that may stand for the first pixel; return how many."""
    number, count = area.numbers[start], 0
    stay, multiplier, least = (
        area.stay[start],
        area.multiplier[start],
        candidates.least[size, number],
    )
    if stay != NEVER:
        least = min(least, stay)
    for place in range(candidates.starts[number], candidates.starts[number + 1]):
        symbol = candidates.symbols[place]
        if symbol >= 1 << size:
            break
        error = error_of(candidates.colours, number, candidates.palette, symbol)
        tree.found[count], tree.ends[count] = symbol, start + 1
        tree.worth[count] = gain - multiplier * (error - least)
        count += 1
    if stay != NEVER:
        tree.found[count], tree.ends[count] = NOTHING, start + 1
        tree.worth[count] = gain - multiplier * (stay - least)
        count += 1
    return count


@compiled()
def _search(
    area: Area, candidates: Candidates, size: int, gain: Floats, start: int, tree: Tree
) -> tuple[int, int]:
    """Return the code that is worth most from `start` on, and where it ends.

    A code is worth the bits that its pixels cost otherwise, less what its errors cost.
    """
    numbers, stays, prices = (
        area.numbers,
        area.stay,
        area.multiplier,
    )  # counted by numba when taken out
    colours, palette, limits, leasts = (
        candidates.colours,
        candidates.palette,
        candidates.limits,
        candidates.least,
    )
    found, ends, worth = tree.found, tree.ends, tree.worth
    children, siblings, symbols = tree.child, tree.sibling, tree.symbol
    count = _begin(area, candidates, size, gain[start], start, tree)
    most, code, end = -np.inf, NOTHING, start + 1
    while count > 0:
        count -= 1
        node, at, value = found[count], ends[count], worth[count]
        if value > most:
            most, code, end = value, node, at
        child = children[node] if at < len(numbers) else 0
        if child == 0:
            continue
        number, stay, multiplier, believed = numbers[at], stays[at], prices[at], value + gain[at]
        limit, least = limits[number], leasts[size, number]
        if stay != NEVER:
            least = min(least, stay)
        while child > 0:
            symbol, error = symbols[child], stay
            if symbol != NOTHING:
                error = error_of(colours, number, palette, symbol)
            if error != NEVER and (symbol == NOTHING or error <= limit):
                found[count], ends[count] = child, at + 1
                worth[count] = believed - multiplier * (error - least)
                count += 1
            child = siblings[child]
    return code, end


@compiled()
def _grow(tree: Tree, parent: int, symbol: int, code: int) -> bool:
    """Let `code` be the parent's string and a symbol, unless another one is that already."""
    child = tree.child[parent]
    while child > 0 and tree.symbol[child] != symbol:
        child = tree.sibling[child]
    if child > 0:
        return False
    tree.sibling[code], tree.parent[code], tree.symbol[code] = tree.child[parent], parent, symbol
    tree.child[code] = 0
    tree.child[parent] = code
    return True


@compiled()
def _spell(tree: Tree, code: int, clear: int, end: int, symbols: Ints) -> int:
    """Write down what a code stands for, the last pixel before `end`; return its first symbol."""
    at = end - 1
    while code >= clear:
        symbols[at] = tree.symbol[code]
        code = tree.parent[code]
        at -= 1
    symbols[at] = code
    return code


@compiled()
def parse(
    area: Area, candidates: Candidates, size: int, gain: Floats, symbols: Ints, codes: Ints
) -> int:
    """Find codes for pixels.

    Parameters
    ----------
    area, paint
        The pixels, and what may stand for them.
    size
        Bits of a symbol, 2 to 8.
    gain
        Bits that each pixel is believed to cost, all above 0.
    symbols
        Takes the symbol of each pixel.
    codes
        Takes the codes; there must be room for twice as many as pixels, and three.

    Returns
    -------
    int
        How many codes.
    """
    clear = 1 << size
    none, some = np.zeros(CODES, np.int32), np.empty(2 * CODES, np.int32)
    tree = Tree(none, none.copy(), none.copy(), none.copy(), some, some.copy(), np.empty(2 * CODES))
    before, first, free, width, at = NEVER, 0, clear + 2, size + 1, 0
    codes[0], count = clear, 1
    while at < len(area.numbers):
        # the decoder may be sent the string that it is about to add: the last one and its start
        early = before != NEVER and _grow(tree, before, first, free)
        code, end = _search(area, candidates, size, gain, at, tree)
        head = _spell(tree, code, clear, end, symbols)
        if early and head != first:
            tree.child[before] = tree.sibling[free]
        if before != NEVER:
            _grow(tree, before, head, free)
            free += 1
        codes[count], count = code, count + 1
        before, first, at = code, head, end
        if free == 1 << width and width < WIDEST:
            width += 1
        if free == CODES:
            codes[count], count = clear, count + 1
            tree.child[:] = 0
            before, free, width = NEVER, clear + 2, size + 1
    codes[count] = clear + 1
    return count + 1
