"""Gazebo worlds written here, each with one thing that is easily read wrongly."""

import math
import zipfile

import numpy as np
import pytest

from twin.cad.errors import CadError
from twin.cad.reader import read_cad
from twin.cad.sdf import pose_matrix, rotation_rpy
from twin.contracts import PartClass

BOX = "<visual name='v'>{pose}<geometry><box><size>{size}</size></box></geometry></visual>"


def world(tmp_path, body, name="hall.world"):
    path = tmp_path / name
    path.write_text(f"<sdf version='1.6'><world name='w'>{body}</world></sdf>")
    return path


def box(size="1 2 3", pose=""):
    return BOX.format(size=size, pose=f"<pose>{pose}</pose>" if pose else "")


def test_roll_pitch_yaw_follow_the_fixed_axes():
    # A quarter turn about x, then about z: y goes to z and stays there; x goes to y.
    turn = rotation_rpy(math.pi / 2, 0, math.pi / 2)
    np.testing.assert_allclose(turn @ (0, 1, 0), (0, 0, 1), atol=1e-12)
    np.testing.assert_allclose(turn @ (1, 0, 0), (0, 1, 0), atol=1e-12)


def test_poses_of_model_link_and_visual_add_up(tmp_path):
    body = (
        "<model name='rack'><pose>10 0 0 0 0 1.5707963267948966</pose>"
        f"<link name='l'><pose>1 0 0 0 0 0</pose>{box(pose='0 2 0.5 0 0 0')}</link></model>"
    )
    scene = read_cad(world(tmp_path, body)).scene
    low, high = scene.part_bounds_m(scene.parts[0])
    # The box is centred at (1, 2, 0.5) in the model, which is turned by 90 degrees: (10 - 2, 1, 0.5).
    np.testing.assert_allclose((low + high) / 2, (8, 1, 0.5), atol=1e-6)
    np.testing.assert_allclose(high - low, (2, 1, 3), atol=1e-6)


def test_relative_to_and_degrees_are_followed(tmp_path):
    body = (
        "<model name='m'><link name='base'><pose degrees='true'>5 0 0 0 0 90</pose></link>"
        f"<link name='arm'><pose relative_to='base'>1 0 0 0 0 0</pose>{box('1 1 1')}</link></model>"
    )
    scene = read_cad(world(tmp_path, body)).scene
    np.testing.assert_allclose(scene.part_bounds_m(scene.parts[0]).mean(axis=0), (5, 1, 0), atol=1e-6)


def test_a_pose_that_is_no_pose_is_the_identity():
    assert np.array_equal(pose_matrix(None), np.eye(4))


def test_includes_take_their_name_and_pose_and_mesh_scale(tmp_path):
    model = tmp_path / "models" / "crate"
    model.mkdir(parents=True)
    (model / "cube.obj").write_text(
        "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 0 0 1\nv 1 0 1\nv 1 1 1\nv 0 1 1\n"
        "f 1 3 2\nf 1 4 3\nf 5 6 7\nf 5 7 8\nf 1 2 6\nf 1 6 5\nf 3 4 8\nf 3 8 7\n"
    )
    (model / "model.config").write_text("<model><sdf version='1.6'>crate.sdf</sdf></model>")
    (model / "crate.sdf").write_text(
        "<sdf version='1.6'><model name='crate'><pose>0 0 7 0 0 0</pose><link name='l'><visual name='v'><geometry>"
        "<mesh><uri>model://crate/cube.obj</uri><scale>2 3 4</scale></mesh></geometry></visual></link></model></sdf>"
    )
    body = (
        "<include><uri>model://crate</uri><name>first</name><pose>1 0 0 0 0 0</pose></include>"
        "<include><uri>model://crate</uri><name>second</name></include>"
        "<include><uri>model://sun</uri></include>"
    )
    imported = read_cad(world(tmp_path, body))
    first, second = imported.scene.parts
    assert (first.id, second.id, first.mesh_id) == ("first", "second", second.mesh_id)
    np.testing.assert_allclose(imported.scene.part_bounds_m(first), [[1, 0, 0], [3, 3, 4]], atol=1e-6)
    np.testing.assert_allclose(imported.scene.part_bounds_m(second)[0], (0, 0, 7), atol=1e-6)
    assert any(n.kind == "dropped" and "sun" in n.subject for n in imported.notes)


