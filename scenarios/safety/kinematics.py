"""Surrogate safety measures between two moving bodies, as pure compiled functions.

Bodies are discs (people) or oriented rectangles (vehicles) that translate at constant velocity while
a measure looks ahead; rotation during the look-ahead is ignored. Directions are unit vectors, never
angles. Times are exact for that motion, so they do not depend on any time step. Sources: Hayward 1972
(TTC), Almqvist et al. 1991 (DRAC), Allen et al. 1978 (PET). What counts as an encounter is decided
elsewhere.
"""

# ruff: noqa: FBT001, PLR0917 -- compiled functions take plain positional arguments, and compare the same way

from __future__ import annotations

import math

from scenarios.simulation.compiled import kernel


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

    The disc's centre meets the rectangle grown by `radius` with rounded corners. Where it enters the grown
    rectangle with square corners, it meets a side, or the circle of that one corner, or nothing.
    """
    dx = max(abs(px) - half_length, 0.0)
    dy = max(abs(py) - half_width, 0.0)
    if dx * dx + dy * dy <= radius * radius:
        return 0.0
    enter = 0.0
    leave = math.inf
    reach = half_length + radius
    if vx != 0.0:
        t0 = (-reach - px) / vx
        t1 = (reach - px) / vx
        enter = max(enter, min(t0, t1))
        leave = min(leave, max(t0, t1))
    elif abs(px) > reach:
        return math.inf
    reach = half_width + radius
    if vy != 0.0:
        t0 = (-reach - py) / vy
        t1 = (reach - py) / vy
        enter = max(enter, min(t0, t1))
        leave = min(leave, max(t0, t1))
    elif abs(py) > reach:
        return math.inf
    if enter > leave:
        return math.inf
    x = px + vx * enter
    y = py + vy * enter
    if abs(x) <= half_length or abs(y) <= half_width:
        return enter
    return disc_ttc(px - math.copysign(half_length, x), py - math.copysign(half_width, y), vx, vy, radius)


@kernel
def boxes_ttc(
    px: float,
    py: float,
    vx: float,
    vy: float,
    ax: float,
    ay: float,
    half_length_a: float,
    half_width_a: float,
    bx: float,
    by: float,
    half_length_b: float,
    half_width_b: float,
) -> float:
    """Time until rectangle b, at (px, py) from rectangle a and moving at (vx, vy) relative to it, touches it.

    (ax, ay) and (bx, by) are unit vectors along the rectangles. Swept separating-axis test over the four
    edge directions: exact for translation.
    """
    c = abs(ax * bx + ay * by)
    s = abs(ax * by - ay * bx)
    enter = 0.0
    leave = math.inf
    for k in range(4):
        if k == 0:
            nx, ny = ax, ay
            reach = half_length_a + c * half_length_b + s * half_width_b
        elif k == 1:
            nx, ny = -ay, ax
            reach = half_width_a + s * half_length_b + c * half_width_b
        elif k == 2:
            nx, ny = bx, by
            reach = half_length_b + c * half_length_a + s * half_width_a
        else:
            nx, ny = -by, bx
            reach = half_width_b + s * half_length_a + c * half_width_a
        p = px * nx + py * ny
        v = vx * nx + vy * ny
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
def bodies_ttc(
    px: float,
    py: float,
    vx: float,
    vy: float,
    a_is_box: bool,
    ax: float,
    ay: float,
    half_length_a: float,
    half_width_a: float,
    b_is_box: bool,
    bx: float,
    by: float,
    half_length_b: float,
    half_width_b: float,
) -> float:
    """Time until body b, at (px, py) from body a and moving at (vx, vy) relative to it, touches it.

    A body that is not a box is a disc of radius `half_width`.
    """
    if a_is_box:
        if b_is_box:
            return boxes_ttc(
                px, py, vx, vy, ax, ay, half_length_a, half_width_a, bx, by, half_length_b, half_width_b
            )  # fmt: skip
        return rounded_box_ttc(
            px * ax + py * ay, py * ax - px * ay, vx * ax + vy * ay, vy * ax - vx * ay,
            half_length_a, half_width_a, half_width_b,
        )  # fmt: skip
    if b_is_box:
        return rounded_box_ttc(
            -px * bx - py * by, px * by - py * bx, -vx * bx - vy * by, vx * by - vy * bx,
            half_length_b, half_width_b, half_width_a,
        )  # fmt: skip
    return disc_ttc(px, py, vx, vy, half_width_a + half_width_b)


@kernel
def box_distance(px: float, py: float, half_length: float, half_width: float) -> float:
    """Distance from a point in a rectangle's own frame to the rectangle; 0 inside."""
    dx = max(abs(px) - half_length, 0.0)
    dy = max(abs(py) - half_width, 0.0)
    return math.sqrt(dx * dx + dy * dy)


