"""``manage.py evaluate_world``: measures the world model against its bars and writes the model cards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Arguments in, calls of `worlds.evaluation`, a table out."""

    help = (
        "Measure the world model against its bars: likeness to path tracing, consistency, flicker, drift over a long "
        "rollout, audits, predicted motion against what happened, the speed of futures. Results are kept in --work for the weights that they are about, so parts can be run one by "
        "one and a stopped rollout goes on; the table says of every bar what was measured, or that it was not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which weights, which parts, and where results go."""
        parser.add_argument(
            "--weights", type=Path, help="folder with renderer/, detector/ and dynamics/ (default: the shipped)"
        )
        parser.add_argument("--work", type=Path, default=Path(".data/world"), help="pictures, results and sheets")
        parser.add_argument("--parts", nargs="*", metavar="PART", help="what to measure (default: all; none: table)")
        parser.add_argument("--halls", type=int, default=24, help="test halls to score on; missing ones are traced")
        parser.add_argument("--samples", type=int, default=1024, help="samples a pixel of those that are traced")
        parser.add_argument("--frames", type=int, default=10_080, help="frames of the long rollouts")
        parser.add_argument("--clip-frames", type=int, default=96, help="frames of each clip that is audited")
        parser.add_argument("--days", type=int, default=12, help="held-out days of the engine to predict motion on")
        parser.add_argument("--write-cards", action="store_true", help="write the table into the cards and their pages")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        """Measure, print, write."""
        from worlds.evaluation import report
        from worlds.evaluation.bars import text_table
        from worlds.renderer.weights import WEIGHTS_FOLDER, WeightsMismatch, WeightsMissing

        weights: Path = options["weights"] or WEIGHTS_FOLDER
        parts = tuple(report.PARTS) if options["parts"] is None else tuple(options["parts"])
        if unknown := set(parts) - report.PARTS.keys():
            raise CommandError(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(report.PARTS)}")
        if min(_counts(options).values()) < 1:
            raise CommandError("--halls, --samples, --frames, --clip-frames and --days must be at least 1")
        try:
            kit = report.load_kit(weights, options["work"], say=self.stderr.write, **_counts(options))
            report.evaluate(kit, parts)
        except (WeightsMissing, WeightsMismatch, ValueError) as error:
            raise CommandError(str(error)) from error
        found = report.results(kit)
        rows = report.bars(found, settings.BASE_DIR / "bench" / "results" / "world.jsonl")
        report.write_table(kit, rows, found)
        if options["write_cards"]:
            for path in report.write_cards(weights, settings.BASE_DIR / "docs" / "model-cards", rows, found):
                self.stderr.write(f"wrote {path.name}")
        if options["json"]:
            self.stdout.write(json.dumps({"bars": [row.as_dict() for row in rows], "measures": found}, indent=2))
        else:
            self.stdout.write(text_table(rows))


def _counts(options: dict[str, Any]) -> dict[str, int]:
    return {name: options[name] for name in ("halls", "samples", "frames", "clip_frames", "days")}
