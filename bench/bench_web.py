"""What a person waits for in the browser: frames with 5,000 parts, opening, first paint, size of each page.

Starts a stack of its own (or measures the one at ``--url``), brings in a hall with 5,000 racks and one with
a single rack, and drives the real pages in headless Chromium. Each part (`web_parts`) runs as a process of
its own with a limit: one that does not end is ended, counts as missed and says how far it came, and the
others are measured all the same. Prints a table and writes one JSON object a line to
``bench/results/web.jsonl``.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from bench.bench_pipeline import EMAIL, ROOT, Case, stack
from bench.web_parts import PARTS, PASSWORD

RESULTS = ROOT / "bench" / "results" / "web.jsonl"
RACKS = 5000
LIMIT_S = {"halls": 420.0, "drag": 180.0, "pan": 180.0, "orbit": 240.0, "open": 120.0, "paint": 90.0, "sizes": 120.0}
FAREWELL_S = 10.0


def main() -> int:
    """Measure, print, write; 0 if every bar is met."""
    arguments = _arguments()
    if arguments.url:
        cases = measure(arguments.url, arguments.password, arguments.racks, arguments.part)
    else:
        cases = _own(arguments.racks, arguments.part)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text("".join(json.dumps(asdict(c)) + "\n" for c in cases))
    print(RESULTS.read_text() if arguments.json else table(cases))
    return 0 if all(c.ok for c in cases) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", action="append", choices=list(PARTS), help="only this one; can be said again")
    parser.add_argument("--url", help="measure this server instead of starting one")
    parser.add_argument("--password", default="", help=f"of {EMAIL} at --url")
    parser.add_argument("--racks", type=int, default=RACKS, help=f"racks in the large hall (default {RACKS})")
    parser.add_argument("--json", action="store_true", help="print the JSON lines instead of the table")
    return parser.parse_args()


def _own(racks: int, parts: list[str] | None) -> list[Case]:
    with tempfile.TemporaryDirectory(prefix="foresite-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with stack(folder) as url:
            return measure(url, (folder / "demo-password").read_text().strip(), racks, parts)


def measure(url: str, password: str, racks: int, parts: list[str] | None = None) -> list[Case]:
    """The cases of these parts, of all where none is named."""
    halls = run_part("halls", url, password, racks)
    if halls:
        return halls
    return [case for part in parts or PARTS for case in run_part(part, url, password, racks)]


def run_part(part: str, url: str, password: str, racks: int, limit_s: float | None = None) -> list[Case]:
    """What a part measured in its time; one that was ended or failed adds a missed case with its last words."""
    limit_s = limit_s or LIMIT_S[part]
    print(f"{part} …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "cases.jsonl"
        command = [sys.executable, "-m", "bench.web_parts", part, "--url", url, "--racks", str(racks),
                   "--into", str(into)]  # fmt: skip
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, PASSWORD: password},
                                   stderr=subprocess.PIPE, text=True, start_new_session=True)  # fmt: skip
        said: list[str] = []
        began = time.monotonic()
        listener = threading.Thread(target=_echo, args=(process, said), daemon=True)
        listener.start()
        try:
            failure = "" if process.wait(limit_s) == 0 else "failed"
        except subprocess.TimeoutExpired:
            failure = f"not done in {limit_s:g} s"
        finally:
            _end(process)
        listener.join(FAREWELL_S)
        cases = [Case(**json.loads(line)) for line in into.read_text().splitlines()] if into.exists() else []
    if failure:
        last = next((line.strip() for line in reversed(said) if line.strip()), "nothing said")
        took_s = time.monotonic() - began
        cases.append(Case(f"{part}: {failure}", round(took_s, 1), "s", limit_s, peer=f"last: {last}", ok=False))
    return cases


def _echo(process: subprocess.Popen[str], said: list[str]) -> None:
    assert process.stderr is not None
    with process.stderr as lines:
        for line in lines:
            said.append(line)
            print(line, end="", file=sys.stderr, flush=True)


def _end(process: subprocess.Popen[str]) -> None:
    """The part with its driver, which closes Chromium when nobody listens any more."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                process.wait(FAREWELL_S)


def table(cases: list[Case]) -> str:
    """The measurements for people."""
    width = max(len(c.case) for c in cases)
    return "\n".join(
        f"{c.case:{width}}  {c.measured:7.2f} {c.unit:2}  ≤ {c.bar:6.1f}  {'ok' if c.ok else 'MISSED':6}  {c.peer or ''}"
        for c in cases
    )


if __name__ == "__main__":
    raise SystemExit(main())
