"""An evaluation of the world model: parts that measure, and the table of bars that they fill.

Each part's result is kept with the hashes of the weights, so parts can be run one by one, hours apart;
the table takes those that fit the weights in question and says "not measured" of the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from worlds.audit.detector import Detector
from worlds.conditioning.conditions import Conditioner
from worlds.dynamics.dynamics import Dynamics
from worlds.evaluation.audits import audit_clips, audit_truth
from worlds.evaluation.bars import MOTION_SETS, Measured, Row, judge
from worlds.evaluation.building import read_building, trace_building
from worlds.evaluation.calibration_curve import draw_calibration
from worlds.evaluation.cards import notes_on, write_card, write_page
from worlds.evaluation.consistency import measure_consistency
from worlds.evaluation.dynamics import TEST_DAYS, evaluate_dynamics, score_held_out
from worlds.evaluation.endurance import Endurance, measure_endurance
from worlds.evaluation.futures_speed import measure_speed
from worlds.evaluation.moving_camera import measure_moving_camera
from worlds.evaluation.pictures import score_building, score_pictures
from worlds.evaluation.references import reference
from worlds.evaluation.results import ResultStore
from worlds.evaluation.sheets import sheet, write_png
from worlds.evaluation.stage import PERIOD_FRAMES, roll_out, stage_camera, stage_scene, walkers_at
from worlds.renderer.renderer import Renderer
from worlds.training.dataset import TEST_HALLS_FROM, SetRecipe, make_set
from worlds.training.uncertainty import HELD_HALLS, calibration, errors_of, joined
from worlds.training.uncertainty_set import PAIRS, make_pairs
from worlds.weights import WEIGHTS_FOLDER, read_arrays

LEAST_PICTURES, LEAST_SAMPLES = 24, 1024  # what the bar on unseen halls asks for
LEAST_FRAMES = 10_000
FIXTURES = Path(__file__).resolve().parents[3] / "shared/fixtures"
BUILDING_FOLDER = FIXTURES / "cad/aws_small_warehouse"
PEOPLE_FOLDER = FIXTURES / "people/juelich"
LEAST_AGENTS = 40  # what the bar on the futures' speed asks for


@dataclass(frozen=True, eq=False)
class Kit:
    """Everything that a part of the evaluation may need."""

    renderer: Renderer
    detector: Detector
    dynamics: Dynamics | None  # None where the folder of weights holds none
    work: Path
    halls: int = LEAST_PICTURES
    samples: int = LEAST_SAMPLES
    frames: int = LEAST_FRAMES
    clip_frames: int = 96
    days: int = TEST_DAYS
    report: Callable[[str], None] = print

    @property
    def store(self) -> ResultStore:
        """Where results are kept."""
        hashes = {"renderer": self.renderer.model_hash, "detector": str(self.detector.card.get("sha256", ""))}
        if self.dynamics is not None:
            hashes["dynamics"] = self.dynamics.model_hash
        return ResultStore(self.work / "results", hashes)

    def some_dynamics(self) -> Dynamics:
        """The dynamics; raises ``ImportError``, as any part without its tools does, where there are none."""
        if self.dynamics is None:
            raise ImportError("the folder of weights holds no dynamics")
        return self.dynamics

    def test_set(self) -> Path:
        """Path-traced pictures of unseen halls; traced where missing."""
        folder = self.work / "test"
        make_set(SetRecipe(TEST_HALLS_FROM, self.halls, 1, self.samples), folder, self.report)
        return folder


def measure_pictures(kit: Kit) -> dict[str, Any]:
    """Likeness to path tracing on unseen halls."""
    lambert = np.array(kit.renderer.card["lambert_weights"], np.float32)
    scores = score_pictures(kit.renderer, kit.test_set(), lambert).as_dict()
    return {**scores, "samples": kit.samples}


def measure_building(kit: Kit) -> dict[str, Any]:
    """Likeness to path tracing of a real building; raises ``ImportError`` where its files are not at hand."""
    if not BUILDING_FOLDER.is_dir():
        raise ImportError("the CAD folder of the small warehouse is not beside this project")
    scene, shard = read_building(BUILDING_FOLDER), kit.work / "building.npz"
    trace_building(scene, shard, kit.samples, kit.report)
    lambert = np.array(kit.renderer.card["lambert_weights"], np.float32)
    return {**score_building(kit.renderer, scene, shard, lambert).as_dict(), "samples": kit.samples}


def measure_truth(kit: Kit) -> dict[str, Any]:
    """The detector on path-traced pictures."""
    return audit_truth(kit.renderer, kit.detector, kit.test_set())


def measure_clips(kit: Kit) -> dict[str, Any]:
    """The audit of the model's own clips."""
    return audit_clips(kit.renderer, kit.detector, kit.clip_frames)


