"""Four numbers at once: the mean of four rows of a table, as one sum of vectors.

Numba leaves it to LLVM to find what can be vectorised, and does not let it look outside loops.
"""

from __future__ import annotations

from typing import Any, cast

import numba.core.cgutils
import numba.core.typing.templates
import numba.extending
import numba.np.arrayobj
from llvmlite import ir as _ir
from numba import types as _types

from scenes.kit.surface.kernels.jit import F

ir: Any = _ir  # none of these has types
types: Any = _types
_signature: Any = numba.core.typing.templates.signature
_make_array: Any = numba.np.arrayobj.make_array
_unpack_tuple: Any = numba.core.cgutils.unpack_tuple

WIDTH = 4
_VECTOR = ir.VectorType(ir.FloatType(), WIDTH)
_LANES = ir.VectorType(ir.IntType(32), WIDTH)


def _intrinsic(function: F) -> F:
    return cast(F, numba.extending.intrinsic(function))


@_intrinsic
def weighted_rows(_: Any, table: Any, *numbers: Any) -> Any:
    """Return the sum of four rows of a table, each times its weight, as four numbers.

    Parameters
    ----------
    table
        Single numbers, ``(rows, 4)``, contiguous.
    a, b, c, d
        The rows; nothing checks that there are such.
    weight_a, weight_b, weight_c, weight_d
        Their weights; the sum is taken in this order.
    """
    rows, weights = (types.uint64,) * WIDTH, (types.float32,) * WIDTH
    returned = types.UniTuple(types.float32, WIDTH)
    return _signature(returned, table, types.StarArgTuple((*rows, *weights))), _sum


def _sum(context: Any, builder: Any, signed: Any, arguments: Any) -> Any:
    """Write the instructions."""
    data = _make_array(signed.args[0])(context, builder, arguments[0]).data
    numbers = _unpack_tuple(builder, arguments[1])
    total = None
    for row, weight in zip(numbers[:WIDTH], numbers[WIDTH:], strict=True):
        first = builder.gep(data, [builder.mul(row, ir.Constant(row.type, WIDTH))])
        values = builder.load(builder.bitcast(first, _VECTOR.as_pointer()), align=4)
        none = ir.Constant(_VECTOR, ir.Undefined)
        one = builder.insert_element(none, weight, ir.Constant(ir.IntType(32), 0))
        product = builder.fmul(values, builder.shuffle_vector(one, none, _LANES(None)))
        total = product if total is None else builder.fadd(total, product)
    lanes = [
        builder.extract_element(total, ir.Constant(ir.IntType(32), lane)) for lane in range(WIDTH)
    ]
    return context.make_tuple(builder, signed.return_type, lanes)
