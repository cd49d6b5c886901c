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
