"""Results between the engine's plain data and rows. JSON has no NaN and no infinity: both become null."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from scenarios.contracts import AgentKind, AgentPose, Conflict, RunResult
from scenarios.models import Replication, Run


def replication_row(run: Run, result: RunResult) -> Replication:
    """The row that keeps one replication whole."""
    density = np.ascontiguousarray(result.density, dtype="<f4")
    return Replication(
        run=run,
        index=result.replication,
        metrics={key: finite(value) for key, value in result.metrics.items()},
        series={key: [finite(v) for v in values.tolist()] for key, values in result.series.items()},
        series_step_s=result.series_step_s,
        utilisation={role: dict(shares) for role, shares in result.utilisation.items()},
        conflicts=[conflict_to_json(conflict) for conflict in result.conflicts],
        density=density.tobytes(),
        density_shape=list(density.shape),
        density_origin_m=[float(v) for v in result.density_origin_m],
        density_cell_m=result.density_cell_m,
        orders={
            "in": result.orders_in,
            "shipped": result.orders_shipped,
            "open": result.orders_open,
            "failed": result.orders_failed,
        },
        digest=result.digest,
        stations={name: {key: finite(v) for key, v in row.items()} for name, row in result.stations.items()},
        cycle_times_s=np.ascontiguousarray(result.cycle_times_s, dtype="<f4").tobytes(),
    )


def result_of_row(row: Replication) -> RunResult:
    """The engine's form of a stored replication; exactly what was stored, null read as NaN.

    A row that was loaded without its conflicts has none.
    """
    conflicts = [] if "conflicts" in row.get_deferred_fields() else row.conflicts
    return RunResult(
        replication=row.index,
        metrics={key: _number(value) for key, value in row.metrics.items()},
        series={key: np.array([_number(v) for v in values]) for key, values in row.series.items()},
        series_step_s=row.series_step_s,
        utilisation=row.utilisation,
        conflicts=tuple(conflict_of_json(entry) for entry in conflicts),
        density=density_of_row(row),
        density_origin_m=(float(row.density_origin_m[0]), float(row.density_origin_m[1])),
        density_cell_m=row.density_cell_m,
        orders_in=row.orders["in"],
        orders_shipped=row.orders["shipped"],
        orders_open=row.orders["open"],
        orders_failed=row.orders["failed"],
        digest=row.digest,
        stations={name: {key: _number(v) for key, v in figures.items()} for name, figures in row.stations.items()},
        cycle_times_s=np.frombuffer(bytes(row.cycle_times_s), dtype="<f4"),
    )


def density_of_row(row: Replication) -> Any:
    """(rows, columns) float32."""
    return np.frombuffer(bytes(row.density), dtype="<f4").reshape(row.density_shape)


def conflict_to_json(conflict: Conflict) -> dict[str, Any]:
    """A conflict as it is stored."""
    return {
        "start_s": conflict.start_s,
        "end_s": conflict.end_s,
        "at_s": conflict.at_s,
        "agents": list(conflict.agents),
        "kinds": [kind.name.lower() for kind in conflict.kinds],
        "poses": [{name: finite(value) for name, value in asdict(pose).items()} for pose in conflict.poses],
        "x_m": conflict.x_m,
        "y_m": conflict.y_m,
        "geometry": conflict.geometry,
        "min_ttc_s": finite(conflict.min_ttc_s),
        "max_drac_mps2": finite(conflict.max_drac_mps2),
        "min_pet_s": finite(conflict.min_pet_s),
        "min_separation_m": finite(conflict.min_separation_m),
        "max_closing_mps": finite(conflict.max_closing_mps),
        "max_delta_v_mps": finite(conflict.max_delta_v_mps),
        "contact": conflict.contact,
        "severity": conflict.severity,
    }


def finite(value: float | None) -> float | None:
    """The number, or None where JSON could not say it."""
    return None if value is None or not math.isfinite(value) else float(value)


def conflict_of_json(entry: Mapping[str, Any]) -> Conflict:
    """The engine's form of a stored conflict.

    Runs stored by the first version of the safety settings kept no poses, geometry, DRAC, PET and delta-v: their
    poses come back as the place halfway between the two, and the rest as not known.
    """
    first, second = (AgentKind[kind.upper()] for kind in entry["kinds"])
    halfway = AgentPose(entry["x_m"], entry["y_m"], math.nan, math.nan, math.nan)
    poses = [AgentPose(**pose) for pose in entry["poses"]] if "poses" in entry else [halfway, halfway]
    return Conflict(
        start_s=entry["start_s"],
        end_s=entry["end_s"],
        at_s=entry["at_s"],
        agents=(entry["agents"][0], entry["agents"][1]),
        kinds=(first, second),
        poses=(poses[0], poses[1]),
        x_m=entry["x_m"],
        y_m=entry["y_m"],
        geometry=entry.get("geometry", "unknown"),
        min_ttc_s=entry["min_ttc_s"],
        max_drac_mps2=entry.get("max_drac_mps2"),
        min_pet_s=entry.get("min_pet_s"),
        min_separation_m=_number(entry["min_separation_m"]),
        max_closing_mps=_number(entry["max_closing_mps"]),
        max_delta_v_mps=_number(entry.get("max_delta_v_mps")),
        contact=entry["contact"],
        severity=entry["severity"],
    )


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
