"""Where parts end up after edits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.document import AddEdit, DuplicateEdit, LayoutEdit, MoveEdit, Placement, RemoveEdit, RotateEdit
from scenarios.layout.edits import LayoutError, apply_edits, edit_layout, part_placement
from twin.contracts import PartClass

metres = st.floats(-50, 50, allow_nan=False)
angles = st.floats(-7, 7, allow_nan=False)


def plan_box(scene, part_id):
    return scene.part_bounds_m(scene.part(part_id))[:, :2]


def test_a_part_nobody_moved_is_placed_at_the_middle_of_its_box(hall):
    assert part_placement(hall, hall.part("rack-1")) == Placement(x_m=-5, y_m=3)


def test_no_edits_give_the_very_same_scene(hall):
    assert apply_edits(hall, []) is hall


def test_moving_brings_the_middle_of_the_box_there_and_turns_about_it(hall):
    at = Placement(x_m=1, y_m=-2, heading_rad=math.pi / 2)
    scene = apply_edits(hall, [MoveEdit(part_id="rack-1", at=at)])
    np.testing.assert_allclose(plan_box(scene, "rack-1"), [[0.5, -5], [1.5, 1]], atol=1e-6)
    assert scene.part_bounds_m(scene.part("rack-1"))[0, 2] == 0


def test_height_is_relative_to_where_the_part_was(hall):
    at = Placement(x_m=0, y_m=0, z_m=0.25)
    scene = apply_edits(hall, [MoveEdit(part_id="lamp-1", at=at)])
    assert scene.part_bounds_m(scene.part("lamp-1"))[0, 2] == pytest.approx(3.75)


def test_an_item_stands_on_the_floor_with_its_length_along_x(hall):
    scene = apply_edits(hall, [AddEdit(part_id="r", item="shelf", at=Placement(x_m=2, y_m=-3), size_m=(4, 1, 2))])
    np.testing.assert_allclose(scene.part_bounds_m(scene.part("r")), [[0, -3.5, 0], [4, -2.5, 2]], atol=1e-6)
    assert scene.part("r").part_class == PartClass.RACK


def test_a_copy_has_the_shape_and_rest_of_what_it_copies(hall):
    edits: list[LayoutEdit] = [
        MoveEdit(part_id="rack-1", at=Placement(x_m=0, y_m=0, heading_rad=1)),
        DuplicateEdit(part_id="rack-1", new_part_id="rack-9", at=Placement(x_m=3, y_m=-4)),
    ]
    scene = apply_edits(hall, edits)
    np.testing.assert_allclose(plan_box(scene, "rack-9"), [[0, -4.5], [6, -3.5]], atol=1e-6)
    assert scene.part("rack-9").mesh_id == scene.part("rack-1").mesh_id


def test_adding_and_removing_again_leaves_no_trace(hall):
    edits: list[LayoutEdit] = [AddEdit(part_id="n", item="column", at=Placement(x_m=0, y_m=0)), RemoveEdit(part_id="n")]
    assert apply_edits(hall, edits).content_hash == hall.content_hash


@given(x=metres, y=metres, heading=angles)
def test_moving_there_and_back_gives_the_identical_bytes(hall, x, y, heading):
    there = MoveEdit(part_id="desk-1", at=Placement(x_m=x, y_m=y, heading_rad=heading))
    back = MoveEdit(part_id="desk-1", at=part_placement(hall, hall.part("desk-1")))
    assert apply_edits(hall, [there, back]).content_hash == hall.content_hash


@given(angle=angles)
def test_turning_there_and_back_gives_the_identical_bytes(hall, angle):
    edits: list[LayoutEdit] = [RotateEdit(part_id="desk-1", by_rad=angle), RotateEdit(part_id="desk-1", by_rad=-angle)]
    assert apply_edits(hall, edits).content_hash == hall.content_hash


@given(first=angles, second=angles)
def test_two_turns_are_one_turn_by_their_sum(hall, first, second):
    twice = [RotateEdit(part_id="rack-1", by_rad=first), RotateEdit(part_id="rack-1", by_rad=second)]
    once = [RotateEdit(part_id="rack-1", by_rad=first + second)]
    assert apply_edits(hall, twice).content_hash == apply_edits(hall, once).content_hash


@given(angle=angles)
def test_turning_keeps_the_middle_and_every_length(hall, angle):
    before = hall.part_vertices_m(hall.part("rack-1"))
    scene = apply_edits(hall, [RotateEdit(part_id="rack-1", by_rad=angle)])
    after = scene.part_vertices_m(scene.part("rack-1"))
    np.testing.assert_allclose(after.mean(axis=0), before.mean(axis=0), atol=1e-9)
    np.testing.assert_allclose(np.hypot(*(after[:, :2] - (-5, 3)).T), np.hypot(*(before[:, :2] - (-5, 3)).T), atol=1e-9)


def test_four_quarter_turns_are_none(hall):
    edits: list[LayoutEdit] = [RotateEdit(part_id="rack-1", by_rad=math.pi / 2)] * 4
    assert apply_edits(hall, edits).content_hash == hall.content_hash


def test_the_net_placement_remembers_which_edits_made_it(hall):
    edits: list[LayoutEdit] = [
        MoveEdit(part_id="rack-1", at=Placement(x_m=0, y_m=0)),
        RemoveEdit(part_id="rack-2"),
        RotateEdit(part_id="rack-1", by_rad=1),
    ]
    layout = edit_layout(hall, edits)
    assert layout.placed["rack-1"].edits == (0, 2)
    assert layout.placed["rack-1"].at == Placement(x_m=0, y_m=0, heading_rad=1)
    assert dict(layout.removed) == {"rack-2": 1}


HERE = Placement(x_m=0, y_m=0)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (MoveEdit(part_id="rack-99", at=HERE), "There is no part 'rack-99' in this layout."),
        (RotateEdit(part_id="rack-2", by_rad=1), "Part 'rack-2' was removed by edit 1 already."),
        (AddEdit(part_id="rack-1", item="shelf", at=HERE), "The id 'rack-1' is in use; every part needs its own."),
        (AddEdit(part_id="rack-2", item="shelf", at=HERE), "The id 'rack-2' is in use; every part needs its own."),
        (AddEdit(part_id="n", item="sofa", at=HERE), "There is no catalogue item 'sofa'"),
        (AddEdit(part_id="n", item="shelf", at=HERE, size_m=(900, 1, 1)), "every edge must be between"),
        (DuplicateEdit(part_id="rack-1", new_part_id="rack-3", at=HERE), "The id 'rack-3' is in use"),
    ],
)
def test_an_edit_that_cannot_be_applied_is_named_by_its_pointer(hall, edit, message):
    with pytest.raises(LayoutError) as caught:
        apply_edits(hall, [RemoveEdit(part_id="rack-2"), edit])
    assert caught.value.pointer == "/layout/1"
    assert message in caught.value.message
