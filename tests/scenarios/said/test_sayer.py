"""German as the page says it, word for word, and what only reports say."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scenarios.said.sayer import sayer

SENTENCES = json.loads((Path(__file__).parent / "sentences.json").read_text(encoding="utf-8"))
TABLES = sorted((Path(__file__).parents[3] / "scenarios" / "said" / "de").glob("*.json"))


@pytest.mark.parametrize("pair", SENTENCES, ids=lambda pair: pair["english"][:40])
def test_a_sentence_is_said_as_the_page_says_it(pair):
    assert sayer("de")(pair["english"]) == pair["german"]


@pytest.mark.parametrize("pair", SENTENCES, ids=lambda pair: pair["english"][:40])
def test_english_stays_as_it_came(pair):
    assert sayer("en")(pair["english"]) == pair["english"]
    assert sayer("en").figures(pair["english"]) == pair["english"]


def test_no_two_tables_claim_the_same_sentence():
    every = [template for path in TABLES for template in json.loads(path.read_text(encoding="utf-8"))]
    assert len(every) == len(set(every))


def test_a_word_may_mean_something_else_in_its_place():
    say = sayer("de")
    assert say("crossing") == "Fußgängerübergang"
    assert say("crossing", "geometry") == "kreuzend"


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("+24 to +38/h", "+24 bis +38/h"),
        ("3.1 (1.5 to 5.7)", "3,1 (1,5 bis 5,7)"),
        ("1.07 (0.4 to ∞)", "1,07 (0,4 bis ∞)"),
        ("2.5 % missed, 0.01 invented a frame, median position error –",
         "2,5 % übersehen, 0,01 erfunden je Bild, Median des Ortsfehlers –"),
    ],
)  # fmt: skip
def test_cells_of_a_report(english, german):
    assert sayer("de")(english) == german


def test_a_date_has_its_month_in_words():
    moment = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
    assert sayer("en").date(moment) == "2 March 2026, 14:05 UTC"
    assert sayer("de").date(moment) == "2. März 2026, 14:05 UTC"
