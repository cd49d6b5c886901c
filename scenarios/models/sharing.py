"""Links by which somebody without an account may look at one comparison or one run, for a while."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.ids import new_id
from accounts.models import Organisation
from scenarios.models.comparison import Comparison
from scenarios.models.run import Run


class ShareLink(models.Model):
    """One link. The token is in the link alone: here is only its hash, so reading this table opens nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="share_links")
    comparison = models.ForeignKey(Comparison, null=True, on_delete=models.CASCADE, related_name="share_links")
    run = models.ForeignKey(Run, null=True, on_delete=models.CASCADE, related_name="share_links")
    token_hash = models.CharField(max_length=64)  # SHA-256; the token has 256 random bits, so no salt is needed
    created_by = models.CharField(max_length=254)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_count = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(comparison=None, run__isnull=False) | models.Q(comparison__isnull=False, run=None),
                name="a_link_shares_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"link to {self.comparison_id or self.run_id}"

    @property
    def subject(self) -> Comparison | Run:
        """What it shows."""
        found = self.comparison or self.run
        assert found is not None  # the constraint says so
        return found

    @property
    def name(self) -> str:
        """What the subject is called."""
        return self.comparison.name if self.comparison else self.run.scenario.name if self.run else ""
