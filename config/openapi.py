"""The scenario document in the OpenAPI schema: its pydantic models as components beside the serializers'.

Both forms are there. ``ScenarioDocumentRequest`` may leave out whatever has a default,
``ScenarioDocument`` is what the API answers, with everything written out.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic.json_schema import JsonSchemaMode

from scenarios.document import ScenarioDocument

_MODES: dict[str, JsonSchemaMode] = {"Request": "validation", "": "serialization"}


def add_scenario_document(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular."""
    for suffix, mode in _MODES.items():
        result["components"]["schemas"] |= _components(mode, suffix)
    return result


def _components(mode: Literal["validation", "serialization"], suffix: str) -> dict[str, Any]:
    """Component name to schema; parts of the document are ``ScenarioStation``, ``ScenarioBatteryRequest``."""
    root = ScenarioDocument.model_json_schema(mode=mode, ref_template="{model}")
    parts = root.pop("$defs")
    names = {name: f"Scenario{name}{suffix}" for name in parts}
    schemas = {names[name]: part for name, part in parts.items()} | {f"ScenarioDocument{suffix}": root}
    return {name: _with_references(schema, names) for name, schema in schemas.items()}


def _with_references(value: Any, names: dict[str, str]) -> Any:
    """The schema with every reference to a model, in ``$ref`` or a discriminator's mapping, made one to its component."""
    if isinstance(value, list):
        return [_with_references(item, names) for item in value]
    if isinstance(value, dict):
        return {
            key: {tag: _path(name, names) for tag, name in item.items()}
            if key == "mapping"
            else _path(item, names)
            if key == "$ref"
            else _with_references(item, names)
            for key, item in value.items()
        }
    return value


def _path(name: str, names: dict[str, str]) -> str:
    return f"#/components/schemas/{names[name]}"
