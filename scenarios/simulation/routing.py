"""The order in which a picker visits the faces of a tour: shortest way, or S-shape through the aisles.

Shortest is nearest neighbour improved by 2-opt on walking costs (Croes 1958). S-shape visits the
aisles that hold a pick one after the other and walks them in alternating direction (Hall 1993).
"""

from __future__ import annotations

from scenarios.simulation.compiled import inner
from scenarios.simulation.records import Simulation


@inner
def _field_of(sim: Simulation, line: int) -> int:
    return int(sim.places[sim.lines[line].face].field)


@inner
def _way(sim: Simulation, m: int, n: int) -> float:
    """Walking cost between the faces of two lines."""
    fm = _field_of(sim, m)
    fn = _field_of(sim, n)
    if fm != fn:
        return float(sim.between[fm, fn])
    p = sim.places[sim.lines[m].face]
    q = sim.places[sim.lines[n].face]
    return float(((p.x - q.x) ** 2 + (p.y - q.y) ** 2) ** 0.5)


@inner
def _to_end(sim: Simulation, line: int) -> float:
    """Walking cost from a face to where the tour is dropped."""
    field = _field_of(sim, line)
    handover = sim.handover[sim.lines[line].face, 0]
    if handover >= 0:
        return float(sim.between[field, sim.places[handover].field])
    best = 1e9
    for k in range(len(sim.drops)):
        best = min(best, float(sim.between[field, sim.places[sim.drops[k, 0]].field]))
    return best


@inner
def _shortest(sim: Simulation, i: int, n: int, start: int) -> None:
    stops = sim.stops[i]
    at = start
    for k in range(n):
        best = k
        least = 1e18
        for m in range(k, n):
            d = float(sim.between[at, _field_of(sim, stops[m])]) if k == 0 else _way(sim, stops[k - 1], stops[m])
            if d < least:
                least = d
                best = m
        stops[k], stops[best] = stops[best], stops[k]
    for _ in range(8):
        better = False
        for k in range(n - 1):
            for m in range(k + 1, n):
                first = (
                    float(sim.between[at, _field_of(sim, stops[k])]) if k == 0 else _way(sim, stops[k - 1], stops[k])
                )
                after = _to_end(sim, stops[m]) if m == n - 1 else _way(sim, stops[m], stops[m + 1])
                new_first = (
                    float(sim.between[at, _field_of(sim, stops[m])]) if k == 0 else _way(sim, stops[k - 1], stops[m])
                )
                new_after = _to_end(sim, stops[k]) if m == n - 1 else _way(sim, stops[k], stops[m + 1])
                if new_first + new_after < first + after - 1e-3:
                    low, high = k, m
                    while low < high:
                        stops[low], stops[high] = stops[high], stops[low]
                        low += 1
                        high -= 1
                    better = True
        if not better:
            return


@inner
def _s_shape(sim: Simulation, i: int, n: int) -> None:
    stops = sim.stops[i]
    for k in range(1, n):  # by aisle; stable insertion
        line = stops[k]
        m = k
        while m > 0 and sim.places[sim.lines[stops[m - 1]].face].aisle > sim.places[sim.lines[line].face].aisle:
            stops[m] = stops[m - 1]
            m -= 1
        stops[m] = line
    first = 0
    visited = 0
    while first < n:
        aisle = sim.places[sim.lines[stops[first]].face].aisle
        last = first
        while last < n and sim.places[sim.lines[stops[last]].face].aisle == aisle:
            last += 1
        sign = 1.0 if visited % 2 == 0 else -1.0
        for k in range(first + 1, last):
            line = stops[k]
            along = sign * sim.places[sim.lines[line].face].along
            m = k
            while m > first and sign * sim.places[sim.lines[stops[m - 1]].face].along > along:
                stops[m] = stops[m - 1]
                m -= 1
            stops[m] = line
        first = last
        visited += 1


@inner
def route(sim: Simulation, i: int, n: int, start_field: int) -> None:
    """Put the `n` lines in stops[i] into the order of visit, starting from a field's anchor."""
    if n < 2:
        return
    if sim.rules[0].s_shape:
        _s_shape(sim, i, n)
    else:
        _shortest(sim, i, n, start_field)
