"""Known answers of travel: a vehicle from stand to stand, a storage crane, aisles that a tour visits."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray

from scenarios.document import ScenarioDocument
from scenarios.layout.contracts import PickFace, StationPlace, VariantLayout
from scenarios.safety.settings import SAFETY
from scenarios.simulation.chance import fill_units, stream_key
from scenarios.simulation.compile import CompiledRun, compile_run
from scenarios.simulation.crowd import floor_plan
from scenarios.simulation.state import initial_state
from scenarios.statistics.intervals import estimate
from scenarios.validation import formulas
from scenarios.validation.case import Case, Measured, Tier
from scenarios.validation.driving import drive_alone
from scenarios.validation.replications import CONFIDENCE, REPLICATIONS, SEED
from twin.contracts import Scene

DRIVE_TOLERANCE_S = 0.25  # two and a half steps: the speed at the end of a step counts for all of it
RACK_LENGTH_M, RACK_HEIGHT_M, ACROSS_MPS, UP_MPS = 60.0, 12.0, 3.0, 1.0
CRANE_TRIPS = 20_000  # per replication
AISLES, FACES_PER_SIDE = 10, 8


def _drive(distance_m: float) -> Callable[[Tier], Measured]:
    how = f"AMR in a straight hall, engine steps of 0.1 s; to {DRIVE_TOLERANCE_S:g} s"
    return lambda _: Measured.within(drive_alone(distance_m, speed_mps=2.0, acceleration=0.5), DRIVE_TOLERANCE_S, how)


def _crane_s(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) travel times between places (N, 2) given as shares of length and height; both axes move at once."""
    between = np.abs(a - b)
    return np.maximum(between[:, 0] * RACK_LENGTH_M / ACROSS_MPS, between[:, 1] * RACK_HEIGHT_M / UP_MPS)


@cache
def _crane(tier: Tier) -> tuple[Measured, Measured]:
    """Mean (single, dual) command time of a crane that is sent to random places of a rack."""
    single, dual = [], []
    for replication in range(REPLICATIONS[tier]):
        places = np.empty((CRANE_TRIPS, 4))
        fill_units(stream_key(SEED, replication, 1), 0, places)
        store, fetch, home = places[:, :2], places[:, 2:], np.zeros((1, 2))
        out, back = _crane_s(home, store), _crane_s(fetch, home)
        single.append(float((2 * out).mean()))
        dual.append(float((out + _crane_s(store, fetch) + back).mean()))
    how = f"{REPLICATIONS[tier]} replications of {CRANE_TRIPS:,} trips with the engine's random numbers"
    return _interval(single, how), _interval(dual, how)


def _interval(values: list[float], how: str) -> Measured:
    mean = estimate(values, CONFIDENCE)
    return Measured(mean.mean, mean.low, mean.high, f"{how}, t at {CONFIDENCE:.0%}")


@cache
def _aisles_run() -> CompiledRun:
    """A hall of ten aisles with as many pick faces each, all equally popular."""
    pitch_m, rack_m, front_m, depth_m = 4.0, 1.0, 5.0, 20.0
    width_m = 4.0 + pitch_m * AISLES + rack_m
    left = [2.0 + pitch_m * k for k in range(AISLES + 1)]
    racks = [shapely.box(x, front_m, x + rack_m, front_m + depth_m - 3) for x in left]
    hall = shapely.box(0, 0, width_m, front_m + depth_m).difference(shapely.MultiPolygon(racks))
    along = front_m + (depth_m - 3) * (np.arange(FACES_PER_SIDE) + 0.5) / FACES_PER_SIDE
    faces = [
        PickFace(f"rack-{rack}", x, float(y), facing, 2 * k + side)
        for rack, start in enumerate(left)
        for side, x, facing in ((0, start - 0.45, 0.0), (1, start + rack_m + 0.45, math.pi))
        for k, y in enumerate(along)
        if 0 < rack + side <= AISLES  # the outer sides of the outer racks hold nothing
    ]
    stations = tuple(
        StationPlace(kind, kind, None, np.array([[x, 0.8, -math.pi / 2]]), (x, 2.0))
        for kind, x in (("pack", 10.0), ("ship", 30.0))
    )
    shifts = [{"start_s": 0, "end_s": 28_800, "heads": 1}]
    document = ScenarioDocument.model_validate(
        {
            "staffing": [{"role": role, "shifts": shifts} for role in ("picker", "packer", "shipper")],
            "storage": {"popularity": 0},
            "demand": {
                "windows": [{"start_s": 0, "end_s": 28_800, "orders_per_hour": 300}],
                "lines_per_order_mean": 6,
            },
            "experiment": {"horizon_s": 28_800, "seed": SEED},
        }
    )
    layout = VariantLayout(Scene((), {}), floor_plan(hall), tuple(faces), stations)
    return compile_run(layout, document)


def _aisles_visited(picks: int) -> Callable[[Tier], Measured]:
    """Count the aisles of tours of so many lines, as the engine draws articles and numbers aisles."""

    def measure(tier: Tier) -> Measured:
        run = _aisles_run()
        counts = []
        for replication in range(REPLICATIONS[tier]):
            state = initial_state(run, replication, SAFETY)
            aisle = state.places["aisle"][state.lines["face"]]
            tours = aisle[: len(aisle) // picks * picks].reshape(-1, picks)
            seen = tours[:, :, None] == np.arange(aisle.max() + 1)
            counts.append(float(seen.any(axis=1).sum(axis=1).mean()))
        return _interval(counts, f"{REPLICATIONS[tier]} replications of a day's lines, in tours of {picks}")

    return measure


_GROUP = "Travel"
_KINEMATICS = "kinematics: s/v + v/a where s ≥ v²/a, else 2 √(s/a)"
_BOZER_WHITE = "Bozer and White 1984, eq. for E(SC), E(DC)"
_SINGLE_S, _DUAL_S = formulas.bozer_white(RACK_LENGTH_M, RACK_HEIGHT_M, ACROSS_MPS, UP_MPS)
CASES = (
    *(
        Case(f"AMR from stand to stand, {s:g} m at 2 m/s, 0.5 m/s²", _GROUP, _KINEMATICS, formulas.drive_s(s, 2, 0.5), "s", _drive(s))
        for s in (20.0, 4.0)
    ),
    Case("crane, single command, 60 x 12 m, 3 and 1 m/s", _GROUP, _BOZER_WHITE, _SINGLE_S, "s", lambda t: _crane(t)[0], widest=0.01),
    Case("crane, dual command, 60 x 12 m, 3 and 1 m/s", _GROUP, _BOZER_WHITE, _DUAL_S, "s", lambda t: _crane(t)[1], widest=0.01),
    *(
        Case(
            f"aisles visited, {AISLES} aisles, {picks} random picks",
            _GROUP,
            "occupancy: k (1 - (1 - 1/k)^n)",
            formulas.aisles_visited(AISLES, picks),
            "",
            _aisles_visited(picks),
            widest=0.01,
        )
        for picks in (5, 10, 20, 30)
    ),
)  # fmt: skip
