"""Which goods lie at which pick face: random, by popularity near the stations (ABC), or as given.

A profile's demand is for popularity ranks; each rank is a face. Recorded orders name articles; with more
articles than faces several share one. Luck belongs to an article or a spot, not to its number, so a
layout that loses a rack keeps the rest where it was.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.document import ScenarioDocument
from scenarios.layout.contracts import PickFace


@dataclass(frozen=True, eq=False)
class Assignment:
    """Where lines are picked."""

    ranks: NDArray[np.int64]  # face by popularity rank
    of_line: NDArray[np.int64] | None  # face of every recorded line; None where orders are drawn


def luck_of(seed: int, *names: object) -> float:
    """A uniform number that belongs to a name in every variant."""
    digest = hashlib.sha256("|".join(map(str, (seed, *names))).encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


def assign(document: ScenarioDocument, faces: tuple[PickFace, ...], cost: NDArray[np.float64]) -> Assignment:
    """Spread the goods over the faces; `cost` (F,) is the way from each face to the stations.

    Raises ValueError for recorded articles that policy `given` has no reachable place for.
    """
    seed = document.experiment.seed
    luck = np.array([luck_of(seed, face.part_id, face.ordinal) for face in faces])
    key = cost if document.storage.policy == "abc" else luck
    ranks = np.lexsort((np.arange(len(faces)), luck, key)).astype(np.int64)
    recorded = document.demand.recorded
    if recorded is None:
        return Assignment(ranks, None)
    lines = [article for order in recorded.articles for article in order]
    if document.storage.policy == "given":
        face_of = _given(document, faces, set(lines))
    else:
        counts = Counter(lines)
        articles = sorted(counts, key=lambda a: (-counts[a], luck_of(seed, "article", a)))
        if document.storage.policy == "random":
            articles.sort(key=lambda a: luck_of(seed, "article", a))
        more = len(articles) > len(faces)
        face_of = {a: int(ranks[k * len(faces) // len(articles) if more else k]) for k, a in enumerate(articles)}
    return Assignment(ranks, np.array([face_of[a] for a in lines], dtype=np.int64))


def _given(document: ScenarioDocument, faces: tuple[PickFace, ...], wanted: set[str]) -> dict[str, int]:
    number = {(face.part_id, face.ordinal): k for k, face in enumerate(faces)}
    at = {g.article: number[g.part_id, g.ordinal] for g in document.storage.given if (g.part_id, g.ordinal) in number}
    missing = sorted(wanted - at.keys())
    if missing:
        raise ValueError(
            f"{len(missing)} articles have no place that can be reached, among them {', '.join(missing[:3])}"
        )
    return at
