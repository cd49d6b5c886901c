"""What agents do: take work, arrive somewhere, finish something. The state machine of every role.

Orders wait for release, are picked in tours, dropped (or handed to an AMR), packed and shipped. A
step whose role nobody has in the whole document takes no time; without packers the pickers pack
themselves. Nobody drops work at the end of a shift: the task in hand is finished first.
"""

# ruff: noqa: C901, PLR1714 -- compiled functions take plain positional arguments, and compare the same way

from __future__ import annotations

import math

from scenarios.simulation.accounts import change_wip, come_to_rest, record, set_activity, set_out
from scenarios.simulation.compiled import inner
from scenarios.simulation.queues import push, push_front, start_timer, take_after
from scenarios.simulation.records import Simulation
from scenarios.simulation.routing import route

RELEASE_WAIT_S = 60.0  # an order waits this long for company before it goes alone
DROP_S = 5.0  # setting a tour down
AMR_HANDLING_S = 8.0  # loading or unloading a tour
FORKLIFT_HANDLING_S = 25.0  # lifting or putting away a pallet
CROWDING_M = 15.0  # how much farther one walks to avoid a drop that somebody else heads for

PICKER, PACKER, SHIPPER, AMR, FORKLIFT = 0, 1, 2, 3, 4
OFF, IDLE, TO_HOME, LEAVING, TO_FACE, PICKING, TO_DROP, DROPPING = 0, 1, 2, 3, 4, 5, 6, 7
TO_STAND, AT_STAND, SERVING, WAIT_STAND, TO_LOAD, LOADING, TO_UNLOAD, UNLOADING = 8, 9, 10, 11, 12, 13, 14, 15
Q_RELEASE, Q_HANDOVER, Q_PACK, Q_SHIP = 0, 1, 2, 3
A_OFF, A_IDLE, A_WALK, A_CARRY, A_PICK, A_PACK, A_WAIT, A_SHIP, A_DOWN = 0, 1, 2, 3, 4, 5, 6, 10, 11
E_ARRIVED, E_RELEASED, E_LINE, E_PICKED, E_PACKED, E_SHIPPED, E_ON, E_OFF = 0, 1, 2, 3, 4, 5, 7, 8


@inner
def go(sim: Simulation, i: int, state: int, place: int, t: float) -> None:
    """Send an agent to a place in a state."""
    a = sim.agents[i]
    a.state = state
    set_out(sim, i, place, t)
    set_activity(sim, i, A_CARRY if a.load > 0 else A_WALK, t)


@inner
def leave(sim: Simulation, i: int, t: float) -> None:
    """Go home and off the floor."""
    a = sim.agents[i]
    if a.stand >= 0:
        sim.stands[a.stand].agent = -1
        a.stand = -1
        sim.clock[0].dirty = 1
    go(sim, i, LEAVING, a.home, t)


@inner
def become_free(sim: Simulation, i: int, t: float) -> None:
    """Nothing in hand any more: leave if the shift is over, else wait for work."""
    a = sim.agents[i]
    a.load = 0
    a.tour = -1
    a.order = -1
    if not a.on_shift:
        leave(sim, i, t)
        return
    come_to_rest(sim, i, t)
    a.state = IDLE
    a.free_since = t
    set_activity(sim, i, A_IDLE, t)
    sim.clock[0].dirty = 1


@inner
def set_heads(sim: Simulation, role: int, heads: int, t: float) -> None:
    """From now on the first `heads` people of a role are on shift."""
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.role != role:
            continue
        if a.number < heads:
            a.on_shift = 1
            if a.state == OFF:
                home = sim.places[a.home]
                a.present = 1
                a.x, a.y, a.ox, a.oy = home.x, home.y, home.x, home.y
                a.still_since = t
                a.ghost_until = t + 2.0
                a.last_field = home.field
                record(sim, t, E_ON, -1, i, -1)
                sim.clock[0].pairs_stale = 1
                become_free(sim, i, t)
            elif a.state == LEAVING:
                become_free(sim, i, t)
        else:
            a.on_shift = 0
            to_stand = a.state == TO_STAND and role != PICKER  # a picker on the way to a stand has a tour in hand
            if a.state == IDLE or a.state == TO_HOME or a.state == AT_STAND or to_stand:
                leave(sim, i, t)


@inner
def set_down(sim: Simulation, role: int, down: int, t: float) -> None:
    """From now on the last `down` vehicles of a type stand where they are."""
    last = -1
    for i in range(len(sim.agents)):
        if sim.agents[i].role == role:
            last = max(last, sim.agents[i].number)
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.role != role:
            continue
        fails = a.number > last - down
        if fails and not a.down:
            if a.state == TO_LOAD and role == AMR:
                push_front(sim, Q_HANDOVER, a.tour)
                become_free(sim, i, t)
            set_activity(sim, i, A_DOWN, t)
            a.down = 1
        elif a.down and not fails:
            a.down = 0
            a.slow_since = t
            set_activity(sim, i, (A_CARRY if a.load else A_WALK) if a.moving else A_IDLE, t)
            sim.clock[0].dirty = 1
            sim.clock[0].pairs_stale = 1


