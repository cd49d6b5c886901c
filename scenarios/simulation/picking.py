"""Picking: which orders share a tour, who walks it, and what happens at each face.

A line whose face is closed or empty is passed over; its order goes back to wait with what is already
picked, so nothing is lost. A picker whose shift ends finishes the tour, or brings away what is
picked and leaves the rest to others.
"""

# ruff: noqa: PLR1714 -- compiled functions compare the same way

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

from scenarios.simulation.accounts import change_wip, record, set_activity
from scenarios.simulation.codes import (
    A_PICK,
    AT_STAND,
    DUE_FIRST,
    E_FAILED,
    E_LINE,
    E_PICKED,
    E_RELEASED,
    FIRST_COME,
    IDLE,
    PICKER,
    PICKING,
    Q_HEAVY,
    Q_LIGHT,
    Q_RELEASE,
    SMALLEST_FIRST,
    TO_DROP,
    TO_FACE,
    TO_HOME,
    WAIT_STAND,
)
from scenarios.simulation.compiled import called, inner
from scenarios.simulation.queues import push, push_transport, remove, start_timer
from scenarios.simulation.records import Simulation
from scenarios.simulation.routing import between_lines, route, way
from scenarios.simulation.serving import all_to_pack, claim_stand
from scenarios.simulation.station_lines import line_load, line_works
from scenarios.simulation.tasks import become_free, give_up_stand, go

RELEASE_WAIT_S = 60.0  # an order waits this long for company before it goes alone
CROWDING_M = 15.0  # how much farther one walks to avoid a drop that somebody else heads for
LOOKED_AT = 60  # waiting orders whose way is compared for a tour


@called
def may_pick_at(sim: Simulation, face: int) -> bool:
    """Whether a face is open and has goods."""
    p = sim.places[face]
    return bool(p.blocked == 0 and (p.full == 0 or p.stock > 0))


@called
def _is_open(sim: Simulation, order: int) -> bool:
    """Whether some line still to be picked can be, and none lies at a closed or empty face."""
    o = sim.orders[order]
    for line in range(o.line0, o.line0 + o.lines):
        if not sim.lines[line].done and not may_pick_at(sim, sim.lines[line].face):
            return False
    return True


@called
def _urgency(sim: Simulation, order: int, place: int) -> float:
    """What the release policy sorts by, least first; `place` is the order's place among those that are open."""
    policy = sim.rules[0].release
    if policy == DUE_FIRST:
        return float(sim.orders[order].due)
    if policy == SMALLEST_FIRST:
        return float(sim.orders[order].left)
    return float(place)


@called
def _detour(sim: Simulation, first: int, order: int) -> float:
    """Mean walking cost from the open lines of an order to the nearest open one of the first order of a tour."""
    a = sim.orders[first]
    b = sim.orders[order]
    total = 0.0
    for m in range(b.line0, b.line0 + b.lines):
        if sim.lines[m].done:
            continue
        least = 1e9
        for n in range(a.line0, a.line0 + a.lines):
            if not sim.lines[n].done:
                least = min(least, between_lines(sim, n, m))
        total += least
    return total / b.left


@called
def _best_waiting(sim: Simulation, first: int) -> int:
    """The next order for a tour that begins with `first` (-1: for a new one); -1 if none is open."""
    nearest = first >= 0 and sim.rules[0].batch_nearest
    best = -1
    least = math.inf
    found = 0
    order = sim.queues[Q_RELEASE].head
    while order >= 0:
        if _is_open(sim, order):
            value = _detour(sim, first, order) if nearest else _urgency(sim, order, found)
            if value < least:
                least = value
                best = int(order)
            found += 1
            if found >= LOOKED_AT and nearest:
                return best
            if not nearest and sim.rules[0].release == FIRST_COME:
                return best
        order = sim.orders[order].next
    return best


@called
def _is_due(sim: Simulation, t: float) -> bool:
    """Whether a tour may begin: enough orders wait, or one has waited long enough for company."""
    found = 0
    oldest = math.inf
    order = sim.queues[Q_RELEASE].head
    while order >= 0 and found < sim.rules[0].orders_per_tour:
        if _is_open(sim, order):
            found += 1
            oldest = min(oldest, sim.orders[order].arrival)
        order = sim.orders[order].next
    if found == 0:
        return False
    if found < sim.rules[0].orders_per_tour and t < oldest + RELEASE_WAIT_S - 1e-9:
        sim.clock[0].release_at = min(sim.clock[0].release_at, oldest + RELEASE_WAIT_S)
        return False
    return True


