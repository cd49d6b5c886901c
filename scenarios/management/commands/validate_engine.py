"""`manage.py validate_engine`: hold the engine to its known answers and print the table."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scenarios.validation.case import Row, Tier, chosen, run_case
from scenarios.validation.registry import CASES
from scenarios.validation.table import as_markdown, as_text


class Command(BaseCommand):
    """Ends with a non-zero status when any case fails."""

    help = (
        "Measure the engine against known answers (queues, job networks, travel, conflict measures, walking) and "
        "print a table: case, source, expected, measured, interval, verdict. Ends with an error if any case fails. "
        "Needs no database."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 -- as Django declares it

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be chosen."""
        parser.add_argument(
            "--full", action="store_true", help="also run the slow cases, and the others with more replications"
        )
        parser.add_argument("--only", default="", metavar="TEXT", help="only cases whose name or group contains this")
        parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as a page of documentation")
        parser.add_argument("--list", action="store_true", help="list the cases of the tier and run none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the chosen cases one after the other."""
        tier: Tier = "full" if options["full"] else "quick"
        cases = chosen(CASES, tier, options["only"])
        if not cases:
            raise CommandError(f"no case of the {tier} tier has {options['only']!r} in its name or group")
        if options["list"]:
            for case in cases:
                self.stdout.write(f"{case.group}: {case.name} ({case.tier})")
            return
        rows: list[Row] = []
        for number, case in enumerate(cases, 1):
            rows.append(run_case(case, tier))
            if options["verbosity"] > 1:
                self.stderr.write(f"{number}/{len(cases)} {case.name}: {rows[-1].took_s:.1f} s")
        self.stdout.write(as_text(rows))
        if options["markdown"]:
            options["markdown"].write_text(as_markdown(rows), encoding="utf-8")
        failed = sum(not row.passed for row in rows)
        took_s = sum(row.took_s for row in rows)
        if failed:
            raise CommandError(f"{failed} of {len(rows)} known answers missed ({took_s:.1f} s)")
        self.stdout.write(f"\nall {len(rows)} known answers met ({took_s:.1f} s)")
