"""A vehicle that drives straight ahead from stand to stand, alone, stepped by the engine's own kernels."""

from __future__ import annotations

import math

import numpy as np
import shapely

from scenarios.safety.settings import SAFETY
from scenarios.simulation.accounts import set_out
from scenarios.simulation.codes import Role
from scenarios.simulation.compiled import kernel
from scenarios.simulation.crowd import floor_plan, on_floor
from scenarios.simulation.movement import make_scratch, move_all
from scenarios.simulation.navigation import Grid, cost_to, directions, slowness
from scenarios.simulation.records import STEP_S, Simulation
from scenarios.simulation.state import initial_state
from scenarios.simulation.steering import REST_M
from scenarios.simulation.vehicles import BRAKE
from scenarios.simulation.warm import tiny_run

START_M = 3.0  # from the end of the hall, and to its other end
HALL_WIDTH_M = 6.0
_FAR_M = 1e6


def drive_alone(distance_m: float, *, speed_mps: float, acceleration: float) -> float:
    """Seconds that an AMR takes over a distance in a straight hall, standing at first and at the end.

    As in a run the vehicle has arrived when it can stop within a step; the time it would go on braking from there
    is added. Raises ``RuntimeError`` where it does not arrive.
    """
    length_m = distance_m + 2 * START_M
    grid = Grid.from_plan(floor_plan(shapely.box(0, 0, length_m, HALL_WIDTH_M)))
    target = (START_M + distance_m + REST_M, HALL_WIDTH_M / 2)
    sim, vehicle = _state(grid, target, speed_mps=speed_mps, acceleration=acceleration)
    steps = round(4 * (distance_m / speed_mps + speed_mps / acceleration) / STEP_S)
    step = _drive(sim, vehicle, steps, START_M + distance_m / 2)
    if step < 0:
        raise RuntimeError(f"the vehicle has not arrived after {steps * STEP_S:.0f} s")
    row = sim.agents[vehicle]
    return float(step * STEP_S + math.hypot(row["vx"], row["vy"]) / acceleration)


def _state(grid: Grid, target: tuple[float, float], *, speed_mps: float, acceleration: float) -> tuple[Simulation, int]:
    """The engine's tables with an AMR at the start of the hall and nobody else, and the AMR's number."""
    tiny = initial_state(tiny_run(), 0, SAFETY)
    agents = tiny.agents.copy()
    vehicle = int(np.nonzero(agents["role"] == Role.AMR)[0][0])
    agents["present"] = 0
    agents["x"] = agents["y"] = _FAR_M
    row = agents[vehicle]
    row["present"], row["ghost_until"] = 1, -1.0
    row["x"] = row["ox"] = START_M
    row["y"] = row["oy"] = HALL_WIDTH_M / 2
    row["heading"], row["ux"], row["uy"] = 0.0, 1.0, 0.0
    row["speed"], row["accel"] = speed_mps, acceleration
    slow = slowness(grid.coarse_m, row["wall"] + 0.05, row["wall"] + 0.6)
    fields = np.zeros((1, *slow.shape), np.uint8)
    points = np.array([target], dtype=np.float64)
    directions(cost_to(grid, slow, points), grid.coarse_m, fields[0])
    places = np.zeros(1, tiny.places.dtype)
    places["x"], places["y"], places["facing"] = *target, math.nan
    return on_floor(tiny._replace(agents=agents), grid, fields, places), vehicle


@kernel
def _drive(sim: Simulation, i: int, steps: int, half_way_m: float) -> int:
    """The step at which the vehicle has come to rest beyond half of the way; -1 where it never does."""
    scratch = make_scratch(len(sim.agents))
    set_out(sim, i, 0, 0.0)
    a = sim.agents[i]
    for step in range(1, steps + 1):
        sim.clock[0].step = step
        move_all(sim, step * STEP_S, scratch)
        at_rest = BRAKE * a.accel * STEP_S
        if a.x > half_way_m and a.vx * a.vx + a.vy * a.vy < at_rest * at_rest:
            return step
    return -1
