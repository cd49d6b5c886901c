"""Known answers of walking, one by one or in small groups: speed, premovement, corners, age groups.

RiMEA e.V., "Guideline for Microscopic Evacuation Analysis", version 3.0.0 (2016), annex 1; Ronchi,
Kuligowski, Reneke, Peacock and Nilsson, "The Process of Verification and Validation of Building Fire
Evacuation Models", NIST Technical Note 1822 (2013), section 3. Every case is walked twice: as drawn,
and turned by 30° and shifted by half a cell.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import inf

import numpy as np
import shapely

from scenarios.simulation.crowd import Goal, Walkers, scatter
from scenarios.simulation.records import STEP_S
from scenarios.validation.case import Case, Criterion, Measured, Tier
from scenarios.validation.poses import AS_DRAWN, POSES, Pose, crossings_s

GROUP = "Walking"
AGE_GROUPS_MPS = {  # RiMEA table 2, after Weidmann 1993
    "under 30": (0.58, 1.61),
    "30 to 50": (1.41, 1.54),
    "over 50": (0.68, 1.41),
    "handicapped": (0.46, 0.76),
}


def twice(
    name: str,
    source: str,
    expected: float | Criterion,
    unit: str,
    measure: Callable[[Pose, Tier], Measured],
    *,
    tier: Tier = "quick",
    turned_tier: Tier = "quick",
) -> tuple[Case, ...]:
    """The case in both poses; `turned_tier` keeps a slow second one for the full tier."""
    return tuple(
        Case(
            name if pose is AS_DRAWN else f"{name}, {pose.words}",
            GROUP,
            source,
            expected,
            unit,
            partial(measure, pose),
            tier if pose is AS_DRAWN or tier == "full" else turned_tier,
        )
        for pose in POSES
    )


def _corridor_s(speed_mps: float, pose: Pose, _: Tier) -> Measured:
    floor = shapely.box(-0.5, 0, 42, 2)
    walkers = Walkers.towards(np.array([[0.0, 1.0]]), speed_mps, [0])
    tracks = pose.walk(floor, [Goal((41.5, 0.5), (41.5, 1.5))], walkers, horizon_s=120)
    time_s = float(crossings_s(tracks, 40.0)[0])
    return Measured.within(time_s, 0.02 * time_s, "one person; to 2 %, by which the cells of a way may lengthen it")


def _premovement(pose: Pose, _: Tier) -> Measured:
    rng = np.random.default_rng(5)
    planned = rng.uniform(10.0, 100.0, 10)
    room = shapely.union_all([shapely.box(0, 0, 8, 5), shapely.box(7.9, 2, 10, 3)])
    walkers = Walkers.towards(scatter(shapely.box(0.5, 0.5, 6.5, 4.5), 10, rng), 1.33, [0], planned)
    tracks = pose.walk(room, [Goal((9.5, 2.5), (9.5, 2.5))], walkers, horizon_s=150)
    moved = np.hypot(*np.moveaxis(np.diff(tracks.position_m.astype(np.float64), axis=0), 2, 0)) > 1e-4
    began = moved.argmax(axis=0) * tracks.step_s
    late = float(np.abs(began - planned).max())
    return Measured.within(late, 0.0, "the one of ten people farthest from the planned second")


def _corner(pose: Pose, _: Tier) -> Measured:
    floor = shapely.union_all([shapely.box(0, 0, 12, 2), shapely.box(10, 0, 12, 12)])
    rng = np.random.default_rng(6)
    walkers = Walkers.towards(scatter(shapely.box(0.4, 0.4, 6, 1.6), 20, rng), 1.33, [0])
    tracks = pose.walk(floor, [Goal((10.5, 11.5), (11.5, 11.5))], walkers, horizon_s=90)
    if not np.isfinite(tracks.arrived_s).all():
        raise RuntimeError(f"{np.isinf(tracks.arrived_s).sum()} of 20 people did not get round the corner")
    here = tracks.position_m[np.isfinite(tracks.position_m[..., 0])].astype(np.float64)
    where = shapely.points(here)
    depth = shapely.distance(floor.boundary, where) * np.where(shapely.contains(floor, where), 1, -1)
    return Measured.within(float(depth.min()), 0.0, "20 people, every step: the least distance of a middle from a wall")


def _age_groups(pose: Pose, _: Tier) -> Measured:
    """Everyone alone, 3 m beside the next; how far one's speed is from the assigned one, as a share."""
    rng = np.random.default_rng(7)
    assigned = np.concatenate([rng.uniform(low, high, 6) for low, high in AGE_GROUPS_MPS.values()])
    lanes = 3.0 * np.arange(len(assigned)) + 1.5
    floor = shapely.box(-0.5, 0, 22, lanes[-1] + 1.5)
    goals = [Goal((21.5, y), (21.5, y)) for y in lanes]
    starts = np.column_stack([np.zeros_like(lanes), lanes])
    walkers = Walkers.towards(starts, assigned, np.arange(len(lanes))[:, None])
    x = pose.walk(floor, goals, walkers, horizon_s=60).position_m[..., 0].astype(np.float64)
    clock = np.arange(len(x)) * STEP_S
    walked = np.array([20.0 / np.ptp(np.interp((0.5, 20.5), track, clock)) for track in x.T])
    return Measured.within(
        float(np.abs(walked / assigned - 1).max()), 0.0, f"{len(assigned)} people of four groups, over 20 m"
    )


_RIMEA = "RiMEA 3.0 test"
CASES = (
    *twice(
        "RiMEA 1: 40 m corridor at 1.33 m/s",
        f"{_RIMEA} 1",
        Criterion(26.0, 34.0, "26 s to 34 s"),
        "s",
        partial(_corridor_s, 1.33),
    ),
    *twice("NIST 2.1: 40 m corridor at 1 m/s", "NIST TN 1822, Verif.2.1", 40.0, "s", partial(_corridor_s, 1.0)),
    *twice(
        "RiMEA 5: premovement times",
        f"{_RIMEA} 5",
        Criterion(0.0, STEP_S, "everyone starts at the planned second, to one step of 0.1 s"),
        "s",
        _premovement,
    ),
    *twice(
        "RiMEA 6: 20 people round a corner",
        f"{_RIMEA} 6",
        Criterion(0.0, inf, "all get round it and nobody through a wall (0 m)"),
        "m",
        _corner,
    ),
    *twice(
        "RiMEA 7: speeds of four age groups",
        f"{_RIMEA} 7; Weidmann 1993",
        Criterion(0.0, 0.01, "as assigned, to 1 %"),
        "",
        _age_groups,
    ),
)
