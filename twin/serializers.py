"""How the twin looks on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers

from twin.contracts import PartClass
from twin.models import CameraView, Facility, Revision, RevisionStatus, Upload

UNITS = ("m", "cm", "mm", "in", "ft")
UP_AXES = ("z", "y")
PART_CLASSES = [c.label for c in PartClass if c != PartClass.NOTHING]


class PointField(serializers.ListField):
    """So many coordinates, metres where nothing else is said."""

    def __init__(self, length: int, **options: Any) -> None:
        super().__init__(child=serializers.FloatField(), min_length=length, max_length=length, **options)


class BoundsSerializer(serializers.Serializer[object]):
    """An axis-aligned box, metres."""

    lower = PointField(3)
    upper = PointField(3)


class NoteSerializer(serializers.Serializer[object]):
    """One thing that an import read, dropped or assumed."""

    kind = serializers.ChoiceField(("read", "dropped", "assumed"))
    subject = serializers.CharField()
    message = serializers.CharField()


class ImportReportSerializer(serializers.Serializer[object]):
    """What an import has to tell."""

    notes = NoteSerializer(many=True)


class ErrorSerializer(serializers.Serializer[object]):
    """Why something failed."""

    code = serializers.CharField()
    message = serializers.CharField()


class RevisionSerializer(serializers.Serializer[object]):
    """One version of a facility's CAD."""

    id = serializers.UUIDField()
    facility_id = serializers.UUIDField()
    number = serializers.IntegerField()
    status = serializers.ChoiceField(("pending", "importing", "ready", "failed"))
    source_name = serializers.CharField()
    unit = serializers.CharField()
    up_axis = serializers.CharField()
    part_count = serializers.IntegerField()
    bounds = BoundsSerializer(allow_null=True)
    report = ImportReportSerializer()
    error = ErrorSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    scene_hash = serializers.CharField(allow_null=True)


class FacilitySerializer(serializers.Serializer[object]):
    """A building, with the state of its newest import."""

    id = serializers.UUIDField()
    name = serializers.CharField(max_length=120)
    created_at = serializers.DateTimeField()
    latest_revision = RevisionSerializer(allow_null=True)
    thumbnail_url = serializers.CharField(allow_null=True)
    scenario_count = serializers.IntegerField()
    part_count = serializers.IntegerField()


class FacilityNameSerializer(serializers.Serializer[object]):
    """A facility's name."""

    name = serializers.CharField(max_length=120)


class UploadSerializer(serializers.Serializer[object]):
    """CAD to import: a mesh file, a world, or a ZIP of a folder."""

    file = serializers.FileField(allow_empty_file=True, max_length=255)
    unit = serializers.ChoiceField(UNITS, required=False, allow_blank=True)
    up_axis = serializers.ChoiceField(UP_AXES, required=False, allow_blank=True)


class PartialUploadSerializer(serializers.Serializer[object]):
    """CAD on its way, in pieces."""

    id = serializers.UUIDField()
    facility_id = serializers.UUIDField()
    name = serializers.CharField()
    length = serializers.IntegerField(help_text="bytes, of the whole file")
    received = serializers.IntegerField(help_text="bytes; the next piece begins here")
    expires_at = serializers.DateTimeField(help_text="given up by then, unless more of it arrives")
    revision = RevisionSerializer(allow_null=True, help_text="once everything is there")


class PlacementSerializer(serializers.Serializer[object]):
    """Where a part stands."""

    x_m = serializers.FloatField()
    y_m = serializers.FloatField()
    z_m = serializers.FloatField()
    heading_rad = serializers.FloatField()


class PartSerializer(serializers.Serializer[object]):
    """One part of a revision."""

    id = serializers.CharField(source="part_id")
    name = serializers.CharField()
    part_class = serializers.ChoiceField(PART_CLASSES)
    mesh_id = serializers.CharField()
    placement = PlacementSerializer()
    size_m = PointField(3)
    bounds = BoundsSerializer()
    footprint = serializers.ListField(child=PointField(2), allow_null=True)


class PartsSerializer(serializers.Serializer[object]):
    """Every part of a revision."""

    parts = PartSerializer(many=True)


