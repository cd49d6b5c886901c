"""Where the aisles of a hall are, worked out from its pick faces."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.layout.defaults import default_document
from scenarios.layout.variant import base_floor_plan, build_variant
from scenarios.simulation.navigation import Grid
from scenarios.simulation.sites import find_aisles
from tests.scenarios.simulation.halls import faces_of, floor_plan, warehouse
from twin.cad.reader import read_cad


def aisles_of(layout):
    grid = Grid.from_plan(layout.floor_plan)
    return find_aisles(grid, layout.faces, np.array([f.y_m for f in layout.faces]))


def members(layout, aisles):
    """Places of the faces of each aisle, rounded, in a form that can be compared."""
    return {
        frozenset(
            (round(f.x_m, 2), round(f.y_m, 2)) for f, k in zip(layout.faces, aisles.number, strict=True) if k == n
        )
        for n in range(len(aisles.boxes_m))
    }


def ground(aisles):
    """(least and greatest place across) of every aisle, in order, and how many there are of each."""
    return sorted(tuple(np.round(box[:2], 1)) for box in aisles.boxes_m)


@pytest.mark.parametrize("pitch_m", [4.3, 6.5, 12.0])
def test_faces_far_apart_along_a_rack_are_still_one_aisle(pitch_m):
    """Two blocks of racks 13 m long: with a face every 2.6 m and with one every 6.5 or 12 m there are the same aisles."""
    close, wide = warehouse(pitch_m=2.6), warehouse(pitch_m=pitch_m)
    assert ground(aisles_of(wide)) == ground(aisles_of(close))


def test_the_cross_aisle_keeps_blocks_apart():
    """Nobody's aisle goes on behind the cross aisle, though the faces at its two ends see each other."""
    layout = warehouse(pitch_m=6.5)
    aisles = aisles_of(layout)
    for n in range(len(aisles.boxes_m)):
        blocks = {f.y_m < 20.5 for f, k in zip(layout.faces, aisles.number, strict=True) if k == n}
        assert len(blocks) == 1


def one_aisle(*spans, pitch_m=5.0, offset=0):
    """Racks on both sides of a 3 m aisle, in pieces along it; the right ones' faces are shifted by `offset` of a pitch."""
    left = [(4.0, a, 5.2, b) for a, b in spans]
    right = [(8.2, a, 9.4, b) for a, b in spans]
    faces = [f for n, rack in enumerate(left) for f in faces_of(n, rack, pitch_m=pitch_m, left=False)]
    other = [f for n, rack in enumerate(right) for f in faces_of(n + 10, rack, pitch_m=pitch_m, right=False)]
    faces += [replace(f, y_m=f.y_m + offset * pitch_m) for f in other]
    layout = warehouse(rows=1)
    return replace(layout, floor_plan=floor_plan(14.0, 40.0, [*left, *right]), faces=tuple(faces))


def test_both_sides_of_an_aisle_belong_to_it_however_their_faces_are_staggered():
    for offset in (0.0, 0.5):
        layout = one_aisle((4.0, 34.0), pitch_m=10.0, offset=offset / 2)
        assert len(layout.faces) == 6
        assert len(aisles_of(layout).boxes_m) == 1, offset


def test_a_gap_between_racks_is_no_cross_aisle_and_a_wide_one_is():
    assert len(aisles_of(one_aisle((4.0, 18.0), (19.0, 34.0))).boxes_m) == 1
    assert len(aisles_of(one_aisle((4.0, 18.0), (22.0, 34.0), pitch_m=6.0)).boxes_m) == 2


def test_the_small_warehouse_has_the_same_aisles_whatever_the_pitch(shared_fixtures):
    scene = read_cad(shared_fixtures / "cad/aws_small_warehouse").scene
    plan = base_floor_plan(scene)
    document = default_document(scene, plan)
    found = []
    for pitch_m in (1.3, 5.0):
        changed = document.model_copy(update={"storage": document.storage.model_copy(update={"face_pitch_m": pitch_m})})
        layout = build_variant(scene, changed, base_plan=plan)
        aisles = find_aisles(Grid.from_plan(layout.floor_plan), layout.faces, np.array([f.y_m for f in layout.faces]))
        found.append({tuple(sorted({f.part_id for f, k in zip(layout.faces, aisles.number, strict=True) if k == n}))
                      for n in range(len(aisles.boxes_m))})  # fmt: skip
        assert len(found[-1]) == len(aisles.boxes_m) == 8
    assert found[0] == found[1]  # one of them along the long shelf that stands across to the others
