"""`manage.py begin_demo`: compare the demonstration's variants and print the table when it is done."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import DomainError
from scenarios.models import Comparison
from scenarios.selectors import get_comparison, list_comparisons
from scenarios.services.comparisons import create_comparison, describe_comparison, find_or_start_runs
from workers.demo import DemoError, get_demo_caller, load_demo

NAME = "Demonstration"


class Command(BaseCommand):
    """Starts the runs through the same services as the browser; the workers do the work."""

    help = "Begin the demonstration's comparison, wait for it, print its table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-wait", action="store_true", help="only begin it")
        parser.add_argument("--replications", type=int, help="instead of the documents' own number")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scenarios = load_demo()
            caller = get_demo_caller()
            runs = find_or_start_runs(caller, scenarios, replications=options["replications"])
            wanted = [run.pk for run in runs]
            known = [c for c in list_comparisons(caller) if [e.run_id for e in c.entries.all()] == wanted]
            comparison = known[0] if known else create_comparison(caller, runs=runs, name=NAME)
            if not options["no_wait"]:
                self._wait(caller, comparison)
        except (DemoError, DomainError) as error:
            raise CommandError(str(error)) from error

    def _wait(self, caller: Any, comparison: Comparison) -> None:
        began = time.monotonic()
        while True:
            body = describe_comparison(get_comparison(caller, comparison.pk), with_figures=False)
            if body["status"] != "waiting":
                break
            time.sleep(1.0)
        if body["status"] == "failed":
            errors = [entry["run"]["error"] or entry["run"]["status"] for entry in body["runs"]]
            raise CommandError(f"The demonstration's comparison failed: {'; '.join(errors)}")
        self._print(describe_comparison(get_comparison(caller, comparison.pk)), time.monotonic() - began)

    def _print(self, body: dict[str, Any], seconds: float) -> None:
        names = " against ".join(f"{e['letter']} {e['scenario_name']}" for e in body["runs"])
        self.stdout.write(f"\n  {names} ({seconds:.0f} s): /comparisons/{body['id']}\n  {body['headline']}\n\n")
        for group in body["differences"]:
            for row in group["rows"]:
                if row["headline"]:
                    self.stdout.write(f"  {row['sentence']}\n")
        for sentence in body["how_sure"]:
            self.stdout.write(f"  {sentence}\n")