@kernel
def path_distance(px: float, py: float, vx: float, vy: float, duration: float) -> float:
    """Least distance from the origin of a point that goes from (px, py) at (vx, vy) for `duration`."""
    v2 = vx * vx + vy * vy
    if v2 > 0.0:
        t = min(max(-(px * vx + py * vy) / v2, 0.0), duration)
        px += vx * t
        py += vy * t
    return math.sqrt(px * px + py * py)


@kernel
def path_box_distance(
    px: float, py: float, vx: float, vy: float, duration: float, half_length: float, half_width: float
) -> float:
    """As `path_distance`, from a rectangle in its own frame that the path does not enter.

    The least distance between a segment and a rectangle apart from it is at an end of the segment or at a
    corner of the rectangle.
    """
    best = min(
        box_distance(px, py, half_length, half_width),
        box_distance(px + vx * duration, py + vy * duration, half_length, half_width),
    )
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            best = min(best, path_distance(px - sx * half_length, py - sy * half_width, vx, vy, duration))
    return best


@kernel
def path_boxes_distance(
    px: float,
    py: float,
    vx: float,
    vy: float,
    duration: float,
    ax: float,
    ay: float,
    half_length_a: float,
    half_width_a: float,
    bx: float,
    by: float,
    half_length_b: float,
    half_width_b: float,
) -> float:
    """Least distance of rectangle b from rectangle a on its way, where they do not touch on it.

    Two convex bodies are nearest at a corner of one of them, so every corner's way past the other counts.
    """
    # everything in a's frame: b's middle, its way, its direction
    qx = px * ax + py * ay
    qy = py * ax - px * ay
    wx = vx * ax + vy * ay
    wy = vy * ax - vx * ay
    c = bx * ax + by * ay
    s = by * ax - bx * ay
    best = math.inf
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            corner_x = qx + sx * half_length_b * c - sy * half_width_b * s
            corner_y = qy + sx * half_length_b * s + sy * half_width_b * c
            best = min(best, path_box_distance(corner_x, corner_y, wx, wy, duration, half_length_a, half_width_a))
            # a's corner in b's frame, at both ends of the way; its corners against b's are done
            dx = sx * half_length_a - qx
            dy = sy * half_width_a - qy
            best = min(best, box_distance(dx * c + dy * s, dy * c - dx * s, half_length_b, half_width_b))
            dx -= wx * duration
            dy -= wy * duration
            best = min(best, box_distance(dx * c + dy * s, dy * c - dx * s, half_length_b, half_width_b))
    return best


@kernel
def bodies_separation(
    px: float,
    py: float,
    vx: float,
    vy: float,
    duration: float,
    a_is_box: bool,
    ax: float,
    ay: float,
    half_length_a: float,
    half_width_a: float,
    b_is_box: bool,
    bx: float,
    by: float,
    half_length_b: float,
    half_width_b: float,
) -> float:
    """Least edge-to-edge distance of body b from body a while it moves for `duration`; 0 where they touch.

    Arguments as in `bodies_ttc`.
    """
    if (
        bodies_ttc(
            px, py, vx, vy, a_is_box, ax, ay, half_length_a, half_width_a, b_is_box, bx, by, half_length_b, half_width_b
        )
        <= duration
    ):
        return 0.0
    if a_is_box:
        if b_is_box:
            return path_boxes_distance(
                px, py, vx, vy, duration, ax, ay, half_length_a, half_width_a, bx, by, half_length_b, half_width_b
            )
        return max(
            path_box_distance(
                px * ax + py * ay, py * ax - px * ay, vx * ax + vy * ay, vy * ax - vx * ay,
                duration, half_length_a, half_width_a,
            ) - half_width_b,
            0.0,
        )  # fmt: skip
    if b_is_box:
        return max(
            path_box_distance(
                -px * bx - py * by, px * by - py * bx, -vx * bx - vy * by, vx * by - vy * bx,
                duration, half_length_b, half_width_b,
            ) - half_width_a,
            0.0,
        )  # fmt: skip
    return max(path_distance(px, py, vx, vy, duration) - half_width_a - half_width_b, 0.0)


