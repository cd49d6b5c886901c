"""What the format readers hand to `reader`: shapes with names and places, before classes and part ids.

Vertices are already in metres with z up; `transform` places them in the world.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from twin.contracts import ImportNote, PartClass, Primitive

MAX_TRIANGLES = 20_000_000
MAX_PARTS = 20_000


@dataclass(frozen=True, eq=False)
class RawPart:
    """One instance of a shape, as a reader found it."""

    name: str
    primitives: tuple[Primitive, ...]
    transform: NDArray[np.float64]  # (4, 4)
    part_id: str | None = None  # where the file says so (our own exports do)
    part_class: PartClass | None = None


@dataclass(eq=False)
class RawScene:
    """Everything read from one upload."""

    parts: list[RawPart] = field(default_factory=list)
    notes: list[ImportNote] = field(default_factory=list)
    unit: str = "m"
    up_axis: str = "z"

    def note(self, kind: str, subject: str, message: str) -> None:
        """Add a note unless the same one was made before."""
        note = ImportNote(kind, subject, message)
        if note not in self.notes:
            self.notes.append(note)
