"""Identity by content: what a run, and one replication of it, depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from scenarios.document import ScenarioDocument
from scenarios.services.documents import plain_document

DYNAMICS = "dynamics"  # the model that rolls a run's futures

# What can change without changing what happens in a replication.
_WITHOUT_EFFECT = (
    "replications",
    "target_half_width",
    "max_replications",
    "smallest_difference",
    "confidence",
    "clip_camera_ids",
    "clip_start_s",
    "clip_duration_s",
    "clip_width_px",
    "clip_height_px",
    "clip_model",
)


def replay_key(scene_hash: str, document: ScenarioDocument, engine_version: str) -> str:
    """What every replication depends on, except its number."""
    plain = plain_document(document)
    plain["experiment"] = {k: v for k, v in plain["experiment"].items() if k not in _WITHOUT_EFFECT}
    return _hash({"scene": scene_hash, "document": plain, "engine": engine_version})


def run_key(
    scene_hash: str,
    document: ScenarioDocument,
    *,
    engine_version: str,
    cameras: Sequence[Mapping[str, Any]],
) -> str:
    """What a whole run depends on; the seed plan is in the document (seed and number of replications)."""
    return _hash(
        {
            "scene": scene_hash,
            "document": plain_document(document),
            "engine": engine_version,
            "models": get_weights() if cameras else _only_dynamics(get_weights()),
            "cameras": list(cameras),
        }
    )


def clip_key(replay: str, document: ScenarioDocument, *, camera: Mapping[str, Any]) -> str:
    """What one camera's clip depends on."""
    experiment = plain_document(document)["experiment"]
    filmed = {k: v for k, v in experiment.items() if k.startswith("clip_") and k != "clip_camera_ids"}
    models = {name: digest for name, digest in get_weights().items() if name != DYNAMICS}  # a clip shows the state
    return _hash({"replay": replay, "filmed": filmed, "models": models, "camera": dict(camera)})


def get_model_hash() -> str:
    """The renderer's SHA-256, as its card says it; empty where no weights are installed."""
    return get_weights().get("renderer", "")


def get_weights() -> dict[str, str]:
    """The SHA-256 of every model in the weights folder, by folder: ``renderer``, ``detector``, ``dynamics``."""
    folder: Path = settings.WORLD_MODELS_DIR
    cards = sorted(folder.glob("*/card.json")) if folder.is_dir() else []
    found = {card.parent.name: str(json.loads(card.read_text()).get("sha256", "")) for card in cards}
    return {name: digest for name, digest in found.items() if (folder / name / "weights.safetensors").is_file()}


def _only_dynamics(weights: Mapping[str, str]) -> dict[str, str]:
    """What a run without cameras takes of the world model: its futures."""
    return {name: digest for name, digest in weights.items() if name == DYNAMICS}


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