@called
def _next_tour(sim: Simulation, t: float) -> int:
    """Take the orders of the next tour, linked by in_tour, and return the first; -1 if none is due yet."""
    if not _is_due(sim, t):
        return -1
    first = -1
    tail = -1
    for _ in range(sim.rules[0].orders_per_tour):
        order = _best_waiting(sim, first)
        if order < 0:
            break
        remove(sim, Q_RELEASE, order)
        sim.orders[order].in_tour = -1
        if first < 0:
            first = order
        else:
            sim.orders[tail].in_tour = order
        tail = order
    return first


@called
def _begin_tour(sim: Simulation, i: int, first: int, t: float) -> None:
    """Give somebody a tour: collect its open lines, route them, and set out."""
    a = sim.agents[i]
    give_up_stand(sim, i)
    a.works_as = PICKER
    a.tour = first
    a.stop = 0
    n = 0
    order = first
    while order >= 0:
        o = sim.orders[order]
        o.begun = 1
        record(sim, t, E_RELEASED, order, i, -1)
        for line in range(o.line0, o.line0 + o.lines):
            if not sim.lines[line].done:
                sim.stops[i, n] = line
                n += 1
        order = o.in_tour
    a.stops = n
    route(sim, i, n, a.last_field)
    next_stop(sim, i, t)


@inner
def _hands_over(a: Any) -> bool:
    """Whether somebody leaves the rest of a tour to others now."""
    return bool(a.hand_over and (a.resting or not a.on_shift))


@called
def next_stop(sim: Simulation, i: int, t: float) -> None:
    """On to the next face that is open, or to the drop when there is none left or the tour is handed over."""
    a = sim.agents[i]
    while a.stop < a.stops and not _hands_over(a):
        face = sim.lines[sim.stops[i, a.stop]].face
        if may_pick_at(sim, face):
            if a.state == PICKING and a.place == face and not a.moving:
                _start_picking(sim, i, t)
            else:
                go(sim, i, TO_FACE, face, t)
            return
        a.stop += 1
    carry_away(sim, i, t)


@called
def reach_face(sim: Simulation, i: int, t: float) -> None:
    """At a face: pick, if it still has what is wanted."""
    a = sim.agents[i]
    if may_pick_at(sim, a.place):
        _start_picking(sim, i, t)
    else:
        sim.clock[0].empty_visits += 1
        a.stop += 1
        next_stop(sim, i, t)


@called
def _start_picking(sim: Simulation, i: int, t: float) -> None:
    a = sim.agents[i]
    a.state = PICKING
    p = sim.places[a.place]
    p.busy += 1
    if p.full > 0:  # taken as soon as the hand reaches for it, so that nobody else counts on it
        p.stock -= 1
        _ask_for_goods(sim, a.place)
    set_activity(sim, i, A_PICK, t)
    start_timer(sim, t + sim.lines[sim.stops[i, a.stop]].pick_s, i)


@called
def _ask_for_goods(sim: Simulation, face: int) -> None:
    """Have a face refilled once it has run low."""
    p = sim.places[face]
    if p.stock <= p.reorder and not p.asked:
        p.asked = 1
        push_transport(sim, Q_HEAVY, sim.rules[0].first_face + face)


@called
def line_picked(sim: Simulation, i: int, t: float) -> None:
    """The line in hand is picked."""
    a = sim.agents[i]
    line = sim.stops[i, a.stop]
    order = sim.lines[line].order
    sim.lines[line].done = 1
    sim.orders[order].left -= 1
    a.load += sim.lines[line].units
    record(sim, t, E_LINE, order, i, a.place)
    if sim.orders[order].left == 0:
        record(sim, t, E_PICKED, order, i, a.place)
    sim.places[a.place].busy -= 1
    a.stop += 1
    next_stop(sim, i, t)


@called
def _keep_complete(sim: Simulation, first: int) -> int:
    """Send orders with open lines back to wait; return the first of those that are complete, or -1."""
    head = -1
    tail = -1
    order = first
    while order >= 0:
        following = sim.orders[order].in_tour
        sim.orders[order].in_tour = -1
        if sim.orders[order].left > 0:
            push(sim, Q_RELEASE, order)
            sim.clock[0].dirty = 1
        elif head < 0:
            head = order
            tail = order
        else:
            sim.orders[tail].in_tour = order
            tail = order
        order = following
    return int(head)


