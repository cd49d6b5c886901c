"""Broken, hostile and oversized uploads: a code and a sentence that names the file, never a crash."""

import json
import struct
import subprocess
import zipfile

import numpy as np
import pytest
import trimesh

from twin.cad.errors import CadError
from twin.cad.limits import import_in_child
from twin.cad.reader import read_cad
from twin.cad.shapes import clean_primitive

CUBE = trimesh.creation.box()


def error_of(path, **options):
    with pytest.raises(CadError) as caught:
        read_cad(path, **options)
    assert path.name in caught.value.message
    assert str(path.parent) not in caught.value.message
    return caught.value.code


def binary_stl(path, claimed, triangles=CUBE.triangles):
    rows = b"".join(struct.pack("<3f", 0, 0, 0) + t.astype("<f4").tobytes() + b"\0\0" for t in triangles)
    path.write_bytes(b"\0" * 80 + struct.pack("<I", claimed) + rows)
    return path


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty.obj", "empty"),
        ("empty.stl", "empty"),
        ("stl_empty_bin.stl", "empty"),
        ("empty_nodes.glb", "empty"),
        ("ply_empty_header.ply", "empty"),
        ("points_emptyface.ply", "empty"),
        ("broken_loop.dxf", "unsupported"),
    ],
)
def test_nasty_files_without_surface_are_refused(shared_fixtures, name, code):
    assert error_of(shared_fixtures / "nasty" / name) == code


@pytest.mark.parametrize(
    ("name", "triangles"),
    [
        ("soup.stl", 100),
        ("busted.STL", 3878),
        ("shared.STL", 24),
        ("cap.zip", 16482),
        ("not_convex.obj", 96),
        ("nancolor.obj", 12),
        ("notenoughindices.obj", 1),
    ],
)
def test_nasty_files_with_surface_are_read(shared_fixtures, name, triangles):
    imported = read_cad(shared_fixtures / "nasty" / name)
    assert sum(m.triangle_count for m in imported.scene.meshes.values()) == triangles
    assert all(np.isfinite(p.material.base_color).all() for m in imported.scene.meshes.values() for p in m.primitives)


def test_every_nasty_file_is_known_to_these_tests(shared_fixtures):
    assert len(list((shared_fixtures / "nasty").iterdir())) == 14


def test_no_bytes_at_all(tmp_path):
    path = tmp_path / "hall.glb"
    path.write_bytes(b"")
    assert error_of(path) == "empty"


@pytest.mark.parametrize("extension", ["glb", "stl", "obj", "dae", "ply", "3mf", "world", "zip", "gltf"])
def test_noise_of_any_name_is_refused(tmp_path, extension):
    path = tmp_path / f"hall.{extension}"
    path.write_bytes(np.random.default_rng(1).integers(0, 256, 5000, dtype=np.uint8).tobytes())
    assert error_of(path) in ("wrong_format", "truncated", "empty")


