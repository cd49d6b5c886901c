"""Lengths and the up axis of files: known units, the guess where a file names none, and the change of frame."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

METRES = {"m": 1.0, "mm": 0.001, "cm": 0.01, "in": 0.0254, "ft": 0.3048}

# The largest extent that a facility drawn in metres plausibly has; beyond it the file must be in millimetres.
LARGEST_FACILITY_M = 500.0

_NAMES = {
    "m": "m", "meter": "m", "meters": "m", "metre": "m", "metres": "m",
    "mm": "mm", "millimeter": "mm", "millimeters": "mm", "millimetre": "mm",
    "cm": "cm", "centimeter": "cm", "centimeters": "cm", "centimetre": "cm",
    "in": "in", "inch": "in", "inches": "in",
    "ft": "ft", "foot": "ft", "feet": "ft",
}  # fmt: skip

# World from file: columns are where the file's x, y and z go. Right-handed, z up.
_UP = {
    "z": np.eye(3),
    "y": np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]),
    "x": np.array([[0.0, -1.0, 0.0], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0]]),
}


def check_unit(unit: str) -> str:
    """The short name of a unit; raises ``ValueError`` for one that we do not know."""
    try:
        return _NAMES[unit.strip().lower()]
    except KeyError:
        raise ValueError(f"unknown unit {unit!r}; use one of {', '.join(METRES)}") from None


def unit_from_metres(metres: float) -> str | None:
    """The short name of a unit of so many metres, or None."""
    return next((name for name, size in METRES.items() if abs(size - metres) <= 1e-6 * size), None)


def guess_unit(file_name: str, extent: float) -> tuple[str, str]:
    """(unit, reason) for a file that names no unit; `extent` is its largest side in file units."""
    if match := re.search(r"\d\s*(mm|cm|inch|ft)(?![a-z])", file_name.lower()):
        return check_unit(match[1]), f"the file name says {match[1]}"
    if extent > LARGEST_FACILITY_M:
        return "mm", f"{extent:,.0f} units would be too long in metres"
    return "m", f"{extent:,.4g} units is a plausible length in metres"


def up_rotation(up_axis: str) -> NDArray[np.float64]:
    """(3, 3) rotation from a file frame with this axis up to z up."""
    if up_axis not in _UP:
        raise ValueError(f"unknown up axis {up_axis!r}; use x, y or z")
    return _UP[up_axis]


def to_metres_z_up(matrix: NDArray[np.float64], rotation: NDArray[np.float64], metres: float) -> NDArray[np.float64]:
    """(4, 4) the same pose between frames that are both rotated and scaled: S R M R^-1 S^-1."""
    out = np.eye(4)
    out[:3, :3] = rotation @ matrix[:3, :3] @ rotation.T
    out[:3, 3] = rotation @ matrix[:3, 3] * metres
    return out
