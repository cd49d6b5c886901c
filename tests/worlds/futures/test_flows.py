"""Gates lie across the ways that are used, and count whoever passes them."""

import numpy as np

from tests.worlds.dynamics.halls import floor
from worlds.futures.flows import Gate, busy_gates, crossings
from worlds.futures.minutes import typical_start

GATE = Gate("gate-1", (2.0, 0.0), (2.0, 4.0))


def way(*points):
    return np.array(points, np.float32)[None, :, None]  # one future, one agent


def test_a_passage_counts_either_way():
    assert crossings(GATE, way((1, 1), (3, 1), (1, 1.5), (1, 2))).tolist() == [2]


def test_who_passes_beside_the_gate_or_only_comes_near_does_not_count():
    assert crossings(GATE, way((1, 5), (3, 5))).tolist() == [0]
    assert crossings(GATE, way((1, 1), (1.9, 1), (1, 1))).tolist() == [0]


def test_everybody_of_every_future_counts():
    futures = np.concatenate([way((1, 1), (3, 1)), way((1, 1), (1, 2))])
    both = np.concatenate([futures, futures[::-1]], axis=2)  # two agents
    assert crossings(GATE, both).tolist() == [1, 1]
    assert crossings(GATE, both[0]) == 1


def test_the_busiest_gate_goes_from_wall_to_wall_where_people_walk():
    walk = np.stack([np.linspace(0.5, 11.5, 40), np.full(40, 2.5)], axis=-1)[:, None].astype(np.float32)
    gates = busy_gates(floor(), walk, most=2)
    assert gates
    ground = floor()
    for gate in gates:
        middle = np.mean([gate.from_m, gate.to_m], axis=0)
        assert ground.clearance_at(*middle) > 0
        assert ground.clearance_at(*gate.from_m) < 0.1
        assert ground.clearance_at(*gate.to_m) < 0.1
    assert crossings(gates[0], walk[None]).tolist() == [1]


def test_where_nobody_walks_there_is_no_gate():
    assert busy_gates(floor(), np.full((10, 3, 2), 2.5, np.float32)) == ()


def test_the_typical_minute_is_the_middle_one_of_those_with_any_movement():
    moving = np.zeros(300, np.int64)
    moving[30:60], moving[90:120], moving[150:180] = 1, 5, 9
    start = typical_start(moving, 2.0)
    total = moving[int(start / 2) : int(start / 2) + 30].sum()
    assert 30 < total < 9 * 30
    assert typical_start(np.zeros(300, np.int64)) is None