class FootprintSerializer(serializers.Serializer[object]):
    """What a part covers of the floor."""

    part_id = serializers.CharField()
    part_class = serializers.ChoiceField(PART_CLASSES)
    polygon = serializers.ListField(child=PointField(2))
    height_m = serializers.FloatField()


class FloorPlanSerializer(serializers.Serializer[object]):
    """The building's rings, what stands in it, and how much of it one can walk on."""

    building = serializers.ListField(child=serializers.ListField(child=PointField(2)))
    footprints = FootprintSerializer(many=True)
    cell_m = serializers.FloatField()
    origin_m = PointField(2)
    bounds = PointField(4)  # x0, y0, x1, y1
    walkable_area_m2 = serializers.FloatField()


class PartChangeSerializer(serializers.Serializer[object]):
    """A corrected class."""

    id = serializers.CharField()
    part_class = serializers.ChoiceField(PART_CLASSES)


class PartChangesSerializer(serializers.Serializer[object]):
    """Corrections that make the next revision."""

    changes = PartChangeSerializer(many=True, allow_empty=False)


def _vector() -> serializers.ListField:
    coordinate = serializers.FloatField(min_value=-100_000, max_value=100_000)
    return serializers.ListField(child=coordinate, min_length=3, max_length=3)


class CameraSerializer(serializers.ModelSerializer[CameraView]):
    """A CCTV camera: upright, at a point, looking at a point."""

    position_m = _vector()
    target_m = _vector()
    horizontal_fov_rad = serializers.FloatField(min_value=0.1, max_value=2.8)
    width_px = serializers.IntegerField(min_value=64, max_value=1920, default=256)
    height_px = serializers.IntegerField(min_value=64, max_value=1080, default=144)

    class Meta:
        model = CameraView
        fields = ("id", "name", "position_m", "target_m", "horizontal_fov_rad", "width_px", "height_px")


def describe_revision(revision: Revision) -> dict[str, Any]:
    """A revision as JSON."""
    return {
        "id": str(revision.pk),
        "facility_id": str(revision.facility_id),
        "number": revision.number,
        "status": "pending" if revision.status == RevisionStatus.WAITING else revision.status,
        "source_name": revision.source_name,
        "unit": revision.unit,
        "up_axis": revision.up_axis,
        "part_count": revision.part_count,
        "bounds": revision.bounds,
        "report": revision.report or {"notes": []},
        "error": revision.error,
        "created_at": revision.created_at.isoformat(),
        "scene_hash": revision.scene_hash or None,
    }


def describe_facility(facility: Facility, revisions: Mapping[UUID, Revision]) -> dict[str, Any]:
    """A facility as JSON; `revisions` holds the ones that the selector named."""
    newest = revisions.get(getattr(facility, "newest_revision_id", None) or UUID(int=0))
    ready = revisions.get(getattr(facility, "ready_revision_id", None) or UUID(int=0))
    return {
        "id": str(facility.pk),
        "name": facility.name,
        "created_at": facility.created_at.isoformat(),
        "latest_revision": describe_revision(newest) if newest else None,
        "thumbnail_url": f"/api/v1/revisions/{ready.pk}/thumbnail.svg" if ready and ready.thumbnail_key else None,
        "scenario_count": getattr(facility, "scenario_count", 0),
        "part_count": ready.part_count if ready else 0,
    }


def describe_facilities(facilities: Iterable[Facility]) -> list[dict[str, Any]]:
    """Facilities as JSON, their revisions read at once."""
    rows = list(facilities)
    ids = {getattr(f, name) for f in rows for name in ("newest_revision_id", "ready_revision_id")} - {None}
    revisions = Revision.objects.in_bulk(list(ids))
    return [describe_facility(facility, revisions) for facility in rows]


def describe_upload(upload: Upload) -> dict[str, Any]:
    """An upload on its way as JSON."""
    return {
        "id": str(upload.pk),
        "facility_id": str(upload.facility_id),
        "name": upload.name,
        "length": upload.length,
        "received": upload.received,
        "expires_at": upload.expires_at.isoformat(),
        "revision": describe_revision(upload.revision) if upload.revision else None,
    }
