"""Signing in and out in a browser, and choosing the organisation to act for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import InvalidInput, NotFound, NotSignedIn
from accounts.http import ORGANISATION_KEY, get_caller_of_session
from accounts.limits import RateLimited
from accounts.models import User
from accounts.selectors import list_memberships_of
from accounts.serializers import SessionSerializer, SignInSerializer, SwitchSerializer


@method_decorator(ensure_csrf_cookie, name="dispatch")
@extend_schema(tags=["session"])
class SessionView(RateLimited):
    """The browser's session."""

    permission_classes = (AllowAny,)
    throttle_scope = "sign-in"

    @extend_schema(responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        """Who is signed in; 401 where nobody is."""
        return Response(_describe(request))

    @extend_schema(request=SignInSerializer, responses=SessionSerializer)
    @method_decorator(csrf_protect)
    def post(self, request: Request) -> Response:
        """Sign in."""
        form = SignInSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        email, password = form.validated_data["email"].lower(), form.validated_data["password"]
        user = authenticate(request._request, username=email, password=password)
        if user is None:
            raise InvalidInput("This e-mail address and password do not match.")
        login(request._request, user)
        request.user = user
        return Response(_describe(request))

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Sign out."""
        logout(request._request)
        return Response(status=204)

    @extend_schema(request=SwitchSerializer, responses=SessionSerializer)
    def patch(self, request: Request) -> Response:
        """Act for another organisation from now on."""
        form = SwitchSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data["organisation_id"]
        if not isinstance(request.user, User):
            raise NotSignedIn("Sign in first.")
        if not list_memberships_of(request.user).filter(organisation_id=wanted).exists():
            raise NotFound("You do not belong to this organisation.")
        request.session[ORGANISATION_KEY] = str(wanted)
        return Response(_describe(request))


def _describe(request: Request) -> dict[str, Any]:
    caller = get_caller_of_session(request.user, request.session)
    if caller is None or caller.user is None:
        raise NotSignedIn("Sign in first.")
    memberships = list(list_memberships_of(caller.user))
    current = next(m for m in memberships if m.organisation_id == caller.organisation_id)
    return dict(
        SessionSerializer(
            {
                "user": caller.user,
                "organisation": current.organisation,
                "organisations": [
                    {"id": m.organisation_id, "name": m.organisation.name, "role": m.role} for m in memberships
                ],
                "role": current.role,
            }
        ).data
    )
