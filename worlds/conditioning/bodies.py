"""Gives every agent of a state its body. The pose follows from the state alone, so that the same state looks the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, AgentKind
from worlds.conditioning.carriers import carriers
from worlds.conditioning.looks import Looks, looks_of
from worlds.conditioning.people import people
from worlds.conditioning.posture import straight_posture
from worlds.conditioning.shapes import Assembly, Bodies
from worlds.conditioning.trucks import JACK_BELOW_M, forklifts, pallet_jacks
from worlds.contracts import WorldState


def agent_bodies(state: WorldState) -> Bodies:
    """The bodies of all who are on the floor; agents that are off shift have none.

    The number of pieces of an agent never changes, so that (agent, part) names the same piece in every frame.
    """
    posture = state.posture or straight_posture(state)
    looks = looks_of(state.agent_ids)
    there = state.activity != Activity.OFF
    truck = state.kinds == AgentKind.FORKLIFT
    low = state.size_m[:, 2] < JACK_BELOW_M
    groups: tuple[tuple[NDArray[np.bool_], Callable[[NDArray[np.intp], Looks], Assembly]], ...] = (
        (state.kinds == AgentKind.PERSON, lambda rows, look: people(state, rows, look, posture)),
        (state.kinds == AgentKind.AMR, lambda rows, look: carriers(state, rows, look)),
        (truck & ~low, lambda rows, look: forklifts(state, rows, look, posture)),
        (truck & low, lambda rows, look: pallet_jacks(state, rows, look, posture)),
    )
    made = []
    for mask, make in groups:
        rows = np.flatnonzero(mask & there)
        if len(rows):
            made.append(make(rows, looks.take(rows)).placed(state.pose[rows].astype(np.float64), rows))
    return Bodies.joined(made)
