"""Studies of futures as JSON: what is stored for a run and drawn in the browser."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import AgentKind
from worlds.futures.conflicts import ConflictStudy
from worlds.futures.figures import Spread
from worlds.futures.minutes import MINUTE_S, GateFlow, MinuteStudy
from worlds.futures.wording import conflict_sentence, minute_sentence

PATH_EVERY = 2  # steps between two points of a path


def summary_of(study: ConflictStudy) -> dict[str, Any]:
    """A study as it is stored, JSON throughout."""
    conflict, futures = study.found.conflict, study.futures
    return {
        "conflict_id": f"{study.found.replication}-{study.found.position}",
        "replication": study.found.replication,
        "start_s": futures.start_s,
        "duration_s": round((futures.pose.shape[1] - 1) * futures.step_s, 6),
        "agents": list(futures.bodies.ids[:2]),
        "kinds": [kind.name.lower() for kind in study.kinds],
        "x_m": conflict.x_m,
        "y_m": conflict.y_m,
        "futures": len(futures.pose),
        "contact": asdict(study.contact),
        "near": asdict(study.near),
        "min_separation_m": _spread(study.min_separation),
        "min_ttc_s": _spread(study.min_ttc),
        "engine": {
            "contact": bool(study.of_engine.contact[0]),
            "min_separation_m": _number(study.of_engine.min_separation_m[0]),
            "min_ttc_s": _number(study.of_engine.min_ttc_s[0]),
        },
        "agrees": study.agrees,
        "sentence": conflict_sentence(study),
        "likeliest": study.likeliest,
        "median": study.median,
        "worst": study.worst,
        "projection_rate": futures.projection_rate,
    }


def paths_of(study: ConflictStudy) -> dict[str, Any]:
    """What is drawn: the pair in every future, everybody in three of them, and what the engine did."""
    futures, encounters = study.futures, study.encounters
    bodies = futures.bodies
    likelihood = futures.likelihood[:, :, :2].mean(axis=(1, 2))
    return {
        "step_s": round(PATH_EVERY * futures.step_s, 6),
        "agents_shown": [
            {
                "id": bodies.ids[i],
                "kind": AgentKind(int(bodies.kinds[i])).name.lower(),
                "size_m": [round(float(v), 2) for v in bodies.size_m[i]],
                "is_pair": i < 2,
            }
            for i in range(len(bodies.ids))
        ],
        "paths": [[_points(futures.pose[f, :, i, :2]) for i in range(2)] for f in range(len(futures.pose))],
        "engine_paths": [_points(study.engine.pose[:, i, :2]) for i in range(2)],
        "outcomes": [
            {
                "contact": bool(encounters.contact[f]),
                "min_separation_m": _number(encounters.min_separation_m[f]),
                "min_ttc_s": _number(encounters.min_ttc_s[f]),
                "likelihood": round(float(likelihood[f]), 3),
            }
            for f in range(len(futures.pose))
        ],
        "shown": {
            name: [_points(futures.pose[number, :, i]) for i in range(len(bodies.ids))]
            for name, number in (("likeliest", study.likeliest), ("median", study.median), ("worst", study.worst))
        },
    }


def flows_of(minute: MinuteStudy) -> dict[str, Any]:
    """A minute as it is stored."""
    return {
        "start_s": minute.start_s,
        "duration_s": MINUTE_S,
        "futures": minute.futures,
        "gates": [_gate(flow) for flow in minute.gates],
        "sentence": minute_sentence(minute),
    }


def _gate(flow: GateFlow) -> dict[str, Any]:
    engine = {"count": flow.engine.count, "low": flow.engine.low, "high": flow.engine.high}
    return {
        "id": flow.gate.id,
        "from_m": list(flow.gate.from_m),
        "to_m": list(flow.gate.to_m),
        "futures": _spread(flow.futures),
        "engine": engine,
        "agrees": flow.agrees,
    }


def _points(path: NDArray[np.float32]) -> list[list[float]]:
    return [[round(float(v), 2) for v in point] for point in path[::PATH_EVERY]]


def _spread(spread: Spread | None) -> dict[str, Any] | None:
    return None if spread is None else asdict(spread)


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
