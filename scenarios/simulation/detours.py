"""Who changes plans on the way: places that have just been closed, and pickers whose shift has just ended.

Called when the calendar closes something. What is in hand goes elsewhere, what is only on its way goes back
to wait; nobody heads for a place that cannot be reached if there is another one.
"""

# ruff: noqa: PLR1714 -- compiled functions compare the same way, and a switch has as many branches as states

from __future__ import annotations

from scenarios.simulation.codes import (
    AT_STAND,
    LEAVING,
    PICKER,
    RESTING,
    TO_DROP,
    TO_FACE,
    TO_HOME,
    TO_REST,
    TO_STAND,
    TO_UNLOAD,
    WAIT_STAND,
)
from scenarios.simulation.compiled import called
from scenarios.simulation.picking import best_drop, carry_away, next_stop
from scenarios.simulation.records import Simulation
from scenarios.simulation.tasks import become_free, give_up_stand, go, home_of, rest
from scenarios.simulation.transport import hand_back, may_hand_back


@called
def turn_back(sim: Simulation, t: float) -> None:
    """Everybody who is on the way to a closed place, or whose tour is over, turns."""
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.state == TO_FACE and a.hand_over and (a.resting or not a.on_shift):
            carry_away(sim, i, t)
        elif sim.places[a.place].blocked > 0 and a.present and not a.down:
            _turn(sim, i, t)


@called
def _turn(sim: Simulation, i: int, t: float) -> None:
    """The place that somebody heads for, or waits at, is closed."""
    a = sim.agents[i]
    if a.state == TO_FACE:
        a.stop += 1
        next_stop(sim, i, t)
    elif a.state == TO_DROP:
        sim.places[a.place].claims -= 1
        carry_away(sim, i, t)
    elif a.state == WAIT_STAND:
        go(sim, i, WAIT_STAND, best_drop(sim, a.last_field, 0), t)
    elif (a.state == TO_STAND or a.state == AT_STAND) and a.works_as == PICKER and a.order >= 0:
        give_up_stand(sim, i)
        a.tour = a.order  # what went before is packed
        carry_away(sim, i, t)
    elif a.state == TO_STAND or a.state == AT_STAND:
        give_up_stand(sim, i)
        become_free(sim, i, t)
    elif may_hand_back(sim, i):
        hand_back(sim, i, t)
    elif a.state == TO_UNLOAD and a.task < sim.rules[0].first_request:
        sim.places[a.place].claims -= 1
        place = best_drop(sim, a.last_field, 1)
        sim.places[place].claims += 1
        go(sim, i, TO_UNLOAD, place, t)
    elif a.state == TO_HOME or a.state == LEAVING:
        go(sim, i, a.state, home_of(sim, i), t)
    elif a.state == RESTING or a.state == TO_REST:
        rest(sim, i, t)
