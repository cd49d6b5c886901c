"""`/api/v1/docs/`: the OpenAPI schema as a page for people, without scripts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "patch", "put", "delete")


class ApiDocsView(View):
    """Every operation with its parameters, body and answers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        generator: Any = SchemaGenerator  # untyped
        schema = generator().get_schema(request=None, public=True)
        return render(
            request,
            "api_docs.html",
            {
                "title": schema["info"]["title"],
                "description": schema["info"].get("description", ""),
                "operations": [
                    _describe(path, method, item[method])
                    for path, item in schema["paths"].items()
                    for method in METHODS
                    if method in item
                ],
                "schemas": [
                    {"name": name, "fields": _fields(body)}
                    for name, body in sorted(schema["components"].get("schemas", {}).items())
                ],
            },
        )


def _describe(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    return {
        "path": path,
        "method": method.upper(),
        "description": operation.get("description", ""),
        "parameters": [p for p in operation.get("parameters", []) if p["in"] in ("query", "header")],
        "body": [_name(media.get("schema", {})) for media in content.values()][:1],
        "responses": [
            (status, ", ".join(_name(media.get("schema", {})) for media in answer.get("content", {}).values()))
            for status, answer in operation["responses"].items()
        ],
    }


def _name(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if schema.get("type") == "array":
        return f"list of {_name(schema['items'])}"
    if isinstance(schema.get("oneOf"), list):
        return " or ".join(_name(one) for one in schema["oneOf"])
    return str(schema.get("type", "any"))


def _fields(schema: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (name, _name(body), str(body.get("description", ""))) for name, body in schema.get("properties", {}).items()
    ]
