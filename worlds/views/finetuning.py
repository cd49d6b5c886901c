"""Footage of a facility and the models that are tuned on it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ApiView
from twin.selectors import get_facility
from twin.services.revisions import check_upload_size
from worlds.selectors import get_footage, get_tuned_model, list_footage, list_tuned_models
from worlds.serializers import (
    FootageListSerializer,
    FootageSerializer,
    FootageUploadSerializer,
    NewTunedModelSerializer,
    TunedModelListSerializer,
    TunedModelSerializer,
)
from worlds.services.footage import create_footage, delete_footage, describe_footage
from worlds.services.tuned_models import create_tuned_model, delete_tuned_model, describe_tuned_model


@extend_schema(tags=["worlds"])
class FacilityFootageView(ApiView):
    """An organisation's own videos of a facility."""

    parser_classes = (MultiPartParser, FormParser)

    @extend_schema(responses=FootageListSerializer)
    def get(self, request: Request, facility_id: str) -> Response:
        """Every video, newest first."""
        facility = get_facility(self.caller, facility_id)
        rows = list_footage(self.caller).filter(facility=facility)
        return Response({"footage": [describe_footage(row) for row in rows]})

    @extend_schema(request=FootageUploadSerializer, responses={202: FootageSerializer})
    def post(self, request: Request, facility_id: str) -> Response:
        """Upload a video with its calibration; a worker holds it to the twin."""
        facility = get_facility(self.caller, facility_id)
        check_upload_size(int(request.META.get("CONTENT_LENGTH") or 0))
        form = FootageUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        extrinsics = data.get("extrinsics")
        footage = create_footage(
            self.caller,
            facility,
            name=data["name"],
            video=data["video"],
            intrinsics=data["intrinsics"].read(),
            extrinsics=extrinsics.read() if extrinsics is not None else None,
            unit=data["unit"],
            points=data["points"],
        )
        return Response(describe_footage(footage), status=202, headers=_at("footage", footage.pk))


@extend_schema(tags=["worlds"])
class FootageView(ApiView):
    """One video."""

    @extend_schema(responses=FootageSerializer)
    def get(self, request: Request, footage_id: str) -> Response:
        """Whether it fits the twin."""
        return Response(describe_footage(get_footage(self.caller, footage_id)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, footage_id: str) -> Response:
        """Delete the video."""
        delete_footage(self.caller, get_footage(self.caller, footage_id))
        return Response(status=204)


@extend_schema(tags=["worlds"])
class FacilityTunedModelsView(ApiView):
    """Renderers tuned on a facility's footage."""

    @extend_schema(responses=TunedModelListSerializer)
    def get(self, request: Request, facility_id: str) -> Response:
        """Every model, newest first."""
        facility = get_facility(self.caller, facility_id)
        rows = list_tuned_models(self.caller).filter(facility=facility)
        return Response({"tuned_models": [describe_tuned_model(row) for row in rows]})

    @extend_schema(request=NewTunedModelSerializer, responses={202: TunedModelSerializer})
    def post(self, request: Request, facility_id: str) -> Response:
        """Begin a fine-tuning."""
        facility = get_facility(self.caller, facility_id)
        form = NewTunedModelSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        model = create_tuned_model(self.caller, facility, **form.validated_data)
        return Response(describe_tuned_model(model), status=202, headers=_at("tuned-models", model.pk))


@extend_schema(tags=["worlds"])
class TunedModelView(ApiView):
    """One tuned model."""

    @extend_schema(responses=TunedModelSerializer)
    def get(self, request: Request, model_id: str) -> Response:
        """How far the training is, and what it gained."""
        return Response(describe_tuned_model(get_tuned_model(self.caller, model_id)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, model_id: str) -> Response:
        """Delete the model with its weights."""
        delete_tuned_model(self.caller, get_tuned_model(self.caller, model_id))
        return Response(status=204)


def _at(kind: str, row_id: object) -> dict[str, str]:
    return {"Location": f"/api/v1/{kind}/{row_id}/"}
