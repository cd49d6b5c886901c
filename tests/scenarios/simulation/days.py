"""What tests ask of a day that has been played: its log, its books, who did what when."""

from itertools import pairwise

import numpy as np

from scenarios.contracts import Activity, EventKind
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play
from tests.scenarios.simulation.halls import document, small_hall


def day_of(layout=None, *, replication=0, film_every_s=None, **options):
    """A document on a layout, played; filmed from beginning to end where asked for."""
    run = compile_run(layout or small_hall(), document(**options))
    horizon = run.document.experiment.horizon_s
    if film_every_s is None:
        return play(run, replication=replication)
    return play(run, replication=replication, window=(0.0, horizon), sample_s=film_every_s)


def log_of(played, *kinds):
    """Rows of the event log, all or of some kinds, in the order of time."""
    rows = played.state.log[: played.state.clock[0]["logged"]]
    rows = rows[np.argsort(rows["time"], kind="stable")]
    return rows[np.isin(rows["kind"], kinds)] if kinds else rows


def times_of(played, kind):
    """(orders) time of an event of each order, NaN where it has none."""
    times = np.full(len(played.state.orders), np.nan)
    rows = log_of(played, kind)
    times[rows["order"]] = rows["time"]
    return times


def check_books(played):
    """Orders in = shipped + open + failed; no line is picked twice, none of a shipped order is left; steps in turn."""
    result, state = played.result, played.state
    assert result.orders_in == result.orders_shipped + result.orders_open + result.orders_failed
    for kind in (EventKind.ORDER_PICKED, EventKind.ORDER_PACKED, EventKind.ORDER_SHIPPED, EventKind.ORDER_FAILED):
        orders = log_of(played, kind)["order"]
        assert len(np.unique(orders)) == len(orders), kind
    picked = np.bincount(log_of(played, EventKind.LINE_PICKED)["order"], minlength=len(state.orders))
    lines = state.orders["lines"]
    assert (picked + state.orders["left"] == lines).all()
    assert (np.bincount(state.lines["order"], state.lines["done"], minlength=len(lines)) == picked).all()
    shipped = log_of(played, EventKind.ORDER_SHIPPED)["order"]
    assert (picked[shipped] == lines[shipped]).all()
    failed = log_of(played, EventKind.ORDER_FAILED)["order"]
    assert not picked[failed].any()
    assert not np.isin(failed, log_of(played, EventKind.ORDER_RELEASED)["order"]).any()
    steps = [times_of(played, k) for k in (EventKind.ORDER_PICKED, EventKind.ORDER_PACKED, EventKind.ORDER_SHIPPED)]
    for before, after in pairwise(steps):
        assert not (after < before - 1e-9).any()
        assert not np.isnan(before[~np.isnan(after)]).any()
    total = state.activity_s.sum(axis=1)
    assert np.abs(total - state.rules[0]["horizon"]).max(initial=0.0) < 1e-6


def seconds(played, activity, role=None):
    """(agents) time that the agents of a role spent with an activity."""
    mine = slice(None) if role is None else played.state.agents["role"] == role
    return played.state.activity_s[mine, activity]


def during(played, who, start_s, end_s):
    """(samples) what an agent did from `start_s` on, before `end_s`."""
    film = played.trajectories
    column = film.agent_ids.index(who)
    first, last = (round((t - film.start_s) / film.step_s) for t in (start_s, end_s))
    return film.activity[first:last, column]


WORKING = (Activity.PICK, Activity.PACK, Activity.SHIP, Activity.CARRY)
