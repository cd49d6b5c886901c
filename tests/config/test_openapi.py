"""The published shapes hold: what the API answers, its own schema accepts."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema
import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.application import Tenant, small_document
from tests.scenarios.test_runs_api import start, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@cache
def published() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)


def check(answer: Any, component: str) -> None:
    schema = {"$ref": f"#/components/schemas/{component}", "components": published()["components"]}
    jsonschema.validate(answer, schema, cls=jsonschema.Draft202012Validator)


def test_a_finished_run_answers_as_the_schema_says(tenant: Tenant, scenario: Any) -> None:
    client = tenant.client()
    run_id = start(client, scenario).json()["id"]
    work_off(run_id)
    for path, component in (
        (f"runs/{run_id}/", "Run"),
        (f"runs/{run_id}/metrics/", "Metrics"),
        (f"runs/{run_id}/conflicts/", "Conflicts"),
        (f"runs/{run_id}/density/", "Density"),
        (f"scenarios/{scenario.pk}/", "Scenario"),
        (f"scenarios/{scenario.pk}/plan/", "VariantPlan"),
        ("scenarios/", "ScenarioRowPage"),
        ("runs/", "RunSummaryPage"),
        ("catalog/", "Catalogue"),
        ("facilities/", "FacilityPage"),
        ("session/", "Session"),
    ):
        check(client.get(f"/api/v1/{path}").json(), component)


def test_a_document_may_leave_out_what_an_answer_has_not_left_out() -> None:
    small = small_document()
    check(small, "ScenarioDocumentRequest")
    with pytest.raises(jsonschema.ValidationError, match="required property"):
        check(small, "ScenarioDocument")
    with pytest.raises(jsonschema.ValidationError, match="colour"):
        check({**small, "colour": "red"}, "ScenarioDocumentRequest")


def test_a_revision_saved_before_a_field_was_there_is_answered_with_it(tenant: Tenant, scenario: Any) -> None:
    revision = scenario.revisions.get()
    del revision.document["traffic"]
    del revision.document["storage"]["stock"]
    revision.save()
    document = tenant.client().get(f"/api/v1/scenarios/{scenario.pk}/").json()["document"]
    check(document, "ScenarioDocument")
    assert document["traffic"]["keep_right"] is True
