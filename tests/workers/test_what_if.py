"""The headless what-if on a small hall: what it writes, and what it refuses."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import openpyxl
import pypdf
import pytest
import trimesh
from django.core.management import CommandError, call_command
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
QUICK = {"experiment": {"horizon_s": 1800, "clip_width_px": 128, "clip_height_px": 80}}


def _box(size, at):
    return trimesh.creation.box(size, transform=trimesh.transformations.translation_matrix(at))


@pytest.fixture(scope="session")
def hall(tmp_path_factory):
    """A hall of 16 x 12 m with three racks and a pack desk, as GLB (y up)."""
    scene = trimesh.Scene()
    parts = {
        "floor": _box((16, 12, 0.1), (0, 0, -0.05)),
        "wall-north": _box((16, 0.2, 4), (0, 6, 2)),
        "wall-south": _box((16, 0.2, 4), (0, -6, 2)),
        "wall-east": _box((0.2, 12, 4), (8, 0, 2)),
        "wall-west": _box((0.2, 12, 4), (-8, 0, 2)),
        "desk-1": _box((1.8, 0.8, 0.9), (5.5, -3, 0.45)),
        **{f"rack-{i}": _box((6, 1, 2.5), (-3, 3.0 * i - 3, 1.25)) for i in range(3)},
    }
    y_up = trimesh.transformations.rotation_matrix(-np.pi / 2, (1, 0, 0))
    for name, mesh in parts.items():
        scene.add_geometry(mesh.apply_transform(y_up), node_name=name, geom_name=name)
    path = tmp_path_factory.mktemp("cad") / "small_hall.glb"
    path.write_bytes(scene.export(file_type="glb"))
    return path


@pytest.fixture
def write(tmp_path):
    def write_file(name, data):
        path = tmp_path / name
        path.write_text(data if isinstance(data, str) else json.dumps(data))
        return str(path)

    return write_file


@pytest.fixture(scope="session")
def default(hall, tmp_path_factory):
    path = tmp_path_factory.mktemp("default") / "default.json"
    what_if("--cad", hall, "--write-default", path)
    return json.loads(path.read_text())


@pytest.fixture
def variants(write, default):
    """The default on a short day, and the same with a rack less and one more picker."""
    staffing = json.loads(json.dumps(default["staffing"]))
    staffing[0]["shifts"][0]["heads"] += 1
    a = write("a.json", {"name": "Today", "base": "default", "patch": QUICK})
    patch = {**QUICK, "staffing": staffing, "layout": [{"kind": "remove", "part_id": "rack-1"}]}
    return a, write("b.json", {"name": "Rack 1 out", "base": "default", "patch": patch})


def what_if(*arguments):
    """Standard output of the command."""
    stdout = io.StringIO()
    call_command("what_if", *map(str, arguments), stdout=stdout, stderr=io.StringIO())
    return stdout.getvalue()


def run(hall, variants, out, *more):
    a, b = variants
    return what_if("--cad", hall, "--variant", a, "--variant", b, "--out", out, *more)


def test_the_default_document_can_be_written_and_read_back(hall, default, write, tmp_path):
    assert [r["role"] for r in default["staffing"]] == ["picker", "packer", "shipper"]
    whole = write("whole.json", default | {"experiment": default["experiment"] | QUICK["experiment"]})
    what_if("--cad", hall, "--variant", whole, "--variant", whole, "--replications", 1, "--clip-seconds", 0,
            "--no-pdf", "--out", tmp_path / "out")  # fmt: skip
    assert not (tmp_path / "out" / "report.pdf").exists()


def test_everything_is_written_and_says_the_same(hall, variants, tmp_path):
    out = tmp_path / "out"
    printed = json.loads(run(hall, variants, out, "--replications", 4, "--clip-seconds", 0, "--json"))
    names = ["A.document.json", "B.document.json", "metrics.json", "report.pdf", "report.xlsx"]
    assert sorted(p.name for p in out.iterdir()) == names == printed["files"]
    metrics = json.loads((out / "metrics.json").read_text())
    assert printed["ok"]
    assert metrics["headline"] == printed["headline"]
    a, b = metrics["variants"]
    row = metrics["differences"]["B"][0]
    assert row["key"] == "orders_per_hour"
    values = [np.array(v["values"]["orders_per_hour"]) for v in (a, b)]
    assert len(values[0]) == 4
    assert row["difference"]["mean"] == pytest.approx((values[1] - values[0]).mean())
    assert values[0].mean() > 0
    assert "Rack" in " ".join(c["message"] for c in b["changes"]) or "rack" in " ".join(
        c["message"] for c in b["changes"]
    )
    assert json.loads((out / "B.document.json").read_text())["experiment"]["replications"] == 4
    pdf = " ".join(p.extract_text() for p in pypdf.PdfReader(out / "report.pdf").pages)
    assert "Rack 1 out" in pdf
    assert b["document_hash"] in pdf
    sheet = openpyxl.load_workbook(out / "report.xlsx")["Replications"]
    assert sheet.cell(2, 2).value == pytest.approx(values[0][0])


def test_variants_with_a_target_are_played_until_they_ask_for_no_more(hall, write, default, tmp_path):
    experiment = {**QUICK["experiment"], "replications": 1, "target_half_width": 0.002, "max_replications": 7}
    paths = [write(f"{n}.json", {"name": n, "base": "default", "patch": {"experiment": experiment}}) for n in "ab"]
    printed = json.loads(run(hall, paths, tmp_path / "out", "--clip-seconds", 0, "--no-pdf", "--json"))
    assert [len(v["digests"]) for v in printed["variants"]] == [7, 7]  # three, and as many more as are allowed
    assert len(set(printed["variants"][0]["digests"])) == 7
    assert any(s.startswith("A: After 7 replications, the most allowed") for s in printed["how_sure"])


def test_the_same_order_gives_the_same_bytes(hall, variants, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770000000")
    for name in ("one", "two"):
        run(hall, variants, tmp_path / name, "--replications", 3, "--clip-seconds", 0)
    for name in ("metrics.json", "report.pdf", "report.xlsx"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_variants_that_are_the_same_do_not_differ(hall, variants, tmp_path):
    a, _ = variants
    report = json.loads(run(hall, (a, a), tmp_path / "out", "--replications", 3, "--clip-seconds", 0, "--json"))
    assert {row["verdict"] for row in report["differences"]["B"]} == {"no_difference_shown"}
    assert report["variants"][0]["digests"] == report["variants"][1]["digests"]
    assert "o difference" in report["headline"]


def test_the_table_names_metrics_variants_and_files(hall, variants, tmp_path):
    text = run(hall, variants, tmp_path / "out", "--replications", 2, "--clip-seconds", 0)
    assert "A = Today, B = Rack 1 out" in text
    assert "Orders per hour" in text
    assert "report.xlsx" in text


def test_each_variant_is_filmed_in_the_same_moment(hall, variants, tmp_path):
    out = tmp_path / "out"
    report = json.loads(run(hall, variants, out, "--replications", 2, "--clip-seconds", 0.5, "--no-pdf", "--json"))
    clips = [v["clips"][0] for v in report["variants"]]
    assert clips[0]["start_s"] == clips[1]["start_s"]
    assert clips[0]["camera_name"].startswith("CCTV")
    assert clips[0]["control_hash"] != clips[1]["control_hash"]
    for letter in "AB":
        with av.open(str(out / f"{letter}.mp4")) as video:
            frames = [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]
        assert len(frames) == 12
        assert frames[0].shape == (80, 128, 3)
        assert frames[0].std() > 10  # a picture, not a plain colour
        with Image.open(out / f"{letter}.jpg") as poster:
            assert poster.size == (128, 80)
        sidecar = json.loads((out / f"{letter}.sidecar.json").read_text())
        assert len(sidecar["frames"]) == 12
        assert sidecar["model_sha256"] == report["experiment"]["model_hash"]


def refused(hall, tmp_path, *variants, out="out", more=()):
    """The faults of an order that must be refused, having checked that nothing was written."""
    before = sorted(tmp_path.rglob("*"))
    options = [argument for v in variants for argument in ("--variant", str(v))]
    stdout = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(
            "what_if", "--cad", str(hall), *options, "--out", str(tmp_path / out), "--json", "--clip-seconds", "0",
            *map(str, more), stdout=stdout, stderr=io.StringIO(),
        )  # fmt: skip
    assert caught.value.returncode == 2
    assert sorted(tmp_path.rglob("*")) == before
    return json.loads(stdout.getvalue())["errors"]


@pytest.mark.parametrize(
    ("patch", "pointer", "says"),
    [
        ({"staffin": []}, "/staffin", "staffing"),
        ({"demand": {"pick_s": 0}}, "/demand/pick_s", "more than 0"),
        ({"staffing": [{"role": "picker", "shifts": [{"start_s": 0, "end_s": 9, "heads": -2}]}]},
         "/staffing/0/shifts/0/heads", "at least 0"),
        ({"layout": [{"kind": "remove", "part_id": "rack-9"}]}, "/layout/0", "rack-9"),
    ],
)  # fmt: skip
def test_a_wrong_variant_is_refused_with_its_place(hall, tmp_path, patch, pointer, says):
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"base": "default", "patch": patch}))
    faults = refused(hall, tmp_path, "default", bad)
    assert pointer in [f["pointer"] for f in faults]
    assert any(says in f["message"] for f in faults)
    assert "bad" in faults[0]["source"]


def test_overlapping_parts_are_told(hall, write, tmp_path):
    move = {"kind": "move", "part_id": "rack-0", "at": {"x_m": -3, "y_m": 0.4}}
    bad = write("bad.json", {"base": "default", "patch": {"layout": [move]}})
    faults = refused(hall, tmp_path, "default", bad)
    assert next(f["code"] for f in faults if f["severity"] == "error") == "overlap"
    assert faults[0]["pointer"].startswith("/layout/0")


def test_missing_files_are_told(hall, tmp_path):
    assert refused(hall, tmp_path, "default", str(tmp_path / "no.json"))[0]["code"] == "missing_file"
    assert refused(tmp_path / "no.glb", tmp_path, "default", "default")[0]["code"] == "missing_file"


def test_a_truncated_model_is_told(hall, tmp_path):
    broken = tmp_path / "broken.glb"
    broken.write_bytes(hall.read_bytes()[:600])
    assert refused(broken, tmp_path, "default", "default")[0]["code"] in ("truncated", "wrong_format")


def test_usage_is_checked_before_any_work(hall, tmp_path):
    started = time.monotonic()
    assert refused(hall, tmp_path, "default")[0]["source"] == "--variant"
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    assert refused(hall, tmp_path, "default", "default", out="full")[0]["source"] == "--out"
    assert time.monotonic() - started < 1


def test_an_unknown_camera_is_told_with_those_there_are(hall, tmp_path):
    faults = refused(hall, tmp_path, "default", "default", more=("--clip-seconds", 1, "--camera", "Cam 9"))
    assert faults[0]["source"] == "--camera"
    assert "CCTV" in faults[0]["message"]


def test_variants_with_different_seeds_are_not_compared(hall, write, tmp_path):
    bad = write("bad.json", {"base": "default", "patch": {"experiment": {"seed": 9}}})
    assert refused(hall, tmp_path, "default", bad)[0]["pointer"] == "/experiment/seed"


def test_ctrl_c_leaves_nothing(hall, write, tmp_path):
    long = write("long.json", {"base": "default", "patch": {"experiment": {"replications": 500}}})
    before = sorted(tmp_path.rglob("*"))
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "what_if", "--cad", str(hall), "--variant", long, "--variant", long,
         "--out", str(tmp_path / "out"), "--clip-seconds", "0"],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=tmp_path, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while sorted(tmp_path.rglob("*")) == before and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"nothing was written" in errors
    assert sorted(tmp_path.rglob("*")) == before
