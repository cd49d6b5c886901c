"""Signing in and out, and who may do what."""

import pytest
from rest_framework.test import APIClient

from tests.application import PASSWORD, Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SESSION = "/api/v1/session/"


def test_nobody_is_told_so_with_a_problem_document_and_a_csrf_cookie() -> None:
    answer = APIClient().get(SESSION)
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "Not signed in"
    assert "csrftoken" in answer.cookies


def test_signing_in_tells_for_whom_one_acts(tenant: Tenant) -> None:
    user = tenant.person("planner")
    client = APIClient()
    body = client.post(SESSION, {"email": user.email.upper(), "password": PASSWORD}).json()
    assert body["user"]["email"] == user.email
    assert body["organisation"] == {"id": str(tenant.organisation.pk), "name": tenant.organisation.name}
    assert body["role"] == "planner"
    assert client.get(SESSION).status_code == 200
    assert client.delete(SESSION).status_code == 204
    assert client.get(SESSION).status_code == 401


def test_a_wrong_password_is_refused_without_saying_which_half_was_wrong(tenant: Tenant) -> None:
    user = tenant.person("planner")
    known = APIClient().post(SESSION, {"email": user.email, "password": "guess"})
    unknown = APIClient().post(SESSION, {"email": "nobody@example.com", "password": "guess"})
    assert known.status_code == unknown.status_code == 400
    assert known.json() == unknown.json()


def test_signing_in_needs_the_csrf_token(tenant: Tenant) -> None:
    user = tenant.person("planner")
    client = APIClient(enforce_csrf_checks=True)
    form = {"email": user.email, "password": PASSWORD}
    assert client.post(SESSION, form).status_code == 403
    token = client.get(SESSION).cookies["csrftoken"].value
    assert client.post(SESSION, form, headers={"X-CSRFToken": token}).status_code == 200


def test_attempts_are_limited_and_the_limit_is_told(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts.limits import PostThrottle

    monkeypatch.setattr(PostThrottle, "THROTTLE_RATES", {"sign-in": "3/min"})
    client = APIClient()
    form = {"email": "nobody@example.com", "password": "guess"}
    answers = [client.post(SESSION, form) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [400, 400, 400, 429]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"sign-in";q=3;w=60'}
    assert [answer["RateLimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]
    assert 0 < int(answers[-1]["RateLimit"].rpartition("t=")[2]) <= 60
    looking = client.get(SESSION)
    assert looking.status_code == 401  # looking is not limited
    assert "RateLimit" not in looking


def test_a_member_of_two_organisations_switches_between_them(tenant: Tenant, stranger: Tenant) -> None:
    from accounts.models import Membership

    user = tenant.person("viewer")
    Membership.objects.create(organisation=stranger.organisation, user=user, role="admin")
    client = APIClient()
    client.force_login(user)
    assert client.get(SESSION).json()["role"] == "viewer"
    switched = client.patch(SESSION, {"organisation_id": str(stranger.organisation.pk)})
    assert switched.json()["role"] == "admin"
    assert client.get("/api/v1/members/").status_code == 200


def test_nobody_switches_to_an_organisation_that_is_not_theirs(tenant: Tenant, stranger: Tenant) -> None:
    answer = tenant.client("admin").patch(SESSION, {"organisation_id": str(stranger.organisation.pk)})
    assert answer.status_code == 404
