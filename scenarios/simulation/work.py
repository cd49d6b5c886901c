"""What happens when a task ends or a place is reached, and how waiting work finds free hands.

Orders wait for release, are picked in tours, dropped (or handed to a vehicle), packed and shipped. A
step whose role nobody has in the whole document takes no time; without packers the pickers pack
themselves. What each role does stands in `picking`, `serving`, `transport` and `charging`.
"""

# ruff: noqa: C901, PLR0912, PLR1714 -- compiled functions compare the same way, and a switch has as many branches as states

from __future__ import annotations

import math

from scenarios.simulation.accounts import come_to_rest, set_activity
from scenarios.simulation.charging import plug_in, plug_out, send_to_charge
from scenarios.simulation.codes import (
    A_HANDLE,
    A_IDLE,
    A_WAIT,
    AT_STAND,
    CHARGING,
    DROPPING,
    IDLE,
    LEAVING,
    LOADING,
    PICKER,
    PICKING,
    SERVING,
    TO_DROP,
    TO_FACE,
    TO_HOME,
    TO_LOAD,
    TO_REST,
    TO_STAND,
    TO_UNLOAD,
    UNLOADING,
    WAIT_STAND,
)
from scenarios.simulation.compiled import called
from scenarios.simulation.picking import assign_tours, drop_tour, line_picked, reach_face
from scenarios.simulation.queues import start_timer
from scenarios.simulation.records import Simulation
from scenarios.simulation.serving import (
    assign_waiting,
    off_belt,
    release_held,
    send_helpers,
    serve,
    served,
    staff_stands,
)
from scenarios.simulation.tasks import begin_rest, go, home_of, step_off
from scenarios.simulation.transport import assign_vehicles, loaded, renew_battery, unloaded

DROP_S = 5.0  # setting a tour down


@called
def on_timer(sim: Simulation, entity: int, t: float) -> None:
    """An agent's task at its place is done, a new battery is there, or an order has come to the end of a belt."""
    if entity >= len(sim.agents):
        off_belt(sim, entity - len(sim.agents), t)
        return
    i = entity
    a = sim.agents[i]
    if a.down:
        renew_battery(sim, i, t)  # the only timer of a vehicle that stands
    elif a.state == PICKING:
        line_picked(sim, i, t)
    elif a.state == DROPPING:
        drop_tour(sim, i, t)
    elif a.state == SERVING:
        served(sim, i, t)
    elif a.state == LOADING:
        loaded(sim, i, t)
    elif a.state == UNLOADING:
        unloaded(sim, i, t)
    elif a.state == CHARGING:
        plug_out(sim, i, t)


@called
def on_arrival(sim: Simulation, i: int, t: float) -> None:
    """An agent has reached the place it was sent to."""
    a = sim.agents[i]
    come_to_rest(sim, i, t)
    a.last_field = a.field
    if a.leaves >= 0 and (a.leaves != a.place or (a.state != TO_LOAD and a.state != TO_UNLOAD)):
        sim.places[a.leaves].busy -= 1  # parked so near to it that it never drove off
        a.leaves = -1
    if not math.isnan(a.facing) and a.kind == 0:
        a.ux = math.cos(a.facing)
        a.uy = math.sin(a.facing)
    if a.state == TO_FACE:
        reach_face(sim, i, t)
    elif a.state == TO_DROP:
        a.state = DROPPING
        set_activity(sim, i, A_HANDLE, t)
        start_timer(sim, t + DROP_S, i)
    elif a.state == TO_STAND and a.kind > 0:
        plug_in(sim, i, t)
    elif a.state == TO_STAND:
        a.state = AT_STAND
        set_activity(sim, i, A_IDLE, t)
        if a.works_as == PICKER:
            serve(sim, i, t)
        sim.clock[0].dirty = 1
    elif a.state == WAIT_STAND:
        set_activity(sim, i, A_WAIT, t)
    elif a.state == TO_LOAD or a.state == TO_UNLOAD:
        set_activity(sim, i, A_HANDLE, t)
        a.state = LOADING if a.state == TO_LOAD else UNLOADING
        if a.leaves == a.place:
            a.leaves = -1
        else:
            sim.places[a.place].busy += 1
        start_timer(sim, t + a.handling, i)
    elif a.state == TO_HOME:
        a.state = IDLE
        set_activity(sim, i, A_IDLE, t)
    elif a.state == TO_REST:
        begin_rest(sim, i, t)
    elif a.state == LEAVING:
        step_off(sim, i, t)


@called
def dispatch(sim: Simulation, t: float) -> None:
    """Bring waiting work and free hands together."""
    sim.clock[0].dirty = 0
    sim.clock[0].now = t
    staff_stands(sim, t)
    assign_waiting(sim, t)
    assign_tours(sim, t)
    send_helpers(sim, t)
    while release_held(sim, t):  # room on a belt: whoever held an order for it takes the next
        staff_stands(sim, t)
    assign_vehicles(sim, t)
    send_to_charge(sim, t)
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        waits = a.state == IDLE or a.state == TO_HOME
        if a.present and waits and not a.down and a.place != home_of(sim, i):
            go(sim, i, TO_HOME, home_of(sim, i), t)
