"""The inner loops of the dynamics, compiled: what the network is told of everyone, and what becomes of its answer.

Batches are (futures, agents). A motion is given in coordinates in which every value is possible: y = (along,
aside) of a person's change of velocity in its own frame, or (change of speed, turn) of a vehicle, each the
inverse hyperbolic tangent of its share of what the body can do in a step. So acceleration, braking and turning
keep their limits whatever the network says; top speed and walls are held by projection, which is counted.
"""

# ruff: noqa: PLR0917, C901, PLR0912, PLR0915, SIM110 -- compiled functions take plain arrays and hold their loops
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

from scenarios.contracts import Activity
from scenarios.simulation.navigation import clearance, sees
from worlds.dynamics.situation import HELD, HISTORY, STANDS, STEP_S, UNDER_WAY

F = TypeVar("F", bound=Callable[..., Any])
Array = Any  # numba specialises on the dtype; the callers fix it

NEIGHBOURS = 6
NEAR_M = 8.0
RINGS_M = (0.6, 1.5)  # where the clearance around somebody is looked up, eight directions each
SELF, PAIR = 64, 18  # features
COMPONENTS = 5
REST, LEAVES, LOGITS, MEANS, SIGMAS, TURNS = 0, 1, 2, 7, 17, 27  # columns of the network's answer
ANSWER = 32

STRAIGHT_M = 4.0  # from here one heads straight for a place in sight, as the engine has it
GAIN, BRAKE = 1.05, 1.6  # of the acceleration: what a vehicle's speed may change by; it brakes at 1.5
PERSON_GAIN, TURN_GAIN = 1.2, 1.05
PERSON_TOP, VEHICLE_TOP, REVERSE_MPS = 1.25, 1.03, 0.45
FACES_MPS = 0.15
ARRIVES_M, VEHICLE_ARRIVES_M = 0.3, 0.4
CROWDED_M, VEHICLE_CROWDED_M = 0.9, 1.5  # who gets no farther for a second has arrived this near, as in the engine
PERSON_REST_MPS, VEHICLE_REST_MPS = 0.6, 0.35
LEAST_GAIN = 0.02  # m/s
NOTICED_M = 0.01  # a correction of less than a tenth of the floor plan's cell in a step is no projection
A_OFF, A_WALK, A_CARRY, A_WAIT = int(Activity.OFF), int(Activity.WALK), int(Activity.CARRY), int(Activity.WAIT)


def compiled(function: F) -> F:
    """Compile with numba, once for each machine; without the interpreter's lock."""
    return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy")(function))


@compiled
def limits(body: Array, along: float, y: float, axis: int) -> float:
    """What tanh(y) is multiplied by: m/s of a change of speed, or rad of a vehicle's turn, within one step.

    `along` is the present speed along the frame (axis 0): nobody is sped up beyond their top speed, and no vehicle
    backwards beyond what it reverses at.
    """
    if body[0] == 0.0:
        most = PERSON_GAIN * body[4] * STEP_S
        if axis == 1 or y < 0.0:
            return most
        return min(most, max(PERSON_TOP * body[3] - along, LEAST_GAIN))
    if axis == 1:
        return TURN_GAIN * body[5] * STEP_S
    if y >= 0.0:
        return min(GAIN * body[4] * STEP_S, max(VEHICLE_TOP * body[3] - along, LEAST_GAIN))
    return min(BRAKE * body[4] * STEP_S, max(along + REVERSE_MPS, LEAST_GAIN))


@compiled
def speed_along(body: Array, pose: Array, past: Array, frame: Array) -> float:
    """Present speed along the frame that motions are given in, in m/s; backwards is negative."""
    vx = past[HISTORY - 1, 0]
    vy = past[HISTORY - 1, 1]
    if body[0] == 0.0:
        return vx * frame[0] + vy * frame[1]
    return vx * math.cos(pose[2]) + vy * math.sin(pose[2])


