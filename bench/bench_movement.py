"""How fast people walk: the peers' hall, 60 x 40 m with 12 rack rows, random waypoints, 0.1 s, everybody on the move.

Beside JuPedSim's collision-free speed model at the same time step and pyrvo's `do_step`, in the same
minute, where those can be imported and the peer scripts lie beside the checkout; else beside the figures
that were measured for them. CPU time, best of three, compiling not counted. The growth from 50 to 200
people is measured at equal density: the hall grows with them; both three times, turn about.

    python -m bench.bench_movement
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import shapely

from scenarios.simulation.crowd import Goal, Walkers, walk

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT.parent / "shared" / "peers" / "micro"
RESULTS = ROOT / "bench" / "results" / "movement.jsonl"
COUNTS = (20, 50, 100, 200)
BARS = {"JuPedSim": (50.0, 80.0), "pyrvo": (5.0, 8.0)}
GROWTH_BAR, GROWTH_AIM = 1.3, 1.1
QUOTED = {  # agent-steps per second, two idle cores, one used
    "JuPedSim": {50: 83e3, 100: 75e3, 200: 72e3},
    "pyrvo": {50: 141e3, 100: 139e3, 200: 110e3},
}
AGENTS_S = 600e3  # simulated seconds of all people together: long beside the set-up, whose time is taken off
REPEATS = 3
WAYPOINTS = 2000  # more than anybody reaches
PEER_RUNS = {  # arguments of Python, and the figure in the lines of JSON that it prints
    "JuPedSim": (
        ["-c", f"import json, peer_jupedsim as p\nfor n in {COUNTS}: print(json.dumps(p.run('CFSM', n, 0.1, 60.0)))"],
        "agent_steps_per_s",
    ),
    "pyrvo": (["peer_pyrvo.py"], "do_step_only"),
}


def hall(rows: int) -> shapely.Polygon:
    """The peers' hall, as deep as theirs and as wide as `rows` rack rows need."""
    width = 60.0 * rows / 12
    floor = shapely.box(0, 0, width, 40)
    for k in range(rows):
        x = 3.0 + 4.6 * k
        if x + 1.6 < width:
            floor = floor.difference(shapely.union(shapely.box(x, 6, x + 1.6, 19), shapely.box(x, 22, x + 1.6, 35)))
    return floor


def rate(count: int, rows: int = 12) -> float:
    """Agent-steps per CPU second of `count` people on a hall with so many rack rows; the fields are not counted."""
    floor = hall(rows)
    rng = np.random.default_rng(5)
    free = floor.buffer(-0.6)

    def spread(n: int, apart_m: float) -> np.ndarray:
        found: list[tuple[float, float]] = []
        x1, y1 = free.bounds[2:]
        while len(found) < n:
            x, y = rng.uniform((0, 0), (x1, y1))
            if free.contains(shapely.Point(x, y)) and all(np.hypot(x - a, y - b) > apart_m for a, b in found):
                found.append((x, y))
        return np.array(found)

    goals = [Goal((x, y), (x, y), 0.6) for x, y in spread(60, 0.0)]
    routes = rng.integers(0, 60, (count, WAYPOINTS))
    walkers = Walkers.towards(spread(count, 0.9), 1.34, routes)

    def took(horizon_s: float) -> tuple[float, int]:
        began = time.process_time()
        tracks = walk(floor, goals, walkers, horizon_s=horizon_s, every=10)
        return time.process_time() - began, tracks.agent_steps

    took(0.1)
    set_up_s, few = min(took(0.1) for _ in range(REPEATS))
    all_s, steps = min(took(AGENTS_S / count) for _ in range(REPEATS))
    return (steps - few) / (all_s - set_up_s)


def peer_rates(peer: str) -> tuple[dict[int, float], str]:
    """Agent-steps per second by number of people, and where that comes from."""
    arguments, figure = PEER_RUNS[peer]
    if PEERS.is_dir():
        command = [sys.executable, *arguments]
        ran = subprocess.run(command, cwd=PEERS, capture_output=True, text=True, check=False, timeout=600)
        rows = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
        if rows:  # a peer may end in an error when it cannot write its own results
            return {int(row["N"]): float(row[figure]) for row in rows}, "in this minute"
        print(f"{peer} did not run: {(ran.stderr.strip().splitlines() or ['no output'])[-1]}")
    return dict(QUOTED[peer]), "as once measured"


def main() -> int:
    own = {count: rate(count) for count in COUNTS}
    few, many = zip(
        *((rate(50, 3), rate(200, 12)) for _ in range(REPEATS)), strict=True
    )  # turn about: the machine drifts
    growth = max(few) / max(many)
    lines: list[dict[str, object]] = []
    for peer, (bar, aim) in BARS.items():
        rates, words = peer_rates(peer)
        for count in COUNTS:
            if count not in rates:
                continue
            ratio = own[count] / rates[count]
            bound = bar if count in (50, 100) else 0.0
            lines.append(
                {
                    "case": f"{count} people, beside {peer} {words}",
                    "measured": round(own[count]),
                    "peer": round(rates[count]),
                    "ratio": round(ratio, 1),
                    "bar": bound,
                    "aim": aim,
                    "ok": ratio >= bound,
                }
            )
    lines.append(
        {
            "case": "growth of an agent-step's cost, 50 to 200 people at equal density",
            "measured": round(own[200]),
            "peer": None,
            "ratio": round(growth, 3),
            "bar": GROWTH_BAR,
            "aim": GROWTH_AIM,
            "ok": growth <= GROWTH_BAR,
        }
    )
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    print(f"{'case':66} {'steps/s':>10} {'peer':>9} {'ratio':>7} {'bar':>6} {'aim':>5}  ok")
    for line in lines:
        print(
            f"{line['case']:66} {line['measured']:>10} {line['peer'] or '-':>9} {line['ratio']:>7} {line['bar']:>6} "
            f"{line['aim']:>5}  {'yes' if line['ok'] else 'NO'}"
        )
    return 0 if all(line["ok"] for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
