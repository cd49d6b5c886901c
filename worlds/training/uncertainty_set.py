"""Pictures by which the renderer's uncertainty is learned: each path-traced twice, with independent noise.

The product of the errors against two such pictures has the mean of the squared error without their noise, so
that few samples are enough. Halls are those of neither the renderer nor the detector.

One compressed shard for each hall, `pairs-<number>.npz`: `pairs` (S, 2, H, W, 3) float16 linear radiance,
`shots` (S,) int64 the number that each shot is made from, `version` int64 `scenes.GENERATOR_VERSION`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.depth.raycast import RaycastScene
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.lights import light_rig
from worlds.conditioning.shapes import body_soup
from worlds.training.dataset import SetRecipe, telling_shot
from worlds.training.pathtrace import path_tracer, static_shapes
from worlds.training.scenes import GENERATOR_VERSION, generate_hall

PAIRS = SetRecipe(first_hall=5000, halls=13, shots=2, samples=96)


def make_pairs(recipe: SetRecipe, folder: Path, report: Callable[[str], None] = print) -> None:
    """Make every shard that the folder lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(recipe.first_hall, recipe.first_hall + recipe.halls):
        path = folder / f"pairs-{number:06d}.npz"
        if path.exists():
            continue
        hall = generate_hall(number)
        raycast = RaycastScene(hall.scene)
        rig = light_rig(raycast.static.soup, hall.sky)
        shapes = static_shapes(raycast.static.soup, rig)
        pairs, shots = [], []
        for k in range(recipe.shots):
            shot_number, shot = telling_shot(hall, raycast, number, k, recipe)
            soup = body_soup(agent_bodies(shot.states[-1]))
            trace = path_tracer(shapes, soup, rig, shot.cameras[-1], recipe.samples)
            pairs.append(np.stack([np.minimum(trace((2 * shot_number + half) % 2**31), 6e4) for half in (0, 1)]))
            shots.append(shot_number)
        partial = path.with_suffix(".partial.npz")
        np.savez_compressed(
            partial,
            pairs=np.stack(pairs).astype(np.float16),
            shots=np.array(shots, np.int64),
            version=np.int64(GENERATOR_VERSION),
        )
        partial.replace(path)
        report(f"{path.name}: {len(pairs)} pairs of {recipe.samples} samples")


def read_pairs(folder: Path) -> Iterator[tuple[int, int, NDArray[np.float16]]]:
    """(hall, shot, pair (2, H, W, 3)) of all shards; refuses those of another generator."""
    paths = sorted(folder.glob("pairs-??????.npz"))
    if not paths:
        raise ValueError(f"{folder}: no pairs of pictures")
    for path in paths:
        with np.load(path) as shard:
            if int(shard["version"]) != GENERATOR_VERSION:
                raise ValueError(f"{path.name}: made by generator {int(shard['version'])}, not {GENERATOR_VERSION}")
            number = int(path.stem.rsplit("-", 1)[1])
            for shot, pair in zip(shard["shots"], shard["pairs"], strict=True):
                yield number, int(shot), pair
