"""What the differences of all areas share: plain fields with their labels, and figures that change over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from pydantic import BaseModel

from scenarios.layout.contracts import DocumentChange
from scenarios.layout.words import number

M = TypeVar("M", bound=BaseModel)

# Label and unit of each plain field.
Labels = Mapping[str, tuple[str, str]]


def shown(value: Any, unit: str, *, absent: str = "automatic") -> str:
    """A field's value as a planner reads it."""
    if value is None:
        return absent
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{number(value)}{unit}"
    return f"{value}{unit}".replace("_", " ")


def field_changes(
    area: str,
    pointer: str,
    labels: Labels,
    before: BaseModel,
    after: BaseModel,
    *,
    subject: str = "",
    absent: str = "automatic",
) -> list[DocumentChange]:
    """One change per listed field that differs; `absent` is said for a field that is left out."""
    changes = []
    for name, (label, unit) in labels.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            what = " ".join(word for word in (subject, label) if word)
            message = f"{what}: {shown(old, unit, absent=absent)} → {shown(new, unit, absent=absent)}"
            changes.append(DocumentChange(area, f"{pointer}/{name}", message, old, new))
    return changes


def changed_stretches(
    before: Callable[[float], float], after: Callable[[float], float], edges_s: Sequence[float]
) -> list[tuple[float, float, float, float]]:
    """(start, end, before, after) of the stretches that differ, neighbours with the same figures joined."""
    edges = sorted(set(edges_s))
    stretches: list[tuple[float, float, float, float]] = []
    for start, end in pairwise(edges):
        middle = (start + end) / 2
        old, new = before(middle), after(middle)
        if old == new:
            continue
        if stretches and stretches[-1][1:] == (start, old, new):
            stretches[-1] = (stretches[-1][0], end, old, new)
        else:
            stretches.append((start, end, old, new))
    return stretches


def list_changes(
    area: str,
    pointer: str,
    before: Sequence[M],
    after: Sequence[M],
    said: tuple[Callable[[M], str], Callable[[M], str]],
) -> list[DocumentChange]:
    """What is in one list and not in the other, whatever the order; `said` names an entry of each."""
    old = Counter(item.model_dump_json() for item in before)
    changes: list[DocumentChange] = []
    for index, item in enumerate(after):
        if old[item.model_dump_json()] > 0:
            old[item.model_dump_json()] -= 1
            continue
        message = f"{said[1](item)}: added"
        changes.append(DocumentChange(area, f"{pointer}/{index}", message, None, item.model_dump(mode="json")))
    for item in before:
        if old[item.model_dump_json()] > 0:
            old[item.model_dump_json()] -= 1
            message = f"{said[0](item)}: removed"
            changes.append(DocumentChange(area, pointer, message, item.model_dump(mode="json"), None))
    return changes
