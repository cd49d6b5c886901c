"""Scenes in memory, by content: each process keeps the few that it used last."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from twin.artifacts import load_bytes
from twin.contracts import Scene
from twin.models import Revision

_lock = Lock()


def load_scene_of(revision: Revision) -> Scene:
    """The geometry of a ready revision."""
    with _lock:  # two requests for one scene read it once
        return _load(revision.scene_key)


@lru_cache(maxsize=6)
def _load(key: str) -> Scene:
    from twin.cad.scene_io import load_scene

    return load_scene(load_bytes(key))