@compiled
def goal(
    fine: Array, x0: float, y0: float, cell: float, fields: Array, x: float, y: float, leg: Array
) -> tuple[float, float, float]:
    """(direction x, y, straight distance) towards the place of a leg: along its field, straight once near and in sight."""
    dx = leg[0] - x
    dy = leg[1] - y
    d = math.sqrt(dx * dx + dy * dy)
    if d < 1e-6:
        return 0.0, 0.0, 0.0
    if d < STRAIGHT_M and sees(fine, x0, y0, cell, x, y, leg[0], leg[1], 0.2):
        return dx / d, dy / d, d
    column = min(max(int((x - x0) / 0.25), 0), fields.shape[2] - 1)
    row = min(max(int((y - y0) / 0.25), 0), fields.shape[1] - 1)
    angle = fields[int(leg[2]), row, column] * (2.0 * math.pi / 256.0)
    return math.cos(angle), math.sin(angle), d


@compiled
def describe_all(
    fine: Array, x0: float, y0: float, cell: float, fields: Array, body: Array, legs: Array,
    pose: Array, past: Array, activity: Array, load: Array, elapsed: Array, phase: Array, present: Array, leg: Array,
    own: Array, pair: Array, seen: Array, frame: Array,
) -> None:  # fmt: skip
    """Write what the network is told: own (N, SELF), pair (NEIGHBOURS, N, PAIR), seen (NEIGHBOURS, N), frame (N, 2).

    N counts futures × agents. The frame is the unit vector that everything is turned to: where a person wants to
    go, else where it faces; a vehicle's heading.
    """
    futures, agents = phase.shape
    near = np.empty(NEIGHBOURS, np.int64)
    gap = np.empty(NEIGHBOURS)
    for f in range(futures):
        for i in range(agents):
            n = f * agents + i
            own[n, :] = 0.0
            for k in range(NEIGHBOURS):
                seen[k, n] = 0.0
                pair[k, n, :] = 0.0
            frame[n, 0] = 1.0
            frame[n, 1] = 0.0
            if not present[f, i]:
                continue
            x, y = pose[f, i, 0], pose[f, i, 1]
            ux, uy = math.cos(pose[f, i, 2]), math.sin(pose[f, i, 2])
            ex, ey = ux, uy
            gx, gy, d = 0.0, 0.0, 0.0
            if phase[f, i] == UNDER_WAY:
                gx, gy, d = goal(fine, x0, y0, cell, fields, x, y, legs[i, leg[f, i]])
                if body[i, 0] == 0.0 and gx * gx + gy * gy > 0.5:
                    ex, ey = gx, gy
            frame[n, 0] = ex
            frame[n, 1] = ey
            c = 0
            for h in range(HISTORY):
                vx, vy = past[f, i, h, 0], past[f, i, h, 1]
                own[n, c] = vx * ex + vy * ey
                own[n, c + 1] = vy * ex - vx * ey
                c += 2
            if phase[f, i] == UNDER_WAY:
                own[n, 10] = gx * ex + gy * ey
                own[n, 11] = gy * ex - gx * ey
                own[n, 12] = min(d, 5.0) / 5.0
                own[n, 13] = math.exp(-d)
                wanted = d + 0.15 if body[i, 0] == 0.0 else math.sqrt(2.0 * body[i, 4] * max(d - 0.15, 0.0)) + 0.03
                own[n, 14] = min(wanted, body[i, 3])
                ax, ay, _ = goal(fine, x0, y0, cell, fields, x + 0.8 * gx, y + 0.8 * gy, legs[i, leg[f, i]])
                own[n, 15] = ax * ex + ay * ey
                own[n, 16] = ay * ex - ax * ey
            own[n, 17] = ux * ex + uy * ey
            own[n, 18] = uy * ex - ux * ey
            own[n, 19] = body[i, 3]
            own[n, 20] = body[i, 4] / 5.0
            own[n, 21] = body[i, 5] / 5.0
            own[n, 22] = body[i, 1]
            own[n, 23] = body[i, 2]
            own[n, 24 + int(body[i, 0])] = 1.0
            own[n, 27] = body[i, 7]
            own[n, 28 + activity[f, i]] = 1.0
            own[n, 40] = 1.0 if load[f, i] > 0 else 0.0
            own[n, 41] = math.log(1.0 + elapsed[f, i]) / 5.0
            own[n, 42] = min(elapsed[f, i], 10.0) / 10.0
            own[n, 43] = math.exp(-0.5 * elapsed[f, i])
            own[n, 44] = 1.0 if phase[f, i] == STANDS else 0.0
            own[n, 45] = 1.0 if phase[f, i] == HELD else 0.0
            own[n, 46] = min(max(clearance(fine, x0, y0, cell, x, y), -0.5), 2.0)
            c = 47
            for ring in range(2):
                for k in range(8):
                    a = k * math.pi / 4.0
                    rx = RINGS_M[ring] * math.cos(a)
                    ry = RINGS_M[ring] * math.sin(a)
                    free = clearance(fine, x0, y0, cell, x + rx * ex - ry * ey, y + rx * ey + ry * ex)
                    own[n, c] = min(max(free, -0.5), 2.0)
                    c += 1
            own[n, 63] = min(max(4.0 * (own[n, 46] - body[i, 6]), -1.0), 1.0)  # how near to what it keeps off
            count = 0
            for j in range(agents):
                if j == i or not present[f, j]:
                    continue
                dx = pose[f, j, 0] - x
                dy = pose[f, j, 1] - y
                d2 = dx * dx + dy * dy
                if d2 > NEAR_M * NEAR_M:
                    continue
                g = math.sqrt(d2) - body[j, 1]
                if count == NEIGHBOURS and g >= gap[count - 1]:
                    continue
                k = count if count < NEIGHBOURS else count - 1
                while k > 0 and gap[k - 1] > g:
                    gap[k] = gap[k - 1]
                    near[k] = near[k - 1]
                    k -= 1
                gap[k] = g
                near[k] = j
                count = min(count + 1, NEIGHBOURS)
            mvx, mvy = past[f, i, HISTORY - 1, 0], past[f, i, HISTORY - 1, 1]
            for k in range(count):
                j = near[k]
                seen[k, n] = 1.0
                dx = pose[f, j, 0] - x
                dy = pose[f, j, 1] - y
                vx = past[f, j, HISTORY - 1, 0]
                vy = past[f, j, HISTORY - 1, 1]
                wx, wy = math.cos(pose[f, j, 2]), math.sin(pose[f, j, 2])
                d = math.sqrt(dx * dx + dy * dy)
                rvx = vx - mvx
                rvy = vy - mvy
                v2 = rvx * rvx + rvy * rvy + 1e-6
                meet = min(max(-(dx * rvx + dy * rvy) / v2, 0.0), 4.0)
                mx = dx + rvx * meet
                my = dy + rvy * meet
                row = pair[k, n]
                row[0] = (dx * ex + dy * ey) / 4.0
                row[1] = (dy * ex - dx * ey) / 4.0
                row[2] = d / 4.0
                row[3] = 1.0 / (0.3 + d)
                row[4] = rvx * ex + rvy * ey
                row[5] = rvy * ex - rvx * ey
                row[6] = vx * ex + vy * ey
                row[7] = vy * ex - vx * ey
                row[8] = wx * ex + wy * ey
                row[9] = wy * ex - wx * ey
                row[10] = body[j, 1]
                row[11] = body[j, 2]
                row[12] = 1.0 if body[j, 0] == 0.0 else 0.0
                row[13] = 1.0 if phase[f, j] == UNDER_WAY else 0.0
                row[14] = meet / 4.0
                row[15] = min(math.sqrt(mx * mx + my * my), 4.0) / 4.0
                row[16] = math.exp(-max(d - body[i, 2] - body[j, 2], 0.0))
                row[17] = 1.0 if phase[f, j] == STANDS else 0.0


