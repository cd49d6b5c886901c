"""Real people to learn motion from: tracks of the Jülich experiments, brought to steps of 0.2 s.

Data of the Forschungszentrum Jülich (ped.fz-juelich.de), as distributed with PedPy. Goals are those of the
experiment, the same for everyone: the far end of the corridor, the way through the bottleneck, on along the track.

TRAIN is learned from. DEVELOPMENT never was, but was scored while the dynamics were made, and its scores were
answered. HELD_OUT was first scored when the weights were done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicHermiteSpline
from scipy.ndimage import distance_transform_edt
from shapely import Polygon, contains_xy, from_wkt

from scenarios.contracts import Activity, AgentKind
from scenarios.simulation.navigation import Grid, cost_to, directions, slowness
from worlds.dynamics.situation import STEP_S, UNDER_WAY, Bodies, Floor
from worlds.training.dynamics_days import Motion

CELL_M = 0.1
FRAMES_PER_SECOND = 25
EVERY = round(FRAMES_PER_SECOND * STEP_S)
# What people may do: nobody knows how fast each of them likes to walk, so the speed is a limit only.
SPEED_MPS, ACCEL_MPS2, TURN_RADPS, WALL_M, RADIUS_M = 2.0, 5.0, 5.0, 0.1, 0.22
FAR_M = 1000.0
Tracks = dict[int, tuple[NDArray[np.float64], NDArray[np.float64]]]  # frame numbers (N,), positions (N, 2)


@dataclass(frozen=True, eq=False)
class Site:
    """Where an experiment was filmed: ground that can be walked on, and where its people are going."""

    walkable: Polygon
    exit_m: tuple[tuple[float, float], tuple[float, float]]  # everybody is on the way out over this line


def _box(x0: float, y0: float, x1: float, y1: float) -> Polygon:
    return Polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


# The barriers are as PedPy's own tests have them for this series, 0.5 m apart; how far the floor goes on beyond them
# is assumed, and so are the floors of the corridor and of the single file, read off the tracks.
_BARRIERS = (
    Polygon([(-0.7, -1.1), (-0.25, -1.1), (-0.25, -0.15), (-0.4, 0.0), (-2.8, 0.0), (-2.8, 6.7), (-3.05, 6.7),
             (-3.05, -0.3), (-0.7, -0.3)]),
    Polygon([(0.7, -1.1), (0.25, -1.1), (0.25, -0.15), (0.4, 0.0), (2.8, 0.0), (2.8, 6.7), (3.05, 6.7),
             (3.05, -0.3), (0.7, -0.3)]),
)  # fmt: skip
_BOTTLENECK = _box(-3.6, -3.0, 3.6, 8.0).difference(_BARRIERS[0]).difference(_BARRIERS[1])


def bottleneck(folder: Path) -> Motion:
    """75 people through a gap of 0.5 m."""
    return _motion(
        "bottleneck", _text(folder / "bottleneck" / "040_c_56_h-.txt"), Site(_BOTTLENECK, ((-3.2, -2.8), (3.2, -2.8)))
    )


def corridor(folder: Path) -> Motion:
    """148 people one way through a corridor 5 m wide."""
    tracks = _text(folder / "traj_UNI_CORR_500_01.txt")
    return _motion("corridor", tracks, Site(_box(-9.0, -0.1, 9.0, 5.1), ((-8.8, 0.1), (-8.8, 4.9))))


def single_file(folder: Path, name: str) -> Motion:
    """People one behind the other on the straight of an oval; every tenth frame was kept, with velocities."""
    tracks = _table(folder / "single_file" / f"{name}.csv")
    ways = [p[-1, 0] - p[0, 0] for _, p in tracks.values()]
    end = 7.8 if np.median(ways) > 0 else -7.8
    return _motion(f"single file {name}", tracks, Site(_box(-8.0, -0.8, 8.0, 0.8), ((end, -0.6), (end, 0.6))))


def wide_bottleneck(folder: Path) -> Motion:
    """46 pupils through a gap of 0.8 m; the floor is as the file has it. Raises ``ImportError`` without h5py."""
    import h5py

    with h5py.File(folder / "single_file" / "00_01a.h5") as file:  # PedPy keeps it there; it is no single file
        rows, floor = file["trajectory"][:], from_wkt(file.attrs["wkt_geometry"])
    tracks = {
        int(who): (rows["frame"][mine], np.column_stack([rows["x"][mine], rows["y"][mine]]))
        for who in np.unique(rows["id"])
        for mine in [rows["id"] == who]
    }
    return _motion("bottleneck 00_01a", tracks, Site(floor, ((-3.8, -3.8), (3.8, -3.8))))


TRAIN: tuple[Callable[[Path], Motion], ...] = (bottleneck, lambda folder: single_file(folder, "n56_cam1"))
DEVELOPMENT: tuple[Callable[[Path], Motion], ...] = (corridor, lambda folder: single_file(folder, "n34_cam2"))
HELD_OUT: tuple[Callable[[Path], Motion], ...] = (wide_bottleneck,)


def _text(path: Path) -> Tracks:
    data = np.loadtxt(path)
    return {int(who): (data[data[:, 0] == who, 1], data[data[:, 0] == who, 2:4]) for who in np.unique(data[:, 0])}


def _table(path: Path) -> Tracks:
    """Rows of id, frame, x, y and velocities, every tenth frame: filled in by cubics that keep the velocities."""
    data = np.loadtxt(path, delimiter=",", skiprows=1)
    tracks: Tracks = {}
    for who in np.unique(data[:, 0]):
        rows = data[data[:, 0] == who]
        breaks = np.flatnonzero(np.diff(rows[:, 1]) > 10) + 1
        for part in np.split(rows, breaks):
            if len(part) > 1:
                curve = CubicHermiteSpline(part[:, 1], part[:, 2:4], part[:, 4:6] / FRAMES_PER_SECOND)
                frames = np.arange(part[0, 1], part[-1, 1] + 1)
                tracks[len(tracks)] = (frames, curve(frames))
    return tracks


def _motion(name: str, tracks: Tracks, site: Site) -> Motion:
    first = min(frames[0] for frames, _ in tracks.values())
    last = max(frames[-1] for frames, _ in tracks.values())
    times, count = np.arange(first, last + 1, EVERY), len(tracks)
    pose = np.zeros((len(times), count, 3))
    present = np.zeros((len(times), count), bool)
    for k, (frames, places) in enumerate(tracks.values()):
        which = np.flatnonzero((times >= frames[0]) & (times <= frames[-1]))
        for axis in range(2):
            pose[which, k, axis] = np.interp(times[which], frames, places[:, axis])
        present[which, k] = True
        step = np.diff(pose[which, k, :2], axis=0, append=pose[which[-1:], k, :2])
        pose[which, k, 2] = np.arctan2(step[:, 1], step[:, 0])
    floor = _floor(site)
    shape = present.shape
    legs = np.zeros((*shape, 4), np.float32)
    legs[..., :2], legs[..., 3] = FAR_M, Activity.IDLE  # nobody arrives: they leave the picture
    return Motion(
        name=name,
        floor=floor,
        bodies=_walkers(count),
        pose=pose,
        activity=np.full(shape, Activity.WALK, np.uint8),
        load=np.zeros(shape, np.uint8),
        elapsed_s=np.full(shape, 5.0, np.float32),
        phase=np.full(shape, UNDER_WAY, np.uint8),
        present=present,
        legs=legs,
    )


def _walkers(count: int) -> Bodies:
    def same(value: float) -> NDArray[np.float32]:
        return np.full(count, value, np.float32)

    return Bodies(
        ids=tuple(f"person-{k + 1}" for k in range(count)),
        roles=("person",) * count,
        kinds=np.full(count, AgentKind.PERSON, np.uint8),
        size_m=np.tile(np.array([2 * RADIUS_M, 2 * RADIUS_M, 1.75], np.float32), (count, 1)),
        speed_mps=same(SPEED_MPS),
        accel_mps2=same(ACCEL_MPS2),
        turn_radps=same(TURN_RADPS),
        wall_m=same(WALL_M),
        tracked=np.ones(count, bool),
    )


def _floor(site: Site) -> Floor:
    x0, y0, x1, y1 = site.walkable.bounds
    x0, y0, x1, y1 = x0 - 0.5, y0 - 0.5, x1 + 0.5, y1 + 0.5
    columns, rows = round((x1 - x0) / CELL_M), round((y1 - y0) / CELL_M)
    x = x0 + (np.arange(columns) + 0.5) * CELL_M
    y = y0 + (np.arange(rows) + 0.5) * CELL_M
    free = contains_xy(site.walkable, *np.meshgrid(x, y))
    clearance = np.where(free, distance_transform_edt(free) - 0.5, 0.5 - distance_transform_edt(~free)) * CELL_M
    grid = Grid.of((x0, y0), CELL_M, clearance.astype(np.float32))
    out = np.linspace(*site.exit_m, 40)
    cost = cost_to(grid, slowness(grid.coarse_m, 0.12, 0.5), out)
    field = np.zeros(cost.shape, np.uint8)
    directions(cost, grid.coarse_m, field)
    return Floor((x0, y0), CELL_M, clearance.astype(np.float32), field[None])
