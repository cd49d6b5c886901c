"""A scenario moves to a newer revision of its facility: only when asked, and with what it loses listed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.application import Tenant, small_document, small_hall

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def import_without_rack(tenant: Tenant, facility: Any) -> Any:
    """The facility's next revision, ready: its rack is gone."""
    from uuid import uuid4

    from django.core.files.base import ContentFile

    from twin.contracts import ImportedScene, Scene
    from twin.leases import acquire
    from twin.models import Revision, RevisionStatus
    from twin.services.products import derive_products
    from twin.services.revisions import create_revision, finish_import

    hall = small_hall()
    scene = Scene(tuple(p for p in hall.parts if p.id != "rack"), {"floor": hall.meshes["floor"]})
    revision = create_revision(tenant.caller, facility, upload=ContentFile(b"glTF"), name="new.glb", is_queued=False)
    owner = uuid4()
    assert acquire(Revision.objects.all(), revision.pk, owner=owner, running=RevisionStatus.IMPORTING)
    assert finish_import(
        revision, owner=owner, imported=ImportedScene(scene, (), "m", "z"), products=derive_products(scene)
    )
    return revision


def test_nothing_is_offered_while_there_is_nothing_newer(tenant: Tenant, scenario: Any) -> None:
    found = tenant.client().get(f"/api/v1/scenarios/{scenario.pk}/twin-revision/").json()
    assert found == {"newer": None, "based_on": 1, "losses": []}


def test_the_losses_are_listed_and_the_move_is_a_revision(tenant: Tenant, facility: Any, scenario: Any) -> None:
    client, url = tenant.client(), f"/api/v1/scenarios/{scenario.pk}/"
    edit = {"kind": "move", "part_id": "rack", "at": {"x_m": 7, "y_m": 8}}
    client.patch(url, {"document": small_document(layout=[edit])}, headers={"If-Match": '"1"'})
    newer = import_without_rack(tenant, facility)
    offered = client.get(url + "twin-revision/").json()
    assert offered["newer"]["twin_revision_id"] == str(newer.pk)
    assert [loss["pointer"] for loss in offered["losses"]] == ["/layout/0"]
    # Looking changes nothing.
    assert client.get(url).json()["revision"]["twin_revision_id"] != str(newer.pk)
    body = {"twin_revision_id": str(newer.pk)}
    assert client.post(url + "twin-revision/", body).status_code == 428
    assert client.post(url + "twin-revision/", body, headers={"If-Match": '"1"'}).status_code == 412
    moved = client.post(url + "twin-revision/", body, headers={"If-Match": '"2"'})
    assert (moved.status_code, moved["ETag"]) == (200, '"3"')
    assert moved.json()["document"]["layout"] == []
    assert moved.json()["revision"]["twin_revision_id"] == str(newer.pk)
    assert client.post(url + "twin-revision/", body, headers={"If-Match": '"3"'}).status_code == 409


def test_a_move_to_what_is_not_the_newest_is_refused(tenant: Tenant, facility: Any, scenario: Any) -> None:
    first = import_without_rack(tenant, facility)
    import_without_rack(tenant, facility)
    url = f"/api/v1/scenarios/{scenario.pk}/twin-revision/"
    body = {"twin_revision_id": str(first.pk)}
    assert tenant.client().post(url, body, headers={"If-Match": '"1"'}).status_code == 409
    assert tenant.client("viewer").post(url, body, headers={"If-Match": '"1"'}).status_code == 403


def test_strangers_learn_nothing(stranger: Tenant, scenario: Any) -> None:
    for path in ("twin-revision/", "run-time/"):
        url = f"/api/v1/scenarios/{scenario.pk}/{path}"
        client = stranger.client()
        assert (client.get(url) if path.startswith("twin") else client.post(url, {})).status_code == 404
