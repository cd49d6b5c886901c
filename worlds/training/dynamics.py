"""Training of the dynamics: rounds of fresh guided rollouts, maximum likelihood, then the luck's persistence.

The likelihood is that of `worlds.dynamics.kernels`: a chance of standing still, else a mixture of Gaussians; and the
chance of setting out for those who stand. The persistence is chosen afterwards on days of their own, so that the 90 %
region of 4.8 s ahead holds nine outcomes in ten: it changes how errors add up, not what a step may bring.
"""

from __future__ import annotations

import json
import math
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from scenarios.contracts import AgentKind
from worlds.dynamics import kernels
from worlds.dynamics.dynamics import Dynamics
from worlds.dynamics.network import HIGHEST_LOG_SIGMA, LOWEST_LOG_SIGMA, PAIR_WIDTH, WIDTH, Network
from worlds.dynamics.situation import HISTORY, STANDS
from worlds.evaluation.dynamics import Case, day_cases, evaluate_dynamics, motion_cases, score_cases
from worlds.training.dynamics_days import TEST_DAYS_FROM, Motion, play_window, random_day
from worlds.training.dynamics_people import TRAIN
from worlds.training.dynamics_samples import PACES, Rollouts, Samples, joined, resampled, swayed
from worlds.weights import write_arrays

VALIDATION_DAYS = (900, 901, 902)
WINDOW_S = 90.0
COLUMNS = ("own", "pair", "seen", "motion", "rests", "moves", "waits", "leaves")
PERSISTENCES = (0.4, 0.5, 0.6, 0.7)
WARM_UP_ROUNDS = 10  # without rollouts
KNOWN_LIMITS = (
    "Work at a place ends by a learned chance; where somebody then goes is known only as far as the plan is settled.",
    "Tours, transports, breaks and shift ends that are dealt out later are not foreseen.",
    "Queues are not predicted: whoever comes to a place that is taken walks up to it as others allow.",
    "Real people were learned from two runs of one laboratory; vehicles from simulation only.",
)


@dataclass(frozen=True)
class DynamicsRecipe:
    """Everything that decides the outcome of a training."""

    seed: int
    days: int
    test_days: int
    rounds: int
    frames: int  # rollouts begun in one window in one round
    windows: int  # windows of a round
    unroll: int  # steps of a rollout, at most
    noise: float  # m/s, the most that the velocities of the last second are off
    tracked_share: float  # of the windows of a round that show people as cameras track them, real or swayed
    batch: int
    passes: int  # over the samples of a round
    learning_rate: float
    average_decay: float

    def __post_init__(self) -> None:
        if not 0 < self.days < VALIDATION_DAYS[0]:
            raise ValueError(f"between 1 and {VALIDATION_DAYS[0] - 1} days can be trained on")
        if self.unroll < 1 or self.rounds < 1:
            raise ValueError("a training has at least one round of one step")


def read_dynamics_recipe(path: Path) -> DynamicsRecipe:
    """The recipe in a TOML file; unknown and missing keys are errors that name them."""
    raw = tomllib.loads(path.read_text())
    known = {f.name for f in fields(DynamicsRecipe)}
    if raw.keys() != known:
        raise ValueError(f"{path.name}: unknown or missing keys {sorted(raw.keys() ^ known)}")
    return DynamicsRecipe(**raw)


