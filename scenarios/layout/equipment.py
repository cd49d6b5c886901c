"""The shapes of catalogue equipment: one function each, from (length, width, height) in metres to a mesh's parts.

Every shape stands on z = 0, is centred at x = y = 0, has its length along x, and fills exactly the
box that its size names, so that what the planner sees is what blocks the way.
"""

from __future__ import annotations

from itertools import pairwise

from scenarios.layout.shapes import Box, boxes, spread
from twin.contracts import Material, Primitive

Size = tuple[float, float, float]

# Linear RGB of the usual trade colours.
_UPRIGHT = Material(base_color=(0.03, 0.11, 0.36), roughness=0.5, metallic=0.3)  # rack blue
_BEAM = Material(base_color=(0.75, 0.16, 0.02), roughness=0.5, metallic=0.3)  # beam orange
_STEEL = Material(base_color=(0.35, 0.37, 0.40), roughness=0.4, metallic=0.6)
_DARK = Material(base_color=(0.03, 0.03, 0.035), roughness=0.7)
_WOOD = Material(base_color=(0.42, 0.27, 0.13), roughness=0.8)
_CARTON = Material(base_color=(0.40, 0.25, 0.12), roughness=0.9)
_WHITE = Material(base_color=(0.75, 0.76, 0.78), roughness=0.6)
_YELLOW = Material(base_color=(0.80, 0.48, 0.01), roughness=0.5)
_GREEN = Material(base_color=(0.03, 0.40, 0.13), roughness=0.5)
_CONCRETE = Material(base_color=(0.45, 0.44, 0.42), roughness=0.9)


def _legs(size: Size, thickness_m: float, height_m: float) -> list[Box]:
    length, width, _ = size
    t = min(thickness_m, length / 2, width / 2)
    return [
        (x, y, 0.0, x + t, y + t, height_m) for x in (-length / 2, length / 2 - t) for y in (-width / 2, width / 2 - t)
    ]


def _goods(width: float, bay: tuple[float, float], deck: float, ceiling: float, per_bay: int) -> list[Box]:
    """Cartons in one opening, a hand's width from each other; heights step so that a row does not look like a wall."""
    bay_lower, bay_upper = bay
    pitch = (bay_upper - bay_lower) / per_bay
    room = max(ceiling - deck - 0.12, 0.05)
    return [
        (
            bay_lower + i * pitch + 0.06 * pitch,
            -width / 2 + 0.06 * width,
            deck,
            bay_lower + (i + 1) * pitch - 0.06 * pitch,
            width / 2 - 0.06 * width,
            deck + room * (0.95, 0.7, 0.82)[i % 3],
        )
        for i in range(per_bay)
    ]


def pallet_rack(size: Size) -> tuple[Primitive, ...]:
    """Uprights between bays of about 2.8 m, beam levels about 1.7 m apart, two loads a bay and level."""
    length, width, height = size
    bays, levels = max(1, round(length / 2.8)), max(1, round(height / 1.7))
    t = min(0.1, length / 4, width / 4)
    edges = spread(length, bays + 1, t)
    uprights = [(x, y, 0.0, x + t, y + t, height) for x in edges for y in (-width / 2, width / 2 - t)]
    beams: list[Box] = []
    loads: list[Box] = []
    pitch = height / levels
    for level in range(levels):
        deck = max(level * pitch, 0.12)
        for left, right in pairwise(edges):
            beams += [(left + t, y, deck - 0.12, right, y + t, deck) for y in (-width / 2, width / 2 - t)]
            loads += _goods(width, (left + t, right), deck, (level + 1) * pitch, 2)
    return boxes(uprights, _UPRIGHT), boxes(beams, _BEAM), boxes(loads, _CARTON)


def shelf(size: Size) -> tuple[Primitive, ...]:
    """A shelving unit: posts, decks about 0.5 m apart, bins on each deck."""
    length, width, height = size
    bays, decks = max(1, round(length / 1.3)), max(2, round(height / 0.5))
    t = min(0.05, length / 4, width / 4)
    edges = spread(length, bays + 1, t)
    posts = [(x, y, 0.0, x + t, y + t, height) for x in edges for y in (-width / 2, width / 2 - t)]
    pitch = height / decks
    boards = [
        (-length / 2, -width / 2, k * pitch + 0.05, length / 2, width / 2, k * pitch + 0.08) for k in range(decks)
    ]
    bins: list[Box] = []
    for k in range(decks):
        for left, right in pairwise(edges):
            bins += _goods(width, (left + t, right), k * pitch + 0.08, (k + 1) * pitch, 3)
    return boxes(posts, _STEEL), boxes(boards, _WHITE), boxes(bins, _CARTON)


def pack_bench(size: Size) -> tuple[Primitive, ...]:
    """A bench with legs and top, a back rail with a screen, and a carton on it."""
    length, width, height = size
    top = min(0.9, height)
    legs = _legs(size, 0.06, top - 0.04)
    parts = [
        boxes([(-length / 2, -width / 2, top - 0.04, length / 2, width / 2, top)], _WOOD),
        boxes(legs, _STEEL),
    ]
    if height > top + 0.2:
        back = width / 2
        posts = [(x, back - 0.05, top, x + 0.05, back, height) for x in (-length / 2, length / 2 - 0.05)]
        rail = (-length / 2, back - 0.05, height - 0.06, length / 2, back, height)
        parts += [
            boxes([*posts, rail], _STEEL),
            boxes([(-0.25, back - 0.09, top + 0.15, 0.2, back - 0.05, min(top + 0.45, height))], _DARK),
            boxes([(0.3 * length, -0.3 * width, top, 0.46 * length, 0.05 * width, top + 0.2)], _CARTON),
        ]
    return tuple(parts)


