"""Small rectangular halls with racks and stations, built by hand for tests and benchmarks."""

import math

import numpy as np
from scipy.ndimage import distance_transform_edt

from scenarios.document import ScenarioDocument
from scenarios.layout.contracts import PickFace, StationPlace, VariantLayout
from twin.contracts import FloorPlan, Scene

CELL_M = 0.1
Rack = tuple[float, float, float, float]


def floor_plan(width_m: float, depth_m: float, racks: list[Rack]) -> FloorPlan:
    """Clearance of a walled hall with boxes in it."""
    rows, columns = round(depth_m / CELL_M), round(width_m / CELL_M)
    free = np.zeros((rows + 2, columns + 2), dtype=bool)
    free[1:-1, 1:-1] = True
    for x0, y0, x1, y1 in racks:
        free[1 + round(y0 / CELL_M) : 1 + round(y1 / CELL_M), 1 + round(x0 / CELL_M) : 1 + round(x1 / CELL_M)] = False
    inside = distance_transform_edt(free) - 0.5
    outside = distance_transform_edt(~free) - 0.5
    clearance = np.where(free, inside, -outside)[1:-1, 1:-1] * CELL_M
    return FloorPlan(
        origin_m=(0.0, 0.0),
        cell_m=CELL_M,
        clearance_m=clearance.astype(np.float32),
        footprints=(),
        building_m=(np.array([[0, 0], [width_m, 0], [width_m, depth_m], [0, depth_m]], dtype=float),),
        walkable_m=(),
    )


def station(station_id: str, kind: str, x: float, y: float, *, queue: tuple[float, float], servers: int = 1):
    stands = np.array([(x + 0.9 * k, y, -math.pi / 2) for k in range(servers)], dtype=float)
    return StationPlace(id=station_id, kind=kind, part_id=None, stands_m=stands, queue_m=queue)


def faces_of(number: int, rack: Rack, *, pitch_m: float, left: bool = True, right: bool = True) -> list[PickFace]:
    """Faces along the two long sides of a rack that runs in y."""
    x0, y0, x1, y1 = rack
    count = int((y1 - y0) / pitch_m)
    found = []
    for k in range(count):
        y = y0 + (k + 0.5) * (y1 - y0) / count
        if left:
            found.append(PickFace(f"rack-{number:02d}", x0 - 0.45, y, 0.0, 2 * k))
        if right:
            found.append(PickFace(f"rack-{number:02d}", x1 + 0.45, y, math.pi, 2 * k + 1))
    return found


def warehouse(
    *, width_m=60.0, depth_m=40.0, rows=12, pitch_m=2.6, pack_stations=14, ship_stations=8, split=True, pack_from_m=4.0
) -> VariantLayout:
    """The hall of the peers: rack rows of two blocks in the middle, packing along the front, docks at the back."""
    racks: list[Rack] = []
    for k in range(rows):
        x0 = 3.0 + 4.6 * k
        if split:
            racks += [(x0, 6.0, x0 + 1.6, 19.0), (x0, 22.0, x0 + 1.6, depth_m - 5.0)]
        else:
            racks.append((x0, 6.0, x0 + 1.6, depth_m - 5.0))
    faces = [face for number, rack in enumerate(racks) for face in faces_of(number, rack, pitch_m=pitch_m)]
    faces = [f for f in faces if 0.4 < f.x_m < width_m - 0.4]
    gap = (width_m - 4 - pack_from_m) / max(pack_stations, 1)
    stations = [
        station(
            f"pack-{k + 1:02d}", "pack", pack_from_m + gap * (k + 0.5), 0.8, queue=(pack_from_m + gap * (k + 0.5), 2.3)
        )
        for k in range(pack_stations)
    ]
    gap = (width_m - 8) / max(ship_stations, 1)
    stations += [
        station(
            f"ship-{k + 1:02d}", "ship", 4 + gap * (k + 0.5), depth_m - 0.8, queue=(4 + gap * (k + 0.5), depth_m - 2.0)
        )
        for k in range(ship_stations)
    ]
    return VariantLayout(
        scene=Scene(parts=(), meshes={}),
        floor_plan=floor_plan(width_m, depth_m, racks),
        faces=tuple(faces),
        stations=tuple(stations),
    )


def small_hall() -> VariantLayout:
    """A 16 x 12 m hall with three short racks, two pack stations and one dock."""
    racks: list[Rack] = [(3.0, 4.5, 4.2, 9.5), (7.0, 4.5, 8.2, 9.5), (11.0, 4.5, 12.2, 9.5)]
    faces = [face for number, rack in enumerate(racks) for face in faces_of(number, rack, pitch_m=1.25)]
    stations = (
        station("pack-1", "pack", 4.0, 0.8, queue=(4.0, 2.2), servers=2),
        station("pack-2", "pack", 9.0, 0.8, queue=(9.0, 2.2), servers=2),
        station("ship-1", "ship", 13.0, 11.2, queue=(13.0, 10.4), servers=2),
    )
    return VariantLayout(Scene(parts=(), meshes={}), floor_plan(16.0, 12.0, racks), tuple(faces), stations)


def long_hall() -> VariantLayout:
    """A 40 x 30 m hall with its packing at one end: far enough for vehicles to carry the tours there."""
    return warehouse(width_m=40.0, depth_m=30.0, rows=8, pack_stations=3, ship_stations=2, pack_from_m=26.0)


def shift(heads: int, start_s: float = 0.0, end_s: float = 28_800.0) -> dict[str, float]:
    return {"start_s": start_s, "end_s": end_s, "heads": heads}


def document(
    *,
    horizon_s=28_800.0,
    pickers=6,
    packers=3,
    shippers=2,
    amrs=0,
    forklifts=0,
    orders_per_hour=60.0,
    seed=1,
    demand=None,
    **more,
) -> ScenarioDocument:
    """A day with constant heads and demand; `demand` and the rest override fields of the document."""
    roles = {"picker": pickers, "packer": packers, "shipper": shippers}
    fleet = []
    if amrs:
        fleet.append({"type": "amr", "count": amrs})
    if forklifts:
        fleet.append({"type": "forklift", "count": forklifts, "length_m": 2.3, "width_m": 1.1, "speed_mps": 2.2})
    content = {
        "staffing": [{"role": r, "shifts": [shift(n, 0, horizon_s)]} for r, n in roles.items() if n is not None],
        "fleet": fleet,
        "demand": {
            "windows": [{"start_s": 0, "end_s": horizon_s, "orders_per_hour": orders_per_hour}],
            **(demand or {}),
        },
        "experiment": {"horizon_s": horizon_s, "seed": seed},
    } | more
    return ScenarioDocument.model_validate(content)
