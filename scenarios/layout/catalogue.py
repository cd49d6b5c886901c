"""Equipment that a planner can place: what it is, how large, what it looks like, what it is for.

An item's mesh stands on z = 0, is centred at x = y = 0 and has its length along x; a document's
``add`` edit brings it to its place. Sizes are length, width, height in metres.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from scenarios.layout import equipment
from scenarios.layout.equipment import Size
from twin.contracts import Mesh, PartClass, Primitive

# What a size may be at all: a carton's edge to a rack row through the whole of a large hall.
LEAST_EDGE_M, GREATEST_EDGE_M = 0.05, 200.0


@dataclass(frozen=True)
class CatalogueItem:
    """One kind of equipment."""

    id: str
    label: str
    part_class: PartClass
    size_m: Size  # length, width, height where a document gives none
    shape: Callable[[Size], tuple[Primitive, ...]]
    station: str | None = None  # the kind of station that it offers, as in a document
    holds_storage: bool = False
    note: str = ""  # one sentence for the palette

    def mesh_id(self, size_m: Size | None = None) -> str:
        """Names item and size, so that equal items share a mesh.

        Raises:
            ValueError: if an edge is not between 0.05 m and 200 m.
        """
        size = self.size_m if size_m is None else size_m
        if not all(LEAST_EDGE_M <= edge <= GREATEST_EDGE_M for edge in size):
            raise ValueError(f"{self.label}: every edge must be between {LEAST_EDGE_M} m and {GREATEST_EDGE_M:g} m")
        return f"catalogue:{self.id}:" + "x".join(repr(float(edge)) for edge in size)

    def mesh(self, size_m: Size | None = None) -> Mesh:
        """The item's shape at a size; the same object for the same size. Raises as `mesh_id`."""
        return _mesh(self, self.size_m if size_m is None else size_m)


@lru_cache(maxsize=512)
def _mesh(item: CatalogueItem, size_m: Size) -> Mesh:
    return Mesh(item.mesh_id(size_m), item.shape(size_m))


_ITEMS = (
    CatalogueItem(
        "pallet-rack", "Pallet rack", PartClass.RACK, (8.4, 1.1, 5.1), equipment.pallet_rack,
        holds_storage=True, note="Bays of about 2.8 m along its length; picked from both long sides.",
    ),
    CatalogueItem(
        "shelf", "Shelving", PartClass.RACK, (3.9, 0.6, 2.2), equipment.shelf,
        holds_storage=True, note="Hand-picked shelving; picked from both long sides.",
    ),
    CatalogueItem(
        "pack-bench", "Pack bench", PartClass.DESK, (1.8, 0.8, 1.5), equipment.pack_bench,
        station="pack", note="One packer stands at it.",
    ),
    CatalogueItem(
        "conveyor", "Conveyor", PartClass.CONVEYOR, (6.0, 0.7, 0.8), equipment.conveyor,
        note="Blocks the way over its whole length.",
    ),
    CatalogueItem(
        "dock", "Dock door", PartClass.DOOR, (3.0, 0.3, 3.2), equipment.dock,
        station="ship", note="Orders leave here.",
    ),
    CatalogueItem(
        "receiving-door", "Receiving door", PartClass.DOOR, (3.0, 0.3, 3.2), equipment.dock,
        station="receive", note="Pallets arrive here.",
    ),
    CatalogueItem(
        "machine", "Machine", PartClass.DESK, (2.4, 1.4, 2.0), equipment.machine,
        station="work", note="A work station for the steps of job routings.",
    ),
    CatalogueItem(
        "charger", "Charger", PartClass.CHARGER, (0.6, 0.4, 1.2), equipment.charger,
        station="charge", note="One vehicle charges in front of it.",
    ),
    CatalogueItem(
        "barrier", "Guard rail", PartClass.BARRIER, (3.0, 0.15, 1.1), equipment.barrier,
        note="Keeps people and vehicles apart.",
    ),
    CatalogueItem(
        "pallet-stack", "Pallet with goods", PartClass.CLUTTER, (1.2, 0.8, 1.5), equipment.pallet_stack,
        note="An EUR pallet with cartons.",
    ),
    CatalogueItem(
        "column", "Column", PartClass.COLUMN, (0.5, 0.5, 6.0), equipment.column,
        note="A square column of the building.",
    ),
)  # fmt: skip

CATALOGUE: Mapping[str, CatalogueItem] = MappingProxyType({item.id: item for item in _ITEMS})

# The station that a part of a class offers, of the CAD or of the catalogue.
STATION_OF_CLASS: Mapping[PartClass, str] = MappingProxyType(
    {PartClass.DESK: "pack", PartClass.DOOR: "ship", PartClass.CHARGER: "charge"}
)


def catalogue_json() -> list[dict[str, Any]]:
    """The catalogue as the API lists it."""
    return [
        {
            "id": item.id,
            "label": item.label,
            "part_class": item.part_class.label,
            "size_m": list(item.size_m),
            "station": item.station,
            "holds_storage": item.holds_storage,
            "note": item.note,
        }
        for item in CATALOGUE.values()
    ]
