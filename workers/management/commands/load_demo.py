"""`manage.py load_demo`: the demonstration organisation, facility and scenarios; again, it does nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workers.demo import DemoError, load_demo


class Command(BaseCommand):
    """Loads what is missing."""

    help = "Load the demonstration: planner@foresite.example, DC North, two scenarios."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            base, variant = load_demo()
        except DemoError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] > 1:
            self.stdout.write(f"{base.name} ({base.pk}), {variant.name} ({variant.pk})")
