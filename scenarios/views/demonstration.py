"""The demonstration in the caller's own organisation."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ApiView
from scenarios.services.demonstration import continue_demonstration


class DemonstrationSerializer(serializers.Serializer[object]):
    """How far the demonstration is."""

    status = serializers.ChoiceField(("importing", "comparing"))
    facility_id = serializers.UUIDField()
    revision_id = serializers.UUIDField()
    comparison_id = serializers.UUIDField(allow_null=True)


@extend_schema(tags=["comparisons"])
class DemonstrationView(ApiView):
    """A facility with two variants, and their comparison."""

    @extend_schema(request=None, responses=DemonstrationSerializer)
    def post(self, _request: Request) -> Response:
        """Begin the demonstration or go on with it: ask again once its revision is imported."""
        found = continue_demonstration(self.caller)
        body = {
            "status": found.status,
            "facility_id": str(found.facility.pk),
            "revision_id": str(found.revision.pk),
            "comparison_id": None if found.comparison is None else str(found.comparison.pk),
        }
        return Response(body)
