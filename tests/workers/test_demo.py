"""The demonstration loads through the real import, and both its days can be run."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_the_demonstration_loads_once_and_its_scenarios_have_no_errors(settings: Any, tmp_path: Any) -> None:
    from accounts.models import Organisation, User
    from scenarios.layout.parsing import parse_document
    from scenarios.models import Scenario
    from scenarios.selectors import get_head
    from scenarios.services.documents import check_scenario_document, list_changes_of
    from twin.models import Facility

    settings.DATA_DIR = tmp_path
    call_command("load_demo")
    password = (tmp_path / "demo-password").read_text().strip()
    assert (tmp_path / "demo-password").stat().st_mode & 0o777 == 0o600
    assert User.objects.get(email="planner@foresite.example").check_password(password)
    facility = Facility.objects.get(name="DC North")
    assert next(c.name for c in facility.cameras.order_by("id")) == "CCTV west crossing"
    for scenario in Scenario.objects.filter(facility=facility):
        head = get_head(scenario)
        findings = check_scenario_document(parse_document(head.document), head.twin_revision, facility)
        assert [f.message for f in findings if f.severity == "error"] == []
    variant = Scenario.objects.get(name="Narrow pick aisles")
    head = get_head(variant)
    areas = {c.area for c in list_changes_of(variant, parse_document(head.document), head.twin_revision)}
    assert areas == {"layout", "staffing"}
    call_command("load_demo")
    assert (Organisation.objects.count(), Facility.objects.count(), Scenario.objects.count()) == (1, 1, 2)
