"""Layout edits applied to a scene: where every part of a variant stands, and how it got there.

Placement, exactly, so that a browser can show the same:

* A part's *rest* is the part as in the CAD; a catalogue item's rest is its mesh with the middle of
  its base at the origin and its length along x, standing on the floor of the facility.
* Its *anchor* is (cx, cy): the middle of the axis-aligned box around all of its vertices in plan,
  at rest.
* A placement (x_m, y_m, z_m, heading_rad) brings it to
  ``Translate(x_m, y_m, z_m) @ RotateZ(heading_rad) @ Translate(-cx, -cy, 0) @ rest``:
  the anchor comes to (x_m, y_m), the part is turned about it counter-clockwise seen from above, and
  raised by z_m over its rest height.
* The placement of a part that nobody moved is therefore (cx, cy, 0, 0), and a part brought back to
  exactly that has exactly the CAD's transform again.

``move`` and ``add`` set the placement, ``rotate`` adds to its heading, ``duplicate`` takes the rest
of the part it copies. Edits apply in order; ids of the CAD are never used again, even once removed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.document import AddEdit, DuplicateEdit, LayoutEdit, MoveEdit, Placement, RotateEdit
from scenarios.layout.catalogue import CATALOGUE
from twin.contracts import Mesh, Part, PartClass, Scene


class LayoutError(ValueError):
    """An edit that cannot be applied; `pointer` is its JSON pointer in the document."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(f"{pointer}: {message}")
        self.pointer = pointer
        self.message = message


@dataclass(frozen=True, eq=False)
class PlacedPart:
    """One part of a variant: what it is at rest, where it stands, and which edits touched it."""

    rest: Part
    anchor_m: tuple[float, float]
    at: Placement
    source: str  # "cad" | "item:<catalogue id>" | "copy:<part id>"
    edits: tuple[int, ...] = ()  # indices into the document's layout

    @property
    def is_at_rest(self) -> bool:
        """Exactly as at rest: nobody moved it, or it was brought back."""
        at = self.at
        return (at.x_m, at.y_m) == self.anchor_m and at.z_m == 0 and _quarter(at.heading_rad) == 0

    @property
    def part(self) -> Part:
        """The part where it stands; the very same object where it is at rest."""
        if self.is_at_rest:
            return self.rest
        return replace(self.rest, transform=_transform(self.at, self.anchor_m) @ self.rest.transform)


@dataclass(frozen=True, eq=False)
class EditedLayout:
    """The outcome of a document's edits, before it becomes a scene."""

    placed: Mapping[str, PlacedPart]  # by part id: the CAD's order, then as added
    removed: Mapping[str, int]  # parts of the CAD taken out, with the edit that did it
    meshes: Mapping[str, Mesh]

    @property
    def scene(self) -> Scene:
        """The variant's scene: meshes of the CAD, then those that placed items use."""
        return Scene(tuple(placed.part for placed in self.placed.values()), self.meshes)


def apply_edits(scene: Scene, edits: Sequence[LayoutEdit]) -> Scene:
    """The scene with the edits applied; the given scene itself where they change nothing.

    Raises:
        LayoutError: naming the edit, for an unknown part or catalogue item or an id in use.
    """
    layout = edit_layout(scene, edits)
    parts = [placed.part for placed in layout.placed.values()]
    if len(parts) == len(scene.parts) and all(a is b for a, b in zip(parts, scene.parts, strict=True)):
        return scene
    return layout.scene


def part_placement(scene: Scene, part: Part) -> Placement:
    """The placement of a part of the CAD as it stands there: the middle of its box in plan, heading 0."""
    x_m, y_m = _anchor(scene, part)
    return Placement(x_m=x_m, y_m=y_m)


def floor_height_m(scene: Scene) -> float:
    """The height on which catalogue items stand: the median top of the floor's parts, 0 without any."""
    tops = [float(scene.part_bounds_m(p)[1, 2]) for p in scene.parts if p.part_class == PartClass.FLOOR]
    return float(np.median(tops)) if tops else 0.0


def edit_layout(scene: Scene, edits: Sequence[LayoutEdit]) -> EditedLayout:
    """Every part's net placement after the edits, see the module's description. Raises ``LayoutError``."""
    return _Editor(scene).run(edits)


