"""The German tables know what the server says, to the page and in reports."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.layout import catalogue, words
from scenarios.metrics.definitions import METRICS
from scenarios.reports.page_words import page_words, variant_words
from scenarios.reports.summary import LIMITS
from scenarios.said.sayer import sayer

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "scenarios" / "said" / "de"
TEMPLATES = [template for path in sorted(TABLES.glob("*.json")) for template in json.loads(path.read_text())]
FIXED = "\n".join(re.sub(r"\{\w+\}", "\n", template) for template in TEMPLATES)
SPEAKING = [
    "scenarios/layout/clearance_checks.py",
    "scenarios/layout/demand_checks.py",
    "scenarios/layout/event_checks.py",
    "scenarios/layout/fleet_checks.py",
    "scenarios/layout/floor_checks.py",
    "scenarios/layout/load_checks.py",
    "scenarios/layout/routing_checks.py",
    "scenarios/layout/work_checks.py",
    "scenarios/layout/zone_checks.py",
    "scenarios/reports/certainty.py",
    "scenarios/reports/wording.py",
    "scenarios/services/comparisons.py",
    "worlds/futures/wording.py",
]


def _is_known(sentence: str) -> bool:
    return any(
        re.fullmatch(re.sub(r"\\\{\w+\\\}", "(.+)", re.escape(template)), sentence) is not None
        for template in TEMPLATES
    )


@pytest.mark.parametrize("key", METRICS)
def test_a_metric_has_a_german_name_and_definition(key: str) -> None:
    assert METRICS[key].label in TEMPLATES or _is_known(METRICS[key].label)
    assert _is_known(METRICS[key].definition)


def test_equipment_roles_vehicles_and_stations_have_german_names() -> None:
    named = [
        *(item.label for item in catalogue.CATALOGUE.values()),
        *(item.note for item in catalogue.CATALOGUE.values()),
        *words.ROLE_NAMES.values(),
        *words.VEHICLE_NAMES.values(),
        *words.STATION_NAMES.values(),
        *(f"{kind} “{{id}}”" for kind in words.ZONE_NAMES.values()),
    ]
    assert [name for name in named if name not in TEMPLATES] == []


def _docstrings(tree: ast.Module) -> set[int]:
    holders = (ast.Module, ast.FunctionDef, ast.ClassDef)
    return {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip


def _pieces(path: Path) -> Iterator[str]:
    """The fixed parts of the sentences of a module, as far as they are three words or longer."""
    tree = ast.parse(path.read_text())
    docstrings = _docstrings(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in docstrings:
            continue
        if len(node.value.split()) >= 3:
            yield node.value


@pytest.mark.parametrize("module", SPEAKING)
def test_what_a_module_says_is_known_piece_by_piece(module: str) -> None:
    assert [piece for piece in _pieces(ROOT / module) if piece.strip() not in FIXED] == []


def test_every_word_of_a_report_is_known() -> None:
    words = page_words(sayer("en"), "95") | variant_words(sayer("en"), "B")
    every = [word for found in words.values() for word in ([found] if isinstance(found, str) else found)]
    say = sayer("de")
    kept = ("p (Holm)", "PET", "Repl.")
    assert [word for word in every if say(word, "report") == word and word not in kept] == []
    assert [limit for limit in LIMITS if say(limit) == limit] == []
