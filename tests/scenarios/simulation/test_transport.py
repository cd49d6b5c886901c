"""Who carries what: light and heavy vehicles, failures on the way, pallets and refills."""

import numpy as np
import pytest

from scenarios.contracts import Activity, EventKind
from scenarios.simulation.codes import LOADING, TO_LOAD, TO_UNLOAD, Role
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play, play_until
from tests.scenarios.simulation.days import check_books, day_of, log_of
from tests.scenarios.simulation.halls import document, long_hall

HOUR = 3600.0
SIZES = {
    "amr": {},
    "agv": {"length_m": 1.1, "width_m": 0.7},
    "forklift": {"length_m": 2.3, "width_m": 1.1, "speed_mps": 2.2},
    "pallet_jack": {"length_m": 1.6, "width_m": 0.8},
}


def fleet(**counts):
    return [{"type": name, "count": count, **SIZES[name]} for name, count in counts.items()]


def by_role(played, role):
    return played.state.agents["role"] == role


@pytest.fixture(scope="module")
def mixed():
    vehicles = fleet(amr=1, agv=1, forklift=1, pallet_jack=1)
    inbound = [{"start_s": 0, "end_s": 3000, "pallets_per_hour": 24}]
    return day_of(
        long_hall(), horizon_s=HOUR, pickers=6, orders_per_hour=120, fleet=vehicles, demand={"inbound": inbound}
    )


def test_amr_and_agv_share_the_tours_forklift_and_pallet_jack_the_pallets(mixed):
    check_books(mixed)
    agents = mixed.state.agents
    for role in (Role.AMR, Role.AGV, Role.FORKLIFT, Role.PALLET_JACK):
        assert agents["distance_loaded"][by_role(mixed, role)] > 30, role
    put_away = mixed.state.clock[0]["put_away"]
    arrived = mixed.state.clock[0]["next_request"]
    assert arrived == len(mixed.state.requests)
    assert arrived - 3 <= put_away <= arrived
    assert mixed.result.orders_shipped > 40


def test_every_place_is_free_again_once_its_user_has_gone(mixed):
    agents, places = mixed.state.agents, mixed.state.places
    assert (places["busy"] >= 0).all()
    using = np.bincount(agents["leaves"][agents["leaves"] >= 0], minlength=len(places))
    at = np.isin(agents["state"], (5, LOADING, 15))  # picking, loading, unloading
    using += np.bincount(agents["place"][at], minlength=len(places))
    assert (places["busy"] == using).all()
    heading = agents["state"] == 6  # to the drop; a vehicle that carries a tour claims its drop, too
    heading |= agents["state"] == 7
    tours = np.isin(agents["state"], (TO_UNLOAD, 15)) & (agents["task"] < mixed.state.rules[0]["first_request"])
    assert places["claims"].sum() == (heading | tours).sum()


def test_longest_idle_vehicles_take_turns():
    loaded = {}
    for assignment in ("longest_idle", "nearest"):
        played = day_of(
            long_hall(),
            horizon_s=HOUR,
            pickers=4,
            fleet=fleet(amr=3),
            orders_per_hour=40,
            demand={"assignment": assignment},
        )
        loaded[assignment] = played.state.agents["distance_loaded"][by_role(played, Role.AMR)]
    spread = {name: m.max() / max(m.min(), 1.0) for name, m in loaded.items()}
    assert spread["longest_idle"] < 2.0
    assert spread["longest_idle"] < spread["nearest"]


# --- failures -------------------------------------------------------------------------------------------------------


def one_tour(*events, amrs=2):
    """Everything is for one order whose goods lie far from the packers, so that a vehicle carries it."""
    layout = long_hall()
    far = min(range(len(layout.faces)), key=lambda k: layout.faces[k].x_m + 0.01 * layout.faces[k].y_m)
    face = layout.faces[far]
    content = document(
        horizon_s=1200.0,
        pickers=1,
        packers=1,
        shippers=None,
        amrs=amrs,
        events=list(events),
        demand={"windows": [], "recorded": {"arrival_s": [1.0], "articles": [["a"]]}, "orders_per_tour": 1},
        storage={
            "policy": "given",
            "given": [{"article": "a", "part_id": face.part_id, "ordinal": face.ordinal}],
        },
    )
    return compile_run(layout, content)


def vehicle_states(run):
    """(samples, vehicles) the vehicles' states every second, and the day."""
    states, state = [], None
    for k in range(1, 1200):
        state = play_until(run, replication=0, until_s=float(k), resume=state)
        states.append(state.agents["state"][state.agents["role"] == Role.AMR].copy())
    return np.array(states)


@pytest.fixture(scope="module")
def plain():
    """(who fetches the tour, when it sets out, when it carries, the day without failures)."""
    run = one_tour()
    states = vehicle_states(run)
    assert (states == TO_LOAD).any(axis=0).sum() == 1
    who = int(np.nonzero((states == TO_LOAD).any(axis=0))[0][0])
    sets_out = int(np.argmax(states[:, who] == TO_LOAD)) + 1
    loads = int(np.argmax(states[:, who] == LOADING)) + 1
    carries = int(np.argmax(states[:, who] == TO_UNLOAD)) + 1
    return who, sets_out, loads, carries, play(run, replication=0)


def down(start_s, end_s, amount):
    return {"kind": "vehicle_down", "start_s": start_s, "end_s": end_s, "target": "amr", "amount": amount}


def packed_at(played):
    return log_of(played, EventKind.ORDER_PACKED)["time"]


