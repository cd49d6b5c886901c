"""The arguments of a training, shared by ``manage.py train_world`` and ``python -m worlds.training``."""

from __future__ import annotations

import argparse
from pathlib import Path

from worlds.renderer.weights import WEIGHTS_FOLDER

RECIPES = Path(__file__).resolve().parent / "recipes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Recipe, folders, time and whether to go on."""
    parts = ("renderer", "detector", "uncertainty", "dynamics")
    parser.add_argument("--part", choices=parts, default="renderer", help="which network to train")
    parser.add_argument("--recipe", type=Path, help="default: renderer.toml; for the dynamics dynamics.toml")
    parser.add_argument("--people", type=Path, help="for the dynamics: folder of the Jülich tracks; none without it")
    parser.add_argument("--out", type=Path, help="folder for weights and card (default: worlds/weights/<part>)")
    parser.add_argument("--work", type=Path, default=Path(".data/world"), help="pictures, checkpoints, curve")
    parser.add_argument("--minutes", type=float, help="stop training after this time, the schedule fitted to it")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --work")


def run(options: argparse.Namespace) -> None:
    """Train what was asked for."""
    out = options.out or WEIGHTS_FOLDER / options.part
    own = "dynamics" if options.part == "dynamics" else "renderer"
    recipe = options.recipe or RECIPES / f"{own}.toml"
    if options.people is not None and not options.people.is_dir():
        raise FileNotFoundError(f"there is no folder {options.people} with tracks of people")
    if options.part == "renderer":
        from worlds.training.run import train_world

        train_world(recipe, out, options.work, minutes=options.minutes, resume=options.resume, report=_say)
    elif options.part == "detector":
        from worlds.training.detector import train_detector

        train_detector(out, options.work, minutes=options.minutes, report=_say)
    elif options.part == "uncertainty":
        from worlds.renderer.renderer import Renderer
        from worlds.training.uncertainty import fit_uncertainty

        fit_uncertainty(Renderer.load(), out, options.work, report=_say)
    else:
        from worlds.training.dynamics import train_dynamics

        minutes, people = options.minutes, options.people
        train_dynamics(recipe, out, options.work, people=people, minutes=minutes, resume=options.resume, report=_say)


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m worlds.training", description=__doc__)
    add_arguments(parser)
    run(parser.parse_args())


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
