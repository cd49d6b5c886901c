"""The replications of a run: how many to begin with, which are played already, when there are enough.

A document without a target half-width is played as often as it says. One with a target is played in
batches: when a batch is done, its figures say whether another is wanted (`scenarios.statistics.sequential`),
and the steps for it join the same run. A replication depends on its number and on the run's replay key,
never on how many there are: one that any run of the organisation has played is copied, not repeated.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.functions import Now

from scenarios.layout.parsing import parse_document
from scenarios.metrics.definitions import HEADLINE
from scenarios.models import Replication, Run, RunStep, StepKind
from scenarios.statistics.sequential import Precision, assess_experiment
from twin.leases import WorkStatus

_COPIED = [f.attname for f in Replication._meta.concrete_fields if f.attname not in ("id", "run_id", "created_at")]


def add_replications(run: Run, *, up_to: int) -> None:
    """Write steps until the run has `up_to` replications; those that were played before are done at once.

    Call it in a transaction, with the run locked or not yet seen by others.
    """
    is_open = parse_document(run.document).experiment.target_half_width is not None
    total = "" if is_open else f" of {up_to}"
    indices = range(run.steps.filter(kind=StepKind.REPLICATION).count(), up_to)
    RunStep.objects.bulk_create(
        [RunStep(run=run, kind=StepKind.REPLICATION, index=i, label=f"Replication {i + 1}{total}") for i in indices]
    )
    if run.replications != up_to:
        run.replications = up_to
        run.save(update_fields=["replications"])
    _copy_replications(run, indices)


def extend_run(run: Run) -> bool:
    """Where a run has a target and its batch is done, add the batch that is wanted next; True if one was.

    Batches that are played already are judged at once, so that only what has to be played is left open.
    """
    was_extended = False
    while not run.steps.filter(kind=StepKind.REPLICATION).exclude(status=WorkStatus.DONE).exists():
        precision = get_precision(run)
        if precision is None or precision.more == 0:
            break
        add_replications(run, up_to=run.replications + precision.more)
        was_extended = True
    return was_extended


def get_precision(run: Run) -> Precision | None:
    """How well every headline metric is known by the finished replications; None for a run without a target."""
    rows = list(run.results.order_by("index").values_list("metrics", flat=True))
    return assess_experiment(parse_document(run.document).experiment, rows, HEADLINE)


def _copy_replications(run: Run, indices: Sequence[int]) -> None:
    """Take over replications that an equal document has played already, with the same luck."""
    rows = (
        Replication.objects.filter(
            run__scenario__facility__organisation_id=run.scenario.facility.organisation_id,
            run__replay_key=run.replay_key,
            index__in=indices,
        )
        .exclude(run=run)
        .order_by("index", "id")
        .distinct("index")
    )
    copies = [Replication(run=run, **{name: getattr(row, name) for name in _COPIED}) for row in rows]
    Replication.objects.bulk_create(copies)
    run.steps.filter(kind=StepKind.REPLICATION, index__in=[copy.index for copy in copies]).update(
        status=WorkStatus.DONE, progress=1.0, message="played before", started_at=Now(), finished_at=Now()
    )
