"""What every API view stands on: the caller of a request, cursor pagination, conditional headers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.caller import Caller
from accounts.errors import NotSignedIn, PreconditionRequired
from accounts.ids import parse_id
from accounts.models import ApiClient, Membership, Role, User

ORGANISATION_KEY = "organisation_id"  # in the session


def get_membership(user: User, organisation_id: object) -> Membership | None:
    """The membership a session works under: the chosen organisation's, else the oldest."""
    memberships = list(Membership.objects.filter(user=user).select_related("organisation").order_by("id"))
    chosen = [m for m in memberships if str(m.organisation_id) == str(organisation_id)]
    return next(iter(chosen or memberships), None)


def get_caller_of_session(user: Any, session: Any, address: str | None = None) -> Caller | None:
    """The caller behind a browser session, or None."""
    if not isinstance(user, User) or not user.is_active:
        return None
    membership = get_membership(user, session.get(ORGANISATION_KEY))
    if membership is None:
        return None
    return Caller(
        organisation_id=membership.organisation_id,
        role=Role(membership.role),
        scopes=frozenset(),
        user=user,
        address=address,
    )


def get_caller(request: Request) -> Caller | None:
    """The caller of an HTTP request: a session's person or a token's machine."""
    address = request.META.get("REMOTE_ADDR") or None
    application_id = getattr(request.auth, "application_id", None)
    if application_id is not None:
        client = ApiClient.objects.filter(application_id=application_id).first()
        if client is None:
            return None
        scopes = frozenset(request.auth.scope.split()) & frozenset(client.scopes)  # type: ignore[union-attr]
        return Caller(organisation_id=client.organisation_id, role=None, scopes=scopes, client=client, address=address)
    return get_caller_of_session(request.user, request.session, address)


class HasCaller(BasePermission):
    """Lets nobody in whose organisation is unknown."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if isinstance(view, ApiView):
            view.caller = _require(get_caller(request))
        return True


class ApiView(APIView):
    """A view with a caller."""

    permission_classes = (HasCaller,)
    caller: Caller


class Pages(CursorPagination):
    """Newest first; ids are time-ordered, so they are the cursor."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


PAGE_PARAMETERS = [
    OpenApiParameter("cursor", str, description="from the `next` or `previous` of a page"),
    OpenApiParameter("page_size", int, description="rows a page, at most 200"),
]


def page_of(row: type[serializers.BaseSerializer[Any]]) -> Any:
    """The shape of a page of rows, for the schema."""
    name = row.__name__.removesuffix("Serializer")
    addresses = {way: serializers.URLField(allow_null=True) for way in ("next", "previous")}
    return inline_serializer(f"{name}Page", {**addresses, "results": row(many=True)})


def get_if_match(request: Request) -> int:
    """The revision number an `If-Match` header names; 428 where it is missing."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired("Say which revision this change is based on: send If-Match with the last ETag.")
    digits = header.strip().removeprefix("W/").strip('"')
    return int(digits) if digits.isdigit() else -1


def get_uuid_parameter(request: Request, name: str) -> UUID | None:
    """A UUID of the query string; a malformed one matches nothing (the nil id)."""
    text = request.query_params.get(name)
    if not text:
        return None
    return parse_id(text)


def _require(caller: Caller | None) -> Caller:
    if caller is None:
        raise NotSignedIn("Sign in first.")
    return caller
