"""Which conflicts to look at first, and where they gather. Pure; what counts as one is decided elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Conflict

SEVERITIES = ("contact", "serious", "slight")
# A relative scale for a map, not a ratio of risks: one contact stands out of a cloud of slight ones, and a few
# serious ones do too.
HEAT_WEIGHTS = {"contact": 10.0, "serious": 3.0, "slight": 1.0}


def rank(conflict: Conflict) -> tuple[Any, ...]:
    """A sort key, worst first.

    Contacts by the greater delta-v; the others, serious before slight, by the least of time to collision and
    post-encroachment time, the less the worse, then by the deceleration that it took, then by separation.
    """
    soonest = min((s for s in (conflict.min_ttc_s, conflict.min_pet_s) if s is not None), default=math.inf)
    return (
        SEVERITIES.index(conflict.severity),
        -conflict.max_delta_v_mps if conflict.contact else 0.0,
        soonest,
        -(conflict.max_drac_mps2 or 0.0),
        conflict.min_separation_m,
        conflict.at_s,
    )


def ranked(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """The worst first; equal ones in the order given."""
    return sorted(conflicts, key=rank)


def heat_map(
    conflicts: Iterable[Conflict], *, origin_m: tuple[float, float], cell_m: float, shape: tuple[int, int]
) -> NDArray[np.float64]:
    """(rows, columns) conflicts per cell weighted by severity, on the grid of a density map; outside ones are left out."""
    heat = np.zeros(shape)
    for conflict in conflicts:
        row = math.floor((conflict.y_m - origin_m[1]) / cell_m)
        column = math.floor((conflict.x_m - origin_m[0]) / cell_m)
        if 0 <= row < shape[0] and 0 <= column < shape[1]:
            heat[row, column] += HEAT_WEIGHTS[conflict.severity]
    return heat
