"""Pallet rack rows: frames, beams, decks, and the goods on them."""

from __future__ import annotations

import numpy as np

from twin.contracts import Mesh
from twin.demo import plan
from twin.demo.builder import MeshBuilder, Vector
from twin.demo.palette import Palette
from twin.demo.textures import CARTONS, TOTES, WRAPPED

LEVELS_M = (0.16, 1.85, 3.55, 5.25)  # top of the deck of each level
FRAME_HEIGHT_M = 6.7
POST_M = 0.09
BEAM_M = 0.12
FILLED_SHARE = 0.88
PALLETS_PER_BAY = 3
PALLET_M = 0.144
LEVEL_ROOM_M = 1.18  # for goods, under the beams of the next level


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
    goods = GoodsStacker(builder, palette, rng)
    for bay in range(plan.BAYS):
        for level, z in enumerate(LEVELS_M):
            _bay_level(builder, palette, bay * plan.BAY_M, z)
            goods.fill_bay(bay * plan.BAY_M, z, level)
    return builder.build()


def _bay_level(builder: MeshBuilder, palette: Palette, y: float, z: float) -> None:
    """Two beams and a deck."""
    half = plan.ROW_DEPTH_M / 2
    clear = plan.BAY_M - POST_M
    for x in (-half, half - 0.05):
        builder.box(palette.orange, (x, y + POST_M / 2, z - BEAM_M), (0.05, clear, BEAM_M))
    builder.box(palette.deck, (-half + 0.05, y + POST_M / 2, z - 0.04), (plan.ROW_DEPTH_M - 0.1, clear, 0.03))


def pallet(builder: MeshBuilder, palette: Palette, at: Vector, *, along_x: float, along_y: float) -> None:
    """A wooden pallet of 14.4 cm (EN 13698-1), as a deck on three runners."""
    x, y, z = at
    builder.centered_box(palette.wood, (x, y, z + 0.1), (along_x, along_y, 0.044))
    for offset in (-0.5, 0.0, 0.5):
        builder.centered_box(palette.wood, (x, y + offset * (along_y - 0.1), z), (along_x, 0.1, 0.1))


class GoodsStacker:
    """Piles goods, of which the generator decides kind, size and number."""

    def __init__(self, builder: MeshBuilder, palette: Palette, rng: np.random.Generator) -> None:
        self._builder, self._palette, self._rng = builder, palette, rng

    def fill_bay(self, y: float, z: float, level: int) -> None:
        """Three places a bay: a pallet with cartons, a wrapped load, totes, or nothing."""
        pitch = (plan.BAY_M - 2 * POST_M) / PALLETS_PER_BAY
        for place in range(PALLETS_PER_BAY):
            if self._rng.random() > FILLED_SHARE:
                continue
            center = y + POST_M + pitch * (place + 0.5)
            pallet(self._builder, self._palette, (0.0, center, z), along_x=1.0, along_y=0.78)
            at = (0.0, center, z + PALLET_M)
            kind = self._rng.random()
            if kind < 0.2:
                self.wrapped_load(at, LEVEL_ROOM_M)
            elif kind < 0.4 and level == 0:
                self.totes(at)
            else:
                self.cartons(at, LEVEL_ROOM_M)

    def cartons(self, at: Vector, room_m: float) -> None:
        """Layers of two cartons of one kind, the last layer sometimes half."""
        rng = self._rng
        height = float(rng.uniform(0.26, 0.42))
        layers = int(rng.integers(1, max(2, int(room_m / height)) + 1))
        length = float(rng.uniform(0.42, 0.47))
        depth = float(rng.uniform(0.62, 0.74))
        tile = CARTONS[int(rng.integers(len(CARTONS)))]
        for layer in range(layers):
            count = 2 if layer < layers - 1 or rng.random() < 0.7 else 1
            for i in range(count):
                dx, dy = (float(v) for v in rng.uniform(-0.012, 0.012, 2))
                place = (at[0] + (i - 0.5) * (length + 0.02) + dx, at[1] + dy, at[2] + layer * height)
                self._builder.centered_box(self._palette.goods, place, (length, depth, height - 0.006), tile=tile)

    def wrapped_load(self, at: Vector, room_m: float) -> None:
        """One block in stretch film."""
        height = float(self._rng.uniform(0.6, 1.0)) * room_m
        tile = WRAPPED[int(self._rng.integers(len(WRAPPED)))]
        self._builder.centered_box(self._palette.goods, at, (0.94, 0.72, height), tile=tile)

    def totes(self, at: Vector) -> None:
        """Two stacks of plastic totes."""
        for i in range(2):
            tile = TOTES[int(self._rng.integers(len(TOTES)))]
            for layer in range(int(self._rng.integers(1, 4))):
                place = (at[0] + (i - 0.5) * 0.5, at[1], at[2] + layer * 0.3)
                self._builder.centered_box(self._palette.goods, place, (0.44, 0.6, 0.285), tile=tile)
