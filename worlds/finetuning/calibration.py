"""Camera calibrations: OpenCV's files for lens and pose, or a pose from points picked in picture and twin.

A calibration maps points of the twin (metres, z up) to pixels of the uncorrected picture: rotation and
translation to the camera, projection, lens distortion, as OpenCV defines them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera
from worlds.finetuning.errors import FootageError

Doubles = NDArray[np.float64]

LARGEST_FILE_BYTES = 1 << 20
LEAST_POINTS = 6
WORST_REPROJECTION = 0.004  # root mean square, of the picture's width: 5 pixels at 1280
DISTORTION_COUNTS = (4, 5, 8, 12, 14)
METRES = {"m": 1.0, "cm": 0.01, "mm": 0.001}
MATRIX_NAMES = ("camera_matrix", "cameraMatrix", "K", "M")
DISTORTION_NAMES = ("distortion_coefficients", "distCoeffs", "dist_coeffs", "D")


@dataclass(frozen=True, eq=False)
class Lens:
    """Intrinsics in pixels of the uncorrected picture."""

    matrix: Doubles  # (3, 3)
    distortion: Doubles  # (K,) OpenCV's order: k1, k2, p1, p2, k3, ...

    def __post_init__(self) -> None:
        fx, fy = self.matrix[0, 0], self.matrix[1, 1]
        if self.matrix.shape != (3, 3) or not np.isfinite(self.matrix).all() or min(fx, fy) <= 0:
            raise FootageError("the camera matrix is not 3 × 3 with positive focal lengths")
        if len(self.distortion) not in DISTORTION_COUNTS or not np.isfinite(self.distortion).all():
            counts = ", ".join(str(n) for n in DISTORTION_COUNTS)
            raise FootageError(f"there are {len(self.distortion)} distortion coefficients; OpenCV knows {counts}")


@dataclass(frozen=True, eq=False)
class Calibration:
    """Lens and pose."""

    lens: Lens
    rotation: Doubles  # (3,) Rodrigues vector, world to camera
    translation_m: Doubles  # (3,)
    reprojection_px: float | None = None  # root mean square over the picked points; None for a pose from a file

    @property
    def camera_to_world(self) -> Doubles:
        """(4, 4) pose with OpenCV axes."""
        import cv2

        rotation = np.asarray(cv2.Rodrigues(self.rotation)[0], np.float64)
        pose = np.eye(4)
        pose[:3, :3], pose[:3, 3] = rotation.T, -rotation.T @ self.translation_m
        return pose

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `from_dict` reads it."""
        return {
            "matrix": self.lens.matrix.tolist(),
            "distortion": self.lens.distortion.tolist(),
            "rotation": self.rotation.tolist(),
            "translation_m": self.translation_m.tolist(),
            "reprojection_px": self.reprojection_px,
        }

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Calibration:
        """The calibration that `as_dict` wrote."""
        arrays = {k: np.array(values[k], np.float64) for k in ("matrix", "distortion", "rotation", "translation_m")}
        lens = Lens(arrays["matrix"], arrays["distortion"])
        return Calibration(lens, arrays["rotation"], arrays["translation_m"], values["reprojection_px"])


def read_lens(data: bytes) -> Lens:
    """Intrinsics in OpenCV's XML, YAML or JSON."""
    with _Storage(data, "intrinsics") as storage:
        matrix = storage.numbers(MATRIX_NAMES)
        distortion = storage.numbers(DISTORTION_NAMES)
    if len(matrix) != 9:
        raise FootageError(f"the camera matrix has {len(matrix)} numbers, not 9")
    return Lens(matrix.reshape(3, 3), distortion)


def read_pose(data: bytes, lens: Lens, *, unit: str = "m") -> Calibration:
    """``rvec`` and ``tvec``, world to camera, in OpenCV's XML, YAML or JSON; `unit` is that of ``tvec``."""
    if unit not in METRES:
        raise FootageError(f"{unit} is no unit of length; there are {', '.join(METRES)}")
    with _Storage(data, "extrinsics") as storage:
        rotation, translation = storage.numbers(("rvec",)), storage.numbers(("tvec",))
    for name, values in (("rvec", rotation), ("tvec", translation)):
        if len(values) != 3 or not np.isfinite(values).all():
            raise FootageError(f"{name} must be three finite numbers")
    return Calibration(lens, rotation, translation * METRES[unit])


