"""The command's table: from results on disk, whatever parts were run."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from worlds.evaluation import report
from worlds.evaluation.report import NOT_HERE, PARTS, bars, speeds, write_cards
from worlds.renderer.weights import WEIGHTS_FOLDER


def run(*arguments: object, **options: object) -> str:
    out = StringIO()
    call_command("evaluate_world", *arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_without_parts_every_bar_is_not_measured(tmp_path, settings):
    settings.BASE_DIR = tmp_path  # no benchmark has been run there
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


def test_the_ratio_by_error_alone_stands_beside_the_one_that_counts(tmp_path):
    file = tmp_path / "world.jsonl"
    cases = (("equal quality", 400.0, "170 samples"), ("equal PSNR alone", 38.0, "22 samples"))
    file.write_text(
        "".join(
            json.dumps({"case": f"{name}, fixed camera 256x144", "measured": ratio, "peer": peer}) + "\n"
            for name, ratio, peer in cases
        )
    )
    rows = {row.bar.key: row for row in bars({}, file)}
    assert (rows["speed_ratio"].verdict, rows["speed_ratio_psnr"].verdict) == ("met", "missed")
    assert rows["speed_ratio_psnr"].measured.how == "make bench-world; 22 samples"


def test_every_part_is_about_models_that_have_a_card():
    assert {model for part in PARTS.values() for model in part.of} <= {"renderer", "detector", "dynamics"}


def scores(agents=17, *, gain=0.5, coverage=0.9, projection=0.001):
    return {
        "agents": agents, "ade_gain": gain, "fde_gain": gain, "coverage": coverage, "projection_rate": projection,
    }  # fmt: skip


def test_each_set_of_motion_is_judged_by_itself():
    """One region that is too wide and one far too narrow are two misses, whatever their average."""
    found = {
        "days": 12, "engine": scores(8932), "corridor": scores(80, coverage=1.0, projection=0.03),
        "single file n34_cam2": scores(coverage=0.235, gain=0.2),
    }  # fmt: skip
    rows = {row.bar.key: row for row in bars({"motion": found})}
    verdicts = {key: str(rows[key].verdict) for key in rows if rows[key].bar.model == "dynamics"}
    assert verdicts == {
        "engine_ade": "aim met", "engine_fde": "aim met", "engine_coverage": "met", "engine_projection": "aim met",
        "corridor_ade": "aim met", "corridor_fde": "aim met", "corridor_coverage": "missed",
        "corridor_projection": "missed",
        "single_file_ade": "missed", "single_file_fde": "missed", "single_file_coverage": "missed",
        "single_file_projection": "aim met",
        "wide_bottleneck_ade": "not measured", "wide_bottleneck_fde": "not measured",
        "wide_bottleneck_coverage": "not measured", "wide_bottleneck_projection": "not measured",
        "futures_s": "not measured",
    }  # fmt: skip
    assert rows["corridor_ade"].measured.value == -50
    assert "scored while developing" in rows["corridor_ade"].measured.how


def test_fewer_days_than_held_out_do_not_meet_the_bar():
    rows = {row.bar.key: row for row in bars({"motion": {"days": 3, "engine": scores()}})}
    assert rows["engine_ade"].verdict == "met, on less than asked"


def test_the_futures_bar_wants_everybody_on_the_floor():
    found = {"agents": 40, "present_share": 1.0, "threads": 2, "clock_s": 0.9, "processor_s": 0.9}
    verdicts = [
        {row.bar.key: row.verdict for row in bars({"futures": values})}["futures_s"]
        for values in (found, {**found, "agents": 20}, {**found, "present_share": 0.9}, {**found, "clock_s": 5.1})
    ]
    assert verdicts == ["aim met", "met, on less than asked", "met, on less than asked", "missed"]


def test_motion_without_the_tracks_is_measured_on_days_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "PEOPLE_FOLDER", tmp_path / "nowhere")
    table = json.loads(run("--parts", "motion", "futures", "--days", "1", "--json", "--work", str(tmp_path)))
    rows = {row["key"]: row for row in table["bars"]}
    assert rows["engine_ade"]["value"] < -30
    assert rows["engine_ade"]["verdict"] == "met, on less than asked"
    assert rows["corridor_ade"]["verdict"] == "not measured"
    assert rows["corridor_ade"]["how"] == "its tracks are not at hand"
    assert table["measures"]["futures"]["agents"] == 40
    assert table["measures"]["futures"]["present_share"] == 1


def test_weights_without_dynamics_leave_their_bars_unmeasured(tmp_path):
    weights = tmp_path / "weights"
    weights.mkdir()
    for model in ("renderer", "detector"):
        (weights / model).symlink_to(WEIGHTS_FOLDER / model)
    table = run("--parts", "motion", "futures", "--weights", str(weights), "--work", str(tmp_path / "work"))
    assert not (tmp_path / "work" / "results").exists()
    assert "aim met" not in table


def test_a_card_of_which_nothing_was_found_keeps_its_table(tmp_path):
    for model in ("renderer", "dynamics"):
        (tmp_path / model).mkdir()
        (tmp_path / model / "card.json").write_text('{"bars": "of last week"}')
    found = {"motion": {"days": 12, "engine": scores()}}
    assert [page.name for page in write_cards(tmp_path, tmp_path, bars(found), found)] == ["dynamics.md"]
    assert json.loads((tmp_path / "renderer" / "card.json").read_text()) == {"bars": "of last week"}
    assert "held-out days of the engine" in (tmp_path / "dynamics.md").read_text()
