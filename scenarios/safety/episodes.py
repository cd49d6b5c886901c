"""Finding encounters while the simulation runs: one record per encounter, with its extremes.

Between two steps everyone moves in a straight line, and every measure is taken on that motion in
continuous time: a collision course found at the start of a step is followed to its end, and contact
inside a step is contact. A course counts only if neither would run into a wall first. People are
discs, vehicles oriented rectangles.
"""

# ruff: noqa: C901, FBT001, PLR0917 -- compiled functions take plain positional arguments, and compare the same way
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

from scenarios.safety.kinematics import (
    box_distance,
    boxes_distance,
    boxes_ttc,
    disc_ttc,
    rounded_box_ttc,
)
from scenarios.simulation.compiled import inner
from scenarios.simulation.navigation import clearance
from scenarios.simulation.records import STEP_S, Simulation


@inner
def pair_ttc(sim: Simulation, i: int, j: int, vx: float, vy: float) -> float:
    """Time to collision of j against i from the start of the step; (vx, vy) is j's velocity minus i's."""
    a = sim.agents[i]
    b = sim.agents[j]
    px = b.ox - a.ox
    py = b.oy - a.oy
    if a.kind == 0 and b.kind == 0:
        return disc_ttc(px, py, vx, vy, a.half_width + b.half_width)
    if a.kind > 0 and b.kind > 0:
        return boxes_ttc(px, py, vx, vy, a.heading, a.half_length, a.half_width, b.heading, b.half_length, b.half_width)
    if a.kind > 0:
        c, s = math.cos(a.heading), math.sin(a.heading)
        return rounded_box_ttc(
            px * c + py * s, -px * s + py * c, vx * c + vy * s, -vx * s + vy * c,
            a.half_length, a.half_width, b.half_width,
        )  # fmt: skip
    c, s = math.cos(b.heading), math.sin(b.heading)
    return rounded_box_ttc(
        -px * c - py * s, px * s - py * c, -vx * c - vy * s, vx * s - vy * c,
        b.half_length, b.half_width, a.half_width,
    )  # fmt: skip


@inner
def pair_distance(sim: Simulation, i: int, j: int, px: float, py: float) -> float:
    """Edge-to-edge distance with j at (px, py) from i; 0 where they touch."""
    a = sim.agents[i]
    b = sim.agents[j]
    if a.kind == 0 and b.kind == 0:
        return max(math.hypot(px, py) - a.half_width - b.half_width, 0.0)
    if a.kind > 0 and b.kind > 0:
        return boxes_distance(px, py, a.heading, a.half_length, a.half_width, b.heading, b.half_length, b.half_width)
    if a.kind > 0:
        c, s = math.cos(a.heading), math.sin(a.heading)
        return max(box_distance(px * c + py * s, -px * s + py * c, a.half_length, a.half_width) - b.half_width, 0.0)
    c, s = math.cos(b.heading), math.sin(b.heading)
    return max(box_distance(-px * c - py * s, px * s - py * c, b.half_length, b.half_width) - a.half_width, 0.0)


@inner
def _nearest_in_step(sim: Simulation, i: int, j: int, vx: float, vy: float) -> tuple[float, float]:
    """(least distance, time into the step) while j moves past i; convex in time, so a section search finds it."""
    a = sim.agents[i]
    b = sim.agents[j]
    px = b.ox - a.ox
    py = b.oy - a.oy
    low = 0.0
    high = STEP_S
    for _ in range(12):
        one = low + (high - low) / 3.0
        two = high - (high - low) / 3.0
        if pair_distance(sim, i, j, px + vx * one, py + vy * one) <= pair_distance(
            sim, i, j, px + vx * two, py + vy * two
        ):
            high = two
        else:
            low = one
    middle = 0.5 * (low + high)
    return pair_distance(sim, i, j, px + vx * middle, py + vy * middle), middle


@inner
def _way_is_free(sim: Simulation, i: int, ttc: float) -> bool:
    """Whether an agent going straight on for `ttc` would stay clear of walls."""
    a = sim.agents[i]
    r = sim.rules[0]
    length = math.hypot(a.vx, a.vy) * ttc
    count = int(length / 0.2)
    for k in range(1, count + 1):
        s = ttc * k / (count + 1)
        if clearance(sim.fine[sim.clock[0].floor], r.x0, r.y0, r.cell, a.ox + a.vx * s, a.oy + a.vy * s) <= 0.05:
            return False
    return True


