"""G-buffers by ray casting (Open3D, Embree): what every pixel of a camera sees, exactly, from the geometry.

The static scene is built once; what moves is a small second scene, rebuilt each frame and merged by
depth. For a camera that stands still the static part is kept and only the moving part is cast again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import open3d as o3d
from numpy.typing import NDArray

from twin.contracts import Camera, GBuffer, Scene
from twin.depth.raster import Drawn, draw
from twin.depth.shading import Atlas, shade
from twin.depth.triangles import TriangleSoup, flatten_scene

SUBPIXELS_PX = np.array([(-0.375, -0.125), (0.125, -0.375), (0.375, 0.125), (-0.125, 0.375)], np.float32)
PLACES_PX = np.concatenate([np.zeros((1, 2), np.float32), SUBPIXELS_PX])  # the centre, and a rotated grid
MISS = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True, eq=False)
class Surface:
    """Where rays of one camera ended. All arrays (H, W, ...); `triangle` is -1 on a miss."""

    depth_m: NDArray[np.float32]
    normal: NDArray[np.float32]
    triangle: NDArray[np.int32]
    albedo: NDArray[np.float32]
    emission: NDArray[np.float32]


class Caster:
    """Rays against one list of triangles; an empty list is never hit."""

    def __init__(self, soup: TriangleSoup) -> None:
        self.soup = soup
        self.atlas = Atlas(soup.textures)
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

    def surface(self, rays: NDArray[np.float32]) -> Surface:
        """First hits with everything that shading needs; rays (..., 6) whose direction has unit depth."""
        depth, triangle, normal, barycentric = self.nearest(rays)
        albedo, emission = np.empty_like(normal), np.empty_like(normal)
        soup = self.soup
        shade(
            triangle.reshape(-1), barycentric[..., 0].reshape(-1), barycentric[..., 1].reshape(-1),
            rays[..., 3:].reshape(-1, 3), soup.base_color, soup.emission, soup.texture, soup.uv, self.atlas.pixels,
            self.atlas.layout, normal.reshape(-1, 3), albedo.reshape(-1, 3), emission.reshape(-1, 3),
        )  # fmt: skip
        return Surface(depth, normal, triangle, albedo, emission)

    @cached_property
    def corners_m(self) -> NDArray[np.float32]:
        """(F, 3, 3) the corners of every triangle."""
        return self.soup.corners_m()

    def facing(self, triangle: NDArray[np.int32], direction: NDArray[np.float32]) -> NDArray[np.float32]:
        """(P, 3) unit normals of triangles (P,) on the side that rays in directions (P, 3) meet."""
        normal = self._normal[triangle]
        away = np.einsum("ij,ij->i", normal, direction) > 0
        return np.asarray(np.where(away[:, None], -normal, normal), np.float32)

    @cached_property
    def _normal(self) -> NDArray[np.float32]:
        normal = self.soup.area_normals_m2()
        return np.asarray(normal / np.linalg.norm(normal, axis=1, keepdims=True), np.float32)


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
    drawn: Drawn | None  # the agents alone at the places of `PLACES_PX`


@dataclass(frozen=True, eq=False)
class _Kept:
    """A camera's view of the standing scene."""

    key: bytes
    rays: NDArray[np.float32]  # (H, W, 6)
    surface: Surface
    part: NDArray[np.int32]  # (H, W) index in the scene's parts, -1 on a miss
    class_id: NDArray[np.uint8]  # (H, W)


class RaycastScene:
    """A scene made ready for rays. Not thread-safe: it remembers each camera's view of the standing scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.static = Caster(flatten_scene(scene))
        self._kept: dict[str, _Kept] = {}

    def static_surface(self, camera: Camera) -> tuple[NDArray[np.float32], Surface]:
        """Rays and what they hit of the standing scene; kept while the camera stays."""
        kept = self._view(camera)
        return kept.rays, kept.surface

    def beside(self) -> RaycastScene:
        """The same scene for another thread: what stands is shared, what is remembered of cameras is not."""
        other = object.__new__(RaycastScene)
        other.scene, other.static, other._kept = self.scene, self.static, {}
        return other

    def _view(self, camera: Camera) -> _Kept:
        key = view_key(camera)
        kept = self._kept.get(camera.id)
        if kept is None or kept.key != key:
            rays, soup = camera_rays(camera), self.static.soup
            surface = self.static.surface(rays)
            part, class_id = _lookup(soup.owner, surface.triangle, -1), _lookup(soup.class_id, surface.triangle, 0)
            kept = self._kept[camera.id] = _Kept(key, rays, surface, part, class_id.astype(np.uint8))
        return kept

    def gbuffer(self, camera: Camera, moving: Caster | None = None) -> GBuffer:
        """The G-buffer with the agents' triangles, whose `owner` is the agent's index, in their poses."""
        return self.gbuffer_with_bodies(camera, moving)[0]

    def gbuffer_with_bodies(self, camera: Camera, moving: Caster | None = None) -> tuple[GBuffer, BodyLayer]:
        """The G-buffer, and which rigid bodies of agents it shows."""
        kept = self._view(camera)
        rays, static, part, class_id = kept.rays, kept.surface, kept.part, kept.class_id
        body = np.full(part.shape, -1, np.int32)
        unhidden: dict[int, int] = {}
        depth, normal, albedo, emission = static.depth_m, static.normal, static.albedo, static.emission
        drawn = None
        if moving is not None and not moving.soup.empty:
            drawn = draw(camera, moving.soup, PLACES_PX)
            there = drawn.triangle[..., 0] >= 0
            owner = moving.soup.owner[drawn.triangle[..., 0][there]]
            unhidden = {int(a): int(n) for a, n in zip(*np.unique(owner, return_counts=True), strict=True)}
            front = drawn.depth_m[..., 0] < depth
            triangle = drawn.triangle[..., 0][front]
            depth, normal, albedo, emission = depth.copy(), normal.copy(), albedo.copy(), emission.copy()
            part, class_id = part.copy(), class_id.copy()
            depth[front] = drawn.depth_m[..., 0][front]
            normal[front] = moving.facing(triangle, rays[front][:, 3:])
            albedo[front], emission[front] = moving.soup.base_color[triangle], moving.soup.emission[triangle]
            part[front] = moving.soup.owner[triangle] + len(self.scene.parts)
            class_id[front], body[front] = moving.soup.class_id[triangle], moving.soup.body[triangle]
        gbuffer = GBuffer(depth, normal, class_id, part, albedo, emission)
        return gbuffer, BodyLayer(body, unhidden, drawn)


def _lookup(table: NDArray[np.generic], triangle: NDArray[np.int32], otherwise: int) -> NDArray[np.int32]:
    """Per-triangle values at every pixel."""
    if len(table) == 0:
        return np.full(triangle.shape, otherwise, np.int32)
    return np.where(triangle >= 0, table[np.maximum(triangle, 0)].astype(np.int32), otherwise)
