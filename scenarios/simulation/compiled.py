"""The one decorator of the compiled kernels, and a guard against stale machine code on disk.

numba's disk cache notices an edit of the file a function is written in, but not of the modules it
calls into. The guard therefore keeps a SHA-256 over all kernel sources beside the cache and empties
the cache when any of them changed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from numba import njit

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
inner = njit(nogil=True, error_model="numpy", forceinline=True, **_options)
"""As `kernel`, for functions that only other kernels call and that allocate nothing.

They need no entry from Python and no reference counts, which would cost more than the work itself; their
code is kept on disk as part of the entry points that call them.
"""

called = njit(nogil=True, error_model="numpy", **_options)
"""As `inner`, for code that is long or rare (and, like it, never recursive: cached code of functions that call each
other in a circle crashes when it is loaded): one copy that is called, instead of a copy at every call."""
