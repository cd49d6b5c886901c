"""Setting up organisations; for commands, not for the API."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Membership, Organisation, Role, User


def create_organisation(*, name: str, admin_email: str, admin_name: str, password: str) -> tuple[Organisation, User]:
    """An organisation with its first admin. A user who exists already joins with the password they have."""
    with transaction.atomic():
        organisation = Organisation.objects.create(name=name)
        user = User.objects.filter(email=admin_email).first()
        if user is None:
            user = User.objects.create_user(admin_email, password, name=admin_name)
        Membership.objects.create(organisation=organisation, user=user, role=Role.ADMIN)
    return organisation, user
