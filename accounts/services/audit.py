"""Writing the audit trail; called by services inside their transaction."""

from django.db import models

from accounts.caller import Caller
from accounts.models import AuditEvent


def create_audit_event(caller: Caller, *, action: str, subject: models.Model, name: str = "") -> AuditEvent:
    """Record that the caller did `action` to `subject`."""
    return AuditEvent.objects.create(
        organisation_id=caller.organisation_id,
        actor=caller.actor,
        action=action,
        subject_kind=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        subject_name=name[:200],
        address=caller.address,
    )
