"""Known answers of crowds: the fundamental diagram, doors, bottlenecks, corners and counterflow.

Guidelines as in `walking`; Weidmann 1993, "Transporttechnik der Fussgänger", IVT 90; IMO MSC.1/Circ.1533
(2016), annex 3. People's free speeds are quantiles of Weidmann's normal distribution, 1.34 ± 0.26 m/s,
in random order, so that every crowd has the same mean. Figures over several crowds carry Student's t at
99 %; where the guideline plays a test once, so do we, and the figure stands without an interval.
"""

from __future__ import annotations

from functools import partial
from math import exp, inf, sqrt
from statistics import NormalDist

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import stats

from scenarios.simulation.crowd import IMAGE_M, Goal, Period, Tracks, Walkers, scatter
from scenarios.validation.case import Case, Criterion, Measured, Tier
from scenarios.validation.poses import Pose, crossings_s
from scenarios.validation.walking import twice

FREE_MPS, FREE_SD_MPS = 1.34, 0.26
CAPACITY, CAPACITY_DENSITY = 1.22, 1.75  # people per metre and second, and per m² at that flow (Weidmann 1993)
SHARE = 0.15  # Weidmann's curve is the mean of 25 studies, which differ by more than this
DENSITIES = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
QUICK_DENSITIES = (1.0, 1.5, 2.0)
LENGTH_M, WIDTH_M = 24.0, 4.0


def weidmann_mps(density: float) -> float:
    """Walking speed at a density in people per m² (Weidmann 1993; Kladek's form)."""
    return FREE_MPS * (1.0 - exp(-1.913 * (1.0 / density - 1.0 / 5.4)))


