"""What the decorators of compiled functions make of them."""

from numba import njit

from scenarios.simulation.compiled import inner


@inner
def _shifted(value, by):
    return value + by


@njit
def _twice(value):
    return _shifted(value, 1) + _shifted(value, -1)


def test_a_part_is_compiled_once_whatever_constants_it_is_called_with():
    assert _twice(4) == 8
    assert len(_shifted.signatures) == 1
