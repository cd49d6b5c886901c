"""The order in which a picker visits the faces of a tour.

Shortest is the best of nearest neighbour, S-shape and largest gap, each improved by 2-opt on walking
costs (Croes 1958), so that it is never longer than they are. The others go by the
aisles of the hall, whose front is the end nearer to the stations (Hall 1993; Petersen 1997): S-shape
walks every aisle with a pick from end to end, in alternating direction; return enters and leaves each
aisle at its front; largest gap leaves out, in each aisle between the first and the last, the widest
stretch without a pick, and visits what lies before it from the front and what lies behind it from the back.
"""

# mypy: disable-error-code="no-any-return"

# ruff: noqa: PLR0917 -- compiled functions take plain positional arguments

from __future__ import annotations

from scenarios.simulation.codes import LARGEST_GAP, S_SHAPE, SHORTEST
from scenarios.simulation.compiled import called
from scenarios.simulation.records import Simulation


@called
def way(sim: Simulation, field: int, to: int) -> float:
    """Walking cost from one field's anchor to another's on the floor as it is now."""
    return float(sim.between[sim.clock[0].floor, field, to])


@called
def _field_of(sim: Simulation, line: int) -> int:
    return int(sim.places[sim.lines[line].face].field)


@called
def _leg(sim: Simulation, field: int, line: int, to_field: int, to_line: int) -> float:
    """Walking cost between the faces of two lines, whose fields are known."""
    if field != to_field:
        return way(sim, field, to_field)
    p = sim.places[sim.lines[line].face]
    q = sim.places[sim.lines[to_line].face]
    return float(((p.x - q.x) ** 2 + (p.y - q.y) ** 2) ** 0.5)


@called
def between_lines(sim: Simulation, m: int, n: int) -> float:
    """Walking cost between the faces of two lines."""
    return _leg(sim, _field_of(sim, m), m, _field_of(sim, n), n)


@called
def _to_end(sim: Simulation, line: int) -> float:
    """Walking cost from a face to where the tour is dropped."""
    field = _field_of(sim, line)
    handover = sim.handover[sim.lines[line].face, 0]
    if handover >= 0:
        return way(sim, field, sim.places[handover].field)
    best = 1e9
    for k in range(len(sim.drops)):
        best = min(best, way(sim, field, sim.places[sim.drops[k, 0]].field))
    return best


@called
def _step_to(sim: Simulation, i: int, k: int, line: int, start: int) -> float:
    """Walking cost to a line as the k-th stop of a tour."""
    if k == 0:
        return way(sim, start, _field_of(sim, line))
    return between_lines(sim, sim.stops[i, k - 1], line)


@called
def _swap(sim: Simulation, i: int, k: int, m: int) -> None:
    stops = sim.stops[i]
    stops[k], stops[m] = stops[m], stops[k]


@called
def _reverse(sim: Simulation, i: int, low: int, high: int) -> None:
    while low < high:
        _swap(sim, i, low, high)
        low += 1
        high -= 1


@called
def _length(sim: Simulation, i: int, n: int, start: int) -> float:
    """Walking cost of a tour from a field's anchor to where it is dropped."""
    total = _to_end(sim, sim.stops[i, n - 1])
    for k in range(n):
        total += _step_to(sim, i, k, sim.stops[i, k], start)
    return total


@called
def _nearest_first(sim: Simulation, i: int, n: int, start: int) -> None:
    stops = sim.stops[i]
    for k in range(n):
        best = k
        least = 1e18
        for m in range(k, n):
            d = _step_to(sim, i, k, stops[m], start)
            if d < least:
                least = d
                best = m
        _swap(sim, i, k, best)


@called
def _improve(sim: Simulation, i: int, n: int, start: int) -> None:
    """2-opt: turn stretches of a tour around as long as that makes it shorter."""
    stops = sim.stops[i]
    end = _to_end(sim, stops[n - 1])
    for _ in range(8):
        better = False
        for k in range(n - 1):
            before = _step_to(sim, i, k, stops[k], start)
            previous_field = start if k == 0 else _field_of(sim, stops[k - 1])
            field = _field_of(sim, stops[k + 1])
            for m in range(k + 1, n):
                line = stops[m]
                next_line = stops[min(m + 1, n - 1)]
                next_field = _field_of(sim, next_line)
                after = end if m == n - 1 else _leg(sim, field, line, next_field, next_line)
                new_before = way(sim, start, field) if k == 0 else _leg(sim, previous_field, stops[k - 1], field, line)
                if new_before < before + after - 1e-3:  # else no way on from here is short enough
                    first = stops[k]
                    new_after = _to_end(sim, first) if m == n - 1 else between_lines(sim, first, next_line)
                    if new_before + new_after < before + after - 1e-3:
                        _reverse(sim, i, k, m)
                        before = new_before
                        better = True
                        if m == n - 1:
                            end = new_after
                field = next_field
        if not better:
            return


@called
def _aisle(sim: Simulation, line: int) -> int:
    return int(sim.places[sim.lines[line].face].aisle)


