"""Equipment that a planner can place."""

import json
from typing import get_args

import numpy as np
import pytest

from scenarios.document import Station
from scenarios.layout.catalogue import CATALOGUE, catalogue_json
from twin.contracts import PartClass

ITEMS = sorted(CATALOGUE)


def test_the_catalogue_has_the_equipment_of_a_warehouse_and_a_workshop():
    assert set(ITEMS) == {
        "pallet-rack", "shelf", "pack-bench", "conveyor", "dock", "charger", "barrier", "pallet-stack", "column",
        "receiving-door", "machine",
    }  # fmt: skip


@pytest.mark.parametrize("item_id", ITEMS)
@pytest.mark.parametrize("scale", [(1, 1, 1), (2.5, 1.2, 0.8), (0.4, 0.7, 1.3)])
def test_an_item_fills_exactly_the_box_of_its_size(item_id, scale):
    item = CATALOGUE[item_id]
    length, width, height = (float(a * b) for a, b in zip(item.size_m, scale, strict=True))
    lower, upper = item.mesh((length, width, height)).bounds_m
    np.testing.assert_allclose(lower, (-length / 2, -width / 2, 0), atol=1e-5)
    np.testing.assert_allclose(upper, (length / 2, width / 2, height), atol=1e-5)


@pytest.mark.parametrize("item_id", ITEMS)
def test_every_box_is_closed_and_faces_outwards(item_id):
    # Divergence theorem: a closed surface that faces outwards has a positive signed volume, box by box.
    for primitive in CATALOGUE[item_id].mesh().primitives:
        corners = primitive.vertices_m[primitive.faces].astype(np.float64)
        signed = np.einsum("fi,fi->f", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])) / 6
        per_box = signed.reshape(-1, 12).sum(axis=1)
        box_size = np.ptp(corners.reshape(-1, 36, 3), axis=1)
        np.testing.assert_allclose(per_box, box_size.prod(axis=1), rtol=1e-3, atol=1e-6)
        assert (per_box > 0).all()


def test_a_longer_rack_has_more_bays():
    rack = CATALOGUE["pallet-rack"]
    assert rack.mesh((28.0, 1.1, 5.1)).triangle_count > 3 * rack.mesh((5.6, 1.1, 5.1)).triangle_count


def test_meshes_are_shared_by_equal_sizes_only():
    shelf = CATALOGUE["shelf"]
    assert shelf.mesh().id == shelf.mesh(shelf.size_m).id
    assert shelf.mesh((3.9, 0.6, 2.2)).id != shelf.mesh((3.9000001, 0.6, 2.2)).id


def test_a_size_beyond_reason_is_refused():
    with pytest.raises(ValueError, match="Shelving: every edge must be between"):
        CATALOGUE["shelf"].mesh((3.0, 0.001, 2.0))


def test_the_listing_is_json_and_names_what_an_item_is_for():
    listing = {entry["id"]: entry for entry in json.loads(json.dumps(catalogue_json()))}
    assert listing["pack-bench"]["station"] == "pack"
    assert listing["pallet-rack"]["holds_storage"] is True
    kinds = set(get_args(Station.model_fields["kind"].annotation))
    assert {entry["station"] for entry in listing.values()} - {None} == kinds - {"park"}
    assert PartClass.from_label(listing["dock"]["part_class"]) == PartClass.DOOR
