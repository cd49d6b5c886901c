"""Who is near whom: pair lists that last several steps, and the nearest of them to avoid."""

# ruff: noqa: PLR0917 -- compiled functions take plain positional arguments
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner
from scenarios.simulation.people import ONCOMING_M
from scenarios.simulation.records import Simulation

SKIN_M = 1.6  # pair lists are kept until somebody has walked half of it
STRIPS = 64  # of the floor from west to east: who is near is looked for in some of them
AVOID_M = 4.5  # people farther from each other take no notice yet
SEEN_M = max(AVOID_M, ONCOMING_M)
MEETS_M = 1.5  # of those nearer than that, only who is or will come as near as this has to be avoided
MEETS_BY_VEHICLES_M = 2.0  # the same where one of them is a vehicle, and with both their bodies
AVOID_VEHICLE_M = 8.0  # nor do people and vehicles, or vehicles among themselves
NEIGHBOURS = 7  # the nearest ones
FASTEST_PERSON = 2.5  # m/s
VEHICLE_LOOK_M = 30.0  # nobody farther than this is looked at, whatever the speeds
PERSON_HORIZON_S = 2.0
VEHICLE_HORIZON_S = 3.0


@inner
def list_movers(sim: Simulation) -> None:
    """Write down who is stepped, where that has changed."""
    c = sim.clock[0]
    if not c.movers_stale:
        return
    c.movers_stale = 0
    n = 0
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if not a.moving:
            continue
        if a.down:  # one that breaks down brakes first, and may go on at any time
            c.movers_stale = 1
        if not a.down or a.vx != 0.0 or a.vy != 0.0:
            sim.movers[n] = i
            n += 1
    c.stepped = n


@inner
def _strip(c: Any, x: float) -> int:
    """The strip of the floor that x lies in, or else the outermost one; `c` is the clock."""
    return min(max(int((x - c.west) * c.strips_per_m), 0), STRIPS - 1)


@inner
def _sort_into_strips(sim: Simulation) -> None:
    """Write down everyone on the floor, strip by strip from the west and in each by their number (counting sort)."""
    agents = sim.agents
    c = sim.clock[0]
    starts = sim.strip_starts
    starts[:] = 0
    for i in range(len(agents)):
        if agents[i].present:
            starts[_strip(c, agents[i].x)] += 1
    for k in range(STRIPS):
        starts[k + 1] += starts[k]
    for i in range(len(agents) - 1, -1, -1):  # from where each strip ends back to where it starts
        a = agents[i]
        if a.present:
            k = _strip(c, a.x)
            starts[k] -= 1
            at = starts[k]
            sim.strip_agents[at] = i
            sim.strip_x[at] = a.x
            sim.strip_y[at] = a.y


@inner
def forget_pairs(sim: Simulation) -> None:
    """Write down where everyone is: the pair lists made from now on hold until somebody has walked half of the skin."""
    c = sim.clock[0]
    c.fastest = 0.0
    c.largest = 0.0
    c.vehicles = 0
    west = math.inf
    east = -math.inf
    for i in range(len(sim.agents)):  # a table of agents is too wide to run through for each of them
        a = sim.agents[i]
        sim.listed[i] = 0
        sim.listed_x[i] = a.x
        sim.listed_y[i] = a.y
        seen_m = (AVOID_VEHICLE_M if a.kind > 0 else SEEN_M) + SKIN_M
        sim.near2[i] = seen_m * seen_m
        if a.present:
            c.fastest = max(c.fastest, a.speed)
            c.largest = max(c.largest, a.reach)
            c.vehicles += a.kind > 0
            west = min(west, a.x)
            east = max(east, a.x)
    c.west = west
    c.strips_per_m = STRIPS / max(east - west, 1.0)
    _sort_into_strips(sim)
    c.pairs_stale = 0


@inner
def _list_within(sim: Simulation, i: int, bound_m: float, found: NDArray[np.uint32]) -> int:
    """Write the numbers of all others nearer than `bound_m` to agent i, and their squared distances; how many they are."""
    c = sim.clock[0]
    apart2 = sim.apart2
    x = sim.listed_x[i]
    y = sim.listed_y[i]
    first = sim.strip_starts[_strip(c, x - bound_m)]
    last = sim.strip_starts[_strip(c, x + bound_m) + 1]
    xs, ys, numbers = sim.strip_x[first:last], sim.strip_y[first:last], sim.strip_agents[first:last]
    for k in range(len(xs)):  # several at once, with nothing else in the loop
        dx = xs[k] - x
        dy = ys[k] - y
        apart2[k] = dx * dx + dy * dy
    bound2 = bound_m * bound_m
    n = 0
    for k in range(len(xs)):
        j = numbers[k]
        d2 = apart2[k]
        found[n] = j
        apart2[n] = d2
        n += (d2 < bound2) & (j != i)  # a branch would be foreseen wrongly at everyone near
    return n


@inner
def _put_near_first(
    apart2: NDArray[np.float64], near2: NDArray[np.float64], least2: float, listed: int, found: NDArray[np.uint32]
) -> int:
    """Put those nearer than their `near2`, or `least2`, in front; how many they are."""
    near = 0
    for k in range(listed):
        j = found[k]
        d2 = apart2[k]
        found[k] = found[near]
        apart2[k] = apart2[near]
        found[near] = j
        apart2[near] = d2
        near += d2 < max(near2[j], least2)
    return near