@compiled
def coordinates(body: Array, pose: Array, past: Array, frame: Array, next_pose: Array, out: Array) -> float:
    """Write y = (out[0], out[1]) of the motion from `pose` to `next_pose` in a step; returns 1 where it stood still.

    Motions beyond the limits (a tracked person's, or a push off a wall) are taken for the limit.
    """
    dx = next_pose[0] - pose[0]
    dy = next_pose[1] - pose[1]
    along = speed_along(body, pose, past, frame)
    vx = past[HISTORY - 1, 0]
    vy = past[HISTORY - 1, 1]
    if body[0] == 0.0:
        ax = dx / STEP_S - vx
        ay = dy / STEP_S - vy
        u0 = ax * frame[0] + ay * frame[1]
        u1 = ay * frame[0] - ax * frame[1]
        turned = 0.0
    else:
        turned = next_pose[2] - pose[2]
        turned -= 2.0 * math.pi * math.floor(turned / (2.0 * math.pi) + 0.5)
        middle = pose[2] + 0.5 * turned
        speed = (dx * math.cos(middle) + dy * math.sin(middle)) / STEP_S
        u0 = speed - along
        u1 = turned
    s0 = min(max(u0 / limits(body, along, u0, 0), -0.995), 0.995)
    s1 = min(max(u1 / limits(body, along, u1, 1), -0.995), 0.995)
    out[0] = math.atanh(s0)
    out[1] = math.atanh(s1)
    return 1.0 if dx * dx + dy * dy < 1e-6 and abs(turned) < 1e-3 else 0.0


