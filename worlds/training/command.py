"""The arguments of a training, shared by ``manage.py train_world`` and ``python -m worlds.training``."""

from __future__ import annotations

import argparse
from pathlib import Path

from worlds.renderer.weights import WEIGHTS_FOLDER

RECIPES = Path(__file__).resolve().parent / "recipes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Recipe, folders, time and whether to go on."""
    parser.add_argument("--part", choices=("renderer", "detector"), default="renderer", help="which network to train")
    parser.add_argument("--recipe", type=Path, default=RECIPES / "renderer.toml")
    parser.add_argument("--out", type=Path, help="folder for weights and card (default: worlds/weights/<part>)")
    parser.add_argument("--work", type=Path, default=Path(".data/world"), help="pictures, checkpoints, curve")
    parser.add_argument("--minutes", type=float, help="stop training after this time, the schedule fitted to it")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --work")


def run(options: argparse.Namespace) -> None:
    """Train what was asked for."""
    out = options.out or WEIGHTS_FOLDER / options.part
    if options.part == "renderer":
        from worlds.training.run import train_world

        train_world(options.recipe, out, options.work, minutes=options.minutes, resume=options.resume, report=_say)
    else:
        from worlds.training.detector import train_detector

        train_detector(options.recipe, out, options.work, minutes=options.minutes, report=_say)


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m worlds.training", description=__doc__)
    add_arguments(parser)
    run(parser.parse_args())


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
