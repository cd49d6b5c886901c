"""Conflicts per hour of exposure, as metrics of a replication; how conflicts are found is `scenarios.safety`."""

from __future__ import annotations

from scenarios.metrics.orders import ratio
from scenarios.metrics.record import RunRecord
from scenarios.metrics.resources import agent_hours


def serious_conflicts_per_1000_agent_h(record: RunRecord) -> float:
    """Serious conflicts and contacts over agent-hours, times 1000."""
    count = sum(c.severity in ("serious", "contact") for c in record.conflicts)
    return 1000 * ratio(count, agent_hours(record))


def contacts_per_1000_agent_h(record: RunRecord) -> float:
    """Contacts over agent-hours, times 1000."""
    return 1000 * ratio(sum(c.contact for c in record.conflicts), agent_hours(record))
