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
    options = {"horizon_s": HOUR, "orders_per_hour": 100, "demand": {"pack_s": 90.0, "pick_s": 5.0}}
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
    for agent in np.unique(packed["agent"][by_picker]):
        first = packed["time"][packed["agent"] == agent].min()
        assert (lines["time"][lines["agent"] == agent] > first).any()  # picks again
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
    straight = float(np.hypot(13 - 9, 11.2 - 0.8)) / 0.5
    assert len(took) > 40
    assert np.isclose(took, 120.0, atol=1e-6).sum() > 10
    assert (np.isclose(took, 120.0, atol=1e-6) | np.isclose(took, straight, atol=1e-6)).all()
