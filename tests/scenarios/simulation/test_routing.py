"""A picker visits the faces of a tour in the order that the policy says; orders worked out by hand."""

from itertools import pairwise

import numpy as np
import pytest

from scenarios.contracts import EventKind
from scenarios.layout.contracts import VariantLayout
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play
from tests.scenarios.simulation.days import check_books, log_of
from tests.scenarios.simulation.halls import document, faces_of, floor_plan, station
from twin.contracts import Scene

RACKS = [(3.0 + 4.0 * k, 5.0, 4.0 + 4.0 * k, 15.0) for k in range(5)]
DEPTHS = (6.0, 8.0, 10.0, 12.0, 14.0)


def aisle_hall():
    """Five racks of 1 x 10 m with aisles of 3 m between them, packing in front of the first aisle; faces 2 m apart."""
    faces = [f for number, rack in enumerate(RACKS) for f in faces_of(number, rack, pitch_m=2.0)]
    stations = (station("pack-1", "pack", 2.0, 0.8, queue=(2.0, 2.2)),)
    return VariantLayout(Scene(parts=(), meshes={}), floor_plan(25.0, 20.0, RACKS), tuple(faces), stations)


HALL = aisle_hall()


def article(aisle, depth):
    """The article at a depth of the aisle to the right of a rack."""
    return f"a{aisle}-{depth:g}"


def tour(lines, routing):
    """The (aisle, depth) of the lines of one order in the order in which one picker picks them, and the metres walked."""
    given = [
        {"article": article(aisle, y), "part_id": f"rack-{aisle:02d}", "ordinal": 2 * k + 1}
        for aisle in range(5)
        for k, y in enumerate(DEPTHS)
    ]
    demand = {
        "windows": [],
        "recorded": {"arrival_s": [1.0], "articles": [[article(*line) for line in lines]]},
        "routing": routing,
        "orders_per_tour": 1,
    }
    content = document(
        horizon_s=900.0,
        pickers=1,
        packers=1,
        shippers=None,
        demand=demand,
        storage={"policy": "given", "given": given},
    )
    run = compile_run(HALL, content)
    played = play(run, replication=0)
    check_books(played)
    assert played.result.orders_shipped == 1
    places = played.state.places[log_of(played, EventKind.LINE_PICKED)["place"]]
    visits = [(round((x - 4.45) / 4.0), round(float(y), 3)) for x, y in zip(places["x"], places["y"], strict=True)]
    faces = log_of(played, EventKind.LINE_PICKED)["place"]
    return visits, float(played.state.agents["distance"][0]), run, faces.tolist()


LINES = [(2, 10.0), (0, 12.0), (1, 8.0), (0, 6.0), (1, 14.0)]


@pytest.mark.parametrize(
    ("routing", "expected"),
    [
        # every aisle from end to end, in alternating direction
        ("s_shape", [(0, 6.0), (0, 12.0), (1, 14.0), (1, 8.0), (2, 10.0)]),
        # in and out of every aisle at its front
        ("return", [(0, 6.0), (0, 12.0), (1, 8.0), (1, 14.0), (2, 10.0)]),
        # aisle 1 runs from 5.35 to 14.65: its gaps are 2.65, 6 and 0.65 m; 14 is picked from the back, 8 on the way home
        ("largest_gap", [(0, 6.0), (0, 12.0), (1, 14.0), (2, 10.0), (1, 8.0)]),
    ],
)
def test_visits_are_in_the_order_of_the_policy(routing, expected):
    assert tour(LINES, routing)[0] == expected


def test_largest_gap_leaves_an_end_of_an_aisle_out():
    """Aisle 1 has a pick at 6 only: the gap behind it is the widest, so it is visited from the front on the way home."""
    lines = [(0, 8.0), (1, 6.0), (2, 12.0), (3, 14.0)]
    assert tour(lines, "largest_gap")[0] == [(0, 8.0), (2, 12.0), (3, 14.0), (1, 6.0)]


def test_one_aisle_is_walked_from_its_front_by_every_policy():
    lines = [(1, 12.0), (1, 6.0), (1, 10.0)]
    for routing in ("s_shape", "return", "largest_gap"):
        assert tour(lines, routing)[0] == [(1, 6.0), (1, 10.0), (1, 12.0)]


def walking_cost(run, faces):
    """What a tour costs on foot from the picker's home to the packers, by the ways that the day was worked out with."""
    places, between = run.places, run.between[0]
    field = [run.places["field"][run.homes[0][0]], *places["field"][faces]]
    cost = float(between[field[0], field[1]])
    for a, b in pairwise(faces):
        apart = float(np.hypot(places["x"][a] - places["x"][b], places["y"][a] - places["y"][b]))
        same = places["field"][a] == places["field"][b]
        cost += apart if same else float(between[places["field"][a], places["field"][b]])
    return cost + min(float(between[field[-1], places["field"][drop]]) for drop in run.drops[:, 0])


def test_the_shortest_way_is_no_longer_than_any_other():
    generator = np.random.default_rng(4)
    walked = dict.fromkeys(("shortest", "s_shape", "largest_gap", "return"), 0.0)
    for _ in range(8):
        chosen = generator.choice(25, size=7, replace=False)
        lines = [(int(k) // 5, DEPTHS[int(k) % 5]) for k in chosen]
        costs = {}
        for routing in walked:
            visits, metres, run, faces = tour(lines, routing)
            assert sorted(visits) == sorted(lines)
            costs[routing] = walking_cost(run, faces)
            walked[routing] += metres
        assert costs["shortest"] <= min(costs.values()) + 1e-3, lines
    assert walked["shortest"] == min(walked.values())
