"""OpenCV's files as they are in the wild, poses from picked points, and faults that are said."""

import numpy as np
import pytest

from twin.contracts import look_at
from worlds.finetuning.calibration import (
    Calibration,
    Lens,
    pinhole,
    pose_from_points,
    project,
    read_lens,
    read_pose,
)
from worlds.finetuning.errors import FootageError

LENS = Lens(np.array([[900.0, 0, 640], [0, 905.0, 360], [0, 0, 1]]), np.array([-0.2, 0.05, 0.001, -0.0005, 0.0]))
CORNERS = np.array(
    [[1, 1, 0], [6, 1, 0], [6, 5, 0], [1, 5, 0], [3, 3, 2], [5, 2, 1.5], [2, 4, 1.0], [4, 5, 2.2]], float
)


def looking_at_corners() -> Calibration:
    import cv2

    camera = look_at("c", "c", position_m=(0, -4, 3), target_m=(3.5, 3, 0.8), horizontal_fov_rad=1.2)
    world_to_camera = np.linalg.inv(camera.camera_to_world).astype(np.float64)
    return Calibration(
        LENS, np.array(cv2.Rodrigues(world_to_camera[:3, :3])[0], np.float64).ravel(), world_to_camera[:3, 3]
    )


@pytest.mark.parametrize(("name", "focal_px"), [("1", 1743.448), ("2", 1707.267)])
def test_wildtrack_calibrations_are_read(shared_fixtures, name, focal_px):
    folder = shared_fixtures / "cameras" / "wildtrack"
    lens = read_lens((folder / f"intr_CVLab{name}.xml").read_bytes())
    assert lens.matrix[0, 0] == pytest.approx(focal_px, abs=1e-2)
    assert len(lens.distortion) == 5
    pose = read_pose((folder / f"extr_CVLab{name}.xml").read_bytes(), lens, unit="cm")
    assert np.allclose(pose.camera_to_world[:3, :3] @ pose.camera_to_world[:3, :3].T, np.eye(3), atol=1e-9)
    assert 1.5 < pose.camera_to_world[2, 3] < 4  # the cameras stand about a head above people
    assert np.linalg.norm(pose.camera_to_world[:2, 3]) < 40


def test_wildtrack_people_project_where_they_were_annotated(shared_fixtures):
    import json

    folder = shared_fixtures / "cameras" / "wildtrack"
    lens = read_lens((folder / "intr_CVLab1.xml").read_bytes())
    pose = read_pose((folder / "extr_CVLab1.xml").read_bytes(), lens, unit="cm")
    off = []
    for person in json.loads((folder / "00000000.json").read_text()):
        view = person["views"][0]
        if view["xmin"] < 0:
            continue
        at = person["positionID"]
        floor = np.array([[-3 + 0.025 * (at % 480), -9 + 0.025 * (at // 480), 0.0]])
        x, y = project(pose, floor)[0]
        height = view["ymax"] - view["ymin"]
        off.append(max(abs(x - (view["xmin"] + view["xmax"]) / 2), abs(y - view["ymax"])) / height)
    assert len(off) > 5
    assert np.median(off) < 0.25  # of a person's height


def test_a_pose_is_found_from_picked_points():
    truth = looking_at_corners()
    found = pose_from_points(LENS, project(truth, CORNERS).tolist(), CORNERS.tolist())
    assert np.allclose(found.camera_to_world, truth.camera_to_world, atol=1e-4)
    assert found.reprojection_px < 1e-3


def test_a_wrong_point_shows_in_the_reprojection_error():
    picked = project(looking_at_corners(), CORNERS)
    picked[3] += 60
    assert pose_from_points(LENS, picked.tolist(), CORNERS.tolist()).reprojection_px > 5


def test_the_pinhole_camera_projects_like_the_calibration():
    straight = Calibration(
        Lens(LENS.matrix, np.zeros(5)), looking_at_corners().rotation, looking_at_corners().translation_m
    )
    camera = pinhole(straight, "c", (1280, 720), width_px=256)
    assert (camera.width_px, camera.height_px) == (256, 144)
    local = (CORNERS - camera.camera_to_world[:3, 3]) @ camera.camera_to_world[:3, :3]
    mine = local[:, :2] / local[:, 2:] * np.array(camera.focal_px) + np.array(camera.center_px)
    wanted = (project(straight, CORNERS) + 0.5) / 5  # OpenCV has the centre of the first pixel at 0
    assert np.allclose(mine, wanted, atol=1e-6)


def test_a_calibration_survives_json():
    truth = looking_at_corners()
    again = Calibration.from_dict(truth.as_dict())
    assert np.allclose(again.camera_to_world, truth.camera_to_world)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "none of OpenCV's"),
        (b"\xff\xd8\xff\xe0 a picture", "none of OpenCV's"),
        (b"<?xml version='1.0'?><opencv_storage><other>1</other></opencv_storage>", "has no camera_matrix"),
        ((b"<?xml version='1.0'?><opencv_storage><camera_matrix>1 2 3</camera_matrix>"
         b"<distortion_coefficients>0 0 0 0 0</distortion_coefficients></opencv_storage>"), "3 numbers, not 9"),
        ((b"<?xml version='1.0'?><opencv_storage><camera_matrix>-9 0 1 0 9 1 0 0 1</camera_matrix>"
         b"<distortion_coefficients>0 0 0 0 0</distortion_coefficients></opencv_storage>"), "positive focal lengths"),
        ((b"<?xml version='1.0'?><opencv_storage><camera_matrix>9 0 1 0 9 1 0 0 1</camera_matrix>"
         b"<distortion_coefficients>0 0 0</distortion_coefficients></opencv_storage>"), "3 distortion coefficients"),
        (b"<" * 2_000_000, "calibrations are far smaller"),
    ],
)  # fmt: skip
def test_hostile_files_end_with_a_sentence(data, said):
    with pytest.raises(FootageError, match=said):
        read_lens(data)


def test_points_that_cannot_give_a_pose_are_refused():
    picked = project(looking_at_corners(), CORNERS).tolist()
    with pytest.raises(FootageError, match="too few"):
        pose_from_points(LENS, picked[:5], CORNERS[:5].tolist())
    with pytest.raises(FootageError, match="one line"):
        pose_from_points(LENS, picked, [[k, 0.0, 0.0] for k in range(8)])
    with pytest.raises(FootageError, match="not finite"):
        pose_from_points(LENS, picked, [[float("nan")] * 3] * 8)
    with pytest.raises(FootageError, match="two pixel coordinates"):
        pose_from_points(LENS, picked, CORNERS[:6].tolist())
    with pytest.raises(FootageError, match="no unit"):
        read_pose(b"", LENS, unit="furlong")
