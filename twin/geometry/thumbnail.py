"""A floor plan as a small SVG picture for a facility's card. Colours are neutral; north is up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin.contracts import FloorPlan, Footprint, PartClass

PAPER, FLOOR, INK = "#f6f7f9", "#ffffff", "#3d4757"
# fill, outline
_STYLE: dict[PartClass, tuple[str, str]] = {
    PartClass.RACK: ("#c5cfdb", "none"),
    PartClass.WALL: (INK, "none"),
    PartClass.COLUMN: (INK, "none"),
    PartClass.DOOR: ("#8e99a8", "#8e99a8"),
    PartClass.DESK: (FLOOR, "#6b7686"),
    PartClass.CHARGER: (FLOOR, "#6b7686"),
    PartClass.CONVEYOR: ("#dfe5ec", "#9aa5b3"),
    PartClass.VEHICLE: ("#9aa5b3", "none"),
    PartClass.BARRIER: ("#9aa5b3", "none"),
    PartClass.CLUTTER: ("#e3e7ec", "#b4bdc8"),
}
_ORDER = {part_class: i for i, part_class in enumerate((PartClass.CLUTTER, PartClass.RACK, PartClass.WALL))}
MARGIN_PX = 10


def plan_svg(floor_plan: FloorPlan, *, width_px: int = 480) -> str:
    """The plan as an SVG document of this width; the height follows the building's proportions."""
    points = np.concatenate([*floor_plan.building_m, *(f.polygon_m for f in floor_plan.footprints)])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (width_px - 2 * MARGIN_PX) / max(float(high[0] - low[0]), 1e-6)
    height_px = round(float(high[1] - low[1]) * scale) + 2 * MARGIN_PX

    def path(ring: NDArray[np.float64]) -> str:
        x = (ring[:, 0] - low[0]) * scale + MARGIN_PX
        y = (high[1] - ring[:, 1]) * scale + MARGIN_PX
        return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x.tolist(), y.tolist(), strict=True)) + "Z"

    building = "".join(path(ring) for ring in floor_plan.building_m)
    shapes = "".join(_shape(f, path(f.polygon_m)) for f in sorted(floor_plan.footprints, key=_layer))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_px}" height="{height_px}" '
        f'viewBox="0 0 {width_px} {height_px}" role="img" aria-label="Floor plan">'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        f'<path d="{building}" fill="{FLOOR}"/>{shapes}</svg>'
    )


def _layer(footprint: Footprint) -> int:
    return _ORDER.get(footprint.part_class, len(_ORDER))


def _shape(footprint: Footprint, path: str) -> str:
    fill, outline = _STYLE.get(footprint.part_class, ("#e3e7ec", "none"))
    stroke = "" if outline == "none" else f' stroke="{outline}" stroke-width="1"'
    return f'<path d="{path}" fill="{fill}"{stroke}/>'
