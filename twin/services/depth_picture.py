"""What a camera sees, as a colour-mapped picture of distance: for placing cameras."""

from __future__ import annotations

import io
from threading import Lock
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from twin.contracts import Camera
from twin.models import Revision
from twin.scenes import load_scene_of

WIDTH_PX, HEIGHT_PX = 256, 144
# Near to far: a perceptually ordered ramp (viridis at nine points, van der Walt and Smith 2015), sRGB.
RAMP = np.array(
    [
        (253, 231, 37),
        (174, 220, 48),
        (94, 201, 98),
        (40, 174, 128),
        (33, 145, 140),
        (44, 114, 142),
        (59, 82, 139),
        (71, 45, 123),
        (68, 1, 84),
    ],
    dtype=np.float64,
)
_lock = Lock()
_kept: dict[UUID, Any] = {}


def depth_png(revision: Revision, camera: Camera) -> bytes:
    """PNG of 256 × 144 pixels; what no ray hits is black."""
    view = camera.resized(WIDTH_PX, HEIGHT_PX)
    with _lock:  # a ray-casting scene remembers its last camera
        depth = _caster(revision).gbuffer(view).depth_m
    picture = Image.fromarray(colours(depth))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def colours(depth_m: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB of distances (H, W), logarithmic between the nearest and the farthest."""
    hit = np.isfinite(depth_m)
    if not hit.any():
        return np.zeros((*depth_m.shape, 3), np.uint8)
    logs = np.log(np.maximum(np.where(hit, depth_m, 1.0), 0.05))
    near, far = logs[hit].min(), logs[hit].max()
    share = np.clip((logs - near) / max(far - near, 1e-6), 0, 1) * (len(RAMP) - 1)
    low = np.minimum(share.astype(int), len(RAMP) - 2)
    blend = (share - low)[..., None]
    picture = RAMP[low] * (1 - blend) + RAMP[low + 1] * blend
    return np.where(hit[..., None], np.round(picture), 0).astype(np.uint8)


def _caster(revision: Revision) -> Any:
    """The revision's ray-casting scene; the last two are kept."""
    from twin.depth.raycast import RaycastScene

    if revision.pk not in _kept:
        if len(_kept) >= 2:
            _kept.pop(next(iter(_kept)))
        _kept[revision.pk] = RaycastScene(load_scene_of(revision))
    return _kept[revision.pk]
