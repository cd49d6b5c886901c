"""Figures kept once they are computed: what a page shows of finished replications changes only when there are more.

Reading every conflict of a run takes seconds, and a page asks for them at each visit. Whatever is kept is found
by all that it depends on, the code included, so nothing has to be thrown away when that changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache as once
from pathlib import Path
from typing import Any

from django.core.cache import cache

from scenarios.models import Run

KEPT_S = 7 * 24 * 3600
_CODE = Path(__file__).resolve().parents[1]


def keep(name: str, runs: list[Run], make: Callable[[], dict[str, Any]], *also: Any) -> dict[str, Any]:
    """What `make` gives for the finished replications of some runs; `also` is what else it depends on."""
    seen = [(str(run.pk), run.results.count()) for run in runs]
    key = hashlib.sha256(repr((_code(), name, seen, also)).encode()).hexdigest()
    found: Any = cache.get_or_set(f"figures:{key}", make, KEPT_S)
    return dict(found)


@once
def _code() -> str:
    digest = hashlib.sha256()
    for path in sorted(_CODE.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