@compiled
def _keep_off_walls(
    fine: Array, x0: float, y0: float, cell: float, wall: float, x: float, y: float, dx: float, dy: float
) -> tuple[float, float, bool]:
    """The step (dx, dy), changed so that it ends no nearer to a wall than `wall`, or than it began; whether it was.

    What leads into the wall is taken off, so that one slides along; where that does not do, the step is halved
    until it fits. No step becomes longer.
    """
    least = min(wall, clearance(fine, x0, y0, cell, x, y))
    if clearance(fine, x0, y0, cell, x + dx, y + dy) >= least:
        return dx, dy, False
    length = math.sqrt(dx * dx + dy * dy)
    sx, sy = dx, dy
    h = 0.5 * cell
    for _ in range(4):
        ex, ey = x + sx, y + sy
        gx = clearance(fine, x0, y0, cell, ex + h, ey) - clearance(fine, x0, y0, cell, ex - h, ey)
        gy = clearance(fine, x0, y0, cell, ex, ey + h) - clearance(fine, x0, y0, cell, ex, ey - h)
        norm = math.sqrt(gx * gx + gy * gy)
        if norm < 1e-9:
            break
        lack = least - clearance(fine, x0, y0, cell, ex, ey) + 1e-4
        sx += lack * gx / norm
        sy += lack * gy / norm
        longer = math.sqrt(sx * sx + sy * sy) / length
        if longer > 1.0:
            sx /= longer
            sy /= longer
        if clearance(fine, x0, y0, cell, x + sx, y + sy) >= least:
            return sx, sy, True
    for _ in range(8):
        dx *= 0.5
        dy *= 0.5
        if clearance(fine, x0, y0, cell, x + dx, y + dy) >= least:
            return dx, dy, True
    return 0.0, 0.0, True


@compiled
def project(
    fine: Array, x0: float, y0: float, cell: float, body: Array, pose: Array, past: Array, frame: Array,
    y0_: float, y1_: float, result: Array,
) -> bool:  # fmt: skip
    """Write the pose (3) that the motion y leads to within every limit; whether top speed or a wall had to correct it.

    Speeds, turns and walls are exact. A wall stops anyone at once: it is the one thing that may brake harder than
    the limit of the acceleration.
    """
    vx = past[HISTORY - 1, 0]
    vy = past[HISTORY - 1, 1]
    along = speed_along(body, pose, past, frame)
    u0 = math.tanh(y0_) * limits(body, along, y0_, 0)
    u1 = math.tanh(y1_) * limits(body, along, y1_, 1)
    corrected = False
    if body[0] == 0.0:
        vx += u0 * frame[0] - u1 * frame[1]
        vy += u0 * frame[1] + u1 * frame[0]
        speed = math.sqrt(vx * vx + vy * vy)
        top = PERSON_TOP * body[3]
        if speed > top:
            corrected = (speed - top) * STEP_S > NOTICED_M
            vx *= top / speed
            vy *= top / speed
        heading = pose[2]
    else:
        speed = along + u0
        kept = min(max(speed, -REVERSE_MPS), VEHICLE_TOP * body[3])
        corrected = abs(kept - speed) * STEP_S > NOTICED_M
        heading = pose[2] + u1
        vx = kept * math.cos(pose[2] + 0.5 * u1)
        vy = kept * math.sin(pose[2] + 0.5 * u1)
    dx, dy, hit = _keep_off_walls(fine, x0, y0, cell, body[6], pose[0], pose[1], vx * STEP_S, vy * STEP_S)
    if hit:
        off = math.sqrt((dx - vx * STEP_S) ** 2 + (dy - vy * STEP_S) ** 2)
        corrected = corrected or off > NOTICED_M
    result[0] = pose[0] + dx
    result[1] = pose[1] + dy
    if body[0] == 0.0:
        speed = math.sqrt(dx * dx + dy * dy) / STEP_S
        if speed > FACES_MPS:
            turn = math.atan2(dy, dx) - heading
            turn -= 2.0 * math.pi * math.floor(turn / (2.0 * math.pi) + 0.5)
            heading += min(max(turn, -body[5] * STEP_S), body[5] * STEP_S)
    result[2] = heading - 2.0 * math.pi * math.floor(heading / (2.0 * math.pi) + 0.5)
    return corrected


