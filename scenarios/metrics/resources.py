"""What people and vehicles do with their time: utilisation, travel, congestion, cost and energy.

Small pure functions of a `RunRecord`; NaN where a figure is not defined.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, EventKind
from scenarios.metrics.orders import orders_shipped, ratio
from scenarios.metrics.record import PEOPLE, VEHICLES, RunRecord

_DRIVES = (Activity.WALK, Activity.CARRY, Activity.HANDLE)
_BUSY: Mapping[str, tuple[Activity, ...]] = {
    "picker": (Activity.WALK, Activity.CARRY, Activity.PICK, Activity.PACK, Activity.HANDLE),
    "packer": (Activity.PACK,),
    "shipper": (Activity.SHIP,),
    "operator": (Activity.PACK,),
    **dict.fromkeys(VEHICLES, _DRIVES),
}
SPLIT: Mapping[str, tuple[Activity, ...]] = {
    "busy": (Activity.PICK, Activity.PACK, Activity.SHIP, Activity.HANDLE),
    "travelling_empty": (Activity.WALK,),
    "travelling_loaded": (Activity.CARRY,),
    "waiting": (Activity.WAIT,),
    "blocked": (Activity.BLOCKED,),
    "charging": (Activity.CHARGE,),
    "down": (Activity.DOWN,),
    "on_break": (Activity.BREAK,),
    "idle": (Activity.IDLE,),
}
_TRAVEL = (Activity.WALK, Activity.CARRY, Activity.BLOCKED)


def utilisation(record: RunRecord, role: str) -> float:
    """Share of a role's time on shift spent working: walking or driving for a task and handling, not waiting idle."""
    chosen = record.of_role(role)
    busy = record.activity_s[chosen][:, list(_BUSY[role])].sum()
    return ratio(float(busy), float(record.on_shift_s[chosen].sum()))


def share_of_time(record: RunRecord, roles: tuple[str, ...], category: str) -> float:
    """Share of the time on shift of some roles that went into a category of `SPLIT`; the categories sum to 1."""
    chosen = record.of_role(*roles)
    spent = record.activity_s[chosen][:, list(SPLIT[category])].sum()
    return ratio(float(spent), float(record.on_shift_s[chosen].sum()))


def utilisation_split(record: RunRecord) -> dict[str, dict[str, float]]:
    """Role -> category of `SPLIT` -> share of its time on shift, summing to 1; roles never on shift are absent."""
    return {
        role: {category: share_of_time(record, (role,), category) for category in SPLIT}
        for role in dict.fromkeys(record.roles)
        if record.on_shift_s[record.of_role(role)].sum() > 0
    }


def travel_per_order_m(record: RunRecord) -> float:
    """Metres walked by pickers over orders picked."""
    walked = record.distance_m[record.of_role("picker")].sum()
    return ratio(float(walked), len(record.times_of(EventKind.ORDER_PICKED)))


def vehicle_travel_per_order_m(record: RunRecord) -> float:
    """Metres driven by vehicles over orders shipped; NaN without vehicles."""
    chosen = record.of_role(*VEHICLES)
    return ratio(float(record.distance_m[chosen].sum()), orders_shipped(record)) if chosen.any() else np.nan


def vehicle_empty_share(record: RunRecord) -> float:
    """Share of the metres driven by vehicles without a load."""
    chosen = record.of_role(*VEHICLES)
    driven = float(record.distance_m[chosen].sum())
    return ratio(driven - float(record.loaded_m[chosen].sum()), driven)


def blocked_share(record: RunRecord) -> float:
    """Share of everybody's time on the move that they stood because somebody was in the way."""
    moving = record.activity_s[:, list(_TRAVEL)].sum()
    return ratio(float(record.activity_s[:, Activity.BLOCKED].sum()), float(moving))


def congestion_delay_share(record: RunRecord) -> float:
    """1 - free-flow time / time on the move, over everybody.

    The free-flow time is the distance at everybody's own free speed, so that waiting for others, going
    round them, slowing down near walls, setting out and a vehicle's turning all are delay: the complement
    of the inverse travel time index (Schrank, Eisele and Lomax, Urban Mobility Report). Short ways show
    some 0.1 for one who is alone, so the figure is for comparing variants, not for reading alone.
    """
    free_s = float((record.distance_m / record.free_speed_mps).sum())
    moving_s = float(record.moving_s.sum())
    return 1 - ratio(free_s, moving_s)


def density_per_m2(seconds: NDArray[np.float32], *, cell_m: float, duration_s: float) -> NDArray[np.float64]:
    """(rows, columns) people and vehicles per m², averaged over time.

    `seconds` is the time spent in each cell (`RunResult.density`): k = sum of times / (area · duration)
    (Edie 1963, discussion of traffic stream measurements and definitions).
    """
    return np.asarray(seconds, dtype=np.float64) / (cell_m**2 * duration_s)


def _cost(record: RunRecord, roles: tuple[str, ...]) -> float:
    chosen = record.of_role(*roles)
    return float((record.on_shift_s[chosen] / 3600 * record.hourly_cost[chosen]).sum())


def labour_cost_per_order(record: RunRecord) -> float:
    """Wages of people on shift over orders shipped."""
    return ratio(_cost(record, PEOPLE), orders_shipped(record))


def fleet_cost_per_order(record: RunRecord) -> float:
    """Hourly costs of vehicles over orders shipped; NaN without vehicles."""
    return ratio(_cost(record, VEHICLES), orders_shipped(record)) if record.of_role(*VEHICLES).any() else np.nan


def energy_per_order_kwh(record: RunRecord) -> float:
    """Energy that vehicles took from their batteries over orders shipped; NaN where no vehicle has one."""
    energy = record.energy_j[record.of_role(*VEHICLES)]
    counted = np.isfinite(energy)
    return ratio(float(energy[counted].sum()) / 3.6e6, orders_shipped(record)) if counted.any() else np.nan


def agent_hours(record: RunRecord) -> float:
    """Hours of people and vehicles on the floor."""
    return float(record.on_shift_s.sum() / 3600)


def batteries_emptied(record: RunRecord) -> float:
    """Times that a vehicle's battery was empty; NaN where no vehicle has one."""
    if not np.isfinite(record.energy_j[record.of_role(*VEHICLES)]).any():
        return np.nan
    return float(len(record.times_of(EventKind.BATTERY_EMPTY)))


def pallets_per_hour(record: RunRecord) -> float:
    """Inbound pallets put away over the horizon; NaN where nobody puts any away."""
    return np.nan if record.pallets is None else ratio(record.pallets.put_away, record.horizon_s / 3600)


def pallets_open_at_end(record: RunRecord) -> float:
    """Inbound pallets that came and were not put away; NaN where nobody puts any away."""
    return np.nan if record.pallets is None else float(record.pallets.open)


def deadlocks_resolved(record: RunRecord) -> float:
    """Times that somebody stood blocked for long and the engine made them give way, or let them through."""
    return float(record.deadlocks_resolved)


def let_through(record: RunRecord) -> float:
    """Times that the engine let somebody pass through others, which nobody can: how far a day is to be trusted."""
    return float(record.let_through)
