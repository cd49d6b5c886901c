"""Tours: which orders share one, what becomes of them at the end of a shift, and of orders nobody begins."""

import numpy as np
import pytest

from scenarios.contracts import EventKind
from tests.scenarios.simulation.days import check_books, day_of, log_of, times_of
from tests.scenarios.simulation.halls import shift

RELEASED, LINE, FAILED = EventKind.ORDER_RELEASED, EventKind.LINE_PICKED, EventKind.ORDER_FAILED


def recorded(articles, arrival_s, **demand):
    return {"windows": [], "recorded": {"arrival_s": arrival_s, "articles": articles}, "orders_per_tour": 1, **demand}


def given(**where):
    return {
        "policy": "given",
        "given": [{"article": a, "part_id": part, "ordinal": k} for a, (part, k) in where.items()],
    }


# --- the end of a shift ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["finish", "hand_over"])
def change(request):
    """Four pickers until 900 s, two afterwards; tours are long."""
    staffing = [
        {"role": "picker", "shifts": [shift(4, 0, 900), shift(2, 900, 3600)], "at_end": request.param},
        {"role": "packer", "shifts": [shift(2, 0, 3600)]},
    ]
    demand = {"pick_s": 25.0, "lines_per_order_mean": 6.0, "orders_per_tour": 3}
    return request.param, day_of(
        horizon_s=3600.0, orders_per_hour=120, staffing=staffing, demand=demand, film_every_s=1.0
    )


def test_every_line_is_picked_once_whoever_begins_it(change):
    check_books(change[1])


def test_who_hands_over_leaves_and_who_finishes_stays(change):
    at_end, played = change
    lines = log_of(played, LINE)
    late = lines["time"][(lines["agent"] == 3) | (lines["agent"] == 2)].max() - 900.0
    gone = log_of(played, EventKind.SHIFT_ENDED)["time"].max() - 900.0
    if at_end == "hand_over":
        assert late < 90  # the line in hand
        assert gone < 150
    else:
        assert late > 150
        assert gone > late


def test_lines_that_were_handed_over_are_picked_by_others(change):
    at_end, played = change
    lines = log_of(played, LINE)
    hands = {order: set(lines["agent"][lines["order"] == order].tolist()) for order in set(lines["order"].tolist())}
    shared = [order for order, agents in hands.items() if len(agents) > 1]
    assert bool(shared) == (at_end == "hand_over")


# --- patience -------------------------------------------------------------------------------------------------------


def test_orders_fail_exactly_when_nobody_has_begun_them_in_time():
    staffing = [
        {"role": "picker", "shifts": [shift(1, 1000, 3600)]},
        {"role": "packer", "shifts": [shift(1, 0, 3600)]},
    ]
    played = day_of(
        horizon_s=3600.0, orders_per_hour=90, staffing=staffing, shippers=None, demand={"patience_s": 300.0}
    )
    check_books(played)
    arrival = played.state.orders["arrival"]
    failed, begun = times_of(played, FAILED), times_of(played, RELEASED)
    lost = ~np.isnan(failed)
    assert lost[arrival < 700].all()
    assert failed[lost] == pytest.approx(arrival[lost] + 300.0, abs=1e-9)
    assert (begun[~np.isnan(begun)] <= arrival[~np.isnan(begun)] + 300.0).all()
    assert (lost == np.isnan(begun))[arrival < 3300].all()  # one or the other, for all whose patience ends in the day
    assert 0 < played.result.orders_shipped < played.result.orders_in - played.result.orders_failed + 1


# --- which order is next --------------------------------------------------------------------------------------------

PLACES = {"left": ("rack-00", 0), "right": ("rack-02", 5)}


def release_order(**demand):
    """One picker who comes at 100 s, when everything has arrived; the orders in the order of their release."""
    staffing = [
        {"role": "picker", "shifts": [shift(1, 100, 1800)]},
        {"role": "packer", "shifts": [shift(2, 0, 1800)]},
    ]
    played = day_of(horizon_s=1800.0, staffing=staffing, demand=demand, storage=given(**PLACES))
    check_books(played)
    rows = log_of(played, RELEASED)
    return rows["order"].tolist(), rows["time"], played


THREE = [["left"] * 3, ["left"], ["left"] * 2]


@pytest.mark.parametrize(
    ("release", "expected"), [("first_come", [0, 1, 2]), ("smallest_first", [1, 2, 0]), ("due_first", [0, 1, 2])]
)
def test_the_next_order_is_the_one_of_the_policy(release, expected):
    assert release_order(**recorded(THREE, [1.0, 2.0, 3.0], release=release))[0] == expected