class DynamicsNetwork(nn.Module):
    """As `worlds.dynamics.network.Network`, to be trained."""

    def __init__(self) -> None:
        super().__init__()
        self.own = nn.Linear(kernels.SELF, WIDTH)
        self.with_own = nn.Linear(kernels.SELF, PAIR_WIDTH)
        self.pair = nn.Linear(kernels.PAIR, PAIR_WIDTH, bias=False)
        self.pair2 = nn.Linear(PAIR_WIDTH, PAIR_WIDTH)
        self.join = nn.Linear(WIDTH + 2 * PAIR_WIDTH, WIDTH)
        self.deep = nn.Linear(WIDTH, WIDTH)
        self.answer = nn.Linear(WIDTH, kernels.ANSWER)

    def forward(self, own: Tensor, pair: Tensor, seen: Tensor) -> Tensor:
        """(N, ANSWER) for own (N, SELF), pair (N, NEIGHBOURS, PAIR), seen (N, NEIGHBOURS)."""
        p = functional.relu(self.pair(pair) + self.with_own(own)[:, None])
        p = functional.relu(self.pair2(p)) * seen[..., None]
        h = torch.cat([functional.relu(self.own(own)), p.amax(dim=1), p.mean(dim=1)], dim=1)
        answer: Tensor = self.answer(functional.relu(self.deep(functional.relu(self.join(h)))))
        return answer

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """The weights as `Network` takes them."""
        return {name: tensor.detach().cpu().numpy().copy() for name, tensor in self.state_dict().items()}


def negative_log_likelihood(  # noqa: PLR0917 -- the answer, and the columns of `Samples` in their order
    answer: Tensor, motion: Tensor, rests: Tensor, moves: Tensor, waits: Tensor, leaves: Tensor
) -> Tensor:
    """Mean over the rows: of the motion where it counts, and of setting out where it counts."""
    count = kernels.COMPONENTS
    weights = functional.log_softmax(answer[:, kernels.LOGITS : kernels.MEANS], dim=1)
    means = answer[:, kernels.MEANS : kernels.SIGMAS].reshape(-1, count, 2)
    logs = answer[:, kernels.SIGMAS : kernels.TURNS].clamp(LOWEST_LOG_SIGMA, HIGHEST_LOG_SIGMA).reshape(-1, count, 2)
    r = 0.98 * torch.tanh(answer[:, kernels.TURNS :])
    a, b = ((motion[:, None] - means) * torch.exp(-logs)).unbind(dim=-1)
    left = 1 - r * r
    terms = (
        weights - logs.sum(dim=-1) - 0.5 * torch.log(left) - np.log(2 * np.pi)
        - 0.5 * (a * a - 2 * r * a * b + b * b) / left
    )  # fmt: skip
    density = torch.logsumexp(terms, dim=1).clamp(min=-25.0)
    rest = answer[:, kernels.REST]
    of_motion = torch.where(rests, functional.logsigmoid(rest), functional.logsigmoid(-rest) + density)
    of_leaving = functional.binary_cross_entropy_with_logits(
        answer[:, kernels.LEAVES], leaves.to(answer.dtype), reduction="none"
    )
    return (torch.where(moves, -of_motion, 0.0) + torch.where(waits, of_leaving, 0.0)).mean()


