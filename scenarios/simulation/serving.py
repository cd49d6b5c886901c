"""Work at stands: packing, shipping and operating. One stand, one person; waiting lines are shared by kind.

A station that is down interrupts the work in hand, which goes on where it stopped once the station is
repaired. People who may help elsewhere do so while they have nothing of their own to do.
"""

# ruff: noqa: PLR1714, SIM110 -- compiled functions compare the same way, and know no generators

from __future__ import annotations

import math

from scenarios.simulation.accounts import change_wip, record, set_activity
from scenarios.simulation.charging import unplug
from scenarios.simulation.codes import (
    A_IDLE,
    A_PACK,
    A_SHIP,
    A_WAIT,
    AT_STAND,
    CHARGING,
    E_PACKED,
    E_SHIPPED,
    IDLE,
    OPERATOR,
    PACK_STAND,
    PACKER,
    PICKER,
    Q_PACK,
    Q_SHIP,
    SERVING,
    SHIP_STAND,
    SHIPPER,
    TO_HOME,
    TO_STAND,
    WAIT_STAND,
)
from scenarios.simulation.compiled import called
from scenarios.simulation.jobs import begin_job, claim_work_stand, end_job, lay_down_job, operators_wanted
from scenarios.simulation.queues import cancel_timer, push, start_timer, take
from scenarios.simulation.records import Simulation
from scenarios.simulation.routing import way
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

    Pickers take the nearest, the others the first in the order of the stations.
    """
    a = sim.agents[i]
    kind = SHIP_STAND if a.works_as == SHIPPER else PACK_STAND
    best = -1
    least = 1e18
    for k in range(len(sim.stands)):
        s = sim.stands[k]
        if s.kind != kind or not stand_is_open(sim, k):
            continue
        cost = way(sim, a.last_field, sim.places[s.place].field) if a.role == PICKER else float(k)
        if cost < least:
            least = cost
            best = k
    if best < 0:
        return False
    take_stand(sim, i, best, t)
    return True


@called
def all_to_pack(sim: Simulation, first: int, t: float) -> None:
    """The orders of a tour join the line before packing."""
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


@called
def packed(sim: Simulation, order: int, i: int, t: float) -> None:
    """An order is packed; on to shipping, by belt where there is one."""
    record(sim, t, E_PACKED, order, i, -1)
    belt_s = 0.0
    if i >= 0 and sim.agents[i].stand >= 0:
        belt_s = sim.stands[sim.agents[i].stand].belt_s
    if belt_s > 0.0:
        start_timer(sim, t + belt_s, len(sim.agents) + order)
    else:
        to_ship(sim, order, t)


@called
def to_ship(sim: Simulation, order: int, t: float) -> None:
    """An order joins the line before the docks, or leaves at once where nobody ships."""
    if sim.rules[0].ship:
        push(sim, Q_SHIP, order)
        sim.clock[0].dirty = 1
    else:
        _shipped(sim, order, -1, t)


@called
def _shipped(sim: Simulation, order: int, i: int, t: float) -> None:
    record(sim, t, E_SHIPPED, order, i, -1)
    sim.clock[0].shipped += 1
    change_wip(sim, t, -1)


@called
def serve(sim: Simulation, i: int, t: float) -> None:
    """At a stand: begin the next order of one's waiting line, if there is one."""
    a = sim.agents[i]
    if sim.stands[a.stand].down > 0:
        return
    if a.works_as == OPERATOR:
        begin_job(sim, i, t)
        return
    if a.works_as == SHIPPER:
        order = take(sim, Q_SHIP)
    elif a.works_as == PACKER:
        order = take(sim, Q_PACK)
    else:
        order = int(a.order)
    if order < 0:
        return
    a.order = order
    a.state = SERVING
    seconds = sim.orders[order].ship_s if a.works_as == SHIPPER else sim.orders[order].pack_s
    set_activity(sim, i, A_SHIP if a.works_as == SHIPPER else A_PACK, t)
    start_timer(sim, t + seconds, i)


@called
def served(sim: Simulation, i: int, t: float) -> None:
    """The order in hand is packed or shipped."""
    a = sim.agents[i]
    if a.works_as == OPERATOR:
        end_job(sim, i, t)
    elif a.works_as == SHIPPER:
        _shipped(sim, a.order, i, t)
    else:
        packed(sim, a.order, i, t)
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
            set_activity(sim, i, A_WAIT, t)
        elif s.down == 0:
            set_activity(sim, i, A_SHIP if a.works_as == SHIPPER else A_PACK, t)
            start_timer(sim, t + a.left_s, i)
    sim.clock[0].dirty = 1


@called
def _wanted_elsewhere(sim: Simulation, i: int, role: int, queue: int) -> bool:
    """Whether somebody idle may help a role whose orders wait."""
    a = sim.agents[i]
    if a.role == role or not a.skills & (1 << role) or sim.queues[queue].length == 0:
        return False
    coming = 0
    for k in range(len(sim.agents)):
        coming += sim.agents[k].state == TO_STAND and sim.agents[k].works_as == role
    if sim.queues[queue].length <= coming:
        return False
    kind = SHIP_STAND if role == SHIPPER else PACK_STAND
    for k in range(len(sim.stands)):
        if sim.stands[k].kind == kind and stand_is_open(sim, k):
            return True
    return False


@called
def _has_own_work(sim: Simulation, i: int) -> bool:
    """Whether orders wait for somebody's own role at a stand; pickers are called back by the next tour."""
    role = sim.agents[i].role
    if role == OPERATOR:
        return bool(operators_wanted(sim))
    return bool(
        (role == PACKER and sim.queues[Q_PACK].length > 0) or (role == SHIPPER and sim.queues[Q_SHIP].length > 0)
    )


@called
def staff_stands(sim: Simulation, t: float) -> None:
    """Packers and shippers go to free stands and begin work."""
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if not a.on_shift or a.resting:
            continue
        idle = a.state == IDLE or a.state == TO_HOME
        if a.state == AT_STAND and (a.works_as == a.role or a.works_as == PICKER):
            serve(sim, i, t)
            not_needed = not stand_works(sim, a.stand) or (a.role == OPERATOR and operators_wanted(sim))
            if a.state == AT_STAND and a.order < 0 and not_needed:
                give_up_stand(sim, i)
                become_free(sim, i, t)
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
            if _wanted_elsewhere(sim, i, role, Q_PACK if role == PACKER else Q_SHIP):
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
