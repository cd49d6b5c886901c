"""The engine's identity: the hash of the code that decides what a replication gives.

Derived, not declared, so that nobody can change the engine and forget to say so: a stored result is
taken for a new run only if the very same code made it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("scenarios/simulation", "scenarios/metrics", "scenarios/safety", "scenarios/layout", "twin/geometry")
_LIBRARIES = ("numba", "numpy", "scipy", "shapely")  # compiled code that figures pass through


@cache
def engine_version() -> str:
    """``"e-"`` and 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((_ROOT / package).rglob("*.py")):
            digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library}=={version(library)}\n".encode())
    return f"e-{digest.hexdigest()[:16]}"
