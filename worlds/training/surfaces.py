"""Pictures that lie on surfaces of the training halls: floors with markings, walls, labels and signs.

They reach the G-buffer's albedo, so that the renderer shows them without having learned them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from twin.contracts import Material, Mesh, Primitive

Pixels = NDArray[np.uint8]
FLOOR_PX_PER_M = 24
PAINTS = ((0.92, 0.74, 0.1), (0.9, 0.9, 0.88), (0.2, 0.35, 0.75), (0.75, 0.15, 0.1), (0.15, 0.5, 0.25))
PAINT_SHARES = (0.5, 0.25, 0.1, 0.1, 0.05)
SIGN_COLORS = (
    ((30, 70, 160), (255, 255, 255)),
    ((250, 205, 20), (20, 20, 20)),
    ((20, 120, 60), (255, 255, 255)),
    ((190, 30, 30), (255, 255, 255)),
    ((240, 240, 235), (20, 20, 20)),
)


def floor(rng: np.random.Generator, long_m: float, wide_m: float) -> Mesh:
    """A floor about its middle: concrete, resin or tiles, with joints, wear, lanes, bays, hatching and numbers."""
    columns, rows = int(long_m * FLOOR_PX_PER_M), int(wide_m * FLOOR_PX_PER_M)
    texture = np.clip(_ground(rng, rows, columns)[..., None] * _tint(rng), 0.03, 1)
    for _ in range(int(rng.integers(2, 10))):
        _paint(texture, rng)
    image = _worn(texture, rng)
    for _ in range(int(rng.integers(0, 5))):
        _stamp(image, rng)
    vertices = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * (long_m / 2, wide_m / 2, 0)
    return _quad("floor", vertices, image)


def _ground(rng: np.random.Generator, rows: int, columns: int) -> NDArray[np.float64]:
    base = rng.uniform(0.3, 0.8)
    coarse = rng.normal(0, 0.035, (rows // 48 + 2, columns // 48 + 2))
    image = base + np.kron(coarse, np.ones((48, 48)))[:rows, :columns] + rng.normal(0, 0.015, (rows, columns))
    kind = rng.random()
    if kind < 0.7:  # slabs with joints
        joint = int(rng.uniform(3, 6) * FLOOR_PX_PER_M)
        image[::joint] -= 0.1
        image[:, ::joint] -= 0.1
    elif kind < 0.85:  # tiles
        side = int(rng.uniform(0.5, 1.2) * FLOOR_PX_PER_M)
        shade = rng.normal(0, 0.03, (rows // side + 1, columns // side + 1))
        image += np.kron(shade, np.ones((side, side)))[:rows, :columns]
    return np.asarray(image)


def _tint(rng: np.random.Generator) -> NDArray[np.float64]:
    if rng.random() < 0.12:  # coloured resin
        return np.asarray(rng.uniform(0.5, 1.0, 3))
    return 1 + rng.uniform(-0.06, 0.06, 3)


def _paint(texture: NDArray[np.float64], rng: np.random.Generator) -> None:
    """One marking: a lane of two lines, the outline of a bay, or hatching."""
    rows, columns = texture.shape[:2]
    paint = PAINTS[int(rng.choice(len(PAINTS), p=PAINT_SHARES))]
    line = max(2, int(rng.uniform(0.06, 0.14) * FLOOR_PX_PER_M))
    x0, y0 = int(rng.integers(columns)), int(rng.integers(rows))
    kind = rng.random()
    if kind < 0.45:
        gap = int(rng.uniform(1.5, 4) * FLOOR_PX_PER_M)
        along = bool(rng.random() < 0.5)
        for shift in (0, gap):
            if along:
                texture[y0 + shift : y0 + shift + line] = paint
            else:
                texture[:, x0 + shift : x0 + shift + line] = paint
    elif kind < 0.8:
        x1 = min(x0 + int(rng.uniform(1, 4) * FLOOR_PX_PER_M), columns)
        y1 = min(y0 + int(rng.uniform(1, 4) * FLOOR_PX_PER_M), rows)
        texture[y0:y1, x0 : x0 + line] = texture[y0:y1, max(x1 - line, 0) : x1] = paint
        texture[y0 : y0 + line, x0:x1] = texture[max(y1 - line, 0) : y1, x0:x1] = paint
    else:
        block = texture[y0 : y0 + int(rng.integers(40, 90)), x0 : x0 + int(rng.integers(60, 120))]
        yy, xx = np.mgrid[: block.shape[0], : block.shape[1]]
        block[(xx + yy) % 16 < 7] = paint


def _worn(texture: NDArray[np.float64], rng: np.random.Generator) -> Pixels:
    """Darker where wheels pass: a few soft tracks; then 8 bits."""
    rows, columns = texture.shape[:2]
    for _ in range(int(rng.integers(0, 4))):
        middle, width = rng.uniform(0, rows), rng.uniform(6, 20)
        track = np.exp(-(((np.arange(rows) - middle) / width) ** 2))
        texture *= 1 - 0.25 * rng.uniform(0.2, 1) * track[:, None, None]
    return np.asarray(texture * 255, np.uint8)[:rows, :columns]


def _stamp(image: Pixels, rng: np.random.Generator) -> None:
    """A bay's number painted on the floor."""
    number = _written(str(int(rng.integers(1, 99))), (60, 44), (120, 120, 118), PAINTS[int(rng.integers(2))])
    number = np.rot90(number, int(rng.integers(4)))
    h, w = number.shape[:2]
    if image.shape[0] > h and image.shape[1] > w:
        y, x = int(rng.integers(image.shape[0] - h)), int(rng.integers(image.shape[1] - w))
        image[y : y + h, x : x + w] = number


