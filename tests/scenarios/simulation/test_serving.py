"""Stands: packing and shipping, help from others, stations that fail, belts."""

import numpy as np
import pytest

from scenarios.contracts import Activity, EventKind
from scenarios.simulation.codes import Role
from tests.scenarios.simulation.days import check_books, day_of, log_of, times_of
from tests.scenarios.simulation.halls import shift

HOUR = 3600.0
PACKED, SHIPPED, LINE = EventKind.ORDER_PACKED, EventKind.ORDER_SHIPPED, EventKind.LINE_PICKED
STATIONS = [
    {"id": name, "kind": kind, "at": {"x_m": x, "y_m": y}}
    for name, kind, x, y in (("pack-1", "pack", 4, 0.8), ("pack-2", "pack", 9, 0.8), ("ship-1", "ship", 13, 11.2))
]


def staffing(*, picker=4, packer=2, shipper=2, also=None):
    heads = {"picker": picker, "packer": packer, "shipper": shipper}
    return [
        {"role": role, "shifts": [shift(n, 0, HOUR)], "also": (also or {}).get(role, [])} for role, n in heads.items()
    ]


def roles(played, rows):
    return played.state.agents["role"][rows["agent"]]


# --- help -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def packing():
    """Packing is the bottleneck: one packer; with and without pickers who may pack."""
    options = {"horizon_s": HOUR, "orders_per_hour": 80, "demand": {"pack_s": 90.0, "pick_s": 5.0}}
    alone = day_of(staffing=staffing(packer=1), **options)
    helped = day_of(staffing=staffing(packer=1, also={"picker": ["packer"]}), **options)
    return alone, helped


def test_pickers_who_may_pack_do_so_when_orders_wait_and_go_back(packing):
    alone, helped = packing
    for played in packing:
        check_books(played)
    packed = log_of(helped, PACKED)
    by_picker = roles(helped, packed) == Role.PICKER
    assert by_picker.sum() > 20
    assert (roles(helped, packed) == Role.PACKER).sum() > 20
    lines = log_of(helped, LINE)
    helpers = np.unique(packed["agent"][by_picker])
    first = [packed["time"][packed["agent"] == agent].min() for agent in helpers]
    last = [lines["time"][lines["agent"] == agent].max(initial=0.0) for agent in helpers]
    assert np.greater(last, first).sum() >= 0.5 * len(helpers)  # most pick again
    assert helped.result.orders_shipped > 1.5 * alone.result.orders_shipped
    assert not (roles(alone, log_of(alone, PACKED)) == Role.PICKER).any()


def test_helpers_leave_their_own_work_to_nobody():
    """More orders than can be picked: those who may pack do not, for there is always a tour for them."""
    played = day_of(
        horizon_s=HOUR,
        orders_per_hour=900,
        staffing=staffing(picker=3, packer=1, also={"picker": ["packer"]}),
        demand={"pack_s": 240.0},
    )
    check_books(played)
    packed = log_of(played, PACKED)
    assert len(packed) > 5
    assert not (roles(played, packed[packed["time"] > 300]) == Role.PICKER).any()


def test_packers_who_may_pick_pick_while_nothing_is_to_be_packed():
    played = day_of(
        horizon_s=HOUR,
        orders_per_hour=120,
        staffing=staffing(picker=1, packer=3, also={"packer": ["picker"]}),
        demand={"pack_s": 20.0},
    )
    check_books(played)
    assert (roles(played, log_of(played, LINE)) == Role.PACKER).sum() > 30
    assert (roles(played, log_of(played, PACKED)) == Role.PACKER).all()


def test_shippers_may_pack_and_come_back_to_ship():
    played = day_of(
        horizon_s=HOUR,
        orders_per_hour=60,
        staffing=staffing(picker=4, packer=1, shipper=2, also={"shipper": ["packer"]}),
        demand={"pack_s": 120.0},
    )
    check_books(played)
    assert (roles(played, log_of(played, PACKED)) == Role.SHIPPER).sum() > 5
    assert (roles(played, log_of(played, SHIPPED)) == Role.SHIPPER).all()
    assert played.result.orders_shipped > 35


# --- stations that fail ---------------------------------------------------------------------------------------------

ONE = {"windows": [], "recorded": {"arrival_s": [1.0], "articles": [["a"]]}, "orders_per_tour": 1, "pack_s": 200.0}


def one_order(*events):
    """One order, one packer and one shipper: every time is worked out by hand."""
    return day_of(
        horizon_s=1800.0, pickers=1, packers=1, shippers=1, stations=STATIONS, demand=ONE, events=list(events)
    )


def failure(start_s, end_s, target="pack-1"):
    kind = "dock_closed" if target.startswith("ship") else "station_down"
    return {"kind": kind, "start_s": start_s, "end_s": end_s, "target": target}


@pytest.fixture(scope="module")
def plain():
    return one_order()


