"""Things that stand in the demonstration facility apart from racks: stations, doors, vehicles, guards, lamps."""

from __future__ import annotations

import numpy as np

from twin.contracts import Mesh
from twin.demo import plan
from twin.demo.builder import MeshBuilder
from twin.demo.palette import Palette
from twin.demo.racks import PALLET_M, GoodsStacker, pallet
from twin.demo.textures import CARTONS, SCREEN, SIGN


def pack_station(palette: Palette, rng: np.random.Generator) -> Mesh:
    """A bench of 0.8 x 1.8 m (x, y) with a shelf above, a screen, cartons; the packer stands west of it."""
    builder = MeshBuilder()
    builder.centered_box(palette.wood, (0.0, 0.0, 0.86), (0.8, 1.8, 0.04))
    for x in (-0.34, 0.34):
        for y in (-0.84, 0.84):
            builder.centered_box(palette.steel, (x, y, 0.0), (0.06, 0.06, 0.86))
    builder.centered_box(palette.steel, (0.0, 0.0, 0.25), (0.7, 1.6, 0.03))
    for y in (-0.84, 0.84):
        builder.centered_box(palette.steel, (0.36, y, 0.9), (0.05, 0.05, 1.0))
    builder.centered_box(palette.deck, (0.2, 0.0, 1.5), (0.38, 1.74, 0.03))
    for i in range(4):
        size = (0.3, float(rng.uniform(0.26, 0.36)), float(rng.uniform(0.18, 0.3)))
        tile = CARTONS[int(rng.integers(len(CARTONS)))]
        builder.centered_box(palette.goods, (0.2, -0.62 + i * 0.4, 1.53), size, tile=tile)
    builder.centered_box(palette.dark, (0.3, -0.45, 1.06), (0.04, 0.5, 0.32))
    builder.quad(
        palette.goods, [(0.27, -0.22, 1.08), (0.27, -0.68, 1.08), (0.27, -0.68, 1.36), (0.27, -0.22, 1.36)], tile=SCREEN
    )
    builder.centered_box(palette.white, (0.1, 0.6, 0.9), (0.3, 0.34, 0.22))
    open_carton = CARTONS[int(rng.integers(len(CARTONS)))]
    builder.centered_box(palette.goods, (-0.1, 0.08, 0.9), (0.36, 0.46, 0.28), tile=open_carton)
    for i in range(2):
        builder.centered_box(palette.goods, (0.0, -0.4 + 0.7 * i, 0.28), (0.5, 0.5, 0.36), tile=CARTONS[2 * i])
    return builder.build()


def charger(palette: Palette) -> Mesh:
    """A charging cabinet with a contact plate in front (north)."""
    builder = MeshBuilder()
    builder.centered_box(palette.white, (0.0, 0.0, 0.0), (0.55, 0.45, 1.35))
    builder.centered_box(palette.dark, (0.0, 0.235, 0.25), (0.5, 0.02, 0.4))
    builder.centered_box(palette.indicator, (0.0, 0.236, 1.1), (0.3, 0.02, 0.06))
    builder.centered_box(palette.dark, (0.0, 0.5, 0.0), (0.4, 0.5, 0.03))
    return builder.build()


def loaded_pallet(palette: Palette, rng: np.random.Generator, kind: int) -> Mesh:
    """A pallet on the floor: cartons, a wrapped load, totes, or a stack of empty pallets, by `kind` 0 to 5."""
    builder = MeshBuilder()
    if kind == 5:
        for i in range(7):
            pallet(builder, palette, (0.0, 0.0, i * (PALLET_M + 0.001)), along_x=1.2, along_y=0.8)
        return builder.build()
    pallet(builder, palette, (0.0, 0.0, 0.0), along_x=1.2, along_y=0.8)
    goods, at = GoodsStacker(builder, palette, rng), (0.0, 0.0, PALLET_M)
    if kind == 4:
        goods.wrapped_load(at, 1.5)
    elif kind == 3:
        goods.totes(at)
    else:
        goods.cartons(at, 1.0 + 0.3 * kind)
    return builder.build()


def pallet_jack(palette: Palette) -> Mesh:
    """A hand pallet truck: forks to the east, handle in the west."""
    builder = MeshBuilder()
    for y in (-0.27, 0.27):
        builder.box(palette.red, (-0.2, y - 0.08, 0.08), (1.15, 0.16, 0.05))
        builder.box(palette.dark, (0.8, y - 0.04, 0.0), (0.08, 0.08, 0.08))
    builder.box(palette.red, (-0.5, -0.22, 0.1), (0.32, 0.44, 0.34))
    builder.box(palette.dark, (-0.42, -0.1, 0.0), (0.18, 0.2, 0.12))
    builder.beam(palette.dark, (-0.42, 0.0, 0.4), (-0.72, 0.0, 1.15), 0.05)
    builder.beam(palette.dark, (-0.72, -0.2, 1.15), (-0.72, 0.2, 1.15), 0.05)
    return builder.build()


