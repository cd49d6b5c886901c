"""The event core against its peers: M/M/5 at load 0.8, and the four-station line at 500 orders an hour.

Ours, SimPy and cimba (a C engine with compiled models) do the same work in turn, in the same minute, on
one core; CPU seconds, best of several, compiling not counted. Events are counted as the peers count them:
two per customer, five per order. Each run's answer is compared with theory, so that nobody is fast by
being wrong. A peer that is not installed, or whose model does not lie beside the checkout, is left out.

    python -m bench.bench_events
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from scenarios.simulation.flow_books import play_flow, read_books
from scenarios.simulation.flow_build import NetworkPlan, make_flow
from scenarios.validation.formulas import mmc_wait
from scenarios.validation.networks import LINE, LINE_RATE, line
from scenarios.validation.queues import queue

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT.parent / "shared" / "peers" / "des"
RESULTS = ROOT / "bench" / "results" / "events.jsonl"
REPEATS = 5
BARS = {"SimPy": (100.0, 150.0), "cimba": (3.0, 4.0)}
WAIT_TOLERANCE = 0.25  # of the theoretical wait, for the short runs of the slow peers


@dataclass(frozen=True)
class Timed:
    """One run: how many events it counted, the CPU seconds they took, and the mean wait at the first station."""

    events: int
    cpu_s: float
    wait: float


@dataclass(frozen=True)
class Work:
    """What everybody does."""

    name: str
    wait: float  # theoretical, at the first station
    ours: Callable[[int], Timed]
    peers: dict[str, Callable[[], Timed]]


def play(plan: NetworkPlan, until_s: float, events_per_job: int, replication: int) -> Timed:
    """Our core on a plan."""
    flow = make_flow(plan, seed=1, replication=replication)
    began = time.process_time()
    flow = play_flow(flow, plan, until_s)
    took = time.process_time() - began
    books = read_books(flow, until_s)
    station = books.stations[0]
    return Timed(events_per_job * books.routings[0].done, took, station.queue_area / station.arrivals)


def peer(name: str) -> ModuleType | None:
    """A peer's module, or None with a line that says why."""
    if not (PEERS / f"{name}.py").is_file():
        print(f"{name} is left out: no model of it lies in {PEERS.name} beside the checkout")
        return None
    if str(PEERS) not in sys.path:
        sys.path.insert(0, str(PEERS))
    try:
        return importlib.import_module(name)
    except ImportError as error:
        print(f"{name} is left out: {error}")
        return None


def simpy_runs(module: ModuleType) -> tuple[Callable[[], Timed], Callable[[], Timed]]:
    """(M/M/5, line) in SimPy."""

    def mm5() -> Timed:
        customers = 40_000
        took, wait, _ = module.mmc_run(customers)
        return Timed(2 * customers, took, wait)

    def four_stations() -> Timed:
        took, waits, orders, _ = module.line_run(8 * 28_800.0)
        return Timed(5 * orders, took, waits[0])

    return mm5, four_stations


def cimba_runs(module: ModuleType) -> tuple[Callable[[], Timed], Callable[[], Timed]]:
    """(M/M/5, line) in cimba, compiled once beforehand."""
    cimba = module.cb

    def timed(model: object, length: float, events_per_job: int, wait: str) -> Timed:
        window = cimba.Window(warmup=0, duration=length)
        began = time.process_time()
        found = cimba.Experiment(model, replications=1, window=window, seed=1).run()[model]
        took = time.process_time() - began
        figure = {name: float(np.asarray(getattr(found, name)).ravel()[0]) for name in ("n", wait)}
        return Timed(events_per_job * round(figure["n"]), took, figure[wait])

    customers, orders = module.MMc(), module.Line()
    timed(customers, 10.0, 2, "wq")
    timed(orders, 1000.0, 5, "w0")
    return lambda: timed(customers, 250_000.0, 2, "wq"), lambda: timed(orders, 40 * 28_800.0, 5, "w0")


def works() -> list[Work]:
    """Both pieces of work with the peers that are here."""
    makers = {"SimPy": ("peer_simpy", simpy_runs), "cimba": ("peer_cimba", cimba_runs)}
    found = {name: make(module) for name, (file, make) in makers.items() if (module := peer(file)) is not None}
    queue_plan, line_plan = queue(4.0, 5), line()
    for plan in (queue_plan, line_plan):
        play(plan, 10.0, 2, 0)  # compiles, or loads from disk
    name, mean_s, servers = LINE[0]
    return [
        Work(
            "M/M/5, load 0.8",
            mmc_wait(4.0, 1.0, 5),
            lambda k: play(queue_plan, 250_000.0, 2, k),
            {peer_name: runs[0] for peer_name, runs in found.items()},
        ),
        Work(
            f"line of four stations, 500/h, wait at {name}",
            mmc_wait(LINE_RATE, mean_s, servers),
            lambda k: play(line_plan, 100 * 28_800.0, 5, k),
            {peer_name: runs[1] for peer_name, runs in found.items()},
        ),
    ]


def compare(work: Work) -> list[dict[str, object]]:
    """One row per peer: best of several runs in turn."""
    best: dict[str, float] = {}
    for k in range(REPEATS):
        for name, run in {"ours": lambda: work.ours(k), **work.peers}.items():  # noqa: B023 -- called at once
            done = run()
            if abs(done.wait / work.wait - 1) > WAIT_TOLERANCE:
                raise AssertionError(f"{name}, {work.name}: a mean wait of {done.wait:.4f} against {work.wait:.4f}")
            best[name] = max(best.get(name, 0.0), done.events / done.cpu_s)
    rows: list[dict[str, object]] = []
    for name in work.peers:
        bar, aim = BARS[name]
        ratio = best["ours"] / best[name]
        figures = {
            "events_per_s": round(best["ours"]),
            "peer_events_per_s": round(best[name]),
            "ratio": round(ratio, 2),
        }
        rows.append({"case": work.name, "peer": name, **figures, "bar": bar, "aim": aim, "ok": ratio >= bar})
    return rows


def main() -> int:
    rows = [row for work in works() for row in compare(work)]
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.open("a", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row) + "\n")
    print(f"{'case':50} {'peer':6} {'events/s':>11} {'peer':>10} {'ratio':>7} {'bar':>5} {'aim':>5}  ok")
    for row in rows:
        print(
            f"{row['case']:50} {row['peer']:6} {row['events_per_s']:>11,} {row['peer_events_per_s']:>10,} "
            f"{row['ratio']:>7} {row['bar']:>5} {row['aim']:>5}  {'yes' if row['ok'] else 'NO'}"
        )
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
