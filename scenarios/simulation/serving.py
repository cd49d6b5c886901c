"""Work at stands: packing, shipping and operating. One stand, one person; each station or pool has its line.

A station that is down interrupts the work in hand, which goes on where it stopped once the station is
repaired; what waits there is brought to others. Whoever finds nothing to do goes where orders wait for
somebody. People who may help elsewhere do so while they have nothing of their own to do.
"""

# ruff: noqa: PLR1714 -- compiled functions compare the same way

from __future__ import annotations

import math

from scenarios.simulation.accounts import change_wip, record, set_activity
from scenarios.simulation.belts import is_full, leave_belt, put_on_belt
from scenarios.simulation.charging import unplug
from scenarios.simulation.codes import (
    A_IDLE,
    A_PACK,
    A_SHIP,
    A_WAIT,
    AT_STAND,
    CHARGING,
    E_ENDED,
    E_INTERRUPTED,
    E_PACKED,
    E_SHIPPED,
    E_STARTED,
    HOLDING,
    IDLE,
    OPERATOR,
    PACK_STAND,
    PACKER,
    PICKER,
    SERVING,
    SHIP_STAND,
    SHIPPER,
    TO_HOME,
    WAIT_STAND,
)
from scenarios.simulation.compiled import called
from scenarios.simulation.jobs import begin_job, claim_work_stand, end_job, lay_down_job, operators_wanted
from scenarios.simulation.queues import cancel_timer, start_timer, take
from scenarios.simulation.records import Simulation
from scenarios.simulation.routing import way
from scenarios.simulation.station_lines import (
    FIRST_LINE,
    first_stand,
    join_line,
    line_at,
    line_load,
    line_needs,
    move_lines,
    open_line,
)
from scenarios.simulation.tasks import (
    become_free,
    give_up_stand,
    leave,
    rest,
    stand_is_open,
    stand_works,
    take_stand,
)


@called
def claim_stand(sim: Simulation, i: int, t: float) -> bool:
    """Head for a free stand of the work in hand (packing, for a picker who packs); false if none is free.

    Pickers who pack take the nearest, the others the nearest where orders wait for somebody, else the first.
    """
    a = sim.agents[i]
    kind = SHIP_STAND if a.works_as == SHIPPER else PACK_STAND
    best = -1
    least = 1e18
    for k in range(len(sim.stands)):
        s = sim.stands[k]
        if s.kind != kind or not stand_is_open(sim, k):
            continue
        cost = way(sim, a.last_field, sim.places[s.place].field)
        if a.works_as != PICKER and line_needs(sim, s.line) <= 0:
            cost = 1e10 + k
        if cost < least:
            least = cost
            best = k
    if best < 0:
        return False
    take_stand(sim, i, best, t)
    return True


@called
def all_to_pack(sim: Simulation, first: int, place: int, t: float) -> None:
    """The orders of a tour that was set down at a place join the line of the station there."""
    line = line_at(sim, place)
    order = first
    while order >= 0:
        following = sim.orders[order].in_tour
        sim.orders[order].in_tour = -1
        field = sim.places[place].field if line < 0 else sim.places[sim.stands[first_stand(sim, line)].place].field
        if sim.rules[0].pack:
            join_line(sim, open_line(sim, PACK_STAND, line, field), order, t)
        else:
            record(sim, t, E_PACKED, order, -1, -1)
            _to_ship(sim, order, line, field, t)
        order = following
    sim.clock[0].dirty = 1


@called
def _to_ship(sim: Simulation, order: int, line: int, field: int, t: float) -> None:
    """An order joins a line before the docks (-1: any), or leaves at once where nobody ships."""
    if sim.rules[0].ship:
        line = open_line(sim, SHIP_STAND, line, field)
        if sim.orders[order].belt >= 0 and sim.belts[sim.orders[order].belt].line != line:
            leave_belt(sim, order, t)
        join_line(sim, line, order, t)
    else:
        leave_belt(sim, order, t)
        _shipped(sim, order, -1, t)


@called
def _belt_from(sim: Simulation, stand: int) -> int:
    """The belt from a stand that has room, the one to the shortest line of several; -1 without belts, -2 all full."""
    best = -1
    least = 1e18
    belt = sim.stands[stand].belt
    while belt >= 0:
        b = sim.belts[belt]
        if is_full(sim, belt):
            best = -2 if best == -1 else best
        else:
            cost = line_load(sim, b.line) if b.line >= 0 and sim.rules[0].ship else 0.0
            if cost < least:
                least = cost
                best = belt
        belt = b.next
    return int(best)


