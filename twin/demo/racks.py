"""Pallet rack rows: frames, beams, decks, and the goods on them."""

from __future__ import annotations

import numpy as np

from twin.contracts import Mesh
from twin.demo import plan
from twin.demo.builder import MeshBuilder
from twin.demo.palette import Palette
from twin.demo.textures import CARTONS, TOTES, WRAPPED

LEVELS_M = (0.16, 1.85, 3.55, 5.25)  # top of the deck of each level
FRAME_HEIGHT_M = 6.7
POST_M = 0.09
BEAM_M = 0.12
FILLED_SHARE = 0.88
PALLETS_PER_BAY = 3


def rack_row(palette: Palette, rng: np.random.Generator, *, green: bool = False) -> Mesh:
    """One row, its south end at y = 0, centred on x = 0, standing on the floor."""
    builder = MeshBuilder()
    upright = palette.green if green else palette.blue
    half = plan.ROW_DEPTH_M / 2
    for frame in range(plan.BAYS + 1):
        y = min(max(frame * plan.BAY_M, POST_M / 2), plan.BAYS * plan.BAY_M - POST_M / 2)
        for x in (-half + POST_M / 2, half - POST_M / 2):
            builder.centered_box(upright, (x, y, 0.0), (POST_M, POST_M, FRAME_HEIGHT_M))
        for i in range(5):
            z = 0.4 + i * 1.25
            x0, x1 = (-half + POST_M, half - POST_M) if i % 2 else (half - POST_M, -half + POST_M)
            builder.beam(upright, (x0, y, z), (x1, y, z + 1.1), 0.045)
    for bay in range(plan.BAYS):
        for level, z in enumerate(LEVELS_M):
            _bay_level(builder, palette, bay * plan.BAY_M, z)
            _goods(builder, palette, rng, bay * plan.BAY_M, z, level)
    return builder.build()


def _bay_level(builder: MeshBuilder, palette: Palette, y: float, z: float) -> None:
    """Two beams and a deck."""
    half = plan.ROW_DEPTH_M / 2
    clear = plan.BAY_M - POST_M
    for x in (-half, half - 0.05):
        builder.box(palette.orange, (x, y + POST_M / 2, z - BEAM_M), (0.05, clear, BEAM_M))
    builder.box(palette.deck, (-half + 0.05, y + POST_M / 2, z - 0.04), (plan.ROW_DEPTH_M - 0.1, clear, 0.03))


def _goods(
    builder: MeshBuilder, palette: Palette, rng: np.random.Generator, y: float, z: float, level: int
) -> None:
    """Three places a bay: a pallet with cartons, a wrapped load, totes, or nothing."""
    pitch = (plan.BAY_M - 2 * POST_M) / PALLETS_PER_BAY
    for place in range(PALLETS_PER_BAY):
        if rng.random() > FILLED_SHARE:
            continue
        center = y + POST_M + pitch * (place + 0.5)
        pallet(builder, palette, 0.0, center, z, along_x=1.0, along_y=0.78)
        room = 1.18 if level < 3 else 1.25
        kind = rng.random()
        if kind < 0.2:
            wrapped_load(builder, palette, rng, 0.0, center, z + 0.144, room)
        elif kind < 0.4 and level == 0:
            totes(builder, palette, rng, 0.0, center, z + 0.144)
        else:
            cartons(builder, palette, rng, 0.0, center, z + 0.144, room)


def pallet(
    builder: MeshBuilder, palette: Palette, x: float, y: float, z: float, *, along_x: float, along_y: float
) -> None:
    """A wooden pallet of 14.4 cm (EN 13698-1), as a deck on three runners."""
    builder.centered_box(palette.wood, (x, y, z + 0.1), (along_x, along_y, 0.044))
    for offset in (-0.5, 0.0, 0.5):
        builder.centered_box(palette.wood, (x, y + offset * (along_y - 0.1), z), (along_x, 0.1, 0.1))


def cartons(
    builder: MeshBuilder, palette: Palette, rng: np.random.Generator, x: float, y: float, z: float, room: float
) -> None:
    """Layers of two cartons of one kind, the last layer sometimes half."""
    height = float(rng.uniform(0.26, 0.42))
    layers = int(rng.integers(1, max(2, int(room / height)) + 1))
    length = float(rng.uniform(0.42, 0.47))
    depth = float(rng.uniform(0.62, 0.74))
    tile = CARTONS[int(rng.integers(len(CARTONS)))]
    for layer in range(layers):
        count = 2 if layer < layers - 1 or rng.random() < 0.7 else 1
        for i in range(count):
            jitter = rng.uniform(-0.012, 0.012, 2)
            at = (x + (i - 0.5) * (length + 0.02) + float(jitter[0]), y + float(jitter[1]), z + layer * height)
            builder.centered_box(palette.goods, at, (length, depth, height - 0.006), tile=tile)


def wrapped_load(
    builder: MeshBuilder, palette: Palette, rng: np.random.Generator, x: float, y: float, z: float, room: float
) -> None:
    """One block in stretch film."""
    height = float(rng.uniform(0.6, 1.0)) * room
    tile = WRAPPED[int(rng.integers(len(WRAPPED)))]
    builder.centered_box(palette.goods, (x, y, z), (0.94, 0.72, height), tile=tile)


def totes(builder: MeshBuilder, palette: Palette, rng: np.random.Generator, x: float, y: float, z: float) -> None:
    """Two stacks of plastic totes."""
    for i in range(2):
        tile = TOTES[int(rng.integers(len(TOTES)))]
        for layer in range(int(rng.integers(1, 4))):
            at = (x + (i - 0.5) * 0.5, y, z + layer * 0.3)
            builder.centered_box(palette.goods, at, (0.44, 0.6, 0.285), tile=tile)
