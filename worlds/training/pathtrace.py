"""Path-traced pictures of a scene with its agents (Mitsuba 3): the truth that the renderer learns from.

Surfaces are Lambertian with the CAD's albedo, lamps are area emitters, and what lies outside has a
constant radiance: exactly the light that `worlds.conditioning` describes to the network. Needs the
extra ``train``. Where ``DRJIT_LIBLLVM_PATH`` names an LLVM of version 16 or later, Mitsuba's compiled
variant is used, nearly three times faster; older ones abort the process on new processors, so that no
LLVM is looked for unasked.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera
from twin.depth.triangles import TriangleSoup
from worlds.conditioning.lights import LightRig

MAX_DEPTH = 7  # bounces; what is left out at an albedo of 0.6 is under 3 % of the light
SKY_WEIGHT = 0.3  # how often a surface asks for light from outside, beside 1 for each kind of lamp: few see it


def mitsuba() -> Any:
    """The module with its variant set; raises ``ImportError`` with the way to install it."""
    try:
        import mitsuba as mi
    except ImportError as error:
        raise ImportError("path tracing needs Mitsuba: pip install 'foresite[train]'") from error
    if mi.variant() is None:
        compiled = bool(os.environ.get("DRJIT_LIBLLVM_PATH"))
        mi.set_variant("llvm_ad_rgb" if compiled else "scalar_rgb")
        if compiled:
            import drjit

            drjit.set_thread_count(1)
    return mi


def static_shapes(soup: TriangleSoup, rig: LightRig) -> dict[str, Any]:
    """Mitsuba shapes of what stands still, for any number of pictures of it."""
    shapes = _shapes("static", soup)
    if rig.virtual:
        for k in range(len(rig)):
            shapes[f"panel{k}"] = _panel(rig, k)
    return shapes


def path_tracer(
    shapes: dict[str, Any], agents: TriangleSoup, rig: LightRig, camera: Camera, samples: int
) -> Callable[[int], NDArray[np.float32]]:
    """A function from a seed to an independent picture (H, W, 3), linear radiance, with so many samples a pixel."""
    mi = mitsuba()
    sky = {"type": "rgb", "value": [float(v) for v in rig.sky]}
    scene = mi.load_dict(
        {
            "type": "scene",
            "integrator": {"type": "path", "max_depth": MAX_DEPTH},
            "sky": {"type": "constant", "radiance": sky, "sampling_weight": SKY_WEIGHT},
            "sensor": _sensor(mi, camera, samples),
            **shapes,
            **_shapes("agents", agents),
        }
    )
    return lambda seed: np.array(mi.render(scene, spp=samples, seed=seed), np.float32)[..., :3]


def _sensor(mi: Any, camera: Camera, samples: int) -> dict[str, Any]:
    pose = camera.camera_to_world.copy()
    pose[:3, :2] *= -1  # Mitsuba's camera has x to the left and y up
    return {
        "type": "perspective",
        "fov_axis": "x",
        "fov": float(np.degrees(2 * np.arctan(camera.width_px / 2 / camera.focal_px[0]))),
        "near_clip": 0.01,
        "far_clip": 1000.0,
        "to_world": mi.ScalarTransform4f(pose),
        "principal_point_offset_x": camera.center_px[0] / camera.width_px - 0.5,
        "principal_point_offset_y": camera.center_px[1] / camera.height_px - 0.5,
        "film": {
            "type": "hdrfilm",
            "width": camera.width_px,
            "height": camera.height_px,
            "rfilter": {"type": "box"},
            "pixel_format": "rgb",
            "component_format": "float32",
        },
        "sampler": {"type": "multijitter", "sample_count": samples},
    }


def _shapes(name: str, soup: TriangleSoup) -> dict[str, Any]:
    """One mesh for plain triangles, one for each texture, one for each colour of light."""
    shapes: dict[str, Any] = {}
    if soup.empty:
        return shapes
    glowing = soup.emission.max(axis=1) > 0
    plain = ~glowing & (soup.texture < 0)
    if plain.any():
        color = {"type": "mesh_attribute", "name": "face_color"}
        shapes[f"{name}-plain"] = _mesh(soup, plain, {"type": "diffuse", "reflectance": color}, colored=True)
    for index, texture in enumerate(soup.textures):
        rows = ~glowing & (soup.texture == index)
        for k, base in enumerate(np.unique(soup.base_color[rows], axis=0)):
            same = rows & (soup.base_color == base).all(axis=1)
            bitmap = _bitmap(texture * base)
            shapes[f"{name}-texture{index}-{k}"] = _mesh(soup, same, {"type": "diffuse", "reflectance": bitmap})
    for k, radiance in enumerate(np.unique(soup.emission[glowing], axis=0)):
        rows = glowing & (soup.emission == radiance).all(axis=1)
        shapes[f"{name}-lamps{k}"] = _mesh(soup, rows, {"type": "diffuse"}, radiance=radiance)
    return shapes


def _mesh(
    soup: TriangleSoup,
    rows: NDArray[np.bool_],
    bsdf: dict[str, Any],
    *,
    colored: bool = False,
    radiance: NDArray[np.float32] | None = None,
) -> Any:
    mi = mitsuba()
    props = mi.Properties()
    props["bsdf"] = mi.load_dict({"type": "twosided", "nested": bsdf})
    if radiance is not None:
        light = {"type": "area", "radiance": {"type": "rgb", "value": [float(v) for v in radiance]}}
        props["emitter"] = mi.load_dict(light)
    count = int(rows.sum())
    mesh = mi.Mesh("mesh", 3 * count, count, props=props, has_vertex_texcoords=True)
    params = mi.traverse(mesh)
    params["vertex_positions"] = soup.corners_m()[rows].reshape(-1)
    params["faces"] = np.arange(3 * count, dtype=np.uint32)
    uv = soup.uv[rows].reshape(-1, 2) * (1, -1) + (0, 1)  # Mitsuba has row 0 at v = 0
    params["vertex_texcoords"] = uv.reshape(-1).astype(np.float32)
    if colored:
        mesh.add_attribute("face_color", 3, soup.base_color[rows].reshape(-1))
    params.update()
    return mesh


def _bitmap(texture: NDArray[np.float32]) -> dict[str, Any]:
    mi = mitsuba()
    return {
        "type": "bitmap",
        "bitmap": mi.Bitmap(np.ascontiguousarray(texture)),
        "raw": True,
        "filter_type": "bilinear",
    }


def _panel(rig: LightRig, index: int) -> Any:
    mi = mitsuba()
    pose = np.eye(4)
    pose[:3, 0], pose[:3, 1], pose[:3, 2] = (rig.half_m[index, 0], 0, 0), (0, -rig.half_m[index, 1], 0), (0, 0, -1)
    pose[:3, 3] = rig.center_m[index]
    radiance = {"type": "rgb", "value": [float(v) for v in rig.radiance[index]]}
    return mi.load_dict(
        {"type": "rectangle", "to_world": mi.ScalarTransform4f(pose), "emitter": {"type": "area", "radiance": radiance}}
    )
