"""People walking over any floor: start positions, routes through lines, premovement times, tracks.

For tests of walking and for evacuation studies: no work, no vehicles. Everyone is stepped by the
engine's own kernels (`movement.move_all`); what is added here is only who sets out when, and which
line they walk to next.
"""

# ruff: noqa: PLR0917 -- compiled functions take plain positional arguments

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from scenarios.safety.settings import SAFETY
from scenarios.simulation.accounts import come_to_rest, set_out
from scenarios.simulation.compile import PERSON_COMFORT_M, PERSON_NAV_M
from scenarios.simulation.compiled import inner, kernel
from scenarios.simulation.movement import make_scratch, move_all
from scenarios.simulation.navigation import Grid
from scenarios.simulation.passages import direction_field, find_ways
from scenarios.simulation.records import STEP_S, Simulation
from scenarios.simulation.state import initial_state, pair_tables
from scenarios.simulation.warm import tiny_run
from twin.contracts import FloorPlan
from twin.geometry.raster import SUPERSAMPLE, draw, signed_distance

CELL_M = 0.1
MARGIN_M = 0.5
WALK_ON_M = 3.0  # nobody slows down for a line that is walked through
IMAGE_M = 6.0  # across the seam of a periodic floor people see each other this far
_GONE_M = 1e6  # where those are put who have left: out of everybody's sight

Point = tuple[float, float]


@dataclass(frozen=True)
class Goal:
    """A line to walk through, from `a` to `b` in metres; reached within `reach_m` of it."""

    a: Point
    b: Point
    reach_m: float = 0.25


@dataclass(frozen=True, eq=False)
class Walkers:
    """Who walks: one row each."""

    start_m: NDArray[np.float64]  # (N, 2)
    speed_mps: NDArray[np.float64]  # (N,) free speed
    routes: NDArray[np.int64]  # (N, K) numbers of goals in order, -1 after the last one
    start_s: NDArray[np.float64]  # (N,) nobody moves before

    def __post_init__(self) -> None:
        count = len(self.start_m)
        if not (len(self.speed_mps) == len(self.routes) == len(self.start_s) == count):
            raise ValueError("start, speed, route and start time must be given for everyone")

    @classmethod
    def towards(
        cls,
        start_m: NDArray[np.float64],
        speed_mps: float | NDArray[np.float64],
        route: Sequence[int] | NDArray[np.int64],
        start_s: float | NDArray[np.float64] = 0.0,
    ) -> Walkers:
        """Everybody with the same route, speed or start time where only one is given."""
        count = len(start_m)
        routes = np.asarray(route, np.int64)
        if routes.ndim == 1:
            routes = np.tile(routes, (count, 1))
        return cls(
            np.asarray(start_m, np.float64),
            np.broadcast_to(np.asarray(speed_mps, np.float64), count).copy(),
            routes,
            np.broadcast_to(np.asarray(start_s, np.float64), count).copy(),
        )


@dataclass(frozen=True)
class Period:
    """A floor that repeats: whoever walks past `length_m` along the unit vector from `origin_m` begins again.

    The floor must go on for `IMAGE_M` at both ends, where the images of those on the other side walk.
    """

    origin_m: Point
    along: Point
    length_m: float


@dataclass(frozen=True, eq=False)
class Tracks:
    """Where everyone was; NaN once they have left."""

    step_s: float  # time between two samples
    position_m: NDArray[np.float32]  # (T, N, 2), the first sample at time 0
    velocity_mps: NDArray[np.float32]  # (T, N, 2) over the step before
    arrived_s: NDArray[np.float64]  # (N,) when the last goal was reached; infinite where it was not
    agent_steps: int