def wall_picture(rng: np.random.Generator, long_m: float, tall_m: float, color: tuple[float, float, float]) -> Pixels:
    """Panels with seams, or blocks, or plain plaster with stains, at 12 pixels a metre."""
    columns, rows = max(8, int(12 * long_m)), max(8, int(12 * tall_m))
    shade = 1 + rng.normal(0, 0.01, (rows, columns))
    kind = rng.random()
    if kind < 0.45:
        seam = int(rng.integers(10, 26))
        shade[:, ::seam] -= 0.12
        shade[:, 1::seam] += 0.05
    elif kind < 0.7:
        course = rng.normal(0, 0.03, (rows // 3 + 1, columns // 5 + 1))
        shade += np.kron(course, np.ones((3, 5)))[:rows, :columns]
    shade *= np.linspace(1, rng.uniform(0.8, 1), rows)[:, None]  # dirt rises from the floor
    linear = np.clip(shade[..., None] * color, 0.02, 0.95)
    return _srgb(linear)


def board(mesh_id: str, size_m: tuple[float, float], image: Pixels) -> Mesh:
    """An upright picture about its middle that faces -y, with a grey back."""
    w, h = size_m[0] / 2, size_m[1] / 2
    front = _quad("front", np.array([[-w, 0, -h], [w, 0, -h], [w, 0, h], [-w, 0, h]]), image).primitives[0]
    back = np.array([[w, 0.02, -h], [-w, 0.02, -h], [-w, 0.02, h], [w, 0.02, h]], np.float32)
    grey = Material(base_color=(0.35, 0.35, 0.36))
    return Mesh(mesh_id, (front, Primitive(back, np.array([[0, 1, 2], [0, 2, 3]], np.int32), grey)))


def sign(rng: np.random.Generator) -> Pixels:
    """An aisle's name, a warning's stripes, or a notice."""
    paper, ink = SIGN_COLORS[int(rng.integers(len(SIGN_COLORS)))]
    if rng.random() < 0.2:
        yy, xx = np.mgrid[:48, :96]
        return np.where((((xx + yy) // 12) % 2 == 0)[..., None], paper, ink).astype(np.uint8)
    text = f"{chr(65 + int(rng.integers(26)))}{int(rng.integers(1, 60)):02d}"
    return _written(text, (96, 64), paper, (ink[0] / 255, ink[1] / 255, ink[2] / 255))


def label(rng: np.random.Generator, ground: tuple[float, float, float]) -> Pixels:
    """The face of a carton: tape, and a white label with bars."""
    linear = np.ones((32, 40, 3)) * ground + rng.normal(0, 0.008, (32, 40, 3))
    linear[:, 18:22] *= rng.uniform(0.7, 1.15)
    x, y = int(rng.integers(2, 22)), int(rng.integers(3, 16))
    linear[y : y + 12, x : x + 15] = 0.85
    linear[y + 5 : y + 11, x + 2 : x + 13][:, rng.random(11) < 0.5] = 0.03
    return _srgb(np.clip(linear, 0.01, 0.95))


def _written(
    text: str, size_px: tuple[int, int], paper: tuple[int, int, int], ink: tuple[float, float, float]
) -> Pixels:
    picture = Image.new("RGB", size_px, paper)
    font = ImageFont.load_default(int(size_px[1] * 0.62))
    color = (int(ink[0] * 255), int(ink[1] * 255), int(ink[2] * 255))
    ImageDraw.Draw(picture).text((size_px[0] / 2, size_px[1] / 2), text, fill=color, font=font, anchor="mm")
    return np.array(picture, np.uint8)


def _quad(mesh_id: str, corners: NDArray[np.float64], image: Pixels) -> Mesh:
    uv = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    faces = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    material = Material(base_color=(1.0, 1.0, 1.0), texture=image)
    return Mesh(mesh_id, (Primitive(corners.astype(np.float32), faces, material, uv),))


def _srgb(linear: NDArray[np.float64]) -> Pixels:
    """8-bit sRGB, as textures are stored."""
    return np.asarray(
        np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055) * 255, np.uint8
    )
