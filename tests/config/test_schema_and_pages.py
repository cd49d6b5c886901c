"""The OpenAPI schema, the docs page, and the page of the browser bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_the_schema_is_valid_openapi_3_1_without_a_warning(tmp_path: Path) -> None:
    target = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(target))
    assert target.read_text().startswith("openapi: 3.1")


def test_migrations_say_all_that_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_docs_list_every_operation(client: Any) -> None:
    text = client.get("/api/v1/docs/").content.decode()
    for path in ("/api/v1/scenarios/{scenario_id}/runs/", "/api/v1/comparisons/", "/api/v1/session/"):
        assert path in text
    assert "<script" not in text


@pytest.mark.parametrize("path", ["/", "/sign-in", "/facilities/x", "/runs/y"])
def test_every_page_is_the_bundle_s(client: Any, settings: Any, tmp_path: Path, path: str) -> None:
    settings.BUNDLE_DIR = tmp_path
    assert client.get(path).status_code == 503  # not built, and says so
    (tmp_path / "index.html").write_text("<title>Foresite</title>")
    answer = client.get(path)
    assert answer.content == b"<title>Foresite</title>"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v2/", "/api/v1/runs"])
def test_unknown_api_paths_are_problems_not_pages(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (301, 404)
    if answer.status_code == 404:
        assert answer["Content-Type"] == "application/problem+json"


def test_health_names_what_answers(client: Any) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "valkey": True})


def test_secrets_are_masked_in_logs() -> None:
    from config.logs import mask_secrets

    event = mask_secrets(None, "info", {"event": "sign-in", "password": "x", "access_token": "y", "user": "z"})
    assert event == {"event": "sign-in", "password": "***", "access_token": "***", "user": "z"}
