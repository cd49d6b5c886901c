"""Simulated days to learn motion from: random warehouses, staffing and fleets, played by the engine, in windows.

Every day follows from one number. A window is written down every 0.2 s with what everybody means to do at that
moment; numbers from TEST_DAYS_FROM on are never trained on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from scenarios.document import ScenarioDocument
from scenarios.layout.contracts import PickFace, StationPlace, VariantLayout
from scenarios.simulation.compile import CompiledRun, compile_run
from scenarios.simulation.records import STEP_S as ENGINE_STEP_S
from scenarios.simulation.records import Simulation
from twin.contracts import FloorPlan, Scene
from worlds.dynamics.plans import bodies_of, floor_of, phase_of
from worlds.dynamics.replay import states_from
from worlds.dynamics.situation import STEP_S, Bodies, Floor

DAYS_VERSION = 1  # raise it when the same number would give another day
TEST_DAYS_FROM = 1000
CELL_M = 0.1
HORIZON_S = 3600.0


@dataclass(frozen=True, eq=False)
class Motion:
    """A window of motion: everybody at every step, and where each was on the way to at that step."""

    name: str
    floor: Floor
    bodies: Bodies
    pose: NDArray[np.float64]  # (T, A, 3)
    activity: NDArray[np.uint8]  # (T, A)
    load: NDArray[np.uint8]  # (T, A)
    elapsed_s: NDArray[np.float32]  # (T, A)
    phase: NDArray[np.uint8]  # (T, A)
    present: NDArray[np.bool_]  # (T, A)
    legs: NDArray[np.float32]  # (T, A, 4) the present leg

    def velocity_mps(self) -> NDArray[np.float32]:
        """(T, A, 2) over the step that ends at each instant; 0 where somebody was not there."""
        out = np.zeros((*self.phase.shape, 2), np.float32)
        both = self.present[1:] & self.present[:-1]
        out[1:] = np.diff(self.pose[..., :2], axis=0) / STEP_S * both[..., None]
        return out


def random_day(number: int, *, staffed: int | None = None) -> CompiledRun:
    """The warehouse and the document of a day; with so many pickers instead of its own number where that is given."""
    rng = np.random.default_rng((77, DAYS_VERSION, number))
    layout = _warehouse(rng)
    own = int(rng.integers(5, 22))
    pickers = staffed or own
    heads = {"picker": pickers, "packer": int(rng.integers(2, 8)), "shipper": int(rng.integers(1, 4))}
    amrs, forklifts = int(rng.integers(0, 8)), int(rng.integers(0, 5))
    fleet = []
    if amrs:
        fleet.append({"type": "amr", "count": amrs, "speed_mps": float(rng.uniform(1.0, 1.8))})
    if forklifts:
        length, width = float(rng.uniform(1.9, 2.6)), float(rng.uniform(1.0, 1.2))
        speed = float(rng.uniform(1.4, 2.6))
        fleet.append({"type": "forklift", "count": forklifts, "length_m": length, "width_m": width, "speed_mps": speed})
    demand: dict[str, object] = {
        "windows": [{"start_s": 0, "end_s": HORIZON_S, "orders_per_hour": pickers * float(rng.uniform(9, 22))}],
        "routing": str(rng.choice(["shortest", "s_shape", "largest_gap", "return"])),
    }
    if forklifts:
        pallets = {"start_s": 0, "end_s": HORIZON_S, "pallets_per_hour": float(rng.uniform(20, 60))}
        demand["inbound"] = [pallets]
    document = ScenarioDocument.model_validate(
        {
            "staffing": [
                {
                    "role": role,
                    "shifts": [{"start_s": 0, "end_s": HORIZON_S, "heads": count}],
                    "walking_speed_mps": float(rng.uniform(1.1, 1.5)),
                }
                for role, count in heads.items()
            ],
            "fleet": fleet,
            "demand": demand,
            "experiment": {"horizon_s": HORIZON_S, "seed": number},
        }
    )
    return compile_run(layout, document)


def play_window(run: CompiledRun, *, name: str, start_s: float, duration_s: float) -> Motion:
    """Everybody between two times of the first replication, every STEP_S."""
    rows: dict[str, list[NDArray[np.generic]]] = {
        key: [] for key in ("pose", "activity", "load", "elapsed_s", "phase", "present", "legs")
    }
    state: Simulation | None = None
    for state in states_from(run, start_s, steps=round(duration_s / STEP_S)):
        a = state.agents
        time_s = float(state.clock[0]["step"]) * ENGINE_STEP_S
        rows["pose"].append(np.column_stack([a["x"], a["y"], np.arctan2(a["uy"], a["ux"])]))
        rows["activity"].append(a["activity"].astype(np.uint8))
        rows["load"].append(np.minimum(a["load"], 255).astype(np.uint8))
        rows["elapsed_s"].append((time_s - a["since"]).astype(np.float32))
        rows["phase"].append(phase_of(a))
        rows["present"].append(a["present"] > 0)
        rows["legs"].append(np.column_stack([a["tx"], a["ty"], a["field"], a["activity"]]).astype(np.float32))
    assert state is not None
    stacked: dict[str, Any] = {key: np.stack(values) for key, values in rows.items()}
    floor = floor_of(state)
    used, numbers = np.unique(stacked["legs"][..., 2].astype(int), return_inverse=True)
    stacked["legs"][..., 2] = numbers.reshape(stacked["legs"].shape[:2])
    return Motion(name, replace(floor, fields=floor.fields[used]), bodies_of(state), **stacked)


def _warehouse(rng: np.random.Generator) -> VariantLayout:
    """Rack rows in one or two blocks with aisles of any width, packing on one side, docks on another."""
    width, depth = float(rng.uniform(26, 56)), float(rng.uniform(20, 40))
    aisle, thick = float(rng.uniform(1.9, 3.4)), float(rng.uniform(0.9, 1.8))
    front, back = float(rng.uniform(4.5, 7.0)), float(rng.uniform(3.5, 5.5))
    split = depth > 26 and rng.random() < 0.6
    middle, cross = (front + depth - back) / 2, float(rng.uniform(1.2, 2.0))
    blocks = [(front, middle - cross), (middle + cross, depth - back)] if split else [(front, depth - back)]
    racks: list[tuple[float, float, float, float]] = []
    x = float(rng.uniform(2.4, 3.4))
    while x + thick < width - 2.4:
        racks += [(x, y0, x + thick, y1) for y0, y1 in blocks]
        x += thick + aisle
    faces = tuple(face for k, rack in enumerate(racks) for face in _faces(k, rack))
    packs, ships = int(rng.integers(2, 7)), int(rng.integers(1, 4))
    stations = [
        _station(f"pack-{k + 1}", "pack", 3.0 + (width - 6.0) * (k + 0.5) / packs, 0.8, 2.3) for k in range(packs)
    ] + [
        _station(f"ship-{k + 1}", "ship", 4.0 + (width - 8.0) * (k + 0.5) / ships, depth - 0.8, depth - 2.0)
        for k in range(ships)
    ]
    plan = _floor_plan(width, depth, racks)
    return VariantLayout(Scene(parts=(), meshes={}), plan, faces, tuple(stations))


def _faces(number: int, rack: tuple[float, float, float, float]) -> list[PickFace]:
    x0, y0, x1, y1 = rack
    count = max(int((y1 - y0) / 2.2), 1)
    ys = [y0 + (k + 0.5) * (y1 - y0) / count for k in range(count)]
    left = [PickFace(f"rack-{number}", x0 - 0.45, y, 0.0, 2 * k) for k, y in enumerate(ys)]
    return left + [PickFace(f"rack-{number}", x1 + 0.45, y, math.pi, 2 * k + 1) for k, y in enumerate(ys)]


def _station(station_id: str, kind: str, x: float, y: float, queue_y: float) -> StationPlace:
    stands = np.array([(x, y, -math.pi / 2), (x + 0.9, y, -math.pi / 2)])
    return StationPlace(id=station_id, kind=kind, part_id=None, stands_m=stands, queue_m=(x, queue_y))


def _floor_plan(width: float, depth: float, racks: list[tuple[float, float, float, float]]) -> FloorPlan:
    rows, columns = round(depth / CELL_M), round(width / CELL_M)
    free = np.zeros((rows + 2, columns + 2), dtype=bool)
    free[1:-1, 1:-1] = True
    for x0, y0, x1, y1 in racks:
        free[1 + round(y0 / CELL_M) : 1 + round(y1 / CELL_M), 1 + round(x0 / CELL_M) : 1 + round(x1 / CELL_M)] = False
    inside, outside = distance_transform_edt(free) - 0.5, distance_transform_edt(~free) - 0.5
    clearance = (np.where(free, inside, -outside)[1:-1, 1:-1] * CELL_M).astype(np.float32)
    return FloorPlan(
        (0.0, 0.0), CELL_M, clearance, (), (np.array([[0, 0], [width, 0], [width, depth], [0, depth]]),), ()
    )