def pose_from_points(
    lens: Lens, points_px: Sequence[Sequence[float]], points_m: Sequence[Sequence[float]]
) -> Calibration:
    """The pose that brings points of the twin (N, 3) to where they were picked in the picture (N, 2).

    SQPnP (Terzakis and Lourakis 2020), refined by Levenberg and Marquardt. Six points at least, which do
    not lie on one line.
    """
    import cv2

    picture, world = np.array(points_px, np.float64), np.array(points_m, np.float64)
    if picture.ndim != 2 or world.ndim != 2 or picture.shape[1:] != (2,) or world.shape != (len(picture), 3):
        raise FootageError("each picked point needs two pixel coordinates and three metres")
    if len(picture) < LEAST_POINTS:
        raise FootageError(f"{len(picture)} points are too few: pick {LEAST_POINTS} at least")
    if not (np.isfinite(picture).all() and np.isfinite(world).all()):
        raise FootageError("a picked point is not finite")
    if np.linalg.matrix_rank(world - world.mean(axis=0), tol=0.05) < 2:
        raise FootageError("the picked points lie on one line: spread them over the picture")
    try:
        found, rotation, translation = cv2.solvePnP(
            world, picture, lens.matrix, lens.distortion, flags=cv2.SOLVEPNP_SQPNP
        )
        if found:
            rotation, translation = cv2.solvePnPRefineLM(
                world, picture, lens.matrix, lens.distortion, rotation, translation
            )
    except cv2.error as error:
        raise FootageError("no camera pose explains the picked points") from error
    if not found or not (np.isfinite(rotation).all() and np.isfinite(translation).all()):
        raise FootageError("no camera pose explains the picked points")
    calibration = Calibration(lens, np.array(rotation, np.float64).ravel(), np.array(translation, np.float64).ravel())
    off = np.linalg.norm(project(calibration, world) - picture, axis=1)
    return replace(calibration, reprojection_px=float(np.sqrt(np.mean(off**2))))


def project(calibration: Calibration, points_m: Doubles) -> Doubles:
    """(N, 2) pixels of the uncorrected picture where points (N, 3) of the twin appear."""
    import cv2

    lens = calibration.lens
    found, _ = cv2.projectPoints(
        points_m, calibration.rotation, calibration.translation_m, lens.matrix, lens.distortion
    )
    return np.asarray(found.reshape(-1, 2), np.float64)


def pinhole(calibration: Calibration, name: str, size: tuple[int, int], *, width_px: int) -> Camera:
    """The twin's camera for pictures of `size` (width, height) once undistorted and scaled to `width_px`.

    The height is the nearest multiple of 16.
    """
    width, height = size
    scale_x = width_px / width
    height_px = max(16, round(height * scale_x / 16) * 16)
    scale_y = height_px / height
    k = calibration.lens.matrix
    return Camera(
        id=name,
        name=name,
        width_px=width_px,
        height_px=height_px,
        focal_px=(float(k[0, 0] * scale_x), float(k[1, 1] * scale_y)),
        center_px=(float((k[0, 2] + 0.5) * scale_x), float((k[1, 2] + 0.5) * scale_y)),
        camera_to_world=calibration.camera_to_world,
    )


class _Storage:
    """A calibration file in memory; faults become ``FootageError``."""

    def __init__(self, data: bytes, what: str) -> None:
        self.what = what
        if len(data) > LARGEST_FILE_BYTES:
            raise FootageError(f"the file of {what} has {len(data) >> 10} KB; calibrations are far smaller")
        self.text = data.decode("utf-8", errors="replace")

    def __enter__(self) -> Self:
        import cv2

        try:
            self.file = cv2.FileStorage(self.text, cv2.FILE_STORAGE_READ | cv2.FILE_STORAGE_MEMORY)
        except (cv2.error, SystemError) as error:
            raise FootageError(f"the file of {self.what} is none of OpenCV's: XML, YAML or JSON is read") from error
        if not self.file.isOpened():
            raise FootageError(f"the file of {self.what} is none of OpenCV's: XML, YAML or JSON is read")
        return self

    def __exit__(self, *_: object) -> None:
        self.file.release()

    def numbers(self, names: Sequence[str]) -> Doubles:
        """The numbers of the first of these nodes that there is, as a matrix, a list or text."""
        import cv2

        try:
            for name in names:
                node = self.file.getNode(name)
                if not node.empty():
                    return _numbers(node)
        except (cv2.error, ValueError) as error:
            raise FootageError(f"{names[0]} in the file of {self.what} cannot be read") from error
        raise FootageError(f"the file of {self.what} has no {names[0]}")


def _numbers(node: Any) -> Doubles:
    if node.isSeq():
        return np.array([node.at(k).real() for k in range(node.size())], np.float64)
    if node.isString():
        return np.array([float(word) for word in node.string().split()], np.float64)
    if node.isReal() or node.isInt():
        return np.array([node.real()], np.float64)
    matrix = node.mat()
    if matrix is None:
        raise ValueError("no matrix")
    return np.asarray(matrix, np.float64).ravel()
