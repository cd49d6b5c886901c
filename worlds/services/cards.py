"""Cards of the world models in the weights folder: what each was trained on and how well it does."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings


def read_cards() -> list[dict[str, Any]]:
    """One entry for each file of weights: ``id``, ``name``, ``hash`` of the file, ``card`` (JSON beside it)."""
    folder: Path = settings.WORLD_MODELS_DIR
    return [_read(path) for path in sorted(folder.rglob("*.safetensors"))] if folder.is_dir() else []


@lru_cache(maxsize=16)
def _read(path: Path) -> dict[str, Any]:
    cards = [path.with_suffix(".json"), path.with_suffix(".card.json"), path.parent / "card.json"]
    card = next((json.loads(c.read_text()) for c in cards if c.is_file()), {})
    return {
        "id": path.stem,
        "name": str(card.get("name", path.stem)),
        "hash": hashlib.sha256(path.read_bytes()).hexdigest(),
        "card": card,
    }
