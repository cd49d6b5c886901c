"""Scenes as canonical bytes and as GLB, there and back."""

import json
import struct
import zipfile
from io import BytesIO

import numpy as np
import pytest

from twin.cad.glb import export_glb
from twin.cad.reader import read_cad
from twin.cad.scene_io import load_scene, save_scene
from twin.contracts import Material, Mesh, Part, PartClass, Primitive, Scene


@pytest.fixture
def scene():
    rng = np.random.default_rng(7)
    corners = rng.normal(size=(4, 3)).astype(np.float32)
    faces = np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32)
    texture = rng.integers(0, 256, (8, 16, 3), dtype=np.uint8)
    painted = Primitive(
        corners, faces, Material((1.0, 1.0, 1.0), texture, roughness=0.25), rng.random((4, 2)).astype(np.float32)
    )
    glowing = Primitive(
        corners + 1, faces[:1], Material((0.123456, 0.5, 0.25), metallic=0.5, emission=(12.5, 3.0, 0.5))
    )
    turned = np.array([[0, -1, 0, 4.25], [1, 0, 0, -2.5], [0, 0, 1, 0.1], [0, 0, 0, 1]], dtype=float)
    return Scene(
        (
            Part("rack-1", "Regal Nº 1", PartClass.RACK, "a", np.eye(4)),
            Part("rack-2", "Rack", PartClass.RACK, "a", turned),
            Part("sign.3:x", "anything", PartClass.MARKING, "b", turned),
        ),
        {"a": Mesh("a", (painted, glowing)), "b": Mesh("b", (glowing,))},
    )


def test_bytes_are_the_same_every_time_and_lossless(scene):
    data = save_scene(scene)
    again = load_scene(data)
    assert again.content_hash == scene.content_hash
    assert [(p.id, p.name, p.part_class) for p in again.parts] == [(p.id, p.name, p.part_class) for p in scene.parts]
    assert save_scene(again) == data == save_scene(scene)


def test_a_texture_shared_by_many_is_stored_once(scene):
    shared = scene.meshes["a"].primitives[0]
    meshes = {f"m{i}": Mesh(f"m{i}", (shared,)) for i in range(5)}
    parts = tuple(Part(f"p{i}", "p", PartClass.CLUTTER, f"m{i}", np.eye(4)) for i in range(5))
    with zipfile.ZipFile(BytesIO(save_scene(Scene(parts, meshes)))) as bundle:
        assert sum(name.endswith(".png") for name in bundle.namelist()) == 1


def test_damaged_bytes_are_refused(scene):
    data = save_scene(scene)
    for broken in (b"", b"hello", data[: len(data) // 2], data[:200] + bytes(40) + data[240:]):
        with pytest.raises(ValueError):
            load_scene(broken)


def test_a_face_beyond_the_vertices_is_refused(scene):
    source = scene.meshes["b"].primitives[0]
    wild = Primitive(source.vertices_m, np.array([[0, 1, 9]], dtype=np.int32), source.material)
    part = Part("p", "p", PartClass.CLUTTER, "w", np.eye(4))
    with pytest.raises(ValueError, match="does not exist"):
        load_scene(save_scene(Scene((part,), {"w": Mesh("w", (wild,))})))


def header_of(glb):
    length = struct.unpack_from("<I", glb, 12)[0]
    return json.loads(glb[20 : 20 + length])


def test_our_own_glb_comes_back_as_the_same_parts(scene, tmp_path):
    path = tmp_path / "scene.glb"
    path.write_bytes(export_glb(scene, lossless=True))
    again = read_cad(path).scene
    assert [(p.id, p.name, p.part_class) for p in again.parts] == [(p.id, p.name, p.part_class) for p in scene.parts]
    for before, after in zip(scene.parts, again.parts, strict=True):
        np.testing.assert_allclose(after.transform, before.transform, atol=1e-12)
        old, new = scene.meshes[before.mesh_id].primitives, again.meshes[after.mesh_id].primitives
        assert len(old) == len(new)
        for a, b in zip(old, new, strict=True):
            np.testing.assert_array_equal(b.vertices_m[b.faces], a.vertices_m[a.faces])
            assert b.material.base_color == a.material.base_color
            assert (b.material.roughness, b.material.metallic) == (a.material.roughness, a.material.metallic)
            np.testing.assert_allclose(b.material.emission, a.material.emission, atol=1e-5)
    painted = again.meshes[again.parts[0].mesh_id].primitives[0]
    np.testing.assert_array_equal(painted.material.texture, scene.meshes["a"].primitives[0].material.texture)
    before = scene.meshes["a"].primitives[0]
    np.testing.assert_allclose(painted.uv[painted.faces], before.uv[before.faces], atol=1e-6)


def test_the_glb_is_y_up_and_shares_instances(scene):
    header = header_of(export_glb(scene))
    assert len(header["meshes"]) == 2
    assert [n["mesh"] for n in header["nodes"]] == [0, 0, 1]
    assert header["nodes"][1]["extras"]["class"] == "rack"
    matrix = np.array(header["nodes"][1]["matrix"]).reshape(4, 4).T
    # (4.25, -2.5, 0.1) with z up is (4.25, 0.1, 2.5) with y up.
    np.testing.assert_allclose(matrix[:3, 3], (4.25, 0.1, 2.5))


def test_above_the_budget_meshes_are_simplified_and_keep_their_size(shared_fixtures):
    duck = read_cad(shared_fixtures / "cad/mesh/Duck.glb").scene
    (part,) = duck.parts
    header = header_of(export_glb(duck, max_triangles=1000))
    count = sum(header["accessors"][p["indices"]]["count"] // 3 for m in header["meshes"] for p in m["primitives"])
    assert 500 < count <= 1100
    low = np.array(header["accessors"][header["meshes"][0]["primitives"][0]["attributes"]["POSITION"]]["min"])
    expected = duck.meshes[part.mesh_id].bounds_m
    size = float(np.ptp(expected, axis=0).max())
    np.testing.assert_allclose(low, (expected[0, 0], expected[0, 2], -expected[1, 1]), atol=0.01 * size)
