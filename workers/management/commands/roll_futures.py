"""`manage.py roll_futures SPEC.json`: the futures of the worst conflicts of one replication, without a database.

SPEC.json as for `simulate`. `--stop AGENT=SECONDS` lets somebody stop at a time of the day and rolls every conflict
a second time with that: the two agree until then.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scenarios.contracts import Progress
from scenarios.layout.parsing import DocumentError
from scenarios.simulation.compile import NotRunnable
from twin.cad.errors import CadError
from workers import steps
from workers.specifications import read_specification

if TYPE_CHECKING:
    from worlds.dynamics.actions import Stop


class Command(BaseCommand):
    """Plays the replication, rolls its worst conflicts, prints a sentence for each or writes everything as JSON."""

    help = "Roll the futures of the worst conflicts of one replication."
    requires_system_checks: list[str] = []  # noqa: RUF012 -- Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("spec", type=Path)
        parser.add_argument("--replication", type=int, default=0)
        parser.add_argument("--conflicts", type=int, default=3, help="how many, the worst first")
        parser.add_argument("--futures", type=int, default=64, help="of each conflict")
        parser.add_argument("--stop", metavar="AGENT=SECONDS", help="what if this agent stopped at that time")
        parser.add_argument("--out", type=Path, help="write figures and paths here as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        from worlds.dynamics.dynamics import Dynamics
        from worlds.weights import WeightsMismatch, WeightsMissing

        actions = _actions(options["stop"])
        if options["futures"] < 1 or options["conflicts"] < 1 or options["replication"] < 0:
            raise CommandError("--futures and --conflicts are at least 1, --replication at least 0.")
        try:
            scene, document = read_specification(options["spec"])
            prepared = steps.prepare(scene, document, key="roll_futures")
            dynamics = Dynamics.load()
        except (OSError, DocumentError, CadError, NotRunnable, WeightsMissing, WeightsMismatch, ValueError) as error:
            raise CommandError(str(error)) from error
        written = self._roll(prepared, dynamics, actions, options)
        if not written:
            self.stdout.write("There is no contact and no serious conflict that can be rolled.")
        if options["out"] is not None:
            options["out"].write_text(json.dumps(written))

    def _roll(
        self, prepared: steps.Prepared, dynamics: Any, actions: list[Stop], options: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Every study as it is stored for a run, those with actions after those without."""
        from worlds.dynamics.situation import SituationError
        from worlds.futures.conflicts import Found, most_serious, study_conflict
        from worlds.futures.describe import paths_of, summary_of

        run = prepared.compiled
        result = steps.replicate(prepared, index=options["replication"], progress=Progress())
        everything = [Found(result.replication, k, c) for k, c in enumerate(result.conflicts)]
        written = []
        for found in most_serious(everything, options["conflicts"]):
            at = run.document.wall_clock(found.conflict.at_s)
            self.stdout.write(f"{at}, {found.conflict.at_s:.1f} s: {' and '.join(found.conflict.agents)}")
            for what in ([], actions) if actions else ([],):
                try:
                    study = study_conflict(run, found, dynamics, futures=options["futures"], actions=what)
                except SituationError as error:
                    self.stdout.write(f"  {error}")
                    continue
                entry = {"actions": [str(action) for action in what], **summary_of(study), **paths_of(study)}
                written.append(entry)
                self.stdout.write(f"  {'With the stop: ' if what else ''}{entry['sentence']}")
        return written


def _actions(stop: str | None) -> list[Stop]:
    """The action of ``AGENT=SECONDS``."""
    from worlds.dynamics.actions import Stop

    if stop is None:
        return []
    agent, _, seconds = stop.partition("=")
    try:
        return [Stop(agent, float(seconds))]
    except ValueError:
        raise CommandError(f"--stop takes AGENT=SECONDS, as in picker-03=14400, not {stop}") from None