@inner
def _is_open(sim: Simulation, order: int) -> bool:
    """Whether no line still to be picked lies at a closed face."""
    o = sim.orders[order]
    for line in range(o.line0, o.line0 + o.lines):
        if not sim.lines[line].done and sim.places[sim.lines[line].face].blocked > 0:
            return False
    return True


@inner
def _next_tour(sim: Simulation, t: float) -> int:
    """Take the orders of the next tour, linked by in_tour, and return the first; -1 if none is due yet."""
    wanted = sim.rules[0].orders_per_tour
    found = 0
    oldest = math.inf
    order = sim.queues[Q_RELEASE].head
    while order >= 0 and found < wanted:
        if _is_open(sim, order):
            found += 1
            oldest = min(oldest, sim.orders[order].arrival)
        order = sim.orders[order].next
    if found == 0:
        return -1
    if found < wanted and t < oldest + RELEASE_WAIT_S - 1e-9:
        sim.clock[0].release_at = min(sim.clock[0].release_at, oldest + RELEASE_WAIT_S)
        return -1
    first = -1
    tail = -1
    previous = -1
    order = sim.queues[Q_RELEASE].head
    while order >= 0 and found > 0:
        following = sim.orders[order].next
        if _is_open(sim, order):
            take_after(sim, Q_RELEASE, previous)
            sim.orders[order].in_tour = -1
            if first < 0:
                first = order
            else:
                sim.orders[tail].in_tour = order
            tail = order
            found -= 1
        else:
            previous = order
        order = following
    return int(first)


@inner
def _begin_tour(sim: Simulation, i: int, first: int, t: float) -> None:
    """Give a picker a tour: collect its open lines, route them, and set out."""
    a = sim.agents[i]
    a.tour = first
    a.stop = 0
    n = 0
    order = first
    while order >= 0:
        o = sim.orders[order]
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
def next_stop(sim: Simulation, i: int, t: float) -> None:
    """On to the next face that is open, or to the drop when there is none left."""
    a = sim.agents[i]
    while a.stop < a.stops:
        face = sim.lines[sim.stops[i, a.stop]].face
        if sim.places[face].blocked == 0:
            if a.state == PICKING and a.place == face and not a.moving:
                start_picking(sim, i, t)
            else:
                go(sim, i, TO_FACE, face, t)
            return
        a.stop += 1
    _carry_away(sim, i, t)


@inner
def start_picking(sim: Simulation, i: int, t: float) -> None:
    """Pick the line at hand."""
    a = sim.agents[i]
    a.state = PICKING
    sim.places[a.place].busy += 1
    set_activity(sim, i, A_PICK, t)
    start_timer(sim, t + sim.lines[sim.stops[i, a.stop]].pick_s, i)


@inner
def _line_picked(sim: Simulation, i: int, t: float) -> None:
    a = sim.agents[i]
    line = sim.stops[i, a.stop]
    order = sim.lines[line].order
    sim.lines[line].done = 1
    sim.orders[order].left -= 1
    a.load += 1
    record(sim, t, E_LINE, order, i, a.place)
    if sim.orders[order].left == 0:
        record(sim, t, E_PICKED, order, i, a.place)
    sim.places[a.place].busy -= 1
    a.stop += 1
    next_stop(sim, i, t)


@inner
def _keep_complete(sim: Simulation, first: int) -> int:
    """Send orders with open lines back to release; return the first of those that are complete, or -1."""
    head = -1
    tail = -1
    order = first
    while order >= 0:
        following = sim.orders[order].in_tour
        sim.orders[order].in_tour = -1
        if sim.orders[order].left > 0:
            push(sim, Q_RELEASE, order)
        elif head < 0:
            head = order
            tail = order
        else:
            sim.orders[tail].in_tour = order
            tail = order
        order = following
    return int(head)


@inner
def _best_drop(sim: Simulation, field: int, column: int) -> int:
    """The pack station to carry to: near, and not where many already head for."""
    best = -1
    least = 1e18
    for k in range(len(sim.drops)):
        place = sim.drops[k, column]
        if place < 0:
            continue
        cost = float(sim.between[field, sim.places[place].field]) + CROWDING_M * sim.places[place].claims
        if cost < least:
            least = cost
            best = int(place)
    return best


