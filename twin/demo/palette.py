"""The materials of the demonstration facility, made once so that meshes can share them. Linear colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from twin.cad.materials import color, linear
from twin.contracts import Material
from twin.demo.textures import atlas, floor_texture


def paint(red: int, green: int, blue: int, *, roughness: float = 0.6, metallic: float = 0.0) -> Material:
    """A plain material from the sRGB colour that one sees."""
    return Material(
        base_color=color(linear(np.array([red, green, blue]) / 255)), roughness=roughness, metallic=metallic
    )


@dataclass(frozen=True, eq=False)
class Palette:
    """Everything that things are made of."""

    floor: Material
    goods: Material  # the atlas of textures
    wall: Material
    wall_base: Material
    ceiling: Material
    steel: Material
    orange: Material
    blue: Material
    green: Material
    yellow: Material
    deck: Material
    wood: Material
    dark: Material
    white: Material
    red: Material
    door: Material
    light: Material
    indicator: Material


def make_palette(seed: int) -> Palette:
    """The palette with textures drawn from this seed."""
    streams = np.random.SeedSequence((seed, 1)).spawn(2)
    floor = Material((1.0, 1.0, 1.0), floor_texture(np.random.default_rng(streams[0])), roughness=0.55)
    goods = Material((1.0, 1.0, 1.0), atlas(np.random.default_rng(streams[1])), roughness=0.8)
    return Palette(
        floor=floor,
        goods=goods,
        wall=paint(206, 208, 205, roughness=0.85),
        wall_base=paint(112, 120, 128, roughness=0.8),
        ceiling=paint(188, 192, 196, roughness=0.9),
        steel=paint(142, 148, 154, roughness=0.45, metallic=0.5),
        orange=paint(224, 104, 28, roughness=0.5),
        blue=paint(34, 74, 140, roughness=0.5),
        green=paint(38, 104, 76, roughness=0.5),
        yellow=paint(232, 184, 24, roughness=0.5),
        deck=paint(158, 152, 140, roughness=0.7),
        wood=paint(176, 138, 92, roughness=0.85),
        dark=paint(44, 46, 50, roughness=0.6),
        white=paint(226, 228, 228, roughness=0.6),
        red=paint(188, 40, 34, roughness=0.5),
        door=paint(172, 182, 192, roughness=0.55),
        light=Material((0.9, 0.9, 0.88), roughness=0.4, emission=(14.0, 13.6, 12.8)),
        indicator=Material((0.1, 0.6, 0.2), roughness=0.4, emission=(0.1, 1.6, 0.4)),
    )
