"""Pictures to train the audit's detector on: path-traced, with who is where, and goods in safety colours.

One compressed shard for each hall, `pictures-<number>.npz`:

- `pictures` (S, H, W, 3) uint8 sRGB, exposed to middle grey
- `agents` (S, H, W) uint8, 0 nobody, else 1 + the index of the agent whose body is seen
- `kinds` (S, H, W) uint8, 0 background, 1 person, 2 vehicle, 3 what they carry (neither right nor wrong to find)
- `guides` (S, 5, H, W) uint8, the standing scene without anybody, 255 for 1 (`worlds.conditioning.standing_view`)

Few samples a pixel are enough: light is averaged over neighbours of like depth and normal, as a camera
averages over time, and some noise is put back in training. Two pictures of three show a crowd. A third of the goods in a hall wear the colours
of safety clothing and of trucks, so that colour alone finds nobody. Shaded pictures, twenty times cheaper, are
what a training may begin with; it ends with path-traced ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera, GBuffer, Mesh, PartClass, Scene
from twin.depth.raycast import RaycastScene
from twin.depth.shading import pixel_frame
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.features import MIDDLE_GREY
from worlds.conditioning.lights import light_rig
from worlds.conditioning.looks import JACKETS, PAINTS, REFLECTIVE
from worlds.conditioning.shapes import body_soup
from worlds.conditioning.standing_view import StandingView, surface_height
from worlds.renderer.tone import display, to_bytes
from worlds.training.dataset import SetRecipe, telling_shot
from worlds.training.pathtrace import path_tracer, static_shapes
from worlds.training.scenes import generate_hall
from worlds.training.shots import Crowd

Floats = NDArray[np.float32]
GOODS = (PartClass.RACK, PartClass.CLUTTER, PartClass.CONVEYOR, PartClass.DESK)
RECOLOURED = 0.33  # of the primitives of goods, in two halls of three
CARRIED = 3
COLUMNS = ("pictures", "agents", "kinds", "guides")
CROWDS = (Crowd(2, 13, 3.0), Crowd(10, 30, 5.0), Crowd(20, 50, 9.0))  # of successive shots
FIREFLY = 30.0  # times the median light: brighter samples are noise


@dataclass(frozen=True, eq=False)
class Labelled:
    """N pictures with their labels, as in a shard."""

    pictures: NDArray[np.uint8]  # (N, H, W, 3)
    agents: NDArray[np.uint8]  # (N, H, W)
    kinds: NDArray[np.uint8]  # (N, H, W)
    guides: NDArray[np.uint8]  # (N, 5, H, W)

    def take(self, rows: slice) -> Labelled:
        """Some of the pictures."""
        return Labelled(*(getattr(self, name)[rows] for name in COLUMNS))


def make_pictures(
    recipe: SetRecipe, folder: Path, report: Callable[[str], None] = print, *, traced: bool = True
) -> None:
    """Make every shard that the folder lacks, path-traced or merely shaded."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(recipe.first_hall, recipe.first_hall + recipe.halls):
        path = folder / f"pictures-{number:06d}.npz"
        if path.exists():
            continue
        made = _picture_hall(number, recipe, traced=traced)
        partial = path.with_suffix(".partial.npz")
        np.savez_compressed(partial, **{name: getattr(made, name) for name in COLUMNS})
        partial.replace(path)
        report(f"{path.name}: {len(made.pictures)} pictures")


def read_pictures(folder: Path) -> Labelled:
    """All shards of a folder; raises ``ValueError`` where there is none."""
    paths = sorted(folder.glob("pictures-??????.npz"))
    if not paths:
        raise ValueError(f"{folder}: no pictures to train the detector on")
    shards = []
    for path in paths:
        with np.load(path) as shard:
            shards.append([shard[name] for name in COLUMNS])
    return Labelled(*(np.concatenate(parts) for parts in zip(*shards, strict=True)))


def pictures_hash(data: Labelled) -> str:
    """SHA-256 over pictures, labels and guides."""
    digest = hashlib.sha256()
    for name in COLUMNS:
        digest.update(np.ascontiguousarray(getattr(data, name)).tobytes())
    return digest.hexdigest()


