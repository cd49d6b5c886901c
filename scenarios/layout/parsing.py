"""From JSON to a scenario document, with errors that name the place and say what to do.

pydantic decides what is valid; this module only rewrites its complaints as findings with RFC 6901
JSON pointers into the document as the planner wrote it.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from scenarios.document import (
    AddEdit,
    Battery,
    Break,
    Conveyor,
    CrossingZone,
    Demand,
    DemandWindow,
    DuplicateEdit,
    Duration,
    Event,
    Experiment,
    FaceStock,
    FloorArea,
    InboundWindow,
    JobWindow,
    KeepOutZone,
    MoveEdit,
    OneWayZone,
    Placement,
    RecordedOrders,
    RemoveEdit,
    Rework,
    RoleStaffing,
    RotateEdit,
    Routing,
    ScenarioDocument,
    Shift,
    SlowZone,
    Station,
    Step,
    Storage,
    StoredArticle,
    Traffic,
    VehicleFleet,
)
from scenarios.layout.contracts import Finding

# Lists of things of several kinds, which pydantic puts into the path of a fault.
_KINDS: Mapping[str, Mapping[str, type[BaseModel]]] = {
    section: {get_args(model.model_fields["kind"].annotation)[0]: model for model in models}
    for section, models in (
        ("layout", (AddEdit, MoveEdit, RotateEdit, RemoveEdit, DuplicateEdit)),
        ("zones", (KeepOutZone, OneWayZone, SlowZone, CrossingZone)),
    )
}

# The model at the end of each path, with list positions left out: for suggesting the key that was meant.
_MODELS: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): ScenarioDocument,
    ("stations",): Station,
    ("stations", "at"): Placement,
    ("conveyors",): Conveyor,
    ("storage",): Storage,
    ("storage", "given"): StoredArticle,
    ("storage", "stock"): FaceStock,
    ("staffing",): RoleStaffing,
    ("staffing", "shifts"): Shift,
    ("staffing", "breaks"): Break,
    ("fleet",): VehicleFleet,
    ("fleet", "battery"): Battery,
    ("traffic",): Traffic,
    ("demand",): Demand,
    ("demand", "windows"): DemandWindow,
    ("demand", "inbound"): InboundWindow,
    ("demand", "recorded"): RecordedOrders,
    ("routings",): Routing,
    ("routings", "windows"): JobWindow,
    ("routings", "steps"): Step,
    ("routings", "steps", "process"): Duration,
    ("routings", "steps", "rework"): Rework,
    ("events",): Event,
    ("events", "area"): FloorArea,
    ("experiment",): Experiment,
    ("layout", "at"): Placement,
    ("zones", "area"): FloorArea,
}


class DocumentError(ValueError):
    """A document that cannot be read; `findings` says where and why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(f"{f.pointer or '/'}: {f.message}" for f in findings))
        self.findings = tuple(findings)


def parse_document(data: Any) -> ScenarioDocument:
    """The document that `data`, decoded JSON, says. Raises ``DocumentError`` with every fault found."""
    try:
        return ScenarioDocument.model_validate(data)
    except ValidationError as error:
        findings = [_finding(fault, data) for fault in error.errors(include_url=False)]
        raise DocumentError(findings) from None


def json_pointer(path: Sequence[str | int]) -> str:
    """RFC 6901: ``("layout", 3, "a/b")`` gives ``"/layout/3/a~1b"``; the whole document is ``""``."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _document_path(location: Sequence[str | int]) -> tuple[str | int, ...]:
    """Pydantic's location without the tag that it inserts after a position in a list of several kinds."""
    path = tuple(location)
    if len(path) > 2 and path[2] in _KINDS.get(str(path[0]), ()):
        return (*path[:2], *path[3:])
    return path


def _finding(fault: Mapping[str, Any], data: Any) -> Finding:
    path = _document_path(fault["loc"])
    if not path and fault["type"] == "model_type":
        return Finding("error", "invalid_value", "", "A scenario document is a JSON object.")
    if fault["type"] == "extra_forbidden":
        return Finding("error", "unknown_key", json_pointer(path), _unknown_key(path, data))
    code = {"missing": "missing_key", "value_error": "inconsistent"}.get(fault["type"], "invalid_value")
    message = _message(path, fault)
    return Finding("error", code, json_pointer(path), message[0].upper() + message[1:])


def _unknown_key(path: tuple[str | int, ...], data: Any) -> str:
    key = str(path[-1])
    sentence = f"Unknown key {key!r} in {describe(path[:-1])}."
    model = _model_at(path[:-1], data)
    if model is not None and (close := difflib.get_close_matches(key, list(model.model_fields), 1, 0.6)):
        return f"{sentence} Did you mean {close[0]!r}?"
    return sentence


def _model_at(path: tuple[str | int, ...], data: Any) -> type[BaseModel] | None:
    names = tuple(step for step in path if isinstance(step, str))
    if len(names) == 1 and len(path) == 2 and names[0] in _KINDS:
        return _KINDS[names[0]].get(data[names[0]][path[1]].get("kind", ""))
    return _MODELS.get(names)


def describe(path: Sequence[str | int]) -> str:
    """A place in words: ``("staffing", 0, "shifts", 2)`` gives ``"staffing 1, shifts 3"``."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step))
    return ", ".join(words) if words else "the document"


def _message(path: tuple[str | int, ...], fault: Mapping[str, Any]) -> str:
    place, value, context = describe(path), fault["input"], fault.get("ctx", {})
    kind: str = fault["type"]
    shown = f" (it is {value!r})" if isinstance(value, str | int | float | bool) else ""
    bounds = {
        "greater_than_equal": ("ge", "at least"),
        "greater_than": ("gt", "more than"),
        "less_than_equal": ("le", "at most"),
        "less_than": ("lt", "less than"),
        "multiple_of": ("multiple_of", "a multiple of"),
    }
    if kind in bounds:
        key, words = bounds[kind]
        return f"{place} must be {words} {context[key]:g}{shown}."
    if kind == "missing":
        return f"{describe(path[:-1])} needs {str(path[-1])!r}."
    if kind == "value_error":
        return f"{place}: {context['error']}."
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return f"{place} needs a 'kind', one of {', '.join(_KINDS[str(path[0])])}."
    if kind in ("literal_error", "enum"):
        return f"{place} must be {context['expected']}{shown}."
    text = str(fault["msg"])
    return f"{place}: {text[0].lower()}{text[1:]}{shown}."
