"""How much memory a recorded run takes, and whether it grows with the horizon.

200 agents in the peers' hall, everything recorded every 0.1 s into Parquet files, for 1, 4 and (with
`--day`, some minutes) 24 hours. Each case runs in a process of its own, whose peak resident set the
kernel counts. The bar is 2 GB for the day; the aim is that the day takes at most a quarter more than
the hour.

    python -m bench.bench_memory [--day]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scenarios.recording.parquet import ParquetRecorder
from scenarios.simulation.compile import CompiledRun, compile_run
from scenarios.simulation.engine import play
from scenarios.simulation.records import LOG
from scenarios.simulation.warm import warm_up
from tests.scenarios.simulation.halls import document, warehouse

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results" / "memory.jsonl"
BAR_MB = 2000.0
AIM_GROWTH = 1.25
LIMIT_S = 3600.0


def crowded_day(hours: float) -> CompiledRun:
    """200 agents: 120 pickers, 30 packers, 20 shippers and 30 AMRs, with 1300 orders an hour of five lines each."""
    demand = {"lines_per_order_mean": 5, "orders_per_tour": 2, "pick_s": 12, "pack_s": 75, "ship_s": 45}
    hall = warehouse(width_m=120.0, depth_m=60.0, rows=24, pack_stations=30, ship_stations=20, pack_from_m=60.0)
    return compile_run(
        hall,
        document(
            horizon_s=3600.0 * hours,
            pickers=120,
            packers=30,
            shippers=20,
            amrs=30,
            orders_per_hour=1300,
            demand=demand,
        ),
    )


def measure(hours: float) -> dict[str, float]:
    """Play and record one case in this process."""
    warm_up()
    run = crowded_day(hours)
    before_mb = _peak_mb()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        with ParquetRecorder(Path(folder) / "day") as recorder:
            played = play(run, replication=0, recorder=recorder, limit_s=LIMIT_S)
        size_mb = sum(p.stat().st_size for p in (Path(folder) / "day").iterdir()) / 1e6
    rows = int(played.state.clock[0]["logged"])
    return {
        "hours": hours,
        "peak_mb": round(_peak_mb(), 1),
        "before_mb": round(before_mb, 1),
        "took_s": round(time.monotonic() - began, 1),
        "recorded_mb": round(size_mb, 1),
        "orders": played.result.orders_in,
        "shipped": played.result.orders_shipped,
        "conflicts": len(played.result.conflicts),
        "log_bytes_per_order": round(rows * LOG.itemsize / max(played.result.orders_in, 1), 1),
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--day", action="store_true", help="the 24 hours, too")
    parser.add_argument("--hours", type=float, help=argparse.SUPPRESS)  # one case, in a process of its own
    options = parser.parse_args()
    if options.hours:
        print(json.dumps(measure(options.hours)))
        return 0
    # compiling alone takes more than a run, so it is done before
    subprocess.run([sys.executable, "-m", "scenarios.simulation.warm"], cwd=ROOT, check=True)
    rows = []
    print(f"{'hours':>6} {'peak':>9} {'before':>9} {'took':>8} {'on disk':>9} {'orders':>8} {'log a order':>12}")
    for hours in (1.0, 4.0, 24.0) if options.day else (1.0, 4.0):
        command = [sys.executable, "-m", "bench.bench_memory", "--hours", str(hours)]
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        row = json.loads(found.stdout.splitlines()[-1])
        rows.append(row)
        print(
            f"{row['hours']:>6g} {row['peak_mb']:>6.0f} MB {row['before_mb']:>6.0f} MB {row['took_s']:>6.1f} s "
            f"{row['recorded_mb']:>6.0f} MB {row['orders']:>8} {row['log_bytes_per_order']:>10.0f} B"
        )
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    peaks = [row["peak_mb"] for row in rows]
    growth = peaks[-1] / peaks[0]
    met = max(peaks) <= BAR_MB
    print(f"growth {growth:.2f}x (aim {AIM_GROWTH}x); bar of {BAR_MB:.0f} MB {'met' if met else 'NOT met'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
