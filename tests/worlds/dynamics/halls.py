"""A walled square of 12 m with a pillar, and people and a forklift in it, for tests of the dynamics."""

import numpy as np

from scenarios.contracts import Activity, AgentKind
from scenarios.simulation.navigation import Grid, cost_to, directions, slowness
from tests.scenarios.simulation.halls import floor_plan
from worlds.dynamics.kernels import ANSWER
from worlds.dynamics.network import SHAPES, Network
from worlds.dynamics.situation import HISTORY, STANDS, UNDER_WAY, Bodies, Floor, Situation

SIDE_M = 12.0
PILLAR = (5.0, 5.0, 7.0, 7.0)
GOAL = (10.5, 10.5)


def floor() -> Floor:
    plan = floor_plan(SIDE_M, SIDE_M, [PILLAR])
    grid = Grid.from_plan(plan)
    cost = cost_to(grid, slowness(grid.coarse_m, 0.27, 0.7), np.array([GOAL]))
    field = np.zeros(cost.shape, np.uint8)
    directions(cost, grid.coarse_m, field)
    return Floor((0.0, 0.0), float(plan.cell_m), plan.clearance_m, field[None])


def bodies(*kinds: AgentKind) -> Bodies:
    person = np.array([k == AgentKind.PERSON for k in kinds], bool)

    def choose(of_person: float, of_vehicle: float) -> np.ndarray:
        return np.where(person, of_person, of_vehicle).astype(np.float32)

    return Bodies(
        ids=tuple(f"{kind.name.lower()}-{k + 1}" for k, kind in enumerate(kinds)),
        roles=tuple(kind.name.lower() for kind in kinds),
        kinds=np.array(kinds, np.uint8),
        size_m=np.column_stack([choose(0.5, 2.3), choose(0.5, 1.1), choose(1.75, 2.1)]),
        speed_mps=choose(1.34, 2.0),
        accel_mps2=choose(5.0, 0.8),
        turn_radps=choose(5.0, 1.0),
        wall_m=choose(0.23, 0.6),
        tracked=np.zeros(len(kinds), bool),
    )


def situation(*agents: tuple[AgentKind, float, float, float], speed=1.0, phase=UNDER_WAY, **more) -> Situation:
    """Agents (kind, x, y, heading), all on the way to the far corner at the same speed."""
    count = len(agents)
    pose = np.array([a[1:] for a in agents], np.float64).reshape(count, 3)
    velocity = speed * np.stack([np.cos(pose[:, 2]), np.sin(pose[:, 2])], axis=-1) * (phase == UNDER_WAY)
    content = {
        "time_s": 100.0,
        "floor": floor(),
        "bodies": bodies(*(a[0] for a in agents)),
        "pose": pose,
        "past_mps": np.repeat(velocity[:, None], HISTORY, axis=1).astype(np.float32),
        "activity": np.full(count, Activity.IDLE if phase == STANDS else Activity.WALK, np.uint8),
        "load": np.zeros(count, np.uint8),
        "elapsed_s": np.full(count, 5.0, np.float32),
        "phase": np.full(count, phase, np.uint8),
        "present": np.ones(count, bool),
        "legs": np.tile(np.array([*GOAL, 0, Activity.WAIT], np.float32), (count, 1, 1)),
        "leg_count": np.ones(count, np.int64),
    }
    return Situation(**{**content, **more})


def untrained(seed=0) -> Network:
    """Weights at random, so that everybody wavers: limits and walls are met all the time."""
    rng = np.random.default_rng(seed)
    arrays = {name: (0.3 * rng.standard_normal(shape)).astype(np.float32) for name, shape in SHAPES.items()}
    arrays["answer.bias"] = np.zeros(ANSWER, np.float32)
    return Network(arrays)
