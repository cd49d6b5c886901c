"""The job network on the floor: operators at its manned stations, vehicles that carry its jobs.

Queues, process times and rework are the network's own (see `flow`); here its jobs meet people and vehicles.
"""

# ruff: noqa: PLR1714, SIM109, SIM110 -- compiled functions compare the same way, and know no generators

from __future__ import annotations

from scenarios.simulation.accounts import set_activity
from scenarios.simulation.codes import A_PACK, AT_STAND, OPERATOR, SERVING, TO_LOAD, TO_STAND, WORK_STAND
from scenarios.simulation.compiled import called
from scenarios.simulation.flow import flow_arrived, flow_finish, flow_put_back, flow_take, flow_take_move
from scenarios.simulation.queues import start_timer
from scenarios.simulation.records import Simulation
from scenarios.simulation.routing import way
from scenarios.simulation.tasks import go, stand_is_open, take_stand


@called
def _unattended(sim: Simulation, station: int) -> int:
    """Jobs that wait at a manned station and that no operator is on the way to."""
    waiting = int(sim.flow.stations[station].queue)
    for k in range(len(sim.stands)):
        s = sim.stands[k]
        if s.kind == WORK_STAND and s.flow == station and s.agent >= 0:
            state = sim.agents[s.agent].state
            if state == TO_STAND or state == AT_STAND:
                waiting -= 1
    return waiting


@called
def _wants_operator(sim: Simulation, stand: int) -> bool:
    """Whether jobs wait at a manned station's free stand and nobody is on the way."""
    s = sim.stands[stand]
    return bool(s.kind == WORK_STAND and stand_is_open(sim, stand) and _unattended(sim, s.flow) > 0)


@called
def operators_wanted(sim: Simulation) -> bool:
    """Whether jobs wait at a manned station with a free stand and nobody on the way."""
    for k in range(len(sim.stands)):
        if _wants_operator(sim, k):
            return True
    return False


@called
def claim_work_stand(sim: Simulation, i: int, t: float) -> bool:
    """Head for the nearest free stand of a manned station where jobs wait; false if there is none."""
    a = sim.agents[i]
    best = -1
    least = 1e18
    for k in range(len(sim.stands)):
        if not _wants_operator(sim, k):
            continue
        cost = way(sim, a.last_field, sim.places[sim.stands[k].place].field)
        if cost < least:
            least = cost
            best = k
    if best < 0:
        return False
    a.works_as = OPERATOR
    take_stand(sim, i, best, t)
    return True


@called
def begin_job(sim: Simulation, i: int, t: float) -> bool:
    """An operator at a stand begins the next job; false if none waits."""
    a = sim.agents[i]
    job = flow_take(sim.flow, sim.stands[a.stand].flow, t)
    if job < 0:
        return False
    a.order = job
    a.state = SERVING
    set_activity(sim, i, A_PACK, t)
    start_timer(sim, t + sim.flow.jobs[job].left, i)
    return True


@called
def end_job(sim: Simulation, i: int, t: float) -> None:
    """The job in an operator's hands is done."""
    a = sim.agents[i]
    flow_finish(sim.flow, sim.stands[a.stand].flow, a.order, t)
    a.order = -1
    sim.clock[0].dirty = 1


@called
def lay_down_job(sim: Simulation, i: int, left_s: float, t: float) -> None:
    """The job in an operator's hands goes back to the line with what is left of it."""
    a = sim.agents[i]
    flow_put_back(sim.flow, sim.stands[a.stand].flow, a.order, left_s, t)
    a.order = -1
    a.state = AT_STAND


@called
def next_move(sim: Simulation) -> int:
    """Where the oldest wish for a vehicle is to be fetched; -1 if there is none.

    Jobs without a place for vehicles at either end are brought at once.
    """
    flow = sim.flow
    while flow.clock[0].moves > 0:
        move = flow.moves[flow.clock[0].move_head]
        outside = len(sim.work_places) - 1  # the last one is where jobs come in
        source = sim.work_places[move.source if move.source >= 0 else outside]
        if source >= 0 and sim.work_places[move.target] >= 0:
            return int(source)
        t = sim.clock[0].now
        flow_arrived(flow, flow_take_move(flow, 0, t), t)
    return -1


@called
def take_move(sim: Simulation, i: int, source: int, t: float) -> None:
    """Send a vehicle for the job that has waited longest for one."""
    a = sim.agents[i]
    a.task = sim.rules[0].first_job + flow_take_move(sim.flow, 0, t)
    go(sim, i, TO_LOAD, source, t)


@called
def place_of_job(sim: Simulation, task: int) -> int:
    """Where the job of a transport is bound for."""
    return int(sim.work_places[sim.flow.jobs[task - sim.rules[0].first_job].station])


@called
def brought(sim: Simulation, task: int, t: float) -> None:
    """A job has been brought to its station."""
    flow_arrived(sim.flow, task - sim.rules[0].first_job, t)
    sim.clock[0].dirty = 1
