"""API clients: machines that sign in with OAuth 2.0 client credentials."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import Application

from accounts.caller import Caller, Permission
from accounts.errors import FieldError, InvalidInput
from accounts.models import ApiClient
from accounts.scopes import SCOPES
from accounts.services.audit import create_audit_event


def create_api_client(caller: Caller, *, name: str, scopes: Sequence[str]) -> tuple[ApiClient, str]:
    """A new client and its secret, which is stored hashed and cannot be shown again."""
    caller.check(Permission.ADMINISTER)
    if unknown := sorted(set(scopes) - SCOPES.keys()):
        faults = [FieldError("/scopes", f"There is no scope {scope}.") for scope in unknown]
        raise InvalidInput("Unknown scopes.", faults)
    secret = generate_client_secret()
    with transaction.atomic():
        application = Application.objects.create(
            name=name,
            client_type=Application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
            client_secret=secret,
        )
        client = ApiClient.objects.create(
            organisation_id=caller.organisation_id, application=application, name=name, scopes=sorted(set(scopes))
        )
        create_audit_event(caller, action="api_client.created", subject=client, name=name)
    return client, secret


def delete_api_client(caller: Caller, client: ApiClient) -> None:
    """Remove a client and every token it holds."""
    caller.check(Permission.ADMINISTER)
    with transaction.atomic():
        create_audit_event(caller, action="api_client.deleted", subject=client, name=client.name)
        client.application.delete()
