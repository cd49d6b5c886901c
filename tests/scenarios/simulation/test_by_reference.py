"""Compiled functions take a named tuple of arrays as one pointer to it."""

import sys
from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError

from scenarios.simulation.by_reference import by_reference
from scenarios.simulation.compiled import inner


@by_reference
class Shelf(NamedTuple):
    boxes: Any


@by_reference
class Room(NamedTuple):
    people: Any
    shelf: Shelf
    doors: Any


@inner
def _put(shelf, k, count):
    shelf.boxes[k] += count


@njit
def stock(room, count):
    """Fill the shelf of a room, one box more at each place, and count everything in it."""
    for k in range(len(room.shelf.boxes)):
        _put(room.shelf, k, count + k)
    room.people[0].carried = 0
    return room.shelf.boxes.sum() + room.doors.sum()


@njit
def windows(room):
    return len(room.windows)


def room(places=3, boxes=np.int64):
    people = np.ones(2, [("carried", "i8"), ("x", "f8")])
    return Room(people, Shelf(np.zeros(places, boxes)), np.ones((2, 2)))


def test_what_is_written_is_in_the_arrays_that_were_handed_over():
    ours = room()
    assert stock(ours, 5) == 5 + 6 + 7 + 4
    assert ours.shelf.boxes.tolist() == [5, 6, 7]
    assert ours.people["carried"].tolist() == [0, 1]


def test_each_call_sees_its_own_arrays():
    small, large = room(2), room(4)
    assert (stock(small, 1), stock(large, 1)) == (1 + 2 + 4, 1 + 2 + 3 + 4 + 4)


def test_a_tuple_of_other_arrays_is_another_type():
    ours = room(boxes=np.float32)
    before = len(stock.signatures)
    assert stock(ours, 1) == 1 + 2 + 3 + 4
    assert len(stock.signatures) == before + 1


def test_a_field_that_is_not_there_is_told_when_compiling():
    with pytest.raises(TypingError, match="windows"):
        windows(room())


def test_a_call_gives_the_arrays_back():
    """Else every replication of a day would stay in memory for as long as its process."""
    ours = room()
    before = [sys.getrefcount(array) for array in (ours.people, ours.shelf.boxes, ours.doors)]
    for _ in range(3):
        stock(ours, 1)
    assert [sys.getrefcount(array) for array in (ours.people, ours.shelf.boxes, ours.doors)] == before