def test_centimetres_and_y_up_of_collada_are_applied(tmp_path):
    (tmp_path / "slab.dae").write_text(
        "<?xml version='1.0'?><COLLADA xmlns='http://www.collada.org/2005/11/COLLADASchema' version='1.4.1'>"
        "<asset><unit meter='0.01' name='centimeter'/><up_axis>Y_UP</up_axis></asset>"
        "<library_geometries><geometry id='g'><mesh><source id='p'><float_array id='a' count='9'>"
        "0 0 0 100 0 0 0 0 200</float_array><technique_common><accessor source='#a' count='3' stride='3'>"
        "<param name='X' type='float'/><param name='Y' type='float'/><param name='Z' type='float'/></accessor>"
        "</technique_common></source><vertices id='v'><input semantic='POSITION' source='#p'/></vertices>"
        "<triangles count='1'><input semantic='VERTEX' source='#v' offset='0'/><p>0 1 2</p></triangles></mesh>"
        "</geometry></library_geometries><library_visual_scenes><visual_scene id='s'><node>"
        "<instance_geometry url='#g'/></node></visual_scene></library_visual_scenes>"
        "<scene><instance_visual_scene url='#s'/></scene></COLLADA>"
    )
    imported = read_cad(tmp_path / "slab.dae")
    np.testing.assert_allclose(
        imported.scene.part_bounds_m(imported.scene.parts[0]), [[0, -2, 0], [1, 0, 0]], atol=1e-6
    )
    assert (imported.source_unit, imported.source_up_axis) == ("cm", "y")


def test_several_models_nested_in_one_are_several_parts(tmp_path):
    body = (
        "<model name='hall'>"
        f"<model name='shelf_a'><link name='l'>{box()}</link></model>"
        f"<model name='shelf_b'><pose>5 0 0 0 0 0</pose><link name='l'>{box()}</link></model></model>"
    )
    parts = read_cad(world(tmp_path, body)).scene.parts
    assert [(p.name, p.part_class) for p in parts] == [
        ("hall_shelf_a", PartClass.RACK),
        ("hall_shelf_b", PartClass.RACK),
    ]


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        ("<cylinder><radius>0.5</radius><length>2</length></cylinder>", (1, 1, 2)),
        ("<sphere><radius>0.5</radius></sphere>", (1, 1, 1)),
        ("<plane><normal>0 0 1</normal><size>4 6</size></plane>", (4, 6, 0)),
    ],
)
def test_primitive_shapes_have_their_sizes(tmp_path, shape, size):
    body = f"<model name='m'><link name='l'><visual name='v'><geometry>{shape}</geometry></visual></link></model>"
    scene = read_cad(world(tmp_path, body)).scene
    low, high = scene.part_bounds_m(scene.parts[0])
    np.testing.assert_allclose(high - low, size, atol=0.06)


def test_a_world_of_missing_models_is_an_error_that_says_so(tmp_path):
    with pytest.raises(CadError, match="none of the models") as caught:
        read_cad(world(tmp_path, "<include><uri>model://shelf</uri></include>"))
    assert caught.value.code == "missing_file"


def test_missing_meshes_are_noted_and_the_rest_is_read(tmp_path):
    body = (
        "<model name='gone'><link name='l'><visual name='v'><geometry><mesh><uri>model://x/y.dae</uri></mesh>"
        f"</geometry></visual></link></model><model name='here'><link name='l'>{box()}</link></model>"
    )
    imported = read_cad(world(tmp_path, body))
    assert [p.id for p in imported.scene.parts] == ["here"]
    assert any(n.kind == "dropped" and "y.dae" in n.message for n in imported.notes)


def test_a_model_that_includes_itself_is_refused(tmp_path):
    folder = tmp_path / "models" / "loop"
    folder.mkdir(parents=True)
    (folder / "model.sdf").write_text(
        "<sdf version='1.6'><model name='loop'><include><uri>model://loop</uri></include></model></sdf>"
    )
    with pytest.raises(CadError, match="include themselves"):
        read_cad(world(tmp_path, "<include><uri>model://loop</uri></include>"))


@pytest.mark.parametrize("uri", ["../secret.obj", "file:///etc/passwd", "model://m/../../secret.obj"])
def test_references_never_leave_the_upload(tmp_path, uri):
    (tmp_path / "secret.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    upload = tmp_path / "upload"
    (upload / "models" / "m").mkdir(parents=True)
    body = f"<model name='m'><link name='l'><visual name='v'><geometry><mesh><uri>{uri}</uri></mesh></geometry></visual></link></model>"
    with pytest.raises(CadError):
        read_cad(world(upload, body))


def test_xml_entities_are_refused(tmp_path):
    path = tmp_path / "bomb.world"
    path.write_text("<?xml version='1.0'?><!DOCTYPE sdf [<!ENTITY a 'b'>]><sdf version='1.6'><world name='&a;'/></sdf>")
    with pytest.raises(CadError) as caught:
        read_cad(path)
    assert caught.value.code == "unsafe"


def test_a_zip_of_a_world_reads_like_its_folder(tmp_path, shared_fixtures):
    source = shared_fixtures / "cad/aws_small_warehouse"
    archive = tmp_path / "warehouse.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in source.rglob("*"):
            if path.is_file():
                bundle.write(path, f"warehouse/{path.relative_to(source)}")
    assert read_cad(archive).scene.content_hash == read_cad(source).scene.content_hash
