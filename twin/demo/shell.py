"""The building of the demonstration facility: floor, walls with dock openings, ceiling with its beams."""

from __future__ import annotations

from twin.contracts import Mesh
from twin.demo import plan
from twin.demo.builder import MeshBuilder
from twin.demo.palette import Palette

L, W, H, T = plan.LENGTH_M, plan.WIDTH_M, plan.HEIGHT_M, plan.WALL_M
BASE_M = 1.2  # height of the darker lower wall
PROUD_M = 0.01


def floor(palette: Palette) -> Mesh:
    """A slab of 20 cm whose painted top is at z = 0."""
    builder = MeshBuilder()
    builder.quad(palette.floor, [(0, 0, 0), (L, 0, 0), (L, W, 0), (0, W, 0)])
    builder.box(palette.deck, (0, 0, -0.2), (L, W, 0.195))
    return builder.build()


def wall(palette: Palette, side: str) -> Mesh:
    """The "north", "east", "south" or "west" wall; the south wall has the dock openings."""
    builder = MeshBuilder()
    if side == "south":
        _south(builder, palette)
    elif side == "north":
        builder.box(palette.wall, (0, W - T, 0), (L, T, H))
        builder.box(palette.wall_base, (T, W - T - PROUD_M, 0), (L - 2 * T, PROUD_M, BASE_M))
    else:
        x = 0.0 if side == "west" else L - T
        builder.box(palette.wall, (x, T, 0), (T, W - 2 * T, H))
        face = T if side == "west" else L - T - PROUD_M
        builder.box(palette.wall_base, (face, T, 0), (PROUD_M, W - 2 * T, BASE_M))
    return builder.build()


def _south(builder: MeshBuilder, palette: Palette) -> None:
    """Piers between the docks, and the wall above them."""
    edges = [0.0]
    for x in plan.DOCK_X_M:
        edges += [x - plan.DOCK_WIDTH_M / 2, x + plan.DOCK_WIDTH_M / 2]
    edges.append(L)
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        builder.box(palette.wall, (left, 0, 0), (right - left, T, plan.DOCK_HEIGHT_M))
        builder.box(palette.wall_base, (left, T, 0), (right - left, PROUD_M, BASE_M))
    builder.box(palette.wall, (0, 0, plan.DOCK_HEIGHT_M), (L, T, H - plan.DOCK_HEIGHT_M))


def ceiling(palette: Palette) -> Mesh:
    """A roof deck with girders every 6 m and purlins across them."""
    builder = MeshBuilder()
    builder.box(palette.ceiling, (0, 0, H), (L, W, 0.15))
    for i in range(1, 10):
        x = i * 6.0
        builder.box(palette.steel, (x - 0.12, T, H - 0.12), (0.24, W - 2 * T, 0.12))
        builder.box(palette.steel, (x - 0.05, T, H - 0.5), (0.1, W - 2 * T, 0.4))
    for i in range(1, 8):
        builder.box(palette.steel, (T, i * 5.0 - 0.06, H - 0.16), (L - 2 * T, 0.12, 0.16))
    return builder.build()