@called
def best_drop(sim: Simulation, field: int, column: int) -> int:
    """The station to carry to (column 0 on foot, 1 by vehicle): where the line is shortest, or the nearest.

    The nearest, and those who pack themselves, look for one where not many head for.
    """
    by_line = sim.rules[0].shortest_line and not sim.rules[0].self_pack
    best = int(sim.drops[0, column])
    least = 1e18
    for k in range(len(sim.drops)):
        place = sim.drops[k, column]
        if place < 0:
            continue
        p = sim.places[place]
        line = sim.drop_lines[k]
        cost = way(sim, field, p.field) + (1e15 if p.blocked else 0.0)
        if by_line and line >= 0:
            cost += 1e6 * line_load(sim, line)
        else:
            cost += CROWDING_M * p.claims + (1e12 if line >= 0 and not line_works(sim, line) else 0.0)
        if cost < least:
            least = cost
            best = int(place)
    return best


@called
def _handover(sim: Simulation, i: int, column: int) -> int:
    """Where a tour is handed to a vehicle (column 0 the picker's place, 1 the vehicle's); -1: carried on foot."""
    a = sim.agents[i]
    return int(sim.handover[sim.lines[sim.stops[i, max(a.stop, 1) - 1]].face, column])


@called
def carry_away(sim: Simulation, i: int, t: float) -> None:
    """All faces visited: to the hand-over, the pack stand or the drop."""
    a = sim.agents[i]
    if a.load == 0:
        _keep_complete(sim, a.tour)
        become_free(sim, i, t)
        return
    if sim.rules[0].self_pack:
        a.tour = _keep_complete(sim, a.tour)
        a.order = a.tour
        if a.tour < 0:
            become_free(sim, i, t)
        elif not claim_stand(sim, i, t):  # every stand is taken: wait near the nearest
            go(sim, i, WAIT_STAND, best_drop(sim, a.field, 0), t)
            a.free_since = t
        return
    place = _handover(sim, i, 0)
    if place < 0 or sim.places[place].blocked > 0:
        place = best_drop(sim, a.field, 0)
    sim.places[place].claims += 1
    go(sim, i, TO_DROP, place, t)


@called
def drop_tour(sim: Simulation, i: int, t: float) -> None:
    """Set the tour down: for a vehicle at a hand-over, else at the pack stations."""
    a = sim.agents[i]
    sim.places[a.place].claims -= 1
    order = _keep_complete(sim, a.tour)
    if order >= 0 and a.place == _handover(sim, i, 0):
        sim.transports[order].source = _handover(sim, i, 1)
        push_transport(sim, Q_LIGHT, order)
    else:
        all_to_pack(sim, order, a.place, t)
    become_free(sim, i, t)


@called
def may_pick(sim: Simulation, i: int) -> bool:
    """Whether an agent is free for a tour: a picker, or somebody who can and has no work of their own."""
    a = sim.agents[i]
    if not a.on_shift or a.resting:
        return False
    if a.role != PICKER and not a.skills & (1 << PICKER):
        return False
    if a.state == IDLE or a.state == TO_HOME:
        return True
    return bool(a.state == AT_STAND and a.order < 0 and a.works_as != PICKER)


@called
def _who_picks(sim: Simulation, field: int) -> int:
    """Who takes the next tour: own pickers before helpers, then the nearest or the longest idle; -1 if all are busy."""
    best = -1
    least = 1e18
    for i in range(len(sim.agents)):
        if not may_pick(sim, i):
            continue
        a = sim.agents[i]
        cost = a.free_since if sim.rules[0].longest_idle else way(sim, a.last_field, field)
        if a.role != PICKER:
            cost += 1e9
        if cost < least:
            least = cost
            best = i
    return best


@called
def assign_tours(sim: Simulation, t: float) -> None:
    """Begin tours as long as there are orders due and people free."""
    while _who_picks(sim, 0) >= 0:
        first = _next_tour(sim, t)
        if first < 0:
            return
        line = sim.orders[first].line0
        _begin_tour(sim, _who_picks(sim, sim.places[sim.lines[line].face].field), first, t)


@called
def expire(sim: Simulation, order: int, t: float) -> None:
    """Call off an order that nobody has begun within the customers' patience."""
    if sim.orders[order].begun or not remove(sim, Q_RELEASE, order):
        return
    record(sim, t, E_FAILED, order, -1, -1)
    sim.clock[0].failed += 1
    change_wip(sim, t, -1)
