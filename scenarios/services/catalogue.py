"""Catalogue items as files for the browser."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from scenarios.layout.catalogue import CATALOGUE
from twin.cad.glb import export_glb
from twin.contracts import Part, Scene


@lru_cache(maxsize=64)
def item_glb(item_id: str) -> bytes:
    """An item at its own size, standing on the origin."""
    item = CATALOGUE[item_id]
    mesh = item.mesh()
    return export_glb(Scene((Part(item.id, item.label, item.part_class, mesh.id, np.eye(4)),), {mesh.id: mesh}))
