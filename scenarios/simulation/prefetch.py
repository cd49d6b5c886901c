"""Asking the memory for what the next step will need: the answer is there when that step begins.

The direction fields of a large hall take some 20 MB and its clearance one; an agent on its way reads a new line of
each every step or two, and waits for it longer than for all else in a step. Nothing here changes a result.
"""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

_READ, _KEEP, _DATA = 0, 3, 1  # LLVM's arguments: not to write; into all caches; not instructions


def _prefetch(_: Any, array: Any, index: Any) -> Any:  # noqa: ARG001 -- an index of whatever type becomes an intp

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        table = make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.bitcast(builder.gep(table.data, [arguments[1]]), cgutils.voidptr_t)
        numbers = [ir.Constant(ir.IntType(32), n) for n in (_READ, _KEEP, _DATA)]
        kind = ir.FunctionType(ir.VoidType(), [place.type, *(number.type for number in numbers)])
        builder.call(cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0"), [place, *numbers])
        return context.get_dummy_value()

    return types.none(array, types.intp), build


prefetch: Any = intrinsic(_prefetch)
"""`prefetch(array, index)`: have the cache line fetched that holds an entry of a contiguous array, counted flat.

Nothing is read, so an index outside of the array does no harm.
"""
