"""What may be done differently: somebody stops, sets out later, or goes elsewhere.

An action changes a plan, never a pose: the futures agree until it takes effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity
from scenarios.simulation.navigation import FAR, Grid, cost_to, directions, slowness
from worlds.dynamics.situation import STANDS, UNDER_WAY, Situation, SituationError

COMFORT_M = 0.45  # beyond its own clearance


@dataclass(frozen=True)
class Stop:
    """From `start_s` on, for `duration_s`, somebody brakes and stands; for good by default.

    A delay is a stop with an end: afterwards they go on with what they did.
    """

    agent: str
    start_s: float
    duration_s: float = float("inf")


@dataclass(frozen=True)
class Reroute:
    """From the start on, somebody goes to a place of one's choice and waits there, instead of following the plan."""

    agent: str
    x_m: float
    y_m: float


Action = Stop | Reroute


def planned(situation: Situation, actions: Sequence[Action]) -> tuple[Situation, NDArray[np.float64]]:
    """The situation with changed plans, and (A, 2) from when until when each is ordered to stand.

    Raises ``SituationError`` where nobody has that name, nobody can stand at the place, or no way leads there.
    """
    orders = np.full((len(situation.bodies.ids), 2), np.inf)
    for action in actions:
        i = _index(situation, action.agent)
        if isinstance(action, Stop):
            if not action.duration_s > 0:
                raise SituationError(f"{action.agent} cannot stop for {action.duration_s} s")
            orders[i] = action.start_s, action.start_s + action.duration_s
        else:
            situation = _rerouted(situation, i, action)
    return situation, orders


def _index(situation: Situation, agent: str) -> int:
    if agent not in situation.bodies.ids:
        raise SituationError(f"there is nobody called {agent}")
    i = situation.bodies.ids.index(agent)
    if not situation.present[i]:
        raise SituationError(f"{agent} is not on the floor")
    return i


def _rerouted(situation: Situation, i: int, action: Reroute) -> Situation:
    floor, bodies = situation.floor, situation.bodies
    if floor.clearance_at(action.x_m, action.y_m) < float(bodies.wall_m[i]) - 1e-6:
        raise SituationError(f"{action.agent} cannot stand at ({action.x_m:.2f}, {action.y_m:.2f})")
    grid = Grid.of(floor.origin_m, floor.cell_m, floor.clearance_m)
    radius = float(bodies.wall_m[i]) + 0.04
    cost = cost_to(grid, slowness(grid.coarse_m, radius, radius + COMFORT_M), np.array([[action.x_m, action.y_m]]))
    if cost[grid.cell_of(float(situation.pose[i, 0]), float(situation.pose[i, 1]))] > FAR:
        raise SituationError(f"no way leads {action.agent} to ({action.x_m:.2f}, {action.y_m:.2f})")
    field = np.zeros(cost.shape, np.uint8)
    directions(cost, grid.coarse_m, field)
    legs, count = situation.legs.copy(), situation.leg_count.copy()
    phase, activity = situation.phase.copy(), situation.activity.copy()
    legs[i, 0] = action.x_m, action.y_m, len(floor.fields), Activity.WAIT
    count[i] = 1
    if phase[i] == STANDS:
        activity[i] = Activity.CARRY if situation.load[i] else Activity.WALK
    phase[i] = UNDER_WAY
    return replace(situation, floor=floor.with_field(field), legs=legs, leg_count=count, phase=phase, activity=activity)
