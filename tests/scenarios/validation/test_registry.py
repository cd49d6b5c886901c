"""The engine meets its known answers: the quick tier, each case a test."""

import pytest

from scenarios.validation.case import Case, chosen, run_case
from scenarios.validation.registry import CASES


def test_names_are_unique() -> None:
    names = [(case.group, case.name) for case in CASES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", chosen(CASES, "quick"), ids=lambda case: case.name)
def test_known_answer(case: Case) -> None:
    row = run_case(case, "quick")
    assert row.passed, f"{row.reason}: expected {case.expected}, measured {row.measured}"
