"""The arrays a replication starts from: agents at home, orders with their luck, empty tables."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import AgentKind
from scenarios.document import RoleStaffing, VehicleFleet
from scenarios.safety.settings import SafetySettings
from scenarios.simulation import luck, schedule
from scenarios.simulation.compile import PERSON_NAV_M, CompiledRun, vehicle_wall_m
from scenarios.simulation.loop import CONFLICT_ROOM, LOG_ROOM
from scenarios.simulation.records import (
    AGENT,
    CLOCK,
    CONFLICT,
    LINE,
    LOG,
    ORDER,
    QUEUE,
    RULES,
    STAND,
    STEP_S,
    TIMER,
    Role,
    Simulation,
)
from scenarios.simulation.steering import LONG

PERSON_RADIUS_M = 0.25  # shoulders, seen from above
PERSON_SPACE_M = 0.32  # what others keep out of
PERSON_WALL_M = 0.23
PERSON_HEIGHT_M = 1.75
PERSON_TURN = 5.0
VEHICLE_TURN = {"amr": 1.5, "forklift": 1.0}  # rad/s
VEHICLE_HEIGHT_M = {"amr": 0.9, "forklift": 2.1}
DENSITY_CELL_M = 0.5
SLOWEST_MPS = 0.4


def _person(row: Any, speed: float) -> None:
    row["kind"] = AgentKind.PERSON
    row["speed"] = speed
    row["accel"], row["turn"] = 5.0, PERSON_TURN
    row["radius"], row["wall"], row["height"] = PERSON_SPACE_M, PERSON_WALL_M, PERSON_HEIGHT_M
    row["half_length"] = row["half_width"] = PERSON_RADIUS_M


def _vehicle(row: Any, fleet: VehicleFleet) -> None:
    row["kind"] = AgentKind.AMR if fleet.type == "amr" else AgentKind.FORKLIFT
    row["speed"], row["accel"], row["turn"] = fleet.speed_mps, fleet.acceleration_mps2, VEHICLE_TURN[fleet.type]
    row["half_length"], row["half_width"] = fleet.length_m / 2, fleet.width_m / 2
    row["height"] = VEHICLE_HEIGHT_M[fleet.type]
    row["wall"] = vehicle_wall_m(fleet)
    # short bodies may turn on the spot inside their disc; long ones are avoided as three discs along their axis
    short = fleet.length_m <= (1 + LONG) * fleet.width_m
    row["radius"] = math.hypot(fleet.length_m if short else fleet.width_m, fleet.width_m) / 2 + 0.05


def agents(run: CompiledRun, replication: int) -> NDArray[Any]:
    """Everyone of the document, off the floor, at home."""
    document = run.document
    table = np.zeros(sum(run.heads), AGENT)
    staffing: dict[str, RoleStaffing] = {s.role: s for s in document.staffing}
    fleets: dict[str, VehicleFleet] = {f.type: f for f in document.fleet}
    at = 0
    for role in Role:
        name = role.name.lower()
        normals = luck.stream(document.experiment.seed, replication, luck.Purpose.SPEED, int(role)).standard_normal(
            run.heads[role]
        )
        for number in range(run.heads[role]):
            row = table[at]
            if name in fleets and role >= Role.AMR:
                _vehicle(row, fleets[name])
            else:
                person = staffing[name]
                speed = person.walking_speed_mps + person.walking_speed_sd_mps * float(np.clip(normals[number], -2, 2))
                _person(row, max(speed, SLOWEST_MPS))
            row["role"], row["number"] = role, number
            row["reach"] = PERSON_RADIUS_M if row["kind"] == 0 else math.hypot(row["half_length"], row["half_width"])
            row["home"] = row["place"] = run.homes[role][number]
            home = run.places[row["home"]]
            row["x"] = row["ox"] = row["tx"] = home["x"]
            row["y"] = row["oy"] = row["ty"] = home["y"]
            row["field"] = row["last_field"] = home["field"]
            row["facing"] = math.nan
            row["tour"] = row["stand"] = row["order"] = row["leaves"] = -1
            row["heading"], row["uy"] = math.pi / 2, 1.0
            at += 1
    return table


def orders(run: CompiledRun, replication: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """(orders, lines) with all their luck drawn."""
    document = run.document
    book = luck.draw_orders(
        document.demand,
        list(document.events),
        document.experiment.horizon_s,
        seed=document.experiment.seed,
        replication=replication,
    )
    table = np.zeros(len(book.arrival_s), ORDER)
    table["arrival"], table["pack_s"], table["ship_s"] = book.arrival_s, book.pack_s, book.ship_s
    table["line0"] = book.line_start[:-1]
    table["lines"] = table["left"] = np.diff(book.line_start)
    table["next"] = table["in_tour"] = table["place"] = -1
    lines = np.zeros(len(book.line_u), LINE)
    ranks = luck.zipf_ranks(book.line_u, len(run.ranks), document.storage.popularity)
    lines["face"] = run.ranks[ranks]
    lines["order"] = np.repeat(np.arange(len(table)), table["lines"])
    lines["pick_s"] = book.pick_s
    return table, lines


def _rules(run: CompiledRun, safety: SafetySettings) -> NDArray[Any]:
    rules = np.zeros(1, RULES)
    demand = run.document.demand
    values = {
        "orders_per_tour": demand.orders_per_tour,
        "s_shape": demand.routing == "s_shape",
        "self_pack": run.self_pack,
        "use_amr": run.use_amr,
        "pack": run.pack_step,
        "ship": run.ship_step,
        "faces": run.face_count,
        "x0": run.grid.origin_m[0],
        "y0": run.grid.origin_m[1],
        "cell": run.grid.fine_cell_m,
        "density_x0": run.grid.origin_m[0],
        "density_y0": run.grid.origin_m[1],
        "density_cell": DENSITY_CELL_M,
        "horizon": run.document.experiment.horizon_s,
        "step": STEP_S,
        "person_limit": run.document.traffic.person_limit_mps,
        "serious_ttc": safety.serious_ttc_s,
        "slight_ttc": safety.slight_ttc_s,
        "person_serious_ttc": safety.person_serious_ttc_s,
        "person_slight_ttc": safety.person_slight_ttc_s,
        "min_closing": safety.min_closing_mps,
        "min_vehicle_speed": safety.min_vehicle_speed_mps,
        "merge_gap": safety.merge_gap_s,
    }
    for name, value in values.items():
        rules[name] = value
    return rules


def initial_state(run: CompiledRun, replication: int, safety: SafetySettings) -> Simulation:
    """The state at time 0, without a film (see `recording.Tape`)."""
    people = agents(run, replication)
    order_table, lines = orders(run, replication)
    count = len(people)
    clock = np.zeros(1, CLOCK)
    clock["release_at"] = 1e18
    clock["pairs_stale"] = 1
    queues = np.zeros(4, QUEUE)
    queues["head"] = queues["tail"] = -1
    stands = np.zeros(len(run.stands), STAND)
    for row, (place, kind) in zip(stands, run.stands, strict=True):
        row["place"], row["kind"], row["agent"] = place, kind, -1
    most = np.sort(order_table["lines"])[-run.document.demand.orders_per_tour :].sum() if len(order_table) else 1
    shape = run.grid.fine_m.shape
    cells = [math.ceil(n * run.grid.fine_cell_m / DENSITY_CELL_M) for n in shape]
    return Simulation(
        agents=people,
        places=run.places.copy(),
        orders=order_table,
        lines=lines,
        stands=stands,
        calendar=schedule.calendar(run),
        requests=schedule.replenishment(run, replication),
        timers=np.zeros(count + 1, TIMER),
        queues=queues,
        clock=clock,
        rules=_rules(run, safety),
        log=np.zeros(LOG_ROOM + 5 * len(order_table) + len(lines) + 1024, LOG),
        stops=np.zeros((count, int(most) + 1), np.int64),
        handover=run.handover,
        drops=run.drops,
        fine=run.grid.fine_m,
        fields=run.fields,
        between=run.between,
        activity_s=np.zeros((count, 12)),
        density=np.zeros(cells, np.float32),
        neighbours=np.zeros((count, max(count, 1)), np.int32),
        neighbour_count=np.zeros(count, np.int32),
        movers=np.zeros(count, np.int64),
        built_at=np.zeros((count, 2)),
        encounters=np.full((count, count), -1, np.int32),
        conflicts=np.zeros(2 * CONFLICT_ROOM, CONFLICT),
        film=np.zeros((0, count, 5), np.float32),
        film_marks=np.zeros((0, count, 2), np.uint8),
    )


assert PERSON_WALL_M <= PERSON_NAV_M
