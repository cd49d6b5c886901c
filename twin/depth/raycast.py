"""G-buffers: what every pixel of a camera sees, exactly, from the geometry; and rays against it (Open3D, Embree).

The static scene is built once; what moves is a small second scene, drawn anew each frame and merged by
depth. For a camera that stands still the static part is kept and only the moving part is drawn again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import open3d as o3d
from numpy.typing import NDArray

from twin.contracts import Camera, GBuffer, Scene
from twin.depth.raster import PLACES_PX, Drawn, draw
from twin.depth.shading import Surfaces, pixel_frame, show, surfaces_of
from twin.depth.triangles import TriangleSoup, flatten_scene

MOST_DRAWN = 300_000  # triangles: of larger scenes rays find what is seen
MISS = np.uint32(0xFFFFFFFF)


class Caster:
    """Rays against one list of triangles; an empty list is never hit."""

    def __init__(self, soup: TriangleSoup) -> None:
        self.soup = soup
        self._scene = None
        if not soup.empty:
            self._scene = o3d.t.geometry.RaycastingScene(nthreads=1)
            self._scene.add_triangles(
                _tensor(soup.vertices_m.astype(np.float32, copy=False)),
                _tensor(soup.faces.astype(np.uint32)),
            )

    def nearest(
        self, rays: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
        """First hits of rays (..., 6): distance in ray lengths (inf), triangle (-1), normal, barycentric (u, v)."""
        shape = rays.shape[:-1]
        if self._scene is None:
            empty = np.zeros((*shape, 3), np.float32)
            return np.full(shape, np.inf, np.float32), np.full(shape, -1, np.int32), empty, empty[..., :2]
        hit = self._scene.cast_rays(_tensor(rays.astype(np.float32, copy=False)), nthreads=1)
        ids = hit["primitive_ids"].numpy()
        triangle = np.where(ids == MISS, -1, ids.astype(np.int64)).astype(np.int32)
        return hit["t_hit"].numpy(), triangle, hit["primitive_normals"].numpy(), hit["primitive_uvs"].numpy()

    def occluded(self, rays: NDArray[np.float32], near: float = 1e-3, far: float = 1.0) -> NDArray[np.bool_]:
        """Whether anything lies on rays (..., 6) between `near` and `far`, in ray lengths."""
        if self._scene is None:
            return np.zeros(rays.shape[:-1], np.bool_)
        tensor = _tensor(rays.astype(np.float32, copy=False))
        return np.asarray(self._scene.test_occlusions(tensor, tnear=near, tfar=far, nthreads=1).numpy())


def _tensor(array: Any) -> Any:
    """Open3D's view of an array."""
    make: Any = o3d.core.Tensor
    return make(np.ascontiguousarray(array))


def camera_rays(camera: Camera) -> NDArray[np.float32]:
    """(H, W, 6) origin and direction in the world; the direction advances 1 m of depth per unit length."""
    u = (np.arange(camera.width_px) + 0.5 - camera.center_px[0]) / camera.focal_px[0]
    v = (np.arange(camera.height_px) + 0.5 - camera.center_px[1]) / camera.focal_px[1]
    grid = np.stack([*np.meshgrid(u, v), np.ones((camera.height_px, camera.width_px))], axis=-1)
    rays = np.empty((camera.height_px, camera.width_px, 6), np.float32)
    rays[..., :3] = camera.camera_to_world[:3, 3]
    rays[..., 3:] = grid @ camera.camera_to_world[:3, :3].T
    return rays


def view_key(camera: Camera) -> bytes:
    """Equal for cameras that see the same: pose, size and lens."""
    lens = (camera.width_px, camera.height_px, camera.focal_px, camera.center_px)
    return camera.camera_to_world.tobytes() + repr(lens).encode()


@dataclass(frozen=True, eq=False)
class BodyLayer:
    """Where the agents are in a G-buffer."""

    body: NDArray[np.int32]  # (H, W) rigid body that the pixel shows, -1 for the standing scene
    unhidden_px: Mapping[int, int]  # agent -> its pixels if the standing scene hid nothing
    surfaces: Surfaces  # of the agents
    first_part: int  # number of the first agent among parts
    drawn: Drawn  # the agents alone at the places of `PLACES_PX`


@dataclass(frozen=True, eq=False)
class StandingSight:
    """A camera's view of the standing scene."""

    key: bytes
    frame: NDArray[np.float64]  # `pixel_frame`
    surfaces: Surfaces
    drawn: Drawn  # at the places of `PLACES_PX`
    gbuffer: GBuffer


