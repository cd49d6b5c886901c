"""Keeps a handful of child processes running and takes every one of them down again.

A child that dies is started anew after a pause that grows with each failure; on Linux a child also
dies with us, however we end. Logs go to files in the data folder, not to the terminal.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_PAUSE_S = 30.0
STOP_GRACE_S = 8.0
PR_SET_PDEATHSIG = 1
MAX_LOG_BYTES = 20_000_000


@dataclass
class Child:
    """One process that should be running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    start_at: float = 0.0  # monotonic seconds
    started_at: float = 0.0


@dataclass
class Supervisor:
    """Children with a common environment and a folder for their logs."""

    environment: Mapping[str, str]
    log_folder: Path
    children: list[Child] = field(default_factory=list)

    def add(self, name: str, command: Sequence[str]) -> None:
        """Start a child and keep it running from now on."""
        child = Child(name, command)
        self.children.append(child)
        self._start(child)

    def tend(self) -> None:
        """Start again what has died. Call it about once a second."""
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                stable = now - child.started_at > LONGEST_PAUSE_S
                child.failures = 0 if stable else child.failures + 1
                pause = min(2.0**child.failures / 2, LONGEST_PAUSE_S)
                code = child.process.returncode
                sys.stderr.write(f"  {child.name} ended ({code}); starting it again in {pause:.0f} s\n")
                child.process, child.start_at = None, now + pause
            if child.process is None and now >= child.start_at:
                self._start(child)

    def stop(self) -> None:
        """Ask every child to finish, then insist; grandchildren go with their group."""
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_GRACE_S
        while time.monotonic() < deadline and any(process.poll() is None for process in running):
            time.sleep(0.05)
        for process in running:
            _signal_group(process, signal.SIGKILL)
            process.wait()
        self.children.clear()

    def _start(self, child: Child) -> None:
        self.log_folder.mkdir(parents=True, exist_ok=True)
        path = self.log_folder / f"{child.name}.log"
        if path.exists() and path.stat().st_size > MAX_LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        with path.open("ab") as log:
            child.process = subprocess.Popen(
                child.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one system call, no locks
            )
        child.started_at = time.monotonic()


def _die_with_parent() -> None:
    """Ask the kernel to end this child when its parent ends, even by SIGKILL."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
