"""Links to look by, on the wire."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from scenarios.models import ShareLink
from scenarios.serializers.reports import ReportSerializer

DEFAULT_DAYS, MOST_DAYS = 14, 365


class NewShareLinkSerializer(serializers.Serializer[object]):
    """What to share, and for how long."""

    comparison_id = serializers.UUIDField(required=False)
    run_id = serializers.UUIDField(required=False)
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=DEFAULT_DAYS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("comparison_id" in attrs) == ("run_id" in attrs):
            raise serializers.ValidationError("Give either comparison_id or run_id.")
        return attrs


class ShareLinkSerializer(serializers.Serializer[object]):
    """A link; its token is not here."""

    id = serializers.UUIDField()
    comparison_id = serializers.UUIDField(allow_null=True)
    run_id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField(help_text="of what is shared")
    status = serializers.ChoiceField(("open", "expired", "revoked"))
    created_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    opened_count = serializers.IntegerField()
    last_opened_at = serializers.DateTimeField(allow_null=True)


class CreatedShareLinkSerializer(ShareLinkSerializer):
    """The one time that the address is shown: it holds the token, behind the #."""

    url = serializers.CharField()


class ShareTokenSerializer(serializers.Serializer[object]):
    """What is behind the # of a link."""

    token = serializers.CharField(max_length=200)


class SharedSerializer(serializers.Serializer[object]):
    """What a link shows, to begin with."""

    kind = serializers.ChoiceField(("comparison", "run"))
    subject_id = serializers.UUIDField()
    name = serializers.CharField()
    organisation = serializers.CharField()
    expires_at = serializers.DateTimeField()
    color_index = serializers.IntegerField(help_text="of a run's scenario")
    reports = ReportSerializer(many=True)


def status_of(link: ShareLink) -> str:
    """How a link stands."""
    if link.revoked_at is not None:
        return "revoked"
    return "expired" if link.expires_at <= timezone.now() else "open"


def describe_share_link(link: ShareLink) -> dict[str, Any]:
    """A link as JSON."""
    return {
        "id": str(link.pk),
        "comparison_id": str(link.comparison_id) if link.comparison_id else None,
        "run_id": str(link.run_id) if link.run_id else None,
        "name": link.name,
        "status": status_of(link),
        "created_by": link.created_by,
        "created_at": link.created_at.isoformat(),
        "expires_at": link.expires_at.isoformat(),
        "opened_count": link.opened_count,
        "last_opened_at": link.last_opened_at.isoformat() if link.last_opened_at else None,
    }
