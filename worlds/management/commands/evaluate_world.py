"""``manage.py evaluate_world``: scores the shipped renderer and detector on halls that they never saw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Arguments in, one call of `worlds.evaluation.report.evaluate`."""

    help = "Score the world model's weights against path-traced pictures of unseen halls, and roll a clip out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the weights and the pictures are."""
        parser.add_argument("--weights", type=Path, help="folder with renderer/ and detector/ (default: the shipped)")
        parser.add_argument("--work", type=Path, default=Path(".data/world"), help="where test pictures are kept")
        parser.add_argument("--halls", type=int, default=4, help="test halls to score on; missing ones are traced")
        parser.add_argument("--frames", type=int, default=96, help="frames of the rollout that is audited")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        """Score and print."""
        from worlds.evaluation.report import evaluate
        from worlds.renderer.weights import WEIGHTS_FOLDER, WeightsMismatch, WeightsMissing

        try:
            result = evaluate(
                options["weights"] or WEIGHTS_FOLDER,
                options["work"],
                halls=options["halls"],
                frames=options["frames"],
            )
        except (WeightsMissing, WeightsMismatch, ImportError, ValueError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(result, indent=2))
            return
        for group, values in result.items():
            for name, value in values.items():
                self.stdout.write(f"{group:10} {name:28} {value}")
