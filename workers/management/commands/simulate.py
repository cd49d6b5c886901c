"""`manage.py simulate SPEC.json`: one scenario through the engine alone, without a database.

The specification is ``{"cad": "hall.glb", "unit": null, "document": {...}}``: `cad` is a file or folder
beside the specification, or ``"demo"`` for the demonstration facility; without a `document` the
facility's default day is played. `--record DIR` keeps every event and everybody's way in Parquet files.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from scenarios.contracts import Progress, RunResult
from scenarios.document import Experiment, ScenarioDocument
from scenarios.layout.checks import check_document
from scenarios.layout.parsing import DocumentError
from scenarios.metrics.definitions import METRICS
from scenarios.recording.parquet import ParquetRecorder
from scenarios.reports.certainty import precision_sentence
from scenarios.simulation.compile import NotRunnable
from scenarios.simulation.engine import simulate
from scenarios.statistics.intervals import estimate
from scenarios.statistics.sequential import assess_experiment, first_replications
from twin.cad.errors import CadError
from twin.contracts import Scene
from workers import steps
from workers.specifications import read_specification


class Command(BaseCommand):
    """Reads a specification, checks it, plays every replication, prints the figures."""

    help = "Play one scenario; prints every metric with its interval."
    requires_system_checks: list[str] = []  # noqa: RUF012 -- Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("spec", type=Path)
        parser.add_argument("--replications", type=int, help="instead of the document's own number")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--record", type=Path, metavar="DIR", help="write each replication's events and trajectories as Parquet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scene, document = read_specification(options["spec"])
            if options["replications"]:
                experiment = document.experiment.model_copy(update={"replications": options["replications"]})
                document = document.model_copy(update={"experiment": experiment})
            self._check(document, scene)
            prepared = steps.prepare(scene, document, key="simulate")
        except (OSError, json.JSONDecodeError, DocumentError, CadError, NotRunnable) as error:
            raise CommandError(str(error)) from error
        try:
            results = self._play(prepared, document.experiment, options["record"], quiet=options["json"])
        except FileExistsError as error:
            raise CommandError(str(error)) from error
        self._print(results, document, as_json=options["json"])

    def _play(
        self, prepared: steps.Prepared, experiment: Experiment, record: Path | None, *, quiet: bool
    ) -> list[RunResult]:
        """As many replications as the document says, or as its target asks for."""
        results: list[RunResult] = []
        more = first_replications(experiment)
        while more:
            numbers = tqdm(range(len(results), len(results) + more), unit="replication", disable=quiet)
            results += [_replicate(prepared, i, record) for i in numbers]
            precision = assess_experiment(experiment, [r.metrics for r in results])
            more = 0 if precision is None else precision.more
            if precision is not None and not quiet:
                self.stdout.write(precision_sentence(precision, METRICS))
        return results

    def _check(self, document: ScenarioDocument, scene: Scene) -> None:
        errors = [f for f in check_document(document, scene) if f.severity == "error"]
        if errors:
            raise CommandError("\n".join(f"{f.pointer or '/'}: {f.message}" for f in errors))

    def _print(self, results: Sequence[RunResult], document: ScenarioDocument, *, as_json: bool) -> None:
        rows = {
            key: estimate([r.metrics.get(key, float("nan")) for r in results], document.experiment.confidence)
            for key in METRICS
        }
        if as_json:
            metrics = {
                k: {"mean": _plain(e.mean), "low": _plain(e.low), "high": _plain(e.high)} for k, e in rows.items()
            }
            self.stdout.write(json.dumps({"metrics": metrics, "digests": [r.digest for r in results]}))
            return
        for key, found in rows.items():
            interval = f"{found.low:12.4g} to {found.high:.4g}" if found.count > 1 else ""
            self.stdout.write(f"{METRICS[key].label:<34}{found.mean:12.4g} {METRICS[key].unit:<10}{interval}")


def _replicate(prepared: steps.Prepared, index: int, record: Path | None) -> RunResult:
    """One replication, recorded in a folder of its own where that is asked for."""
    if record is None:
        return steps.replicate(prepared, index=index, progress=Progress())
    with ParquetRecorder(record / f"replication-{index + 1:02d}") as recorder:
        return simulate(prepared.compiled, replication=index, recorder=recorder)[0]


def _plain(value: float) -> float | None:
    return value if value == value else None  # noqa: PLR0124 -- NaN is not itself
