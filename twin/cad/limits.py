"""Reading uploads that nobody vouches for: in a child process, with limits, leaving nothing behind.

Whatever a file does to a loader (memory, endless loops, crashes in native code), the caller gets a scene
or a ``CadError``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twin.cad.errors import CODES, CadError
from twin.cad.scene_io import load_scene
from twin.cad.work_folder import work_folder
from twin.contracts import ImportedScene, ImportNote

MEMORY_BYTES = 4 * 1024**3
SECONDS = 300.0
# The package root, so that the child finds this package wherever the parent was started.
_ROOT = Path(__file__).resolve().parents[2]

Progress = Callable[[float, str], None]


def import_in_child(
    path: Path,
    *,
    unit: str | None = None,
    up_axis: str | None = None,
    entry: str | None = None,
    memory_bytes: int = MEMORY_BYTES,
    seconds: float = SECONDS,
    progress: Progress | None = None,
) -> ImportedScene:
    """`read_cad` under limits; raises ``CadError``.

    `progress(fraction, message)` is called from this thread about five times a second while the child
    works; an exception that it raises (a cancellation) stops the child and passes through.
    """
    with work_folder("cad-import-") as folder:
        request = {
            "path": str(path.resolve()),
            "unit": unit,
            "up_axis": up_axis,
            "entry": entry,
            "memory_bytes": memory_bytes,
            "cpu_seconds": max(1, int(seconds) + 1),
        }
        (folder / "request.json").write_text(json.dumps(request))
        status = _run(folder, path.name, seconds, progress)
        return _result(folder, path.name, status, memory_bytes)


def _environment(folder: Path) -> dict[str, str]:
    """What the child needs and nothing secret: one thread each, temporary files where the parent removes them."""
    kept = {
        key: os.environ[key] for key in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "VIRTUAL_ENV") if key in os.environ
    }
    threads = {f"{key}_NUM_THREADS": "1" for key in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
    return {
        **kept,
        **threads,
        "TMPDIR": str(folder),
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _run(folder: Path, name: str, seconds: float, progress: Progress | None) -> int:
    """The child's exit status; kills it at the deadline or when `progress` raises."""
    started = time.monotonic()
    with (folder / "errors.txt").open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "twin.cad.child", str(folder / "request.json")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env=_environment(folder),
            start_new_session=True,
        )
    latest: list[dict[str, Any]] = []
    listener = threading.Thread(target=_listen, args=(child.stdout, latest), daemon=True)
    listener.start()
    try:
        while child.poll() is None:
            if time.monotonic() - started > seconds:
                raise CadError(
                    "timeout", f"{name} was not read within {seconds:.0f} s; simplify or split it", subject=name
                )
            if progress is not None and latest:
                progress(float(latest[-1]["fraction"]), str(latest[-1]["message"]))
            _wait(child, 0.05 if time.monotonic() - started < 1 else 0.2)
    finally:
        _stop(child)
        listener.join(timeout=5)
        if child.stdout is not None:
            child.stdout.close()
    return int(child.returncode)


def _wait(child: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    if child.poll() is None:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            child.kill()
    child.wait()


def _listen(stream: Any, latest: list[dict[str, Any]]) -> None:
    for line in stream:
        try:
            latest[:] = [json.loads(line)]
        except ValueError:
            continue


def _result(folder: Path, name: str, status: int, memory_bytes: int) -> ImportedScene:
    path = folder / "result.json"
    if not path.is_file():
        raise _explained(folder, name, status, memory_bytes)
    result = json.loads(path.read_text())
    if "error" in result:
        error = result["error"]
        if error["code"] == "out_of_memory":
            raise _out_of_memory(name, memory_bytes)
        code = error["code"] if error["code"] in CODES else "internal"
        raise CadError(code, str(error["message"]), subject=str(error["subject"]))
    scene = load_scene((folder / "scene.bin").read_bytes())
    notes = tuple(ImportNote(*map(str, note)) for note in result["notes"])
    return ImportedScene(scene, notes, str(result["unit"]), str(result["up_axis"]))


def _out_of_memory(name: str, memory_bytes: int) -> CadError:
    return CadError(
        "out_of_memory",
        f"{name} needs more than {memory_bytes / 1e6:,.0f} MB of memory; simplify or split it",
        subject=name,
    )


def _explained(folder: Path, name: str, status: int, memory_bytes: int) -> CadError:
    """Why the child ended without a result, from its exit status and what it printed."""
    printed = (folder / "errors.txt").read_bytes()[-20_000:].decode("utf-8", "replace")
    if status == -signal.SIGXCPU:
        return CadError("timeout", f"{name} takes too long to read; simplify or split it", subject=name)
    words = (
        "MemoryError",
        "bad_alloc",
        "Cannot allocate memory",
        "failed to map segment",
        "Memory allocation",
        "out of memory",
    )
    if status == -signal.SIGKILL or any(word in printed for word in words):
        return _out_of_memory(name, memory_bytes)
    return CadError("internal", f"{name} made the reader fail; it may be damaged", subject=name)