def conveyor(size: Size) -> tuple[Primitive, ...]:
    """A belt between side rails on pairs of legs about 1.5 m apart."""
    length, width, height = size
    count = max(2, round(length / 1.5) + 1)
    t = min(0.08, width / 4)
    legs = [
        (x, y, 0.0, x + t, y + t, height - 0.15) for x in spread(length, count, t) for y in (-width / 2, width / 2 - t)
    ]
    rails = [(-length / 2, y, height - 0.15, length / 2, y + t, height) for y in (-width / 2, width / 2 - t)]
    belt = [(-length / 2, -width / 2 + t, height - 0.1, length / 2, width / 2 - t, height - 0.03)]
    return boxes(legs, _STEEL), boxes(rails, _STEEL), boxes(belt, _DARK)


def dock(size: Size) -> tuple[Primitive, ...]:
    """A dock door: a frame with bumpers and a closed leaf of panels."""
    length, width, height = size
    t = min(0.15, length / 6)
    frame: list[Box] = [
        (-length / 2, -width / 2, 0.0, -length / 2 + t, width / 2, height),
        (length / 2 - t, -width / 2, 0.0, length / 2, width / 2, height),
        (-length / 2 + t, -width / 2, height - t, length / 2 - t, width / 2, height),
    ]
    panels = max(3, round(height / 0.6))
    pitch = (height - t) / panels
    leaf: list[Box] = [
        (-length / 2 + t, -width / 4, k * pitch, length / 2 - t, width / 4, (k + 1) * pitch - 0.02)
        for k in range(panels)
    ]
    return boxes(frame, _YELLOW), boxes(leaf, _WHITE)


def machine(size: Size) -> tuple[Primitive, ...]:
    """An enclosed machine on a plinth, its door and panel set into one long side."""
    length, width, height = size
    half, foot = width / 2, 0.1 * height
    skin = 0.05 * width
    plinth: Box = (-length / 2, -half, 0.0, length / 2, half, foot)
    body: Box = (-length / 2, -half + skin, foot, length / 2, half, height)
    door: Box = (-0.4 * length, -half + 0.4 * skin, 0.3 * height, 0.15 * length, -half + skin, 0.9 * height)
    panel: Box = (0.25 * length, -half, 0.5 * height, 0.42 * length, -half + skin, 0.8 * height)
    return boxes([plinth], _DARK), boxes([body], _WHITE), boxes([door], _STEEL), boxes([panel], _GREEN)


def charger(size: Size) -> tuple[Primitive, ...]:
    """A charging cabinet with a green face and a contact plate at vehicle height."""
    length, width, height = size
    half = width / 2
    body: Box = (-length / 2, -half + 0.1 * width, 0.0, length / 2, half, height)
    face: Box = (-0.35 * length, -half + 0.05 * width, 0.6 * height, 0.35 * length, -half + 0.1 * width, 0.9 * height)
    plate: Box = (-0.25 * length, -half, 0.1 * height, 0.25 * length, -half + 0.1 * width, 0.25 * height)
    return boxes([body], _WHITE), boxes([face], _GREEN), boxes([plate], _DARK)


def barrier(size: Size) -> tuple[Primitive, ...]:
    """A guard rail: posts about 1.5 m apart and two rails."""
    length, width, height = size
    count = max(2, round(length / 1.5) + 1)
    t = min(0.12, length / 2)
    posts = [(x, -width / 2, 0.0, x + t, width / 2, height) for x in spread(length, count, t)]
    rails = [(-length / 2, -width / 4, z * height - 0.1, length / 2, width / 4, z * height) for z in (0.5, 0.95)]
    return boxes(posts, _YELLOW), boxes(rails, _YELLOW)


def pallet_stack(size: Size) -> tuple[Primitive, ...]:
    """A pallet of boards on blocks with layers of cartons."""
    length, width, height = size
    base = min(0.144, height)  # EUR pallet height, EN 13698-1
    boards = [(-length / 2, y, base - 0.03, length / 2, y + width / 7, base) for y in spread(width, 5, width / 7)]
    blocks = [
        (x, y, 0.0, x + length / 8, y + width / 7, base - 0.03)
        for x in spread(length, 3, length / 8)
        for y in spread(width, 3, width / 7)
    ]
    parts = [boxes(boards, _WOOD), boxes(blocks, _WOOD)]
    if height > base + 0.05:
        layers = max(1, round((height - base) / 0.35))
        pitch = (height - base) / layers
        cartons = [
            (x, y, base + k * pitch, x + 0.485 * length, y + 0.485 * width, base + (k + 1) * pitch - 0.01)
            for k in range(layers)
            for x in (-length / 2, length / 2 - 0.485 * length)
            for y in (-width / 2, width / 2 - 0.485 * width)
        ]
        cartons[-1] = (*cartons[-1][:5], height)
        parts.append(boxes(cartons, _CARTON))
    return tuple(parts)


def column(size: Size) -> tuple[Primitive, ...]:
    """A square column with a painted foot."""
    length, width, height = size
    foot = min(1.2, height / 2)
    return (
        boxes([(-length / 2, -width / 2, foot, length / 2, width / 2, height)], _CONCRETE),
        boxes([(-length / 2, -width / 2, 0.0, length / 2, width / 2, foot)], _YELLOW),
    )