@compiled
def _braking(body: Array, pose: Array, past: Array, frame: Array, y: Array) -> None:
    """Write the motion that brings somebody to rest as soon as the limits allow."""
    along = speed_along(body, pose, past, frame)
    aside = 0.0
    if body[0] == 0.0:
        aside = past[HISTORY - 1, 1] * frame[0] - past[HISTORY - 1, 0] * frame[1]
    y[0] = math.atanh(min(max(-along / limits(body, along, -along, 0), -1.0 + 1e-12), 1.0 - 1e-12))
    y[1] = math.atanh(min(max(-aside / limits(body, along, -aside, 1), -1.0 + 1e-12), 1.0 - 1e-12))


@compiled
def draw(answer: Array, luck: Array, y: Array) -> float:
    """Draw a motion from the network's mixture into y; its log density, that of rest being a probability."""
    chance = 0.5 * (1.0 + math.erf(luck[0] / math.sqrt(2.0)))
    rest = 1.0 / (1.0 + math.exp(-answer[REST]))
    if chance < rest:
        y[0] = math.nan
        return math.log(max(rest, 1e-12))
    chance = (chance - rest) / max(1.0 - rest, 1e-12)
    top = answer[LOGITS]
    for k in range(1, COMPONENTS):
        top = max(top, answer[LOGITS + k])
    total = 0.0
    for k in range(COMPONENTS):
        total += math.exp(answer[LOGITS + k] - top)
    pick = COMPONENTS - 1
    summed = 0.0
    for k in range(COMPONENTS):
        summed += math.exp(answer[LOGITS + k] - top) / total
        if chance < summed:
            pick = k
            break
    r = answer[TURNS + pick]
    y[0] = answer[MEANS + 2 * pick] + math.exp(answer[SIGMAS + 2 * pick]) * luck[1]
    y[1] = answer[MEANS + 2 * pick + 1] + math.exp(answer[SIGMAS + 2 * pick + 1]) * (
        r * luck[1] + math.sqrt(1.0 - r * r) * luck[2]
    )
    return math.log(max(1.0 - rest, 1e-12)) + log_density(answer, y)


@compiled
def log_density(answer: Array, y: Array) -> float:
    """Log density of a motion under the Gaussian mixture of an answer."""
    most = answer[LOGITS]
    for k in range(1, COMPONENTS):
        most = max(most, answer[LOGITS + k])
    norm = 0.0
    for k in range(COMPONENTS):
        norm += math.exp(answer[LOGITS + k] - most)
    norm = most + math.log(norm)
    top = -1e30
    terms = np.empty(COMPONENTS)
    for k in range(COMPONENTS):
        r = answer[TURNS + k]
        s0, s1 = answer[SIGMAS + 2 * k], answer[SIGMAS + 2 * k + 1]
        a = (y[0] - answer[MEANS + 2 * k]) * math.exp(-s0)
        b = (y[1] - answer[MEANS + 2 * k + 1]) * math.exp(-s1)
        rest = 1.0 - r * r
        terms[k] = (
            answer[LOGITS + k] - norm - s0 - s1 - 0.5 * math.log(rest) - math.log(2.0 * math.pi)
            - 0.5 * (a * a - 2.0 * r * a * b + b * b) / rest
        )  # fmt: skip
        top = max(top, terms[k])
    total = 0.0
    for k in range(COMPONENTS):
        total += math.exp(terms[k] - top)
    return top + math.log(total)


