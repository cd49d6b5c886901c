"""How long a shift takes: 60 x 40 m, 12 rack rows, 30 pickers and 10 AMRs for 8 hours, on one core.

Compiling is not counted. Where the peer models lie beside the checkout, the same shift is run in the same
minute in SimPy without any collisions, and an hour of it in SimPy with JuPedSim moving everybody (times
eight). Then four variants with many replications each on two cores: a tenth of them is played and the time
taken tenfold, or all of them with --all. CPU seconds, best of three, because the machine's noise is about
30 %; the study in seconds of wall clock.

    python -m bench.bench_engine [--all]
"""

from __future__ import annotations

import json
import multiprocessing
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
HOUR_S = 3600
JUPEDSIM_STEP_S = 0.05
RESULTS = ROOT / "bench" / "results" / "engine.jsonl"
REPEATS = 3
SHIFT_BAR_S, SHIFT_AIM_S = 1.5, 0.4
MOVED_ONCE_S = 117.0  # of the peer's shift where it cannot be run: CPU seconds on such a machine, see the peers' README
MOVED_BAR, MOVED_AIM = 80.0, 117.0  # times faster than SimPy with JuPedSim; as fast as SimPy alone would be
STUDY_BAR_S, STUDY_AIM_S = 240.0, 60.0
STUDY_REPLICATIONS, STUDY_CORES = 100, 2
COMPILE_BAR_S, COMPILE_AIM_S = 2.0, 1.0


def peer_shift(pickers: int = 30) -> CompiledRun:
    """The peers' shift: 500 orders an hour, six lines each, two orders a tour, faces equally popular."""
    demand = {"lines_per_order_mean": 6, "orders_per_tour": 2, "pick_s": 12, "pack_s": 75, "ship_s": 45}
    return compile_run(
        warehouse(pack_from_m=36.0),
        document(
            pickers=pickers,
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


def time_peer(*arguments: str) -> float | None:
    """CPU seconds of the peer's model with these arguments; None where the peer is not here or does not run."""
    if not PEER.is_file():
        return None
    try:
        found = subprocess.run(
            [sys.executable, str(PEER), *arguments],
            cwd=PEER.parent,
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"the peer {arguments[0]} did not run: {error}")
        return None
    return float(json.loads(found.stdout.strip().splitlines()[-1])["cpu_s"])


def _play_one(task: tuple[int, int]) -> None:
    pickers, replication = task
    if pickers not in _RUNS:
        _RUNS[pickers] = peer_shift(pickers)
    play(_RUNS[pickers], replication=replication)


_RUNS: dict[int, CompiledRun] = {}


def time_study(share: int) -> float:
    """Wall-clock seconds of four variants with all their replications on two cores, from 1 in `share` of them."""
    count = STUDY_REPLICATIONS // share
    tasks = [(pickers, replication) for pickers in (24, 27, 30, 33) for replication in range(count)]
    with multiprocessing.get_context("spawn").Pool(STUDY_CORES) as pool:
        pool.map(
            _play_one, [(24, 1000), (27, 1000), (30, 1000), (33, 1000)] * STUDY_CORES, chunksize=4
        )  # load, compile
        began = time.monotonic()
        pool.map(_play_one, tasks, chunksize=max(1, count // 2))
        return share * (time.monotonic() - began)


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


def faster(case: str, ours_s: float, peer_s: float, bar: float, aim: float) -> dict[str, object]:
    """One line of the results as a ratio; higher is better."""
    ratio = peer_s / ours_s
    return {
        "case": case,
        "measured": round(ratio, 1),
        "unit": "x",
        "bar": bar,
        "aim": aim,
        "peer": peer_s,
        "ratio": round(ratio, 1),
        "ok": ratio >= bar,
    }


def main() -> int:
    warm_up()
    run = peer_shift()
    shift_s, steps = time_shift(run)
    hour_s = time_peer("jupedsim", str(HOUR_S), str(JUPEDSIM_STEP_S))
    moved_s = MOVED_ONCE_S if hour_s is None else 8 * hour_s
    everything = "--all" in sys.argv[1:]
    rows = [
        row(
            "8-hour shift, 30 pickers + 10 AMRs, 0.1 s, conflicts measured",
            shift_s,
            SHIFT_BAR_S,
            SHIFT_AIM_S,
            peer=time_peer("none"),
        ),
        faster(
            f"the same against SimPy + JuPedSim at 0.05 s ({'as once measured' if hour_s is None else 'an hour, times 8'})",
            shift_s,
            moved_s,
            MOVED_BAR,
            MOVED_AIM,
        ),
        row("cost of an agent-step", 1e9 * shift_s / steps, 400.0, 200.0, unit="ns"),
        row("compile a new layout, 480 faces", time_compile(), COMPILE_BAR_S, COMPILE_AIM_S),
        row(
            "4 variants x 100 replications on two cores", time_study(1 if everything else 10), STUDY_BAR_S, STUDY_AIM_S
        ),
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
