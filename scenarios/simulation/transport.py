"""Transports: what AMRs, AGVs, forklifts and pallet jacks carry from one place to another.

Light vehicles bring tours from the hand-overs to the pack stations; heavy ones put inbound pallets
away and refill pick faces. One row per order (its tour), per inbound pallet and per face says where
from and where to. A vehicle that breaks down, or whose battery is empty, on the way to a load gives it to another;
one that carries keeps it until it goes on. A pallet whose dock is closed comes in at another that is open.
"""

# ruff: noqa: PLR1714 -- compiled functions compare the same way

from __future__ import annotations

import math

from scenarios.simulation.accounts import record, set_activity
from scenarios.simulation.charging import plug_in, unplug
from scenarios.simulation.codes import (
    A_CARRY,
    A_DOWN,
    A_HANDLE,
    A_IDLE,
    A_WALK,
    AMR,
    BROKEN,
    CHARGING,
    E_EMPTY,
    E_RENEWED,
    EMPTY,
    FORKLIFT,
    IDLE,
    LOADING,
    Q_HEAVY,
    Q_LIGHT,
    TO_HOME,
    TO_LOAD,
    TO_STAND,
    TO_UNLOAD,
    UNLOADING,
)
from scenarios.simulation.compiled import called, inner
from scenarios.simulation.jobs import brought, next_move, place_of_job, take_move
from scenarios.simulation.picking import best_drop
from scenarios.simulation.queues import cancel_timer, push_transport_front, start_timer, take_transport
from scenarios.simulation.records import Simulation
from scenarios.simulation.routing import way
from scenarios.simulation.serving import all_to_pack
from scenarios.simulation.tasks import become_free, give_up_stand, go

RESERVE = 1.5  # a charging vehicle takes work once it is this far above its low mark


@called
def _can_take(sim: Simulation, i: int, heavy: int) -> bool:
    """Whether a vehicle is free for a transport and has the charge for it."""
    a = sim.agents[i]
    if a.role < AMR or (a.role >= FORKLIFT) != (heavy == 1) or not a.on_shift or a.down:
        return False
    if a.capacity > 0.0 and a.state == CHARGING:
        return bool(
            a.opportunity and a.charge + (a.charge_w - a.idle_w) * (sim.clock[0].now - a.since) > RESERVE * a.low
        )
    if a.state != IDLE and a.state != TO_HOME:
        return False
    return bool(a.capacity == 0.0 or a.charge > a.low)


@called
def _nearest(sim: Simulation, heavy: int, field: int) -> int:
    """The free vehicle that has the shortest way to a field's anchor, or has been idle longest; -1 if none is free."""
    best = -1
    least = 1e18
    for i in range(len(sim.agents)):
        if _can_take(sim, i, heavy):
            a = sim.agents[i]
            cost = a.free_since if sim.rules[0].longest_idle else way(sim, a.last_field, field)
            if cost < least:
                least = cost
                best = i
    return best


@called
def _source(sim: Simulation, task: int) -> int:
    """Where a transport is fetched; a pallet whose dock is closed comes in at the nearest that is open, if one is."""
    transport = sim.transports[task]
    place = sim.places[transport.source]
    is_pallet = sim.rules[0].first_request <= task < sim.rules[0].first_face
    if place.blocked == 0 or not is_pallet:
        return int(transport.source)
    least = 1e18
    for k in range(len(sim.docks)):
        dock = sim.places[sim.docks[k, 0]]
        cost = (dock.x - place.x) ** 2 + (dock.y - place.y) ** 2
        if dock.blocked == 0 and cost < least:
            least = cost
            transport.source = sim.docks[k, 0]
    return int(transport.source)


@called
def close_dock(sim: Simulation, station: int, by: int) -> None:
    """The doors where pallets come in at a station of the document are closed (`by` 1), or open again (-1)."""
    for k in range(len(sim.docks)):
        if sim.docks[k, 1] == station:
            sim.places[sim.docks[k, 0]].blocked += by
            sim.clock[0].dirty = 1


@called
def _assign(sim: Simulation, queue: int, heavy: int, t: float) -> None:
    """Give waiting transports to free vehicles in turn; one from or to a closed place waits until it opens."""
    previous = -1
    while True:
        task = sim.queues[queue].head if previous < 0 else sim.transports[previous].next
        if task < 0:
            return
        place = _source(sim, task)
        target = sim.transports[task].target
        if sim.places[place].blocked > 0 or (target >= 0 and sim.places[target].blocked > 0):
            previous = task
            continue
        i = _nearest(sim, heavy, sim.places[place].field)
        if i < 0:
            return
        if sim.agents[i].state == CHARGING:
            unplug(sim, i)
        sim.agents[i].task = take_transport(sim, queue, previous)
        go(sim, i, TO_LOAD, place, t)


@called
def _assign_jobs(sim: Simulation, t: float) -> None:
    """Jobs of the network that want to be carried, after the tours."""
    while True:
        source = next_move(sim)
        if source < 0:
            return
        i = _nearest(sim, 0, sim.places[source].field)
        if i < 0:
            return
        if sim.agents[i].state == CHARGING:
            unplug(sim, i)
        take_move(sim, i, source, t)


