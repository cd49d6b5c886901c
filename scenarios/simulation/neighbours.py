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
AVOID_M = 4.5  # people farther from each other take no notice yet
SEEN_M = max(AVOID_M, ONCOMING_M)
MEETS_M = 1.5  # of those nearer than that, only who is or will come as near as this has to be avoided
MEETS_BY_VEHICLES_M = 2.0  # the same where one of them is a vehicle, and with both their bodies
AVOID_VEHICLE_M = 8.0  # nor do people and vehicles, or vehicles among themselves
NEIGHBOURS = 7  # the nearest ones
FASTEST_PERSON = 2.5  # m/s
_GONE_M = 1e9
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
def _list_within(
    xs: NDArray[np.float64],
    ys: NDArray[np.float64],
    apart2: NDArray[np.float64],
    i: int,
    bound2: float,
    found: NDArray[np.uint32],
) -> int:
    """Write the numbers of all others nearer to place i than the root of `bound2`, in their order, and all squared distances.

    Gives how many they are.
    """
    x = xs[i]
    y = ys[i]
    for j in range(len(xs)):  # several at once, with nothing else in the loop
        dx = xs[j] - x
        dy = ys[j] - y
        apart2[j] = dx * dx + dy * dy
    n = 0
    for j in range(len(xs)):
        found[n] = j
        n += apart2[j] < bound2  # a branch would be foreseen wrongly at everyone near
    listed = 0
    for k in range(n):
        j = found[k]
        found[listed] = j
        listed += j != i
    return listed


@inner
def _put_near_first(
    apart2: NDArray[np.float64], near2: NDArray[np.float64], least2: float, listed: int, found: NDArray[np.uint32]
) -> int:
    """Put those nearer than their `near2`, or `least2`, in front, in their order; how many they are."""
    near = 0
    for c in range(listed):
        j = found[c]
        found[c] = found[near]
        found[near] = j
        near += apart2[j] < max(near2[j], least2)
    return near


@inner
def forget_pairs(sim: Simulation) -> None:
    """Write down where everyone is: the pair lists made from now on hold until somebody has walked half of the skin."""
    c = sim.clock[0]
    xs, ys, near2 = sim.listed_x, sim.listed_y, sim.near2
    c.fastest = 0.0
    c.largest = 0.0
    c.vehicles = 0
    for i in range(len(sim.agents)):  # a table of agents is too wide to run through for each of them
        a = sim.agents[i]
        sim.listed[i] = 0
        xs[i] = a.x if a.present else _GONE_M
        ys[i] = a.y
        seen_m = (AVOID_VEHICLE_M if a.kind > 0 else SEEN_M) + SKIN_M
        near2[i] = seen_m * seen_m
        if a.present:
            c.fastest = max(c.fastest, a.speed)
            c.largest = max(c.largest, a.reach)
            c.vehicles += a.kind > 0
    c.pairs_stale = 0


@inner
def list_pairs(sim: Simulation, i: int) -> None:
    """Everyone near enough to agent i to matter while the lists hold: those who matter to movement first."""
    agents = sim.agents
    r = sim.rules[0]
    c = sim.clock[0]
    xs, ys, apart2, near2 = sim.listed_x, sim.listed_y, sim.apart2, sim.near2
    a = agents[i]
    people_m = max(r.person_slight_ttc * (a.speed + FASTEST_PERSON) + 1.0, AVOID_M) + SKIN_M
    others_m = max(r.slight_ttc * (a.speed + c.fastest) + a.reach + c.largest, AVOID_VEHICLE_M) + SKIN_M
    bound_m = min(max(people_m, others_m) if c.vehicles else people_m, VEHICLE_LOOK_M)
    mine = sim.neighbours[i]
    listed = _list_within(xs, ys, apart2, i, bound_m * bound_m, mine)
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
            n += apart2[j] < matters_m * matters_m
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
