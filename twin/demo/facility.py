"""The demonstration facility: a distribution centre that nobody owns, written by our own generator.

60 x 40 x 9 m, with everything that a twin can hold; it is exported as GLB and enters through the same
door as any upload.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from twin.cad.glb import export_glb
from twin.contracts import Mesh, Part, PartClass, Scene
from twin.demo import furniture, plan, shell
from twin.demo.palette import Palette, make_palette
from twin.demo.racks import rack_row

RACK_VARIANTS = 4
STATION_VARIANTS = 3
PALLET_KINDS = 6


class _Collector:
    """Gathers parts and the meshes that they share."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.meshes: dict[str, Mesh] = {}

    def add(
        self,
        part_id: str,
        name: str,
        part_class: PartClass,
        mesh: Mesh,
        *,
        at: tuple[float, float, float] = (0.0, 0.0, 0.0),
        heading_rad: float = 0.0,
    ) -> None:
        """A part at a place, turned about the vertical."""
        cos, sin = math.cos(heading_rad), math.sin(heading_rad)
        transform = np.eye(4)
        transform[:2, :2] = np.round([[cos, -sin], [sin, cos]], 12)
        transform[:3, 3] = at
        self.meshes[mesh.id] = mesh
        self.parts.append(Part(part_id, name, part_class, mesh.id, transform))


def build_demo_facility(seed: int = 0) -> Scene:
    """The facility; the seed decides which goods lie where, and the wear of the floor."""
    palette = make_palette(seed)

    def rng(purpose: int, index: int = 0) -> np.random.Generator:
        return np.random.default_rng(np.random.SeedSequence((seed, 2, purpose, index)))

    collector = _Collector()
    _add_shell(collector, palette)
    _add_racks(collector, palette, rng)
    _add_stations(collector, palette, rng)
    _add_docks(collector, palette, rng)
    _add_guards(collector, palette)
    _add_lamps(collector, palette)
    return Scene(tuple(collector.parts), collector.meshes)


def write_demo_glb(path: Path, seed: int = 0) -> None:
    """Write the facility as a GLB file with every triangle and pixel."""
    path.write_bytes(export_glb(build_demo_facility(seed), lossless=True))


Rng = Callable[..., np.random.Generator]


def _add_shell(collector: _Collector, palette: Palette) -> None:
    collector.add("floor", "Floor", PartClass.FLOOR, shell.floor(palette))
    for side in ("north", "east", "south", "west"):
        collector.add(f"wall-{side}", f"Wall {side}", PartClass.WALL, shell.wall(palette, side))
    collector.add("ceiling", "Ceiling", PartClass.CEILING, shell.ceiling(palette))


