"""Cards of the world models in the weights folder: what each was trained on and how well it does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings


def read_cards() -> list[dict[str, Any]]:
    """One entry for each model: ``id`` (its folder), ``name``, ``hash`` (SHA-256 of its weights), ``card``."""
    folder: Path = settings.WORLD_MODELS_DIR
    return [_describe(path) for path in sorted(folder.glob("*/card.json"))] if folder.is_dir() else []


def _describe(path: Path) -> dict[str, Any]:
    card = json.loads(path.read_text())
    name = str(card.get("name") or path.parent.name)
    return {"id": path.parent.name, "name": name, "hash": str(card.get("sha256", "")), "card": card}
