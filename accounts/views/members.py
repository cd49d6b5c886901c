"""The people of an organisation."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import PAGE_PARAMETERS, ApiView, Pages, page_of
from accounts.models import Role
from accounts.selectors import get_member, list_members
from accounts.serializers import MemberRoleSerializer, MemberSerializer, NewMemberSerializer
from accounts.services.members import create_member, delete_member, update_member


@extend_schema(tags=["accounts"])
class MembersView(ApiView):
    """Everyone."""

    @extend_schema(responses=page_of(MemberSerializer), parameters=PAGE_PARAMETERS, operation_id="members_list")
    def get(self, request: Request) -> Response:
        """List members."""
        pages = Pages()
        rows = pages.paginate_queryset(list_members(self.caller), request, self)
        return pages.get_paginated_response(MemberSerializer(rows, many=True).data)

    @extend_schema(request=NewMemberSerializer, responses={201: MemberSerializer})
    def post(self, request: Request) -> Response:
        """Add a member."""
        form = NewMemberSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        member = create_member(
            self.caller, email=data["email"], name=data["name"], role=Role(data["role"]), password=data["password"]
        )
        return Response(MemberSerializer(member).data, status=201)


@extend_schema(tags=["accounts"])
class MemberView(ApiView):
    """One member."""

    @extend_schema(request=MemberRoleSerializer, responses=MemberSerializer)
    def patch(self, request: Request, member_id: str) -> Response:
        """Change the role."""
        member = get_member(self.caller, member_id)
        form = MemberRoleSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(
            MemberSerializer(update_member(self.caller, member, role=Role(form.validated_data["role"]))).data
        )

    @extend_schema(responses={204: None})
    def delete(self, request: Request, member_id: str) -> Response:
        """Take the member out of the organisation."""
        delete_member(self.caller, get_member(self.caller, member_id))
        return Response(status=204)
