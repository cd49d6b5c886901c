"""Whatever is written into a document: nothing is lost, nobody jumps or runs into walls, and it repeats."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scenarios.contracts import Activity, EventKind
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play, simulate
from scenarios.simulation.navigation import Grid
from scenarios.simulation.people import PERSON_ACCELERATION
from scenarios.simulation.vehicles import BRAKE
from scenarios.simulation.walls import GIVE_M
from tests.scenarios.simulation.days import check_books, log_of
from tests.scenarios.simulation.halls import document, long_hall, shift, station

HORIZON_S = 900.0
STATIONS = [
    {"id": s.id, "kind": s.kind, "at": {"x_m": float(s.stands_m[0, 0]), "y_m": float(s.stands_m[0, 1])}}
    for s in long_hall().stations
]


def equipped_hall():
    layout = long_hall()
    chargers = tuple(station(f"charge-{k}", "charge", 6.0 + 2.0 * k, 1.0, queue=(6.0 + 2.0 * k, 2.2)) for k in range(2))
    return replace(layout, stations=layout.stations + chargers)


HALL = equipped_hall()
GRID = Grid.from_plan(HALL.floor_plan)
AREAS = [
    {"x_m": 11.2, "y_m": 12.0, "length_m": 3.0, "width_m": 4.0},  # all across an aisle
    {"x_m": 20.0, "y_m": 4.0, "length_m": 2.0, "width_m": 1.5, "heading_rad": 0.4},  # on the way in front
    {"x_m": 30.0, "y_m": 20.5, "length_m": 6.0, "width_m": 2.0},  # the cross aisle
]
SIZES = {
    "amr": {},
    "agv": {"length_m": 1.1, "width_m": 0.7},
    "forklift": {"length_m": 2.3, "width_m": 1.1, "speed_mps": 2.2},
    "pallet_jack": {"length_m": 1.6, "width_m": 0.8},
}
SPANS = st.tuples(st.floats(0, 700), st.floats(20, 400)).map(lambda s: {"start_s": s[0], "end_s": s[0] + s[1]})


@st.composite
def staffings(draw):
    found = []
    for role, most in (("picker", 6), ("packer", 3), ("shipper", 2)):
        if role != "picker" and draw(st.integers(0, 5)) == 0:
            continue
        change = draw(st.floats(100, 800))
        heads = draw(st.integers(0, most)), draw(st.integers(0, most))
        start = draw(st.floats(0, 500))
        others = [r for r in ("picker", "packer", "shipper") if r != role]
        found.append(
            {
                "role": role,
                "shifts": [shift(heads[0], 0, change), shift(heads[1], change, HORIZON_S)],
                "breaks": [{"start_s": start, "end_s": start + 120, "groups": draw(st.integers(1, 3))}]
                if draw(st.booleans())
                else [],
                "also": draw(st.lists(st.sampled_from(others), unique=True)),
                "at_end": draw(st.sampled_from(["finish", "hand_over"])),
            }
        )
    return found


@st.composite
def fleets(draw):
    found = []
    for name, size in SIZES.items():
        count = draw(st.integers(0, 2))
        battery = None
        if draw(st.booleans()):
            battery = {
                "capacity_kwh": draw(st.floats(0.02, 0.5)),
                "start_share": draw(st.floats(0.1, 1)),
                "opportunity": draw(st.booleans()),
            }
        if count:
            found.append({"type": name, "count": count, "battery": battery, **size})
    return found


@st.composite
def events(draw):
    found = []
    for kind, target in (
        ("part_blocked", "rack-03"),
        ("absent", "picker"),
        ("demand_surge", None),
        ("vehicle_down", "amr"),
        ("vehicle_down", "forklift"),
        ("station_down", "pack-01"),
        ("dock_closed", "ship-01"),
    ):
        if draw(st.booleans()):
            found.append({"kind": kind, "target": target, "amount": draw(st.integers(1, 3)), **draw(SPANS)})
    areas = draw(st.lists(st.sampled_from(AREAS), max_size=2))
    return found + [{"kind": "spill", "area": area, **draw(SPANS)} for area in areas]


DEMANDS = st.fixed_dictionaries(
    {
        "orders_per_tour": st.integers(1, 4),
        "lines_per_order_mean": st.floats(1, 5),
        "pick_s": st.floats(2, 20),
        "pack_s": st.floats(5, 60),
        "patience_s": st.one_of(st.none(), st.floats(60, 600)),
        "release": st.sampled_from(["first_come", "due_first", "smallest_first"]),
        "batching": st.sampled_from(["first_come", "nearest"]),
        "assignment": st.sampled_from(["nearest", "longest_idle"]),
        "routing": st.sampled_from(["shortest", "s_shape", "largest_gap", "return"]),
        "cutoffs_s": st.sampled_from([[], [300.0, 600.0]]),
    }
)


@st.composite
def documents(draw):
    belts = [{"id": "b", "from_station": "pack-01", "to_station": "ship-01", "speed_mps": 0.5}]
    return document(
        horizon_s=HORIZON_S,
        orders_per_hour=draw(st.floats(0, 500)),
        seed=draw(st.integers(0, 99)),
        demand=draw(DEMANDS),
        staffing=draw(staffings()),
        fleet=draw(fleets()),
        events=draw(events()),
        stations=STATIONS,
        conveyors=belts if draw(st.booleans()) else [],
        storage={"stock": draw(st.one_of(st.none(), st.just({"lines": 3})))},
        traffic={"one_way": draw(st.sampled_from(["none", "narrow", "all"]))},
    )


def clearance(grid, x, y, fine_m=None):
    """Bilinear clearance of many points, on the open floor or another."""
    f = grid.fine_m if fine_m is None else fine_m
    rows, columns = f.shape
    u = np.clip((x - grid.origin_m[0]) / grid.fine_cell_m - 0.5, 0, columns - 1.001)
    v = np.clip((y - grid.origin_m[1]) / grid.fine_cell_m - 0.5, 0, rows - 1.001)
    i, j = u.astype(int), v.astype(int)
    a, b = u - i, v - j
    return (f[j, i] * (1 - a) + f[j, i + 1] * a) * (1 - b) + (f[j + 1, i] * (1 - a) + f[j + 1, i + 1] * a) * b


def least_clearance(played, x, y):
    """(samples, agents) the clearance on the floor of the day that has the least."""
    return np.min([clearance(GRID, x, y, fine) for fine in played.state.fine], axis=0)


def check_movement(played):
    """Speeds, accelerations, positions and clearances of every step."""
    film, agents = played.trajectories, played.state.agents
    here = film.activity != Activity.OFF
    both = here[1:] & here[:-1]
    step = film.step_s
    x, y = film.pose[:, :, 0].astype(float), film.pose[:, :, 1].astype(float)
    moved = np.hypot(np.diff(x, axis=0), np.diff(y, axis=0))
    assert (moved <= agents["speed"] * step + 2e-5)[both].all(), "somebody jumped"
    people = film.kinds == 0
    # velocities from the poses: whoever arrives within a step is written down at rest at its end
    vx, vy = np.diff(x, axis=0) / step, np.diff(y, axis=0) / step
    change = np.hypot(np.diff(vx, axis=0), np.diff(vy, axis=0)) / step
    whole = both[1:] & both[:-1]
    walls = clearance(GRID, x, y)
    assert (walls - agents["wall"])[here].min(initial=1.0) > -GIVE_M - 1e-3, "somebody is in a wall"
    # but for somebody who runs into a wedge between two walls: two steps in 21 million of days drawn at random
    assert (change[whole & people] > PERSON_ACCELERATION + 0.02).sum() <= 1
    assert change[whole & people].max(initial=0.0) <= 8.0
    drives = whole & (film.activity[2:] != Activity.DOWN) & ~people  # one that fails stands at once
    ahead = vx * np.cos(film.pose[1:, :, 2]) + vy * np.sin(film.pose[1:, :, 2])
    gain = np.diff(ahead, axis=0) / step / agents["accel"]
    assert np.abs(gain[drives]).max(initial=0.0) <= BRAKE + 0.02
    turn = np.abs((np.diff(film.pose[:, :, 2].astype(float), axis=0) + math.pi) % (2 * math.pi) - math.pi) / step
    assert (turn / agents["turn"])[both & ~people].max(initial=0.0) <= 1.0 + 0.02
    assert gain[drives & (ahead[:-1] > -1e-3)].max(initial=0.0) <= 1.0 + 0.02  # out of reverse by the brakes


# a document that fails is told as it is: making it smaller takes longer than reading it
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)
@given(content=documents())
def test_nothing_is_lost_and_nobody_jumps_whatever_the_document(content):
    run = compile_run(HALL, content)
    played = play(run, replication=0, window=(0.0, HORIZON_S))
    check_books(played)
    check_movement(played)
    places = played.state.places
    assert (places["stock"] >= 0).all()
    assert (places["stock"] <= places["full"]).all()
    assert (places["busy"] >= 0).all()
    assert (places["waiting"] >= 0).all()
    assert (places["claims"] >= 0).all()
    agents = played.state.agents
    assert (agents["charge"] >= 0).all()
    assert (agents["charge"] <= np.maximum(agents["capacity"], 1e-9)).all()
    begins = log_of(played, EventKind.SHIFT_STARTED)
    assert np.isin(begins["agent"], np.arange(len(agents))).all()
    assert simulate(run, replication=0)[0].digest == played.result.digest
    assert math.isclose(sum(played.result.series["orders_arrived"]), played.result.orders_in)


def everything(**change):
    """A document with every feature that the work knows, for tests of determinism and of saving."""
    content = {
        "horizon_s": 1200.0,
        "orders_per_hour": 300.0,
        "staffing": [
            {
                "role": "picker",
                "shifts": [shift(6, 0, 700), shift(4, 700, 1200)],
                "breaks": [{"start_s": 200, "end_s": 260, "groups": 2}],
                "also": ["packer"],
                "at_end": "hand_over",
            },
            {"role": "packer", "shifts": [shift(2, 0, 1200)], "also": ["picker", "shipper"]},
            {"role": "shipper", "shifts": [shift(1, 0, 1200)]},
        ],
        "fleet": [
            {"type": "amr", "count": 2, "battery": {"capacity_kwh": 0.05, "start_share": 0.6}},
            {"type": "agv", "count": 1, **SIZES["agv"]},
            {"type": "forklift", "count": 1, **SIZES["forklift"]},
            {"type": "pallet_jack", "count": 1, **SIZES["pallet_jack"]},
        ],
        "events": [
            {"kind": "spill", "area": AREAS[0], "start_s": 300, "end_s": 600},
            {"kind": "aisle_blocked", "area": AREAS[1], "start_s": 450, "end_s": 800},
            {"kind": "station_down", "target": "pack-01", "start_s": 350, "end_s": 500},
            {"kind": "dock_closed", "target": "ship-01", "start_s": 550, "end_s": 650},
            {"kind": "vehicle_down", "target": "amr", "amount": 1, "start_s": 400, "end_s": 600},
            {"kind": "absent", "target": "picker", "amount": 1, "start_s": 250, "end_s": 400},
        ],
        "stations": STATIONS,
        "conveyors": [{"id": "b", "from_station": "pack-01", "to_station": "ship-01", "speed_mps": 0.5}],
        "storage": {"stock": {"lines": 4}, "popularity": 1.2},
        "demand": {
            "patience_s": 500.0,
            "release": "smallest_first",
            "batching": "nearest",
            "assignment": "longest_idle",
            "routing": "largest_gap",
            "pick_s": 6.0,
            "pack_s": 25.0,
            "inbound": [{"start_s": 0, "end_s": 1200, "pallets_per_hour": 30}],
        },
    }
    return compile_run(HALL, document(**(content | change)))


def test_a_day_with_everything_uses_everything():
    played = play(everything(), replication=0, window=(0.0, 1200.0))
    check_books(played)
    check_movement(played)
    clock = played.state.clock[0]
    assert clock["put_away"] > 2
    assert clock["restocked"] > 2
    agents = played.state.agents
    split = {Activity(k).name: float(v) for k, v in enumerate(played.state.activity_s.sum(axis=0))}
    assert min(split[name] for name in ("BREAK", "CHARGE", "DOWN", "PICK", "PACK", "SHIP", "CARRY", "WAIT")) > 0
    assert (agents["distance"] > 0).all()


@pytest.mark.parametrize(
    "more", [{"pickers": 9}, {"packers": 6}, {"shippers": 4}, {"amrs": 3}, {"pickers": 9, "packers": 6, "shippers": 4}]
)
def test_more_staff_never_ships_less_beyond_the_interval(more):
    """Wherever the bottleneck is; hands that are not needed may stand in the way, but not cost orders."""
    options = {"pickers": 5, "packers": 3, "shippers": 2, "amrs": 2, "orders_per_hour": 180}
    before, after = (
        [
            simulate(compile_run(HALL, document(horizon_s=1800.0, demand={"pack_s": 40.0}, **chosen)), replication=k)[0]
            for k in range(5)
        ]
        for chosen in (options, options | more)
    )
    gain = np.array([b.orders_shipped - a.orders_shipped for a, b in zip(before, after, strict=True)])
    assert gain.mean() + 2.776 * gain.std(ddof=1) / math.sqrt(5) >= 0, gain


@pytest.mark.parametrize(
    ("options", "more"),
    [
        ({"pickers": 2, "packers": 4, "orders_per_hour": 200}, {"pickers": 4}),
        ({"pickers": 8, "packers": 1, "orders_per_hour": 200, "demand": {"pack_s": 90.0}}, {"packers": 3}),
        ({"pickers": 8, "packers": 6, "amrs": 1, "orders_per_hour": 250, "demand": {"pack_s": 20.0}}, {"amrs": 4}),
    ],
)
def test_more_hands_never_ship_less(options, more):
    """Paired replications: the interval of the difference does not lie below zero."""
    shipped = []
    for chosen in (options, options | more):
        run = compile_run(HALL, document(horizon_s=1800.0, **chosen))
        shipped.append([simulate(run, replication=k)[0].orders_shipped for k in range(5)])
    gain = np.diff(shipped, axis=0)[0]
    half_width = 2.776 * gain.std(ddof=1) / math.sqrt(5)
    assert gain.mean() + half_width >= 0, gain
    assert gain.mean() > 0  # in these cases it is the bottleneck that is widened


def test_a_demand_that_nobody_can_serve_ends_in_time():
    run = compile_run(
        HALL,
        document(horizon_s=3600.0, pickers=2, packers=1, orders_per_hour=3000.0, demand={"lines_per_order_mean": 5}),
    )
    played = play(run, replication=0, limit_s=60.0)
    check_books(played)
    assert played.result.orders_open > 2500
