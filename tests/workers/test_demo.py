"""The demonstration loads through the real import, and both its days can be run."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from tests.application import Tenant

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


def test_an_organisation_makes_its_own_demonstration_step_by_step(tenant: Tenant) -> None:
    from scenarios.models import Comparison
    from scenarios.services.demonstration import QUICK_REPLICATIONS
    from twin.models import Facility
    from workers.imports import import_revision

    client = tenant.client("planner")
    first = client.post("/api/v1/demonstration/").json()
    assert (first["status"], first["comparison_id"]) == ("importing", None)
    assert client.post("/api/v1/demonstration/").json() == first  # still being read: nothing is made twice
    import_revision(first["revision_id"])
    second = client.post("/api/v1/demonstration/").json()
    assert second["status"] == "comparing"
    entries = Comparison.objects.get(pk=second["comparison_id"]).entries.select_related("run__scenario")
    assert [e.run.scenario.name for e in entries] == ["Today", "Narrow pick aisles"]
    assert {e.run.replications for e in entries} == {QUICK_REPLICATIONS}
    assert client.post("/api/v1/demonstration/").json() == second
    assert Facility.objects.get().cameras.first().name == "CCTV west crossing"


def test_who_may_not_import_gets_no_demonstration(tenant: Tenant) -> None:
    answer = tenant.client("analyst").post("/api/v1/demonstration/")
    assert (answer.status_code, answer.json()["title"]) == (403, "Not allowed")
