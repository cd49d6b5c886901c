"""What is painted: the floor with its markings, and an atlas of cartons, totes and wood. sRGB pixels.

Markings follow common practice (yellow lanes, green walkways, white crossings and numbers; ASR A1.3).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from twin.demo import plan
from twin.demo.builder import Tile

FLOOR_PX = (2048, 1365)
ATLAS_PX, ATLAS_TILES = 512, 4

YELLOW, WHITE, GREEN, BLUE, RED = (214, 170, 28), (222, 224, 222), (58, 124, 84), (38, 84, 150), (178, 52, 40)

Color = tuple[int, int, int]
Point = Callable[[float, float], tuple[float, float]]


def floor_texture(rng: np.random.Generator) -> NDArray[np.uint8]:
    """(1365, 2048, 3) the whole floor, north up."""
    image = Image.fromarray(_concrete(rng))
    draw = ImageDraw.Draw(image)
    scale = FLOOR_PX[0] / plan.LENGTH_M

    def at(x_m: float, y_m: float) -> tuple[float, float]:
        return x_m * scale, (plan.WIDTH_M - y_m) * scale

    painter = _FloorPainter(image, draw, at, scale)
    painter.docks()
    painter.lanes()
    painter.racks()
    painter.packing()
    worn = np.asarray(image, dtype=np.float64)
    worn *= 1 + 0.035 * rng.standard_normal((*worn.shape[:2], 1))
    return np.asarray(np.clip(worn, 0, 255), dtype=np.uint8)


def _concrete(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Grey with stains of several sizes and joints every 6 m."""
    width, height = FLOOR_PX
    grey = np.full((height, width), 138.0)
    for cells, depth in ((6, 7.0), (24, 5.0), (90, 3.0)):
        coarse = rng.standard_normal((max(2, cells * height // width), cells))
        spread = Image.fromarray(coarse.astype(np.float32)).resize((width, height), Image.Resampling.BICUBIC)
        grey += depth * np.asarray(spread)
    step = FLOOR_PX[0] / plan.LENGTH_M * 6
    for i in range(1, 10):
        grey[:, int(i * step)] -= 22
    for i in range(1, 7):
        grey[int(i * step), :] -= 22
    rgb = grey[..., None] * np.array([1.0, 1.0, 0.985])
    return np.asarray(np.clip(rgb, 0, 255), dtype=np.uint8)


class _FloorPainter:
    """Paints in metres on the floor's image."""

    def __init__(self, image: Image.Image, draw: ImageDraw.ImageDraw, at: Point, scale: float) -> None:
        self._image, self._draw, self._at, self._scale = image, draw, at, scale

    def area(self, x0: float, y0: float, x1: float, y1: float, color: Color) -> None:
        """A filled rectangle."""
        left, bottom = self._at(x0, y0)
        right, top = self._at(x1, y1)
        self._draw.rectangle((left, top, right, bottom), fill=color)

    def line(self, x0: float, y0: float, x1: float, y1: float, color: Color) -> None:
        """A line of 12 cm parallel to an axis."""
        half = 0.06
        self.area(min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half, color)

    def frame(self, x0: float, y0: float, x1: float, y1: float, color: Color) -> None:
        """The outline of a rectangle."""
        for a, b, c, d in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self.line(a, b, c, d, color)

    def text(self, words: str, x: float, y: float, height_m: float, color: Color) -> None:
        """Letters of a height, centred, read from the south."""
        font = ImageFont.load_default(size=height_m * self._scale * 1.35)
        left, top, right, bottom = (int(v) for v in font.getbbox(words))
        stamp = Image.new("L", (right - left + 4, bottom - top + 4))
        ImageDraw.Draw(stamp).text((2 - left, 2 - top), words, fill=255, font=font)
        cx, cy = self._at(x, y)
        place = (int(cx - stamp.width / 2), int(cy - stamp.height / 2))
        self._image.paste(Image.new("RGB", stamp.size, color), place, stamp)

    def arrow(self, x: float, y: float, dx: float, dy: float) -> None:
        """A direction arrow of 1.6 m."""
        ends = [(-0.8, -0.07), (0.3, -0.07), (0.3, -0.26), (0.8, 0.0), (0.3, 0.26), (0.3, 0.07), (-0.8, 0.07)]
        self._draw.polygon([self._at(x + a * dx - b * dy, y + a * dy + b * dx) for a, b in ends], fill=WHITE)

    def docks(self) -> None:
        """Staging lanes and a number in front of each door, the walkway behind them."""
        for number, x in enumerate(plan.DOCK_X_M, start=1):
            self.frame(x - 1.9, 2.4, x + 1.9, 7.1, YELLOW)
            self.text(str(number), x, 1.35, 1.1, WHITE)
            for i in range(7):
                self.area(x - 1.6 + i * 0.5, 0.25, x - 1.38 + i * 0.5, 0.6, YELLOW)
        self.text("GOODS OUT", 14.0, 8.2, 0.5, GREEN)
        y0, y1 = plan.WALKWAY_M
        self.area(0.4, y0, plan.EAST_AISLE_M[0], y1, GREEN)
        for x in (3.0, 20.0, 35.0):
            self.text("PEDESTRIANS", x + 3.0, (y0 + y1) / 2, 0.45, WHITE)

    def lanes(self) -> None:
        """The main aisle with its crossings, the aisle to the north, arrows."""
        y0, y1 = plan.MAIN_AISLE_M
        middle = (y0 + y1) / 2
        self.line(0.6, y0, 59.2, y0, YELLOW)
        self.line(0.6, y1, plan.EAST_AISLE_M[0], y1, YELLOW)
        for i in range(28):
            self.line(1.2 + i * 2.1, middle, 2.1 + i * 2.1, middle, YELLOW)
        for x in (5.0, 17.0, 25.0, 37.0, 56.0):
            self.arrow(x, middle + 1.0, -1.0, 0.0)
            self.arrow(x + 2.6, middle - 1.0, 1.0, 0.0)
        for x in plan.CROSSINGS_M:
            for i in range(6):
                step = (y1 - y0 - 0.4) / 6
                self.area(x - 1.2, y0 + 0.25 + i * step, x + 1.2, y0 + 0.25 + i * step + 0.36, WHITE)
        x0, x1 = plan.EAST_AISLE_M
        for x in (x0, x1):
            self.line(x, y1, x, 38.4, YELLOW)
        for y in (18.0, 27.0, 35.0):
            self.arrow((x0 + x1) / 2, y, 0.0, 1.0)
        self.line(1.0, 38.9, plan.EAST_AISLE_M[1], 38.9, YELLOW)

    def racks(self) -> None:
        """A frame around each row, its number at both ends."""
        for number, x in enumerate(plan.ROW_X_M, start=1):
            half = plan.ROW_DEPTH_M / 2 + 0.1
            self.frame(x - half, plan.ROW_SOUTH_M - 0.1, x + half, plan.ROW_NORTH_M + 0.1, YELLOW)
            for y in (13.85, 36.6):
                self.text(f"{number:02d}", x, y, 0.62, WHITE)
        for x in plan.ROW_X_M[:-1]:
            self.arrow(x + 2.0, 16.0, 0.0, 1.0)

    def packing(self) -> None:
        """Bays of the pack stations, the charging bays, zone names."""
        for x in plan.PACK_X_M:
            for y in plan.PACK_Y_M:
                self.frame(x - 1.3, y - 1.4, x + 1.0, y + 1.4, BLUE)
        self.text("PACKING", 55.6, 37.6, 1.2, WHITE)
        self.area(51.0, 0.3, 58.9, 2.9, (92, 116, 98))
        for x in (51.0, 52.95, 54.85, 56.75, 58.8):
            self.line(x, 0.4, x, 2.9, GREEN)
        self.text("CHARGING", 55.0, 3.7, 0.7, GREEN)
        self.text("NO PARKING", 55.4, 8.2, 0.6, RED)


def tile(column: int, row: int) -> Tile:
    """The texture coordinates of a tile of the atlas, with a small inset; row 0 is at the top."""
    step, inset = 1 / ATLAS_TILES, 0.004
    return (
        column * step + inset,
        1 - (row + 1) * step + inset,
        (column + 1) * step - inset,
        1 - row * step - inset,
    )


CARTONS = tuple(tile(c, r) for r in (0, 1) for c in range(4))
TOTES = tuple(tile(c, 2) for c in range(4))
WRAPPED = tuple(tile(c, 3) for c in range(2))
SIGN, SCREEN = tile(2, 3), tile(3, 3)


def atlas(rng: np.random.Generator) -> NDArray[np.uint8]:
    """(512, 512, 3): eight cartons with labels and tape, four totes, wrapped goods, a sign, a screen."""
    side = ATLAS_PX // ATLAS_TILES
    image = Image.new("RGB", (ATLAS_PX, ATLAS_PX))
    browns = [
        (172, 128, 82),
        (160, 116, 72),
        (184, 142, 96),
        (150, 110, 74),
        (166, 120, 70),
        (190, 150, 108),
        (142, 100, 62),
        (204, 196, 184),
    ]
    for i, brown in enumerate(browns):
        image.paste(_carton(rng, side, brown), ((i % 4) * side, (i // 4) * side))
    for i, color in enumerate([(34, 82, 156), (150, 36, 36), (60, 120, 72), (112, 116, 122)]):
        image.paste(_tote(side, color), (i * side, 2 * side))
    for i in range(2):
        image.paste(_wrapped(rng, side), (i * side, 3 * side))
    image.paste(_sign(side), (2 * side, 3 * side))
    image.paste(_screen(side), (3 * side, 3 * side))
    return np.asarray(image, dtype=np.uint8)


def _carton(rng: np.random.Generator, side: int, brown: tuple[int, int, int]) -> Image.Image:
    noise = rng.standard_normal((side, side, 1)) * 4 + rng.standard_normal((side, 1, 1)) * 3
    image = Image.fromarray(np.clip(np.array(brown) + noise, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    tape = tuple(int(v * 0.82) for v in brown)
    draw.rectangle((0, side * 0.46, side, side * 0.54), fill=tape)
    draw.rectangle((0, 0, side - 1, side - 1), outline=tuple(int(v * 0.6) for v in brown), width=2)
    x, y = int(rng.integers(8, side // 2)), int(rng.integers(side * 58 // 100, side * 66 // 100))
    draw.rectangle((x, y, x + 42, y + 30), fill=(232, 232, 226))
    for i in range(12):
        if rng.random() < 0.6:
            draw.line((x + 4 + 3 * i, y + 4, x + 4 + 3 * i, y + 18), fill=(30, 30, 30), width=2)
    draw.line((x + 4, y + 24, x + 34, y + 24), fill=(60, 60, 60), width=2)
    return image


def _tote(side: int, color: Color) -> Image.Image:
    image = Image.new("RGB", (side, side), color)
    draw = ImageDraw.Draw(image)
    dark = tuple(int(v * 0.6) for v in color)
    for i in range(6):
        draw.line((8 + i * 22, 24, 8 + i * 22, side), fill=dark, width=3)
    draw.rectangle((0, 0, side, 18), fill=tuple(min(255, int(v * 1.15)) for v in color))
    draw.rectangle((44, 36, 84, 58), fill=(230, 230, 224))
    return image


def _wrapped(rng: np.random.Generator, side: int) -> Image.Image:
    streaks = rng.standard_normal((side, 1, 1)) * 12 + rng.standard_normal((side, side, 1)) * 5
    pixels = np.clip(np.array([176, 184, 190]) + streaks, 0, 255).astype(np.uint8)
    return Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(1.2))


def _sign(side: int) -> Image.Image:
    image = Image.new("RGB", (side, side), YELLOW)
    draw = ImageDraw.Draw(image)
    for i in range(-2, 6):
        draw.polygon([(i * 40, side), (i * 40 + 20, side), (i * 40 + 60, 0), (i * 40 + 40, 0)], fill=(24, 24, 24))
    return image


def _screen(side: int) -> Image.Image:
    image = Image.new("RGB", (side, side), (16, 28, 44))
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, 8, side - 8, 28), fill=(52, 120, 196))
    for i in range(5):
        draw.line((12, 44 + i * 15, side - 20 - 9 * (i % 3), 44 + i * 15), fill=(170, 190, 210), width=4)
    return image