@called
def assign_vehicles(sim: Simulation, t: float) -> None:
    """Bring waiting transports and free vehicles together."""
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.capacity > 0.0 and (a.state == IDLE or a.state == TO_HOME):
            set_activity(sim, i, a.activity, t)  # what it took from its battery until now
    _assign(sim, Q_LIGHT, 0, t)
    _assign_jobs(sim, t)
    _assign(sim, Q_HEAVY, 1, t)


@called
def loaded(sim: Simulation, i: int, t: float) -> None:
    """The load is on: off to where it goes."""
    a = sim.agents[i]
    a.leaves = a.place
    a.load = 1
    is_job = a.task >= sim.rules[0].first_job
    place = place_of_job(sim, a.task) if is_job else int(sim.transports[a.task].target)
    if place < 0:
        place = best_drop(sim, a.field, 1)
        sim.places[place].claims += 1
    go(sim, i, TO_UNLOAD, place, t)


@called
def unloaded(sim: Simulation, i: int, t: float) -> None:
    """The load is down: a tour joins the line before packing, a pallet is put away, a face is full again."""
    a = sim.agents[i]
    c = sim.clock[0]
    r = sim.rules[0]
    a.leaves = a.place
    if a.task < r.first_request:
        sim.places[a.place].claims -= 1
        all_to_pack(sim, a.task, a.place, t)
    elif a.task < r.first_face:
        c.put_away += 1
    elif a.task >= r.first_job:
        brought(sim, a.task, t)
    else:
        p = sim.places[a.task - r.first_face]
        p.stock = p.full
        p.asked = 0
        c.restocked += 1
        c.dirty = 1
    become_free(sim, i, t)


@inner
def may_hand_back(sim: Simulation, i: int) -> bool:
    """Whether a vehicle is on the way to a load that another may fetch instead; a job waits for its own."""
    a = sim.agents[i]
    return bool(a.state == TO_LOAD and a.task < sim.rules[0].first_job)


@called
def hand_back(sim: Simulation, i: int, t: float) -> None:
    """The transport that a vehicle was to fetch is the next one for others."""
    a = sim.agents[i]
    push_transport_front(sim, Q_HEAVY if a.role >= FORKLIFT else Q_LIGHT, a.task)
    become_free(sim, i, t)


@called
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
        if fails and not a.down & BROKEN:
            _stop(sim, i, BROKEN, t)
        elif a.down & BROKEN and not fails:
            _start_again(sim, i, BROKEN, t)


@called
def run_down(sim: Simulation, t: float) -> None:
    """Vehicles whose battery is empty stand where they are, and somebody sets out with another battery."""
    c = sim.clock[0]
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.capacity > 0.0 and a.empties <= t + 1e-9:
            _stop(sim, i, EMPTY, t)
            a.charge = 0.0
            c.emptied += 1
            record(sim, t, E_EMPTY, -1, i, -1)
            if a.rescue >= 0.0:
                start_timer(sim, t + a.rescue, i)
    c.next_empty = math.inf
    for i in range(len(sim.agents)):
        if sim.agents[i].capacity > 0.0:
            c.next_empty = min(c.next_empty, sim.agents[i].empties)


@called
def renew_battery(sim: Simulation, i: int, t: float) -> None:
    """Somebody has brought a vehicle that ran empty a battery at its full mark."""
    a = sim.agents[i]
    set_activity(sim, i, a.activity, t)
    a.charge = a.full
    record(sim, t, E_RENEWED, -1, i, -1)
    _start_again(sim, i, EMPTY, t)


@called
def _stop(sim: Simulation, i: int, why: int, t: float) -> None:
    """A vehicle stands where it is: what it was to fetch is for others, what it carries it keeps."""
    a = sim.agents[i]
    if a.down == 0:
        if may_hand_back(sim, i):
            hand_back(sim, i, t)
        elif a.state == TO_STAND:
            give_up_stand(sim, i)
            become_free(sim, i, t)
        elif a.state == LOADING or a.state == UNLOADING or a.state == CHARGING:
            cancel_timer(sim, i)
            a.left_s = max(a.due - t, 0.0)
        set_activity(sim, i, A_DOWN, t)
    a.down |= why
    sim.clock[0].movers_stale = 1


@called
def _start_again(sim: Simulation, i: int, why: int, t: float) -> None:
    """A reason to stand is gone; without another one a vehicle goes on with what it did."""
    a = sim.agents[i]
    a.down &= ~why
    if a.down:
        return
    a.slow_since = t
    _go_on(sim, i, t)
    sim.clock[0].dirty = 1
    sim.clock[0].pairs_stale = 1


@called
def _go_on(sim: Simulation, i: int, t: float) -> None:
    """A vehicle goes on with what it did."""
    a = sim.agents[i]
    if a.state == CHARGING:
        plug_in(sim, i, t)
    elif a.state == LOADING or a.state == UNLOADING:
        set_activity(sim, i, A_HANDLE, t)
        start_timer(sim, t + a.left_s, i)
    else:
        set_activity(sim, i, (A_CARRY if a.load else A_WALK) if a.moving else A_IDLE, t)
