"""The one decorator of the compiled kernels, and a guard against stale machine code on disk.

numba's disk cache notices an edit of the file a function is written in, but not of the modules it
calls into. The guard therefore keeps a SHA-256 over all kernel sources beside the cache and empties
the cache when any of them changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.core.codegen import JITCodeLibrary, JITCPUCodegen
from numba.np import arrayobj

_SCENARIOS = Path(__file__).resolve().parents[1]
_FOLDERS = (_SCENARIOS / "simulation", _SCENARIOS / "safety")


def source_hash() -> str:
    """SHA-256 over every source file that may hold a kernel."""
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        for path in sorted(folder.glob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def drop_stale_cache() -> bool:
    """Delete machine code compiled from other sources than today's; true if anything was out of date."""
    stamp = _FOLDERS[0] / "__pycache__" / "kernels.sha256"
    current = source_hash()
    try:
        if stamp.read_text() == current:
            return False
    except OSError:
        pass
    for folder in _FOLDERS:
        for pattern in ("*.nbi", "*.nbc"):
            for path in (folder / "__pycache__").glob(pattern):
                path.unlink(missing_ok=True)
    try:
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(current)
    except OSError:  # a read-only installation keeps numba's own rules
        return True
    return True


drop_stale_cache()

kernel = njit(cache=True, nogil=True, error_model="numpy")
"""Compile, keep on disk, release the GIL, and divide as numpy does."""

_options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}
_PART = "part_of_a_kernel."  # how the names of functions begin that only other kernels call


def _leave_parts_to_their_kernels() -> None:
    """Keep numba from optimising and assembling every part on its own, which took half of its time.

    Each function is a library that holds a copy of all that it calls, so a part at depth n would be
    optimised and assembled n times over, for nothing: nobody calls it but the kernel it ends up in, where
    everything is optimised together. Written for the numba that is pinned; where its insides look
    different, parts are compiled in full as before.
    """
    library: Any = JITCodeLibrary
    codegen: Any = JITCPUCodegen
    insides = ("_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals")
    if not (all(hasattr(library, name) for name in insides) and hasattr(codegen, "set_env")):
        return
    optimise, finalise, set_env = library._optimize_final_module, library._finalize_final_module, codegen.set_env  # noqa: SLF001

    def optimise_kernels(self: Any) -> None:
        if not self.name.startswith(_PART):
            optimise(self)

    def finalise_kernels(self: Any) -> None:
        if self.name.startswith(_PART):
            self._finalize_dynamic_globals()
            self._finalized = True
        else:
            finalise(self)

    def set_env_of_kernels(self: Any, env_name: str, env: Any) -> None:
        if _PART.rstrip(".") not in env_name or self._engine.is_symbol_defined(env_name):
            set_env(self, env_name, env)

    library._optimize_final_module = optimise_kernels  # noqa: SLF001
    library._finalize_final_module = finalise_kernels  # noqa: SLF001
    codegen.set_env = set_env_of_kernels


_leave_parts_to_their_kernels()


def _index_from_the_start() -> None:
    """Keep numba from asking of every index in our code whether it counts from the end, which took 5 % of a shift.

    Nothing here counts from the end but by a number that is written down, as in ``a[-1]``. Written for the numba
    that is pinned; where its insides look different, indices are asked as before.
    """
    insides: Any = arrayobj
    if not hasattr(insides, "fix_integer_index"):
        return
    ask = insides.fix_integer_index
    ours = f"_ZN{len(_SCENARIOS.name)}{_SCENARIOS.name}"  # how the names of our functions begin in machine code

    def take(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:
        if isinstance(index, ir.Constant) or not builder.function.name.startswith(ours):
            return ask(context, builder, kind, index, size)
        return context.cast(builder, index, kind, types.intp)

    insides.fix_integer_index = take


_index_from_the_start()


def _part(**options: Any) -> Callable[[Any], Any]:
    """A decorator; what it makes is compiled once for each combination of types, whatever constants it is called with."""
    compiled = njit(nogil=True, error_model="numpy", **options, **_options)

    def decorate(function: Any) -> Any:
        function.__qualname__ = _PART + function.__qualname__
        part: Any = compiled(function)
        find = part.get_call_template
        part.get_call_template = lambda args, kws: find([types.unliteral(arg) for arg in args], kws)  # type: ignore[no-untyped-call]
        return part

    return decorate


inner = _part(forceinline=True)
"""As `kernel`, for functions that only other kernels call and that allocate nothing.

They need no entry from Python and no reference counts, which would cost more than the work itself; their
code is kept on disk as part of the entry points that call them.
"""

called = _part()
"""As `inner`, for code that is long or rare (and, like it, never recursive: cached code of functions that call each
other in a circle crashes when it is loaded): one copy that is called, instead of a copy at every call."""