@pytest.mark.parametrize(("batching", "tours"), [("first_come", [{0, 1}, {2, 3}]), ("nearest", [{0, 2}, {1, 3}])])
def test_orders_share_a_tour_by_the_policy(batching, tours):
    articles = [["left"] * 2, ["right"] * 2, ["left"] * 2, ["right"] * 2]
    demand = recorded(articles, [1.0, 2.0, 3.0, 4.0], batching=batching) | {"orders_per_tour": 2}
    orders, times, _ = release_order(**demand)
    starts = np.unique(times)
    assert [{o for o, t in zip(orders, times, strict=True) if t == start} for start in starts] == tours


def test_tours_of_near_goods_are_shorter():
    walked = {}
    for batching in ("first_come", "nearest"):
        demand = {"orders_per_tour": 3, "batching": batching, "lines_per_order_mean": 2.0}
        days = [day_of(horizon_s=3600.0, pickers=2, orders_per_hour=300, demand=demand, replication=k) for k in (0, 1)]
        walked[batching] = np.mean([d.result.metrics["travel_per_order_m"] for d in days])
    assert walked["nearest"] < 0.95 * walked["first_come"]


def test_a_tour_waits_a_minute_for_company():
    demand = recorded([["left"], ["right"]], [200.0, 290.0]) | {"orders_per_tour": 2}
    orders, times, _ = release_order(**demand)
    assert orders == [0, 1]
    assert times == pytest.approx([260.0, 350.0], abs=1e-6)


def test_the_longest_idle_picker_or_the_nearest_takes_the_tour():
    """Orders come one at a time; everybody is long home by the next. The longest idle take turns, the nearest does it all."""
    demand = recorded([["left"]] * 6, [100.0 + 200.0 * k for k in range(6)])
    agents = {}
    for assignment in ("longest_idle", "nearest"):
        played = day_of(
            horizon_s=1500.0, pickers=3, packers=1, demand=demand | {"assignment": assignment}, storage=given(**PLACES)
        )
        agents[assignment] = log_of(played, RELEASED)["agent"].tolist()
    assert agents["longest_idle"] == [0, 1, 2, 0, 1, 2]
    assert len(set(agents["nearest"])) == 1


# --- closed and empty faces -----------------------------------------------------------------------------------------


def test_orders_behind_many_that_wait_for_a_closed_rack_are_picked():
    """A hundred orders for the closed rack come first; they hold nobody up."""
    closed = [{"kind": "part_blocked", "start_s": 0, "end_s": 1500, "target": "rack-00"}]
    articles = [["left"]] * 100 + [["right"]] * 3
    played = day_of(
        horizon_s=1800.0,
        pickers=2,
        events=closed,
        demand=recorded(articles, [1.0] * 103),
        storage=given(**PLACES),
    )
    check_books(played)
    released = times_of(played, RELEASED)
    assert (released[100:] < 60).all()
    assert (released[:100][~np.isnan(released[:100])] >= 1500).all()
    assert (~np.isnan(released[:100])).sum() >= 5


def test_an_order_that_loses_a_face_on_the_way_goes_back_with_what_is_picked():
    """Two lines of one order: the first is picked, then the rack of the second closes."""
    demand = recorded([["left", "right"]], [1.0], routing="return")
    options = {"horizon_s": 1800.0, "pickers": 1, "packers": 1, "demand": demand, "storage": given(**PLACES)}
    first = log_of(day_of(**options), LINE)["time"][0]
    closed = [{"kind": "part_blocked", "start_s": first + 0.5, "end_s": 600, "target": "rack-02"}]
    played = day_of(events=closed, **options)
    check_books(played)
    lines = log_of(played, LINE)
    assert lines["time"][0] == first
    assert lines["time"][1] > 600
    assert len(log_of(played, RELEASED)) == 2
    assert played.result.orders_shipped == 1


@pytest.fixture(scope="module")
def stocked():
    """Three lines at each face, refilled by one forklift."""
    from scenarios.simulation.compile import compile_run
    from scenarios.simulation.engine import play, play_until
    from tests.scenarios.simulation.halls import document, long_hall

    content = document(
        horizon_s=3600.0,
        pickers=5,
        forklifts=1,
        orders_per_hour=200,
        storage={"stock": {"lines": 3, "reorder_share": 0.34}, "popularity": 1.5},
        demand={"inbound": [], "pick_s": 5.0, "pack_s": 20.0},
    )
    run = compile_run(long_hall(), content)
    stocks, state = [], None
    for k in range(1, 36):
        state = play_until(run, replication=0, until_s=100.0 * k, resume=state)
        stocks.append(state.places["stock"][: run.face_count].copy())
    return play(run, replication=0, resume=state), np.array(stocks)


def test_no_face_holds_less_than_nothing_or_more_than_fits(stocked):
    played, stocks = stocked
    assert stocks.min() == 0
    assert stocks.max() == 3
    check_books(played)


