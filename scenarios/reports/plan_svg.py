"""A variant's floor plan as SVG, with what differs from the base lit in the variant's colour.

Only geometry is written, never a name: nothing that somebody typed can get into the markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.contracts import FloorPlan, Footprint, PartClass

_FILLS = {
    PartClass.RACK: "#c9d2e0",
    PartClass.WALL: "#5b6472",
    PartClass.COLUMN: "#5b6472",
    PartClass.DESK: "#e9dcc3",
    PartClass.CONVEYOR: "#d5d9cf",
    PartClass.CHARGER: "#d9e6d2",
    PartClass.VEHICLE: "#e3d7ea",
    PartClass.DOOR: "#b8c4d6",
}
_OTHER_FILL = "#e4e6ea"
_SPOTS = {"contact": ("#c4320a", 0.75), "serious": ("#c4320a", 0.3)}
_SAME_PLACE_M = 0.02  # less than this is numerical noise of the mesh, not an edit


@dataclass(frozen=True)
class PlanDifference:
    """What stands differently than in the base."""

    changed_ids: frozenset[str]  # parts that are new, or stand or turn elsewhere
    ghosts_m: tuple[NDArray[np.float64], ...]  # outlines in the base of what moved or is gone


def plan_difference(base: FloorPlan, variant: FloorPlan) -> PlanDifference:
    """Compare the footprints of two plans by part, to within 2 cm; a part may have several pieces."""
    before, after = _pieces(base), _pieces(variant)
    changed = {i for i, pieces in after.items() if i not in before or not _same_places(before[i], pieces)}
    ghosts = [f.polygon_m for i in sorted(before) if i not in after or i in changed for f in before[i]]
    return PlanDifference(frozenset(changed), tuple(ghosts))


def plan_svg(
    plan: FloorPlan,
    *,
    color: str,
    difference: PlanDifference | None = None,
    spots: Iterable[tuple[float, float, str]] = (),
) -> str:
    """The plan, y up; `spots` are places (x_m, y_m, severity) of contacts and serious conflicts."""
    (x0, y0), (x1, y1) = _frame(plan)
    unit = max(x1 - x0, y1 - y0) / 400  # a hairline at the size of a report's column
    changed = difference.changed_ids if difference else frozenset()
    shapes = [_polygon(ring, fill="#fafbfc", stroke="#5b6472", width=unit * 1.5) for ring in plan.building_m]
    for footprint in sorted(plan.footprints, key=lambda f: f.part_id in changed):
        lit = footprint.part_id in changed
        fill = color if lit else _FILLS.get(footprint.part_class, _OTHER_FILL)
        shapes.append(_polygon(footprint.polygon_m, fill=fill, stroke=color if lit else "#8b95a5", width=unit * 0.5))
    ghosts = difference.ghosts_m if difference else ()
    shapes += [_polygon(ghost, fill="none", stroke=color, width=unit * 1.2, dash=unit * 4) for ghost in ghosts]
    shapes += [_spot(x, y, severity, unit) for x, y, severity in spots if severity in _SPOTS]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x0:.3f} {-y1:.3f} {x1 - x0:.3f} {y1 - y0:.3f}" '
        f'width="{x1 - x0:.3f}" height="{y1 - y0:.3f}">{"".join(shapes)}</svg>'
    )


def _pieces(plan: FloorPlan) -> dict[str, list[Footprint]]:
    pieces: dict[str, list[Footprint]] = {}
    for footprint in plan.footprints:
        pieces.setdefault(footprint.part_id, []).append(footprint)
    return pieces


def _same_places(before: Sequence[Footprint], after: Sequence[Footprint]) -> bool:
    return len(before) == len(after) and all(any(_same_place(one, other) for other in after) for one in before)


def _same_place(one: Footprint, other: Footprint) -> bool:
    """Both outlines lie in the same box, whatever the order of their points."""
    a, b = one.polygon_m, other.polygon_m
    boxes = np.abs(np.array([a.min(0) - b.min(0), a.max(0) - b.max(0), a.mean(0) - b.mean(0)]))
    turned = len(a) == len(b) and np.abs(np.sort(a, axis=0) - np.sort(b, axis=0)).max() > _SAME_PLACE_M
    return bool(boxes.max() <= _SAME_PLACE_M and not turned)


def _frame(plan: FloorPlan) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rings: Sequence[NDArray[np.float64]] = [*plan.building_m, *(f.polygon_m for f in plan.footprints)]
    if not rings:
        rows, columns = plan.clearance_m.shape
        lower = np.array(plan.origin_m, dtype=np.float64)
        return lower, lower + plan.cell_m * np.array([columns, rows])
    points = np.concatenate(rings)
    margin = 0.02 * float(np.ptp(points, axis=0).max()) + 0.05
    return points.min(axis=0) - margin, points.max(axis=0) + margin


def _polygon(ring: NDArray[np.float64], *, fill: str, stroke: str, width: float, dash: float | None = None) -> str:
    points = " ".join(f"{x:.3f},{-y:.3f}" for x, y in ring)
    dashes = f' stroke-dasharray="{dash:.3f} {dash * 0.7:.3f}"' if dash else ""
    return f'<polygon points="{points}" fill="{fill}" stroke="{stroke}" stroke-width="{width:.4f}"{dashes}/>'


def _spot(x_m: float, y_m: float, severity: str, unit: float) -> str:
    color, opacity = _SPOTS[severity]
    return f'<circle cx="{x_m:.3f}" cy="{-y_m:.3f}" r="{unit * 3.5:.3f}" fill="{color}" fill-opacity="{opacity}"/>'
