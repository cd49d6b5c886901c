"""A small lit hall, a state in it, and an untrained network where the network is not what is tested."""

import numpy as np
import pytest
import torch

from scenarios.contracts import Activity, AgentKind, Trajectories
from twin.contracts import Camera, Part, PartClass, Scene, look_at
from worlds.conditioning.standing_view import StandingView
from worlds.contracts import WorldState
from worlds.renderer.network import RendererConfig, RendererNetwork
from worlds.renderer.renderer import Renderer
from worlds.training.shapes import mesh_of_boxes

SMALL = (96, 54)


def part(mesh_id: str, part_class: PartClass) -> Part:
    return Part(mesh_id, mesh_id, part_class, mesh_id, np.eye(4))


@pytest.fixture(scope="session")
def hall() -> Scene:
    """12 × 10 × 4 m with a wall all round, one rack and one lamp."""
    grey, white = (0.5, 0.5, 0.5), (0.8, 0.8, 0.8)
    meshes = [
        (mesh_of_boxes("floor", [((6, 5, -0.1), (12, 10, 0.2), grey)]), PartClass.FLOOR),
        (mesh_of_boxes("walls", [((6, -0.1, 2), (12.4, 0.2, 4), white), ((6, 10.1, 2), (12.4, 0.2, 4), white),
                                 ((-0.1, 5, 2), (0.2, 10, 4), white), ((12.1, 5, 2), (0.2, 10, 4), white)]),
         PartClass.WALL),
        (mesh_of_boxes("ceiling", [((6, 5, 4.1), (12.4, 10.4, 0.2), white)]), PartClass.CEILING),
        (mesh_of_boxes("rack", [((9, 8, 1), (3, 1, 2), (0.6, 0.2, 0.05))]), PartClass.RACK),
        (mesh_of_boxes("lamp", [((6, 5, 3.8), (1.2, 1.2, 0.05), white)], (20.0, 20.0, 20.0)), PartClass.LAMP),
    ]  # fmt: skip
    return Scene(tuple(part(m.id, c) for m, c in meshes), {m.id: m for m, _ in meshes})


@pytest.fixture
def camera() -> Camera:
    return look_at(
        "cctv", "Hall", position_m=(0.5, 0.5, 3.0), target_m=(6, 5, 0.8), horizontal_fov_rad=1.3,
        width_px=SMALL[0], height_px=SMALL[1],
    )  # fmt: skip


def make_state(*poses, kinds=None, activity=Activity.WALK, speed=1.0, load=0, travelled=0.3) -> WorldState:
    count = len(poses)
    kinds = np.array(kinds if kinds is not None else [AgentKind.PERSON] * count, np.uint8)
    size = np.array([(0.4, 0.5, 1.75), (1.0, 0.7, 0.35), (2.6, 1.2, 2.2)], np.float32)
    pose = np.array(poses, np.float32).reshape(count, 3)
    direction = np.stack([np.cos(pose[:, 2]), np.sin(pose[:, 2])], axis=1)
    return WorldState(
        time_s=0.0,
        agent_ids=tuple(f"agent-{k}" for k in range(count)),
        kinds=kinds,
        size_m=size[kinds],
        pose=pose,
        velocity_mps=(speed * direction).astype(np.float32),
        activity=np.full(count, activity, np.uint8),
        load=np.full(count, load, np.uint8),
        travelled_m=np.full(count, travelled, np.float32),
    )


@pytest.fixture
def somebody() -> WorldState:
    """One person in the middle of the hall."""
    return make_state((6, 4, 0))


@pytest.fixture
def nobody() -> WorldState:
    """The empty hall."""
    return make_state()


@pytest.fixture
def trajectories() -> Trajectories:
    """A person who walks along x, an AMR that stands, a person who is off shift; 1 s from t = 5 s."""
    steps, agents = 11, 3
    pose = np.zeros((steps, agents, 3), np.float32)
    pose[:, 0, 0], pose[:, 0, 1] = np.linspace(4, 5, steps), 4.0
    pose[:, 1], pose[:, 2] = (7, 6, 0.5), (5, 6, 0)
    velocity = np.zeros((steps, agents, 2), np.float32)
    velocity[:, 0, 0] = 1.0
    activity = np.tile(np.array([Activity.WALK, Activity.WAIT, Activity.OFF], np.uint8), (steps, 1))
    kinds = np.array([AgentKind.PERSON, AgentKind.AMR, AgentKind.PERSON], np.uint8)
    size = np.array([(0.4, 0.5, 1.75), (1.0, 0.7, 0.35), (0.4, 0.5, 1.75)], np.float32)
    load = np.zeros((steps, agents), np.uint8)
    ids, roles = ("picker-01", "amr-01", "picker-02"), ("picker", "amr", "picker")
    return Trajectories(5.0, 0.1, ids, roles, kinds, size, pose, velocity, activity, load)


@pytest.fixture(scope="session")
def untrained() -> Renderer:
    torch.manual_seed(1)
    return Renderer(RendererNetwork(RendererConfig(widths=(4, 4, 4, 4))), {"sha256": "untrained"})


class Finds:
    """A detector that finds somebody everywhere, or nowhere."""

    def __init__(self, *, somebody: bool) -> None:
        self.answer = np.full((72, 128), 4.0 if somebody else -4.0, np.float32)

    def evidence(self, _picture: np.ndarray, _standing: StandingView) -> np.ndarray:
        return self.answer


@pytest.fixture(scope="session")
def trusting() -> Finds:
    return Finds(somebody=True)


@pytest.fixture(scope="session")
def blind() -> Finds:
    return Finds(somebody=False)
