"""From *Run* to a finished comparison, on the real stack: database, broker, web server, workers.

Starts a stack of its own on a fresh data folder (or measures the one at ``--url``), signs in as the
demonstration's planner and times what a planner waits for. ``--cold`` adds the whole way from a fresh
clone. Prints a table and writes one JSON object a line to ``bench/results/pipeline.jsonl``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.pipeline_client import POLL_S, Planner

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results" / "pipeline.jsonl"
EMAIL = "planner@foresite.example"
REPLICATIONS = 10
CLIP = {"clip_duration_s": 10.0, "clip_width_px": 256, "clip_height_px": 144}
FIRST_START_S, WAIT_S, COLD_S = 240.0, 600.0, 1500.0


@dataclass(frozen=True)
class Case:
    """One measurement beside what was promised; `ok` is measured ≤ bar."""

    case: str
    measured: float
    unit: str
    bar: float
    aim: float | None = None
    peer: str | None = None
    ratio: float | None = None
    ok: bool = False


def case(name: str, seconds: float, bar: float, aim: float | None = None) -> Case:
    """A time in seconds against its bar."""
    return Case(name, round(seconds, 2), "s", bar, aim, ok=seconds <= bar)


def main() -> int:
    """Measure, print, write; 0 if every bar is met."""
    arguments = _arguments()
    cases = [measure_cold_start()] if arguments.cold else []
    if arguments.url:
        cases += measure_pipeline(Planner(arguments.url, EMAIL, arguments.password))
    else:
        cases += measure_own_stack()
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text("".join(json.dumps(asdict(c)) + "\n" for c in cases))
    print(RESULTS.read_text() if arguments.json else table(cases))
    return 0 if all(c.ok for c in cases) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="measure this server instead of starting one")
    parser.add_argument("--password", default="", help=f"of {EMAIL} at --url")
    parser.add_argument("--cold", action="store_true", help="also time `make run` from a fresh clone")
    parser.add_argument("--json", action="store_true", help="print the JSON lines instead of the table")
    return parser.parse_args()


def measure_own_stack() -> list[Case]:
    """A second start on a prepared data folder, then the pipeline on it."""
    with tempfile.TemporaryDirectory(prefix="foresite-bench-") as name:
        folder = Path(name)
        with stack(folder):
            pass  # creates the database and the demonstration
        started = time.monotonic()
        with stack(folder) as url:
            ready = case("second start to ready", time.monotonic() - started, 10.0)
            password = (folder / "demo-password").read_text().strip()
            return [ready, *measure_pipeline(Planner(url, EMAIL, password))]


@contextmanager
def stack(folder: Path) -> Iterator[str]:
    """`manage.py up` on this data folder until the block ends; gives its address once it answers."""
    port = _free_port()
    environment = {**os.environ, "DATA_DIR": str(folder), "PORT": str(port)}
    environment.pop("DATABASE_URL", None)
    environment.pop("VALKEY_URL", None)
    command = [sys.executable, str(ROOT / "manage.py"), "up", "--no-demo-run"]
    with (folder / "bench-up.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        _await_answer(f"http://127.0.0.1:{port}/healthz", process, FIRST_START_S, folder / "bench-up.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def measure_pipeline(planner: Planner) -> list[Case]:
    """First partial metric and first preview after *Run*, then the demonstration comparison."""
    originals = _demonstration(planner)
    seed = int(time.time())  # a seed nobody has run: stored results must not answer
    first = _copy(planner, originals[0], seed)
    partial_s, preview_s = _first_signs(planner, first)
    pair = [_copy(planner, original, seed + 1) for original in originals]
    comparison_s = _comparison(planner, [p["id"] for p in pair])
    return [
        case("first partial metric after Run", partial_s, 5.0),
        case("first preview frame after Run", preview_s, 12.0),
        case(f"comparison: 2 variants x {REPLICATIONS} replications of 8 h, a 10 s clip each", comparison_s, 120.0),
    ]


def _demonstration(planner: Planner) -> list[dict[str, Any]]:
    """The first two scenarios of the first facility that has two, with their documents."""
    for facility in planner.get("facilities/")["results"]:
        rows = planner.get(f"scenarios/?facility_id={facility['id']}")["results"]
        if len(rows) >= 2:
            scenarios = [planner.get(f"scenarios/{row['id']}/") for row in rows]
            scenarios.sort(key=lambda s: s["base_id"] is not None)
            return scenarios[:2]
    raise SystemExit("No facility with two scenarios: is the demonstration loaded?")


def _copy(planner: Planner, original: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same scenario under another seed, with the clip that the bars speak of."""
    document = dict(original["document"])
    horizon_s = 8 * 3600.0
    document["experiment"] = {
        **document["experiment"],
        **CLIP,
        "seed": seed,
        "replications": REPLICATIONS,
        "horizon_s": horizon_s,
        "clip_camera_ids": document["experiment"]["clip_camera_ids"][:1],
    }
    body = {
        "facility_id": original["facility_id"],
        "name": f"{original['name']} {seed}",
        "base_id": original["base_id"],
        "document": document,
    }
    scenario: dict[str, Any] = planner.post("scenarios/", body)
    if scenario["document"]["experiment"]["seed"] != seed:
        raise SystemExit("The server did not take the document of a new scenario.")
    return scenario


