"""`manage.py sweep`: send again whatever is due and unattended."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workers.sweeper import sweep, sweep_for_ever


class Command(BaseCommand):
    """Looks once, or for ever."""

    help = "Enqueue due steps, expired leases, waiting imports and reports again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true", help="look every few seconds until interrupted")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["forever"]:
            self.stdout.write(f"{sweep()} jobs sent")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        sweep_for_ever(stop)
