"""What everybody's work has in common: setting out, becoming free, going home, taking a break."""

# ruff: noqa: PLR0917, PLR1714 -- compiled functions take plain positional arguments, and compare the same way

from __future__ import annotations

from scenarios.simulation.accounts import come_to_rest, record, set_activity, set_out
from scenarios.simulation.codes import (
    A_BREAK,
    A_CARRY,
    A_IDLE,
    A_OFF,
    A_WALK,
    AT_STAND,
    E_OFF,
    E_ON,
    IDLE,
    LEAVING,
    OFF,
    PICKER,
    RESTING,
    TO_HOME,
    TO_REST,
    TO_STAND,
)
from scenarios.simulation.compiled import called, inner
from scenarios.simulation.records import Simulation
from scenarios.simulation.routing import way


@called
def go(sim: Simulation, i: int, state: int, place: int, t: float) -> None:
    """Send an agent to a place in a state."""
    a = sim.agents[i]
    a.state = state
    set_out(sim, i, place, t)
    set_activity(sim, i, A_CARRY if a.load > 0 else A_WALK, t)


@inner
def stand_is_open(sim: Simulation, stand: int) -> bool:
    """Whether a stand is free, works, and can be got to."""
    s = sim.stands[stand]
    return bool(s.agent < 0 and stand_works(sim, stand))


@inner
def stand_works(sim: Simulation, stand: int) -> bool:
    """Whether a stand is not out of order and can be got to."""
    s = sim.stands[stand]
    return bool(s.down == 0 and sim.places[s.place].blocked == 0)


@called
def take_stand(sim: Simulation, i: int, stand: int, t: float) -> None:
    """Head for a stand that nobody else may take from now on."""
    sim.stands[stand].agent = i
    sim.agents[i].stand = stand
    go(sim, i, TO_STAND, sim.stands[stand].place, t)


@called
def give_up_stand(sim: Simulation, i: int) -> None:
    """Nobody stands at one's stand any more."""
    a = sim.agents[i]
    if a.stand >= 0:
        sim.stands[a.stand].agent = -1
        a.stand = -1
        sim.clock[0].dirty = 1


@called
def home_of(sim: Simulation, i: int) -> int:
    """Where one goes home to: one's own spot, or the nearest of somebody else's while the floor there is closed."""
    a = sim.agents[i]
    best = int(a.home)
    if sim.places[best].blocked == 0:
        return best
    least = 1e18
    for k in range(len(sim.agents)):
        b = sim.agents[k]
        p = sim.places[b.home]
        if (b.kind > 0) == (a.kind > 0) and p.blocked == 0 and way(sim, a.last_field, p.field) < least:
            least = way(sim, a.last_field, p.field)
            best = int(b.home)
    return best


@called
def leave(sim: Simulation, i: int, t: float) -> None:
    """Go home and off the floor."""
    give_up_stand(sim, i)
    go(sim, i, LEAVING, home_of(sim, i), t)


@called
def rest(sim: Simulation, i: int, t: float) -> None:
    """Go where one takes one's break."""
    give_up_stand(sim, i)
    go(sim, i, TO_REST, home_of(sim, i), t)


@called
def become_free(sim: Simulation, i: int, t: float) -> None:
    """Nothing in hand any more: leave if the shift is over, rest in a break, else wait for work."""
    a = sim.agents[i]
    a.load = 0
    a.tour = -1
    a.order = -1
    a.task = -1
    a.works_as = a.role
    if not a.on_shift:
        leave(sim, i, t)
        return
    if a.resting:
        rest(sim, i, t)
        return
    a.free_since = t
    sim.clock[0].dirty = 1
    if a.moving:  # nobody stops dead on the way
        go(sim, i, TO_HOME, home_of(sim, i), t)
        return
    come_to_rest(sim, i, t)
    a.state = IDLE
    set_activity(sim, i, A_IDLE, t)


@called
def _has_nothing_in_hand(sim: Simulation, i: int) -> bool:
    """Whether an agent may go at once: idle, or on the way to a stand or at it with no work begun."""
    a = sim.agents[i]
    if a.state == IDLE or a.state == TO_HOME:
        return True
    # who packs as a picker is on the way to a stand, or at it, with a tour in hand
    return bool((a.state == AT_STAND or a.state == TO_STAND) and a.works_as != PICKER)


@called
def set_heads(sim: Simulation, role: int, heads: int, t: float) -> None:
    """From now on the first `heads` people of a role are on shift."""
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.role != role:
            continue
        if a.number < heads:
            a.on_shift = 1
            if a.state == OFF:
                home = sim.places[home_of(sim, i)]
                a.present = 1
                a.x, a.y, a.ox, a.oy = home.x, home.y, home.x, home.y
                a.still_since = t
                a.nx = 0.0
                a.ny = 0.0
                a.ghost_until = t + 2.0
                a.last_field = home.field
                record(sim, t, E_ON, -1, i, -1)
                sim.clock[0].pairs_stale = 1
                become_free(sim, i, t)
            elif a.state == LEAVING:
                become_free(sim, i, t)
        else:
            a.on_shift = 0
            if a.state == RESTING or a.state == TO_REST or _has_nothing_in_hand(sim, i):
                leave(sim, i, t)


@called
def set_resting(sim: Simulation, role: int, group: int, groups: int, on: int, t: float) -> None:
    """A group of a role (every `groups`-th of its people) goes on a break, or comes back from it."""
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        if a.role != role or a.number % groups != group:
            continue
        a.resting += 1 if on else -1  # a group's break may run into the role's next one
        if on and a.on_shift and _has_nothing_in_hand(sim, i):
            rest(sim, i, t)
        elif a.resting == 0 and (a.state == RESTING or a.state == TO_REST):
            become_free(sim, i, t)


@called
def begin_rest(sim: Simulation, i: int, t: float) -> None:
    """Arrived where one rests."""
    sim.agents[i].state = RESTING
    set_activity(sim, i, A_BREAK, t)


@called
def step_off(sim: Simulation, i: int, t: float) -> None:
    """Arrived at home after the shift: off the floor."""
    a = sim.agents[i]
    a.state = OFF
    a.present = 0
    set_activity(sim, i, A_OFF, t)
    record(sim, t, E_OFF, -1, i, -1)
    sim.clock[0].pairs_stale = 1
