"""Clips: what the sidecar says is what the picture shows, equal inputs give equal bytes, errors speak."""

import dataclasses

import numpy as np
import pytest
from PIL import Image

from scenarios.contracts import Cancelled, Progress
from twin.contracts import Scene, look_at
from worlds.contracts import Action, ClipError
from worlds.dynamics.interpolate import StateInterpolator
from worlds.filming.clip import Take, render_clip
from worlds.rollout import WorldModel
from worlds.video import badge, read_video, with_badge

FRAMES = 6
DURATION_S = FRAMES / 24
TAKE = {"start_s", "duration_s", "seed", "conflicts"}


@pytest.fixture(autouse=True)
def lenient(monkeypatch):
    """The detector of these tests finds somebody everywhere, which tells nothing about where."""
    monkeypatch.setattr("worlds.audit.findings.WORST_POSITION_M", 2.0)


def clip_of(hall, camera, trajectories, untrained, trusting, **changes):
    take = Take(**{"start_s": 5.0, "duration_s": DURATION_S, **{k: changes.pop(k) for k in set(changes) & TAKE}})
    options = {"renderer": untrained, "detector": trusting, **changes}
    return render_clip(hall, camera, trajectories, take, **options)


def test_a_clip_is_a_playable_video_with_a_sidecar_for_every_frame(hall, camera, trajectories, untrained, trusting):
    clip = clip_of(hall, camera, trajectories, untrained, trusting)
    frames = read_video(clip.video)
    assert len(frames) == clip.frame_count == FRAMES == len(clip.sidecar["frames"])
    assert frames[0].shape == (54, 96, 3)
    assert clip.poster[:2] == b"\xff\xd8"
    assert clip.video.index(b"moov") < clip.video.index(b"mdat")  # faststart
    assert clip.sidecar["frames"][3]["time_s"] == pytest.approx(5 + 3 / 24, abs=1e-3)


def test_the_sidecar_lists_who_is_seen_and_where(hall, camera, trajectories, untrained, trusting):
    clip = clip_of(hall, camera, trajectories, untrained, trusting)
    agents = {a["id"]: a for a in clip.sidecar["frames"][0]["agents"]}
    assert set(agents) == {"picker-01", "amr-01"}  # the third is off shift
    left, upper, right, lower = agents["picker-01"]["box"]
    world = np.array([4.0, 4.0, 0.9]) - camera.camera_to_world[:3, 3]
    local = world @ camera.camera_to_world[:3, :3]
    x = local[0] / local[2] * camera.focal_px[0] + camera.center_px[0]
    y = local[1] / local[2] * camera.focal_px[1] + camera.center_px[1]
    assert left <= x <= right
    assert upper <= y <= lower
    assert 0 < agents["amr-01"]["visible"] <= 1


def test_equal_inputs_give_equal_bytes(hall, camera, trajectories, untrained, trusting):
    first, second = (clip_of(hall, camera, trajectories, untrained, trusting) for _ in range(2))
    assert first.video == second.video
    assert first.sidecar == second.sidecar
    assert first.control_hash == second.control_hash


def test_the_control_hash_follows_the_motion(hall, camera, trajectories, untrained, trusting):
    moved = trajectories.pose.copy()
    moved[:, 0, 1] += 0.1
    other = dataclasses.replace(trajectories, pose=moved)
    one, two = (clip_of(hall, camera, t, untrained, trusting) for t in (trajectories, other))
    assert one.control_hash != two.control_hash


def test_the_badge_is_in_the_corner_and_nowhere_else():
    black = np.zeros((144, 256, 3), np.uint8)
    marked = with_badge(black, badge("generated", 256, 144))
    assert marked[:72].max() == 0
    assert marked[:, :128].max() == 0
    assert marked[120:, 180:].max() > 200
    assert np.array_equal(with_badge(black[:5], badge("generated", 256, 144)), black[:5])


