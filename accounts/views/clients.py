"""The machines of an organisation, and its audit trail."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import PAGE_PARAMETERS, ApiView, Pages, page_of
from accounts.selectors import get_api_client, list_api_clients, list_audit_events
from accounts.serializers import (
    ApiClientSerializer,
    AuditEventSerializer,
    CreatedApiClientSerializer,
    NewApiClientSerializer,
)
from accounts.services.clients import create_api_client, delete_api_client


@extend_schema(tags=["accounts"])
class ApiClientsView(ApiView):
    """Every machine."""

    @extend_schema(responses=page_of(ApiClientSerializer), parameters=PAGE_PARAMETERS, operation_id="api_clients_list")
    def get(self, request: Request) -> Response:
        """List API clients."""
        pages = Pages()
        rows = pages.paginate_queryset(list_api_clients(self.caller), request, self)
        return pages.get_paginated_response(ApiClientSerializer(rows, many=True).data)

    @extend_schema(request=NewApiClientSerializer, responses={201: CreatedApiClientSerializer})
    def post(self, request: Request) -> Response:
        """Add a client; the answer is the only place where its secret is shown."""
        form = NewApiClientSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        client, secret = create_api_client(self.caller, **form.validated_data)
        return Response({**ApiClientSerializer(client).data, "client_secret": secret}, status=201)


@extend_schema(tags=["accounts"])
class ApiClientView(ApiView):
    """One machine."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, client_id: str) -> Response:
        """Remove the client and its tokens."""
        delete_api_client(self.caller, get_api_client(self.caller, client_id))
        return Response(status=204)


@extend_schema(tags=["accounts"])
class AuditEventsView(ApiView):
    """Who did what, when, from where."""

    @extend_schema(
        responses=page_of(AuditEventSerializer), parameters=PAGE_PARAMETERS, operation_id="audit_events_list"
    )
    def get(self, request: Request) -> Response:
        """List audit events, newest first."""
        pages = Pages()
        rows = pages.paginate_queryset(list_audit_events(self.caller), request, self)
        return pages.get_paginated_response(AuditEventSerializer(rows, many=True).data)
