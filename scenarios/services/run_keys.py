"""Identity by content: what a run, and one replication of it, depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from scenarios.document import ScenarioDocument
from scenarios.services.documents import plain_document

# What can change without changing what happens in a replication.
_ONLY_FILMED = (
    "replications",
    "confidence",
    "clip_camera_ids",
    "clip_start_s",
    "clip_duration_s",
    "clip_width_px",
    "clip_height_px",
)


def replay_key(scene_hash: str, document: ScenarioDocument, engine_version: str) -> str:
    """What every replication depends on, except its number."""
    plain = plain_document(document)
    plain["experiment"] = {k: v for k, v in plain["experiment"].items() if k not in _ONLY_FILMED}
    return _hash({"scene": scene_hash, "document": plain, "engine": engine_version})


def run_key(
    scene_hash: str,
    document: ScenarioDocument,
    *,
    engine_version: str,
    model_hash: str,
    cameras: Sequence[Mapping[str, Any]],
) -> str:
    """What a whole run depends on; the seed plan is in the document (seed and number of replications)."""
    return _hash(
        {
            "scene": scene_hash,
            "document": plain_document(document),
            "engine": engine_version,
            "model": model_hash,
            "cameras": list(cameras),
        }
    )


def clip_key(replay: str, document: ScenarioDocument, *, model_hash: str, camera: Mapping[str, Any]) -> str:
    """What one camera's clip depends on."""
    experiment = plain_document(document)["experiment"]
    filmed = {k: v for k, v in experiment.items() if k.startswith("clip_") and k != "clip_camera_ids"}
    return _hash({"replay": replay, "filmed": filmed, "model": model_hash, "camera": dict(camera)})


def get_model_hash() -> str:
    """Identity of the world model that ships, from its files; empty where there is none."""
    return _folder_hash(settings.WORLD_MODELS_DIR)


@lru_cache(maxsize=4)
def _folder_hash(folder: Path) -> str:
    files = sorted(p for p in folder.rglob("*.safetensors") if p.is_file()) if folder.is_dir() else []
    if not files:
        return ""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