@compiled
def _is_held_up(body: Array, past: Array) -> bool:
    """Whether somebody has hardly moved for the last second."""
    for h in range(HISTORY):
        if past[h, 0] * past[h, 0] + past[h, 1] * past[h, 1] > (0.15 * body[3]) ** 2:
            return False
    return True


@compiled
def move_all(
    fine: Array, x0: float, y0: float, cell: float, body: Array, legs: Array, leg_count: Array, stop_from: Array,
    stop_until: Array, now: float, answer: Array, frame: Array, luck: Array,
    pose: Array, past: Array, activity: Array, load: Array, elapsed: Array, phase: Array, present: Array, leg: Array,
    likelihood: Array, projected: Array,
) -> None:  # fmt: skip
    """One step for everyone: draw, project, arrive, set out again. `luck` (futures, agents, 4) is standard normal.

    Whoever is ordered to stand at `now` brakes and stands, whatever the network says.
    """
    futures, agents = phase.shape
    y = np.empty(2)
    result = np.empty(3)
    for f in range(futures):
        for i in range(agents):
            likelihood[f, i] = 0.0
            projected[f, i] = 0
            if not present[f, i]:
                continue
            n = f * agents + i
            ordered = stop_from[i] <= now < stop_until[i]
            elapsed[f, i] += STEP_S
            sets_out = False  # nobody is on the way in the step in which they set out
            if phase[f, i] != UNDER_WAY and not ordered:
                leaves = 1.0 / (1.0 + math.exp(-answer[n, LEAVES]))
                if 0.5 * (1.0 + math.erf(luck[f, i, 3] / math.sqrt(2.0))) < leaves:
                    if phase[f, i] == HELD:
                        phase[f, i] = UNDER_WAY
                    elif leg[f, i] + 1 < leg_count[i]:
                        leg[f, i] += 1
                        phase[f, i] = UNDER_WAY
                        sets_out = True
                        activity[f, i] = A_CARRY if load[f, i] > 0 else A_WALK
                        elapsed[f, i] = 0.0
            x, yy = pose[f, i, 0], pose[f, i, 1]
            if phase[f, i] != STANDS and not sets_out:
                if ordered:
                    _braking(body[i], pose[f, i], past[f, i], frame[n], y)
                else:
                    likelihood[f, i] = draw(answer[n], luck[f, i], y)
                if not math.isnan(y[0]):
                    projected[f, i] = project(
                        fine, x0, y0, cell, body[i], pose[f, i], past[f, i], frame[n], y[0], y[1], result
                    )
                    pose[f, i, 0] = result[0]
                    pose[f, i, 1] = result[1]
                    pose[f, i, 2] = result[2]
            for h in range(HISTORY - 1):
                past[f, i, h, 0] = past[f, i, h + 1, 0]
                past[f, i, h, 1] = past[f, i, h + 1, 1]
            vx = (pose[f, i, 0] - x) / STEP_S
            vy = (pose[f, i, 1] - yy) / STEP_S
            past[f, i, HISTORY - 1, 0] = vx
            past[f, i, HISTORY - 1, 1] = vy
            if phase[f, i] == UNDER_WAY and not ordered:
                dx = legs[i, leg[f, i], 0] - pose[f, i, 0]
                dy = legs[i, leg[f, i], 1] - pose[f, i, 1]
                close = ARRIVES_M if body[i, 0] == 0.0 else VEHICLE_ARRIVES_M
                slow = PERSON_REST_MPS if body[i, 0] == 0.0 else VEHICLE_REST_MPS
                crowded = CROWDED_M if body[i, 0] == 0.0 else VEHICLE_CROWDED_M
                d2 = dx * dx + dy * dy
                if (d2 < close * close and vx * vx + vy * vy < slow * slow) or (
                    d2 < crowded * crowded and _is_held_up(body[i], past[f, i])
                ):
                    phase[f, i] = STANDS
                    activity[f, i] = np.uint8(legs[i, leg[f, i], 3])
                    elapsed[f, i] = 0.0
                    if activity[f, i] == A_OFF:
                        present[f, i] = False