class RaycastScene:
    """A scene made ready for cameras and rays. Not thread-safe: it remembers each camera's view of what stands."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.static = Caster(flatten_scene(scene))
        self.surfaces = surfaces_of(self.static.soup, flat=True)
        self._kept: dict[str, StandingSight] = {}

    def beside(self) -> RaycastScene:
        """The same scene for another thread: what stands is shared, what is remembered of cameras is not."""
        other = object.__new__(RaycastScene)
        other.scene, other.static, other.surfaces, other._kept = self.scene, self.static, self.surfaces, {}
        return other

    def standing(self, camera: Camera) -> StandingSight:
        """What the camera sees of the standing scene; kept while it stays."""
        key = view_key(camera)
        kept = self._kept.get(camera.id)
        if kept is None or kept.key != key:
            drawn, frame = self._drawn(camera), pixel_frame(camera)
            gbuffer, _ = _shown(drawn, frame, self.surfaces, 0, None)
            kept = self._kept[camera.id] = StandingSight(key, frame, self.surfaces, drawn, gbuffer)
        return kept

    def _drawn(self, camera: Camera) -> Drawn:
        if len(self.static.soup.faces) <= MOST_DRAWN:
            return draw(camera, self.static.soup, PLACES_PX)
        return cast_places(camera, self.static, PLACES_PX)

    def gbuffer(self, camera: Camera, moving: TriangleSoup | None = None) -> GBuffer:
        """The G-buffer with the agents' triangles, whose `owner` is the agent's index, in their poses."""
        return self.standing(camera).gbuffer if moving is None else self.gbuffer_with_bodies(camera, moving)[0]

    def gbuffer_with_bodies(self, camera: Camera, moving: TriangleSoup) -> tuple[GBuffer, BodyLayer]:
        """The G-buffer, and which rigid bodies of agents, each a closed surface, it shows."""
        kept = self.standing(camera)
        surfaces, drawn = surfaces_of(moving, flat=False), draw(camera, moving, PLACES_PX, closed=True)
        first_part = len(self.scene.parts)
        gbuffer, (body, count) = _shown(drawn, kept.frame, surfaces, first_part, kept)
        unhidden = {int(a): int(count[a]) for a in np.flatnonzero(count)}
        return gbuffer, BodyLayer(body, unhidden, surfaces, first_part, drawn)


def cast_places(camera: Camera, caster: Caster, offset_px: NDArray[np.float32]) -> Drawn:
    """What `draw` gives, found by rays."""
    rays, frame = camera_rays(camera), pixel_frame(camera)
    found = [caster.nearest(rays + _aside(frame, offset))[:2] for offset in offset_px]
    nearness, number = (np.stack(v, axis=-1) for v in zip(*((1 / t, n + 1) for t, n in found), strict=True))
    return Drawn(nearness.astype(np.float32), number.astype(np.int32))


def _aside(frame: NDArray[np.float64], offset: NDArray[np.float32]) -> NDArray[np.float32]:
    """(6,) what rays through another place of the pixel differ by."""
    return np.concatenate([np.zeros(3), offset @ frame[2:]]).astype(np.float32)


def _shown(
    drawn: Drawn, frame: NDArray[np.float64], surfaces: Surfaces, first_part: int, behind: StandingSight | None
) -> tuple[GBuffer, tuple[NDArray[np.int32], NDArray[np.int64]]]:
    """The G-buffer of what is drawn before a standing view, the bodies (H, W) and the pixels of each owner (A,)."""
    shape = drawn.number.shape[:2]
    body = np.full(shape, -1, np.int32)
    count = np.zeros(int(surfaces.owner.max(initial=-1)) + 1, np.int64)
    if behind is None:
        kept = np.zeros(shape, np.float32)
        gbuffer = GBuffer(
            np.full(shape, np.inf, np.float32), np.zeros((*shape, 3), np.float32), np.zeros(shape, np.uint8),
            np.full(shape, -1, np.int32), np.zeros((*shape, 3), np.float32), np.zeros((*shape, 3), np.float32),
        )  # fmt: skip
    else:
        kept, of = behind.drawn.nearness[..., 0], behind.gbuffer
        gbuffer = GBuffer(
            of.depth_m.copy(), of.normal.copy(), of.class_id.copy(), of.part_index.copy(), of.albedo.copy(),
            of.emission.copy(),
        )  # fmt: skip
    show(
        drawn.nearness, drawn.number, frame, surfaces, first_part, kept, count, np.empty((3, 3)), gbuffer.depth_m,
        gbuffer.normal, gbuffer.class_id, gbuffer.part_index, body, gbuffer.albedo, gbuffer.emission,
    )  # fmt: skip
    return gbuffer, (body, count)
