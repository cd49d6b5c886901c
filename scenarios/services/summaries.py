"""The few figures of a finished run that lists show."""

from __future__ import annotations

from typing import Any

from scenarios.models import Run
from scenarios.services.figures import describe_conflicts, describe_density, describe_metrics, describe_partial


def summarise_run(run: Run) -> dict[str, Any]:
    """Estimates over all replications, and the digests that tell whether two runs are the same.

    What the pages of the run show is computed here as well, and kept, so that whoever opens them need not wait.
    """
    for describe in (describe_metrics, describe_conflicts, describe_density):
        describe(run)
    partial = describe_partial(run)
    digests = list(run.results.order_by("index").values_list("digest", flat=True))
    return {"replications": partial["replications"], "metrics": partial["metrics"], "digests": digests}
