"""How the loops over pixels and rays are compiled, here and in what the world model makes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])
Array = Any  # numba specialises on the dtype; the callers fix it


def compiled(function: F) -> F:
    """Compile with numba, once for each machine; other threads of Python run meanwhile.

    Fast arithmetic knows no infinity: what is never met is a large number.
    """
    return cast("F", numba.njit(cache=True, fastmath=True, nogil=True)(function))


_BARE: dict[str, Any] = {"fastmath": True, "nogil": True, "_nrt": False}


def counted_out(function: F) -> F:
    """`compiled` without reference counts, for loops that allocate nothing.

    Counting the references to the arrays of a tuple costs more than the work of such a loop's body.
    """
    return cast("F", numba.njit(cache=True, **_BARE)(function))


def inlined(function: F) -> F:
    """A part of the `counted_out` loops of its own file; numba's disk cache would not notice a change in another."""
    return cast("F", numba.njit(forceinline=True, **_BARE)(function))