def floor_plan(floor: shapely.Polygon, cell_m: float = CELL_M) -> FloorPlan:
    """Clearance over a walkable polygon, with holes where it has any."""
    rings = [np.asarray(ring.coords, np.float64)[:-1] for ring in (floor.exterior, *floor.interiors)]
    origin = np.floor((rings[0].min(axis=0) - MARGIN_M) / cell_m) * cell_m
    columns, rows = (int(n) for n in np.ceil((rings[0].max(axis=0) + MARGIN_M - origin) / cell_m))
    at = (float(origin[0]), float(origin[1]))
    pixel = cell_m / SUPERSAMPLE
    shape = (rows * SUPERSAMPLE, columns * SUPERSAMPLE)
    blocked = ~draw(rings[:1], shape, at, pixel) | draw(rings[1:], shape, at, pixel)
    return FloorPlan(at, cell_m, signed_distance(blocked, pixel), (), (rings[0],), (tuple(rings),))


def scatter(
    area: shapely.Polygon, count: int, rng: np.random.Generator, *, apart_m: float | None = None
) -> NDArray[np.float64]:
    """(count, 2) random points of an area, evenly spread: of many candidates, the one farthest from those before.

    Mitchell 1991, "Spectrally optimal sampling". With `apart_m` the points keep that distance; raises
    ``ValueError`` where they do not fit.
    """
    x0, y0, x1, y1 = area.bounds
    shapely.prepare(area)
    chosen = np.empty((0, 2))
    while len(chosen) < count:
        candidates = rng.uniform((x0, y0), (x1, y1), (60, 2))
        candidates = candidates[shapely.contains_xy(area, candidates)]
        if not len(candidates):
            continue
        if not len(chosen):
            chosen = candidates[:1]
            continue
        gaps = np.hypot(*(candidates[:, None, :] - chosen[None, :, :]).transpose(2, 0, 1)).min(axis=1)
        best = int(np.argmax(gaps))
        if apart_m is not None and gaps[best] < apart_m:
            raise ValueError(f"{count} people do not fit {apart_m:g} m apart")
        chosen = np.vstack([chosen, candidates[best]])
    return chosen


