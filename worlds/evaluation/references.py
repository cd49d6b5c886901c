"""Path-traced pictures of the stage, kept on disk by what they show, and likeness to them without their noise."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera, FloatArray
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.conditions import Conditioner
from worlds.conditioning.shapes import body_soup
from worlds.contracts import WorldState
from worlds.training.pathtrace import path_tracer, static_shapes

Floats = NDArray[np.float32]


def reference(
    folder: Path, conditioner: Conditioner, state: WorldState, camera: Camera, *, samples: int, seed: int = 0
) -> Floats:
    """(H, W, 3) linear radiance of a state; traced once. Raises ``ImportError`` without the extra ``train``."""
    soup = conditioner.raycast.static.soup
    agents = body_soup(agent_bodies(state))
    digest = hashlib.sha256(camera.camera_to_world.tobytes())
    digest.update(repr((camera.width_px, camera.height_px, camera.focal_px, samples, seed)).encode())
    for each in (soup, agents):
        for array in (each.vertices_m, each.faces, each.base_color, each.emission):
            digest.update(np.ascontiguousarray(array).tobytes())
    path = folder / f"{digest.hexdigest()[:24]}.npy"
    if path.exists():
        return np.asarray(np.load(path, allow_pickle=False), np.float32)
    shapes = static_shapes(soup, conditioner.rig)
    radiance = path_tracer(shapes, agents, conditioner.rig, camera, samples)(seed)
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npy")
    np.save(partial, radiance)
    partial.replace(path)
    return radiance


def unbiased_psnr_db(picture: FloatArray, one: FloatArray, other: FloatArray) -> float:
    """PSNR of a picture in 0..1 against the truth of which two noisy renderings are given.

    The mean product of the two errors is the mean square error to what they have in common, because
    independent noise has no mean product. Against either of them the noise would hide the picture's own
    error, and with it any drift. Infinite where the product is not positive.
    """
    first, second = picture.astype(np.float64) - one, picture.astype(np.float64) - other
    error = float(np.mean(first * second))
    return -10 * float(np.log10(error)) if error > 0 else float("inf")
