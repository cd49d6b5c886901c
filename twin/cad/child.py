"""The process that reads an upload: started by `limits`, under memory and time limits.

``python -m twin.cad.child REQUEST.json`` reads the file named there, writes the scene and its notes
beside the request, and reports progress as JSON lines on its output. A failure that it understands goes
into the result as a code and a message; any other ends the process, and `limits` explains it.
"""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(request_path: Path) -> int:
    """Read what the request asks for; 0 where a result was written."""
    request: dict[str, Any] = json.loads(request_path.read_text())
    folder = request_path.parent
    _limit(int(request["memory_bytes"]), int(request["cpu_seconds"]))
    try:
        result = _read(request, folder)
    except MemoryError:
        result = {"error": {"code": "out_of_memory", "message": "", "subject": ""}}
    (folder / "result.json.part").write_text(json.dumps(result))
    (folder / "result.json.part").rename(folder / "result.json")
    return 0


def _limit(memory_bytes: int, cpu_seconds: int) -> None:
    """No more memory, processor time, or core dump than allowed; files no larger than a stored scene can be."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # A worker that is killed takes its reader along.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _read(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    _report(0.02, "Reading the file")
    # After the limits are set: what the loaders allocate counts.
    from twin.cad.errors import CadError
    from twin.cad.reader import read_cad
    from twin.cad.scene_io import save_scene

    try:
        imported = read_cad(
            Path(request["path"]), unit=request["unit"], up_axis=request["up_axis"], entry=request["entry"]
        )
        _report(0.8, f"{len(imported.scene.parts)} parts read; storing them")
        (folder / "scene.bin").write_bytes(save_scene(imported.scene))
    except CadError as error:
        return {"error": {"code": error.code, "message": error.message, "subject": error.subject}}
    return {
        "notes": [[n.kind, n.subject, n.message] for n in imported.notes],
        "unit": imported.source_unit,
        "up_axis": imported.source_up_axis,
    }


def _report(fraction: float, message: str) -> None:
    sys.stdout.write(json.dumps({"fraction": fraction, "message": message}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
