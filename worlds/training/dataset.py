"""The training set: path-traced radiance of generated halls, in one shard for each hall.

Shard format, `hall-<number>.npz`, compressed:

- `radiance` (S, H, W, 3) float16, linear RGB in the renderer's unit
- `shots` (S,) int64, the number that `scenes.generate_shot` makes each shot from
- `hall` int64, `samples` int64 (per pixel), `version` int64 (`scenes.GENERATOR_VERSION`)

G-buffers and light hints are not stored: they follow from the two numbers and are computed when a
training begins, so that a change of the conditioning needs no new path tracing. Making a set again
with the same recipe skips the shards that exist and gives the same bytes as an undisturbed run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.contracts import GBuffer
from twin.depth.raycast import Caster, RaycastScene
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.lights import light_rig
from worlds.conditioning.shapes import body_soup
from worlds.training.pathtrace import path_trace, static_shapes
from worlds.training.scenes import GENERATOR_VERSION, Hall, Shot, generate_hall, generate_shot

TEST_HALLS_FROM = 100_000  # halls with this number or a higher one are never trained on
LEAST_MEDIAN_DEPTH_M = 3.0
LEAST_AGENT_PIXELS = 250


@dataclass(frozen=True)
class SetRecipe:
    """Which halls, how many shots in each, how finely traced."""

    first_hall: int
    halls: int
    shots: int
    samples: int
    width_px: int = 256
    height_px: int = 144

    def __post_init__(self) -> None:
        if min(self.halls, self.shots, self.samples, self.width_px, self.height_px) < 1:
            raise ValueError("a training set needs at least one hall, shot and sample")


@dataclass(frozen=True, eq=False)
class Example:
    """One shot with its picture."""

    hall_number: int
    shot_number: int
    radiance: NDArray[np.float16]  # (H, W, 3)


def make_set(recipe: SetRecipe, folder: Path, report: Callable[[str], None] = print) -> None:
    """Trace every shard that the folder lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(recipe.first_hall, recipe.first_hall + recipe.halls):
        path = shard_path(folder, number)
        if path.exists():
            continue
        hall = generate_hall(number)
        numbers, pictures = _trace_hall(hall, number, recipe)
        partial = path.with_suffix(".partial.npz")
        np.savez_compressed(
            partial,
            radiance=np.stack(pictures),
            shots=np.array(numbers, np.int64),
            hall=np.int64(number),
            samples=np.int64(recipe.samples),
            version=np.int64(GENERATOR_VERSION),
        )
        partial.replace(path)
        report(f"{path.name}: {len(numbers)} pictures")


def shard_path(folder: Path, hall: int) -> Path:
    """Where the pictures of a hall are kept."""
    return folder / f"hall-{hall:06d}.npz"


def read_set(folder: Path) -> Iterator[Example]:
    """All pictures of a folder in the order of their halls; refuses shards of another generator."""
    for path in sorted(folder.glob("hall-??????.npz")):
        with np.load(path) as shard:
            if int(shard["version"]) != GENERATOR_VERSION:
                raise ValueError(f"{path.name}: made by generator {int(shard['version'])}, not {GENERATOR_VERSION}")
            radiance = shard["radiance"]
            for k, shot in enumerate(shard["shots"]):
                yield Example(int(shard["hall"]), int(shot), radiance[k])


def set_hash(folder: Path) -> str:
    """SHA-256 over the pictures and their numbers."""
    digest = hashlib.sha256()
    for example in read_set(folder):
        digest.update(f"{example.hall_number}|{example.shot_number}|".encode())
        digest.update(example.radiance.tobytes())
    return digest.hexdigest()


def _trace_hall(hall: Hall, number: int, recipe: SetRecipe) -> tuple[list[int], list[NDArray[np.float16]]]:
    raycast = RaycastScene(hall.scene)
    rig = light_rig(raycast.static.soup, hall.sky)
    shapes = static_shapes(raycast.static.soup, rig)
    numbers, pictures = [], []
    for k in range(recipe.shots):
        shot_number, shot = telling_shot(hall, raycast, number, k, recipe)
        agents = body_soup(agent_bodies(shot.now))
        radiance = path_trace(shapes, agents, rig, shot.camera_now, samples=recipe.samples, seed=shot_number % 2**31)
        numbers.append(shot_number)
        pictures.append(np.minimum(radiance, 6e4).astype(np.float16))
    return numbers, pictures


def telling_shot(hall: Hall, raycast: RaycastScene, number: int, k: int, recipe: SetRecipe) -> tuple[int, Shot]:
    """The first of up to ten shots in which something is to be seen; one in five may show nobody."""
    for attempt in range(10):
        shot_number = (number * 100 + k) * 10 + attempt
        shot = generate_shot(hall, shot_number, recipe.width_px, recipe.height_px)
        gbuffer = raycast.gbuffer(shot.camera_now, Caster(body_soup(agent_bodies(shot.now))))
        if _telling(gbuffer, len(hall.scene.parts), somebody=k % 5 != 4):
            break
    return shot_number, shot


def _telling(gbuffer: GBuffer, parts: int, *, somebody: bool) -> bool:
    size = gbuffer.depth_m.size
    least = LEAST_AGENT_PIXELS * size / (256 * 144)
    near = float(np.median(gbuffer.depth_m)) < LEAST_MEDIAN_DEPTH_M
    empty = float(np.isinf(gbuffer.depth_m).mean()) > 0.4
    return not near and not empty and (not somebody or int((gbuffer.part_index >= parts).sum()) >= least)