def train_dynamics(
    recipe_path: Path,
    out: Path,
    work: Path,
    *,
    people: Path | None = None,
    minutes: float | None = None,
    resume: bool = False,
    report: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Train by the recipe; weights and card go to `out`, days, checkpoint and curve to `work`. Returns the card.

    `people` is the folder of the Jülich tracks; without it the people of the engine are all there are.
    """
    recipe = read_dynamics_recipe(recipe_path)
    work.mkdir(parents=True, exist_ok=True)
    engine = [m for number in range(recipe.days) for m in _day(number, work, report)]
    tracked = [make(people) for make in TRAIN] if people else []
    network, spent = _train(recipe, engine, tracked, work, minutes=minutes, resume=resume, report=report)
    arrays = network.arrays()
    return finish(recipe, arrays, out, people=people, spent_s=spent, report=report)


def finish(
    recipe: DynamicsRecipe,
    arrays: dict[str, NDArray[np.float32]],
    out: Path,
    *,
    people: Path | None,
    spent_s: float,
    report: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Choose the persistence, score on what was held out, write weights and card."""
    held_in = [c for number in VALIDATION_DAYS for c in day_cases(random_day(number), every_s=16.0)]
    held_in += [c for make in TRAIN for c in motion_cases(make(people), every=30)] if people else []
    persistence = choose_persistence(Network(arrays), held_in, report)
    dynamics = Dynamics(Network(arrays), {"persistence": persistence})
    measured = evaluate_dynamics(dynamics, days=recipe.test_days, people=people)
    card = {
        "name": "dynamics",
        "purpose": "motion of everyone over the next 0.2 s from the last second, plans and surroundings",
        "config": {"step_s": 0.2, "width": WIDTH, "pair_width": PAIR_WIDTH},
        "persistence": persistence,
        "parameters": int(sum(a.size for a in arrays.values())),
        "recipe": asdict(recipe),
        "trained_minutes": round(spent_s / 60, 1),
        "data": {
            "what": "generated warehouses played by the engine, and people of the Jülich experiments (ped.fz-juelich.de)",
            "days": recipe.days,
            "people": bool(people),
            "test": f"days {TEST_DAYS_FROM} to {TEST_DAYS_FROM + recipe.test_days - 1}",
            "development": "corridor, single file n34_cam2: never learned from, scored while developing",
        },
        "measured": measured,
        "limits": list(KNOWN_LIMITS),
    }
    digest = write_arrays(out, arrays, card)
    report(f"wrote {out} ({digest[:12]}…): {json.dumps(measured)}")
    return {**card, "sha256": digest}


def choose_persistence(network: Network, cases: Sequence[Case], report: Callable[[str], None] = print) -> list[float]:
    """How much of people's, of vehicles' and of tracked people's luck lasts from step to step.

    For each, the value whose 90 % region comes nearest to holding 90 % of the outcomes of those on the move.
    """
    found: dict[str, dict[float, float]] = {}
    for value in PERSISTENCES:
        dynamics = Dynamics(network, {"persistence": (value, value, value)})
        scores = score_cases(dynamics, cases)
        for group, coverage in scores.coverage_by_group.items():
            found.setdefault(group, {})[value] = coverage
    report(f"coverage of the 90 % region by persistence: {json.dumps(found)}")
    groups = ("person", "vehicle", "tracked")
    return [min(found[g], key=lambda v: abs(found[g][v] - 0.9)) if g in found else 0.0 for g in groups]


def _day(number: int, work: Path, report: Callable[[str], None]) -> list[Motion]:
    """Two windows of a day; played once, then kept in `work`."""
    import pickle  # our own files in our own folder

    path = work / "days" / f"{number}.pkl"
    if path.exists():
        return list(pickle.loads(path.read_bytes()))  # noqa: S301
    rng, run = np.random.default_rng(number), random_day(number)
    starts = (rng.uniform(120, 1000), rng.uniform(1200, 2400))
    motions = [play_window(run, name=f"day {number}", start_s=float(round(s)), duration_s=WINDOW_S) for s in starts]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(motions))
    report(f"played day {number}: {motions[0].pose.shape[1]} agents")
    return motions


