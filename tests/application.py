"""Fixtures of tests that go through Django: organisations, people, signed-in clients, a small facility.

A pytest plugin (see `conftest.py`); nothing of Django is imported before a test asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "correct horse battery"
_numbers = count(1)


@dataclass(frozen=True)
class Tenant:
    """An organisation and the ways to act for it."""

    organisation: Any
    caller: Any  # the product itself

    def person(self, role: str) -> Any:
        """A new member."""
        from accounts.models import Membership, User

        user = User.objects.create_user(f"{role}-{next(_numbers)}@example.com", PASSWORD, name=f"{role.title()} Person")
        Membership.objects.create(organisation=self.organisation, user=user, role=role)
        return user

    def client(self, role: str = "planner") -> Any:
        """An HTTP client signed in as a new member."""
        from rest_framework.test import APIClient

        client = APIClient()
        client.force_login(self.person(role))
        return client

    def caller_as(self, role: str) -> Any:
        """A caller with a role, without a person."""
        from accounts.caller import Caller
        from accounts.models import Role

        return Caller(organisation_id=self.organisation.pk, role=Role(role), scopes=frozenset())

    def facility(self, name: str = "Small hall") -> Any:
        """A facility whose newest revision is ready."""
        return import_small_hall(self.caller, name)


@pytest.fixture(autouse=True)
def _isolated(request: pytest.FixtureRequest) -> None:
    """Tests of the application write files and messages nowhere that matters, and hash passwords quickly."""
    if request.node.get_closest_marker("django_db") and not request.node.get_closest_marker("services"):
        request.getfixturevalue("isolated_settings")


@pytest.fixture
def isolated_settings(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Settings of a process of its own."""
    from scenarios.services import run_keys
    from workers import leases

    # A lease is extended over a connection of its own, which does not see a test's transaction.
    monkeypatch.setattr(leases, "BEAT_S", 3600.0)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "twin.storage.AtomicFileStorage", "OPTIONS": {"location": tmp_path / "artifacts"}},
    }
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.WORLD_MODELS_DIR = tmp_path / "no-models"
    assert run_keys.get_model_hash() == ""
    return settings


@pytest.fixture
def make_tenant(db: None) -> Callable[[], Tenant]:
    """Makes organisations."""
    from accounts.caller import system_caller
    from accounts.models import Organisation

    def make() -> Tenant:
        organisation = Organisation.objects.create(name=f"Organisation {next(_numbers)}")
        return Tenant(organisation, system_caller(organisation.pk))

    return make


@pytest.fixture
def tenant(make_tenant: Callable[[], Tenant]) -> Tenant:
    """An organisation."""
    return make_tenant()


@pytest.fixture
def stranger(make_tenant: Callable[[], Tenant]) -> Tenant:
    """Another organisation."""
    return make_tenant()


@pytest.fixture
def facility(tenant: Tenant) -> Any:
    """A facility of the tenant, imported."""
    return tenant.facility()


@pytest.fixture
def scenario(tenant: Tenant, facility: Any) -> Any:
    """A scenario of that facility with a short day, without clips."""
    from scenarios.services.scenarios import create_scenario

    return create_scenario(tenant.caller, facility, name="Today", document=small_document())


def small_document(**changes: Any) -> dict[str, Any]:
    """Ten minutes in the small hall, as JSON."""
    return {
        "demand": {
            "windows": [{"start_s": 0, "end_s": 500, "orders_per_hour": 120}],
            "pick_s": 5,
            "pack_s": 10,
            "ship_s": 5,
        },
        "staffing": [
            {"role": role, "shifts": [{"start_s": 0, "end_s": 600, "heads": 2}]}
            for role in ("picker", "packer", "shipper")
        ],
        "stations": [
            {"id": "pack", "kind": "pack", "at": {"x_m": 3, "y_m": 3}, "capacity": 2},
            {"id": "ship", "kind": "ship", "at": {"x_m": 11, "y_m": 3}, "capacity": 2},
        ],
        "experiment": {"horizon_s": 600, "replications": 3, "seed": 7, "clip_duration_s": 2.0},
        **changes,
    }


def import_small_hall(caller: Any, name: str) -> Any:
    """A facility with a ready revision: products of a scene built here, saved by the import's own last step."""
    from uuid import uuid4

    from django.core.files.base import ContentFile

    from twin.leases import acquire
    from twin.models import Revision, RevisionStatus
    from twin.services.facilities import create_facility
    from twin.services.revisions import create_revision, finish_import

    imported, products = _small_hall()
    made = create_facility(caller, name=name)
    revision = create_revision(caller, made, upload=ContentFile(b"glTF"), name="hall.glb", is_queued=False)
    owner = uuid4()
    assert acquire(Revision.objects.all(), revision.pk, owner=owner, running=RevisionStatus.IMPORTING)
    view = {
        "name": "Corner",
        "position_m": [1.0, 1.0, 4.0],
        "target_m": [7.0, 7.0, 0.5],
        "horizontal_fov_rad": 1.3,
    }
    assert finish_import(revision, owner=owner, imported=imported, products=products, cameras=[view])
    return made


def small_hall() -> Any:
    """A floor of 14 by 14 m with one rack in the middle."""
    import numpy as np

    from scenarios.layout.catalogue import CATALOGUE
    from twin.contracts import Mesh, Part, PartClass, Primitive, Scene

    rack = CATALOGUE["pallet-rack"].mesh()
    corners = np.array([[0, 0, 0], [14, 0, 0], [14, 14, 0], [0, 14, 0]], np.float32)
    floor = Mesh("floor", (Primitive(corners, np.array([[0, 1, 2], [0, 2, 3]], np.int32)),))
    place = np.eye(4)
    place[:2, 3] = 7.0
    parts = (
        Part("floor", "Floor", PartClass.FLOOR, "floor", np.eye(4)),
        Part("rack", "Rack", PartClass.RACK, rack.id, place),
    )
    return Scene(parts, {"floor": floor, rack.id: rack})


@cache
def _small_hall() -> Any:
    from twin.contracts import ImportedScene, ImportNote
    from twin.services.products import derive_products

    scene = small_hall()
    note = ImportNote("read", "hall.glb", "Two parts.")
    return ImportedScene(scene, (note,), "m", "z"), derive_products(scene)
