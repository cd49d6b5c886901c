"""What a part is, guessed from its name and, where that says nothing, from its shape.

A guess: a planner can correct it. Names are read in English and German, as words or as the beginnings
of words (``ShelfD``, ``ClutteringA``, ``Palettenregal``).
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Mesh, PartClass

# The first line that matches decides: compounds stand before the words that they are made of.
_RULES: tuple[tuple[PartClass, str], ...] = (
    (PartClass.MARKING, r"marking|\blanes?\b|\blines?\b|\bstripes?\b|zebra|crossing|\bdecal|markierung"),
    (PartClass.LAMP, r"\blamp|\blights?\b|luminaire|leuchte|\bled\b|downlight|spotlight|ceilinglight"),
    (PartClass.CHARGER, r"charg|\blade(station|punkt|gerat)"),
    (PartClass.VEHICLE, r"jack|forklift|\btruck|\bamrs?\b|\bagvs?\b|\brobots?\b|\bcarts?\b|trolley|stapler|hubwagen|reachtruck|\bvehicle|\btugger|\blorry"),
    (PartClass.CONVEYOR, r"convey|\bbelt|\brollers?\b|forderband|sorter"),
    (PartClass.RACK, r"shel(f|v)|\bracks?|racking|\bregal|regal\b|\bstorage|\bupright"),
    (PartClass.DOOR, r"\bdoor|\bdocks?\b|\bdockdoor|\bgates?\b|\btor\b|\btur\b|shutter|\bdockleveller|\bentrance"),
    (PartClass.DESK, r"\bdesk|\btables?\b|bench|pack(ing)?[ _-]?(station|table|desk)?\b|workstation|\btisch|tisch\b|packplatz|\bcounter"),
    (PartClass.BARRIER, r"barrier|bollard|\bfence|\bguard|railing|handrail|poller|\bzaun|rammschutz"),
    (PartClass.COLUMN, r"column|pillar|\bstutze|\bpost\b"),
    (PartClass.CLUTTER, r"clutter|\bbox|\bbins?\b|bucket|trash|pallet|crate|carton|\btotes?\b|\bcontainer|barrel|\bdrum|karton|palette|\bkiste|cone\b"),
    (PartClass.CEILING, r"\broof|ceiling|\bdach|\bdecke"),
    (PartClass.WALL, r"\bwall|\bwand|partition|facade|\bwindow"),
    (PartClass.FLOOR, r"ground|floor|\bslab|\bboden|\bfussboden"),
)  # fmt: skip
_PATTERNS = tuple((part_class, re.compile(pattern)) for part_class, pattern in _RULES)

_PLAIN = str.maketrans("äöüß", "aous")

# Shapes, metres. Floors and ceilings are flat; walls are thin, tall and long.
FLAT_M = 0.5
HIGH_M = 2.2
WALL_THIN_M = 0.5
WALL_TALL_M = 1.8
WALL_LONG_M = 2.0


def words(name: str) -> str:
    """The name as lower-case words: camel case, digits and punctuation separate."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    plain = spaced.lower().translate(_PLAIN)
    return re.sub(r"[^a-z]+", " ", plain).strip()


def class_of_name(name: str) -> PartClass | None:
    """The class that a name says, or None."""
    text = words(name)
    return next((part_class for part_class, pattern in _PATTERNS if pattern.search(text)), None)


def class_of_shape(bounds: NDArray[np.float64]) -> PartClass:
    """The class that world bounds (2, 3) in metres suggest; clutter where they suggest nothing."""
    size = bounds[1] - bounds[0]
    thin, long = sorted(size[:2])
    if size[2] < FLAT_M and thin > 2.0:
        return (
            PartClass.CEILING
            if bounds[0][2] > HIGH_M
            else PartClass.FLOOR
            if bounds[0][2] < FLAT_M
            else PartClass.CLUTTER
        )
    if thin < WALL_THIN_M and long > WALL_LONG_M and size[2] > WALL_TALL_M:
        return PartClass.WALL
    return PartClass.CLUTTER


def guess_class(name: str, bounds: NDArray[np.float64], mesh: Mesh) -> PartClass:
    """The class of a part from its name, else from its world `bounds` (2, 3) in metres and its surfaces."""
    named = class_of_name(name)
    if named is not None:
        return named
    glows = mesh.primitives and all(max(p.material.emission) > 0 for p in mesh.primitives)
    if glows and bounds[0][2] > HIGH_M:
        return PartClass.LAMP
    return class_of_shape(bounds)