def free_speeds(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """(count,) free speeds: quantiles within two standard deviations, shuffled."""
    normal = NormalDist(FREE_MPS, FREE_SD_MPS)
    quantiles = np.array([normal.inv_cdf((k + 0.5) / count) for k in range(count)])
    speeds = np.clip(quantiles, FREE_MPS - 2 * FREE_SD_MPS, FREE_MPS + 2 * FREE_SD_MPS)
    return rng.permutation(speeds)


def student(values: list[float], how: str) -> Measured:
    """Mean with Student's t interval at 99 %."""
    half = float(stats.t.ppf(0.995, len(values) - 1)) * float(np.std(values, ddof=1)) / sqrt(len(values))
    mean = float(np.mean(values))
    return Measured(mean, mean - half, mean + half, how)


def _all_arrived(tracks: Tracks) -> None:
    left = int(np.isinf(tracks.arrived_s).sum())
    if left:
        raise RuntimeError(f"{left} of {len(tracks.arrived_s)} people did not arrive")


def _speed_at(density: float, pose: Pose, seed: int) -> float:
    """Mean speed in a corridor without ends, from the 20th to the 60th second."""
    rng = np.random.default_rng(seed)
    count = round(density * LENGTH_M * WIDTH_M)
    beyond = IMAGE_M + 3.0
    floor = shapely.box(-beyond, 0, LENGTH_M + beyond, WIDTH_M)
    starts = scatter(shapely.box(0, 0.3, LENGTH_M, WIDTH_M - 0.3), count, rng)
    end = LENGTH_M + beyond - 0.5
    tracks = pose.walk(
        floor,
        [Goal((end, 0.4), (end, WIDTH_M - 0.4))],
        Walkers.towards(starts, free_speeds(count, rng), [0]),
        horizon_s=60.0,
        period=Period((0.0, 0.0), (1.0, 0.0), LENGTH_M),
    )
    return float(tracks.velocity_mps[200:, :, 0].mean())


def _diagram(density: float, pose: Pose, _: Tier) -> Measured:
    return student([_speed_at(density, pose, seed) for seed in range(8)], "8 crowds, 24 x 4 m without ends, 40 s")


def _capacity(pose: Pose, _: Tier) -> Measured:
    flows = [max(d * _speed_at(d, pose, seed) for d in (1.5, 1.75, 2.0)) for seed in range(8)]
    return student(flows, "the largest flow at 1.5, 1.75 and 2 people per m², 8 crowds")


def _door(pose: Pose, _: Tier) -> Measured:
    flows = []
    for seed in range(24):
        rng = np.random.default_rng(seed)
        floor = shapely.union_all(
            [shapely.box(0, 0, 8, 5), shapely.box(7.9, 2, 8.3, 3), shapely.box(8.2, -0.5, 13, 5.5)]
        )
        walkers = Walkers.towards(scatter(shapely.box(0.4, 0.4, 7.2, 4.6), 100, rng), free_speeds(100, rng), [0])
        tracks = pose.walk(floor, [Goal((11.5, 0.5), (11.5, 4.5))], walkers, horizon_s=300)
        _all_arrived(tracks)
        times = crossings_s(tracks, 8.0)
        flows.append(float((len(times) - 1) / (times[-1] - times[0])))
    return student(flows, "100 people, 8 x 5 m room, from the first to the last of them, 24 crowds")


def _large_room_s(pose: Pose, exits: int) -> float:
    """Until the last of 1000 people has left 30 x 20 m through doors of 1 m in the long walls."""
    rng = np.random.default_rng(9)
    doors = [(5.0, 20.0), (24.0, 20.0), (5.0, 0.0), (24.0, 0.0)][:exits]
    pieces, goals = [shapely.box(0, 0, 30, 20)], []
    for x, y in doors:
        out = 1.0 if y else -1.0
        pieces += [
            shapely.box(x, min(y, y + 0.4 * out) - 0.05, x + 1, max(y, y + 0.4 * out) + 0.05),
            shapely.box(x - 2, min(y + 0.4 * out, y + 4 * out), x + 3, max(y + 0.4 * out, y + 4 * out)),
        ]
        goals.append(Goal((x - 1, y + 2.5 * out), (x + 2, y + 2.5 * out)))
    starts = scatter(shapely.box(0.4, 0.4, 29.6, 19.6), 1000, rng)
    middles = np.add(doors, (0.5, 0.0))
    nearest = np.hypot(*(starts[:, None, :] - middles[None]).transpose(2, 0, 1)).argmin(axis=1)
    walkers = Walkers.towards(starts, free_speeds(1000, rng), nearest[:, None])
    tracks = pose.walk(shapely.union_all(pieces), goals, walkers, horizon_s=1200)
    _all_arrived(tracks)
    return float(tracks.arrived_s.max())


def _exits_closed(pose: Pose, _: Tier) -> Measured:
    four, two = _large_room_s(pose, 4), _large_room_s(pose, 2)
    return Measured.within(two / four, 0.0, f"{four:.0f} s with four exits, {two:.0f} s with two")


def _jams(pose: Pose, seed: int) -> tuple[float, float]:
    """(before the corridor, before the exit behind it): people per m² within 1.5 m, while the corridor is fed."""
    rng = np.random.default_rng(seed)
    floor = shapely.union_all(
        [
            shapely.box(0, 0, 10, 10),
            shapely.box(9.9, 4.5, 15.1, 5.5),
            shapely.box(15, 0, 25, 10),
            shapely.box(24.9, 4.5, 25.3, 5.5),
            shapely.box(25.2, 2, 29, 8),
        ]
    )
    walkers = Walkers.towards(scatter(shapely.box(0.4, 0.4, 8, 9.6), 150, rng), free_speeds(150, rng), [0])
    tracks = pose.walk(floor, [Goal((27.5, 3), (27.5, 7))], walkers, horizon_s=400)
    _all_arrived(tracks)
    entered = crossings_s(tracks, 10.0)
    steady = tracks.position_m[int(entered[40] * 10) : int(entered[100] * 10)].astype(np.float64)

    def density(x: float) -> float:
        dx, dy = steady[..., 0] - x, steady[..., 1] - 5.0
        within = (dx <= 0.0) & (np.hypot(dx, dy) < 1.5)
        return float(within.sum(axis=1).mean()) / (np.pi * 1.5**2 / 2)

    return density(10.0), density(25.0)


def _second_jam(pose: Pose, _: Tier) -> Measured:
    first, second = np.transpose([_jams(pose, seed) for seed in range(64)])
    if first.min() < CAPACITY_DENSITY:
        raise RuntimeError(f"no jam before the corridor: {first.min():.2f} people per m²")
    return student(list(second), f"{first.mean():.2f} people per m² before the corridor; 64 crowds of 150")


def _bend(pose: Pose, _: Tier) -> Measured:
    """Where the time round a corner lies between the short way (0) and the long way (1) without one.

    The way round the corner leads through a line across the corridor and the corner's diagonal, in which
    everyone keeps to their side; the shortest way would take all of them along the inner wall.
    """
    last = []
    corner = shapely.Polygon([(0, 60), (0, 10), (10, 0), (33, 0), (33, 20), (20, 20), (20, 60)])
    round_it = [Goal((0.5, 20.0), (19.5, 20.0)), Goal((6.0, 6.0), (19.5, 19.5)), Goal((30.0, 0.5), (30.0, 19.5))]
    straight = [Goal((0.5, 0.0), (19.5, 0.0))]
    for floor, goals, behind in (
        (shapely.box(0, -3, 20, 50), straight, 30.0),
        (corner, round_it, 40.0),
        (shapely.box(0, -3, 20, 81), straight, 61.0),
    ):
        rng = np.random.default_rng(15)
        starts = scatter(shapely.box(0.5, behind, 19.5, behind + 19.5), 500, rng)
        walkers = Walkers.towards(starts, free_speeds(500, rng), range(len(goals)))
        tracks = pose.walk(floor, goals, walkers, horizon_s=300)
        _all_arrived(tracks)
        last.append(float(tracks.arrived_s.max()))
    short, bend, long = last
    return Measured.within(
        (bend - short) / (long - short), 0.0, f"500 people: {short:.0f} s short, {bend:.0f} s corner, {long:.0f} s long"
    )


def _counterflow_s(pose: Pose, coming: int, seed: int) -> float:
    """Until the last of 100 people is through a corridor of 10 x 2 m, with others coming through it."""
    rng = np.random.default_rng(seed)
    floor = shapely.union_all([shapely.box(0, 0, 10, 10), shapely.box(9.9, 4, 20.1, 6), shapely.box(20, 0, 30, 10)])
    goals = [Goal((29.5, 1), (29.5, 9)), Goal((0.5, 1), (0.5, 9))]
    starts = scatter(shapely.box(0.4, 0.4, 7, 9.6), 100, rng)
    if coming:
        starts = np.vstack([starts, scatter(shapely.box(23, 0.4, 29, 9.6), coming, rng)])
    routes = np.repeat([0, 1], [100, coming])[:, None]
    tracks = pose.walk(floor, goals, Walkers.towards(starts, free_speeds(100 + coming, rng), routes), horizon_s=900)
    _all_arrived(tracks)
    return float(tracks.arrived_s[:100].max())


def _counterflow(pose: Pose, tier: Tier) -> Measured:
    seeds = range(3) if tier == "full" else range(1)
    times = [float(np.mean([_counterflow_s(pose, n, seed) for seed in seeds])) for n in (0, 10, 50, 100)]
    words = ", ".join(f"{t:.0f} s" for t in times)
    return Measured.within(
        min(np.diff(times).tolist()), 0.0, f"{words} with 0, 10, 50 and 100 coming; everyone arrives"
    )


def _narrow_opening(pose: Pose, _: Tier) -> Measured:
    """75 people and an opening of 0.5 m, as measured: the whole crowd from the first to the last."""
    flows = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        floor = shapely.union_all(
            [shapely.box(-2.8, 0, 2.8, 8), shapely.box(-0.25, -1.15, 0.25, 0.05), shapely.box(-3, -5, 3, -1.1)]
        )
        crowd = shapely.Point(0, 0).buffer(5.4).intersection(shapely.box(-2.3, 0.6, 2.3, 6))
        walkers = Walkers.towards(scatter(crowd, 75, rng), free_speeds(75, rng), [0])
        tracks = pose.walk(floor, [Goal((-2, -3.5), (2, -3.5))], walkers, horizon_s=400, nav_m=0.1)
        through = (tracks.position_m[..., 1] <= 0.0).any(axis=0)
        times = np.sort((tracks.position_m[..., 1] <= 0.0).argmax(axis=0)[through]) * tracks.step_s
        flows.append(float((len(times) - 1) / (times[-1] - times[0])) if len(times) > 1 else 0.0)
    return student(flows, "75 people, 3 crowds")


def _about(figure: float, unit: str) -> Criterion:
    return Criterion((1 - SHARE) * figure, (1 + SHARE) * figure, f"{figure:.3f} {unit} ± {SHARE:.0%}")


_WEIDMANN = "RiMEA 3.0 test 4; Weidmann 1993"
CASES: tuple[Case, ...] = (
    *(
        case
        for density in DENSITIES
        for case in twice(
            f"RiMEA 4: fundamental diagram at {density:g} people per m²",
            _WEIDMANN,
            _about(weidmann_mps(density), "m/s"),
            "m/s",
            partial(_diagram, density),
            tier="quick" if density in QUICK_DENSITIES else "full",
            turned_tier="quick" if density <= 1.0 else "full",
        )
    ),
    *twice("RiMEA 4: capacity of a corridor", _WEIDMANN, _about(CAPACITY, "/(m s)"), "/(m s)", _capacity, tier="full"),
    *twice(
        "IMO 4: a door of 1 m",
        "IMO MSC.1/Circ.1533 test 4; NIST TN 1822 Verif.5.2",
        Criterion(0.0, 1.33, "no more than 1.33 people per second"),
        "/s",
        _door,
    ),
    *twice(
        "RiMEA 9: 1000 people, two of four exits closed",
        "RiMEA 3.0 test 9",
        Criterion(1.7, 2.3, "takes about twice as long (2 ± 15 %)"),
        "",
        _exits_closed,
        tier="full",
    ),
    *twice(
        "RiMEA 12: a corridor of 1 m, then an exit of 1 m",
        "RiMEA 3.0 test 12",
        Criterion(
            0.0, CAPACITY_DENSITY, "a jam before the corridor (over 1.75 people per m²) and none before the exit"
        ),
        "/m²",
        _second_jam,
    ),
    *twice(
        "RiMEA 15: 500 people round a corner",
        "RiMEA 3.0 test 15",
        Criterion(0.0, 1.0, "between the straight ways along the inner (0) and the outer wall (1)"),
        "",
        _bend,
        tier="full",
    ),
    *twice(
        "NIST 2.8: counterflow of 0, 10, 50, 100 people",
        "NIST TN 1822, Verif.2.8",
        Criterion(0.0, inf, "the time grows with every number (least difference above 0 s)"),
        "s",
        _counterflow,
    ),
    *twice(
        "Jülich: an opening of 0.5 m",
        "Adrian et al. 2018, run 040_c_56_h-: 75 people in 65.3 s",
        _about(1.148, "/s"),
        "/s",
        _narrow_opening,
        tier="full",
    ),
)
