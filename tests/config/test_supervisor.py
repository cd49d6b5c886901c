"""Children are kept alive, and all of them end with us."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from config.supervisor import Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def until(condition: Callable[[], bool], *, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    supervisor = Supervisor(dict(os.environ), tmp_path)
    supervisor.add("sleeper", SLEEP)
    try:
        first = supervisor.children[0].process
        assert first is not None
        first.send_signal(signal.SIGKILL)

        def replaced() -> bool:
            supervisor.tend()
            process = supervisor.children[0].process
            return process is not None and process.pid != first.pid

        assert until(replaced)
    finally:
        supervisor.stop()


def test_stopping_takes_grandchildren_along(tmp_path: Path) -> None:
    marker = tmp_path / "grandchild"
    script = (
        "import subprocess, sys, time; "
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
        f"open({str(marker)!r}, 'w').write(str(child.pid)); time.sleep(600)"
    )
    supervisor = Supervisor(dict(os.environ), tmp_path)
    supervisor.add("parent", [sys.executable, "-c", script])
    assert until(lambda: marker.exists() and marker.read_text() != "")
    grandchild = psutil.Process(int(marker.read_text()))
    supervisor.stop()
    assert until(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)
