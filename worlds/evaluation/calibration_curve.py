"""Draws what is said of the pixels' errors against what they are, as a picture that any browser shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SIDE, MARGIN = 320, 48


def draw_calibration(path: Path, curve: Sequence[Sequence[float]]) -> None:
    """SVG of [said, measured] levels: a dot for each group of pixels, the diagonal where both are equal."""
    most = max(max(point) for point in curve) * 1.1
    scale = (SIDE - 2 * MARGIN) / most

    def x(level: float) -> float:
        return round(MARGIN + level * scale, 1)

    def y(level: float) -> float:
        return round(SIDE - MARGIN - level * scale, 1)

    step = 5 if most > 12 else 2
    ticks = range(0, int(most) + 1, step)
    text = 'font-family="sans-serif" font-size="11" fill="#555"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" role="img">',
        "<title>Expected against measured error of the renderer's pixels, in grey levels</title>",
        f'<rect width="{SIDE}" height="{SIDE}" fill="#fff"/>',
        f'<path d="M{x(0)} {y(most)}V{y(0)}H{x(most)}" fill="none" stroke="#999"/>',
        f'<path d="M{x(0)} {y(0)}L{x(most)} {y(most)}" stroke="#bbb" stroke-dasharray="4 3"/>',
        *(f'<text x="{x(t)}" y="{y(0) + 16}" text-anchor="middle" {text}>{t}</text>' for t in ticks),
        *(f'<text x="{x(0) - 6}" y="{y(t) + 4}" text-anchor="end" {text}>{t}</text>' for t in ticks),
        f'<text x="{SIDE / 2}" y="{SIDE - 12}" text-anchor="middle" {text}>said (levels of 255)</text>',
        f'<text x="14" y="{SIDE / 2}" text-anchor="middle" transform="rotate(-90 14 {SIDE / 2})" {text}>measured</text>',
        f'<polyline points="{" ".join(f"{x(said)},{y(found)}" for said, found in curve)}" fill="none" stroke="#3a6ea5"/>',
        *(f'<circle cx="{x(said)}" cy="{y(found)}" r="3.5" fill="#3a6ea5"/>' for said, found in curve),
        "</svg>",
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