@called
def _send_on(sim: Simulation, order: int, stand: int, belt: int, t: float) -> None:
    """A packed order goes on to shipping, by belt where there is one."""
    if belt >= 0:
        put_on_belt(sim, order, belt, t)
    else:
        _to_ship(sim, order, -1, sim.places[sim.stands[stand].place].field, t)


@called
def off_belt(sim: Simulation, order: int, t: float) -> None:
    """An order has come to the end of its belt."""
    b = sim.belts[sim.orders[order].belt]
    b.moving -= 1
    _to_ship(sim, order, b.line, b.field, t)


@called
def _shipped(sim: Simulation, order: int, i: int, t: float) -> None:
    record(sim, t, E_SHIPPED, order, i, -1)
    sim.clock[0].shipped += 1
    change_wip(sim, t, -1)


@called
def serve(sim: Simulation, i: int, t: float) -> None:
    """At a stand: begin the next order of its waiting line, if there is one."""
    a = sim.agents[i]
    s = sim.stands[a.stand]
    if s.down > 0:
        return
    if a.works_as == OPERATOR:
        begin_job(sim, i, t)
        return
    order = int(a.order) if a.works_as == PICKER else take(sim, s.line)
    if order < 0:
        return
    leave_belt(sim, order, t)
    a.order = order
    a.state = SERVING
    seconds = sim.orders[order].ship_s if a.works_as == SHIPPER else sim.orders[order].pack_s
    set_activity(sim, i, A_SHIP if a.works_as == SHIPPER else A_PACK, t)
    record(sim, t, E_STARTED, order, i, s.place)
    start_timer(sim, t + seconds, i)


@called
def served(sim: Simulation, i: int, t: float) -> None:
    """The order in hand is packed or shipped; who finds the belt full keeps it until there is room."""
    a = sim.agents[i]
    if a.works_as == OPERATOR:
        end_job(sim, i, t)
        _after_serving(sim, i, t)
        return
    record(sim, t, E_ENDED, a.order, i, sim.stands[a.stand].place)
    if a.works_as == SHIPPER:
        _shipped(sim, a.order, i, t)
        _after_serving(sim, i, t)
        return
    record(sim, t, E_PACKED, a.order, i, -1)
    belt = _belt_from(sim, a.stand)
    if belt == -2:
        a.state = HOLDING
        a.free_since = t
        set_activity(sim, i, A_WAIT, t)
        return
    _send_on(sim, a.order, a.stand, belt, t)
    _after_serving(sim, i, t)


@called
def release_held(sim: Simulation, t: float) -> bool:
    """Whoever has held a packed order longest and finds room on the belt now lets it go; false if nobody does."""
    if len(sim.belts) == 0:
        return False
    best = -1
    since = math.inf
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.state == HOLDING and a.free_since < since and _belt_from(sim, a.stand) != -2:
            since = a.free_since
            best = i
    if best < 0:
        return False
    a = sim.agents[best]
    _send_on(sim, a.order, a.stand, _belt_from(sim, a.stand), t)
    _after_serving(sim, best, t)
    return True


@called
def _after_serving(sim: Simulation, i: int, t: float) -> None:
    """Nothing is in hand at a stand any more: the next of one's tour, home, a break, or ready for what comes."""
    a = sim.agents[i]
    if a.works_as == PICKER:
        _next_of_tour(sim, i, t)
        return
    a.order = -1
    if not a.on_shift:
        leave(sim, i, t)
        return
    if a.resting:
        rest(sim, i, t)
        return
    a.state = AT_STAND
    set_activity(sim, i, A_IDLE, t)
    sim.clock[0].dirty = 1


@called
def _next_of_tour(sim: Simulation, i: int, t: float) -> None:
    """A picker who packs goes on with the next order of the tour, or is done."""
    a = sim.agents[i]
    following = sim.orders[a.order].in_tour
    sim.orders[a.order].in_tour = -1
    a.order = following
    if following >= 0:
        serve(sim, i, t)
        return
    give_up_stand(sim, i)
    become_free(sim, i, t)