def test_a_vehicle_that_fails_on_the_way_to_a_load_hands_it_on(plain):
    who, sets_out, _, _, before = plain
    failed = 1 if who == 1 else 2  # the last vehicles fail; with the first, all do
    played = play(one_tour(down(sets_out + 1, 1200, failed), amrs=who + 1 if failed == 2 else 2), replication=0)
    loaded = played.state.agents["distance_loaded"][by_role(played, Role.AMR)]
    if failed == 1:
        assert loaded[1] == 0
        assert loaded[0] > 0
        assert packed_at(played) > packed_at(before)
    else:
        assert not len(packed_at(played))


def test_a_vehicle_that_carries_keeps_its_load_until_it_is_repaired(plain):
    who, _, _, carries, before = plain
    played = play(one_tour(down(carries + 2, carries + 302, 2)), replication=0)
    loaded = played.state.agents["distance_loaded"][by_role(played, Role.AMR)]
    assert (loaded > 0).nonzero()[0].tolist() == [who]
    late = packed_at(played) - packed_at(before)
    assert 299 < late[0] < 305
    assert played.state.activity_s[by_role(played, Role.AMR), Activity.DOWN] == pytest.approx([300, 300], abs=1e-6)


def test_loading_goes_on_after_the_repair_with_what_was_left(plain):
    who, _, loads, _, before = plain
    played = play(one_tour(down(loads + 2, loads + 52, 2)), replication=0)
    late = packed_at(played) - packed_at(before)
    assert late[0] == pytest.approx(50.0, abs=0.5)
    assert (played.state.agents["distance_loaded"][by_role(played, Role.AMR)] > 0).nonzero()[0].tolist() == [who]


def test_loading_and_unloading_are_what_vehicles_are_busy_with(plain):
    """One tour: 8 s to load and 8 s to unload, of two vehicles that are there for 1200 s; the picker sets down in 5 s."""
    who, _, loads, carries, played = plain
    handled = played.state.activity_s[by_role(played, Role.AMR), Activity.HANDLE]
    assert handled[who] == pytest.approx(16.0, abs=1e-6)
    assert handled.sum() == pytest.approx(16.0, abs=1e-6)
    assert played.result.metrics["vehicles_busy_share"] == pytest.approx(16.0 / 2400.0)
    assert played.result.metrics["vehicles_waiting_share"] == 0
    assert carries - loads == 8
    assert played.state.activity_s[by_role(played, Role.PICKER), Activity.HANDLE] == pytest.approx([5.0], abs=1e-6)
    driving = played.state.activity_s[by_role(played, Role.AMR)][:, [Activity.WALK, Activity.CARRY]].sum()
    assert played.result.metrics["amr_utilisation"] == pytest.approx((16.0 + driving) / 2400.0)


def test_no_vehicle_at_all_leaves_the_tours_where_they_are():
    played = day_of(long_hall(), horizon_s=HOUR, pickers=4, amrs=2, orders_per_hour=60, events=[down(0, HOUR, 2)])
    check_books(played)
    picked = log_of(played, EventKind.ORDER_PICKED)
    packed = log_of(played, EventKind.ORDER_PACKED)
    assert len(picked) > 30
    assert len(packed) < 0.6 * len(picked)  # what is carried on foot


# --- closed docks ---------------------------------------------------------------------------------------------------

DOCKS = [
    {"id": s.id, "kind": s.kind, "at": {"x_m": float(s.stands_m[0, 0]), "y_m": float(s.stands_m[0, 1])}}
    for s in long_hall().stations
]


def inbound_day(*closed):
    """Pallets by two docks, some of which are closed for a while."""
    content = document(
        horizon_s=HOUR,
        forklifts=2,
        orders_per_hour=0.0,
        stations=DOCKS,
        demand={"inbound": [{"start_s": 0, "end_s": HOUR, "pallets_per_hour": 30}]},
        events=[{"kind": "dock_closed", "target": t, "start_s": a, "end_s": b} for t, a, b in closed],
    )
    return compile_run(long_hall(), content)


def put_away_until(run, *times):
    counts, state = [], None
    for t in times:
        state = play_until(run, replication=0, until_s=t, resume=state)
        counts.append(int(state.clock[0]["put_away"]))
    return counts


def sources(played):
    """The dock that each pallet which came was fetched at."""
    first = int(played.state.rules[0]["first_request"])
    return played.state.transports["source"][first : first + int(played.state.clock[0]["next_request"])]


def test_pallets_come_in_at_another_dock_while_theirs_is_closed():
    open_day, run = inbound_day(), inbound_day(("ship-01", 0, HOUR))
    before, played = play(open_day, replication=0), play(run, replication=0)
    assert set(sources(before)) == set(run.docks[:, 0])
    assert set(sources(played)) == {run.docks[1, 0]}
    for day in (before, played):
        pallets = day.result.metrics["pallets_open_at_end"] + day.state.clock[0]["put_away"]
        assert pallets == day.state.clock[0]["next_request"] > 20
    assert played.state.clock[0]["put_away"] >= 0.8 * before.state.clock[0]["put_away"]


def test_pallets_wait_while_every_dock_is_closed_and_none_is_lost():
    closed = inbound_day(("ship-01", 600, 1800), ("ship-02", 600, 1800))
    early, late, end = put_away_until(closed, 720, 1790, 3600)
    assert early > 0
    assert late == early  # what was on a fork at 600 s is put away within two minutes
    assert end > late + 5
    played = play(closed, replication=0)
    metrics = played.result.metrics
    assert metrics["pallets_open_at_end"] + played.state.clock[0]["put_away"] == played.state.clock[0]["next_request"]
    assert metrics["pallets_per_hour"] == played.state.clock[0]["put_away"] == end