def test_a_truncated_glb(tmp_path, shared_fixtures):
    path = tmp_path / "duck.glb"
    whole = (shared_fixtures / "cad/mesh/Duck.glb").read_bytes()
    for length in (10, 400, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert error_of(path) == "truncated"


def test_a_truncated_stl_and_one_that_claims_too_much(tmp_path):
    assert error_of(binary_stl(tmp_path / "a.stl", claimed=40)) == "truncated"
    assert error_of(binary_stl(tmp_path / "b.stl", claimed=4_000_000_000)) == "truncated"
    assert len(read_cad(binary_stl(tmp_path / "c.stl", claimed=12)).scene.parts) == 1


def test_a_truncated_text_stl_and_a_truncated_world(tmp_path):
    path = tmp_path / "a.stl"
    path.write_text("solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\n")
    assert error_of(path) == "truncated"
    path = tmp_path / "a.world"
    path.write_text("<sdf version='1.6'><world name='w'><model name='m'>")
    assert error_of(path) == "truncated"


def test_a_glb_under_another_name_is_read_as_what_it_is(tmp_path, shared_fixtures):
    path = tmp_path / "duck.stl"
    path.write_bytes((shared_fixtures / "cad/mesh/Duck.glb").read_bytes())
    imported = read_cad(path)
    assert any(n.kind == "assumed" and "GLB" in n.message for n in imported.notes)
    assert imported.source_up_axis == "y"


def test_a_gltf_whose_accessors_claim_more_than_there_is(tmp_path):
    document = {
        "asset": {"version": "2.0"},
        "buffers": [{"byteLength": 36}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "type": "VEC3", "count": 500_000_000}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
    }
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    total = 12 + 8 + len(text) + 8 + 36
    path = tmp_path / "claims.glb"
    path.write_bytes(
        struct.pack("<4sII", b"glTF", 2, total)
        + struct.pack("<I4s", len(text), b"JSON")
        + text
        + struct.pack("<I4s", 36, b"BIN\0")
        + bytes(36)
    )
    assert error_of(path) == "truncated"


def test_a_compressed_gltf_is_named_unsupported(tmp_path):
    path = tmp_path / "draco.gltf"
    path.write_text(json.dumps({"asset": {"version": "2.0"}, "extensionsRequired": ["KHR_draco_mesh_compression"]}))
    assert error_of(path) == "unsupported"


def test_a_gltf_without_its_buffer_names_the_missing_file(tmp_path):
    path = tmp_path / "hall.gltf"
    path.write_text(
        json.dumps(
            {
                "asset": {"version": "2.0"},
                "buffers": [{"uri": "hall.bin", "byteLength": 36}],
                "bufferViews": [{"buffer": 0, "byteLength": 36}],
                "accessors": [{"bufferView": 0, "componentType": 5126, "type": "VEC3", "count": 3}],
                "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
                "nodes": [{"mesh": 0}],
                "scenes": [{"nodes": [0]}],
            }
        )
    )
    with pytest.raises(CadError, match=r"hall\.bin") as caught:
        read_cad(path)
    assert caught.value.code == "missing_file"


def test_impossible_and_flat_triangles_are_dropped_with_a_note(tmp_path):
    triangles = CUBE.triangles.copy()
    triangles[0, 0, 0] = np.nan
    triangles[1, 1, 2] = np.inf
    triangles[2] = triangles[2, 0]
    imported = read_cad(binary_stl(tmp_path / "bad.stl", claimed=12, triangles=triangles))
    assert next(iter(imported.scene.meshes.values())).triangle_count == 9
    messages = [n.message for n in imported.notes if n.kind == "dropped"]
    assert any(m.startswith("2 triangles with impossible") for m in messages)
    assert any(m.startswith("1 triangles without an area") for m in messages)


def test_nothing_but_impossible_triangles_is_empty(tmp_path):
    triangles = np.full_like(CUBE.triangles, np.nan)
    assert error_of(binary_stl(tmp_path / "nan.stl", claimed=12, triangles=triangles)) == "empty"


def test_faces_that_point_nowhere_are_not_finite():
    cleaned = clean_primitive(CUBE.vertices, [[0, 1, 99], [-1, 0, 1]])
    assert (cleaned.primitive, cleaned.not_finite) == (None, 2)


@pytest.mark.parametrize("name", ["../outside.obj", "/absolute.obj", "C:/windows.obj", "a/../../b.obj"])
def test_archive_entries_never_leave_their_folder(tmp_path, name):
    path = tmp_path / "slip.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(name, "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    assert error_of(path) == "unsafe"


def test_an_archive_that_unpacks_to_far_more_is_refused(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("zeros.stl", bytes(120_000_000))
    assert error_of(path) == "too_large"


def test_an_archive_without_cad_says_what_is_read(tmp_path):
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("readme.txt", "hello")
    with pytest.raises(CadError, match="GLB, glTF") as caught:
        read_cad(path)
    assert caught.value.code == "empty"


def test_a_child_reads_what_the_reader_reads(shared_fixtures, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    seen = []
    source = shared_fixtures / "cad/aws_small_warehouse"
    imported = import_in_child(source, progress=lambda fraction, message: seen.append((fraction, message)))
    direct = read_cad(source)
    assert imported.scene.content_hash == direct.scene.content_hash
    assert imported.notes == direct.notes
    assert seen
    assert list(tmp_path.iterdir()) == []


def test_a_child_passes_on_why_a_file_is_refused(shared_fixtures):
    with pytest.raises(CadError, match=r"empty\.obj") as caught:
        import_in_child(shared_fixtures / "nasty/empty.obj")
    assert caught.value.code == "empty"


@pytest.mark.parametrize("megabytes", [60, 150, 300])
def test_too_little_memory_is_named_and_leaves_nothing(shared_fixtures, tmp_path, monkeypatch, megabytes):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(CadError, match="aws_small_warehouse needs more than") as caught:
        import_in_child(shared_fixtures / "cad/aws_small_warehouse", memory_bytes=megabytes << 20)
    assert caught.value.code == "out_of_memory"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_needs_more_memory_than_the_readers_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    rows = np.zeros(2_000_000, dtype=[("n", "<f4", 3), ("t", "<f4", (3, 3)), ("a", "<u2")])
    rows["t"] = np.random.default_rng(0).random((len(rows), 3, 3), dtype=np.float32)
    path = tmp_path / "huge.stl"
    path.write_bytes(b"\0" * 80 + struct.pack("<I", len(rows)) + rows.tobytes())
    with pytest.raises(CadError, match=r"huge\.stl needs more") as caught:
        import_in_child(path, memory_bytes=700 << 20)
    assert caught.value.code == "out_of_memory"
    assert list((tmp_path / "scratch").iterdir()) == []


def test_too_little_time_ends_the_child(shared_fixtures, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(CadError) as caught:
        import_in_child(shared_fixtures / "cad/aws_small_warehouse", seconds=0.2)
    assert caught.value.code == "timeout"
    assert list(tmp_path.iterdir()) == []


def test_a_cancelled_import_stops_its_child(shared_fixtures, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    children = []
    start = subprocess.Popen

    def remember(*arguments, **options):
        children.append(start(*arguments, **options))
        return children[-1]

    monkeypatch.setattr(subprocess, "Popen", remember)

    def stop(_fraction, _message):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_in_child(shared_fixtures / "cad/aws_small_warehouse", progress=stop)
    assert children[0].returncode is not None
    assert list(tmp_path.iterdir()) == []