@pytest.mark.parametrize(
    ("spans", "lost_s"),
    [
        ([(10, 110)], 100),
        ([(10, 60), (40, 110)], 100),  # overlapping failures: down until the last is over
        ([(10, 30), (50, 80)], 50),
        ([(10, 11)], 1),
    ],
)
def test_packing_goes_on_where_it_was_interrupted(plain, spans, lost_s):
    order = plain.state.orders[0]
    begun = times_of(plain, PACKED)[0] - order["pack_s"]
    played = one_order(*(failure(begun + a, begun + b) for a, b in spans))
    assert times_of(played, PACKED)[0] == pytest.approx(times_of(plain, PACKED)[0] + lost_s, abs=1e-6)
    packer = played.state.agents["role"] == Role.PACKER
    assert played.state.activity_s[packer, Activity.PACK] == pytest.approx([order["pack_s"]], abs=1e-6)
    assert played.state.activity_s[packer, Activity.WAIT] == pytest.approx([lost_s], abs=1e-6)


def test_a_closed_dock_interrupts_shipping(plain):
    begun = times_of(plain, SHIPPED)[0] - plain.state.orders[0]["ship_s"]
    played = one_order(failure(begun + 5, begun + 305, "ship-1"))
    assert times_of(played, SHIPPED)[0] == pytest.approx(times_of(plain, SHIPPED)[0] + 300, abs=1e-6)


def test_who_stands_idle_at_a_station_that_fails_goes_to_another():
    played = one_order(failure(5, 1800))
    check_books(played)
    assert played.result.orders_shipped == 1
    packer = int(np.nonzero(played.state.agents["role"] == Role.PACKER)[0][0])
    stand = played.state.stands[played.state.agents["stand"][packer]]
    assert stand["station"] == 1  # pack-2


def test_nothing_is_packed_while_every_station_is_down():
    events = [failure(600, 1500, name) for name in ("pack-1", "pack-2")]
    played = day_of(horizon_s=HOUR, orders_per_hour=90, stations=STATIONS, events=events, demand={"pack_s": 20.0})
    check_books(played)
    packed = log_of(played, PACKED)["time"]
    assert (packed < 600).any()
    assert not ((packed > 600) & (packed < 1500)).any()
    assert (packed > 1500).sum() > 40


# --- belts ----------------------------------------------------------------------------------------------------------


def test_packed_orders_reach_the_docks_after_length_over_speed():
    belts = [
        {"id": "b1", "from_station": "pack-1", "to_station": "ship-1", "speed_mps": 0.25, "length_m": 30.0},
        {"id": "b2", "from_station": "pack-2", "to_station": "ship-1", "speed_mps": 0.5},
    ]
    played = day_of(
        horizon_s=HOUR, orders_per_hour=90, shippers=None, stations=STATIONS, conveyors=belts, demand={"pack_s": 30.0}
    )
    check_books(played)
    packed, shipped = times_of(played, PACKED), times_of(played, SHIPPED)
    took = (shipped - packed)[~np.isnan(shipped)]
    assert len(took) > 40
    given = np.isclose(took, 120.0, atol=1e-6)
    assert given.sum() > 10
    # without a length it is the walk: from (9, 2.2) round the rack's corner at (11, 9.5) to (13, 10.4), 9.8 m at least
    walk_m = took[~given] * 0.5
    assert np.ptp(walk_m) < 1e-6
    assert 9.8 < walk_m[0] < 10.8


def test_a_belt_is_as_long_as_its_course():
    """(4, 1) to (4, 4) to (12, 4) to (12, 11): 3 + 8 + 7 = 18 m at 0.5 m/s."""
    path = [(4, 1), (4, 4), (12, 4), (12, 11)]
    belt = {"id": "b", "from_station": "pack-1", "to_station": "ship-1", "speed_mps": 0.5, "path": path}
    played = day_of(horizon_s=1800.0, orders_per_hour=60, shippers=None, stations=STATIONS, conveyors=[belt])
    took = times_of(played, SHIPPED) - times_of(played, PACKED)
    assert np.isclose(took[~np.isnan(took)], 36.0, atol=1e-6).sum() > 3


QUICK = {"windows": [], "orders_per_tour": 1, "pick_s": 1.0}


def many(count, **demand):
    """So many orders at once, of one line each."""
    book = {"arrival_s": [1.0] * count, "articles": [["a"]] * count}
    return {**QUICK, "recorded": book, **demand}


def times_at(played, kind, station):
    """Times of an event at the stands of a station, in the order of time."""
    stands = played.state.stands
    places = stands["place"][stands["station"] == [s["id"] for s in STATIONS].index(station)]
    rows = log_of(played, kind)
    return rows["time"][np.isin(rows["place"], places)]


