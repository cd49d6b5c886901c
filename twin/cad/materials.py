"""Materials of the CAD as ours: linear colours, small sRGB textures, emission.

Knows the material classes of trimesh and nothing of files. glTF states factors in linear RGB; the
other formats state the colours that a screen shows, which are turned into linear here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from twin.contracts import Material

MAX_TEXTURE_PX = 512
# A texture that paints a whole floor once would be a blur at 512 px: 2 cm a pixel on 40 m needs 2048.
MAX_FLOOR_TEXTURE_PX = 2048
MAX_IMAGE_PIXELS = 64_000_000


def linear(srgb: ArrayLike) -> NDArray[np.float64]:
    """From sRGB 0..1 to linear RGB (IEC 61966-2-1)."""
    value = np.clip(np.asarray(srgb, dtype=np.float64), 0, 1)
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def srgb(linear_rgb: ArrayLike) -> NDArray[np.float64]:
    """From linear RGB 0..1 to sRGB (IEC 61966-2-1)."""
    value = np.clip(np.asarray(linear_rgb, dtype=np.float64), 0, 1)
    return np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055)


def color(values: ArrayLike) -> tuple[float, float, float]:
    """Three finite numbers in 0..1 as a tuple; grey where there is none."""
    rgb = np.asarray(values, dtype=np.float64).reshape(-1)[:3]
    if len(rgb) < 3 or not np.isfinite(rgb).all():
        return (0.6, 0.6, 0.6)
    red, green, blue = (round(float(v), 6) for v in np.clip(rgb, 0, 1))
    return (red, green, blue)


def texture_array(image: Image.Image, limit_px: int) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB pixels, no side longer than `limit_px`. Raises ``ValueError`` for an image too large."""
    width, height = image.size
    if width * height > MAX_IMAGE_PIXELS:
        raise ValueError(f"the image has {width} x {height} pixels")
    scale = limit_px / max(width, height)
    rgb = image.convert("RGBA" if image.mode in ("P", "PA") else "RGB").convert("RGB")
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        rgb = rgb.resize(size, Image.Resampling.LANCZOS)
    return np.array(rgb, dtype=np.uint8)


def shrunk(texture: NDArray[np.uint8], limit_px: int) -> NDArray[np.uint8]:
    """The texture with no side longer than `limit_px`."""
    if max(texture.shape[:2]) <= limit_px:
        return texture
    return texture_array(Image.fromarray(texture), limit_px)


def texture_limit(vertices: NDArray[Any], uv: NDArray[Any]) -> int:
    """How large a texture on this surface may be: more where it spans many metres without repeating."""
    extent = float(np.ptp(vertices, axis=0).max())
    span = float(np.ptp(uv, axis=0).max())
    return MAX_FLOOR_TEXTURE_PX if extent > 10.0 and span <= 1.01 else MAX_TEXTURE_PX


class MaterialReader:
    """Turns the visuals of trimesh into materials, decoding each image once."""

    def __init__(self, *, linear_factors: bool, gltf_materials: dict[str, dict[str, Any]] | None = None) -> None:
        self._linear_factors = linear_factors
        self._gltf = gltf_materials or {}
        self._textures: dict[tuple[int, int], NDArray[np.uint8] | None] = {}
        self._kept: list[Any] = []  # keeps images alive so that their ids stay theirs
        self.failures: list[str] = []

    def read(self, geometry: Any) -> tuple[Material, NDArray[np.float32] | None]:
        """(material, uv) of a trimesh geometry; `uv` (V, 2) only where there is a texture."""
        visual = geometry.visual
        kind = getattr(visual, "kind", None)
        if kind in ("vertex", "face"):
            return Material(base_color=self._mean_color(visual)), None
        source = getattr(visual, "material", None)
        if source is None:
            return Material(), None
        uv = getattr(visual, "uv", None)
        uv = None if uv is None or len(uv) != len(geometry.vertices) else np.asarray(uv, dtype=np.float32)
        image = getattr(source, "baseColorTexture", None) or getattr(source, "image", None)
        texture = None
        if image is not None and uv is not None and np.isfinite(uv).all():
            texture = self._texture(image, texture_limit(np.asarray(geometry.vertices), uv))
        return self._material(source, texture), uv if texture is not None else None

    def _mean_color(self, visual: Any) -> tuple[float, float, float]:
        colors = visual.vertex_colors if visual.kind == "vertex" else visual.face_colors
        values = np.asarray(colors, dtype=np.float64)[:, :3] / 255.0
        values = values[np.isfinite(values).all(axis=1)]
        if not len(values):
            return (0.6, 0.6, 0.6)
        return color((values if self._linear_factors else linear(values)).mean(axis=0))

    def _texture(self, image: Any, limit_px: int) -> NDArray[np.uint8] | None:
        key = (id(image), limit_px)
        if key not in self._textures:
            self._kept.append(image)
            try:
                self._textures[key] = texture_array(image, limit_px)
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
                self.failures.append(f"a texture cannot be read: {error}")
                self._textures[key] = None
        return self._textures[key]

    def _material(self, source: Any, texture: NDArray[np.uint8] | None) -> Material:
        exact = self._gltf.get(getattr(source, "name", None) or "")
        if exact is not None:
            return _from_gltf(exact, texture)
        factor = getattr(source, "baseColorFactor", None)
        if factor is None:
            factor = getattr(source, "diffuse", None)
        if factor is None or texture is not None:
            rgb = np.ones(3) if texture is not None else np.full(3, 0.6)
        else:
            raw = np.asarray(factor, dtype=np.float64).reshape(-1)[:3]
            raw = raw / 255.0 if np.asarray(factor).dtype.kind in "ui" else raw
            rgb = raw if self._linear_factors else linear(raw)
        emissive = getattr(source, "emissiveFactor", None)
        emission = color(emissive) if emissive is not None else (0.0, 0.0, 0.0)
        roughness = getattr(source, "roughnessFactor", None)
        metallic = getattr(source, "metallicFactor", None)
        return Material(
            base_color=color(rgb),
            texture=texture,
            roughness=_share(roughness, 0.8),
            metallic=_share(metallic, 0.0),
            emission=emission,
        )


def _share(value: Any, otherwise: float) -> float:
    return otherwise if value is None or not np.isfinite(float(value)) else round(min(max(float(value), 0.0), 1.0), 6)


def _from_gltf(material: dict[str, Any], texture: NDArray[np.uint8] | None) -> Material:
    """A glTF material from its JSON: exact factors, where trimesh keeps eight bits of them."""
    pbr = material.get("pbrMetallicRoughness") or {}
    strength = (material.get("extensions") or {}).get("KHR_materials_emissive_strength") or {}
    factor = float(strength.get("emissiveStrength", 1.0))
    emission = [float(v) * factor for v in material.get("emissiveFactor", (0.0, 0.0, 0.0))]
    if len(emission) != 3 or not np.isfinite(emission).all() or min(emission) < 0:
        emission = [0.0, 0.0, 0.0]
    return Material(
        base_color=color(pbr.get("baseColorFactor", (1.0, 1.0, 1.0))),
        texture=texture,
        roughness=_share(pbr.get("roughnessFactor", 1.0), 0.8),
        metallic=_share(pbr.get("metallicFactor", 1.0), 0.0),
        emission=(round(emission[0], 6), round(emission[1], 6), round(emission[2], 6)),
    )
