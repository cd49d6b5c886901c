"""Surrogate safety measures between two moving bodies, as pure compiled functions.

Bodies are discs (people) or oriented rectangles (vehicles) that translate at constant velocity while
a measure looks ahead; rotation during the look-ahead is ignored. Times are exact for that motion, so
they do not depend on any time step. Sources: Hayward 1972 (TTC), Almqvist et al. 1991 (DRAC),
Allen et al. 1978 (PET).
"""

# ruff: noqa: PLR0917 -- compiled functions take plain positional arguments, and compare the same way

from __future__ import annotations

import math

from scenarios.simulation.compiled import kernel

NEVER = math.inf


@kernel
def disc_ttc(px: float, py: float, vx: float, vy: float, radius: float) -> float:
    """Time until a point at (px, py) relative to the other body, moving at (vx, vy), is within `radius`.

    `radius` is the sum of both radii; 0 where they touch already, infinity on no collision course.
    """
    c = px * px + py * py - radius * radius
    if c <= 0.0:
        return 0.0
    b = px * vx + py * vy
    if b >= 0.0:
        return math.inf
    a = vx * vx + vy * vy
    root = b * b - a * c
    if root < 0.0:
        return math.inf
    return c / (-b + math.sqrt(root))


@kernel
def rounded_box_ttc(
    px: float, py: float, vx: float, vy: float, half_length: float, half_width: float, radius: float
) -> float:
    """Time until a disc at (px, py) in a rectangle's own frame, moving at (vx, vy) in it, touches the rectangle.

    The disc's centre meets the rectangle grown by `radius` with rounded corners: two slabs and four discs.
    """
    dx = max(abs(px) - half_length, 0.0)
    dy = max(abs(py) - half_width, 0.0)
    if dx * dx + dy * dy <= radius * radius:
        return 0.0
    best = math.inf
    # the sides facing x: |x| = half_length + radius, |y| <= half_width
    if vx != 0.0:
        t = (math.copysign(half_length + radius, px) - px) / vx
        if t >= 0.0 and abs(px) > half_length and abs(py + vy * t) <= half_width:
            best = min(best, t)
    if vy != 0.0:
        t = (math.copysign(half_width + radius, py) - py) / vy
        if t >= 0.0 and abs(py) > half_width and abs(px + vx * t) <= half_length:
            best = min(best, t)
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            best = min(best, disc_ttc(px - sx * half_length, py - sy * half_width, vx, vy, radius))
    return best


@kernel
def box_distance(px: float, py: float, half_length: float, half_width: float) -> float:
    """Distance from a point in a rectangle's own frame to the rectangle; 0 inside."""
    return math.hypot(max(abs(px) - half_length, 0.0), max(abs(py) - half_width, 0.0))


@kernel
def boxes_ttc(
    px: float,
    py: float,
    vx: float,
    vy: float,
    heading_a: float,
    half_length_a: float,
    half_width_a: float,
    heading_b: float,
    half_length_b: float,
    half_width_b: float,
) -> float:
    """Time until rectangle b, at (px, py) from rectangle a and moving at (vx, vy) relative to it, touches it.

    Swept separating-axis test over the four edge directions: exact for translation.
    """
    enter = 0.0
    leave = math.inf
    for k in range(4):
        angle = heading_a if k < 2 else heading_b
        if k & 1:
            angle += 0.5 * math.pi
        ax = math.cos(angle)
        ay = math.sin(angle)
        ca = abs(math.cos(heading_a - angle)) * half_length_a + abs(math.sin(heading_a - angle)) * half_width_a
        cb = abs(math.cos(heading_b - angle)) * half_length_b + abs(math.sin(heading_b - angle)) * half_width_b
        reach = ca + cb
        p = px * ax + py * ay
        v = vx * ax + vy * ay
        if abs(v) < 1e-12:
            if abs(p) > reach:
                return math.inf
            continue
        t0 = (-reach - p) / v
        t1 = (reach - p) / v
        enter = max(enter, min(t0, t1))
        leave = min(leave, max(t0, t1))
        if enter > leave:
            return math.inf
    return enter


@kernel
def boxes_distance(
    px: float,
    py: float,
    heading_a: float,
    half_length_a: float,
    half_width_a: float,
    heading_b: float,
    half_length_b: float,
    half_width_b: float,
) -> float:
    """Least distance between two rectangles, b at (px, py) from a; 0 where they overlap."""
    if (
        boxes_ttc(px, py, 0.0, 0.0, heading_a, half_length_a, half_width_a, heading_b, half_length_b, half_width_b)
        == 0.0
    ):
        return 0.0
    best = math.inf
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            # a corner of b in a's frame, and a corner of a in b's frame
            c, s = math.cos(heading_b), math.sin(heading_b)
            qx = px + sx * half_length_b * c - sy * half_width_b * s
            qy = py + sx * half_length_b * s + sy * half_width_b * c
            ca, sa = math.cos(heading_a), math.sin(heading_a)
            best = min(best, box_distance(qx * ca + qy * sa, -qx * sa + qy * ca, half_length_a, half_width_a))
            wx = -px + sx * half_length_a * ca - sy * half_width_a * sa
            wy = -py + sx * half_length_a * sa + sy * half_width_a * ca
            best = min(best, box_distance(wx * c + wy * s, -wx * s + wy * c, half_length_b, half_width_b))
    return best


@kernel
def drac(closing: float, gap: float) -> float:
    """Deceleration rate to avoid the crash in m/s²: closing² / (2 gap); 0 when not closing, infinity on contact."""
    if closing <= 0.0:
        return 0.0
    if gap <= 0.0:
        return math.inf
    return closing * closing / (2.0 * gap)


@kernel
def post_encroachment_time(first_leaves_s: float, second_enters_s: float) -> float:
    """PET in s: from the first one leaving the shared ground to the second one entering it; 0 on overlap."""
    return max(second_enters_s - first_leaves_s, 0.0)