@inner
def _open_episode(sim: Simulation, i: int, j: int, t: float) -> int:
    """The running episode of a pair, or a new one; -1 when the table is full."""
    c = sim.clock[0]
    r = sim.rules[0]
    low, high = min(i, j), max(i, j)
    e = sim.encounters[low, high]
    if e >= 0 and t - sim.conflicts[e].end <= r.merge_gap:
        return int(e)
    if c.conflicts >= len(sim.conflicts):
        c.full = 1
        return -1
    e = c.conflicts
    c.conflicts += 1
    sim.encounters[low, high] = e
    row = sim.conflicts[e]
    row.start = t
    row.end = t
    row.at = t
    row.a = low
    row.b = high
    row.ttc = math.inf
    row.separation = math.inf
    row.separation_at = t
    row.closing = 0.0
    row.contact = 0
    row.serious = 0
    return int(e)


@inner
def _matters(a: Any, b: Any, r: Any) -> bool:
    """Whether two agents may be on a collision course in this step: a cheap, generous test."""
    px = b.ox - a.ox
    py = b.oy - a.oy
    vx = b.vx - a.vx
    vy = b.vy - a.vy
    d2 = px * px + py * py
    dot = px * vx + py * vy
    body = a.reach + b.reach
    if d2 <= body * body:
        return True
    if dot >= 0.0:
        return False
    v2 = vx * vx + vy * vy
    if v2 * (d2 - body * body) > dot * dot:
        return False
    look = (r.person_slight_ttc if a.kind + b.kind == 0 else r.slight_ttc) + STEP_S
    reach = look * math.sqrt(v2) + body
    return d2 <= reach * reach


@inner
def _observe(sim: Simulation, i: int, j: int, e: int, running: bool, t: float) -> None:
    """Measure one pair over the step that ends at `t`; `e` is its latest episode, `running` whether it still runs."""
    a = sim.agents[i]
    b = sim.agents[j]
    r = sim.rules[0]
    px = b.ox - a.ox
    py = b.oy - a.oy
    vx = b.vx - a.vx
    vy = b.vy - a.vy
    d2 = px * px + py * py
    dot = px * vx + py * vy
    body = a.reach + b.reach
    distance = math.sqrt(d2)
    closing = -dot / max(distance, 1e-9)
    start = t - STEP_S
    ttc = pair_ttc(sim, i, j, vx, vy)
    people = a.kind + b.kind == 0
    look = r.person_slight_ttc if people else r.slight_ttc
    contact = ttc <= STEP_S
    least = max(ttc - STEP_S, 0.0)
    vehicles = max(math.hypot(a.vx, a.vy) if a.kind > 0 else 0.0, math.hypot(b.vx, b.vy) if b.kind > 0 else 0.0)
    course = least <= look and closing >= r.min_closing and ttc < math.inf
    course = course and (people or vehicles >= r.min_vehicle_speed)
    if course and not contact:
        course = _way_is_free(sim, i, ttc) and _way_is_free(sim, j, ttc)
    if not (course or contact or running):
        return
    if course or contact:
        e = _open_episode(sim, i, j, start)
        if e < 0:
            return
        row = sim.conflicts[e]
        row.end = t
        row.closing = max(row.closing, closing)
        if least < row.ttc:
            row.ttc = least
            row.at = start + min(ttc, STEP_S)
            row.x = 0.5 * (a.x + b.x)
            row.y = 0.5 * (a.y + b.y)
        if contact:
            row.contact = 1
        if course and least <= (r.person_serious_ttc if people else r.serious_ttc):
            row.serious = 1
    row = sim.conflicts[e]
    if contact:
        row.separation = 0.0
        row.separation_at = start + ttc
    elif distance - body < row.separation:
        near, into = _nearest_in_step(sim, i, j, vx, vy)
        if near < row.separation:
            row.separation = near
            row.separation_at = start + into


@inner
def observe_all(sim: Simulation, t: float) -> None:
    """Measure every pair with somebody moving in it over the step that ends at `t`."""
    agents = sim.agents
    r = sim.rules[0]
    merge_gap = r.merge_gap
    for m in range(sim.clock[0].stepped):
        i = sim.movers[m]
        a = agents[i]
        if a.ghost_until > t:
            continue
        for k in range(sim.neighbour_count[i]):
            j = sim.neighbours[i, k]
            b = agents[j]
            both = b.moving and not b.down
            if (both and j < i) or not b.present or b.ghost_until > t:
                continue
            if not both:
                b.ox = b.x
                b.oy = b.y
            e = sim.encounters[min(i, j), max(i, j)]
            running = e >= 0 and t - STEP_S - sim.conflicts[e].end <= merge_gap
            if running or _matters(a, b, r):
                _observe(sim, i, j, e, running, t)