def rack_guard(palette: Palette) -> Mesh:
    """A low rail of 1.3 m before the end of a rack row."""
    builder = MeshBuilder()
    builder.centered_box(palette.yellow, (0.0, 0.0, 0.28), (1.3, 0.1, 0.14))
    for x in (-0.55, 0.55):
        builder.centered_box(palette.yellow, (x, 0.0, 0.0), (0.12, 0.12, 0.42))
    return builder.build()


def railing(palette: Palette, length_m: float) -> Mesh:
    """A pedestrian railing along x, 1.1 m high."""
    builder = MeshBuilder()
    posts = max(2, round(length_m / 1.5) + 1)
    for i in range(posts):
        x = -length_m / 2 + i * length_m / (posts - 1)
        builder.centered_box(palette.yellow, (x, 0.0, 0.0), (0.08, 0.08, 1.1))
    for z in (0.5, 1.02):
        builder.centered_box(palette.yellow, (0.0, 0.0, z), (length_m, 0.06, 0.08))
    return builder.build()


def bollard(palette: Palette) -> Mesh:
    """A steel post of 1 m with a dark band."""
    builder = MeshBuilder()
    builder.cylinder(palette.yellow, (0.0, 0.0, 0.0), 0.09, 1.0)
    builder.cylinder(palette.dark, (0.0, 0.0, 0.62), 0.094, 0.14)
    return builder.build()


def column(palette: Palette) -> Mesh:
    """A steel column to the ceiling with a striped guard."""
    builder = MeshBuilder()
    builder.centered_box(palette.steel, (0.0, 0.0, 0.0), (0.3, 0.3, plan.HEIGHT_M))
    builder.centered_box(palette.goods, (0.0, 0.0, 0.0), (0.42, 0.42, 1.1), tile=SIGN)
    return builder.build()


def dock_door(palette: Palette) -> Mesh:
    """A closed sectional door of five panels with windows, in its frame with dock bumpers."""
    builder = MeshBuilder()
    width, height = plan.DOCK_WIDTH_M, plan.DOCK_HEIGHT_M
    panel = height / 5
    for i in range(5):
        builder.centered_box(palette.door, (0.0, 0.1, i * panel + 0.008), (width, 0.06, panel - 0.016))
    for x in (-0.8, 0.0, 0.8):
        builder.centered_box(palette.dark, (x, 0.135, 2.4 * panel), (0.5, 0.012, 0.24))
    for x in (-width / 2 - 0.06, width / 2 + 0.06):
        builder.centered_box(palette.yellow, (x, 0.16, 0.0), (0.12, 0.14, height + 0.06))
    builder.centered_box(palette.yellow, (0.0, 0.16, height), (width + 0.24, 0.14, 0.12))
    return builder.build()


def personnel_door(palette: Palette) -> Mesh:
    """A door leaf of 1 x 2.1 m against a wall that runs along y."""
    builder = MeshBuilder()
    builder.centered_box(palette.green, (0.0, 0.0, 0.0), (0.05, 1.0, 2.1))
    builder.centered_box(palette.white, (0.03, 0.0, 1.3), (0.012, 0.5, 0.5))
    builder.centered_box(palette.steel, (0.045, 0.4, 1.0), (0.04, 0.12, 0.03))
    return builder.build()


def lamp(palette: Palette) -> Mesh:
    """A linear high-bay luminaire of 1.5 m along y, shining down."""
    builder = MeshBuilder()
    builder.centered_box(palette.white, (0.0, 0.0, 0.03), (0.34, 1.5, 0.08))
    builder.centered_box(palette.light, (0.0, 0.0, 0.0), (0.28, 1.44, 0.03))
    for y in (-0.6, 0.6):
        builder.centered_box(palette.steel, (0.0, y, 0.11), (0.02, 0.02, 0.5))
    return builder.build()


def bin_container(palette: Palette) -> Mesh:
    """A waste bin of 1.1 m."""
    builder = MeshBuilder()
    builder.centered_box(palette.green, (0.0, 0.0, 0.1), (0.7, 0.6, 0.9))
    builder.centered_box(palette.dark, (0.0, 0.0, 1.0), (0.74, 0.64, 0.06))
    for x in (-0.28, 0.28):
        builder.centered_box(palette.dark, (x, 0.0, 0.0), (0.08, 0.5, 0.12))
    return builder.build()