def _first_signs(planner: Planner, scenario: dict[str, Any]) -> tuple[float, float]:
    """Seconds from POST to the first partial metrics and to the first preview picture; the run is called off then."""
    started = time.monotonic()
    run = planner.post(f"scenarios/{scenario['id']}/runs/", {"replications": REPLICATIONS})
    partial_s = preview_s = None
    for message, picture in planner.messages(f"/ws/runs/{run['id']}/", seconds=WAIT_S):
        now = time.monotonic() - started
        if message["type"] == "metrics.partial" and partial_s is None:
            partial_s = now
        if picture and preview_s is None:
            preview_s = now
        if partial_s is not None and preview_s is not None:
            break
        if message["type"] == "run.status" and message["status"] in ("failed", "cancelled"):
            raise SystemExit(f"The run ended as {message['status']}: {message.get('message')}")
    with suppress(Exception):
        planner.post(f"runs/{run['id']}/cancel/", {})
    _await(lambda: planner.get(f"runs/{run['id']}/")["status"] in ("cancelled", "done", "failed"), 60)
    return partial_s or WAIT_S, preview_s or WAIT_S


def _comparison(planner: Planner, scenario_ids: list[str]) -> float:
    """Seconds from POST to ready, and a look whether all of it is there."""
    started = time.monotonic()
    comparison = planner.post("comparisons/", {"scenario_ids": scenario_ids})
    path = f"comparisons/{comparison['id']}/"

    def finished() -> bool:
        status = planner.get(path)["status"]
        if status == "failed":
            raise SystemExit("The comparison failed.")
        return bool(status == "ready")

    _await(finished, WAIT_S)
    seconds = time.monotonic() - started
    for run in planner.get(path)["runs"]:
        metrics = planner.get(f"runs/{run['run']['id']}/metrics/")
        clips = planner.get(f"runs/{run['run']['id']}/clips/")["clips"]
        if metrics["replications"] != REPLICATIONS or [c["frame_count"] for c in clips] != [240]:
            raise SystemExit(f"The run is not whole: {metrics['replications']} replications, clips {clips}.")
    return seconds


def measure_cold_start() -> Case:
    """`make run` from a fresh clone with nothing prepared, until the web server answers."""
    with tempfile.TemporaryDirectory(prefix="foresite-cold-") as name:
        clone = Path(name) / "foresite"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)], check=True)
        port = _free_port()
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "VALKEY_URL", "VIRTUAL_ENV")}
        environment = {**kept, "PORT": str(port), "DATA_DIR": str(Path(name) / "data")}
        started = time.monotonic()
        log = Path(name) / "make.log"
        with log.open("ab") as stream:
            process = subprocess.Popen(
                [shutil.which("make") or "make", "run"],
                cwd=clone,
                env=environment,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        try:
            _await_answer(f"http://127.0.0.1:{port}/healthz", process, COLD_S, log)
            return case("cold make run to ready", time.monotonic() - started, 480.0)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=40)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _await_answer(url: str, process: subprocess.Popen[bytes], seconds: float, log: Path) -> None:
    def answers() -> bool:
        if process.poll() is not None:
            raise SystemExit(f"The stack ended before it answered:\n{log.read_text()[-2000:]}")
        with suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return True
        return False

    _await(answers, seconds)


def _await(condition: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"Nothing after {seconds:.0f} s.")
        time.sleep(POLL_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def table(cases: list[Case]) -> str:
    """The measurements for people."""
    width = max(len(c.case) for c in cases)
    lines = [f"{'case':{width}}  measured      bar   "]
    lines += [f"{c.case:{width}}  {c.measured:6.1f} s  ≤ {c.bar:5.0f} s  {'ok' if c.ok else 'MISSED'}" for c in cases]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
