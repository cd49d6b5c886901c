"""Links by which somebody without an account may look: make, list, revoke."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import PAGE_PARAMETERS, ApiView, Pages, get_uuid_parameter, page_of
from scenarios.selectors import get_comparison, get_run, get_share_link, list_share_links
from scenarios.serializers.sharing import (
    CreatedShareLinkSerializer,
    NewShareLinkSerializer,
    ShareLinkSerializer,
    describe_share_link,
)
from scenarios.services.sharing import create_share_link, revoke_share_link

FILTERS = [OpenApiParameter("comparison_id", str), OpenApiParameter("run_id", str)]


@extend_schema(tags=["sharing"])
class ShareLinksView(ApiView):
    """Every link of the organisation."""

    @extend_schema(
        parameters=[*FILTERS, *PAGE_PARAMETERS],
        responses=page_of(ShareLinkSerializer),
        operation_id="share_links_list",
    )
    def get(self, request: Request) -> Response:
        """List links, newest first, those that have ended too."""
        rows = list_share_links(self.caller)
        for name in ("comparison_id", "run_id"):
            if wanted := get_uuid_parameter(request, name):
                rows = rows.filter(**{name: wanted})
        pages = Pages()
        page = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([describe_share_link(link) for link in page])

    @extend_schema(request=NewShareLinkSerializer, responses={201: CreatedShareLinkSerializer})
    def post(self, request: Request) -> Response:
        """Make a link. Its address is answered once; no Idempotency-Key, because that would store it."""
        form = NewShareLinkSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        subject = (
            get_comparison(self.caller, data["comparison_id"])
            if "comparison_id" in data
            else get_run(self.caller, data["run_id"])
        )
        link, token = create_share_link(self.caller, subject, days=data["days"])
        body = {**describe_share_link(link), "url": request.build_absolute_uri(f"/shared/{link.pk}#{token}")}
        headers = {"Location": f"/api/v1/share-links/{link.pk}/", "Cache-Control": "no-store"}
        return Response(body, status=201, headers=headers)


@extend_schema(tags=["sharing"])
class ShareLinkView(ApiView):
    """One link."""

    @extend_schema(responses=ShareLinkSerializer)
    def get(self, request: Request, share_link_id: str) -> Response:
        """How it stands."""
        return Response(describe_share_link(get_share_link(self.caller, share_link_id)))

    @extend_schema(responses=ShareLinkSerializer)
    def delete(self, request: Request, share_link_id: str) -> Response:
        """Revoke it now. It stays in the list."""
        link = get_share_link(self.caller, share_link_id)
        return Response(describe_share_link(revoke_share_link(self.caller, link)))