def test_errors_say_what_is_wrong(hall, camera, trajectories, untrained, trusting):
    with pytest.raises(ClipError, match=r"the clip runs from 5.00 s to 6.96 s, the trajectory from 5.00 s to 6.00 s"):
        clip_of(hall, camera, trajectories, untrained, trusting, duration_s=2.0)
    with pytest.raises(ClipError, match="no frame"):
        clip_of(hall, camera, trajectories, untrained, trusting, duration_s=0.0)
    broken = trajectories.pose.copy()
    broken[3, 1, 0] = np.nan
    with pytest.raises(ClipError, match="amr-01"):
        clip_of(hall, camera, dataclasses.replace(trajectories, pose=broken), untrained, trusting)
    inside = look_at("c", "Rack camera", position_m=(9, 8, 1), target_m=(6, 5, 1), horizontal_fov_rad=1.0)
    with pytest.raises(ClipError, match="stands inside rack"):
        clip_of(hall, inside, trajectories, untrained, trusting)
    outwards = look_at("c", "Yard", position_m=(30, 5, 3), target_m=(60, 5, 3), horizontal_fov_rad=1.0)
    with pytest.raises(ClipError, match="camera Yard: sees nothing of the scene"):
        clip_of(hall, outwards, trajectories, untrained, trusting)
    with pytest.raises(ClipError, match="a number of seconds"):
        clip_of(hall, camera, trajectories, untrained, trusting, start_s=float("nan"))
    with pytest.raises(ClipError, match="empty"):
        clip_of(Scene((), {}), camera, trajectories, untrained, trusting)


def test_progress_brings_previews_and_may_call_it_off(hall, camera, trajectories, untrained, trusting):
    class Watcher(Progress):
        def __init__(self, patience: int) -> None:
            self.reports: list[tuple[float, dict[str, object]]] = []
            self.patience = patience

        def report(self, fraction, message, **payload):
            self.reports.append((fraction, payload))

        def check_cancelled(self):
            self.patience -= 1
            if self.patience < 0:
                raise Cancelled

    watcher = Watcher(100)
    clip_of(hall, camera, trajectories, untrained, trusting, progress=watcher)
    assert sum("preview_jpeg" in payload for _, payload in watcher.reports) == 1
    assert watcher.reports[-1][0] == 1.0
    impatient = Watcher(3)
    with pytest.raises(Cancelled):
        clip_of(hall, camera, trajectories, untrained, trusting, progress=impatient)


def test_reset_and_step_give_a_frame_for_every_camera(hall, camera, trajectories, untrained):
    model = WorldModel(hall, untrained)
    other = dataclasses.replace(camera, id="other", camera_to_world=camera.camera_to_world + 0.0)
    states = StateInterpolator(trajectories)
    with pytest.raises(RuntimeError, match="reset"):
        model.step(Action(states.at(5.0)))
    first = model.reset(states.at(5.0), [camera, other])
    state, second = model.step(Action(states.at(5.5)))
    assert set(first) == set(second) == {"cctv", "other"}
    assert state.time_s == 5.5
    assert np.array_equal(second["cctv"], second["other"])
    assert not np.array_equal(first["cctv"], second["cctv"])


def test_rolling_gives_what_stepping_gives(hall, camera, trajectories, untrained):
    states = [StateInterpolator(trajectories).at(5.0 + k / 24) for k in range(4)]
    shifts = [dataclasses.replace(camera, camera_to_world=camera.camera_to_world.copy()) for _ in states]
    for k, moved in enumerate(shifts):
        moved.camera_to_world[0, 3] += 0.05 * k
    model = WorldModel(hall, untrained)
    with pytest.raises(RuntimeError, match="reset"):
        next(model.roll(states))
    stepped = [model.reset(states[0], [shifts[0]])]
    for state, moved in zip(states[1:], shifts[1:], strict=True):
        model.cameras = (moved,)
        stepped.append(model.step(Action(state))[1])
    model.begin([shifts[0]])
    rolled = list(model.roll(states, [(moved,) for moved in shifts]))
    assert len(rolled) == 4
    assert all(np.array_equal(a["cctv"], b["cctv"]) for a, b in zip(stepped, rolled, strict=True))
    assert not np.array_equal(rolled[0]["cctv"], rolled[3]["cctv"])


def test_the_poster_is_a_picture_of_the_clip(hall, camera, trajectories, untrained, trusting, tmp_path):
    clip = clip_of(hall, camera, trajectories, untrained, trusting)
    (tmp_path / "poster.jpg").write_bytes(clip.poster)
    with Image.open(tmp_path / "poster.jpg") as poster:
        assert poster.size == (96, 54)