class _Editor:
    """Applies edits in order to a table of placed parts; anchors are computed only for parts that are touched."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._of_cad = {part.id: part for part in scene.parts}
        self._touched: dict[str, PlacedPart] = {}
        self._added: dict[str, PlacedPart] = {}
        self._removed: dict[str, int] = {}
        self._meshes: dict[str, Mesh] = {}
        self._floor_m: float | None = None

    def run(self, edits: Sequence[LayoutEdit]) -> EditedLayout:
        for index, edit in enumerate(edits):
            if isinstance(edit, AddEdit):
                self._add(index, edit)
            elif isinstance(edit, DuplicateEdit):
                self._duplicate(index, edit)
            elif isinstance(edit, MoveEdit):
                placed = self._find(index, edit.part_id)
                self._put(replace(placed, at=edit.at, edits=(*placed.edits, index)))
            elif isinstance(edit, RotateEdit):
                placed = self._find(index, edit.part_id)
                at = placed.at.model_copy(update={"heading_rad": placed.at.heading_rad + edit.by_rad})
                self._put(replace(placed, at=at, edits=(*placed.edits, index)))
            else:
                self._find(index, edit.part_id)
                self._remove(index, edit.part_id)
        placed_parts: dict[str, PlacedPart] = {}
        for part in self._scene.parts:
            if part.id not in self._removed:
                placed_parts[part.id] = self._touched.get(part.id) or _untouched(part)
        placed_parts.update(self._added)
        used = {placed.rest.mesh_id for placed in self._added.values()}
        meshes = {**self._scene.meshes, **{k: m for k, m in self._meshes.items() if k in used}}
        return EditedLayout(placed_parts, dict(self._removed), meshes)

    def _find(self, index: int, part_id: str) -> PlacedPart:
        if part_id in self._added:
            return self._added[part_id]
        if part_id in self._removed:
            raise LayoutError(
                f"/layout/{index}", f"Part {part_id!r} was removed by edit {self._removed[part_id] + 1} already."
            )
        if part_id not in self._of_cad:
            raise LayoutError(f"/layout/{index}", f"There is no part {part_id!r} in this layout.")
        if part_id not in self._touched:
            part = self._of_cad[part_id]
            at = part_placement(self._scene, part)
            return PlacedPart(part, (at.x_m, at.y_m), at, "cad")
        return self._touched[part_id]

    def _put(self, placed: PlacedPart) -> None:
        table = self._added if placed.rest.id in self._added else self._touched
        table[placed.rest.id] = placed

    def _remove(self, index: int, part_id: str) -> None:
        if part_id in self._added:
            del self._added[part_id]
        else:
            self._touched.pop(part_id, None)
            self._removed[part_id] = index

    def _check_new_id(self, index: int, part_id: str) -> None:
        if part_id in self._added or part_id in self._of_cad:
            raise LayoutError(f"/layout/{index}", f"The id {part_id!r} is in use; every part needs its own.")

    def _add(self, index: int, edit: AddEdit) -> None:
        self._check_new_id(index, edit.part_id)
        item = CATALOGUE.get(edit.item)
        if item is None:
            raise LayoutError(
                f"/layout/{index}", f"There is no catalogue item {edit.item!r}; there are {', '.join(CATALOGUE)}."
            )
        try:
            mesh_id = item.mesh_id(edit.size_m)
        except ValueError as error:
            raise LayoutError(f"/layout/{index}", str(error)) from None
        if mesh_id not in self._meshes:
            self._meshes[mesh_id] = item.mesh(edit.size_m)
        rest_transform = np.eye(4)
        if self._floor_m is None:
            self._floor_m = floor_height_m(self._scene)
        rest_transform[2, 3] = self._floor_m
        rest = Part(edit.part_id, edit.name or f"{item.label} {edit.part_id}", item.part_class, mesh_id, rest_transform)
        self._added[edit.part_id] = PlacedPart(rest, (0.0, 0.0), edit.at, f"item:{item.id}", (index,))

    def _duplicate(self, index: int, edit: DuplicateEdit) -> None:
        original = self._find(index, edit.part_id)
        self._check_new_id(index, edit.new_part_id)
        rest = replace(original.rest, id=edit.new_part_id, name=f"{original.rest.name} (copy)")
        source = f"copy:{edit.part_id}"
        self._added[edit.new_part_id] = PlacedPart(rest, original.anchor_m, edit.at, source, (index,))


def _untouched(part: Part) -> PlacedPart:
    """A part of the CAD that no edit names; its anchor is not needed and not computed."""
    return PlacedPart(part, (0.0, 0.0), Placement(x_m=0.0, y_m=0.0), "cad")


def _anchor(scene: Scene, part: Part) -> tuple[float, float]:
    bounds = scene.part_bounds_m(part)
    middle = (bounds[0, :2] + bounds[1, :2]) / 2
    return float(middle[0]), float(middle[1])


def _quarter(heading_rad: float) -> int | None:
    """The number of quarter turns 0..3, or None where the heading is not one to within rounding."""
    quarters = heading_rad / (math.pi / 2)
    return round(quarters) % 4 if abs(quarters - round(quarters)) < 1e-9 else None


def _transform(at: Placement, anchor_m: tuple[float, float]) -> NDArray[np.float64]:
    """(4, 4) Translate(x, y, z) @ RotateZ(heading) @ Translate(-anchor), exact for quarter turns."""
    quarter = _quarter(at.heading_rad)
    if quarter is None:
        cos, sin = math.cos(at.heading_rad), math.sin(at.heading_rad)
    else:
        cos, sin = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[quarter]
    cx, cy = anchor_m
    return np.array(
        [
            [cos, -sin, 0.0, at.x_m - (cos * cx - sin * cy)],
            [sin, cos, 0.0, at.y_m - (sin * cx + cos * cy)],
            [0.0, 0.0, 1.0, at.z_m],
            [0.0, 0.0, 0.0, 1.0],
        ]
    )
