"""Adding, changing and removing the people of an organisation."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.caller import Caller, Permission
from accounts.errors import Conflict, FieldError, InvalidInput
from accounts.models import Membership, Role, User
from accounts.services.audit import create_audit_event


def create_member(caller: Caller, *, email: str, name: str, role: Role, password: str) -> Membership:
    """Add a person. Somebody who already has an account keeps their own password and name."""
    caller.check(Permission.ADMINISTER)
    email = email.strip().lower()
    with transaction.atomic():
        user = User.objects.filter(email=email).first()
        if user is None:
            _check_password(password)
            user = User.objects.create_user(email, password, name=name)
        elif Membership.objects.filter(organisation_id=caller.organisation_id, user=user).exists():
            raise Conflict(f"{email} is already a member.")
        member = Membership.objects.create(organisation_id=caller.organisation_id, user=user, role=role)
        create_audit_event(caller, action="member.created", subject=member, name=email)
    return member


def update_member(caller: Caller, member: Membership, *, role: Role) -> Membership:
    """Change a role; the last admin stays one."""
    caller.check(Permission.ADMINISTER)
    with transaction.atomic():
        if role != Role.ADMIN:
            _check_not_last_admin(member)
        member.role = role
        member.save(update_fields=["role"])
        create_audit_event(caller, action="member.updated", subject=member, name=member.user.email)
    return member


def delete_member(caller: Caller, member: Membership) -> None:
    """Take a person out of the organisation; the account itself stays."""
    caller.check(Permission.ADMINISTER)
    with transaction.atomic():
        _check_not_last_admin(member)
        create_audit_event(caller, action="member.deleted", subject=member, name=member.user.email)
        member.delete()


def _check_not_last_admin(member: Membership) -> None:
    admins = Membership.objects.select_for_update().filter(organisation_id=member.organisation_id, role=Role.ADMIN)
    if member.role == Role.ADMIN and len(admins) == 1:
        raise Conflict("An organisation keeps at least one admin.")


def _check_password(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as error:
        faults = [FieldError("/password", message) for message in error.messages]
        raise InvalidInput("The password is too weak.", faults) from error