@inner
def _write_reaches(sim: Simulation, i: int) -> None:
    """How near others must be for an encounter with agent i to begin, squared, while the lists hold.

    In this order: people who stand and who walk, vehicles at rest and who drive. Generous, for what is there counts
    in `safety.episodes`.
    """
    r = sim.rules[0]
    c = sim.clock[0]
    a = sim.agents[i]
    both = a.speed + c.fastest
    look = r.slight_ttc + 2.0 * r.step
    crosses_m = (r.pet + 2.0 * r.step) * c.fastest + r.step * both
    drives_m = max(look * both, crosses_m)
    reaches = sim.reaches2[i]
    if a.kind == 0:
        person_look = r.person_slight_ttc + 2.0 * r.step
        reaches[0] = person_look * a.speed
        reaches[1] = person_look * both
        reaches[2] = 2.0 * r.step * a.speed  # nobody is in danger from a vehicle at rest, but may touch it
    else:
        reaches[0] = max(look * a.speed, crosses_m)
        reaches[1] = drives_m
        reaches[2] = reaches[0]
    reaches[3] = drives_m
    for k in range(4):
        reaches[k] = (reaches[k] + a.reach + c.largest) ** 2


@inner
def list_pairs(sim: Simulation, i: int) -> None:
    """Everyone near enough to agent i to matter while the lists hold: those who matter to movement first."""
    agents = sim.agents
    r = sim.rules[0]
    c = sim.clock[0]
    apart2, near2 = sim.apart2, sim.near2
    a = agents[i]
    people_m = max(r.person_slight_ttc * (a.speed + FASTEST_PERSON) + 1.0, AVOID_M) + SKIN_M
    others_m = max(r.slight_ttc * (a.speed + c.fastest) + a.reach + c.largest, AVOID_VEHICLE_M) + SKIN_M
    bound_m = min(max(people_m, others_m) if c.vehicles else people_m, VEHICLE_LOOK_M)
    mine = sim.neighbours[i]
    listed = _list_within(sim, i, bound_m, mine)
    near = n = listed
    if c.vehicles or people_m > SEEN_M + SKIN_M:  # else everyone listed matters to movement
        near = _put_near_first(apart2, near2, near2[i] if a.kind > 0 else 0.0, listed, mine)
        n = near
        for k in range(near, listed):
            j = mine[k]
            b = agents[j]
            if a.kind + b.kind == 0:
                matters_m = people_m
            else:  # people may set out while the lists hold
                speeds = a.speed + (b.speed if b.moving or b.kind == 0 else 0.0)
                matters_m = max(r.slight_ttc * speeds + a.reach + b.reach, AVOID_VEHICLE_M) + SKIN_M
            mine[n] = j
            n += apart2[k] < matters_m * matters_m
    _write_reaches(sim, i)
    sim.near_count[i] = near
    sim.neighbour_count[i] = n
    sim.listed[i] = 1


@inner
def nearest(
    agents: NDArray[Any],
    i: int,
    neighbours: NDArray[np.uint32],
    count: int,
    t: float,
    wish_x: float,
    wish_y: float,
    near: NDArray[np.uint32],
    near_d2: NDArray[np.float64],
) -> int:
    """Write the nearest agents to avoid, nearest first; return their number. The wish is a velocity.

    Two who neither come near each other within their look-ahead, as they move, nor would as the one who
    asks wishes to, need not avoid each other.
    """
    a = agents[i]
    person = a.kind == 0
    found = 0
    for k in range(count):  # without branches, which nobody could foresee
        j = neighbours[i, k]
        b = agents[j]
        dx = b.x - a.x
        dy = b.y - a.y
        d2 = dx * dx + dy * dy
        closing = max(a.vx * dx + a.vy * dy, wish_x * dx + wish_y * dy) - (b.vx * dx + b.vy * dy)
        people = person & (b.kind == 0)
        horizon = PERSON_HORIZON_S if people else VEHICLE_HORIZON_S
        reach = MEETS_M if people else MEETS_BY_VEHICLES_M + a.reach + b.reach
        within = AVOID_M if people else AVOID_VEHICLE_M
        meets = (d2 < reach * reach) | (horizon * closing > d2 - reach * math.sqrt(d2))
        near[found] = j
        near_d2[found] = d2
        found += (d2 <= within * within) & meets
    n = 0
    for k in range(found):
        j = near[k]
        d2 = near_d2[k]
        b = agents[j]
        if (n == NEIGHBOURS and d2 >= near_d2[n - 1]) or b.ghost_until > t:
            continue
        if b.kind == 0 and not b.moving:  # one who stands matters only within one's own look-ahead
            range_m = a.speed * (PERSON_HORIZON_S if person else VEHICLE_HORIZON_S) + a.radius + b.radius
            if d2 > range_m * range_m:
                continue
        at = min(n, NEIGHBOURS - 1)
        while at > 0 and near_d2[at - 1] > d2:
            near[at] = near[at - 1]
            near_d2[at] = near_d2[at - 1]
            at -= 1
        near[at] = j
        near_d2[at] = d2
        n = min(n + 1, NEIGHBOURS)
    return n
