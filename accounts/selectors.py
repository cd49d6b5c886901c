"""Reads of accounts; everything but the sign-in itself takes the caller."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.caller import Caller, Permission
from accounts.errors import NotFound
from accounts.ids import parse_id
from accounts.models import ApiClient, AuditEvent, Membership, User


def list_memberships_of(user: User) -> QuerySet[Membership]:
    """The organisations a person belongs to, with their role, oldest first."""
    return Membership.objects.filter(user=user).select_related("organisation").order_by("id")


def list_members(caller: Caller) -> QuerySet[Membership]:
    """Everyone in the caller's organisation."""
    caller.check(Permission.ADMINISTER)
    return Membership.objects.filter(organisation_id=caller.organisation_id).select_related("user")


def get_member(caller: Caller, member_id: str) -> Membership:
    """One member of the caller's organisation."""
    found = list_members(caller).filter(pk=parse_id(member_id)).first()
    if found is None:
        raise NotFound("There is no such member.")
    return found


def list_api_clients(caller: Caller) -> QuerySet[ApiClient]:
    """The organisation's machines."""
    caller.check(Permission.ADMINISTER)
    return ApiClient.objects.filter(organisation_id=caller.organisation_id).select_related("application")


def get_api_client(caller: Caller, client_id: str) -> ApiClient:
    """One of the organisation's machines."""
    found = list_api_clients(caller).filter(pk=parse_id(client_id)).first()
    if found is None:
        raise NotFound("There is no such API client.")
    return found


def list_audit_events(caller: Caller) -> QuerySet[AuditEvent]:
    """The organisation's audit trail."""
    caller.check(Permission.ADMINISTER)
    return AuditEvent.objects.filter(organisation_id=caller.organisation_id)