def _add_racks(collector: _Collector, palette: Palette, rng: Rng) -> None:
    variants = [rack_row(palette, rng(1, i), green=i % 2 == 1) for i in range(RACK_VARIANTS)]
    for number, x in enumerate(plan.ROW_X_M, start=1):
        # Two rows side by side look different; every second one is turned round as well.
        mesh = variants[(number - 1) % RACK_VARIANTS]
        turned = (number // RACK_VARIANTS) % 2 == 1
        y = plan.ROW_NORTH_M if turned else plan.ROW_SOUTH_M
        collector.add(
            f"rack-row-{number}",
            f"Rack row {number}",
            PartClass.RACK,
            mesh,
            at=(x, y, 0.0),
            heading_rad=math.pi if turned else 0.0,
        )


def _add_stations(collector: _Collector, palette: Palette, rng: Rng) -> None:
    variants = [furniture.pack_station(palette, rng(2, i)) for i in range(STATION_VARIANTS)]
    places = [(x, y) for x in plan.PACK_X_M for y in plan.PACK_Y_M]
    for number, (x, y) in enumerate(places, start=1):
        mesh = variants[number % STATION_VARIANTS]
        collector.add(f"pack-{number:02d}", f"Pack station {number}", PartClass.DESK, mesh, at=(x, y, 0.0))
    cabinet = furniture.charger(palette)
    for number, x in enumerate(plan.CHARGER_X_M, start=1):
        collector.add(
            f"charger-{number}", f"Charger {number}", PartClass.CHARGER, cabinet, at=(x, plan.CHARGER_Y_M, 0.0)
        )
    bins = furniture.bin_container(palette)
    for number, (x, y) in enumerate(((59.2, 12.2), (59.2, 13.2), (55.1, 35.6)), start=1):
        collector.add(f"bin-{number}", f"Waste bin {number}", PartClass.CLUTTER, bins, at=(x, y, 0.0))


def _add_docks(collector: _Collector, palette: Palette, rng: Rng) -> None:
    door = furniture.dock_door(palette)
    kinds = [furniture.loaded_pallet(palette, rng(3, kind), kind) for kind in range(PALLET_KINDS)]
    choice = rng(4)
    count = 0
    for number, x in enumerate(plan.DOCK_X_M, start=1):
        collector.add(f"dock-door-{number}", f"Dock door {number}", PartClass.DOOR, door, at=(x, 0.0, 0.0))
        for side in (-1, 1):
            for row in range(3):
                if choice.random() > 0.5:
                    continue
                count += 1
                dx, dy, turn = choice.uniform(-0.08, 0.08), choice.uniform(-0.1, 0.1), choice.uniform(-0.06, 0.06)
                kind = int(choice.integers(PALLET_KINDS))
                collector.add(
                    f"pallet-{count:02d}",
                    f"Pallet {count}",
                    PartClass.CLUTTER,
                    kinds[kind],
                    at=(x + side * 1.15 + float(dx), 3.1 + row * 1.5 + float(dy), 0.0),
                    heading_rad=float(turn),
                )
    entrance = furniture.personnel_door(palette)
    collector.add("door-west", "Entrance", PartClass.DOOR, entrance, at=(plan.WALL_M + 0.03, 8.2, 0.0))
    jack = furniture.pallet_jack(palette)
    collector.add(
        "pallet-jack-1", "Pallet jack 1", PartClass.VEHICLE, jack, at=(8.0, 4.2, 0.0), heading_rad=math.pi / 2
    )
    collector.add("pallet-jack-2", "Pallet jack 2", PartClass.VEHICLE, jack, at=(44.1, 5.6, 0.0), heading_rad=-1.2)


def _add_guards(collector: _Collector, palette: Palette) -> None:
    guard, post, pillar = furniture.rack_guard(palette), furniture.bollard(palette), furniture.column(palette)
    for number, x in enumerate(plan.ROW_X_M, start=1):
        for end, y in (("south", plan.ROW_SOUTH_M - 0.2), ("north", plan.ROW_NORTH_M + 0.2)):
            collector.add(
                f"guard-{number}-{end}", f"Rack guard {number} {end}", PartClass.BARRIER, guard, at=(x, y, 0.0)
            )
    for number, (x, y) in enumerate(plan.COLUMNS_M, start=1):
        collector.add(f"column-{number}", f"Column {number}", PartClass.COLUMN, pillar, at=(x, y, 0.0))
    for number, x in enumerate(plan.DOCK_X_M, start=1):
        for side, offset in (("left", -1.95), ("right", 1.95)):
            collector.add(
                f"bollard-{number}-{side}",
                f"Bollard {number} {side}",
                PartClass.BARRIER,
                post,
                at=(x + offset, 0.55, 0.0),
            )
    # Railings keep people on the walkway between the crossings.
    rail = furniture.railing(palette, 6.0)
    for number, x in enumerate((19.5, 34.2, 55.5), start=1):
        y = plan.MAIN_AISLE_M[0] - 0.25 if number < 3 else 12.4
        collector.add(f"railing-{number}", f"Railing {number}", PartClass.BARRIER, rail, at=(x, y, 0.0))


def _add_lamps(collector: _Collector, palette: Palette) -> None:
    mesh = furniture.lamp(palette)
    xs = [x + 2.0 for x in plan.ROW_X_M]
    places = [(x, y) for x in xs[::2] for y in (18.0, 25.0, 32.0)] + [(x, y) for x in xs[::2] for y in (4.5, 11.4)]
    places += [(55.1, y) for y in (4.5, 11.4, 17.0, 23.5, 30.0, 36.0)] + [(x, 38.0) for x in xs[::3]]
    for number, (x, y) in enumerate(places, start=1):
        collector.add(f"lamp-{number:02d}", f"Lamp {number}", PartClass.LAMP, mesh, at=(x, y, plan.HEIGHT_M - 1.11))