def _round(
    recipe: DynamicsRecipe, engine: list[Motion], tracked: list[Motion], network: Network | None,
    rng: np.random.Generator,
) -> Samples:  # fmt: skip
    parts, weight = [], np.array([_drives(motion) for motion in engine])
    for _ in range(recipe.windows):
        motion = engine[rng.choice(len(engine), p=weight / weight.sum())]
        if rng.random() < recipe.tracked_share:
            real = tracked and rng.random() < 0.6
            motion = (
                resampled(tracked[rng.integers(len(tracked))], rng.uniform(*PACES)) if real else swayed(motion, rng)
            )
        steps = int(rng.integers(1, recipe.unroll + 1)) if network else 1
        busy = ((motion.phase != STANDS) & motion.present).sum(axis=1)[2 * HISTORY : -recipe.unroll - 2] + 0.1
        first = 2 * HISTORY + rng.choice(len(busy), size=max(recipe.frames // steps, 1), p=busy / busy.sum())
        parts.append(Rollouts(motion, first, rng, noise=recipe.noise).run(network, steps))
    return joined(parts)


def _drives(motion: Motion) -> float:
    """How often a window is taken, against one without vehicles: steering is harder to learn than walking."""
    driving = (motion.phase != STANDS) & (motion.bodies.kinds != AgentKind.PERSON)[None]
    return 1.0 + float(driving.sum(axis=1).mean())


def _train(
    recipe: DynamicsRecipe, engine: list[Motion], tracked: list[Motion], work: Path, *, minutes: float | None,
    resume: bool, report: Callable[[str], None],
) -> tuple[DynamicsNetwork, float]:  # fmt: skip
    learner, checkpoint = _Learner(recipe), work / "dynamics.pt"
    number, spent = learner.load(checkpoint) if resume and checkpoint.exists() else (0, 0.0)
    while number < recipe.rounds and (minutes is None or spent < minutes * 60):
        began = time.monotonic()
        rng = np.random.default_rng((recipe.seed, number))
        mover = Network(learner.average.arrays()) if number > WARM_UP_ROUNDS else None
        samples = _round(recipe, engine, tracked, mover, rng)
        part = number / recipe.rounds if minutes is None else spent / (60 * minutes)
        loss = learner.learn(samples, rng, part=part)
        number += 1
        spent += time.monotonic() - began
        report(f"round {number}: {len(samples)} samples, loss {loss:.4f}, {spent / 60:.1f} min")
        with (work / "dynamics-curve.csv").open("a") as curve:
            curve.write(f"{number},{spent:.1f},{len(samples)},{loss:.5f}\n")
        learner.save(checkpoint, round_number=number, spent_s=spent)
    return learner.average, spent


class _Learner:
    """A network that learns, and the average of its weights over the last batches, which is what is kept."""

    def __init__(self, recipe: DynamicsRecipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.network, self.average = DynamicsNetwork(), DynamicsNetwork()
        self.average.load_state_dict(self.network.state_dict())
        self.optimiser = torch.optim.AdamW(self.network.parameters(), lr=recipe.learning_rate, weight_decay=1e-4)

    def learn(self, samples: Samples, rng: np.random.Generator, *, part: float) -> float:
        """Go through the samples of a round, `part` of the time gone; the mean loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.learning_rate * (0.02 + 0.49 * (1 + math.cos(math.pi * min(part, 1.0))))
        size, losses = self.recipe.batch, []
        for _ in range(self.recipe.passes):
            order = rng.permutation(len(samples))
            losses += [self._batch(samples, order[k : k + size]) for k in range(0, len(order) - size // 2, size)]
        return float(np.mean(losses)) if losses else float("nan")

    def _batch(self, samples: Samples, rows: NDArray[np.int64]) -> float:
        columns = [torch.from_numpy(np.ascontiguousarray(getattr(samples, name)[rows])) for name in COLUMNS]
        answer = self.network(columns[0].float(), columns[1].float(), columns[2].float())
        loss = negative_log_likelihood(answer, *columns[3:])
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        with torch.no_grad():
            for kept, new in zip(self.average.parameters(), self.network.parameters(), strict=True):
                kept.lerp_(new, 1 - self.recipe.average_decay)
        return float(loss.detach())

    def save(self, path: Path, *, round_number: int, spent_s: float) -> None:
        """A checkpoint to go on from."""
        parts = {name: getattr(self, name).state_dict() for name in ("network", "average", "optimiser")}
        torch.save({**parts, "round": round_number, "spent": spent_s}, path)

    def load(self, path: Path) -> tuple[int, float]:
        """Go on from a checkpoint; (rounds done, seconds spent)."""
        saved = torch.load(path, weights_only=True)
        for name in ("network", "average", "optimiser"):
            getattr(self, name).load_state_dict(saved[name])
        return int(saved["round"]), float(saved["spent"])
