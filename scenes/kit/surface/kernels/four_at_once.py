"""Four numbers at once: the mean of four rows of a table, as one sum of vectors.

Numba leaves it to LLVM to find what can be vectorised, and does not let it look outside loops. What
is written here in LLVM's words stands on parts of numba that it may change: without them the plain
sum is used, which has the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from scenes.kit.surface.kernels.jit import inlined

WIDTH = 4

Four = tuple[float, float, float, float]


@inlined
def plain_rows(  # noqa: PLR0913, PLR0917 - those of the vectors
    table: Any, a: int, b: int, c: int, d: int, wa: float, wb: float, wc: float, wd: float
) -> Four:
    """Return the same as :func:`weighted_rows`, one number after the other."""
    return (
        table[a, 0] * wa + table[b, 0] * wb + table[c, 0] * wc + table[d, 0] * wd,
        table[a, 1] * wa + table[b, 1] * wb + table[c, 1] * wc + table[d, 1] * wd,
        table[a, 2] * wa + table[b, 2] * wb + table[c, 2] * wc + table[d, 2] * wd,
        table[a, 3] * wa + table[b, 3] * wb + table[c, 3] * wc + table[d, 3] * wd,
    )


def vector_rows() -> Callable[..., Four]:
    """Return the intrinsic that :func:`weighted_rows` is.

    Raises
    ------
    ImportError, AttributeError
        When this numba does not have what it is made of.
    """
    ir: Any = import_module("llvmlite.ir")  # none of these has types
    types: Any = import_module("numba").types
    signature: Any = import_module("numba.core.typing.templates").signature
    make_array: Any = import_module("numba.np.arrayobj").make_array
    unpack_tuple: Any = import_module("numba.core.cgutils").unpack_tuple
    intrinsic: Any = import_module("numba.extending").intrinsic
    vector = ir.VectorType(ir.FloatType(), WIDTH)
    lanes = ir.VectorType(ir.IntType(32), WIDTH)

    def write_sum(context: Any, builder: Any, signed: Any, arguments: Any) -> Any:
        data = make_array(signed.args[0])(context, builder, arguments[0]).data
        numbers = unpack_tuple(builder, arguments[1])
        total = None
        for row, weight in zip(numbers[:WIDTH], numbers[WIDTH:], strict=True):
            first = builder.gep(data, [builder.mul(row, ir.Constant(row.type, WIDTH))])
            values = builder.load(builder.bitcast(first, vector.as_pointer()), align=4)
            none = ir.Constant(vector, ir.Undefined)
            one = builder.insert_element(none, weight, ir.Constant(ir.IntType(32), 0))
            product = builder.fmul(values, builder.shuffle_vector(one, none, lanes(None)))
            total = product if total is None else builder.fadd(total, product)
        parts = [
            builder.extract_element(total, ir.Constant(ir.IntType(32), lane))
            for lane in range(WIDTH)
        ]
        return context.make_tuple(builder, signed.return_type, parts)

    def rows(_: Any, table: Any, *numbers: Any) -> Any:
        places, weights = (types.uint64,) * WIDTH, (types.float32,) * WIDTH
        returned = types.UniTuple(types.float32, WIDTH)
        return signature(returned, table, types.StarArgTuple((*places, *weights))), write_sum

    made: Callable[..., Four] = intrinsic(rows)
    return made


weighted_rows: Any = plain_rows
"""Takes a table of single numbers, ``(rows, 4)``, contiguous; four rows, nothing checks that there
are such; and their weights. Returns the sum of the rows times the weights, taken in this order, as
four numbers."""

with suppress(ImportError, AttributeError):
    weighted_rows = vector_rows()
