"""Files of order lines: looked at, and read as the demand of a scenario."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.caller import Permission
from accounts.http import ApiView
from scenarios.layout.parsing import parse_document
from scenarios.selectors import get_head, get_scenario
from scenarios.serializers.orders import (
    OrderFileSerializer,
    OrderHeadSerializer,
    OrderPreviewSerializer,
    ReadOrdersSerializer,
    describe_imported,
    describe_preview,
)
from scenarios.services.order_files import check_order_file_size, preview_orders, read_orders


class _OrderFileView(ApiView):
    parser_classes = (MultiPartParser, FormParser)

    def _check(self, request: Request) -> None:
        self.caller.check(Permission.WRITE_SCENARIO)
        check_order_file_size(int(request.META.get("CONTENT_LENGTH") or 0))  # before anything of it is read


@extend_schema(tags=["scenarios"])
class OrderPreviewView(_OrderFileView):
    """Looking at a file."""

    @extend_schema(request=OrderHeadSerializer, responses=OrderPreviewSerializer)
    def post(self, request: Request, scenario_id: str) -> Response:
        """The columns, the first rows and a guess of what they mean; the beginning of the file is enough."""
        get_scenario(self.caller, scenario_id)
        self._check(request)
        form = OrderHeadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(
            describe_preview(preview_orders(form.validated_data["file"], form.validated_data.get("sheet", "")))
        )


@extend_schema(tags=["scenarios"])
class OrderFileView(_OrderFileView):
    """Reading a file."""

    @extend_schema(request=OrderFileSerializer, responses=ReadOrdersSerializer)
    def post(self, request: Request, scenario_id: str) -> Response:
        """Recorded orders for this scenario's day; nothing is saved. 422 with `days` where one has to be chosen."""
        scenario = get_scenario(self.caller, scenario_id)
        self._check(request)
        form = OrderFileSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wishes = form.validated_data
        document = parse_document(get_head(scenario).document)
        return Response(describe_imported(read_orders(document, wishes["file"], wishes)))
