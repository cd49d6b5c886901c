"""`manage.py schema scenario`: the JSON Schema of the scenario document."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scenarios.layout.canonical import json_schema


class Command(BaseCommand):
    """Prints a schema; needs no database."""

    help = "Print a JSON Schema."
    requires_system_checks: list[str] = []  # noqa: RUF012 -- Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["scenario"])

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(json_schema(), indent=2))
