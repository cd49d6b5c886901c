"""The waiting lines before pack and ship stations: one for each station or pool of stations.

An order joins the line that the document's rule says: the shortest, by orders for each server who is there
or comes (the nearest of equal ones), or the nearest. Lines at which nobody can work, because every station
there is out of order or cannot be got to, are left for others, if there are any.
"""

# ruff: noqa: C901, PLR1714, SIM109 -- compiled functions compare the same way
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from scenarios.simulation.accounts import record
from scenarios.simulation.belts import leave_belt
from scenarios.simulation.codes import AT_STAND, E_QUEUED, HOLDING, SERVING, TO_STAND, Queue
from scenarios.simulation.compiled import called
from scenarios.simulation.queues import push, take
from scenarios.simulation.records import Simulation
from scenarios.simulation.routing import way
from scenarios.simulation.tasks import stand_works

FIRST_LINE = len(Queue)  # rows of the queues from here on are lines of stations
NOBODY_WORKS = 1e6  # loads of lines that cannot be worked at, and of those where nobody is
NOBODY_IS_THERE = 1e3


@called
def first_stand(sim: Simulation, line: int) -> int:
    """The first stand at a line."""
    for k in range(len(sim.stands)):
        if sim.stands[k].line == line:
            return k
    return -1


@called
def line_works(sim: Simulation, line: int) -> bool:
    """Whether some stand at a line is in order and can be got to."""
    works = False
    for k in range(len(sim.stands)):
        if sim.stands[k].line == line and stand_works(sim, k):
            works = True
    return works


@called
def line_load(sim: Simulation, line: int) -> float:
    """Orders that wait, are served or are on their way, and one more, for each server who is there or comes."""
    orders = 1.0 + sim.queues[line].length
    stands = 0
    servers = 0
    for k in range(len(sim.stands)):
        if sim.stands[k].line != line or not stand_works(sim, k):
            continue
        stands += 1
        if sim.stands[k].agent >= 0:
            servers += 1
            state = sim.agents[sim.stands[k].agent].state
            if state == SERVING or state == HOLDING:
                orders += 1.0
    for k in range(len(sim.drops)):
        if sim.drop_lines[k] == line:
            for column in range(2):
                if sim.drops[k, column] >= 0:
                    orders += sim.places[sim.drops[k, column]].claims * sim.rules[0].orders_per_tour
    for k in range(len(sim.belts)):
        if sim.belts[k].line == line:
            orders += sim.belts[k].moving
    if servers > 0:
        return orders / servers
    return NOBODY_IS_THERE * orders / stands if stands > 0 else NOBODY_WORKS * orders


@called
def line_needs(sim: Simulation, line: int) -> int:
    """Orders that wait at a line beyond those for whom somebody stands ready or comes."""
    waiting = sim.queues[line].length
    if waiting == 0:
        return 0
    for k in range(len(sim.stands)):
        s = sim.stands[k]
        if s.line == line and s.agent >= 0:
            state = sim.agents[s.agent].state
            waiting -= state == TO_STAND or state == AT_STAND
    return waiting


@called
def line_at(sim: Simulation, place: int) -> int:
    """The line of the station where orders are set down at a place; -1 for none."""
    for k in range(len(sim.drops)):
        if place >= 0 and (sim.drops[k, 0] == place or sim.drops[k, 1] == place):
            return sim.drop_lines[k]
    return -1


@called
def choose_line(sim: Simulation, kind: int, field: int) -> int:
    """The line that an order joins from a field's anchor, of those that can be worked at; -1 where none can."""
    best = -1
    least = 1e18
    for line in range(FIRST_LINE, len(sim.queues)):
        if sim.queues[line].kind != kind:
            continue
        away = 1e9
        for k in range(len(sim.stands)):
            if sim.stands[k].line == line and stand_works(sim, k):
                away = min(away, way(sim, field, sim.places[sim.stands[k].place].field))
        cost = away + (1e10 * line_load(sim, line) if sim.rules[0].shortest_line else 0.0)
        if away < 1e9 and cost < least:
            least = cost
            best = line
    return best


@called
def open_line(sim: Simulation, kind: int, line: int, field: int) -> int:
    """The line itself where it can be worked at, else the one chosen in its place, if there is one."""
    if line >= 0 and line_works(sim, line):
        return line
    other = choose_line(sim, kind, field)
    if other >= 0:
        return other
    if line >= 0:
        return line
    for k in range(FIRST_LINE, len(sim.queues)):  # all are closed: any will do until one opens
        if sim.queues[k].kind == kind:
            return k
    return -1


@called
def join_line(sim: Simulation, line: int, order: int, t: float) -> None:
    """An order waits at a line from now on."""
    push(sim, line, order)
    record(sim, t, E_QUEUED, order, -1, sim.stands[first_stand(sim, line)].place)
    sim.clock[0].dirty = 1


@called
def move_lines(sim: Simulation, t: float) -> None:
    """What waits at lines that cannot be worked at is brought to others, if there are any."""
    for line in range(FIRST_LINE, len(sim.queues)):
        if sim.queues[line].length == 0 or line_works(sim, line):
            continue
        field = sim.places[sim.stands[first_stand(sim, line)].place].field
        other = choose_line(sim, sim.queues[line].kind, field)
        while other >= 0 and sim.queues[line].length > 0:
            order = take(sim, line)
            leave_belt(sim, order, t)
            join_line(sim, other, order, t)
            other = choose_line(sim, sim.queues[line].kind, field)
