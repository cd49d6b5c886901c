"""The command: footage that does not fit ends it with a sentence, and nothing is written."""

import pytest
from django.core.management import CommandError, call_command

from tests.worlds.finetuning.test_footage import brightening, write_video

LENS = """<?xml version='1.0'?><opencv_storage><camera_matrix>160 0 79.5 0 160 63.5 0 0 1</camera_matrix>
<distortion_coefficients>0 0 0 0 0</distortion_coefficients></opencv_storage>"""
POSE = "<?xml version='1.0'?><opencv_storage><rvec>1.5 0 0</rvec><tvec>0 0 900</tvec></opencv_storage>"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "lens.xml").write_text(LENS)
    (tmp_path / "pose.xml").write_text(POSE)
    write_video(tmp_path / "v.mp4", brightening(10))
    return tmp_path


def run(cad, *footage, out):
    call_command("finetune_world", "--cad", str(cad), "--footage", *map(str, footage), "--out", str(out))


def test_what_is_wrong_is_said_and_nothing_is_written(files, shared_fixtures):
    cad, out = shared_fixtures / "cad" / "mesh" / "unit_cube.STL", files / "out"
    if not cad.exists():
        cad = next((shared_fixtures / "cad" / "mesh").glob("*.[sS][tT][lL]"))
    with pytest.raises(CommandError, match=r"v\.mp4: the calibration puts the camera at .* outside the building"):
        run(cad, files / "v.mp4", files / "lens.xml", files / "pose.xml", out=out)
    with pytest.raises(CommandError, match=r"v\.mp4: the file of intrinsics has no camera_matrix"):
        run(cad, files / "v.mp4", files / "pose.xml", files / "pose.xml", out=out)
    with pytest.raises(CommandError, match=r"No such file or directory: none\.xml"):
        run(cad, files / "v.mp4", files / "none.xml", files / "pose.xml", out=out)
    assert not out.exists()
