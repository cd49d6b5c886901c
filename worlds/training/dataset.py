"""The training set: path-traced radiance of generated halls, in one shard for each hall.

Shard format, `hall-<number>.npz`, compressed:

- `radiance` (S, H, W, 3) float16, linear RGB in the renderer's unit
- `shots`, `frames` (S,) int64, the number that `shots.generate_shot` makes each shot from, and which of its frames
- `hall` int64, `samples` int64 (per pixel), `version` int64 (`scenes.GENERATOR_VERSION`)
- `variant` str, Mitsuba's variant that traced it: the compiled one draws other random numbers

G-buffers and light hints are not stored: they follow from the numbers and are computed when a
training begins, so that a change of the conditioning needs no new path tracing. Pictures are traced in
passes of at most `PASS_SAMPLES`, one pass over all halls before the next: a set that was stopped, or
that is wanted with more samples, goes on from what the shards hold and ends with the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera, GBuffer
from twin.depth.raycast import RaycastScene
from twin.depth.triangles import TriangleSoup
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.lights import LightRig, light_rig
from worlds.conditioning.shapes import body_soup
from worlds.training.pathtrace import mitsuba, path_tracer, static_shapes
from worlds.training.scenes import GENERATOR_VERSION, Hall, generate_hall
from worlds.training.shots import CLIP_FRAMES, USUAL_CROWD, Crowd, Shot, generate_shot

TEST_HALLS_FROM = 100_000  # halls with this number or a higher one are never trained on
PASS_SAMPLES = 64
LEAST_MEDIAN_DEPTH_M = 3.0
LEAST_AGENT_PIXELS = 250


@dataclass(frozen=True)
class SetRecipe:
    """Which halls, how many shots in each, how finely traced."""

    first_hall: int
    halls: int
    shots: int
    samples: int
    frames: int = 1  # of each shot, the last ones
    width_px: int = 256
    height_px: int = 144

    def __post_init__(self) -> None:
        if min(self.halls, self.shots, self.samples, self.width_px, self.height_px) < 1:
            raise ValueError("a training set needs at least one hall, shot and sample")
        if not 1 <= self.frames < CLIP_FRAMES:
            raise ValueError(f"a shot has 1 to {CLIP_FRAMES - 1} frames that have one before them")


@dataclass(frozen=True, eq=False)
class Example:
    """One frame of a shot with its picture."""

    hall_number: int
    shot_number: int
    frame: int
    radiance: NDArray[np.float16]  # (H, W, 3)


def make_set(recipe: SetRecipe, folder: Path, report: Callable[[str], None] = print) -> None:
    """Trace until every shard has the recipe's samples; a pass ends at a multiple of `PASS_SAMPLES`."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = 0
    while wanted < recipe.samples:
        wanted = min(wanted + PASS_SAMPLES, recipe.samples)
        for number in range(recipe.first_hall, recipe.first_hall + recipe.halls):
            path = shard_path(folder, number)
            if samples_in(path) < wanted:
                hall = generate_hall(number)
                raycast = RaycastScene(hall.scene)
                shots = [telling_shot(hall, raycast, number, k, recipe) for k in range(recipe.shots)]
                views = [
                    View(n, k, shot.cameras[k], body_soup(agent_bodies(shot.states[k])))
                    for n, shot in shots
                    for k in range(CLIP_FRAMES - recipe.frames, CLIP_FRAMES)
                ]
                add_pass(path, raycast, light_rig(raycast.static.soup, hall.sky), views, samples=wanted, hall=number)
                report(f"{path.name}: {len(views)} pictures of {wanted} samples")


@dataclass(frozen=True, eq=False)
class View:
    """What one picture shows; shot and frame are also where its random numbers start."""

    shot: int
    frame: int
    camera: Camera
    agents: TriangleSoup


def samples_in(path: Path) -> int:
    """Samples a pixel that a shard holds, 0 where there is none."""
    if not path.exists():
        return 0
    with np.load(path) as shard:
        return int(shard["samples"])


def least_samples(folder: Path) -> int:
    """Samples a pixel of the shard that holds the fewest; 0 for an empty folder."""
    return min((samples_in(path) for path in folder.glob("hall-??????.npz")), default=0)


def add_pass(
    path: Path, raycast: RaycastScene, rig: LightRig, views: Sequence[View], *, samples: int, hall: int
) -> None:
    """Trace what a shard lacks to hold `samples` a pixel, and write it anew."""
    done = samples_in(path)
    shapes = static_shapes(raycast.static.soup, rig)
    pictures = [path_tracer(shapes, v.agents, rig, v.camera, samples - done)(_seed(v, done)) for v in views]
    radiance = np.stack(pictures)
    if done:
        with np.load(path) as shard:
            share = done / samples
            radiance = share * shard["radiance"].astype(np.float32) + (1 - share) * radiance
    partial = path.with_suffix(".partial.npz")
    np.savez_compressed(
        partial,
        radiance=np.minimum(radiance, 6e4).astype(np.float16),
        shots=np.array([v.shot for v in views], np.int64),
        frames=np.array([v.frame for v in views], np.int64),
        hall=np.int64(hall),
        samples=np.int64(samples),
        version=np.int64(GENERATOR_VERSION),
        variant=np.array(mitsuba().variant()),
    )
    partial.replace(path)


def _seed(view: View, done: int) -> int:
    """Differs between shots, frames and passes."""
    return ((view.shot * CLIP_FRAMES + view.frame) * 1000 + done // PASS_SAMPLES) % 2**31


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
            for k, (shot, frame) in enumerate(zip(shard["shots"], shard["frames"], strict=True)):
                yield Example(int(shard["hall"]), int(shot), int(frame), radiance[k])


def set_hash(folder: Path) -> str:
    """SHA-256 over the pictures and their numbers."""
    digest = hashlib.sha256()
    for example in read_set(folder):
        digest.update(f"{example.hall_number}|{example.shot_number}|{example.frame}|".encode())
        digest.update(example.radiance.tobytes())
    return digest.hexdigest()


def telling_shot(
    hall: Hall, raycast: RaycastScene, number: int, k: int, recipe: SetRecipe, *, crowd: Crowd = USUAL_CROWD
) -> tuple[int, Shot]:
    """The first of up to ten shots in which something is to be seen; one in five may show nobody."""
    for attempt in range(10):
        shot_number = (number * 100 + k) * 10 + attempt
        shot = generate_shot(hall, shot_number, recipe.width_px, recipe.height_px, crowd)
        gbuffer = raycast.gbuffer(shot.cameras[-1], body_soup(agent_bodies(shot.states[-1])))
        if _telling(gbuffer, len(hall.scene.parts), somebody=k % 5 != 4):
            break
    return shot_number, shot


def _telling(gbuffer: GBuffer, parts: int, *, somebody: bool) -> bool:
    size = gbuffer.depth_m.size
    least = LEAST_AGENT_PIXELS * size / (256 * 144)
    near = float(np.median(gbuffer.depth_m)) < LEAST_MEDIAN_DEPTH_M
    empty = float(np.isinf(gbuffer.depth_m).mean()) > 0.4
    return not near and not empty and (not somebody or int((gbuffer.part_index >= parts).sum()) >= least)
