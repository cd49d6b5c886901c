"""What headless commands play: a file that names a CAD and holds a scenario document.

``{"cad": "hall.glb", "unit": null, "up_axis": null, "document": {...}}``: `cad` is a file or folder beside the
specification, or ``"demo"`` for the demonstration facility; without a `document` it is the facility's default day.
"""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management.base import CommandError

from scenarios.document import ScenarioDocument
from scenarios.layout.defaults import default_document
from scenarios.layout.parsing import parse_document
from scenarios.layout.variant import base_floor_plan
from twin.cad.limits import import_in_child
from twin.contracts import Scene

KEYS = {"cad", "unit", "up_axis", "document"}


def read_specification(path: Path) -> tuple[Scene, ScenarioDocument]:
    """Scene and document. Raises ``CommandError``, ``OSError``, ``DocumentError``, ``CadError``, ``JSONDecodeError``."""
    spec = json.loads(path.read_text())
    if not isinstance(spec, dict) or (unknown := sorted(set(spec) - KEYS)):
        raise CommandError(f"{path.name}: unknown keys {unknown}; a specification has {sorted(KEYS)}.")
    if spec.get("cad", "demo") == "demo":
        from twin.demo.facility import build_demo_facility

        scene = build_demo_facility()
    else:
        source = path.parent / spec["cad"]
        scene = import_in_child(source, unit=spec.get("unit"), up_axis=spec.get("up_axis")).scene
    data = spec.get("document")
    return scene, default_document(scene, base_floor_plan(scene)) if data is None else parse_document(data)
