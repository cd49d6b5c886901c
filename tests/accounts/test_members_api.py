"""Members, API clients and the audit trail."""

import base64

import pytest
from rest_framework.test import APIClient

from tests.application import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.database]
STRONG = "a-long-enough-password-7"


def test_an_admin_adds_changes_and_removes_members(tenant: Tenant) -> None:
    client = tenant.client("admin")
    made = client.post(
        "/api/v1/members/", {"email": "new@example.com", "name": "New", "role": "viewer", "password": STRONG}
    )
    assert made.status_code == 201
    url = f"/api/v1/members/{made.json()['id']}/"
    assert client.patch(url, {"role": "planner"}).json()["role"] == "planner"
    assert client.delete(url).status_code == 204
    assert [m["role"] for m in client.get("/api/v1/members/").json()["results"]] == ["admin"]
    actions = [e["action"] for e in client.get("/api/v1/audit-events/").json()["results"]]
    assert actions == ["member.deleted", "member.updated", "member.created"]


def test_the_last_admin_stays(tenant: Tenant) -> None:
    client = tenant.client("admin")
    own = client.get("/api/v1/members/").json()["results"][0]["id"]
    assert client.delete(f"/api/v1/members/{own}/").status_code == 409
    assert client.patch(f"/api/v1/members/{own}/", {"role": "viewer"}).status_code == 409


def test_a_weak_password_is_named(tenant: Tenant) -> None:
    answer = tenant.client("admin").post(
        "/api/v1/members/", {"email": "new@example.com", "role": "viewer", "password": "short"}
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/password"


@pytest.mark.parametrize("role", ["viewer", "analyst", "planner"])
@pytest.mark.parametrize("path", ["members/", "api-clients/", "audit-events/"])
def test_only_admins_see_accounts(tenant: Tenant, role: str, path: str) -> None:
    assert tenant.client(role).get(f"/api/v1/{path}").status_code == 403


def _token(client: APIClient, made: dict[str, str], scope: str = "") -> dict[str, str]:
    credentials = base64.b64encode(f"{made['client_id']}:{made['client_secret']}".encode()).decode()
    form = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
    answer = client.post("/o/token/", form, format="multipart", headers={"Authorization": f"Basic {credentials}"})
    body: dict[str, str] = answer.json()
    return body


def test_a_machine_does_what_its_scopes_permit_and_no_more(tenant: Tenant) -> None:
    made = tenant.client("admin").post("/api/v1/api-clients/", {"name": "WMS", "scopes": ["twin:read"]}).json()
    machine = APIClient()
    token = _token(machine, made)
    assert token["scope"] == "twin:read"
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    assert machine.get("/api/v1/facilities/", headers=headers).status_code == 200
    assert machine.post("/api/v1/facilities/", {"name": "X"}, headers=headers).status_code == 403
    assert machine.get("/api/v1/scenarios/", headers=headers).status_code == 403


def test_a_machine_cannot_ask_for_more_than_it_was_given(tenant: Tenant) -> None:
    made = tenant.client("admin").post("/api/v1/api-clients/", {"name": "WMS", "scopes": ["twin:read"]}).json()
    assert _token(APIClient(), made, scope="twin:write")["error"] == "invalid_scope"


def test_a_removed_machine_is_out_at_once(tenant: Tenant) -> None:
    admin = tenant.client("admin")
    made = admin.post("/api/v1/api-clients/", {"name": "WMS", "scopes": ["twin:read"]}).json()
    machine = APIClient()
    headers = {"Authorization": f"Bearer {_token(machine, made)['access_token']}"}
    assert admin.delete(f"/api/v1/api-clients/{made['id']}/").status_code == 204
    assert machine.get("/api/v1/facilities/", headers=headers).status_code == 401
