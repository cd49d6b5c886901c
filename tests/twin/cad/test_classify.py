"""Names and shapes, and the class that a planner would give them."""

import numpy as np
import pytest

from twin.cad.classify import class_of_name, class_of_shape, guess_class
from twin.cad.names import unique_ids, without_common_prefix
from twin.contracts import Material, Mesh, PartClass, Primitive


def box(x, y, z, *, at=(0, 0, 0)):
    return np.array([at, np.add(at, (x, y, z))], dtype=float)


MESH = Mesh("m", (Primitive(np.eye(3, dtype=np.float32), np.array([[0, 1, 2]], dtype=np.int32)),))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ShelfD_01_001", PartClass.RACK),
        ("pallet rack 7", PartClass.RACK),
        ("Palettenregal_3", PartClass.RACK),
        ("PalletJackB_01", PartClass.VEHICLE),
        ("Forklift", PartClass.VEHICLE),
        ("AMR_02", PartClass.VEHICLE),
        ("EuroPallet", PartClass.CLUTTER),
        ("TrashCanC_01", PartClass.CLUTTER),
        ("ClutteringA_01", PartClass.CLUTTER),
        ("dock_door_4", PartClass.DOOR),
        ("packing_table", PartClass.DESK),
        ("DeskC_01", PartClass.DESK),
        ("Workbench", PartClass.DESK),
        ("lane_marking_12", PartClass.MARKING),
        ("RoofB_01", PartClass.CEILING),
        ("ceiling light 5", PartClass.LAMP),
        ("WallB", PartClass.WALL),
        ("GroundB_01", PartClass.FLOOR),
        ("Bollard_9", PartClass.BARRIER),
        ("column_C3", PartClass.COLUMN),
        ("belt_conveyor", PartClass.CONVEYOR),
        ("charging_station", PartClass.CHARGER),
    ],
)
def test_names_tell_the_class(name, expected):
    assert guess_class(name, box(1, 1, 1), MESH) is expected


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (box(20, 10, 0.1, at=(0, 0, -0.05)), PartClass.FLOOR),
        (box(20, 10, 0.1, at=(0, 0, 6)), PartClass.CEILING),
        (box(20, 0.2, 4), PartClass.WALL),
        (box(1, 1, 1), PartClass.CLUTTER),
        (box(1, 1, 0.1), PartClass.CLUTTER),
    ],
)
def test_shapes_tell_the_class_where_names_do_not(bounds, expected):
    assert class_of_shape(bounds) is expected
    assert guess_class("object_17", bounds, MESH) is expected


def test_something_high_up_that_glows_is_a_lamp():
    glowing = Mesh(
        "g", (Primitive(MESH.primitives[0].vertices_m, MESH.primitives[0].faces, Material(emission=(5, 5, 5))),)
    )
    assert guess_class("object_17", box(1, 0.2, 0.1, at=(0, 0, 7)), glowing) is PartClass.LAMP


def says_something(word):
    return class_of_name(word) is not None


def test_a_vendor_prefix_goes_but_what_a_thing_is_stays():
    assert without_common_prefix(["aws_wh_ShelfD_1", "aws_wh_WallB_1"], says_something) == ["ShelfD_1", "WallB_1"]
    assert without_common_prefix(["acme_rack_1", "acme_rack_2"], says_something) == ["rack_1", "rack_2"]
    assert without_common_prefix(["thing_1", "thing_2"], says_something) == ["thing_1", "thing_2"]
    assert without_common_prefix(["only_one"], says_something) == ["only_one"]


def test_ids_are_unique_slugs():
    assert unique_ids(["Shelf A", "shelf_a", "Ümlaut!", "", "…"]) == ["shelf-a", "shelf-a-2", "mlaut", "part", "part-2"]
