"""Keeping futures: rows for the worst conflicts and the typical minute, written in the transaction that ends the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scenarios.layout.parsing import parse_document
from scenarios.models import Run, StepKind
from scenarios.services.figures import describe_conflicts
from scenarios.services.run_keys import DYNAMICS, get_weights
from twin.leases import WorkStatus
from worlds.contracts import MOST_CONFLICTS
from worlds.models import ConflictFutures, MinuteFlows
from worlds.services.future_films import describe_film

_STATES = {WorkStatus.WAITING: "pending", WorkStatus.RUNNING: "running", WorkStatus.DONE: "done"}


def create_futures(
    run: Run,
    *,
    conflicts: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
    minute: Mapping[str, Any] | None,
) -> Callable[[], int]:
    """What writes the rows of a run's futures, and gives how many conflicts there are.

    Takes what `worlds.futures.describe` says: (summary, paths) of each conflict, and the flows of the minute.
    """
    model_hash = get_weights().get(DYNAMICS, "")
    rows = [
        ConflictFutures(run=run, index=k, model_hash=model_hash, summary=summary, paths=paths)
        for k, (summary, paths) in enumerate(conflicts)
    ]
    flows = MinuteFlows(run=run, flows=minute) if minute is not None else None

    def save() -> int:
        ConflictFutures.objects.bulk_create(rows)
        if flows is not None:
            flows.save(force_insert=True)
        return len(rows)

    return save


def describe_futures(run: Run) -> dict[str, Any]:
    """What the list answers: every rolled conflict, the worst first, and the typical minute."""
    step = run.steps.filter(kind=StepKind.FUTURES).first()
    rows = list(run.futures.order_by("index"))
    minute = MinuteFlows.objects.filter(run=run).first()
    clock = parse_document(run.document).wall_clock
    return {
        "state": "none" if step is None else _STATES.get(WorkStatus(step.status), "none"),
        "model_hash": rows[0].model_hash if rows else "",
        "conflicts": [describe_summary(row) for row in rows],
        "considered": MOST_CONFLICTS,
        "serious": _count_serious(run),
        "minute": None if minute is None else {**minute.flows, "start_clock": clock(minute.flows["start_s"])},
    }


def describe_summary(row: ConflictFutures) -> dict[str, Any]:
    """One conflict of the list."""
    clock = parse_document(row.run.document).wall_clock
    return {
        "id": str(row.pk),
        **row.summary,
        "start_clock": clock(row.summary["start_s"]),
        "url": f"/api/v1/runs/{row.run_id}/futures/{row.pk}/",
    }


def describe_detail(row: ConflictFutures) -> dict[str, Any]:
    """One conflict with the paths of its futures."""
    films = [describe_film(film) for film in row.films.order_by("id")]
    return {**describe_summary(row), **row.paths, "films": films}


def _count_serious(run: Run) -> int:
    """Contacts and serious conflicts of all replications."""
    counts = describe_conflicts(run)["counts"]
    return int(counts["contact"] + counts["serious"])
