"""``manage.py train_world``: trains the renderer or the audit's detector by a recipe, resumable."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from worlds.training.command import add_arguments, run


class Command(BaseCommand):
    """Arguments in, one call of `worlds.training.command.run`."""

    help = "Make training pictures, train a network of the world model and write its weights with their card."

    def add_arguments(self, parser: CommandParser) -> None:
        """The same as ``python -m worlds.training``."""
        add_arguments(parser)

    def handle(self, **options: Any) -> None:
        """Train; a faulty recipe is an error of the command."""
        try:
            run(Namespace(**options))
        except (ValueError, ImportError, FileNotFoundError) as error:
            raise CommandError(str(error)) from error