@called
def set_station(sim: Simulation, station: int, down: int, t: float) -> None:
    """A station goes out of order (`down` 1) or comes back (-1); work in hand is interrupted and goes on later."""
    for k in range(len(sim.stands)):
        s = sim.stands[k]
        if s.station != station:
            continue
        s.down += down
        i = s.agent
        if i < 0:
            continue
        a = sim.agents[i]
        if a.state == CHARGING and down > 0:
            unplug(sim, i)
            become_free(sim, i, t)
        if a.state != SERVING:
            continue
        if s.down == 1 and down > 0:
            cancel_timer(sim, i)
            a.left_s = max(a.due - t, 0.0)
            if a.works_as == OPERATOR:
                lay_down_job(sim, i, a.left_s, t)
            else:
                record(sim, t, E_INTERRUPTED, a.order, i, s.place)
            set_activity(sim, i, A_WAIT, t)
        elif s.down == 0:
            set_activity(sim, i, A_SHIP if a.works_as == SHIPPER else A_PACK, t)
            record(sim, t, E_STARTED, a.order, i, s.place)
            start_timer(sim, t + a.left_s, i)
    move_lines(sim, t)
    sim.clock[0].dirty = 1


@called
def _waits_for_somebody(sim: Simulation, kind: int) -> bool:
    """Whether orders wait at a line of a kind of stands for somebody else to come, and there is a free stand."""
    for k in range(len(sim.stands)):
        s = sim.stands[k]
        if s.kind == kind and stand_is_open(sim, k) and line_needs(sim, s.line) > 0:
            return True
    return False


@called
def _wanted_elsewhere(sim: Simulation, i: int, role: int) -> bool:
    """Whether somebody idle may help a role whose orders wait."""
    a = sim.agents[i]
    if a.role == role or not a.skills & (1 << role):
        return False
    return bool(_waits_for_somebody(sim, SHIP_STAND if role == SHIPPER else PACK_STAND))


@called
def _orders_wait(sim: Simulation, kind: int) -> bool:
    """Whether orders wait at any line of a kind of stands."""
    for line in range(FIRST_LINE, len(sim.queues)):
        if sim.queues[line].kind == kind and sim.queues[line].length > 0:
            return True
    return False


@called
def _has_own_work(sim: Simulation, i: int) -> bool:
    """Whether orders wait for somebody's own role at a stand; pickers are called back by the next tour."""
    role = sim.agents[i].role
    if role == OPERATOR:
        return bool(operators_wanted(sim))
    return bool(
        (role == PACKER and _orders_wait(sim, PACK_STAND)) or (role == SHIPPER and _orders_wait(sim, SHIP_STAND))
    )


@called
def staff_stands(sim: Simulation, t: float) -> None:
    """Packers and shippers go to free stands and begin work, or to another one where somebody is waited for."""
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if not a.on_shift or a.resting:
            continue
        idle = a.state == IDLE or a.state == TO_HOME
        if a.state == AT_STAND and (a.works_as == a.role or a.works_as == PICKER):
            serve(sim, i, t)
            if a.state != AT_STAND or a.order >= 0:
                continue
            if not stand_works(sim, a.stand) or (a.role == OPERATOR and operators_wanted(sim)):
                give_up_stand(sim, i)
                become_free(sim, i, t)
            elif a.works_as != OPERATOR and _waits_for_somebody(sim, sim.stands[a.stand].kind):
                give_up_stand(sim, i)
                claim_stand(sim, i, t)
        elif idle and (a.role == PACKER or a.role == SHIPPER):
            claim_stand(sim, i, t)
        elif idle and a.role == OPERATOR:
            claim_work_stand(sim, i, t)


@called
def send_helpers(sim: Simulation, t: float) -> None:
    """People left without work of their own pack or ship, where they may and orders wait, until there is none."""
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.skills == 0 or not a.on_shift or a.resting:
            continue
        if a.state == AT_STAND and a.works_as != a.role and a.works_as != PICKER:
            if not _has_own_work(sim, i):
                serve(sim, i, t)
            if a.state == AT_STAND:
                give_up_stand(sim, i)
                become_free(sim, i, t)
            continue
        if a.state != IDLE and a.state != TO_HOME and not (a.state == AT_STAND and a.works_as == a.role):
            continue
        if a.role != OPERATOR and a.skills & (1 << OPERATOR) and operators_wanted(sim):
            give_up_stand(sim, i)
            claim_work_stand(sim, i, t)
            continue
        for role in (PACKER, SHIPPER):
            if _wanted_elsewhere(sim, i, role):
                give_up_stand(sim, i)
                a.works_as = role
                claim_stand(sim, i, t)
                break


@called
def assign_waiting(sim: Simulation, t: float) -> None:
    """Pickers who pack themselves and wait for a stand get one, longest waiting first."""
    while True:
        best = -1
        since = math.inf
        for i in range(len(sim.agents)):
            a = sim.agents[i]
            if a.state == WAIT_STAND and a.free_since < since:
                since = a.free_since
                best = i
        if best < 0 or not claim_stand(sim, best, t):
            return
