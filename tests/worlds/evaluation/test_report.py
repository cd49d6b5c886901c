"""The command's table: from results on disk, whatever parts were run."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from worlds.evaluation.report import NOT_HERE, PARTS, bars, speeds


def run(*arguments: object, **options: object) -> str:
    out = StringIO()
    call_command("evaluate_world", *arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_without_parts_every_bar_is_not_measured(tmp_path):
    table = run("--parts", "--work", str(tmp_path))
    assert "not measured" in table
    assert "missed" not in table.replace("not measured", "")


def test_what_was_run_is_kept_and_shown_again(tmp_path):
    run("--work", str(tmp_path), parts=["clips"], clip_frames=1)
    again = json.loads(run("--parts", "--json", "--work", str(tmp_path)))
    rows = {row["key"]: row for row in again["bars"]}
    assert rows["clip_invented"]["value"] is not None
    assert rows["drift_walking"]["verdict"] == "not measured"
    assert again["measures"]["clips"]["frames"] == again["measures"]["clips"]["clips"]
    assert json.loads((tmp_path / "evaluation.json").read_text())["bars"] == again["bars"]


def test_bad_arguments_are_told(tmp_path):
    with pytest.raises(CommandError, match="no such part: flicker; there are"):
        run("--parts", "flicker", "--work", str(tmp_path))
    with pytest.raises(CommandError, match="at least 1"):
        run("--parts", "--frames", "0", "--work", str(tmp_path))
    with pytest.raises(CommandError, match="holds no weights"):
        run("--parts", "--weights", str(tmp_path), "--work", str(tmp_path))


def test_fewer_pictures_than_asked_do_not_meet_the_bar():
    found = {"pictures": {"pictures": 8, "samples": 512, "renderer_psnr_db": 30.0, "renderer_ssim": 0.9}}
    rows = {row.bar.key: row for row in bars(found)}
    assert rows["unseen_psnr"].verdict == "met, on less than asked"
    assert rows["speed_gpu"].measured.how == NOT_HERE["speed_gpu"]


def test_speeds_come_from_the_benchmark(tmp_path):
    assert speeds(tmp_path / "none.jsonl")["speed_fixed"].value is None
    file = tmp_path / "world.jsonl"
    file.write_text(json.dumps({"case": "fixed camera 640x360", "measured": 17.5}) + "\n")
    assert speeds(file)["speed_fixed"].value == 17.5


def test_every_part_is_about_models_that_have_a_card():
    assert {model for part in PARTS.values() for model in part.of} <= {"renderer", "detector", "dynamics"}