def walk(
    floor: shapely.Polygon,
    goals: Sequence[Goal],
    walkers: Walkers,
    *,
    horizon_s: float,
    period: Period | None = None,
    nav_m: float = PERSON_NAV_M,
    step_s: float = STEP_S,
    every: int = 1,
) -> Tracks:
    """Let everyone walk until all have arrived or the horizon is over; a sample every `every` steps.

    `nav_m` is the clearance that a way must have to be taken. Raises ``ValueError`` for a start off the floor.
    """
    grid = Grid.from_plan(floor_plan(floor))
    for x, y in walkers.start_m:
        if grid.clearance_at(float(x), float(y)) <= 0:
            raise ValueError(f"({x:.2f}, {y:.2f}) is not on the floor")
    count = len(walkers.start_m)
    images = count if period else 0
    sim = _state(grid, _fields(grid, goals, nav_m), walkers, images, step_s)
    lines = np.array([(*goal.a, *goal.b, goal.reach_m) for goal in goals], np.float64)
    seam = np.zeros(5)
    if period:
        seam[:] = (*period.origin_m, *period.along, period.length_m)
    steps = round(horizon_s / step_s)
    film = np.full((steps // every + 1, count, 4), np.nan, np.float32)
    film[0, :, :2] = walkers.start_m
    film[0, :, 2:] = 0.0
    arrived = np.full(count, math.inf)
    stage = np.full(count, -1, np.int64)
    last = _walk(sim, lines, walkers.routes, walkers.start_s, stage, seam, images, film, every, arrived, steps)
    film = film[: last // every + 1]
    return Tracks(step_s * every, film[..., :2], film[..., 2:], arrived, int(sim.clock[0]["agent_steps"]))


def _fields(grid: Grid, goals: Sequence[Goal], nav_m: float) -> NDArray[np.uint8]:
    """(G, rows, columns) the direction field of each goal."""
    ways = find_ways(grid, nav_m, PERSON_COMFORT_M)
    fields = np.empty((len(goals), *ways.slow.shape), np.uint8)
    for goal, field in zip(goals, fields, strict=True):
        points = np.linspace(goal.a, goal.b, 2 + int(math.dist(goal.a, goal.b) / 0.2))
        direction_field(grid, ways, points, field)
    return fields


def _state(grid: Grid, fields: NDArray[np.uint8], walkers: Walkers, images: int, step_s: float) -> Simulation:
    """The engine's tables with people in them and nothing else to do."""
    count = len(walkers.start_m)
    both = count + images
    tiny = initial_state(tiny_run(), 0, SAFETY)
    agents = np.repeat(tiny.agents[:1], both)  # the body of a picker
    agents["speed"] = np.resize(walkers.speed_mps, both)
    agents["present"] = np.arange(both) < count
    for axis, own, last in (("x", "ox", 0), ("y", "oy", 1)):
        agents[axis] = _GONE_M
        agents[axis][:count] = walkers.start_m[:, last]
        agents[own] = agents[axis]
    agents["ghost_until"] = -1.0
    agents["number"] = np.arange(both)
    places = np.zeros(len(fields), tiny.places.dtype)
    places["field"] = np.arange(len(fields))
    places["facing"] = math.nan
    own_size: dict[str, Any] = {
        name: np.zeros((both, *getattr(tiny, name).shape[1:]), getattr(tiny, name).dtype)
        for name in ("stops", "activity_s")
    }
    own_size |= pair_tables(both, 0)
    clock = tiny.clock.copy()
    clock["pairs_stale"] = 1
    bare = on_floor(tiny._replace(**own_size), grid, fields, places)
    bare.rules["step"] = step_s
    return bare._replace(agents=agents, clock=clock)


def on_floor(sim: Simulation, grid: Grid, fields: NDArray[np.uint8], places: NDArray[Any]) -> Simulation:
    """The same people and vehicles on another floor, with its fields (D, rows, columns) and the places they lead to."""
    rules = sim.rules.copy()
    rules["x0"], rules["y0"] = rules["density_x0"], rules["density_y0"] = grid.origin_m
    rules["cell"] = grid.fine_cell_m
    closed = np.zeros((1, len(places)), np.uint8)
    return sim._replace(places=places, rules=rules, fine=grid.fine_m[None], fields=fields[None], closed=closed)


@inner
def _aim(a: Any, goal: NDArray[np.float64]) -> float:
    """Aim at the nearest point of a goal's line; the distance to it."""
    ex = goal[2] - goal[0]
    ey = goal[3] - goal[1]
    length2 = ex * ex + ey * ey
    s = 0.0
    if length2 > 0.0:
        s = min(max(((a.x - goal[0]) * ex + (a.y - goal[1]) * ey) / length2, 0.0), 1.0)
    a.tx = goal[0] + s * ex
    a.ty = goal[1] + s * ey
    dx = a.tx - a.x
    dy = a.ty - a.y
    return math.sqrt(dx * dx + dy * dy)


@inner
def _show_images(sim: Simulation, seam: NDArray[np.float64], images: int) -> None:
    """Put a copy of everyone who is near the seam of a periodic floor on its other side."""
    agents = sim.agents
    for i in range(images):
        a = agents[i]
        b = agents[images + i]
        along = (a.x - seam[0]) * seam[2] + (a.y - seam[1]) * seam[3]
        shift = 0.0
        if along < IMAGE_M:
            shift = seam[4]
        elif along > seam[4] - IMAGE_M:
            shift = -seam[4]
        was = b.present
        b.present = 1 if shift != 0.0 and a.present else 0
        if b.present != was:
            sim.clock[0].pairs_stale = 1
            sim.clock[0].movers_stale = 1
        b.moving = b.present * a.moving
        x = a.x + shift * seam[2] if b.present else _GONE_M
        y = a.y + shift * seam[3] if b.present else _GONE_M
        if abs(x - b.x) + abs(y - b.y) > 1.0:
            sim.clock[0].pairs_stale = 1
        b.x = x
        b.y = y
        b.vx = a.vx
        b.vy = a.vy
        b.ux = a.ux
        b.uy = a.uy
        b.tx = a.tx
        b.ty = a.ty
        b.field = a.field
        b.short = a.short


@inner
def _wrap(sim: Simulation, seam: NDArray[np.float64], images: int) -> None:
    """Begin the periodic floor again for whoever has come to its end."""
    for i in range(images):
        a = sim.agents[i]
        along = (a.x - seam[0]) * seam[2] + (a.y - seam[1]) * seam[3]
        if not a.present or 0.0 <= along < seam[4]:
            continue
        shift = -seam[4] if along > 0.0 else seam[4]
        a.x += shift * seam[2]
        a.y += shift * seam[3]
        a.ox += shift * seam[2]
        a.oy += shift * seam[3]
        sim.clock[0].pairs_stale = 1


@inner
def _write(sim: Simulation, frame: NDArray[np.float32]) -> None:
    """One sample of the tracks: (N, 4) x, y, vx, vy of those on the floor."""
    for i in range(len(frame)):
        a = sim.agents[i]
        if a.present:
            frame[i, 0] = a.x
            frame[i, 1] = a.y
            frame[i, 2] = a.vx
            frame[i, 3] = a.vy


@inner
def _send(
    sim: Simulation,
    i: int,
    t: float,
    goals: NDArray[np.float64],
    routes: NDArray[np.int64],
    stage: NDArray[np.int64],
) -> bool:
    """Send a walker to the next goal of the route; false where there is none."""
    stage[i] += 1
    if stage[i] >= routes.shape[1] or routes[i, stage[i]] < 0:
        return False
    set_out(sim, i, routes[i, stage[i]], t)
    _aim(sim.agents[i], goals[routes[i, stage[i]]])
    sim.agents[i].short = -WALK_ON_M
    return True


@inner
def _next_goals(
    sim: Simulation,
    t: float,
    goals: NDArray[np.float64],
    routes: NDArray[np.int64],
    stage: NDArray[np.int64],
    count: int,
    arrived: NDArray[np.float64],
) -> int:
    """Send on whoever has reached a goal, take those off the floor who have reached their last; how many are left."""
    left = 0
    for i in range(count):
        a = sim.agents[i]
        if not a.present:
            continue
        left += 1
        if stage[i] < 0:
            continue
        goal = goals[routes[i, stage[i]]]
        if _aim(a, goal) > goal[4]:
            continue
        if _send(sim, i, t, goals, routes, stage):
            continue
        come_to_rest(sim, i, t)
        a.present = 0
        a.x = _GONE_M
        a.y = _GONE_M
        arrived[i] = t
        left -= 1
    return left


@kernel
def _walk(
    sim: Simulation,
    goals: NDArray[np.float64],
    routes: NDArray[np.int64],
    start_s: NDArray[np.float64],
    stage: NDArray[np.int64],
    seam: NDArray[np.float64],
    images: int,
    film: NDArray[np.float32],
    every: int,
    arrived: NDArray[np.float64],
    steps: int,
) -> int:
    """Step everyone until all have left; the number of steps that took."""
    scratch = make_scratch(len(sim.agents))
    step_s = sim.rules[0].step
    count = len(routes)
    for step in range(1, steps + 1):
        t = step * step_s
        sim.clock[0].step = step
        for i in range(count):
            if stage[i] < 0 and start_s[i] < t - 1e-9:
                _send(sim, i, t, goals, routes, stage)
        _show_images(sim, seam, images)
        move_all(sim, t, scratch)
        _wrap(sim, seam, images)
        if step % every == 0:
            _write(sim, film[step // every])
        if _next_goals(sim, t, goals, routes, stage, count, arrived) == 0:
            return step
    return steps
