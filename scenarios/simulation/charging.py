"""Charging: who drives to a charger when, and when it leaves.

A vehicle below its low mark takes no more work and drives to the nearest free charger; with opportunity
charging it also does so whenever it has nothing to do, and leaves for work once it has a reserve.
"""

# ruff: noqa: PLR1714 -- compiled functions compare the same way

from __future__ import annotations

from scenarios.simulation.accounts import set_activity
from scenarios.simulation.codes import A_CHARGE, CHARGE_STAND, CHARGING, IDLE, TO_HOME
from scenarios.simulation.compiled import called
from scenarios.simulation.queues import cancel_timer, start_timer
from scenarios.simulation.records import Simulation
from scenarios.simulation.routing import way
from scenarios.simulation.tasks import become_free, give_up_stand, stand_is_open, take_stand

WORTH_IT = 0.95  # nobody drives to a charger for the last twentieth below the full mark


@called
def _nearest_charger(sim: Simulation, field: int) -> int:
    best = -1
    least = 1e18
    for k in range(len(sim.stands)):
        s = sim.stands[k]
        if s.kind == CHARGE_STAND and stand_is_open(sim, k):
            cost = way(sim, field, sim.places[s.place].field)
            if cost < least:
                least = cost
                best = k
    return best


@called
def send_to_charge(sim: Simulation, t: float) -> None:
    """Vehicles that must or may charge claim the nearest free charger."""
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.capacity <= 0.0 or a.down or not a.on_shift or (a.state != IDLE and a.state != TO_HOME):
            continue
        if a.charge > a.low and not (a.opportunity and a.charge < WORTH_IT * a.full):
            continue
        k = _nearest_charger(sim, a.last_field)
        if k < 0:
            return
        take_stand(sim, i, k, t)


@called
def unplug(sim: Simulation, i: int) -> None:
    """A charging vehicle is wanted elsewhere, or its charger has failed."""
    cancel_timer(sim, i)
    give_up_stand(sim, i)


@called
def plug_out(sim: Simulation, i: int, t: float) -> None:
    """Charged: make room for the next."""
    give_up_stand(sim, i)
    become_free(sim, i, t)


@called
def plug_in(sim: Simulation, i: int, t: float) -> None:
    """At the charger: charge up to the full mark, unless it has failed meanwhile."""
    a = sim.agents[i]
    if sim.stands[a.stand].down > 0:
        plug_out(sim, i, t)
        return
    a.state = CHARGING
    set_activity(sim, i, A_CHARGE, t)
    start_timer(sim, t + max(a.full - a.charge, 0.0) / max(a.charge_w - a.idle_w, 1.0), i)
