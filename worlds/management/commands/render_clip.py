"""``manage.py render_clip``: a clip of a generated hall with its sidecar, to look at a set of weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Arguments in, one call of `worlds.filming.clip.render_clip`."""

    help = "Render a clip of a generated hall in which people, AMRs and forklifts move on straight lines."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to show and where to write it."""
        parser.add_argument("--out", type=Path, required=True, help="the MP4; the sidecar goes beside it as .json")
        parser.add_argument("--hall", type=int, default=100_003, help="number of the generated hall")
        parser.add_argument("--seconds", type=float, default=4.0)
        parser.add_argument("--width", type=int, default=256)
        parser.add_argument("--height", type=int, default=144)

    def handle(self, **options: Any) -> None:
        """Render and write."""
        from worlds.contracts import ClipError
        from worlds.evaluation.walkabout import walkabout
        from worlds.filming.clip import Take, render_clip
        from worlds.renderer.renderer import Renderer
        from worlds.renderer.weights import WeightsMismatch, WeightsMissing

        scene, camera, trajectories = walkabout(options["hall"], options["seconds"])
        try:
            clip = render_clip(
                scene,
                camera.resized(options["width"], options["height"]),
                trajectories,
                Take(0.0, options["seconds"]),
                renderer=Renderer.load(),
            )
        except (ClipError, WeightsMissing, WeightsMismatch) as error:
            raise CommandError(str(error)) from error
        out: Path = options["out"]
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(clip.video)
        out.with_suffix(".json").write_text(json.dumps(clip.sidecar))
        self.stdout.write(f"{out}: {clip.frame_count} frames, audit {clip.audit.verdict}")
