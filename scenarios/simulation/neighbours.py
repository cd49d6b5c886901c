"""Who is near whom: pair lists that last several steps, and the nearest of them to avoid."""

# ruff: noqa: PLR0917 -- compiled functions take plain positional arguments
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner
from scenarios.simulation.records import Simulation

SKIN_M = 1.6  # pair lists are kept until somebody has walked half of it
AVOID_M = 4.5  # people farther from each other take no notice yet
AVOID_VEHICLE_M = 8.0  # nor do people and vehicles, or vehicles among themselves
NEIGHBOURS = 7  # the nearest ones
FASTEST_PERSON = 2.5  # m/s
_GONE_M = 1e9
VEHICLE_LOOK_M = 30.0  # nobody farther than this is looked at, whatever the speeds
PERSON_HORIZON_S = 2.0
VEHICLE_HORIZON_S = 3.0


@inner
def list_movers(sim: Simulation) -> None:
    """Write down who is stepped."""
    n = 0
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.moving and (not a.down or a.vx != 0.0 or a.vy != 0.0):  # one that breaks down brakes first
            sim.movers[n] = i
            n += 1
    sim.clock[0].stepped = n


@inner
def _list_within(
    xs: NDArray[np.float64],
    ys: NDArray[np.float64],
    apart2: NDArray[np.float64],
    x: float,
    y: float,
    bound_m: float,
    found: NDArray[np.int32],
) -> int:
    """Write the numbers of all places within `bound_m` of a point, in their order, and all squared distances."""
    for j in range(len(xs)):  # several at once, with nothing else in the loop
        dx = xs[j] - x
        dy = ys[j] - y
        apart2[j] = dx * dx + dy * dy
    n = 0
    for j in range(len(xs)):
        found[n] = j
        n += apart2[j] <= bound_m * bound_m  # a branch would be foreseen wrongly at everyone near
    return n


@inner
def build_pairs(sim: Simulation) -> None:
    """For everyone who moves, all who are near enough to matter before the next rebuild."""
    agents = sim.agents
    rules = sim.rules[0]
    xs, ys, apart2 = sim.built_at[0], sim.built_at[1], sim.built_at[2]  # a table of agents is too wide to run through
    fastest = 0.0
    largest = 0.0
    vehicles = 0
    for i in range(len(agents)):
        a = agents[i]
        sim.neighbour_count[i] = 0
        xs[i] = a.x if a.present else _GONE_M
        ys[i] = a.y
        if a.present:
            fastest = max(fastest, a.speed)
            largest = max(largest, a.reach)
            vehicles += a.kind > 0
    for k in range(sim.clock[0].stepped):
        i = sim.movers[k]
        a = agents[i]
        people_m = max(rules.person_slight_ttc * (a.speed + FASTEST_PERSON) + 1.0, AVOID_M) + SKIN_M
        others_m = max(rules.slight_ttc * (a.speed + fastest) + a.reach + largest, AVOID_VEHICLE_M) + SKIN_M
        bound_m = min(max(people_m, others_m) if vehicles else people_m, VEHICLE_LOOK_M)
        sure_m = AVOID_VEHICLE_M + SKIN_M  # nearer than this everybody matters, whoever they are
        if a.kind == 0:
            sure_m = min(people_m, sure_m)
        n = 0
        mine = sim.neighbours[i]
        for c in range(_list_within(xs, ys, apart2, a.x, a.y, bound_m, mine)):
            j = mine[c]
            d2 = apart2[j]
            if d2 >= sure_m * sure_m:
                b = agents[j]
                if a.kind + b.kind == 0:
                    near_m = people_m
                else:
                    speeds = a.speed + (b.speed if b.moving else 0.0)
                    near_m = max(rules.slight_ttc * speeds + a.reach + b.reach, AVOID_VEHICLE_M) + SKIN_M
                if d2 >= near_m * near_m:
                    continue
            if j != i:
                mine[n] = j
                n += 1
        sim.neighbour_count[i] = n
    sim.clock[0].pairs_stale = 0


@inner
def nearest(
    agents: NDArray[Any],
    i: int,
    neighbours: NDArray[np.int32],
    count: int,
    t: float,
    near: NDArray[np.int64],
    near_d2: NDArray[np.float64],
) -> int:
    """Write the nearest agents to avoid, nearest first; return their number."""
    a = agents[i]
    n = 0
    for k in range(count):
        j = neighbours[i, k]
        b = agents[j]
        dx = b.x - a.x
        dy = b.y - a.y
        d2 = dx * dx + dy * dy
        if n == NEIGHBOURS and d2 >= near_d2[n - 1]:
            continue
        range_m = AVOID_VEHICLE_M if a.kind + b.kind > 0 else AVOID_M
        if d2 > range_m * range_m or b.ghost_until > t:
            continue
        if b.kind == 0 and not b.moving:  # one who stands matters only within one's own look-ahead
            range_m = a.speed * (VEHICLE_HORIZON_S if a.kind > 0 else PERSON_HORIZON_S) + a.radius + b.radius
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
