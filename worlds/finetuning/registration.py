"""Whether footage fits the twin: the camera's place, the picked points, and edges where the twin has edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twin.contracts import Camera, GBuffer
from twin.depth.check import check_camera
from twin.depth.raycast import RaycastScene
from worlds.finetuning.calibration import WORST_REPROJECTION, Calibration, pinhole
from worlds.finetuning.errors import FootageError
from worlds.finetuning.footage import Footage, undistorted

WIDTH_PX = 256
OUTSIDE_M = 1.0  # a camera may hang this far beyond the outermost surface, on a bracket
SHIFTS_PX = range(-16, 17, 2)  # by which the twin's edges are displaced to compare
NEAR_PX = 3  # a best match this near to no displacement fits
FAR_PX = 6  # displacements beyond this are what chance gives
LEAST_AGREEMENT = 1.15  # of edge strength on the twin's edges over that on displaced ones; a right pose has 1.2 to 1.8
LEAST_EDGE_PIXELS = 20
RELATIVE_STEP = 0.08  # of depth, from pixel to pixel, that counts as an edge


@dataclass(frozen=True)
class EdgeMatch:
    """How well the twin's edges lie on the picture's."""

    agreement: float  # 1 for chance
    shift_px: tuple[int, int]  # down and right, by which they would match best

    @property
    def fits(self) -> bool:
        """Whether pose and building can be right."""
        return self.agreement >= LEAST_AGREEMENT and max(abs(v) for v in self.shift_px) <= NEAR_PX


@dataclass(frozen=True, eq=False)
class Registered:
    """Footage that fits: pinhole frames of the twin's camera."""

    camera: Camera
    frames: NDArray[np.uint8]  # (N, H, W, 3)
    agreement: float


def register(scene: RaycastScene, footage: Footage, calibration: Calibration, name: str) -> Registered:
    """Check that the calibration fits twin and pictures; raises ``FootageError`` with what does not."""
    camera = pinhole(calibration, name, footage.size, width_px=WIDTH_PX)
    _check_reprojection(calibration, footage.size[0])
    _check_place(scene, camera)
    frames = undistorted(footage.frames, calibration.lens, (camera.width_px, camera.height_px))
    match = edge_match(scene.gbuffer(camera), np.median(frames, axis=0).astype(np.uint8))
    if not match.fits:
        raise FootageError(
            f"the picture's edges do not lie where the twin's do (agreement {match.agreement:.2f}, best match "
            f"{match.shift_px[1]} pixels to the right and {match.shift_px[0]} down): the calibration belongs to "
            "another camera, or the twin to another building"
        )
    return Registered(camera, frames, match.agreement)


def edge_match(gbuffer: GBuffer, picture: NDArray[np.uint8]) -> EdgeMatch:
    """Mean gradient of the picture on the twin's edges, against the same edges displaced."""
    edges = twin_edges(gbuffer)
    if edges.sum() < LEAST_EDGE_PIXELS:
        raise FootageError("the camera sees too little of the twin's geometry to compare the picture with")
    strength = picture_edges(picture)
    values = {
        (dy, dx): float(strength[np.roll(edges, (dy, dx), (0, 1))].mean()) for dy in SHIFTS_PX for dx in SHIFTS_PX
    }
    chance = np.mean([v for (dy, dx), v in values.items() if max(abs(dy), abs(dx)) >= FAR_PX])
    best = max(values, key=lambda shift: values[shift])
    return EdgeMatch(values[0, 0] / max(float(chance), 1e-6), best)


def twin_edges(gbuffer: GBuffer) -> NDArray[np.bool_]:
    """(H, W) pixels where depth jumps or another part begins with another direction."""
    depth = np.where(np.isfinite(gbuffer.depth_m), gbuffer.depth_m, 1e3)
    edges = np.zeros(depth.shape, np.bool_)
    for axis in (0, 1):
        jump = np.abs(np.diff(depth, axis=axis)) > RELATIVE_STEP * np.minimum(*_neighbours(depth, axis))
        one, other = _neighbours(gbuffer.normal, axis)
        bend = (one * other).sum(axis=-1) < 0.7
        edges |= np.pad(jump | bend, [(0, 1) if a == axis else (0, 0) for a in (0, 1)])
    return edges


def picture_edges(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(H, W) gradient of brightness, in units of its spread, blurred by a pixel and bounded."""
    grey = ndimage.gaussian_filter(picture.astype(np.float64).mean(axis=-1), 0.8)
    gradient = np.hypot(ndimage.sobel(grey, axis=0), ndimage.sobel(grey, axis=1))
    bounded = np.minimum(gradient, np.quantile(gradient, 0.98))
    return np.asarray(ndimage.maximum_filter(bounded, 3))


def _neighbours(values: NDArray[np.floating], axis: int) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    first: list[slice] = [slice(None)] * values.ndim
    second = list(first)
    first[axis], second[axis] = slice(None, -1), slice(1, None)
    return values[tuple(first)], values[tuple(second)]


def _check_reprojection(calibration: Calibration, width_px: int) -> None:
    if calibration.reprojection_px is None:
        return
    bound = WORST_REPROJECTION * width_px
    if not calibration.reprojection_px <= bound:
        raise FootageError(
            f"the picked points lie {calibration.reprojection_px:.1f} pixels from where the pose puts them, "
            f"{bound:.1f} are allowed: a point may be wrong, or the lens"
        )


def _check_place(scene: RaycastScene, camera: Camera) -> None:
    corners = scene.static.soup.vertices_m
    if not len(corners):
        raise FootageError("the twin is empty")
    place = camera.camera_to_world[:3, 3]
    if ((place < corners.min(axis=0) - OUTSIDE_M) | (place > corners.max(axis=0) + OUTSIDE_M)).any():
        where = ", ".join(f"{v:.1f}" for v in place)
        raise FootageError(f"the calibration puts the camera at ({where}) m, outside the building")
    if errors := check_camera(camera, scene):
        raise FootageError("; ".join(errors))