@kernel
def course_window(
    px: float, py: float, vx: float, vy: float, ttc: float, look: float, min_closing: float, duration: float
) -> tuple[float, float]:
    """(first, last) instant within `duration` at which a collision course is near and fast enough; last < first if none.

    Near: the time to collision, `ttc` at the start and falling by a second a second, is `look` or less. Fast:
    the middles close in at `min_closing` or more; with v the relative speed and b the distance at which the
    middles would pass, they do until b·c / (v·sqrt(v² - c²)) before they pass. As instants, not as samples at
    a step's start, both ends stay where they are when a motion is cut into other steps.
    """
    v2 = vx * vx + vy * vy
    c2 = min_closing * min_closing
    if v2 <= c2 or ttc == math.inf:
        return 0.0, -1.0
    dot = px * vx + py * vy
    passing2 = max(px * px + py * py - dot * dot / v2, 0.0)
    fast_until = -dot / v2 - min_closing * math.sqrt(passing2 / (v2 * (v2 - c2)))
    return max(ttc - look, 0.0), min(ttc, duration, fast_until)


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


@kernel
def encroachment(
    px: float,
    py: float,
    ux: float,
    uy: float,
    wx: float,
    wy: float,
    duration: float,
    a_is_box: bool,
    ax: float,
    ay: float,
    half_length_a: float,
    half_width_a: float,
    b_is_box: bool,
    bx: float,
    by: float,
    half_length_b: float,
    half_width_b: float,
) -> tuple[float, float]:
    """(delay, entry): how soon body a comes upon the ground that body b swept, both on ways of `duration`.

    Body a goes at (ux, uy), body b went at (wx, wy) from (px, py) from a's start. `delay` is the least time from
    an instant of b's way to the instant of a's way at which a is where b was, counted as if both ways began at
    once, so it lies in -duration..duration; `entry` is a's instant. (infinity, 0) where a does not come upon it.

    For one delay both motions are one relative motion, whose overlap `bodies_ttc` finds exactly; the delays with
    an overlap are an interval, whose low end is found by halving. It is missed where it is shorter than half of
    `duration` and lies between the four delays tried first: bodies take longer to pass than a step lasts, so
    the steps before and after find it.
    """
    low = -duration
    high = math.inf
    entry = 0.0
    for k in range(4):  # from as late on a's way and as early on b's as can be to the reverse, half of it apart
        delay = (1.0, 0.5, 0.0, -0.5)[k] * duration
        first = max(delay, 0.0)
        hit = bodies_ttc(
            px + (wx - ux) * first - wx * delay, py + (wy - uy) * first - wy * delay, wx - ux, wy - uy,
            a_is_box, ax, ay, half_length_a, half_width_a, b_is_box, bx, by, half_length_b, half_width_b,
        )  # fmt: skip
        if hit <= duration - abs(delay):
            high = delay
            entry = first + hit
            break
    if high == math.inf:
        return math.inf, 0.0
    for _ in range(16):
        delay = 0.5 * (low + high)
        first = max(delay, 0.0)
        hit = bodies_ttc(
            px + (wx - ux) * first - wx * delay, py + (wy - uy) * first - wy * delay, wx - ux, wy - uy,
            a_is_box, ax, ay, half_length_a, half_width_a, b_is_box, bx, by, half_length_b, half_width_b,
        )  # fmt: skip
        if hit <= duration - abs(delay):
            high = delay
            entry = first + hit
        else:
            low = delay
    return high, entry