def measure_stage(kit: Kit) -> dict[str, Any]:
    """Consistency, and a contact sheet of the stage."""
    found = measure_consistency(kit.renderer)
    conditioner, camera = Conditioner(stage_scene()), stage_camera()
    frames = roll_out(kit.renderer, conditioner, ((walkers_at(k), camera) for k in range(PERIOD_FRAMES // 2)))
    instants = (0, 30)
    try:
        truths = [
            reference(kit.work / "references", conditioner, walkers_at(k), camera, samples=128, seed=1)
            for k in instants
        ]
    except ImportError:
        truths = []
    rows = [(frames[k], truths[i] if truths else None) for i, k in enumerate(instants)]
    write_png(kit.work / "sheets" / "stage.png", sheet(rows))
    return found


def measure_moving(kit: Kit) -> dict[str, Any]:
    """Flicker under a moving camera."""
    return measure_moving_camera(kit.renderer, kit.work)


def measure_walking(kit: Kit) -> dict[str, Any]:
    """The long rollout with people."""
    plan = Endurance(walking=True, frames=kit.frames)
    return measure_endurance(kit.renderer, kit.renderer.model_hash, kit.work, plan, report=kit.report)


def measure_static(kit: Kit) -> dict[str, Any]:
    """The long rollout in which nothing moves."""
    plan = Endurance(walking=False, frames=kit.frames)
    return measure_endurance(kit.renderer, kit.renderer.model_hash, kit.work, plan, report=kit.report)


def measure_motion(kit: Kit) -> dict[str, Any]:
    """The dynamics on held-out days and, where their tracks are at hand, on each run of real people."""
    dynamics = kit.some_dynamics()
    people = PEOPLE_FOLDER if PEOPLE_FOLDER.is_dir() else None
    if people is None:
        kit.report("the Jülich tracks are not beside this project: days of the engine only")
    found = {**evaluate_dynamics(dynamics, days=kit.days, people=people), "days": kit.days}
    try:
        held_out = {} if people is None else score_held_out(dynamics, people)
    except ImportError as error:
        kit.report(f"the held-out Jülich run cannot be read: {error}")
        held_out = {}
    return found | held_out


def measure_futures(kit: Kit) -> dict[str, Any]:
    """Seconds that the futures take."""
    return measure_speed(kit.some_dynamics(), LEAST_AGENTS)


def measure_uncertainty(kit: Kit) -> dict[str, Any]:
    """What is said of each pixel's error against what it is, in halls that nothing learned from; draws the curve."""
    folder = kit.work / "uncertainty"
    make_pairs(PAIRS, folder, kit.report)
    arrays, card = read_arrays(WEIGHTS_FOLDER / "uncertainty")
    if card["renderer_sha256"] != kit.renderer.model_hash:
        raise ImportError("it was fitted to another renderer; train_world --part uncertainty fits it anew")
    found = calibration(arrays, joined(errors_of(kit.renderer, folder, HELD_HALLS)))
    draw_calibration(kit.work / "sheets" / "uncertainty.svg", found["curve"])
    return {**found, "halls": HELD_HALLS}


@dataclass(frozen=True)
class Part:
    """A part of the evaluation: what it runs, whose weights it is about, and what it says of the bars."""

    measure: Callable[[Kit], dict[str, Any]]
    of: tuple[str, ...]
    bars: Callable[[Mapping[str, Any]], dict[str, Measured]]


def _bars_of_pictures(v: Mapping[str, Any]) -> dict[str, Measured]:
    how = f"{v['pictures']} pictures, {v['samples']} samples"
    complete = v["pictures"] >= LEAST_PICTURES and v["samples"] >= LEAST_SAMPLES
    return {
        "unseen_psnr": Measured(v["renderer_psnr_db"], how, complete),
        "unseen_ssim": Measured(v["renderer_ssim"], how, complete),
    }


def _bars_of_building(v: Mapping[str, Any]) -> dict[str, Measured]:
    return {"building_psnr": Measured(v["renderer_psnr_db"], f"{v['pictures']} views, {v['samples']} samples")}


def _bars_of_truth(v: Mapping[str, Any]) -> dict[str, Measured]:
    how = f"{v['agents_expected']} agents in {v['pictures']} pictures"
    return {
        "truth_recall": Measured(v["recall"], how),
        "truth_invented": Measured(v["invented_per_frame"], how),
    }


def _bars_of_clips(v: Mapping[str, Any]) -> dict[str, Measured]:
    how = f"{v['agents_expected']} agents in {v['frames']} frames of {v['clips']} clips"
    return {
        "clip_shown": Measured(v["shown"], how),
        "clip_invented": Measured(v["invented_per_frame"], how),
        "clip_position": Measured(v["position_error_m"], how),
    }


def _bars_of_stage(v: Mapping[str, Any]) -> dict[str, Measured]:
    return {"flicker_fixed": Measured(v["fixed_flicker_levels"], "24 frames, 8-bit levels; path tracing: 0")}


def _bars_of_moving(v: Mapping[str, Any]) -> dict[str, Measured]:
    how = f"{v['model_levels']} against {v['path_tracing_levels']} levels, {v['frames']} frames"
    return {"flicker_moving": Measured(v["ratio"], how)}


def _bars_of_endurance(key: str) -> Callable[[Mapping[str, Any]], dict[str, Measured]]:
    def bars(v: Mapping[str, Any]) -> dict[str, Measured]:
        how = (
            f"{v['frames']} frames, segments of {v['segment_frames']}, at most {v['largest_from_first_db']:.3f} dB off"
        )
        return {key: Measured(v["worst_db_per_100"], how, v["frames"] >= LEAST_FRAMES)}

    return bars


RUNS = {"corridor": "corridor", "single_file": "single file n34_cam2", "wide_bottleneck": "bottleneck 00_01a"}
HOW = {"wide_bottleneck": "first scored with the finished weights"}
DEVELOPED_ON = "never learned from, but scored while developing"


def _bars_of_motion(v: Mapping[str, Any]) -> dict[str, Measured]:
    measured: dict[str, Measured] = {}
    for key in MOTION_SETS:
        scores = v.get(RUNS.get(key, key))
        if scores is None:
            measured |= {f"{key}_{name}": Measured(None, "its tracks are not at hand") for name in MOTION_MEASURES}
            continue
        how = (
            f"{scores['agents']} cases, {v['days']} days"
            if key == "engine"
            else (f"{scores['agents']} cases, {HOW.get(key, DEVELOPED_ON)}")
        )
        complete = key != "engine" or v["days"] >= TEST_DAYS
        measured |= {f"{key}_{name}": Measured(of(scores), how, complete) for name, of in MOTION_MEASURES.items()}
    return measured


MOTION_MEASURES: dict[str, Callable[[Mapping[str, Any]], float]] = {
    "ade": lambda scores: -100 * scores["ade_gain"],
    "fde": lambda scores: -100 * scores["fde_gain"],
    "coverage": lambda scores: 100 * scores["coverage"],
    "projection": lambda scores: 100 * scores["projection_rate"],
}


def _bars_of_futures(v: Mapping[str, Any]) -> dict[str, Measured]:
    how = (
        f"{v['agents']} agents, {v['present_share']:.0%} of the time on the floor; {v['threads']} threads, the clock of "
        f"a machine that may be busy; {v['processor_s']:.2f} s of processor time"
    )
    return {"futures_s": Measured(v["clock_s"], how, v["agents"] >= LEAST_AGENTS and v["present_share"] == 1)}


PARTS: dict[str, Part] = {
    "pictures": Part(measure_pictures, ("renderer",), _bars_of_pictures),
    "building": Part(measure_building, ("renderer",), _bars_of_building),
    "truth": Part(measure_truth, ("detector",), _bars_of_truth),
    "clips": Part(measure_clips, ("renderer", "detector"), _bars_of_clips),
    "stage": Part(measure_stage, ("renderer",), _bars_of_stage),
    "moving": Part(measure_moving, ("renderer",), _bars_of_moving),
    "uncertainty": Part(measure_uncertainty, ("renderer",), lambda _: {}),
    "walking": Part(measure_walking, ("renderer",), _bars_of_endurance("drift_walking")),
    "static": Part(measure_static, ("renderer",), _bars_of_endurance("drift_static")),
    "motion": Part(measure_motion, ("dynamics",), _bars_of_motion),
    "futures": Part(measure_futures, ("dynamics",), _bars_of_futures),
}
NOT_HERE = {
    "speed_gpu": "no such device here",
}


def evaluate(kit: Kit, parts: tuple[str, ...]) -> None:
    """Run parts one after the other and keep what each found. A part without its tools says so and is left out."""
    for name in parts:
        part = PARTS[name]
        kit.report(f"measuring: {name}")
        try:
            values = part.measure(kit)
        except ImportError as error:
            kit.report(f"{name}: not measured, {error}")
            continue
        kit.store.write(name, values, of=part.of)


def results(kit: Kit) -> dict[str, dict[str, Any]]:
    """Every part's result that fits the weights."""
    return {name: values for name in PARTS if (values := kit.store.read(name)) is not None}


def bars(found: Mapping[str, Mapping[str, Any]], speed_file: Path | None = None) -> list[Row]:
    """The whole table, from what the parts found and from the benchmark's file of speeds."""
    measured = {key: Measured(None, why) for key, why in NOT_HERE.items()}
    for name, values in found.items():
        measured |= PARTS[name].bars(values)
    measured |= speeds(speed_file)
    return judge(measured)


def speeds(file: Path | None) -> dict[str, Measured]:
    """The bars on speed, from ``bench/results/world.jsonl``: timings belong to the benchmark, on an idle machine."""
    cases = {
        "speed_moving": "moving camera 256x144",
        "speed_fixed": "fixed camera 640x360",
        "speed_ratio": "equal quality, fixed camera 256x144",
        "speed_ratio_psnr": "equal PSNR alone, fixed camera 256x144",
    }
    if file is None or not file.is_file():
        return {key: Measured(None, "run make bench-world on an idle machine") for key in cases}
    rows = {row["case"]: row for row in map(json.loads, file.read_text().splitlines())}
    return {key: Measured(rows[case]["measured"], _how(rows[case])) for key, case in cases.items() if case in rows}


def _how(row: Mapping[str, Any]) -> str:
    return f"make bench-world; {row['peer']}" if row["case"].startswith("equal") else "make bench-world"


def load_kit(weights: Path, work: Path, *, say: Callable[[str], None], **counts: int) -> Kit:
    """The weights in ``renderer/``, ``detector/`` and, where there are any, ``dynamics/`` of a folder.

    Raises ``WeightsMissing``, ``WeightsMismatch``.
    """
    renderer, detector = Renderer.load(weights / "renderer"), Detector.load(weights / "detector")
    dynamics = Dynamics.load(weights / "dynamics") if (weights / "dynamics").is_dir() else None
    return Kit(renderer, detector, dynamics, work, report=say, **counts)


def write_table(kit: Kit, rows: list[Row], found: Mapping[str, Mapping[str, Any]]) -> None:
    """Bars and measures as one JSON file beside the results."""
    kit.work.mkdir(parents=True, exist_ok=True)
    content = {"models": dict(kit.store.models), "bars": [row.as_dict() for row in rows], "measures": dict(found)}
    (kit.work / "evaluation.json").write_text(json.dumps(content, indent=2, allow_nan=False) + "\n")


def write_cards(weights: Path, pages: Path, rows: list[Row], found: Mapping[str, Mapping[str, Any]]) -> list[Path]:
    """Cards and pages of the models that there are weights of and that anything was found about; gives the pages."""
    written = []
    for model in sorted({row.bar.model for row in rows}):
        if not (weights / model / "card.json").is_file():
            continue
        mine = [row for row in rows if row.bar.model == model]
        measures = {name: values for name, values in found.items() if PARTS[name].of[0] == model}
        if not measures:
            continue  # a table of nothing must not take the place of one that was measured
        write_card(weights / model, mine, {name: _without_curve(values) for name, values in measures.items()})
        page = pages / f"{model}.md"
        write_page(page, mine, notes_on(measures))
        written.append(page)
    return written


def _without_curve(values: Mapping[str, Any]) -> dict[str, Any]:
    """A card holds what was found; thousands of points stay in the evaluation's own file."""
    return {name: value for name, value in values.items() if name not in ("curve", "segments_db")}
