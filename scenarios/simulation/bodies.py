"""Everyone of a scenario as rows of the agents' table: bodies, limits, skills, batteries, at home off the floor."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import AgentKind
from scenarios.document import RoleStaffing, VehicleFleet
from scenarios.simulation import luck
from scenarios.simulation.codes import HEAVY_ROLES, LIGHT_ROLES, PEOPLE_ROLES, ROLE_NAMES, Role
from scenarios.simulation.compile import PERSON_NAV_M, CompiledRun
from scenarios.simulation.destinations import vehicle_wall_m
from scenarios.simulation.records import AGENT
from scenarios.simulation.steering import LONG

PERSON_RADIUS_M = 0.25  # shoulders, seen from above
PERSON_SPACE_M = 0.32  # what others keep out of
PERSON_WALL_M = 0.24
PERSON_HEIGHT_M = 1.75
PERSON_TURN = 5.0
LIGHT_TURN, HEAVY_TURN = 1.5, 1.0  # rad/s
HEIGHT_M = {Role.AMR: 0.9, Role.AGV: 0.9, Role.FORKLIFT: 2.1, Role.PALLET_JACK: 1.3}
LIGHT_HANDLING_S, HEAVY_HANDLING_S = 8.0, 25.0  # loading or unloading a tour; lifting or putting away a pallet
SLOWEST_MPS = 0.4
_J_PER_KWH = 3.6e6


def _person(row: Any, staffing: RoleStaffing, normal: float) -> None:
    speed = staffing.walking_speed_mps + staffing.walking_speed_sd_mps * float(np.clip(normal, -2, 2))
    row["kind"] = AgentKind.PERSON
    row["speed"] = max(speed, SLOWEST_MPS)
    row["accel"], row["turn"] = 5.0, PERSON_TURN
    row["radius"], row["wall"], row["height"] = PERSON_SPACE_M, PERSON_WALL_M, PERSON_HEIGHT_M
    row["half_length"] = row["half_width"] = row["reach"] = PERSON_RADIUS_M
    row["skills"] = sum(1 << Role[name.upper()] for name in staffing.also)
    row["hand_over"] = staffing.at_end == "hand_over"


def _vehicle(row: Any, fleet: VehicleFleet, role: Role) -> None:
    heavy = role in HEAVY_ROLES
    row["kind"] = AgentKind.FORKLIFT if heavy else AgentKind.AMR
    row["speed"], row["accel"] = fleet.speed_mps, fleet.acceleration_mps2
    row["turn"] = HEAVY_TURN if heavy else LIGHT_TURN
    row["half_length"], row["half_width"] = fleet.length_m / 2, fleet.width_m / 2
    row["reach"] = math.hypot(row["half_length"], row["half_width"])
    row["height"], row["wall"] = HEIGHT_M[role], vehicle_wall_m(fleet)
    # short bodies may turn on the spot inside their disc; long ones are avoided as three discs along their axis
    short = fleet.length_m <= (1 + LONG) * fleet.width_m
    row["radius"] = math.hypot(fleet.length_m if short else fleet.width_m, fleet.width_m) / 2 + 0.05
    row["handling"] = fleet.handling_s or (HEAVY_HANDLING_S if heavy else LIGHT_HANDLING_S)
    if fleet.battery is not None:
        battery = fleet.battery
        row["capacity"] = battery.capacity_kwh * _J_PER_KWH
        for name in ("low", "full"):
            row[name] = getattr(battery, f"{name}_share") * row["capacity"]
        row["charge"] = battery.start_share * row["capacity"]
        row["drive_w"], row["idle_w"], row["charge_w"] = battery.drive_w, battery.idle_w, battery.charge_w
        row["opportunity"] = battery.opportunity
        row["rescue"] = -1.0 if battery.rescue_s is None else battery.rescue_s


def agents(run: CompiledRun, replication: int) -> NDArray[Any]:
    """(A,) AGENT: by role, then by number; the same person walks as fast in every variant."""
    document = run.document
    table = np.zeros(sum(run.heads), AGENT)
    staffing: dict[str, RoleStaffing] = {s.role: s for s in document.staffing}
    fleets: dict[str, VehicleFleet] = {f.type: f for f in document.fleet}
    at = 0
    for role in (*PEOPLE_ROLES, *LIGHT_ROLES, *HEAVY_ROLES):
        generator = luck.stream(document.experiment.seed, replication, luck.Purpose.SPEED, int(role))
        normals = generator.standard_normal(run.heads[role])
        for number in range(run.heads[role]):
            row = table[at]
            if role in PEOPLE_ROLES:
                _person(row, staffing[ROLE_NAMES[role]], float(normals[number]))
            else:
                _vehicle(row, fleets[ROLE_NAMES[role]], role)
            row["role"] = row["works_as"] = role
            row["number"] = number
            row["home"] = row["place"] = run.homes[role][number]
            home = run.places[row["home"]]
            row["x"] = row["ox"] = row["tx"] = home["x"]
            row["y"] = row["oy"] = row["ty"] = home["y"]
            row["field"] = row["last_field"] = home["field"]
            row["facing"] = math.nan
            row["empties"] = math.inf
            for name in ("tour", "stand", "order", "task", "leaves"):
                row[name] = -1
            row["heading"], row["uy"] = math.pi / 2, 1.0
            at += 1
    return table


assert PERSON_WALL_M <= PERSON_NAV_M