@inner
def _carry_away(sim: Simulation, i: int, t: float) -> None:
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
        elif not _claim_stand(sim, i, t):
            _go_and_wait(sim, i, t)
        return
    place = int(sim.handover[sim.lines[sim.stops[i, a.stops - 1]].face, 0])
    if place < 0:
        place = _best_drop(sim, a.field, 0)
    sim.places[place].claims += 1
    go(sim, i, TO_DROP, place, t)


@inner
def _go_and_wait(sim: Simulation, i: int, t: float) -> None:
    """Every pack stand is taken: wait near the nearest."""
    a = sim.agents[i]
    go(sim, i, WAIT_STAND, _best_drop(sim, a.field, 0), t)
    a.free_since = t


@inner
def _claim_stand(sim: Simulation, i: int, t: float) -> bool:
    """Head for the nearest free stand of one's role (packing, for a picker who packs); false if none is free."""
    a = sim.agents[i]
    kind = 1 if a.role == SHIPPER else 0
    best = -1
    least = 1e18
    for k in range(len(sim.stands)):
        s = sim.stands[k]
        if s.kind != kind or s.agent >= 0:
            continue
        cost = float(sim.between[a.last_field, sim.places[s.place].field]) if a.role == PICKER else float(k)
        if cost < least:
            least = cost
            best = k
    if best < 0:
        return False
    sim.stands[best].agent = i
    a.stand = best
    go(sim, i, TO_STAND, sim.stands[best].place, t)
    return True


@inner
def _drop_tour(sim: Simulation, i: int, t: float) -> None:
    a = sim.agents[i]
    sim.places[a.place].claims -= 1
    order = _keep_complete(sim, a.tour)
    vehicle_place = sim.handover[sim.lines[sim.stops[i, a.stops - 1]].face, 1]
    if order >= 0 and vehicle_place >= 0:
        sim.orders[order].place = vehicle_place
        push(sim, Q_HANDOVER, order)
    else:
        _all_to_pack(sim, order, t)
    become_free(sim, i, t)


@inner
def _all_to_pack(sim: Simulation, first: int, t: float) -> None:
    order = first
    while order >= 0:
        following = sim.orders[order].in_tour
        sim.orders[order].in_tour = -1
        if sim.rules[0].pack:
            push(sim, Q_PACK, order)
        else:
            packed(sim, order, -1, t)
        order = following
    sim.clock[0].dirty = 1


@inner
def packed(sim: Simulation, order: int, i: int, t: float) -> None:
    """An order is packed; on to shipping."""
    record(sim, t, E_PACKED, order, i, -1)
    if sim.rules[0].ship:
        push(sim, Q_SHIP, order)
        sim.clock[0].dirty = 1
    else:
        shipped(sim, order, i, t)


@inner
def shipped(sim: Simulation, order: int, i: int, t: float) -> None:
    """An order has left."""
    record(sim, t, E_SHIPPED, order, i, -1)
    sim.clock[0].shipped += 1
    change_wip(sim, t, -1)


@inner
def _serve(sim: Simulation, i: int, t: float) -> None:
    """At a stand: begin the next order of one's waiting line, if there is one."""
    a = sim.agents[i]
    if a.role == SHIPPER:
        order = take_after(sim, Q_SHIP, -1)
    elif a.role == PACKER:
        order = take_after(sim, Q_PACK, -1)
    else:
        order = a.order
    if order < 0:
        return
    a.order = order
    a.state = SERVING
    seconds = sim.orders[order].ship_s if a.role == SHIPPER else sim.orders[order].pack_s
    set_activity(sim, i, A_SHIP if a.role == SHIPPER else A_PACK, t)
    start_timer(sim, t + seconds, i)


@inner
def _served(sim: Simulation, i: int, t: float) -> None:
    a = sim.agents[i]
    order = a.order
    following = sim.orders[order].in_tour
    a.order = -1
    if a.role == SHIPPER:
        shipped(sim, order, i, t)
    else:
        packed(sim, order, i, t)
    if a.role == PICKER:
        sim.orders[order].in_tour = -1
        a.order = following
        if following >= 0:
            _serve(sim, i, t)
            return
        sim.stands[a.stand].agent = -1
        a.stand = -1
        become_free(sim, i, t)
        return
    if not a.on_shift:
        leave(sim, i, t)
        return
    a.state = AT_STAND
    set_activity(sim, i, A_IDLE, t)
    sim.clock[0].dirty = 1


@inner
def on_timer(sim: Simulation, i: int, t: float) -> None:
    """An agent's task at its place is done."""
    a = sim.agents[i]
    if a.state == PICKING:
        _line_picked(sim, i, t)
    elif a.state == DROPPING:
        _drop_tour(sim, i, t)
    elif a.state == SERVING:
        _served(sim, i, t)
    elif a.state == LOADING:
        a.leaves = a.place
        a.load = 1
        if a.role == AMR:
            place = _best_drop(sim, a.field, 1)
            sim.places[place].claims += 1
        else:
            place = int(sim.requests[a.order, 2])
        go(sim, i, TO_UNLOAD, place, t)
    elif a.state == UNLOADING:
        a.leaves = a.place
        if a.role == AMR:
            sim.places[a.place].claims -= 1
            _all_to_pack(sim, a.tour, t)
        become_free(sim, i, t)


