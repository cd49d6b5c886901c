"""The table says met, missed and not measured, and never more than was measured."""

import json

import pytest

from worlds.evaluation.bars import BARS, Bar, Measured, Verdict, judge, markdown_table, text_table
from worlds.evaluation.cards import write_card, write_page
from worlds.evaluation.results import ResultStore

LIKENESS = Bar("likeness", "renderer", "likeness", "dB", least=26.5, aim=29)
DRIFT = Bar("drift", "renderer", "drift", "dB", most=0.05)
COVERAGE = Bar("coverage", "dynamics", "coverage", "%", least=85, most=95)
FALL = Bar("fall", "dynamics", "error against constant velocity", "%", most=-30, aim=-50)


@pytest.mark.parametrize(
    ("bar", "value", "verdict"),
    [
        (LIKENESS, 26.5, Verdict.MET), (LIKENESS, 29.1, Verdict.AIM_MET), (LIKENESS, 26.4, Verdict.MISSED),
        (DRIFT, 0.05, Verdict.MET), (DRIFT, 0.06, Verdict.MISSED), (DRIFT, float("nan"), Verdict.MISSED),
        (COVERAGE, 90, Verdict.MET), (COVERAGE, 84, Verdict.MISSED), (COVERAGE, 96, Verdict.MISSED),
        (FALL, -31, Verdict.MET), (FALL, -55, Verdict.AIM_MET), (FALL, -20, Verdict.MISSED),
    ],
)  # fmt: skip
def test_verdicts(bar, value, verdict):
    [row] = judge({bar.key: Measured(value, "here")}, (bar,))
    assert row.verdict == verdict


def test_easier_conditions_do_not_meet_a_bar_but_may_miss_it():
    good, bad = (judge({"likeness": Measured(v, "2 pictures", complete=False)}, (LIKENESS,))[0] for v in (30, 20))
    assert good.verdict == Verdict.MET_ON_LESS
    assert bad.verdict == Verdict.MISSED


def test_what_was_not_run_is_not_measured():
    rows = judge({"speed_gpu": Measured(None, "no such device here")})
    assert len(rows) == len(BARS)
    assert {row.verdict for row in rows} == {Verdict.NOT_MEASURED}
    assert "no such device here" in text_table(rows)
    with pytest.raises(ValueError, match="likenes"):
        judge({"likenes": Measured(1, "")})


def test_the_markdown_table_shows_bar_value_and_verdict():
    table = markdown_table(judge({"fall": Measured(-31.26, "20 days")}, (FALL,)))
    assert "| ≤ −30 % | −31.26 | met | 20 days |" in table


def test_a_result_of_other_weights_is_not_taken(tmp_path):
    first = ResultStore(tmp_path, {"renderer": "a", "detector": "x"})
    first.write("stage", {"revisit_db": 40.0}, of=("renderer",))
    assert first.read("stage") == {"revisit_db": 40.0}
    assert ResultStore(tmp_path, {"renderer": "a", "detector": "y"}).read("stage") == {"revisit_db": 40.0}
    assert ResultStore(tmp_path, {"renderer": "b", "detector": "x"}).read("stage") is None
    assert first.read("walking") is None


def test_a_card_keeps_what_it_said_and_gains_the_bars(tmp_path):
    (tmp_path / "card.json").write_text('{"name": "renderer", "sha256": "abc"}')
    rows = judge({"likeness": Measured(27.0, "24 pictures")}, (LIKENESS,))
    write_card(tmp_path, rows, {"stage": {"revisit_db": None}})
    card = json.loads((tmp_path / "card.json").read_text())
    assert (card["sha256"], card["bars"][0]["verdict"], card["measures"]["stage"]) == (
        "abc",
        "met",
        {"revisit_db": None},
    )
    page = tmp_path / "renderer.md"
    page.write_text("# Renderer\n\nBefore.\n")
    write_page(page, rows, ["a note"])
    once = page.read_text()
    write_page(page, rows, ["a note"])
    assert page.read_text() == once
    assert once.startswith("# Renderer\n\nBefore.\n")
    assert "27" in once
    write_page(page, judge({"likeness": Measured(20.0, "24 pictures")}, (LIKENESS,)), [])
    assert "| 27 |" not in page.read_text()
