"""Part ids from the names in the CAD: short, stable, fit for a URL."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

MAX_SLUG = 64


def slug(name: str) -> str:
    """``"ShelfD_01_001"`` to ``"shelfd-01-001"``; ``"part"`` where nothing is left."""
    text = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return text[:MAX_SLUG].rstrip("-") or "part"


def without_common_prefix(names: Sequence[str], says_something: Callable[[str], bool]) -> list[str]:
    """The names without the words that all of them begin with (a vendor's prefix).

    A word that tells what a thing is stays (`says_something`), and so does whatever would leave a name
    empty or beginning with a digit.
    """
    if len(set(names)) < 2:
        return list(names)
    words = [name.split("_") for name in names]
    count = 0
    while all(len(w) > count + 1 for w in words) and len({w[count] for w in words}) == 1:
        if says_something(words[0][count]) or any(not w[count + 1][:1].isalpha() for w in words):
            break
        count += 1
    return ["_".join(w[count:]) for w in words]


def unique_ids(names: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """A slug for each name, with ``-2``, ``-3`` after those that were used before."""
    seen = set(taken)
    ids = []
    for name in names:
        base = slug(name)
        candidate, number = base, 2
        while candidate in seen:
            candidate, number = f"{base}-{number}", number + 1
        seen.add(candidate)
        ids.append(candidate)
    return ids
