"""Read the variants of a what-if from files: whole documents, or a patch of the facility's default.

A variant file is either a scenario document, or ``{"name": ..., "base": "default", "patch": {...}}``
with a JSON Merge Patch (RFC 7396: objects are merged, null deletes, lists are replaced whole). `base`
may also name a saved scenario, or another variant file beside this one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.document import ScenarioDocument
from scenarios.layout.contracts import Finding
from scenarios.layout.parsing import DocumentError, parse_document

DEFAULT = "default"
_WRAPPER_KEYS = {"name", "base", "patch"}
_DEEPEST_BASE = 8
_LARGEST_FILE = 64 * 2**20  # bytes; twenty thousand edits are about 3 MB


class VariantError(Exception):
    """A variant that cannot be used; `findings` say where and why."""

    def __init__(self, source: str, findings: Sequence[Finding]) -> None:
        super().__init__(f"{source}: " + "; ".join(f"{f.pointer or '/'}: {f.message}" for f in findings))
        self.source = source
        self.findings = tuple(findings)

    @classmethod
    def one(cls, source: str, code: str, message: str, pointer: str = "") -> VariantError:
        """An error with a single finding."""
        return cls(source, [Finding("error", code, pointer, message)])


@dataclass(frozen=True)
class Variant:
    """A document with the name that people know it by."""

    name: str
    document: ScenarioDocument


def read_variant(
    source: str, default: Callable[[], ScenarioDocument], saved: Mapping[str, ScenarioDocument] | None = None
) -> Variant:
    """The variant in a file, a saved scenario by its name, or the facility's default. Raises ``VariantError``."""
    if source == DEFAULT:
        return Variant("Default", default())
    if saved and source in saved:
        return Variant(source, saved[source])
    path = Path(source)
    name, data = _resolved(path, default, saved or {}, depth=0)
    try:
        return Variant(name, parse_document(data))
    except DocumentError as error:
        raise VariantError(path.name, error.findings) from None


def with_overrides(variant: Variant, **experiment: Any) -> Variant:
    """The variant with fields of its experiment replaced; those given as None stay. Raises ``VariantError``."""
    changes = {key: value for key, value in experiment.items() if value is not None}
    data = variant.document.model_dump(mode="json")
    data["experiment"].update(changes)
    try:
        return Variant(variant.name, parse_document(data))
    except DocumentError as error:
        raise VariantError(variant.name, error.findings) from None


def check_comparable(variants: Sequence[Variant]) -> None:
    """Raise ``VariantError`` unless all variants play the same days: the pairing rests on it."""
    base = variants[0].document.experiment
    for variant in variants[1:]:
        other = variant.document.experiment
        for field in (
            *("seed", "replications", "target_half_width", "max_replications"),
            *("horizon_s", "confidence", "start_of_day"),
        ):
            if (mine := getattr(other, field)) != (bases := getattr(base, field)):
                raise VariantError.one(
                    variant.name,
                    "not_comparable",
                    f"{field} is {mine!r}, but {bases!r} in {variants[0].name}; compared variants share it.",
                    f"/experiment/{field}",
                )


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396, section 2: `patch` applied to `target`, neither of them changed."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def _resolved(
    path: Path, default: Callable[[], ScenarioDocument], saved: Mapping[str, ScenarioDocument], *, depth: int
) -> tuple[str, Any]:
    data = _read_json(path)
    if not isinstance(data, dict) or not {"base", "patch"} & data.keys():
        return path.stem, data
    if unknown := sorted(data.keys() - _WRAPPER_KEYS):
        raise VariantError.one(path.name, "unknown_key", f"A patch has name, base and patch; not {unknown[0]!r}.")
    if depth >= _DEEPEST_BASE:
        raise VariantError.one(path.name, "circular_base", "The bases do not end; is one its own base?", "/base")
    name, base = data.get("name", path.stem), data.get("base", DEFAULT)
    if not isinstance(name, str) or not 1 <= len(name) <= 120:
        raise VariantError.one(path.name, "invalid_value", "The name is a text of 1 to 120 characters.", "/name")
    if not isinstance(base, str):
        raise VariantError.one(path.name, "invalid_value", "The base is 'default' or a file name.", "/base")
    if base == DEFAULT:
        whole = default().model_dump(mode="json")
    elif base in saved:
        whole = saved[base].model_dump(mode="json")
    else:
        _, whole = _resolved(path.parent / base, default, saved, depth=depth + 1)
    return name, merge_patch(whole, data.get("patch", {}))


def _read_json(path: Path) -> Any:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise VariantError.one(path.name, "too_large", "A variant file has at most 64 MB.")
        return json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except FileNotFoundError:
        raise VariantError.one(path.name, "missing_file", f"{path} does not exist.") from None
    except json.JSONDecodeError as error:
        message = f"Not JSON: {error.msg} in line {error.lineno}, column {error.colno}."
        raise VariantError.one(path.name, "not_json", message) from None
    except (OSError, ValueError, RecursionError) as error:
        raise VariantError.one(path.name, "unreadable", f"Cannot be read: {error}.") from None


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is not a number in JSON")