def test_a_full_belt_holds_up_the_packer_before_it():
    """Two places on a belt of 20 s, one packer, one slow shipper: every time follows from those before.

    An order goes onto the belt when it is packed and the one two before it has been taken off; it is taken off when
    it has come to the end and the shipper has sent off the one before; the packer begins the next once the belt has it.
    """
    belt = {
        "id": "b",
        "from_station": "pack-1",
        "to_station": "ship-1",
        "speed_mps": 1.0,
        "length_m": 20.0,
        "capacity": 2,
    }
    played = day_of(
        horizon_s=HOUR,
        pickers=4,
        packers=1,
        shippers=1,
        stations=[{**STATIONS[0], "capacity": 1}, STATIONS[1], STATIONS[2]],
        conveyors=[belt],
        demand=many(12, pack_s=10.0, ship_s=60.0, station_choice="nearest"),
        events=[failure(0, HOUR, "pack-2")],
    )
    check_books(played)
    packs, packed = (
        times_at(played, kind, "pack-1") for kind in (EventKind.OPERATION_STARTED, EventKind.OPERATION_ENDED)
    )
    ships, shipped = (
        times_at(played, kind, "ship-1") for kind in (EventKind.OPERATION_STARTED, EventKind.OPERATION_ENDED)
    )
    assert len(shipped) == 12
    on = [max(packed[k], ships[k - 2]) if k >= 2 else packed[k] for k in range(12)]
    later = range(2, 12)  # by then the shipper has come
    assert [ships[k] for k in later] == pytest.approx([max(on[k] + 20.0, shipped[k - 1]) for k in later], abs=0.11)
    held = [k for k in range(2, 11) if on[k] > packed[k] + 1]
    assert len(held) >= 6
    assert [packs[k + 1] for k in held] == pytest.approx([on[k] for k in held], abs=0.11)
    waits = played.state.activity_s[played.state.agents["role"] == Role.PACKER, Activity.WAIT]
    assert waits[0] == pytest.approx(sum(on[k] - packed[k] for k in range(12)), abs=1.0)
    assert played.result.stations["b"]["served"] == 12
    taken = sorted(ships)
    assert played.result.stations["b"]["queue_mean"] * HOUR == pytest.approx(sum(taken) - sum(on), abs=2.0)


# --- the lines of the stations --------------------------------------------------------------------------------------


def choice(rule, *, count=24, stations=STATIONS, packers=4, **more):
    """One picker brings goods from beside the first pack station; packing takes far longer than picking."""
    demand = many(count, pack_s=120.0, station_choice=rule)
    beside = {"policy": "given", "given": [{"article": "a", "part_id": "rack-00", "ordinal": 0}]}
    return day_of(
        horizon_s=HOUR,
        pickers=1,
        packers=packers,
        shippers=None,
        stations=stations,
        demand=demand,
        storage=beside,
        **more,
    )


@pytest.fixture(scope="module")
def nearest():
    return choice("nearest")


def test_orders_go_to_the_shortest_line_or_to_the_nearest_station(nearest):
    """All goods lie in one place: the nearest station gets everything, by the shortest line both get their half."""
    shortest = choice("shortest_line")
    for played in (nearest, shortest):
        check_books(played)
        assert played.result.orders_shipped == 24
    served = [[p.result.stations[name]["served"] for name in ("pack-1", "pack-2")] for p in (nearest, shortest)]
    assert served[0] == [24, 0]
    assert 10 <= served[1][0] <= 14
    longest = [p.result.stations["pack-1"]["queue_max"] for p in (nearest, shortest)]
    assert longest[0] > 2 * longest[1]
    assert nearest.result.metrics["cycle_time_mean_s"] > 1.3 * shortest.result.metrics["cycle_time_mean_s"]


def test_stations_of_a_pool_share_one_line(nearest):
    pool = [{**s, "pool": "packing"} if s["kind"] == "pack" else s for s in STATIONS]
    played = choice("nearest", stations=pool)
    check_books(played)
    assert [name for name in played.result.stations if name.startswith("pack")] == ["packing"]
    found = played.result.stations["packing"]
    assert found["served"] == 24
    assert played.result.metrics["cycle_time_mean_s"] < 0.8 * nearest.result.metrics["cycle_time_mean_s"]
    work = played.state.activity_s[played.state.agents["role"] == Role.PACKER, Activity.PACK].sum()
    assert found["utilisation"] == pytest.approx(work / (4 * HOUR))


def test_a_line_that_nobody_attends_is_served_by_whoever_is_free():
    """One packer and two stations, each with work of its own: the packer serves them in turn and leaves nothing behind."""
    played = choice("shortest_line", packers=1, count=10)
    check_books(played)
    assert played.result.orders_shipped == 10


def test_what_waits_at_a_station_that_fails_is_brought_to_another():
    fails = 500.0
    played = choice("shortest_line", events=[failure(fails, HOUR)])
    check_books(played)
    assert played.result.orders_shipped == 22  # all but the two that were being packed there
    ended = times_at(played, EventKind.OPERATION_ENDED, "pack-1")
    assert (ended < fails).any()
    assert not (ended > fails).any()
    queued = times_at(played, EventKind.QUEUED, "pack-2")
    assert (queued == fails).sum() >= 1
