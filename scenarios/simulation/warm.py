"""Get the machine code ready: compile it, or load it from disk, on a tiny hall."""

from __future__ import annotations

import numpy as np

from scenarios.document import ScenarioDocument
from scenarios.layout.contracts import PickFace, StationPlace, VariantLayout
from scenarios.simulation.compile import CompiledRun, compile_run
from scenarios.simulation.engine import simulate
from twin.contracts import FloorPlan, Scene


def tiny_run() -> CompiledRun:
    """A minute in an 8 x 6 m hall: a picker, a packer, a shipper and an AMR."""
    rows, columns = 60, 80
    y, x = np.mgrid[0:rows, 0:columns] * 0.1 + 0.05
    clearance = np.minimum(np.minimum(x, 8 - x), np.minimum(y, 6 - y)).astype(np.float32)
    plan = FloorPlan((0.0, 0.0), 0.1, clearance, (), (), ())
    stations = tuple(
        StationPlace(kind, kind, None, np.array([[at, 0.8, 0.0]]), (at, 2.0))
        for kind, at in (("pack", 2.0), ("ship", 6.0))
    )
    faces = tuple(PickFace("rack", at, 5.0, 0.0, k) for k, at in enumerate((1.0, 4.0, 7.0)))
    shifts = [{"start_s": 0, "end_s": 60, "heads": 1}]
    document = ScenarioDocument.model_validate(
        {
            "staffing": [{"role": role, "shifts": shifts} for role in ("picker", "packer", "shipper")],
            "fleet": [{"type": "amr", "count": 1}],
            "demand": {"windows": [{"start_s": 0, "end_s": 60, "orders_per_hour": 360}]},
            "experiment": {"horizon_s": 60},
        }
    )
    return compile_run(VariantLayout(Scene((), {}), plan, faces, stations), document)


def warm_up() -> None:
    """Play the tiny hall, so that the first real replication need not wait for the compiler.

    Takes well under a second when the code is on disk already, and half a minute when it is not.
    """
    simulate(tiny_run(), replication=0, window=(0, 1))


if __name__ == "__main__":
    warm_up()