@called
def _along(sim: Simulation, line: int) -> float:
    """How deep in its aisle a line lies, from the front."""
    return float(sim.places[sim.lines[line].face].along)


@called
def _by_aisle(sim: Simulation, i: int, n: int) -> None:
    """Sort the stops by aisle, then from the front (stable insertion)."""
    stops = sim.stops[i]
    for k in range(1, n):
        line = stops[k]
        aisle = _aisle(sim, line)
        along = _along(sim, line)
        m = k
        while m > 0 and (
            _aisle(sim, stops[m - 1]) > aisle
            or (_aisle(sim, stops[m - 1]) == aisle and _along(sim, stops[m - 1]) > along)
        ):
            stops[m] = stops[m - 1]
            m -= 1
        stops[m] = line


@called
def _end_of_aisle(sim: Simulation, i: int, n: int, first: int) -> int:
    last = first
    while last < n and _aisle(sim, sim.stops[i, last]) == _aisle(sim, sim.stops[i, first]):
        last += 1
    return last


@called
def _s_shape(sim: Simulation, i: int, n: int) -> None:
    first = 0
    backwards = False
    while first < n:
        last = _end_of_aisle(sim, i, n, first)
        if backwards:
            _reverse(sim, i, first, last - 1)
        backwards = not backwards
        first = last


@called
def _start_of_aisle(sim: Simulation, i: int, last: int) -> int:
    """The first stop in the aisle of the stop before `last`."""
    first = last - 1
    while first > 0 and _aisle(sim, sim.stops[i, first - 1]) == _aisle(sim, sim.stops[i, last - 1]):
        first -= 1
    return first


@called
def _append(sim: Simulation, i: int, first: int, last: int, backwards: bool, count: int) -> int:  # noqa: FBT001
    """Put the stops first..last-1 behind the `count` that are in the working space; the new count."""
    for k in range(last - first):
        sim.spare_stops[count + k] = sim.stops[i, last - 1 - k if backwards else first + k]
    return count + last - first


@called
def _largest_gap(sim: Simulation, i: int, n: int) -> None:
    """From aisles sorted from the front: the first aisle whole, the backs, the last aisle whole, then the fronts."""
    first_end = _end_of_aisle(sim, i, n, 0)
    last_start = _start_of_aisle(sim, i, n)
    if last_start == 0:
        return
    count = _append(sim, i, 0, first_end, False, 0)
    first = first_end
    while first < last_start:  # the backs, each from the back to its gap
        last = _end_of_aisle(sim, i, n, first)
        count = _append(sim, i, _gap(sim, i, first, last), last, True, count)
        first = last
    count = _append(sim, i, last_start, n, True, count)
    last = last_start
    while last > first_end:  # the fronts on the way home
        first = _start_of_aisle(sim, i, last)
        count = _append(sim, i, first, _gap(sim, i, first, last), False, count)
        last = first
    for k in range(n):
        sim.stops[i, k] = sim.spare_stops[k]


@called
def _gap(sim: Simulation, i: int, first: int, last: int) -> int:
    """The first stop behind the widest stretch of an aisle without a pick; the stretches at both ends count."""
    stops = sim.stops[i]
    aisle = _aisle(sim, stops[first])
    widest = _along(sim, stops[first]) - sim.aisle_ends[aisle, 0]
    at = first
    for k in range(first + 1, last):
        gap = _along(sim, stops[k]) - _along(sim, stops[k - 1])
        if gap > widest:
            widest = gap
            at = k
    if sim.aisle_ends[aisle, 1] - _along(sim, stops[last - 1]) > widest:
        return last
    return at


@called
def _arrange(sim: Simulation, i: int, n: int, start: int, policy: int) -> None:
    """Put the stops into the order of a policy; the shortest by going to the nearest each time."""
    if policy == SHORTEST:
        _nearest_first(sim, i, n, start)
        return
    _by_aisle(sim, i, n)
    if policy == S_SHAPE:
        _s_shape(sim, i, n)
    elif policy == LARGEST_GAP:
        _largest_gap(sim, i, n)


@called
def _shortest(sim: Simulation, i: int, n: int, start: int) -> None:
    """The best of three orders, each improved; equal ones go to the nearest first."""
    least = 1e18
    half = len(sim.spare_stops) // 2  # the first half is the working space of the largest gap
    for plan in range(LARGEST_GAP, SHORTEST - 1, -1):
        _arrange(sim, i, n, start, plan)
        _improve(sim, i, n, start)
        length = _length(sim, i, n, start)
        if length < least - 1e-3 or (plan == SHORTEST and length < least + 1e-3):
            least = length
            for k in range(n):
                sim.spare_stops[half + k] = sim.stops[i, k]
    for k in range(n):
        sim.stops[i, k] = sim.spare_stops[half + k]


@called
def route(sim: Simulation, i: int, n: int, start_field: int) -> None:
    """Put the `n` lines in stops[i] into the order of visit, starting from a field's anchor."""
    if n < 2:
        return
    policy = int(sim.rules[0].routing)
    if policy == SHORTEST:
        _shortest(sim, i, n, start_field)
    else:
        _arrange(sim, i, n, start_field, policy)
