"""Runs the measures of consistency on the stage: what a change touches, what is remembered, what cameras agree on.

None of them needs path tracing. Each gives plain numbers, which a broken renderer makes worse (the
tests hold them against one that leaks, one that drifts and one that forgets).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scenarios.contracts import AgentKind
from worlds.conditioning.conditions import Conditioner
from worlds.evaluation.locality import common_prefix, locality
from worlds.evaluation.permanence import changes_of_appearance, visible_pixels
from worlds.evaluation.stage import (
    PERIOD_FRAMES,
    Painter,
    Walker,
    divergent,
    nobody,
    roll_out,
    stage_camera,
    stage_scene,
    walkers_at,
)
from worlds.evaluation.steadiness import fixed_flicker, revisit_db, view_disagreement
from worlds.renderer.renderer import RenderedFrame

Size = tuple[int, int]
BEHIND_COLUMN = (Walker(AgentKind.PERSON, (5.0, 5.4), -0.9, 1.2),)  # from the camera's left of the column to its right


def measure_consistency(painter: Painter, size: Size = (256, 144)) -> dict[str, Any]:
    """Every measure of this module, for JSON."""
    conditioner = Conditioner(stage_scene())
    return {
        "locality": measure_locality(painter, conditioner, size),
        "revisit_db": _finite(measure_revisit(painter, conditioner, size)),
        "fixed_flicker_levels": measure_flicker(painter, conditioner, size),
        "views": measure_views(painter, conditioner, size),
        "permanence": measure_permanence(painter, size),
    }


def measure_locality(
    painter: Painter, conditioner: Conditioner, size: Size, *, diverge_at: int = 8, frames: int = 32
) -> dict[str, Any]:
    """Two futures that share their first frames: equal to the bit until then, different near one agent after."""
    camera = stage_camera("west", *size)
    one = roll_out(painter, conditioner, ((walkers_at(k), camera) for k in range(frames)))
    other = roll_out(painter, conditioner, ((divergent(k, diverge_at), camera) for k in range(frames)))
    found = locality(one[diverge_at:], other[diverge_at:]).as_dict()
    return {**found, "common_prefix": common_prefix(one, other), "common_prefix_expected": first_difference(one, other)}


def first_difference(one: list[RenderedFrame], other: list[RenderedFrame]) -> int:
    """How many leading frames have the same conditions: the actions differ from there on."""
    for count, (a, b) in enumerate(zip(one, other, strict=True)):
        if not np.array_equal(a.conditions.gbuffer.depth_m, b.conditions.gbuffer.depth_m):
            return count
    return len(one)


def measure_revisit(painter: Painter, conditioner: Conditioner, size: Size, *, away: int = 24) -> float:
    """PSNR in dB between two visits to a pose: the camera looks, turns away, comes back and settles."""
    settle = [0.0] * 6
    turn = [float(v) for v in np.linspace(0, 9, away // 2)]
    path = settle + turn + turn[::-1] + settle
    cameras = (stage_camera("west", *size, turn_m=v) for v in path)
    frames = roll_out(painter, conditioner, ((walkers_at(0), camera) for camera in cameras))
    return revisit_db(frames[len(settle) - 1], frames[-1])


def measure_flicker(painter: Painter, conditioner: Conditioner, size: Size, *, frames: int = 24) -> float | None:
    """Change of standing surfaces from frame to frame, in 8-bit levels, while others walk."""
    camera = stage_camera("west", *size)
    return fixed_flicker(roll_out(painter, conditioner, ((walkers_at(k), camera) for k in range(frames))))


def measure_views(painter: Painter, conditioner: Conditioner, size: Size, *, frames: int = 6) -> dict[str, Any]:
    """Two cameras that face each other: how far they differ on common points, and whether one disturbs the other."""
    cameras = [stage_camera(name, *size) for name in ("west", "east")]
    alone = [roll_out(painter, conditioner, ((walkers_at(k), c) for k in range(frames))) for c in cameras]
    together: list[list[RenderedFrame]] = [[], []]
    for k in range(frames):
        for of_camera, camera in zip(together, cameras, strict=True):
            conditions = conditioner.frame(walkers_at(k), camera)
            of_camera.append(painter.render(conditions, of_camera[-1] if of_camera else None))
    difference, points = view_disagreement(alone[0][-1], alone[1][-1])
    same = all(common_prefix(a, b) == frames for a, b in zip(alone, together, strict=True))
    return {
        "disagreement_levels": difference if points else None,
        "common_points": points,
        "cameras_do_not_disturb_each_other": same,
    }


def measure_permanence(painter: Painter, size: Size) -> dict[str, Any]:
    """Somebody walks behind a column and comes out: hidden how often, and how much their look changed."""
    scene = stage_scene(column=True)
    camera, conditioner = stage_camera("west", *size), Conditioner(scene)
    states = ((walkers_at(k, BEHIND_COLUMN), camera) for k in range(PERIOD_FRAMES // 2))
    frames = roll_out(painter, conditioner, states)
    changes = changes_of_appearance(frames, len(scene.parts))
    return {
        "times_hidden": len(changes),
        "change_of_look_levels": max(changes) if changes else None,
        "visible_px": [visible_pixels(frame, len(scene.parts)) for frame in frames[:: PERIOD_FRAMES // 10]],
    }


def empty_hall(painter: Painter, conditioner: Conditioner, size: Size, frames: int) -> list[RenderedFrame]:
    """A clip in which nothing moves."""
    camera = stage_camera("west", *size)
    return roll_out(painter, conditioner, ((nobody(), camera) for _ in range(frames)))


def _finite(decibels: float) -> float | None:
    """JSON knows no infinity: None for visits that are equal to the bit."""
    return decibels if np.isfinite(decibels) else None
