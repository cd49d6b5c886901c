"""``manage.py finetune_world``: fine-tunes the renderer on registered footage, from files to files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Arguments in, calls of `worlds.finetuning`, weights with their card out. No database is touched."""

    help = (
        "Fine-tune the shipped renderer on footage of a real building. Each video comes with OpenCV files of its lens "
        "and pose, in the twin's frame. Footage that does not fit the twin is refused; the last fifth of every video "
        "is held out and tells what was gained."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The twin, the footage, how long, and where to write."""
        parser.add_argument("--cad", type=Path, required=True, help="the twin's CAD: a file or a folder")
        parser.add_argument(
            "--footage", nargs=3, type=Path, action="append", required=True, metavar=("VIDEO", "LENS", "POSE")
        )
        parser.add_argument("--unit", choices=("m", "cm", "mm"), default="m", help="unit of the poses' translations")
        parser.add_argument("--minutes", type=float, default=5.0, help="time to train")
        parser.add_argument("--name", default="tuned", help="name on the card")
        parser.add_argument("--out", type=Path, required=True, help="folder for the weights and their card")

    def handle(self, **options: Any) -> None:
        """Register, train, write."""
        from twin.cad.errors import CadError
        from twin.cad.reader import read_cad
        from worlds.conditioning.conditions import Conditioner
        from worlds.finetuning.errors import FootageError
        from worlds.finetuning.tune import TuningPlan, tune, write_tuned
        from worlds.renderer.renderer import Renderer
        from worlds.renderer.weights import WeightsMismatch, WeightsMissing

        try:
            plan, base = TuningPlan(minutes=options["minutes"]), Renderer.load()
            conditioner = Conditioner(read_cad(options["cad"]).scene)
            footage = [_registered(conditioner, *files, unit=options["unit"]) for files in options["footage"]]
            tuned, gain = tune(base, conditioner, footage, plan, watch=self._say)
        except CadError as error:
            raise CommandError(f"the twin: {error.message}") from error
        except (FootageError, WeightsMissing, WeightsMismatch, ValueError) as error:
            raise CommandError(str(error)) from error
        card = write_tuned(options["out"], tuned, gain, base_hash=base.model_hash, name=options["name"])
        self.stdout.write(
            f"{options['out']}: {card['sha256'][:12]}…, {gain.held_out_frames} held-out frames: "
            f"{gain.before_db:.2f} dB before, {gain.with_look_db:.2f} with the look, {gain.after_db:.2f} after"
        )

    def _say(self, share: float, message: str) -> None:
        if message.endswith("00") or not message.startswith("step"):
            self.stderr.write(f"{share:.0%} {message}")


def _registered(conditioner: Any, video: Path, lens: Path, pose: Path, *, unit: str) -> Any:
    from worlds.finetuning.calibration import read_lens, read_pose
    from worlds.finetuning.errors import FootageError
    from worlds.finetuning.footage import read_footage
    from worlds.finetuning.registration import register

    try:
        calibration = read_pose(pose.read_bytes(), read_lens(lens.read_bytes()), unit=unit)
        return register(conditioner.raycast, read_footage(video), calibration, video.stem)
    except OSError as error:
        raise FootageError(f"{video.name}: {error.strerror}: {Path(str(error.filename)).name}") from error
    except FootageError as error:
        raise FootageError(f"{video.name}: {error}") from error
