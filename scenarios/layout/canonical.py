"""A document's identity: one canonical text for one meaning, and the schema that it follows."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from scenarios.document import ScenarioDocument


def canonical_json(document: ScenarioDocument) -> str:
    """The document with every default written out, keys sorted, no spaces; -0.0 becomes 0.0."""
    data = _plain(document.model_dump(mode="json"))
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def document_hash(document: ScenarioDocument) -> str:
    """SHA-256, hexadecimal, of the canonical JSON: equal for documents that say the same."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the scenario document."""
    schema = ScenarioDocument.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value == 0:
        return 0.0
    return value