def test_what_is_picked_was_there_or_was_brought(stocked):
    played, _ = stocked
    state = played.state
    faces = state.places[: state.rules[0]["faces"]]
    picked = np.bincount(log_of(played, LINE)["place"], minlength=len(faces))
    hands = ((state.agents["state"] == 5) & (state.agents["role"] == 0)).sum()  # taken, but not yet logged
    brought = picked.sum() + hands + faces["stock"].sum() - 3 * len(faces)
    assert state.clock[0]["restocked"] > 10
    assert 2 * state.clock[0]["restocked"] <= brought <= 3 * state.clock[0]["restocked"]
    assert picked.max() > 6  # a face that was empty is picked from again


def test_without_anybody_to_refill_orders_stay_open():
    played = day_of(
        horizon_s=3600.0,
        pickers=4,
        orders_per_hour=200,
        storage={"stock": {"lines": 2}},
        demand={"pick_s": 5.0, "pack_s": 20.0},
    )
    check_books(played)
    picked = np.bincount(log_of(played, LINE)["place"])
    assert picked.max() == 2
    assert played.result.orders_open > 30
    assert played.state.clock[0]["restocked"] == 0


# --- promises -------------------------------------------------------------------------------------------------------

EXPRESS = [
    {"start_s": 0, "end_s": 3600, "orders_per_hour": 90},
    {"start_s": 0, "end_s": 3600, "orders_per_hour": 30, "promise_s": 900},
]


def promised(release):
    """Far more than a picker can do: standard orders for the end of the day, express ones for a quarter of an hour."""
    demand = {"windows": EXPRESS, "promise_s": 7200, "release": release, "orders_per_tour": 1, "pick_s": 20.0}
    return day_of(horizon_s=3600.0, pickers=1, packers=4, demand=demand)


def late(played, *, express):
    """How many of the orders due by the end were not shipped by then."""
    orders = played.state.orders
    shipped = times_of(played, EventKind.ORDER_SHIPPED)
    mine = (orders["due"] - orders["arrival"] < 1000) == express
    counted = mine & (orders["due"] <= 3600)
    return int((counted & ~(shipped <= orders["due"])).sum()), int(counted.sum())


def test_orders_that_are_due_first_go_first_where_promises_differ():
    first_come, due_first = promised("first_come"), promised("due_first")
    for played in (first_come, due_first):
        check_books(played)
    assert (first_come.state.orders["due"] == due_first.state.orders["due"]).all()  # the same orders, the same luck
    share = np.mean(first_come.state.orders["due"] - first_come.state.orders["arrival"] < 1000)
    assert 0.17 < share < 0.35  # a quarter of them
    in_line, count = late(first_come, express=True)
    assert count > 15
    assert in_line > 0.4 * count
    assert late(due_first, express=True)[0] < 0.3 * in_line
    assert due_first.result.metrics["service_level"] > first_come.result.metrics["service_level"] + 0.2


def test_recorded_orders_keep_their_own_due_times_and_units():
    demand = recorded([["left", "right"], ["left"]], [1.0, 2.0])
    demand["recorded"] |= {"units": [[3, 1], [4]], "due_s": [900.0, 60.0]}
    played = day_of(horizon_s=1800.0, pickers=1, packers=1, demand=demand | {"pick_unit_s": 5.0, "pack_unit_s": 2.0})
    check_books(played)
    orders, lines = played.state.orders, played.state.lines
    assert orders["due"].tolist() == [900.0, 60.0]
    assert orders["units"].tolist() == [4, 4]
    assert lines["units"].tolist() == [3, 1, 4]
    assert played.result.metrics["units_per_hour"] == pytest.approx(8 / 0.5)
    assert played.result.metrics["lines_per_hour"] == pytest.approx(3 / 0.5)


def test_every_further_unit_takes_its_time():
    """The same luck with and without: 12 s and 5 s for each of four more is 32/12 of the time; packing 60 s and 7 × 2 s."""
    demand = recorded([["left"], ["right", "right"]], [1.0, 2.0])
    demand["recorded"]["units"] = [[5], [2, 6]]
    plain, longer = (
        day_of(horizon_s=600.0, pickers=1, packers=1, demand=demand | more)
        for more in ({}, {"pick_unit_s": 5.0, "pack_unit_s": 2.0})
    )
    ratio = longer.state.lines["pick_s"] / plain.state.lines["pick_s"]
    assert ratio.tolist() == pytest.approx([(12 + 20) / 12, (12 + 5) / 12, (12 + 25) / 12])
    ratio = longer.state.orders["pack_s"] / plain.state.orders["pack_s"]
    assert ratio.tolist() == pytest.approx([(60 + 8) / 60, (60 + 14) / 60])


def test_drawn_units_have_the_mean_that_was_asked_for():
    played = day_of(horizon_s=3600.0, orders_per_hour=900, pickers=0, demand={"units_per_line_mean": 4.0})
    units = played.state.lines["units"]
    assert units.min() == 1
    assert units.mean() == pytest.approx(4.0, abs=4 * (12 / len(units)) ** 0.5)  # variance m (m - 1)