def labels_of(gbuffer: GBuffer, parts: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """(H, W) agents and kinds as in a shard; the standing scene has `parts` parts."""
    owner = gbuffer.part_index - parts + 1
    person, vehicle = gbuffer.class_id == PartClass.PERSON, gbuffer.class_id == PartClass.VEHICLE
    body = (owner > 0) & (person | vehicle)
    kinds = np.where(body, np.where(person, 1, 2), np.where(owner > 0, CARRIED, 0))
    return np.where(body, owner, 0).astype(np.uint8), kinds.astype(np.uint8)


def safety_coloured(scene: Scene, number: int) -> Scene:
    """The scene with goods in the colours of jackets and trucks."""
    rng = np.random.default_rng(np.random.SeedSequence([number, 31]))
    if rng.random() < 1 / 3:
        return scene
    goods = {part.mesh_id for part in scene.parts if part.part_class in GOODS}
    palette = (*JACKETS, *PAINTS, REFLECTIVE)
    meshes: dict[str, Mesh] = {}
    for name, mesh in scene.meshes.items():
        primitives = list(mesh.primitives)
        for k, primitive in enumerate(primitives):
            color = np.array(palette[int(rng.integers(len(palette)))]) * rng.uniform(0.7, 1.2)
            if name in goods and primitive.material.texture is None and rng.random() < RECOLOURED:
                r, g, b = (float(min(v, 0.95)) for v in color)
                primitives[k] = replace(primitive, material=replace(primitive.material, base_color=(r, g, b)))
        meshes[name] = Mesh(mesh.id, tuple(primitives))
    return Scene(scene.parts, meshes)


def _picture_hall(number: int, recipe: SetRecipe, *, traced: bool) -> Labelled:
    hall = generate_hall(number)
    hall = replace(hall, scene=safety_coloured(hall.scene, number))
    raycast = RaycastScene(hall.scene)
    rig = light_rig(raycast.static.soup, hall.sky)
    shapes = static_shapes(raycast.static.soup, rig) if traced else {}
    rows = []
    for k in range(recipe.shots):
        shot_number, shot = telling_shot(hall, raycast, number, k, recipe, crowd=CROWDS[k % len(CROWDS)])
        soup = body_soup(agent_bodies(shot.states[-1]))
        gbuffer = raycast.gbuffer(shot.cameras[-1], soup)
        if traced:
            seed = shot_number % 2**31
            radiance = path_tracer(shapes, soup, rig, shot.cameras[-1], recipe.samples)(seed)
            picture = picture_of(radiance, gbuffer)
        else:
            picture = shaded(gbuffer, shot_number)
        guide = standing_view(raycast, shot.cameras[-1]).guide()
        rows.append((picture, *labels_of(gbuffer, len(hall.scene.parts)), (guide * 255 + 0.5).astype(np.uint8)))
    return Labelled(*(np.stack(column) for column in zip(*rows, strict=True)))


def standing_view(raycast: RaycastScene, camera: Camera) -> StandingView:
    """The scene without anybody, its colours averaged over four places a pixel."""
    depth = raycast.gbuffer(camera).depth_m
    finer = replace(camera.resized(2 * camera.width_px, 2 * camera.height_px), id=f"{camera.id}-finer")
    albedo = raycast.gbuffer(finer).albedo
    albedo = albedo.reshape(camera.height_px, 2, camera.width_px, 2, 3).mean(axis=(1, 3))
    return StandingView(albedo, depth, surface_height(pixel_frame(camera), depth), camera.focal_px[0])


def shaded(gbuffer: GBuffer, number: int) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB under one lamp from somewhere above and some light from everywhere, without shadows."""
    rng = np.random.default_rng(np.random.SeedSequence([number, 37]))
    towards = rng.normal(0, 0.7, 3)
    towards[2] = abs(towards[2]) + 0.4
    facing = np.clip(gbuffer.normal @ (towards / np.linalg.norm(towards)).astype(np.float32), 0, 1)
    ambient = rng.uniform(0.25, 0.7)
    radiance = gbuffer.albedo * (ambient + (1 - ambient) * facing)[..., None] * rng.uniform(0.9, 1.1, 3)
    outside = ~np.isfinite(gbuffer.depth_m) | (gbuffer.emission.max(axis=-1) > 0)
    radiance = np.where(outside[..., None], rng.uniform(0.3, 2.0), radiance).astype(np.float32)
    level = np.exp(np.mean(np.log(radiance.mean(axis=-1) + 1e-3)))
    return to_bytes(display((radiance * (MIDDLE_GREY / level)).astype(np.float32)))


def picture_of(radiance: Floats, gbuffer: GBuffer) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB of a noisy radiance, its light averaged over like neighbours, exposed to middle grey."""
    smooth = averaged_light(radiance, gbuffer)
    lit = np.isfinite(gbuffer.depth_m) & (gbuffer.emission.max(axis=-1) <= 0)
    level = np.exp(np.mean(np.log(smooth[lit].mean(axis=-1) + 1e-3))) if lit.any() else MIDDLE_GREY
    return to_bytes(display(smooth * np.float32(MIDDLE_GREY / level)))


def averaged_light(radiance: Floats, gbuffer: GBuffer) -> Floats:
    """(H, W, 3) radiance whose light is averaged over neighbours of like depth and normal, near ones, then wider."""
    nearness = 1 / (1 + gbuffer.depth_m / 4)
    albedo = np.maximum(gbuffer.albedo, 0.02)
    light = np.minimum(radiance / albedo, FIREFLY * np.median(radiance / albedo, axis=(0, 1)) + 1e-3)
    for step in (1, 3):
        total, weight = np.zeros_like(light), np.zeros(light.shape[:2], np.float32)
        for dy in range(-2 * step, 2 * step + 1, step):
            for dx in range(-2 * step, 2 * step + 1, step):
                depth, normal, moved = (np.roll(a, (dy, dx), axis=(0, 1)) for a in (nearness, gbuffer.normal, light))
                like = (np.abs(depth - nearness) < 0.012 * step) & ((normal * gbuffer.normal).sum(axis=-1) > 0.9)
                total += moved * like[..., None]
                weight += like
        light = np.where((weight > 0)[..., None], total / np.maximum(weight, 1)[..., None], light).astype(np.float32)
    lit = gbuffer.emission.max(axis=-1, keepdims=True) <= 0
    return np.asarray(np.where(lit & np.isfinite(gbuffer.depth_m)[..., None], light * albedo, radiance), np.float32)
