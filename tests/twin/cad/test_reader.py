"""Real CAD from others, against sizes that were measured elsewhere."""

from collections import Counter

import numpy as np
import pytest

from twin.cad.errors import CadError
from twin.cad.reader import read_cad
from twin.contracts import PartClass


def size_of(imported, part_id=None):
    scene = imported.scene
    part = scene.part(part_id) if part_id else scene.parts[0]
    box = scene.part_bounds_m(part)
    return box[1] - box[0]


@pytest.fixture(scope="module")
def warehouse(shared_fixtures):
    return read_cad(shared_fixtures / "cad/aws_small_warehouse/worlds/no_roof_small_warehouse.world")


def test_the_small_warehouse_has_its_25_instances_and_26_with_the_roof(warehouse, shared_fixtures):
    assert len(warehouse.scene.parts) == 25
    roofed = read_cad(shared_fixtures / "cad/aws_small_warehouse/worlds/small_warehouse.world")
    assert len(roofed.scene.parts) == 26
    assert Counter(p.part_class for p in roofed.scene.parts)[PartClass.CEILING] == 1


def test_the_small_warehouse_has_its_sizes(warehouse):
    np.testing.assert_allclose(size_of(warehouse, "wallb-01-001"), (13.98, 20.91, 9.02), atol=0.01)
    np.testing.assert_allclose(size_of(warehouse, "shelfd-01-001"), (3.92, 0.88, 2.61), atol=0.01)
    np.testing.assert_allclose(size_of(warehouse, "shelfe-01-002"), (3.92, 0.88, 2.61), atol=0.01)
    np.testing.assert_allclose(size_of(warehouse, "shelff-01-001"), (2.12, 18.05, 6.53), atol=0.01)


def test_instances_stand_where_the_world_puts_them_and_share_their_shapes(warehouse):
    scene = warehouse.scene
    np.testing.assert_allclose(scene.part("shelfe-01-001").transform[:3, 3], (4.73156, 0.57943, 0))
    turned = scene.part("bucket-01-020").transform
    assert np.arctan2(turned[1, 0], turned[0, 0]) == pytest.approx(-1.563161)
    assert len({p.mesh_id for p in scene.parts if p.id.startswith("shelfe")}) == 1
    assert len(scene.meshes) == 12


def test_vendor_prefixes_go_and_names_tell_the_class(warehouse):
    classes = {p.id: p.part_class for p in warehouse.scene.parts}
    assert classes["palletjackb-01-001"] is PartClass.VEHICLE
    assert classes["groundb-01-001"] is PartClass.FLOOR
    assert classes["lamp-01-005"] is PartClass.LAMP
    assert Counter(classes.values())[PartClass.RACK] == 7
    assert all("robomaker" in p.name for p in warehouse.scene.parts)  # the name stays as in the CAD


def test_textures_come_from_beside_the_meshes(warehouse):
    scene = warehouse.scene
    (wall,) = scene.meshes[scene.part("wallb-01-001").mesh_id].primitives
    assert wall.material.texture.shape == (512, 512, 3)
    assert wall.uv.shape == (len(wall.vertices_m), 2)
    assert wall.material.texture.std() > 1  # a picture, not a colour


def test_what_was_read_dropped_and_assumed_is_said(warehouse):
    kinds = {note.kind for note in warehouse.notes}
    assert kinds == {"read", "dropped", "assumed"}
    assert any("25 parts" in note.message for note in warehouse.notes)
    assert not any("/work" in note.subject + note.message or "/tmp" in note.message for note in warehouse.notes)


def test_a_folder_with_two_worlds_says_which_one_was_read(shared_fixtures):
    folder = shared_fixtures / "cad/aws_small_warehouse"
    imported = read_cad(folder)
    assert any("small_warehouse.world" in n.message for n in imported.notes if n.kind == "assumed")
    assert len(read_cad(folder, entry="worlds/small_warehouse.world").scene.parts) == 26
    with pytest.raises(CadError, match="not in the upload"):
        read_cad(folder, entry="../../README.md")


@pytest.mark.parametrize(
    ("name", "size", "unit", "up"),
    [
        ("unit_cube.STL", (1, 1, 1), "m", "z"),
        ("20mm-xyz-cube.stl", (0.02, 0.02, 0.02), "mm", "z"),
        ("large_block.STL", (4.572, 0.3048, 2.4384), "mm", "z"),
        ("Duck.glb", (1.6550, 1.1525, 1.5404), "m", "y"),
        ("blue_cube.dae", (2, 2, 2), "m", "z"),
    ],
)
def test_mesh_files_have_their_known_sizes(shared_fixtures, name, size, unit, up):
    imported = read_cad(shared_fixtures / "cad/mesh" / name)
    np.testing.assert_allclose(size_of(imported), size, rtol=1e-3)
    assert (imported.source_unit, imported.source_up_axis) == (unit, up)


def test_a_guessed_unit_is_stated_and_can_be_overridden(shared_fixtures):
    block = shared_fixtures / "cad/mesh/large_block.STL"
    assert any(n.kind == "assumed" and "mm" in n.message for n in read_cad(block).notes)
    inches = read_cad(block, unit="in")
    np.testing.assert_allclose(size_of(inches), np.array([4572, 304.8, 2438.4]) * 0.0254, rtol=1e-6)
    assert not any("unit" in n.message for n in inches.notes)
    assert inches.source_unit == "in"
    with pytest.raises(CadError, match="unknown unit"):
        read_cad(block, unit="furlong")


def test_the_up_axis_can_be_overridden(shared_fixtures):
    block = read_cad(shared_fixtures / "cad/mesh/large_block.STL", up_axis="y")
    np.testing.assert_allclose(size_of(block), (4.572, 2.4384, 0.3048), rtol=1e-6)


def test_gltf_colours_are_kept_exactly(shared_fixtures):
    parts = read_cad(shared_fixtures / "cad/mesh/nested.glb").scene
    assert len(parts.parts) == 3
    (primitive,) = parts.meshes[parts.parts[0].mesh_id].primitives
    assert primitive.material.base_color == (0.8, 0.8, 0.8)
