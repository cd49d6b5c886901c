"""Scenario documents on the wire: as sent, as saved, as played."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scenarios.layout.parsing import parse_document


@extend_schema_field({"$ref": "#/components/schemas/ScenarioDocument"})
class SavedDocumentField(serializers.JSONField):
    """A scenario document with every default written out."""


@extend_schema_field({"$ref": "#/components/schemas/ScenarioDocumentRequest"})
class DocumentField(serializers.JSONField):
    """A scenario document as it may be sent: what is left out has its default."""


class PlayedDocumentSerializer(serializers.Serializer[object]):
    """What a run played: the document as it was then, on which revision of the facility."""

    document = SavedDocumentField()
    twin_revision_id = serializers.UUIDField()


class DocumentSerializer(serializers.Serializer[object]):
    """A document to check; the head's where absent."""

    document = DocumentField(required=False)


def describe_document(document: Any) -> dict[str, Any]:
    """A saved document with every default written out: what was saved before a field was there has its default."""
    return parse_document(document).model_dump(mode="json")