@inner
def on_arrival(sim: Simulation, i: int, t: float) -> None:
    """An agent has reached the place it was sent to."""
    a = sim.agents[i]
    come_to_rest(sim, i, t)
    a.last_field = a.field
    if not math.isnan(a.facing) and a.kind == 0:
        a.ux = math.cos(a.facing)
        a.uy = math.sin(a.facing)
    if a.state == TO_FACE:
        start_picking(sim, i, t)
    elif a.state == TO_DROP:
        a.state = DROPPING
        set_activity(sim, i, A_CARRY, t)
        start_timer(sim, t + DROP_S, i)
    elif a.state == TO_STAND:
        a.state = AT_STAND
        set_activity(sim, i, A_IDLE, t)
        if a.role == PICKER:
            _serve(sim, i, t)
        sim.clock[0].dirty = 1
    elif a.state == WAIT_STAND:
        set_activity(sim, i, A_WAIT, t)
    elif a.state == TO_LOAD or a.state == TO_UNLOAD:
        a.state = LOADING if a.state == TO_LOAD else UNLOADING
        if a.leaves == a.place:
            a.leaves = -1
        else:
            sim.places[a.place].busy += 1
        set_activity(sim, i, A_CARRY if a.load else A_WAIT, t)
        start_timer(sim, t + (AMR_HANDLING_S if a.role == AMR else FORKLIFT_HANDLING_S), i)
    elif a.state == TO_HOME:
        a.state = IDLE
        set_activity(sim, i, A_IDLE, t)
    elif a.state == LEAVING:
        a.state = OFF
        a.present = 0
        set_activity(sim, i, A_OFF, t)
        record(sim, t, E_OFF, -1, i, -1)
        sim.clock[0].pairs_stale = 1


@inner
def _nearest_idle(sim: Simulation, role: int, field: int) -> int:
    """The free agent of a role from which a field's anchor is nearest; -1 if all are busy."""
    best = -1
    least = 1e18
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.role == role and a.on_shift and not a.down and (a.state == IDLE or a.state == TO_HOME):
            cost = float(sim.between[a.last_field, field])
            if cost < least:
                least = cost
                best = i
    return best


@inner
def _assign_pickers(sim: Simulation, t: float) -> None:
    while _nearest_idle(sim, PICKER, 0) >= 0:
        first = _next_tour(sim, t)
        if first < 0:
            return
        line = sim.orders[first].line0
        i = _nearest_idle(sim, PICKER, sim.places[sim.lines[line].face].field)
        _begin_tour(sim, i, first, t)


@inner
def _assign_vehicles(sim: Simulation, t: float) -> None:
    c = sim.clock[0]
    while sim.queues[Q_HANDOVER].head >= 0:
        place = sim.orders[sim.queues[Q_HANDOVER].head].place
        i = _nearest_idle(sim, AMR, sim.places[place].field)
        if i < 0:
            break
        sim.agents[i].tour = take_after(sim, Q_HANDOVER, -1)
        go(sim, i, TO_LOAD, place, t)
    while c.served_requests < c.next_request:
        place = int(sim.requests[c.served_requests, 1])
        i = _nearest_idle(sim, FORKLIFT, sim.places[place].field)
        if i < 0:
            break
        sim.agents[i].order = c.served_requests
        c.served_requests += 1
        go(sim, i, TO_LOAD, place, t)


@inner
def dispatch(sim: Simulation, t: float) -> None:
    """Bring waiting work and free hands together."""
    sim.clock[0].dirty = 0
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if (a.role == PACKER or a.role == SHIPPER) and a.on_shift:
            if a.state == IDLE or a.state == TO_HOME:
                _claim_stand(sim, i, t)
            elif a.state == AT_STAND:
                _serve(sim, i, t)
    _assign_waiting(sim, t)
    _assign_pickers(sim, t)
    _assign_vehicles(sim, t)
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.present and a.state == IDLE and not a.down and a.place != a.home:
            go(sim, i, TO_HOME, a.home, t)


@inner
def _assign_waiting(sim: Simulation, t: float) -> None:
    """Pickers who pack themselves and wait for a stand get one, longest waiting first."""
    while True:
        best = -1
        since = math.inf
        for i in range(len(sim.agents)):
            a = sim.agents[i]
            if a.state == WAIT_STAND and a.free_since < since:
                since = a.free_since
                best = i
        if best < 0 or not _claim_stand(sim, best, t):
            return
