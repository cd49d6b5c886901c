"""How long a shift takes: 60 x 40 m, 12 rack rows, 30 pickers and 10 AMRs for 8 hours, on one core.

Compiling is not counted. Where the peer models lie beside the checkout, the same shift is run in
SimPy without any collisions, in the same minute, and the ratio is printed. Times are CPU seconds,
best of three, because the machine's noise is about 30 %.

    python -m bench.bench_engine
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from scenarios.simulation.compile import CompiledRun, compile_run
from scenarios.simulation.engine import play
from scenarios.simulation.warm import warm_up
from tests.scenarios.simulation.halls import document, warehouse

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT.parent / "shared" / "peers" / "combined" / "simpy_model.py"
RESULTS = ROOT / "bench" / "results" / "engine.jsonl"
REPEATS = 3
SHIFT_BAR_S, SHIFT_AIM_S = 1.5, 0.4
COMPILE_BAR_S, COMPILE_AIM_S = 2.0, 1.0


def peer_shift() -> CompiledRun:
    """The peers' shift: 500 orders an hour, six lines each, two orders a tour, faces equally popular."""
    demand = {"lines_per_order_mean": 6, "orders_per_tour": 2, "pick_s": 12, "pack_s": 75, "ship_s": 45}
    return compile_run(
        warehouse(pack_from_m=36.0),
        document(
            pickers=30,
            packers=13,
            shippers=8,
            amrs=10,
            orders_per_hour=500,
            demand=demand,
            storage={"popularity": 0},
        ),
    )


def time_shift(run: CompiledRun) -> tuple[float, int]:
    """(CPU seconds of the best replication, agent-steps in it)."""
    best, steps = float("inf"), 0
    for replication in range(REPEATS):
        began = time.process_time()
        played = play(run, replication=replication)
        took = time.process_time() - began
        if took < best:
            best, steps = took, int(played.state.clock[0]["agent_steps"])
    return best, steps


def time_compile() -> float:
    """CPU seconds to compile a variant whose floor has not been seen before."""
    layouts = [warehouse(depth_m=40.0 + 0.1 * (k + 1), pitch_m=1.3) for k in range(2)]
    best = float("inf")
    for layout in layouts:
        began = time.process_time()
        compile_run(layout, document(pickers=30, packers=13, shippers=8, amrs=10))
        best = min(best, time.process_time() - began)
    return best


def time_peer() -> float | None:
    """CPU seconds of the same shift in SimPy without collisions; None where the peer is not here."""
    if not PEER.is_file():
        return None
    try:
        found = subprocess.run(
            [sys.executable, str(PEER), "none"],
            cwd=PEER.parent,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"the SimPy peer did not run: {error}")
        return None
    return float(json.loads(found.stdout.strip().splitlines()[-1])["cpu_s"])


def row(
    case: str, measured: float, bar: float, aim: float, *, unit: str = "s", peer: float | None = None
) -> dict[str, object]:
    """One line of the results; lower is better."""
    return {
        "case": case,
        "measured": round(measured, 4),
        "unit": unit,
        "bar": bar,
        "aim": aim,
        "peer": peer,
        "ratio": round(peer / measured, 3) if peer else None,
        "ok": measured <= bar,
    }


def main() -> int:
    warm_up()
    run = peer_shift()
    shift_s, steps = time_shift(run)
    rows = [
        row(
            "8-hour shift, 30 pickers + 10 AMRs, 0.1 s, conflicts measured",
            shift_s,
            SHIFT_BAR_S,
            SHIFT_AIM_S,
            peer=time_peer(),
        ),
        row("cost of an agent-step", 1e9 * shift_s / steps, 400.0, 200.0, unit="ns"),
        row("compile a new layout, 480 faces", time_compile(), COMPILE_BAR_S, COMPILE_AIM_S),
    ]
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.open("a", encoding="utf-8") as file:
        for line in rows:
            file.write(json.dumps(line) + "\n")
    print(f"{'case':62} {'measured':>10} {'bar':>8} {'aim':>8} {'peer':>8} {'ratio':>7}  ok")
    for line in rows:
        peer = f"{line['peer']:.3f}" if line["peer"] else "-"
        ratio = f"{line['ratio']:.2f}" if line["ratio"] else "-"
        print(
            f"{line['case']:62} {line['measured']:>8.3f} {line['unit']:>2} {line['bar']:>7} {line['aim']:>8} "
            f"{peer:>8} {ratio:>7}  {'yes' if line['ok'] else 'NO'}"
        )
    return 0 if all(line["ok"] for line in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
